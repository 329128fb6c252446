//! JSON Web Tokens taken apart (RFC 7519; RFC 7515, section 3.1). Taking apart proves nothing: see [`ParsedJwt`].

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;

use crate::{Claims, JsonReader};

/// The claims of a JWT whose signature was *not* verified.
///
/// This is the place where signature verification goes: between taking the token apart here and believing its
/// claims in [`id_token`](super::id_token). Until then tokens are believed because they come straight from the token
/// endpoint over TLS, which OpenID Connect Core 1.0, section 3.1.3.7, point 6, allows.
pub(crate) struct ParsedJwt {
    /// The payload.
    pub(crate) claims: Claims,
}

impl ParsedJwt {
    /// Takes a compact JWT apart.
    pub(crate) fn parse(token: &str, read_json: JsonReader) -> Result<Self, &'static str> {
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err("not three parts");
        };
        let header = object(header, read_json).ok_or("the header is not a JSON object")?;
        match header.text("alg") {
            Some(algorithm) if !algorithm.eq_ignore_ascii_case("none") && !signature.is_empty() => {}
            _ => return Err("it is not signed"),
        }
        let claims = object(payload, read_json).ok_or("the payload is not a JSON object")?;
        Ok(Self { claims })
    }
}

fn object(part: &str, read_json: JsonReader) -> Option<Claims> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(part).ok()?;
    Claims::read(String::from_utf8(bytes).ok()?, read_json)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read_json;

    fn token(header: &str, payload: &str, signature: &str) -> String {
        format!(
            "{}.{}.{signature}",
            BASE64_URL_SAFE_NO_PAD.encode(header),
            BASE64_URL_SAFE_NO_PAD.encode(payload)
        )
    }

    #[test]
    fn claims_of_a_signed_token_are_read() {
        let parsed = ParsedJwt::parse(&token(r#"{"alg":"RS256"}"#, r#"{"sub":"a"}"#, "c2ln"), read_json).ok();
        assert_eq!(parsed.expect("a JWT").claims.text("sub"), Some("a"));
    }

    #[test]
    fn unsigned_token_is_refused() {
        for token in [
            token(r#"{"alg":"none"}"#, "{}", ""),
            token(r#"{"alg":"NONE"}"#, "{}", "c2ln"),
            token(r#"{"alg":"RS256"}"#, "{}", ""),
            token("{}", "{}", "c2ln"),
        ] {
            assert_eq!(ParsedJwt::parse(&token, read_json).err(), Some("it is not signed"), "{token}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let good = r#"{"alg":"RS256"}"#;
        for text in ["", ".", "..", "a.b.c", "....", &token(good, "[]", "c2ln"), &token("7", "{}", "c2ln")] {
            assert!(ParsedJwt::parse(text, read_json).is_err(), "{text}");
        }
        assert!(
            ParsedJwt::parse(&format!("{}.x", token(good, "{}", "c2ln")), read_json).is_err(),
            "four parts"
        );
    }
}
