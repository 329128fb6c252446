//! Lists.

use super::{Flag, Number, Staged};
use crate::expression::grouped;

/// A list of items; [`each`](crate::each) draws them.
///
/// It cannot be the prop of an island, which therefore cannot repeat something for each item; where only their number
/// counts, give the island that number and use [`repeat`](crate::repeat).
#[derive(Clone, Debug)]
pub struct List<T> {
    source: Source<T>,
}

#[derive(Clone, Debug)]
enum Source<T> {
    Known(Vec<T>),
    Staged { sequence: String, variable: String, item: Box<T> },
}

/// What `each` needs: the items, or the loop.
pub(crate) enum Loop<'a, T> {
    Items(&'a [T]),
    Staged { header: String, item: &'a T },
}

impl<T> List<T> {
    /// How many items there are.
    pub fn length(&self) -> Number {
        match &self.source {
            Source::Known(items) => Number::from(i64::try_from(items.len()).unwrap_or(i64::MAX)),
            Source::Staged { sequence, .. } => Number::staged(&format!("{}?size", grouped(sequence))),
        }
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> Flag {
        self.length().is(0)
    }

    /// Whether there are more than `count` items.
    pub fn more_than(&self, count: i64) -> Flag {
        self.length().more_than(count)
    }

    pub(crate) fn as_loop(&self) -> Loop<'_, T> {
        match &self.source {
            Source::Known(items) => Loop::Items(items),
            Source::Staged { sequence, variable, item } => {
                Loop::Staged { header: format!("{} as {variable}", grouped(sequence)), item }
            }
        }
    }
}

impl<T: Staged> List<T> {
    /// The list that the FreeMarker expression `sequence` stands for; the item's expressions call its loop variable
    /// `variable`.
    pub fn staged(sequence: &str, variable: &str) -> Self {
        Self {
            source: Source::Staged {
                sequence: sequence.to_owned(),
                variable: variable.to_owned(),
                item: Box::new(T::template()),
            },
        }
    }

    /// So many samples of the item.
    pub fn samples(count: usize) -> Self {
        (0..count).map(|_| T::sample()).collect()
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { source: Source::Known(items) }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::from(items.into_iter().collect::<Vec<_>>())
    }
}
