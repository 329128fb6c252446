//! Keeping the tokens fresh (RFC 6749, section 6; OpenID Connect Core 1.0, section 12).

pub(crate) mod attempt;
pub(crate) mod schedule;
