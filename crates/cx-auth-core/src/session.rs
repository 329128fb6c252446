//! The session: what the application sees of it, and the tokens it consists of.

use core::time::Duration;
use std::rc::Rc;

use oauth2::{AccessToken, RefreshToken};

use crate::discovery::Metadata;
use crate::io::{CallId, RequestId};
use crate::login::exchange::Tokens;
use crate::refresh::schedule;
use crate::secret::SecretText;
use crate::time::{ServerClock, ServerTime};
use crate::verify::id_token::IdToken;
use crate::{AuthError, ErrorKind, JsonReader, Timestamp, User};

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

/// The session as the machine holds it.
#[derive(Debug)]
pub(crate) enum Session {
    /// Nobody is signed in.
    Absent(SignedOutReason),
    /// Somebody is.
    Active(Box<ActiveSession>),
    /// Somebody was, until the server ended it.
    Ended {
        /// With this.
        error: AuthError,
        /// Who it was: the page may go on showing it.
        user: Box<User>,
        /// The last ID token, for `id_token_hint`.
        raw_id_token: SecretText,
    },
}

/// A session with its tokens.
#[derive(Debug)]
pub(crate) struct ActiveSession {
    pub(crate) metadata: Rc<Metadata>,
    pub(crate) access_token: AccessToken,
    pub(crate) expires_at: ServerTime,
    pub(crate) lifetime: Duration,
    /// The ID token as it came, for `id_token_hint`.
    pub(crate) raw_id_token: SecretText,
    /// When the ID token was issued.
    pub(crate) issued_at: ServerTime,
    /// The `nonce` of the sign-in.
    pub(crate) nonce: String,
    pub(crate) user: Box<User>,
    pub(crate) renewal: Renewal,
    /// The refresh request that was given up without an answer, and when it was sent: its answer may still come, and
    /// with rotation on, it is the only one that has the next refresh token.
    pub(crate) unanswered: Option<(RequestId, Timestamp)>,
}

/// How the renewal of the tokens stands.
#[derive(Debug)]
pub(crate) enum Renewal {
    /// There is no refresh token: the session ends with the access token.
    Impossible,
    /// It is not time yet.
    Planned {
        /// With this.
        refresh_token: RefreshToken,
        /// When it is time, on the local clock.
        due: Timestamp,
    },
    /// The one request is under way.
    Asking {
        /// With this.
        refresh_token: RefreshToken,
        /// The request.
        request: Pending,
        /// When it was sent, on the local clock.
        sent: Timestamp,
        /// What failed before, if anything did.
        failures: Option<Failures>,
        /// Who waits for it.
        waiting: Vec<Waiter>,
    },
    /// It failed, and is tried again later.
    Waiting {
        /// With this.
        refresh_token: RefreshToken,
        /// When it is tried again.
        until: Timestamp,
        /// When it failed.
        since: Timestamp,
        /// What failed.
        failures: Failures,
        /// Who waits for it.
        waiting: Vec<Waiter>,
    },
}

/// The failures in a row.
#[derive(Clone, Debug)]
pub(crate) struct Failures {
    pub(crate) count: u32,
    pub(crate) last: AuthError,
}

/// A caller that waits for a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waiter {
    pub(crate) call: CallId,
    /// Until when it may be kept waiting.
    pub(crate) deadline: Timestamp,
}

/// Something under way outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pending {
    pub(crate) id: RequestId,
    /// When it is given up, in case the shell never answers.
    pub(crate) deadline: Timestamp,
}

impl Pending {
    pub(crate) fn is_overdue(&self, now: Timestamp) -> bool {
        self.deadline <= now
    }
}

impl ActiveSession {
    /// The session that these tokens begin.
    pub(crate) fn begin(
        metadata: Rc<Metadata>,
        tokens: Tokens,
        raw_id_token: SecretText,
        id_token: IdToken,
        nonce: String,
        clock: &ServerClock,
        read_json: JsonReader,
    ) -> Self {
        let issued_at = id_token.issued_at;
        Self {
            metadata,
            expires_at: issued_at.plus(tokens.expires_in),
            lifetime: tokens.expires_in,
            user: Box::new(User::from_tokens(&id_token.claims, tokens.access_token.secret(), read_json)),
            renewal: Renewal::plan(
                tokens.refresh_token,
                issued_at,
                tokens.expires_in,
                tokens.refresh_expires_in,
                clock,
            ),
            access_token: tokens.access_token,
            raw_id_token,
            issued_at,
            nonce,
            unanswered: None,
        }
    }

    /// How long the access token is still valid.
    pub(crate) fn remaining(&self, now: Timestamp, clock: &ServerClock) -> Duration {
        self.expires_at.since(clock.server(now))
    }

    /// What the application sees.
    pub(crate) fn state(&self) -> AuthState {
        match &self.renewal {
            Renewal::Waiting { failures, .. } | Renewal::Asking { failures: Some(failures), .. } => {
                AuthState::Retrying { error: failures.last.clone() }
            }
            Renewal::Impossible | Renewal::Planned { .. } | Renewal::Asking { .. } => AuthState::SignedIn,
        }
    }
}

impl Renewal {
    /// Plans the renewal of tokens made at `issued_at`.
    pub(crate) fn plan(
        refresh_token: Option<RefreshToken>,
        issued_at: ServerTime,
        lifetime: Duration,
        refresh_lifetime: Option<Duration>,
        clock: &ServerClock,
    ) -> Self {
        match refresh_token {
            None => Self::Impossible,
            Some(refresh_token) => Self::Planned {
                refresh_token,
                due: clock.local(schedule::due(issued_at, lifetime, refresh_lifetime)),
            },
        }
    }
}
