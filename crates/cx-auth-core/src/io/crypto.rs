//! What WebCrypto does for the machine, which has no cryptography of its own but SHA-256 for PKCE.

use crate::io::RequestId;
use crate::secret::SecretText;

/// A signature to be checked with a public key, and a text whose hash is wanted besides.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verification {
    /// For the result.
    pub id: RequestId,
    /// The public key: the text of a JWK (RFC 7517) with nothing in it but the key itself.
    pub key: String,
    /// How it was signed; the key is one for this.
    pub algorithm: SignatureAlgorithm,
    /// What was signed.
    pub signed: SecretText,
    /// The signature. One of ECDSA is R and S side by side, as JWS and WebCrypto have it.
    pub signature: Vec<u8>,
    /// A text whose hash is wanted, by the hash function of the algorithm.
    pub hashed: SecretText,
}

/// What came of a [`Verification`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether the signature is the key's. A key that is none makes no good signature either.
    pub is_valid: bool,
    /// The hash, whole.
    pub hash: Vec<u8>,
}

/// How a token is signed (RFC 7518, section 3.1; RFC 8037, section 3.1). What is not here is not accepted: no signature at
/// all, and none by a secret that the provider shares with its client (`HS256` ...), since a page has no secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512
    Rs512,
    /// RSASSA-PSS with SHA-256
    Ps256,
    /// RSASSA-PSS with SHA-384
    Ps384,
    /// RSASSA-PSS with SHA-512
    Ps512,
    /// ECDSA on P-256 with SHA-256
    Es256,
    /// ECDSA on P-384 with SHA-384
    Es384,
    /// ECDSA on P-521 with SHA-512
    Es512,
    /// Ed25519; its hash function is SHA-512
    EdDsa,
}

impl SignatureAlgorithm {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
    ];

    /// The name as JWS has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of this name. `Ed25519` is the newer name of what was `EdDSA` (RFC 9864).
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = if name == "Ed25519" { "EdDSA" } else { name };
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name)
    }

    /// `kty` of its keys, and `crv` if they have one (RFC 7518, section 6; RFC 8037, section 2).
    pub(crate) const fn key_type(self) -> (&'static str, &'static str) {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => ("RSA", ""),
            Self::Es256 => ("EC", "P-256"),
            Self::Es384 => ("EC", "P-384"),
            Self::Es512 => ("EC", "P-521"),
            Self::EdDsa => ("OKP", "Ed25519"),
        }
    }
}

/// The public part of the key that this browser proves its requests with (RFC 9449): one of ECDSA on P-256, whose private
/// part nobody can read, and which all tabs of this client at this issuer share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// `x` of its JWK (RFC 7518, section 6.2.1).
    pub x: String,
    /// `y` of its JWK.
    pub y: String,
    /// Whether a page that is loaded later has the same key; not so where the browser denies its database.
    pub is_kept: bool,
}

/// Why the browser did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoFailure {
    /// There is no WebCrypto, as on a page that did not come over https, or it does not know the algorithm.
    Unavailable,
}
