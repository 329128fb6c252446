//! JSON Web Tokens (RFC 7519; RFC 7515, section 3.1): taken apart, and then believed only with a good signature.

use crate::encoding::from_base64url;
use crate::io::{SignatureAlgorithm, Verified};
use crate::secret::SecretText;
use crate::{Claims, JsonReader, url};

/// A JWT taken apart. Nothing that it says is to be believed yet.
#[derive(Debug)]
pub(crate) struct UnverifiedJwt {
    /// How it claims to be signed.
    pub(crate) algorithm: SignatureAlgorithm,
    /// With which key, if it says so (`kid`).
    pub(crate) key_id: Option<String>,
    /// What was signed.
    pub(crate) signed: SecretText,
    /// The signature.
    pub(crate) signature: Vec<u8>,
    claims: Claims,
}

/// A JWT whose signature is good. There is no other way to one than [`UnverifiedJwt::verified`].
#[derive(Debug)]
pub(crate) struct VerifiedJwt {
    pub(super) claims: Claims,
    /// The hash of the access token that it came with.
    pub(super) access_token_hash: Vec<u8>,
}

impl UnverifiedJwt {
    /// Takes a compact JWT apart.
    pub(crate) fn parse(token: &str, read_json: JsonReader) -> Result<Self, &'static str> {
        let [header, payload, signature] = parts(token).ok_or("not three parts")?;
        let signed = [header, ".", payload].concat();
        let header = object(header, read_json).ok_or("the header is not a JSON object")?;
        let algorithm = header.text("alg").and_then(SignatureAlgorithm::named);
        let algorithm = algorithm.ok_or("it is not signed in a way that is accepted")?;
        // What is critical must be understood, and no extension is (RFC 7515, section 4.1.11).
        if header.get("crit").is_some() {
            return Err("it has a critical extension");
        }
        let signature = from_base64url(signature).ok_or("the signature is not base64url")?;
        if signature.is_empty() {
            return Err("it is not signed");
        }
        let claims = object(payload, read_json).ok_or("the payload is not a JSON object")?;
        let key_id = header.text("kid").map(str::to_owned);
        Ok(Self { algorithm, key_id, signed: SecretText::new(signed), signature, claims })
    }

    /// The same as a token that can be believed, if its signature is good.
    pub(crate) fn verified(self, by: Verified) -> Option<VerifiedJwt> {
        by.is_valid.then_some(VerifiedJwt { claims: self.claims, access_token_hash: by.hash })
    }
}

/// The claims of a JWT that is not for us to verify: an access token, or an ID token that was verified when it came.
pub(crate) fn claims(token: &str, read_json: JsonReader) -> Option<Claims> {
    let [_, payload, _] = parts(token)?;
    object(payload, read_json)
}

/// Header, payload and signature.
fn parts(token: &str) -> Option<[&str; 3]> {
    let (header, rest) = url::cut(token, b'.');
    let (payload, rest) = url::cut(rest?, b'.');
    let (signature, rest) = url::cut(rest?, b'.');
    rest.is_none().then_some([header, payload, signature])
}

fn object(part: &str, read_json: JsonReader) -> Option<Claims> {
    Claims::read(String::from_utf8(from_base64url(part)?).ok()?, read_json)
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding as _};

    use super::*;
    use crate::json::read_json;

    fn token(header: &str, payload: &str, signature: &str) -> String {
        format!(
            "{}.{}.{signature}",
            Base64UrlUnpadded::encode_string(header.as_bytes()),
            Base64UrlUnpadded::encode_string(payload.as_bytes())
        )
    }

    #[test]
    fn signed_token_is_taken_apart() {
        let token = token(r#"{"alg":"ES256","kid":"k1"}"#, r#"{"sub":"a"}"#, "c2ln");
        let jwt = UnverifiedJwt::parse(&token, read_json).expect("a JWT");
        assert_eq!((jwt.algorithm, jwt.key_id.as_deref()), (SignatureAlgorithm::Es256, Some("k1")));
        assert_eq!(format!("{}.c2ln", jwt.signed.secret()), token);
        assert_eq!(jwt.signature, b"sig");
    }

    #[test]
    fn claims_are_given_out_with_a_good_signature_only() {
        let parse = || {
            UnverifiedJwt::parse(&token(r#"{"alg":"EdDSA"}"#, r#"{"sub":"a"}"#, "c2ln"), read_json)
                .expect("a JWT")
        };
        let by = |is_valid| Verified { is_valid, hash: vec![7] };
        assert!(parse().verified(by(false)).is_none());
        let jwt = parse().verified(by(true)).expect("verified");
        assert_eq!((jwt.claims.text("sub"), jwt.access_token_hash), (Some("a"), vec![7]));
    }

    #[test]
    fn token_that_is_not_signed_by_a_public_key_is_refused() {
        let refused = "it is not signed in a way that is accepted";
        for (header, signature, error) in [
            (r#"{"alg":"none"}"#, "", refused),
            (r#"{"alg":"NONE"}"#, "c2ln", refused),
            (r#"{"alg":"HS256"}"#, "c2ln", refused),
            (r#"{"alg":"HS512"}"#, "c2ln", refused),
            (r#"{"alg":"rs256"}"#, "c2ln", refused),
            (r#"{"alg":["RS256"]}"#, "c2ln", refused),
            ("{}", "c2ln", refused),
            (r#"{"alg":"RS256"}"#, "", "it is not signed"),
            (r#"{"alg":"RS256"}"#, "c2ln=", "the signature is not base64url"),
            (r#"{"alg":"RS256","crit":["exp"],"exp":1}"#, "c2ln", "it has a critical extension"),
        ] {
            let token = token(header, "{}", signature);
            assert_eq!(UnverifiedJwt::parse(&token, read_json).err(), Some(error), "{header} {signature}");
        }
    }

    #[test]
    fn what_is_no_token_is_refused() {
        let good = r#"{"alg":"RS256"}"#;
        for text in ["", ".", "..", "a.b.c", "....", &token(good, "[]", "c2ln"), &token("7", "{}", "c2ln")] {
            assert!(UnverifiedJwt::parse(text, read_json).is_err(), "{text}");
            assert!(claims(text, read_json).is_none() || text.starts_with("Nw"), "{text}");
        }
        let four = format!("{}.x", token(good, "{}", "c2ln"));
        assert_eq!(UnverifiedJwt::parse(&four, read_json).err(), Some("not three parts"));
        assert!(claims(&four, read_json).is_none());
    }
}
