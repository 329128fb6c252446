//! The data of a page: what a view may show, and where it comes from.

mod flag;
mod html;
mod list;
mod number;
mod text;

pub use flag::{Flag, OptionalAttribute};
pub use html::Html;
pub use list::List;
pub(crate) use list::Loop;
pub use number::Number;
pub use text::Text;

/// The data of a page, or of a part of one; derive it.
///
/// ```
/// use leptos_ftl::{Flag, Staged, Text};
///
/// #[derive(Clone, Debug, Staged)]
/// struct Login {
///     #[datum(expr = "url.loginAction", sample = "https://sso.example/authenticate")]
///     action: Text,
///     #[datum(expr = "realm.rememberMe", sample = true)]
///     remember_me: Flag,
/// }
///
/// assert_eq!(Login::sample().action.as_str(), "https://sso.example/authenticate");
/// ```
pub trait Staged {
    /// The data while the template is made: FreeMarker expressions.
    fn template() -> Self;
    /// The data of the gallery and of tests.
    fn sample() -> Self;
}

/// A datum that one FreeMarker expression stands for.
pub trait Expression {
    /// The datum that `expression` stands for.
    fn staged(expression: &str) -> Self;
}
