//! A JSON value and the few ways to look at it.

use core::fmt;

/// A JSON value.
#[derive(Clone)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as JavaScript has them.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, each name once.
    Fields(Vec<(String, Json)>),
}

impl Json {
    /// The member of this name, if this is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Fields(fields) => fields.iter().find(|(other, _)| other == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value, if it is one.
    pub const fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub const fn as_number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The elements; none if this is no array.
    pub fn elements(&self) -> &[Self] {
        match self {
            Self::List(elements) => elements,
            _ => &[],
        }
    }

    /// Whether this is an array that has this text.
    pub(crate) fn lists(&self, text: &str) -> bool {
        self.elements().iter().any(|element| element.as_text() == Some(text))
    }

    /// The member of this name if it is a text: `Some(None)` if it is absent or `null`, `None` if it is something else.
    pub(crate) fn optional_text(&self, name: &str) -> Option<Option<String>> {
        Some(self.optional(name, Self::as_text)?.map(str::to_owned))
    }

    /// The member of this name as `read` understands it: `Some(None)` if it is absent or `null`, `None` if it is
    /// something else.
    pub(crate) fn optional<'json, T>(
        &'json self,
        name: &str,
        read: impl FnOnce(&'json Self) -> Option<T>,
    ) -> Option<Option<T>> {
        match self.get(name) {
            None | Some(Self::Null) => Some(None),
            Some(value) => read(value).map(Some),
        }
    }
}

/// Objects are equal in whatever order their members are.
impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::List(one), Self::List(two)) => one == two,
            (Self::Fields(one), Self::Fields(two)) => {
                one.len() == two.len() && one.iter().all(|(name, value)| other.get(name) == Some(value))
            }
            _ => false,
        }
    }
}

/// Shows what kind of value it is, not the value: it may be a token.
impl fmt::Debug for Json {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool([redacted])",
            Self::Number(_) => "Number([redacted])",
            Self::Text(_) => "Text([redacted])",
            Self::List(_) => "List([redacted])",
            Self::Fields(_) => "Fields([redacted])",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read_json;

    fn json(text: &str) -> Json {
        read_json(text).expect("JSON")
    }

    #[test]
    fn members_are_found_by_name_and_kind() {
        let value = json(r#"{"text": "a", "number": 7, "list": [1, null], "nothing": null}"#);
        assert_eq!(value.get("text").and_then(Json::as_text), Some("a"));
        assert_eq!(value.get("text").and_then(Json::as_number), None);
        assert_eq!(value.get("number").and_then(Json::as_number), Some(7.0));
        assert_eq!(value.get("list").map(Json::elements), Some(&[Json::Number(1.0), Json::Null][..]));
        assert_eq!(value.optional("text", Json::as_text), Some(Some("a")));
        assert_eq!(value.optional("nothing", Json::as_text), Some(None));
        assert_eq!(value.optional("absent", Json::as_text), Some(None));
        assert_eq!(value.optional("number", Json::as_text), None);
        assert_eq!(json("[]").get("text"), None);
    }

    #[test]
    fn order_matters_in_arrays_only() {
        assert_eq!(json(r#"{"a": 1, "b": [true]}"#), json(r#"{"b": [true], "a": 1}"#));
        assert_ne!(json(r#"{"a": 1, "b": 2}"#), json(r#"{"a": 1, "c": 2}"#));
        assert_ne!(json(r#"{"a": 1}"#), json(r#"{"a": 1, "b": 2}"#));
        assert_ne!(json("[1, 2]"), json("[2, 1]"));
        assert_ne!(json("null"), json("false"));
    }

    #[test]
    fn debug_shows_no_value() {
        assert_eq!(format!("{:?}", json(r#"{"access_token": "eyJ"}"#)), "Fields([redacted])");
    }
}
