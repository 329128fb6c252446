//! The provider's public keys (RFC 7517): which of them may have signed a token.

use crate::encoding::from_base64url;
use crate::io::SignatureAlgorithm;
use crate::{Json, JsonReader};

/// The keys of a JWK set.
#[derive(Debug)]
pub(crate) struct KeySet(Json);

impl KeySet {
    /// Reads a JWK set (section 5); `None` if it is none. Keys that are not understood are passed over when one is wanted.
    pub(crate) fn read(text: &str, read_json: JsonReader) -> Option<Self> {
        let set = read_json(text)?;
        matches!(set.get("keys"), Some(Json::List(_))).then_some(Self(set))
    }

    /// The keys that may have signed so: the one of this name, or if names are not used, those of the right kind. Each is
    /// the text of a JWK with nothing in it but the key itself, so that whoever imports it has nothing to object to.
    pub(crate) fn candidates(&self, algorithm: SignatureAlgorithm, key_id: Option<&str>) -> Vec<String> {
        let mut candidates = Vec::new();
        for key in self.0.get("keys").map_or(&[][..], Json::elements) {
            if is_candidate(key, algorithm, key_id)
                && candidates.len() < MOST_CANDIDATES
                && let Some(jwk) = bare(key)
            {
                candidates.push(jwk);
            }
        }
        candidates
    }
}

/// What is said of a key must fit; what is not said may be anything.
fn is_candidate(key: &Json, algorithm: SignatureAlgorithm, key_id: Option<&str>) -> bool {
    let said = |name: &str| key.get(name).map(|value| value.as_text().unwrap_or_default());
    let (kind, curve) = algorithm.key_type();
    said("kty") == Some(kind)
        && (curve.is_empty() || said("crv") == Some(curve))
        && (kind != RSA || said("n").is_some_and(is_strong))
        && said("use").is_none_or(|found| found == "sig")
        && said("alg").is_none_or(|found| SignatureAlgorithm::named(found) == Some(algorithm))
        && said("kid").is_none_or(|found| key_id.is_none_or(|wanted| wanted == found))
        && key.get("key_ops").is_none_or(|operations| operations.lists("verify"))
}

/// The key without anything that is said about it; `None` if it is written in a way that no key is.
fn bare(key: &Json) -> Option<String> {
    let mut jwk = String::from("{");
    let mut separator = "\"";
    for name in ["kty", "crv", "n", "e", "x", "y"] {
        let Some(value) = key.get(name) else { continue };
        let value = value.as_text().filter(|value| value.bytes().all(is_base64url))?;
        for text in [separator, name, "\":\"", value, "\""] {
            jwk.push_str(text);
        }
        separator = ",\"";
    }
    jwk.push('}');
    Some(jwk)
}

/// Whether an RSA modulus has 2048 bits at least (RFC 7518, section 3.3).
fn is_strong(modulus: &str) -> bool {
    let bytes = from_base64url(modulus).unwrap_or_default();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let first = bytes.get(zeros).map_or(8, |byte| byte.leading_zeros() as usize);
    (bytes.len() - zeros) * 8 >= FEWEST_BITS + first
}

fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

const RSA: &str = "RSA";

const FEWEST_BITS: usize = 2048;

/// How many keys are tried for one token, if the provider does not name them.
const MOST_CANDIDATES: usize = 8;

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use serde_json::{Value, json};

    use super::*;
    use crate::json::read_json;

    fn modulus(bytes: usize, first: u8) -> String {
        let mut modulus = vec![0x5A; bytes];
        modulus[0] = first;
        Base64UrlUnpadded::encode_string(&modulus)
    }

    fn rsa() -> Value {
        json!({"kty": "RSA", "kid": "k1", "n": modulus(256, 0x80), "e": "AQAB"})
    }

    fn candidates(keys: Value, algorithm: &str, key_id: Option<&str>) -> Vec<String> {
        let set = KeySet::read(&json!({ "keys": keys }).to_string(), read_json).expect("a JWK set");
        set.candidates(SignatureAlgorithm::named(algorithm).expect("known"), key_id)
    }

    #[test]
    fn candidate_is_the_key_and_nothing_else() {
        let mut key = rsa();
        for (name, value) in
            [("alg", json!("RS256")), ("use", json!("sig")), ("x5c", json!(["MII"])), ("d", json!("AA"))]
        {
            key[name] = value;
        }
        let expected = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, modulus(256, 0x80));
        assert_eq!(candidates(json!([key]), "RS256", Some("k1")), [expected]);
        let key = json!({"kty": "EC", "crv": "P-384", "x": "AA", "y": "BB", "kid": "k1"});
        assert_eq!(
            candidates(json!([key]), "ES384", None),
            [r#"{"kty":"EC","crv":"P-384","x":"AA","y":"BB"}"#]
        );
        let key = json!({"kty": "OKP", "crv": "Ed25519", "x": "AA", "alg": "Ed25519"});
        for name in ["EdDSA", "Ed25519"] {
            assert_eq!(
                candidates(json!([key]), name, Some("k1")),
                [r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#]
            );
        }
    }

    #[test]
    fn key_must_be_of_the_right_name_and_kind() {
        for (name, value, is_candidate) in [
            ("kid", json!("k2"), false),
            ("kid", json!(7), false),
            ("kid", Value::Null, true),
            ("use", json!("sig"), true),
            ("use", json!("enc"), false),
            ("key_ops", json!(["verify"]), true),
            ("key_ops", json!(["encrypt"]), false),
            ("key_ops", json!("verify"), false),
            ("alg", json!("RS256"), true),
            ("alg", json!("RS512"), false),
            ("alg", json!("RSA-OAEP"), false),
            ("alg", json!("HS256"), false),
            ("kty", json!("oct"), false),
            ("kty", json!("EC"), false),
            ("kty", Value::Null, false),
            ("e", json!(65537), false),
            ("e", json!("AQAB\",\"x\":\""), false),
            ("n", json!(modulus(256, 0x7F)), false),
            ("n", json!(modulus(128, 0xFF)), false),
            ("n", json!(modulus(257, 0)), false),
            ("n", json!(modulus(512, 0x80)), true),
            ("n", json!(""), false),
            ("n", json!("="), false),
        ] {
            let mut key = rsa();
            key[name] = value.clone();
            if value.is_null() {
                key.as_object_mut().expect("an object").remove(name);
            }
            let found = candidates(json!([7, {}, key]), "RS256", Some("k1"));
            assert_eq!(found.len(), usize::from(is_candidate), "{name}: {value}");
        }
    }

    #[test]
    fn curve_must_be_the_algorithms() {
        let key = |kind: &str, curve: &str| json!({"kty": kind, "crv": curve, "x": "AA", "y": "BB"});
        for (algorithm, kind, curve) in [
            ("ES256", "EC", "P-256"),
            ("ES384", "EC", "P-384"),
            ("ES512", "EC", "P-521"),
            ("EdDSA", "OKP", "Ed25519"),
        ] {
            let keys = json!([
                key("EC", "P-256"),
                key("EC", "P-384"),
                key("EC", "P-521"),
                key("OKP", "Ed25519"),
                key("EC", "secp256k1"),
                key("OKP", "X25519"),
                key(kind, "P-257"),
                rsa(),
            ]);
            let found = candidates(keys, algorithm, None);
            assert_eq!(found.len(), 1, "{algorithm}");
            assert!(found[0].contains(&format!(r#""kty":"{kind}","crv":"{curve}""#)), "{}", found[0]);
        }
    }

    #[test]
    fn without_a_name_every_key_of_the_kind_may_be_it_but_not_endlessly_many() {
        let mut other = rsa();
        other["kid"] = json!("k2");
        assert_eq!(candidates(json!([rsa(), other]), "PS256", None).len(), 2);
        assert_eq!(candidates(json!(vec![rsa(); 100]), "RS512", None).len(), MOST_CANDIDATES);
    }

    #[test]
    fn what_is_no_jwk_set_is_none() {
        for text in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":null}"#, "<html>"] {
            assert!(KeySet::read(text, read_json).is_none(), "{text}");
        }
        assert!(candidates(json!([]), "RS256", None).is_empty());
    }
}
