//! The reader for programs that are no browser, tests above all.

use serde_json::Value;

use super::{DEEPEST, Json};

/// A [`JsonReader`](super::JsonReader) over `serde_json`.
pub fn read_json(text: &str) -> Option<Json> {
    from_value(serde_json::from_str(text).ok()?, DEEPEST)
}

fn from_value(value: Value, depth: usize) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => Json::Number(number.as_f64()?),
        Value::String(text) => Json::Text(text),
        Value::Array(elements) => {
            let depth = depth.checked_sub(1)?;
            Json::List(elements.into_iter().map(|value| from_value(value, depth)).collect::<Option<_>>()?)
        }
        Value::Object(fields) => {
            let depth = depth.checked_sub(1)?;
            let fields = fields.into_iter().map(|(name, value)| Some((name, from_value(value, depth)?)));
            Json::Fields(fields.collect::<Option<_>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let fields = vec![
            ("a".to_owned(), Json::Null),
            ("b".to_owned(), Json::List(vec![Json::Bool(true), Json::Number(-1.5)])),
            ("c".to_owned(), Json::Text("ü".to_owned())),
        ];
        assert_eq!(read_json(r#"{"a": null, "b": [true, -1.5], "c": "\u00fc"}"#), Some(Json::Fields(fields)));
        assert_eq!(read_json("{"), None);
    }

    #[test]
    fn nesting_ends_somewhere() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(read_json(&nested(DEEPEST)).is_some());
        assert!(read_json(&nested(DEEPEST + 1)).is_none());
        assert!(read_json(&nested(100_000)).is_none());
    }
}
