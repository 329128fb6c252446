//! Proof key for code exchange (RFC 7636), and the other unguessable values of a sign-in.

use oauth2::PkceCodeVerifier;

use crate::encoding::{base64url, sha256};
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
///
/// The same as `oauth2` computes, but without its panics, whose texts take 2 kB of WebAssembly to write.
pub(crate) fn challenge(verifier: &PkceCodeVerifier) -> String {
    sha256(verifier.secret())
}

/// 32 random bytes as text that is fit for a URL.
pub(crate) fn random_text(entropy: &mut Entropy) -> String {
    base64url(&entropy.take::<32>())
}

/// A short name for a text; not secret, and not the same for another.
pub(crate) fn tag(text: &str) -> String {
    let mut tag = sha256(text);
    tag.truncate(8);
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn challenge_is_that_of_rfc_7636_appendix_b() {
        let verifier = kept_verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned());
        let challenge = challenge(&verifier.expect("43 characters"));
        assert_eq!(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn challenge_is_that_of_oauth2() {
        for byte in 0..=255 {
            let verifier = verifier(&mut Entropy::new([byte; Entropy::LENGTH]));
            let expected = oauth2::PkceCodeChallenge::from_code_verifier_sha256(&verifier);
            assert_eq!(challenge(&verifier), expected.as_str());
            assert_eq!(expected.method().as_str(), "S256");
        }
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
