//! JWTs that look like Keycloak's, and keys that sign them, without any cryptography: a signature is a hash of the public
//! key and the text, which only a [`Browser`](crate::Browser) takes for one.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use cx_auth_core::io::{Verification, Verified};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A key that the server signs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// `kid`, in its tokens and in the key set; `None` if the server does not name its keys.
    pub kid: Option<String>,
    /// `alg`
    pub algorithm: String,
    material: String,
}

impl SigningKey {
    /// A key of this name for this algorithm; no two are the same, whatever they are called.
    pub fn new(kid: Option<&str>, algorithm: &str, number: u64) -> Self {
        let material = encode(Sha512::digest(format!("{algorithm}{number}")));
        Self { kid: kid.map(str::to_owned), algorithm: algorithm.to_owned(), material }
    }

    /// The public key as it is in a key set.
    pub fn jwk(&self) -> Value {
        let material = &self.material;
        let mut jwk = match self.algorithm.as_str() {
            // 2048 bits and more.
            "RS256" | "RS384" | "RS512" | "PS256" | "PS384" | "PS512" => {
                json!({"kty": "RSA", "n": material.repeat(4), "e": "AQAB"})
            }
            "ES256" => json!({"kty": "EC", "crv": "P-256", "x": material, "y": material}),
            "ES384" => json!({"kty": "EC", "crv": "P-384", "x": material, "y": material}),
            "ES512" => json!({"kty": "EC", "crv": "P-521", "x": material, "y": material}),
            "EdDSA" | "Ed25519" => json!({"kty": "OKP", "crv": "Ed25519", "x": material}),
            _ => json!({"kty": "oct", "k": material}),
        };
        jwk["alg"] = json!(self.algorithm);
        jwk["use"] = json!("sig");
        if let Some(kid) = &self.kid {
            jwk["kid"] = json!(kid);
        }
        jwk
    }

    /// A compact JWT with these claims.
    pub fn jwt(&self, claims: &Value) -> String {
        let mut header = json!({"alg": self.algorithm, "typ": "JWT"});
        if let Some(kid) = &self.kid {
            header["kid"] = json!(kid);
        }
        let signed = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = sign(&self.jwk(), &self.algorithm, &signed);
        format!("{signed}.{}", encode(signature))
    }

    /// `at_hash` of an access token beside a JWT of this key.
    pub fn at_hash(&self, access_token: &str) -> String {
        let hash = hash(&self.algorithm, access_token);
        encode(&hash[..hash.len() / 2])
    }
}

/// What a browser would find.
pub(crate) fn verify(verification: &Verification) -> Verified {
    let algorithm = verification.algorithm.as_str();
    let jwk: Value = serde_json::from_str(&verification.key).expect("a JWK");
    Verified {
        is_valid: sign(&jwk, algorithm, verification.signed.secret()) == verification.signature,
        hash: hash(algorithm, verification.hashed.secret()),
    }
}

fn sign(jwk: &Value, algorithm: &str, text: &str) -> Vec<u8> {
    let algorithm = if algorithm == "Ed25519" { "EdDSA" } else { algorithm };
    let public = jwk["n"].as_str().or_else(|| jwk["x"].as_str()).unwrap_or_default();
    Sha256::digest(format!("{algorithm} {public} {text}")).to_vec()
}

fn hash(algorithm: &str, text: &str) -> Vec<u8> {
    match algorithm.get(2..) {
        Some("256") => Sha256::digest(text).to_vec(),
        Some("384") => Sha384::digest(text).to_vec(),
        _ => Sha512::digest(text).to_vec(),
    }
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
