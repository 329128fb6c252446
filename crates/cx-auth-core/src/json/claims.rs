//! The claims of a token: read, and as they were written.

use core::fmt;
use std::rc::Rc;

use crate::json::{Json, JsonReader};

/// The claims of a token: a JSON object, with the text it was read from, so that handing it on changes nothing.
///
/// Two are equal if they say the same, however it is written.
#[derive(Clone)]
pub struct Claims {
    written: String,
    fields: Rc<Vec<(String, Json)>>,
}

impl Claims {
    /// Reads claims; `None` if this is not the text of a JSON object.
    pub(crate) fn read(written: String, read_json: JsonReader) -> Option<Self> {
        match read_json(&written) {
            Some(Json::Fields(fields)) => Some(Self { written, fields: Rc::new(fields) }),
            _ => None,
        }
    }

    /// The claim of this name.
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// The claim of this name, if it is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_text()
    }

    /// All of them, as the provider wrote them: the text of a JSON object.
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// Whether both say the same, leaving aside the claims of these names.
    pub(crate) fn is_same_without(&self, other: &Self, aside: &[&str]) -> bool {
        let all_in = |one: &Self, two: &Self| {
            let mut counted = one.fields.iter().filter(|(name, _)| !aside.contains(&name.as_str()));
            counted.all(|(name, value)| two.get(name) == Some(value))
        };
        all_in(self, other) && all_in(other, self)
    }
}

impl PartialEq for Claims {
    fn eq(&self, other: &Self) -> bool {
        self.is_same_without(other, &[])
    }
}

/// Shows no claim: they are about a person.
impl fmt::Debug for Claims {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Claims([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read_json;

    fn claims(text: &str) -> Claims {
        Claims::read(text.to_owned(), read_json).expect("claims")
    }

    #[test]
    fn claims_stay_as_they_were_written() {
        let written = r#"{ "sub" : "a1", "ratio": 1.50, "big": 9007199254740993 }"#;
        assert_eq!(claims(written).as_written(), written);
        assert_eq!(claims(written).text("sub"), Some("a1"));
        assert_eq!(claims(written).text("ratio"), None);
    }

    #[test]
    fn claims_are_an_object() {
        for text in ["", "null", "[]", "7", r#""sub""#, "{"] {
            assert!(Claims::read(text.to_owned(), read_json).is_none(), "{text}");
        }
    }

    #[test]
    fn claims_are_compared_by_what_they_say() {
        let one = claims(r#"{"sub": "a1", "exp": 1}"#);
        assert_eq!(one, claims(r#"{"exp":1,"sub":"a1"}"#));
        assert_ne!(one, claims(r#"{"exp":2,"sub":"a1"}"#));
        assert!(one.is_same_without(&claims(r#"{"iat":2,"exp":2,"sub":"a1"}"#), &["exp", "iat"]));
        assert!(!one.is_same_without(&claims(r#"{"exp":1}"#), &["exp"]));
        assert!(!claims(r#"{"exp":1}"#).is_same_without(&one, &["exp"]));
    }
}
