//! Values that must not reach a log: `Debug` shows that they are there, never what they are.
//!
//! Tokens, authorization code and PKCE verifier are the `oauth2` crate's types, which are redacted likewise.

use core::fmt;

pub use oauth2::{AccessToken, AuthorizationCode, PkceCodeVerifier, RefreshToken};

/// Text that holds a secret, or that a stranger wrote: a form with a code in it, an answer with tokens in it.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself; take care where it goes.
    pub fn secret(&self) -> &str {
        &self.0
    }

    /// The text itself, unwrapped; take care where it goes.
    pub fn into_secret(self) -> String {
        self.0
    }
}

impl fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SecretText([redacted], {} bytes)", self.0.len())
    }
}

/// A URL whose query or fragment may hold a secret; `Debug` ends before them.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl(String);

impl SecretUrl {
    /// Wraps the URL.
    pub fn new(url: impl Into<String>) -> Self {
        Self(url.into())
    }

    /// The whole URL; take care where it goes.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.split_once(['?', '#']) {
            Some((before, _)) => write!(formatter, "SecretUrl({before} [redacted])"),
            None => write!(formatter, "SecretUrl({})", self.0),
        }
    }
}
