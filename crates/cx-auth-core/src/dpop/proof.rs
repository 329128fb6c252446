//! One proof of possession: a JWT that this browser's key signs for one request (RFC 9449, section 4.2).

use crate::decimal;
use crate::encoding::{base64url, push_json_text, sha256};
use crate::io::PublicKey;
use crate::secret::AccessToken;
use crate::url::UrlParts;

/// The public key, as proofs and the authorization request show it.
#[derive(Debug)]
pub(super) struct Key {
    header: String,
    /// Its name everywhere: the hash of its members in the order of their names (RFC 7638, section 3).
    pub(super) thumbprint: String,
    /// A page that is loaded later has it too.
    pub(super) is_kept: bool,
}

impl Key {
    pub(super) fn new(key: &PublicKey) -> Self {
        let mut jwk = r#"{"crv":"P-256","kty":"EC","x":"#.to_owned();
        push_json_text(&mut jwk, &key.x);
        jwk.push_str(r#","y":"#);
        push_json_text(&mut jwk, &key.y);
        jwk.push('}');
        let thumbprint = sha256(&jwk);
        let mut header = r#"{"typ":"dpop+jwt","alg":"ES256","jwk":"#.to_owned();
        header.push_str(&jwk);
        header.push('}');
        Self { header: base64url(header.as_bytes()), thumbprint, is_kept: key.is_kept }
    }
}

/// What a proof says.
#[derive(Debug)]
pub(super) struct Claims<'claims> {
    /// `jti`: no two proofs have the same.
    pub(super) id: &'claims str,
    /// `htm`
    pub(super) method: &'claims str,
    /// Of which `htu` is what comes before query and fragment.
    pub(super) url: &'claims str,
    /// `iat`, in seconds on the server's clock.
    pub(super) issued_at: i64,
    /// The token that the request brings, of which `ath` is the hash.
    pub(super) token: Option<&'claims AccessToken>,
    /// The server's last `nonce`.
    pub(super) nonce: Option<&'claims str>,
}

impl Claims<'_> {
    /// What the key is to sign.
    pub(super) fn to_be_signed(&self, key: &Key) -> String {
        let hash = self.token.map(|token| sha256(token.secret()));
        let texts = [
            (r#"{"jti":"#, Some(self.id)),
            (r#","htm":"#, Some(self.method)),
            (r#","htu":"#, Some(UrlParts::of(self.url).base)),
            (r#","ath":"#, hash.as_deref()),
            (r#","nonce":"#, self.nonce),
        ];
        let mut payload = String::new();
        for (name, text) in texts {
            if let Some(text) = text {
                payload.push_str(name);
                push_json_text(&mut payload, text);
            }
        }
        payload.push_str(r#","iat":"#);
        payload.push_str(&decimal::text(self.issued_at));
        payload.push('}');
        let mut signed = key.header.clone();
        signed.push('.');
        signed.push_str(&base64url(payload.as_bytes()));
        signed
    }
}

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use serde_json::{Value, json};

    use super::*;

    /// The key of the examples in RFC 9449.
    fn key() -> Key {
        Key::new(&PublicKey {
            x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs".to_owned(),
            y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA".to_owned(),
            is_kept: true,
        })
    }

    fn part(signed: &str, index: usize) -> Value {
        let part = signed.split('.').nth(index).expect("two parts");
        serde_json::from_slice(&Base64UrlUnpadded::decode_vec(part).expect("base64url")).expect("JSON")
    }

    #[test]
    fn thumbprint_is_that_of_rfc_9449_section_6_1() {
        assert_eq!(key().thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    #[test]
    fn proof_says_what_that_of_rfc_9449_section_7_1_says() {
        let token = AccessToken::new("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU".to_owned());
        let claims = Claims {
            id: "e1j3V_bKic8-LAEB",
            method: "GET",
            url: "https://resource.example.org/protectedresource?page=2#notes",
            issued_at: 1_562_262_618,
            token: Some(&token),
            nonce: None,
        };
        let signed = claims.to_be_signed(&key());
        assert_eq!(
            part(&signed, 0),
            json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": {"kty": "EC", "crv": "P-256",
                "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA"}})
        );
        assert_eq!(
            part(&signed, 1),
            json!({"jti": "e1j3V_bKic8-LAEB", "htm": "GET", "iat": 1_562_262_618,
                "htu": "https://resource.example.org/protectedresource",
                "ath": "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"})
        );
    }

    #[test]
    fn whatever_a_server_calls_a_nonce_stays_a_text() {
        let nonce = r#"","htm":"DELETE"#;
        let claims = Claims {
            id: "1",
            method: "POST",
            url: "https://sso.example/token",
            issued_at: 0,
            token: None,
            nonce: Some(nonce),
        };
        let payload = part(&claims.to_be_signed(&key()), 1);
        assert_eq!(payload["nonce"], nonce);
        assert_eq!(payload["htm"], "POST");
        assert_eq!(payload.get("ath"), None);
    }
}
