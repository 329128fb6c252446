//! The session: what the application sees of it, and the tokens it consists of.

use core::time::Duration;
use core::{fmt, mem};
use std::rc::Rc;

use oauth2::{AccessToken, RefreshToken};

use crate::error::{AccessTokenError, IdTokenError};
use crate::grant::Granted;
use crate::io::{CallId, RequestId};
use crate::refresh::schedule;
use crate::secret::SecretText;
use crate::time::{ServerClock, ServerTime};
use crate::{AuthError, ErrorKind, Event, JsonReader, Machine, Timestamp, User};

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

    /// Whether the application would be told the same. Comparing errors by what they say takes a tenth of the code that
    /// comparing them member by member does.
    pub(crate) fn says_the_same_as(&self, other: &Self) -> bool {
        let words = |state: &Self| state.error().map(|error| (error.code(), error.message()));
        self.status() == other.status() && self.reason() == other.reason() && words(self) == words(other)
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

/// The tokens of a session; take care where they go.
#[derive(Clone, Copy)]
pub struct Tokens<'session> {
    /// For the resource servers.
    pub access_token: &'session str,
    /// For the next renewal.
    pub refresh_token: Option<&'session str>,
    /// Who signed in.
    pub id_token: &'session str,
}

/// Shows no token.
impl fmt::Debug for Tokens<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Tokens([redacted])")
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
        user: Rc<User>,
        /// The last ID token, for `id_token_hint`.
        raw_id_token: SecretText,
    },
}

/// A session with its tokens.
#[derive(Debug)]
pub(crate) struct ActiveSession {
    pub(crate) access_token: AccessToken,
    /// It is of use with a proof only (RFC 9449).
    pub(crate) is_bound: bool,
    pub(crate) expires_at: ServerTime,
    pub(crate) lifetime: Duration,
    /// The ID token as it came, for `id_token_hint`; empty if the application took over tokens without one.
    pub(crate) raw_id_token: SecretText,
    /// When the ID token was issued.
    pub(crate) issued_at: ServerTime,
    /// The `nonce` of the sign-in; empty if there was none, or it is not known.
    pub(crate) nonce: String,
    pub(crate) user: Rc<User>,
    /// `None`: there is no refresh token, so the session ends with the access token.
    pub(crate) renewal: Option<Renewal>,
}

/// The renewal of the tokens.
#[derive(Debug)]
pub(crate) struct Renewal {
    pub(crate) refresh_token: RefreshToken,
    pub(crate) stage: RenewalStage,
    /// What failed since the tokens are due, if anything did.
    pub(crate) failures: Option<Failures>,
    /// Who waits for it.
    pub(crate) waiting: Vec<Waiter>,
}

/// How a renewal stands.
#[derive(Debug)]
pub(crate) enum RenewalStage {
    /// It is not time yet.
    Planned {
        /// When it is time, on the local clock.
        due: Timestamp,
    },
    /// It failed, and is tried again later.
    Waiting {
        /// When it is tried again.
        until: Timestamp,
        /// When it failed.
        since: Timestamp,
    },
    /// The one attempt of all tabs waits for its turn among them.
    Turn,
    /// It waits for the provider's metadata, which a session that was taken over can do without until now.
    Discovering {
        /// The refresh token was used by a tab that is gone.
        is_behind: bool,
    },
    /// The refresh token is with the token endpoint.
    Granting(RequestId),
    /// The refresh token is worth nothing: the provider is asked in a hidden frame whether its own session lives.
    Healing {
        /// What the server has said just now, if it was asked.
        refusal: Option<AuthError>,
    },
}

/// The failures in a row.
#[derive(Debug)]
pub(crate) struct Failures {
    pub(crate) count: u32,
    pub(crate) last: AuthError,
}

/// A caller that waits for a token.
#[derive(Debug)]
pub(crate) struct Waiter {
    pub(crate) call: CallId,
    /// Until when it may be kept waiting.
    pub(crate) deadline: Timestamp,
    /// The token that it does not want.
    pub(crate) instead_of: Option<AccessToken>,
}

impl Waiter {
    /// Whether this token is none that was refused.
    pub(crate) fn accepts(&self, token: &AccessToken) -> bool {
        self.instead_of.as_ref().is_none_or(|refused| refused.secret() != token.secret())
    }

    /// Takes out those who are meant.
    pub(crate) fn take(waiting: &mut Vec<Self>, is_meant: &dyn Fn(&Self) -> bool) -> Vec<Self> {
        let mut taken = Vec::new();
        while let Some(index) = waiting.iter().position(is_meant) {
            taken.push(waiting.remove(index));
        }
        taken
    }
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
    fn begin(granted: Granted, clock: &ServerClock, read_json: JsonReader) -> Option<Self> {
        let Granted { tokens, raw_id_token, id_token, .. } = granted;
        let (raw_id_token, id_token) = (raw_id_token?, id_token?);
        let issued_at = id_token.issued_at;
        let (lifetime, refresh_lifetime) = (tokens.expires_in, tokens.refresh_expires_in);
        Some(Self {
            user: Rc::new(User::from_tokens(&id_token.claims, tokens.access_token.secret(), read_json)),
            access_token: tokens.access_token,
            is_bound: tokens.is_bound,
            expires_at: issued_at.plus(lifetime),
            lifetime,
            raw_id_token,
            issued_at,
            nonce: id_token.claims.text("nonce").unwrap_or_default().to_owned(),
            renewal: Renewal::plan(tokens.refresh_token, issued_at, lifetime, refresh_lifetime, clock),
        })
    }

    /// How long the access token is still valid.
    pub(crate) fn remaining(&self, now: Timestamp, clock: &ServerClock) -> Duration {
        self.expires_at.since(clock.server(now))
    }

    /// What the application sees.
    pub(crate) fn state(&self) -> AuthState {
        match self.renewal.as_ref().and_then(|renewal| renewal.failures.as_ref()) {
            Some(failures) => AuthState::Retrying { error: failures.last.clone() },
            None => AuthState::SignedIn,
        }
    }

    /// What it is renewed with.
    pub(crate) fn refresh_token(&self) -> Option<&RefreshToken> {
        self.renewal.as_ref().map(|renewal| &renewal.refresh_token)
    }
}

impl Session {
    pub(crate) fn renewal(&mut self) -> Option<&mut Renewal> {
        match self {
            Self::Active(active) => active.renewal.as_mut(),
            Self::Absent(_) | Self::Ended { .. } => None,
        }
    }
}

impl Renewal {
    /// It will be time at `due`.
    pub(crate) const fn planned(refresh_token: RefreshToken, due: Timestamp) -> Self {
        Self { refresh_token, stage: RenewalStage::Planned { due }, failures: None, waiting: Vec::new() }
    }

    /// Plans the renewal of tokens made at `issued_at`.
    pub(crate) fn plan(
        refresh_token: Option<RefreshToken>,
        issued_at: ServerTime,
        lifetime: Duration,
        refresh_lifetime: Option<Duration>,
        clock: &ServerClock,
    ) -> Option<Self> {
        let due = clock.local(schedule::due(issued_at, lifetime, refresh_lifetime));
        refresh_token.map(|refresh_token| Self::planned(refresh_token, due))
    }
}

impl Machine {
    /// Somebody has signed in: this is the session now, in all tabs.
    pub(crate) fn open_session(&mut self, granted: Result<Box<Granted>, AuthError>) -> Result<(), AuthError> {
        let Some(session) = ActiveSession::begin(*granted?, &self.clock, self.read_json) else {
            return Err(AuthError::exchange(IdTokenError::Missing));
        };
        let others = self.replace_session(Box::new(session));
        self.hand_out_or_refuse(others, &AccessTokenError::SessionEnded.into());
        self.share_session();
        Ok(())
    }

    /// Puts a session in the place of whatever there is; whoever waits for a token gets it from the new one. Gives back those
    /// who want another than that.
    pub(crate) fn replace_session(&mut self, session: Box<ActiveSession>) -> Vec<Waiter> {
        if !self.user().is_some_and(|user| user.is_same_as(&session.user)) {
            self.emit(Event::UserChanged(Some(Rc::clone(&session.user))));
        }
        if session.is_bound {
            self.demand_proofs();
        }
        self.call_off_renewal();
        let token = session.access_token.clone();
        let before = mem::replace(&mut self.session, Session::Active(session));
        self.emit_tokens_renewed();
        let mut others = Vec::new();
        if let Session::Active(active) = before
            && let Some(renewal) = active.renewal
        {
            others = renewal.waiting;
            let served = Waiter::take(&mut others, &|waiter| waiter.accepts(&token));
            self.hand_out_or_refuse(served, &AccessTokenError::SessionEnded.into());
        }
        self.startup_overtaken_by_session();
        self.recovery_overtaken_by_session();
        others
    }

    /// The server ended the session. Who it was stays in view, until the application or the user decides.
    pub(crate) fn end_session(&mut self, error: AuthError) {
        match mem::replace(&mut self.session, Session::Absent(SignedOutReason::NoSession)) {
            Session::Active(active) => {
                self.call_off_renewal();
                let ActiveSession { user, raw_id_token, renewal, .. } = *active;
                self.session = Session::Ended { error: error.clone(), user, raw_id_token };
                if let Some(renewal) = renewal {
                    self.hand_out_or_refuse(renewal.waiting, &error);
                }
            }
            other => self.session = other,
        }
    }

    /// Forgets the session and gives back its ID token.
    pub(crate) fn forget_session(&mut self, reason: SignedOutReason) -> Option<SecretText> {
        let id_token = match mem::replace(&mut self.session, Session::Absent(reason)) {
            Session::Absent(_) => return None,
            Session::Ended { raw_id_token, .. } => raw_id_token,
            Session::Active(active) => {
                self.call_off_renewal();
                if let Some(renewal) = active.renewal {
                    self.hand_out_or_refuse(renewal.waiting, &AccessTokenError::NotSignedIn.into());
                }
                active.raw_id_token
            }
        };
        self.emit(Event::UserChanged(None));
        Some(id_token).filter(|id_token| !id_token.secret().is_empty())
    }
}
