//! Whole numbers.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Expression, Flag, Text};
use crate::{
    expression::grouped,
    mark::{self, Kind},
    stage,
};

/// A whole number, shown without grouping (`1234567`).
#[derive(Clone, Debug)]
pub struct Number {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Known(i64),
    Staged(String),
}

impl Number {
    /// The number that the FreeMarker `expression` stands for.
    pub fn staged(expression: &str) -> Self {
        Self { source: Source::Staged(expression.to_owned()) }
    }

    /// `expression` while a template is made, `sample` otherwise.
    pub fn datum(expression: &str, sample: i64) -> Self {
        if stage::is_template() { Self::staged(expression) } else { Self::from(sample) }
    }

    /// The number itself. While a template is made nobody knows it: asking for it makes the template fail, and
    /// [`Number::value_or`] says what to take instead.
    #[track_caller]
    pub fn value(&self) -> i64 {
        match self.source {
            Source::Known(value) => value,
            Source::Staged(ref expression) => {
                stage::refuse_reading(expression);
                0
            }
        }
    }

    /// The number itself, and `in_template` while a template is made.
    pub fn value_or(&self, in_template: i64) -> i64 {
        match self.source {
            Source::Known(value) => value,
            Source::Staged(_) => in_template,
        }
    }

    /// Whether the number is greater than `other`.
    pub fn more_than(&self, other: i64) -> Flag {
        match &self.source {
            Source::Known(value) => Flag::from(*value > other),
            Source::Staged(expression) => Flag::staged(&format!("{} gt {other}", grouped(expression))),
        }
    }

    /// Whether the number is `other`.
    pub fn is(&self, other: i64) -> Flag {
        match &self.source {
            Source::Known(value) => Flag::from(*value == other),
            Source::Staged(expression) => Flag::staged(&format!("{} == {other}", grouped(expression))),
        }
    }

    /// The number as text.
    pub fn text(&self) -> Text {
        match &self.source {
            Source::Known(value) => Text::literal(value.to_string()),
            Source::Staged(expression) => Text::staged(&format!("{}?c", grouped(expression))),
        }
    }

    /// The expression as FreeMarker writes it, if only FreeMarker knows the number.
    pub(crate) fn expression(&self) -> Option<&str> {
        match &self.source {
            Source::Known(_) => None,
            Source::Staged(expression) => Some(expression),
        }
    }
}

impl Default for Number {
    fn default() -> Self {
        Self::from(0_i64)
    }
}

impl Expression for Number {
    fn staged(expression: &str) -> Self {
        Self::staged(expression)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self { source: Source::Known(value) }
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self::from(i64::from(value))
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self::from(i64::from(value))
    }
}

impl From<&Self> for Number {
    fn from(number: &Self) -> Self {
        number.clone()
    }
}

impl From<Number> for Text {
    fn from(number: Number) -> Self {
        number.text()
    }
}

impl fmt::Display for Number {
    /// Ignores width and padding: they would be those of the mark.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.text().as_str())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.source {
            Source::Known(value) => value.serialize(serializer),
            Source::Staged(expression) => mark::expression(Kind::Bare, expression).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::from)
    }
}
