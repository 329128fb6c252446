//! Why a page cannot be staged.

/// A page that cannot be staged: which one, where in it, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{page}: {place}: {reason}")]
#[non_exhaustive]
pub struct StageError {
    /// The name of the page.
    pub page: String,
    /// The elements around the place, outermost first, and the attribute.
    pub place: String,
    /// What is wrong, and what to do instead.
    pub reason: String,
}

impl StageError {
    pub(crate) fn new(page: &str, place: &str, reason: String) -> Self {
        Self { page: page.to_owned(), place: place.to_owned(), reason }
    }
}
