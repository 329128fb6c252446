//! The few ways in which bytes and texts are written into others.

use base64ct::{Base64UrlUnpadded, Encoding as _};
use sha2::{Digest as _, Sha256};

/// Bytes as text that is fit for a URL (RFC 4648, section 5, without padding).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(bytes)
}

/// The bytes that were written so; `None` if the text is nothing that [`base64url`] writes.
pub(crate) fn from_base64url(text: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(text).ok()
}

/// The SHA-256 of a text, as text.
pub(crate) fn sha256(text: &str) -> String {
    base64url(&Sha256::digest(text))
}

/// Adds a text to JSON, in quotes (RFC 8259, section 7).
pub(crate) fn push_json_text(json: &mut String, text: &str) {
    json.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => json.extend(['\\', character]),
            '\0'..'\u{20}' => {
                const DIGITS: [char; 16] =
                    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
                let code = character as usize;
                json.push_str("\\u00");
                json.extend([DIGITS[code >> 4], DIGITS[code & 15]]);
            }
            _ => json.push(character),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Json;
    use crate::json::read_json;

    #[test]
    fn bytes_of_any_number_are_encoded() {
        for (bytes, expected) in
            [(&b""[..], ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"\xff\xfe", "__4")]
        {
            assert_eq!(base64url(bytes), expected);
        }
    }

    #[test]
    fn what_no_bytes_are_encoded_as_is_none() {
        for text in ["Z", "Zh", "Zm9", "Zg==", "Zm8=", "Z m8", "Zm8\n", "Zm+/", "\u{fc}"] {
            assert_eq!(from_base64url(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn json_text_is_read_back_as_it_was(text: String) {
            let mut json = String::new();
            push_json_text(&mut json, &text);
            prop_assert_eq!(read_json(&json), Some(Json::Text(text)));
        }
    }
}
