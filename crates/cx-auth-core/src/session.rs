//! The session: what the application sees of it, and the tokens it consists of.

use crate::{AuthError, ErrorKind};

/// Where the session stands. The npm package shows it as `{status, reason?, error?}`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AuthState {
    /// `start()` has not settled yet.
    Loading,
    /// Somebody is signed in and all is well.
    SignedIn,
    /// Somebody is signed in, but the token could not be renewed yet; the machine goes on trying.
    Retrying {
        /// What the last attempt failed with.
        error: AuthError,
    },
    /// The session is over at the server; the application should offer to sign in again, when it suits the user.
    NeedsSignIn {
        /// What ended it.
        error: AuthError,
    },
    /// Nobody is signed in.
    SignedOut {
        /// Why nobody is.
        reason: SignedOutReason,
    },
}

/// Why nobody is signed in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SignedOutReason {
    /// There is no session, as far as can be told.
    NoSession,
    /// The user signed out.
    ByUser,
    /// A sign-in, or looking for a session, failed with this.
    Failed(AuthError),
}

impl AuthState {
    /// The state's stable name: `loading`, `signed-in`, `retrying`, `needs-sign-in` or `signed-out`.
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::SignedIn => "signed-in",
            Self::Retrying { .. } => "retrying",
            Self::NeedsSignIn { .. } => "needs-sign-in",
            Self::SignedOut { .. } => "signed-out",
        }
    }

    /// The reason's stable name, for the states that have one: `no-session`, `by-user`, or the error's
    /// [kind](ErrorKind::as_str).
    pub fn reason(&self) -> Option<&'static str> {
        match self {
            Self::SignedOut { reason: SignedOutReason::NoSession } => Some("no-session"),
            Self::SignedOut { reason: SignedOutReason::ByUser } => Some("by-user"),
            _ => self.error().map(|error| ErrorKind::as_str(error.kind())),
        }
    }

    /// The error behind the state, if there is one.
    pub const fn error(&self) -> Option<&AuthError> {
        match self {
            Self::Retrying { error } | Self::NeedsSignIn { error } => Some(error),
            Self::SignedOut { reason: SignedOutReason::Failed(error) } => Some(error),
            Self::Loading | Self::SignedIn | Self::SignedOut { .. } => None,
        }
    }
}
