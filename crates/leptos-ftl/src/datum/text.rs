//! Text.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Expression, Flag};
use crate::{
    expression,
    mark::{self, Kind, Piece},
    stage,
};

/// Text that a page shows: as a child of an element, or as the value of an attribute.
///
/// While the template is made it is a *marked* string, which may be copied and put together
/// ([`Text::concat`], `format!`), but not taken apart, compared or changed in case: ask [`Text::is_empty`] and
/// [`Text::is`] instead, which become conditions in the template.
#[derive(Clone, Debug, Default)]
pub struct Text {
    content: String,
}

impl Text {
    /// Text that is known while the template is made.
    pub fn literal(content: impl Into<String>) -> Self {
        Self { content: content.into() }
    }

    /// The text that the FreeMarker `expression` stands for.
    pub fn staged(expression: &str) -> Self {
        Self { content: mark::expression(Kind::Text, expression) }
    }

    /// `expression` while a template is made, `sample` otherwise: a datum outside of a struct that derives
    /// [`Staged`](crate::Staged), such as a message.
    ///
    /// ```
    /// # use leptos_ftl::Text;
    /// let title = Text::datum(r#"msg("loginTitle")"#, "Sign in");
    /// assert_eq!(title.as_str(), "Sign in");
    /// ```
    pub fn datum(expression: &str, sample: &str) -> Self {
        if stage::is_template() { Self::staged(expression) } else { Self::literal(sample) }
    }

    /// The parts, one after the other.
    ///
    /// ```
    /// # use leptos_ftl::Text;
    /// assert_eq!(Text::concat(["social-", "github"]).as_str(), "social-github");
    /// ```
    pub fn concat(parts: impl IntoIterator<Item = impl Into<Self>>) -> Self {
        Self { content: parts.into_iter().map(|part| part.into().content).collect() }
    }

    /// This text followed by `other`.
    pub fn join(&self, other: impl Into<Self>) -> Self {
        Self::concat([self.clone(), other.into()])
    }

    /// This text as an address that may have any scheme but `javascript:`, `vbscript:`, `data:`, `file:`, `blob:`
    /// and `filesystem:`. Without it an attribute such as `href` admits only `http:`, `https:` and relative ones.
    pub fn any_scheme(&self) -> Self {
        let content = mark::pieces(&self.content)
            .into_iter()
            .map(|piece| match piece {
                Piece::Literal(literal) => literal.to_owned(),
                Piece::Expression(Kind::Text, source) => mark::expression(Kind::Address, &source),
                Piece::Expression(kind, source) => mark::expression(kind, &source),
                Piece::Directive(directive) => directive.mark(),
                Piece::Damaged(character) => character.to_string(),
            })
            .collect();
        Self { content }
    }

    /// The text; while a template is made, the marked string.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// Whether the text is empty.
    pub fn is_empty(&self) -> Flag {
        if self.is_literal() {
            Flag::from(self.content.is_empty())
        } else {
            Flag::staged(&format!("!{}?has_content", self.expression()))
        }
    }

    /// Whether the text is `other`.
    pub fn is(&self, other: impl Into<Self>) -> Flag {
        let other = other.into();
        if self.is_literal() && other.is_literal() {
            Flag::from(self.content == other.content)
        } else {
            Flag::staged(&format!("{} == {}", self.expression(), other.expression()))
        }
    }

    /// The FreeMarker expression whose value this text is.
    pub(crate) fn expression(&self) -> String {
        expression::of_text(&self.content)
    }

    pub(crate) fn is_literal(&self) -> bool {
        !self.content.contains(mark::is_reserved)
    }

    pub(crate) fn into_string(self) -> String {
        self.content
    }
}

impl Expression for Text {
    fn staged(expression: &str) -> Self {
        Self::staged(expression)
    }
}

impl From<&str> for Text {
    fn from(content: &str) -> Self {
        Self::literal(content)
    }
}

impl From<String> for Text {
    fn from(content: String) -> Self {
        Self::literal(content)
    }
}

impl From<&Self> for Text {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl fmt::Display for Text {
    /// Ignores width and padding: they would be those of the mark.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.content)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.content.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::literal)
    }
}
