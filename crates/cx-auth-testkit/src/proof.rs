//! Proofs of possession (RFC 9449): the browser's key, and what a server finds wrong with a proof. As with the server's
//! own keys there is no cryptography: a signature is a hash of the public key and the text.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use cx_auth_core::io::{PublicKey, Request};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

/// The key that a browser proves its requests with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofKey(pub u64);

impl ProofKey {
    pub(crate) fn public(self, is_kept: bool) -> PublicKey {
        let member = |name: &str| encode(Sha256::digest(format!("{name}{}", self.0)));
        PublicKey { x: member("x"), y: member("y"), is_kept }
    }

    pub(crate) fn sign(self, text: &str) -> Vec<u8> {
        let PublicKey { x, y, .. } = self.public(true);
        signature(&x, &y, text)
    }

    /// Its name: the hash of its members (RFC 7638).
    pub fn thumbprint(self) -> String {
        let PublicKey { x, y, .. } = self.public(true);
        thumbprint(&x, &y)
    }
}

/// What a server remembers of proofs, and wants of them.
#[derive(Debug, Default)]
pub struct Proofs {
    /// Whether a token request must bring one.
    pub demanded: bool,
    /// Whether tokens are bound to the key of a proof.
    pub bind: bool,
    /// The nonce that must be in each, if there is one.
    pub nonce: Option<String>,
    /// What a proof that is not acceptable is refused with: `invalid_request` by Keycloak, `invalid_dpop_proof` by the standard.
    pub error: &'static str,
    /// Whether each proof is refused, each time for the want of another nonce.
    pub is_insatiable: bool,
    /// Those that were accepted, by their claims.
    pub accepted: Vec<Value>,
    ids: BTreeSet<String>,
}

impl Proofs {
    /// Of a server that binds tokens if it is asked to.
    pub(crate) fn binding() -> Self {
        Self { bind: true, error: "invalid_request", ..Self::default() }
    }

    /// The thumbprint of the key that the request is proven with, if it is; or the error, with its description.
    pub(crate) fn check(
        &mut self,
        request: &Request,
        token: Option<&str>,
        now: i64,
    ) -> Result<Option<String>, (&'static str, &'static str)> {
        let error = self.error;
        let invalid = |why| (error, why);
        let Some((_, proof)) = request.headers.iter().find(|(name, _)| *name == "dpop") else {
            return Ok(None);
        };
        let [header, payload, signed_by] = proof.split('.').collect::<Vec<_>>()[..] else {
            return Err(invalid("not three parts"));
        };
        let object = |part: &str| -> Option<Value> {
            serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        let header_text = proof.rsplit_once('.').expect("three parts").0;
        let (Some(header), Some(claims)) = (object(header), object(payload)) else {
            return Err(invalid("not JSON"));
        };
        let (x, y) = (header["jwk"]["x"].as_str().unwrap_or(""), header["jwk"]["y"].as_str().unwrap_or(""));
        let expected =
            json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256", "x": x, "y": y}});
        if header != expected {
            return Err(invalid("header"));
        }
        if signed_by != encode(signature(x, y, header_text)) {
            return Err(invalid("signature"));
        }
        if claims["htm"] != request.method.as_str() {
            return Err(invalid("htm"));
        }
        if claims["htu"] != request.url.split(['?', '#']).next().unwrap_or_default() {
            return Err(invalid("htu"));
        }
        let ath = token.map(|token| encode(Sha256::digest(token)));
        if claims.get("ath").and_then(Value::as_str) != ath.as_deref() {
            return Err(invalid("ath"));
        }
        // What Keycloak 26.7.3 was seen to accept.
        let iat = claims["iat"].as_i64().unwrap_or_default();
        if !(now - 24..=now + 14).contains(&iat) {
            return Err(invalid("DPoP proof is not active"));
        }
        if self.is_insatiable {
            self.nonce = Some(format!("{}", self.ids.len()));
            self.ids.insert(claims["jti"].to_string());
            return Err(("use_dpop_nonce", ""));
        }
        if self.nonce.is_some() && claims.get("nonce").and_then(Value::as_str) != self.nonce.as_deref() {
            return Err(("use_dpop_nonce", "Authorization server requires nonce in DPoP proof"));
        }
        if !self.ids.insert(claims["jti"].as_str().unwrap_or_default().to_owned()) {
            return Err(invalid("DPoP proof has already been used"));
        }
        self.accepted.push(claims);
        Ok(Some(thumbprint(x, y)))
    }
}

fn signature(x: &str, y: &str, text: &str) -> Vec<u8> {
    let half = |member: &str| Sha256::digest(format!("{member} {text}")).to_vec();
    [half(x), half(y)].concat()
}

fn thumbprint(x: &str, y: &str) -> String {
    encode(Sha256::digest(format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#)))
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
