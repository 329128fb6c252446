//! Issuer identifiers are compared as they are written (OpenID Connect Discovery 1.0, section 4.3; RFC 9207,
//! section 2.4): two spellings of one URL are two issuers.

/// Whether both are the same issuer.
pub(crate) fn is_same(found: &str, expected: &str) -> bool {
    found == expected
}
