//! The authorization code flow with PKCE (RFC 6749, section 4.1; RFC 7636; OpenID Connect Core 1.0, section 3.1).

pub(crate) mod authorize;
pub(crate) mod callback;
pub(crate) mod exchange;
pub(crate) mod pkce;
pub(crate) mod transaction;
