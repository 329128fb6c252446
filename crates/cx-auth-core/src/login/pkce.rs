//! Proof key for code exchange (RFC 7636), and the other unguessable values of a sign-in.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};

use crate::time::Entropy;

/// A new verifier: 32 random bytes as 43 characters, as section 4.1 recommends.
pub(crate) fn verifier(entropy: &mut Entropy) -> PkceCodeVerifier {
    PkceCodeVerifier::new(random_text(entropy))
}

/// A verifier that was kept, if it can be one: 43 to 128 characters (section 4.1).
pub(crate) fn kept_verifier(text: String) -> Option<PkceCodeVerifier> {
    (43..=128).contains(&text.len()).then(|| PkceCodeVerifier::new(text))
}

/// The S256 challenge of a verifier (section 4.2).
pub(crate) fn challenge(verifier: &PkceCodeVerifier) -> PkceCodeChallenge {
    PkceCodeChallenge::from_code_verifier_sha256(verifier)
}

/// 32 random bytes as text that is fit for a URL.
pub(crate) fn random_text(entropy: &mut Entropy) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(entropy.take::<32>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = kept_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = challenge(&verifier.expect("43 characters"));
        assert_eq!(challenge.as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(challenge.method().as_str(), "S256");
    }

    #[test]
    fn verifier_has_43_characters_and_256_bits() {
        let verifier = verifier(&mut Entropy::new([255; Entropy::LENGTH]));
        assert_eq!(verifier.secret(), "__________________________________________8");
    }

    #[test]
    fn kept_verifier_of_a_wrong_length_is_none() {
        assert!(kept_verifier("a".repeat(42)).is_none());
        assert!(kept_verifier("a".repeat(129)).is_none());
    }
}
