//! Booleans.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Expression, Text};
use crate::{
    expression::grouped,
    mark::{self, Kind},
    stage,
};

/// A boolean: a condition ([`when`](crate::when)), a boolean attribute, or the choice between two texts.
#[derive(Clone, Debug)]
pub struct Flag {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Known(bool),
    Staged(String),
}

impl Flag {
    /// The boolean that the FreeMarker `expression` stands for.
    pub fn staged(expression: &str) -> Self {
        Self { source: Source::Staged(expression.to_owned()) }
    }

    /// `expression` while a template is made, `sample` otherwise.
    pub fn datum(expression: &str, sample: bool) -> Self {
        if stage::is_template() { Self::staged(expression) } else { Self::from(sample) }
    }

    /// The boolean itself. While a template is made nobody knows it: asking for it makes the template fail, and
    /// [`Flag::value_or`] says what to take instead.
    #[track_caller]
    pub fn value(&self) -> bool {
        match self.source {
            Source::Known(value) => value,
            Source::Staged(ref expression) => {
                stage::refuse_reading(expression);
                false
            }
        }
    }

    /// The boolean itself, and `in_template` while a template is made.
    pub fn value_or(&self, in_template: bool) -> bool {
        match self.source {
            Source::Known(value) => value,
            Source::Staged(_) => in_template,
        }
    }

    /// Whether both are true.
    pub fn and(&self, other: &Self) -> Self {
        match (&self.source, &other.source) {
            (Source::Known(true), _) => other.clone(),
            (_, Source::Known(true)) => self.clone(),
            (Source::Known(false), _) | (_, Source::Known(false)) => Self::from(false),
            (Source::Staged(one), Source::Staged(two)) => {
                Self::staged(&format!("{} && {}", grouped(one), grouped(two)))
            }
        }
    }

    /// Whether one of them is true.
    pub fn or(&self, other: &Self) -> Self {
        match (&self.source, &other.source) {
            (Source::Known(false), _) => other.clone(),
            (_, Source::Known(false)) => self.clone(),
            (Source::Known(true), _) | (_, Source::Known(true)) => Self::from(true),
            (Source::Staged(one), Source::Staged(two)) => {
                Self::staged(&format!("{} || {}", grouped(one), grouped(two)))
            }
        }
    }

    /// Whether it is false.
    pub fn negate(&self) -> Self {
        match &self.source {
            Source::Known(value) => Self::from(!value),
            Source::Staged(expression) => Self::staged(&format!("!{}", grouped(expression))),
        }
    }

    /// One of two texts.
    ///
    /// ```
    /// # use leptos_ftl::Flag;
    /// assert_eq!(Flag::from(true).choose("assertive", "polite").as_str(), "assertive");
    /// ```
    pub fn choose(&self, if_true: impl Into<Text>, if_false: impl Into<Text>) -> Text {
        match &self.source {
            Source::Known(true) => if_true.into(),
            Source::Known(false) => if_false.into(),
            Source::Staged(expression) => Text::staged(&format!(
                "{}?then({}, {})",
                grouped(expression),
                if_true.into().expression(),
                if_false.into().expression()
            )),
        }
    }

    /// An attribute that is present, with `value`, only when this is true.
    pub fn attr(&self, value: impl Into<Text>) -> OptionalAttribute {
        OptionalAttribute { present: self.clone(), value: value.into() }
    }

    /// The condition as FreeMarker writes it, if only FreeMarker knows it.
    pub(crate) fn condition(&self) -> Option<&str> {
        match &self.source {
            Source::Known(_) => None,
            Source::Staged(expression) => Some(expression),
        }
    }
}

impl Default for Flag {
    fn default() -> Self {
        Self::from(false)
    }
}

impl Expression for Flag {
    fn staged(expression: &str) -> Self {
        Self::staged(expression)
    }
}

impl From<bool> for Flag {
    fn from(value: bool) -> Self {
        Self { source: Source::Known(value) }
    }
}

impl From<&Self> for Flag {
    fn from(flag: &Self) -> Self {
        flag.clone()
    }
}

impl Serialize for Flag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.source {
            Source::Known(value) => value.serialize(serializer),
            Source::Staged(expression) => mark::expression(Kind::Bare, expression).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Flag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bool::deserialize(deserializer).map(Self::from)
    }
}

/// An attribute that is there or not; see [`Flag::attr`].
#[derive(Clone, Debug)]
pub struct OptionalAttribute {
    pub(crate) present: Flag,
    pub(crate) value: Text,
}
