//! What an application is told when something fails.
//!
//! Each operation has an error type of its own, next to its code; [`AuthError`] is their sum. Its
//! [code](AuthError::code) is the stable name an application may match on, its [kind](AuthError::kind) says whose
//! move it is.

use std::borrow::Cow;

use crate::ConfigError;
use crate::io::{FrameFailure, HttpFailure, StorageFailure};

/// Why an operation failed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The configuration, or a URL given with a call, cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The provider's metadata could not be had.
    #[error("the provider's metadata: {0}")]
    Discovery(#[from] DiscoveryError),
    /// The provider's answer in the callback URL was not accepted.
    #[error("the callback: {0}")]
    Callback(#[from] CallbackError),
    /// Silent sign-in brought no answer.
    #[error("silent sign-in: {0}")]
    Silent(#[from] FrameFailure),
    /// The code was not exchanged for tokens.
    #[error("the code exchange: {0}")]
    Exchange(#[source] TokenRequestError),
    /// The tokens were not renewed.
    #[error("the refresh: {0}")]
    Refresh(#[source] TokenRequestError),
    /// The page could not be left for the provider.
    #[error(transparent)]
    Departure(#[from] DepartureError),
    /// No access token can be given.
    #[error(transparent)]
    AccessToken(#[from] AccessTokenError),
}

/// The provider's metadata could not be had (OpenID Connect Discovery 1.0, section 4).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// The provider answered that it has none there; mostly the realm's name is wrong.
    #[error("the provider refused with status {status}")]
    Refused {
        /// The status.
        status: u16,
    },
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] HttpFailure),
    /// The provider, or a proxy before it, is in trouble.
    #[error("the provider failed with status {status}")]
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// The answer is no provider metadata.
    #[error("the answer was not understood: {0}")]
    NotUnderstood(&'static str),
    /// The metadata is another issuer's (section 4.3: it must match exactly).
    #[error("the provider calls itself {found}")]
    IssuerMismatch {
        /// What it calls itself.
        found: String,
    },
}

/// The provider's answer in the callback URL was not accepted (RFC 6749, section 4.1.2; RFC 9207).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// The provider answered with an error.
    #[error("{0}")]
    Refused(ServerError),
    /// It does not say which sign-in it belongs to.
    #[error("the state is missing")]
    StateMissing,
    /// It belongs to no sign-in that is under way here: forged, opened a second time, or from another browser.
    #[error("the state belongs to no sign-in that is under way in this tab")]
    StateUnknown,
    /// It came too late.
    #[error("the sign-in was begun too long ago")]
    Expired,
    /// It is no valid answer.
    #[error("not a valid answer: {0}")]
    Malformed(&'static str),
    /// It names another issuer, or none although the provider says that it always does.
    #[error("the answer is not from the configured issuer")]
    IssuerMismatch,
}

/// The token endpoint gave no usable tokens (RFC 6749, section 5).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenRequestError {
    /// The server refused, and says why.
    #[error("{0}")]
    Refused(ServerError),
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] HttpFailure),
    /// The server, or a proxy before it, is in trouble.
    #[error("the server failed with status {status}")]
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// The answer is none that a token endpoint gives.
    #[error("the answer was not understood: {0}")]
    NotUnderstood(&'static str),
    /// The ID token is not acceptable.
    #[error("the ID token: {0}")]
    IdToken(#[from] IdTokenError),
}

/// The ID token is not acceptable (OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdTokenError {
    /// There is none, although `openid` was asked for.
    #[error("is missing")]
    Missing,
    /// It is no JWT, or lacks a required claim.
    #[error("was not understood: {0}")]
    NotUnderstood(&'static str),
    /// Another issuer made it.
    #[error("is from another issuer")]
    Issuer,
    /// It is for another client.
    #[error("is for another client")]
    Audience,
    /// It belongs to another sign-in.
    #[error("belongs to another sign-in")]
    Nonce,
    /// It is about another person than before.
    #[error("is about another person")]
    Subject,
    /// It has expired.
    #[error("has expired")]
    Expired,
    /// It was issued at a time that cannot be.
    #[error("was issued at a time that cannot be")]
    IssuedAt,
}

/// The page could not be left for the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DepartureError {
    /// What the return needs could not be kept.
    #[error("the sign-in cannot be remembered: {0}")]
    Storage(#[from] StorageFailure),
    /// The browser stayed: the navigation was stopped, or the user came back.
    #[error("the page was not left, or the user came back to it")]
    Abandoned,
    /// The provider has no sign-out page; the session is over here, but not there.
    #[error("the provider has no end-session endpoint")]
    SignOutUnsupported,
}

/// No access token can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccessTokenError {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The session has ended and the user must sign in again.
    #[error("the session has ended")]
    SessionEnded,
}

/// The server's own words: an OAuth error answer (RFC 6749, sections 4.1.2.1 and 5.2). Cut to a sane length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{error}{}{}", if description.is_some() { ": " } else { "" }, description.as_deref().unwrap_or_default())]
#[non_exhaustive]
pub struct ServerError {
    /// The error's code, as `access_denied`.
    pub error: String,
    /// What the server says about it, if anything.
    pub description: Option<String>,
}

/// The stable name of an error. Kebab-case, never changed, never used for anything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AuthErrorCode {
    /// `invalid-config`: the configuration, or a URL given with a call, cannot be used.
    InvalidConfig,
    /// `offline`: the browser is offline.
    Offline,
    /// `timeout`: the server did not answer in time.
    Timeout,
    /// `unreachable`: the request failed before there was an answer.
    Unreachable,
    /// `server-failed`: the server answered with a 5xx status.
    ServerFailed,
    /// `unexpected-answer`: the answer was not understood.
    UnexpectedAnswer,
    /// `discovery-refused`: the provider's metadata is not there; mostly the realm's name is wrong.
    DiscoveryRefused,
    /// `issuer-mismatch`: an answer is not from the configured issuer.
    IssuerMismatch,
    /// `access-denied`: the user or the provider declined.
    AccessDenied,
    /// `login-required`: nobody is signed in at the provider.
    LoginRequired,
    /// `interaction-required`: the provider must ask the user something first.
    InteractionRequired,
    /// `temporarily-unavailable`: the provider asks to try again later.
    TemporarilyUnavailable,
    /// `sign-in-refused`: the provider refused for another reason, which the message names.
    SignInRefused,
    /// `callback-state-missing`: the callback does not say which sign-in it belongs to.
    CallbackStateMissing,
    /// `callback-state-unknown`: the callback is forged, opened a second time, or from another browser.
    CallbackStateUnknown,
    /// `callback-expired`: the sign-in was begun too long ago.
    CallbackExpired,
    /// `callback-malformed`: the callback is no valid answer.
    CallbackMalformed,
    /// `silent-timeout`: the hidden frame did not answer in time.
    SilentTimeout,
    /// `silent-blocked`: the hidden frame is blocked.
    SilentBlocked,
    /// `code-refused`: the code was used before, is too old, or is not for this sign-in.
    CodeRefused,
    /// `token-request-refused`: the token endpoint refused for another reason, which the message names.
    TokenRequestRefused,
    /// `invalid-id-token`: the ID token is not acceptable.
    InvalidIdToken,
    /// `session-ended`: the session is over; the user must sign in again.
    SessionEnded,
    /// `storage-denied`: the browser's session storage cannot be used.
    StorageDenied,
    /// `navigation-abandoned`: the page was not left, or the user came back to it.
    NavigationAbandoned,
    /// `sign-out-unsupported`: signed out here, but the provider has no way to sign out there.
    SignOutUnsupported,
    /// `not-signed-in`: nobody is signed in.
    NotSignedIn,
}

/// Whose move it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The server understood and said no.
    Refused,
    /// The server could not be reached, or could not serve; trying again may help.
    Unreachable,
    /// What the server or the page's URL says makes no sense, or is not what it must be.
    NotUnderstood,
    /// The browser does not let it happen.
    Browser,
    /// The application did something that cannot work.
    Misuse,
}

impl AuthError {
    /// The stable name.
    pub fn code(&self) -> AuthErrorCode {
        match self {
            Self::Config(_) => AuthErrorCode::InvalidConfig,
            Self::Discovery(error) => error.code(),
            Self::Callback(error) => error.code(),
            Self::Silent(FrameFailure::Timeout) => AuthErrorCode::SilentTimeout,
            Self::Silent(FrameFailure::Blocked) => AuthErrorCode::SilentBlocked,
            Self::Exchange(TokenRequestError::Refused(error)) if error.is_invalid_grant() => {
                AuthErrorCode::CodeRefused
            }
            Self::Refresh(TokenRequestError::Refused(error)) if error.is_invalid_grant() => {
                AuthErrorCode::SessionEnded
            }
            Self::Exchange(error) | Self::Refresh(error) => error.code(),
            Self::Departure(DepartureError::Storage(_)) => AuthErrorCode::StorageDenied,
            Self::Departure(DepartureError::Abandoned) => AuthErrorCode::NavigationAbandoned,
            Self::Departure(DepartureError::SignOutUnsupported) => AuthErrorCode::SignOutUnsupported,
            Self::AccessToken(AccessTokenError::NotSignedIn) => AuthErrorCode::NotSignedIn,
            Self::AccessToken(AccessTokenError::SessionEnded) => AuthErrorCode::SessionEnded,
        }
    }

    /// Whose move it is.
    pub fn kind(&self) -> ErrorKind {
        self.code().kind()
    }

    /// The server's own words, if it said no.
    pub const fn server_error(&self) -> Option<&ServerError> {
        match self {
            Self::Callback(CallbackError::Refused(error))
            | Self::Exchange(TokenRequestError::Refused(error))
            | Self::Refresh(TokenRequestError::Refused(error)) => Some(error),
            _ => None,
        }
    }
}

impl DiscoveryError {
    const fn code(&self) -> AuthErrorCode {
        match self {
            Self::Refused { .. } => AuthErrorCode::DiscoveryRefused,
            Self::Unreachable(failure) => http_failure_code(*failure),
            Self::ServerFailed { .. } => AuthErrorCode::ServerFailed,
            Self::NotUnderstood(_) => AuthErrorCode::UnexpectedAnswer,
            Self::IssuerMismatch { .. } => AuthErrorCode::IssuerMismatch,
        }
    }
}

impl CallbackError {
    fn code(&self) -> AuthErrorCode {
        match self {
            Self::Refused(error) => match error.error.as_str() {
                "access_denied" => AuthErrorCode::AccessDenied,
                "login_required" => AuthErrorCode::LoginRequired,
                "interaction_required" | "consent_required" | "account_selection_required" => {
                    AuthErrorCode::InteractionRequired
                }
                "temporarily_unavailable" => AuthErrorCode::TemporarilyUnavailable,
                _ => AuthErrorCode::SignInRefused,
            },
            Self::StateMissing => AuthErrorCode::CallbackStateMissing,
            Self::StateUnknown => AuthErrorCode::CallbackStateUnknown,
            Self::Expired => AuthErrorCode::CallbackExpired,
            Self::Malformed(_) => AuthErrorCode::CallbackMalformed,
            Self::IssuerMismatch => AuthErrorCode::IssuerMismatch,
        }
    }
}

impl TokenRequestError {
    const fn code(&self) -> AuthErrorCode {
        match self {
            Self::Refused(_) => AuthErrorCode::TokenRequestRefused,
            Self::Unreachable(failure) => http_failure_code(*failure),
            Self::ServerFailed { .. } => AuthErrorCode::ServerFailed,
            Self::NotUnderstood(_) => AuthErrorCode::UnexpectedAnswer,
            Self::IdToken(_) => AuthErrorCode::InvalidIdToken,
        }
    }
}

impl ServerError {
    /// The server's words, cut to a length fit for a message.
    pub(crate) fn new(error: impl Into<Cow<'static, str>>, description: Option<&str>) -> Self {
        const LONGEST: usize = 300;
        let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
        Self { error: cut(&error.into()), description: description.map(cut) }
    }

    /// Whether the code or the refresh token is used up, expired or revoked (RFC 6749, section 5.2).
    pub(crate) fn is_invalid_grant(&self) -> bool {
        self.error == "invalid_grant"
    }
}

impl AuthErrorCode {
    /// Every code.
    pub const ALL: [Self; 27] = [
        Self::InvalidConfig,
        Self::Offline,
        Self::Timeout,
        Self::Unreachable,
        Self::ServerFailed,
        Self::UnexpectedAnswer,
        Self::DiscoveryRefused,
        Self::IssuerMismatch,
        Self::AccessDenied,
        Self::LoginRequired,
        Self::InteractionRequired,
        Self::TemporarilyUnavailable,
        Self::SignInRefused,
        Self::CallbackStateMissing,
        Self::CallbackStateUnknown,
        Self::CallbackExpired,
        Self::CallbackMalformed,
        Self::SilentTimeout,
        Self::SilentBlocked,
        Self::CodeRefused,
        Self::TokenRequestRefused,
        Self::InvalidIdToken,
        Self::SessionEnded,
        Self::StorageDenied,
        Self::NavigationAbandoned,
        Self::SignOutUnsupported,
        Self::NotSignedIn,
    ];

    /// The code as applications see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidConfig => "invalid-config",
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::ServerFailed => "server-failed",
            Self::UnexpectedAnswer => "unexpected-answer",
            Self::DiscoveryRefused => "discovery-refused",
            Self::IssuerMismatch => "issuer-mismatch",
            Self::AccessDenied => "access-denied",
            Self::LoginRequired => "login-required",
            Self::InteractionRequired => "interaction-required",
            Self::TemporarilyUnavailable => "temporarily-unavailable",
            Self::SignInRefused => "sign-in-refused",
            Self::CallbackStateMissing => "callback-state-missing",
            Self::CallbackStateUnknown => "callback-state-unknown",
            Self::CallbackExpired => "callback-expired",
            Self::CallbackMalformed => "callback-malformed",
            Self::SilentTimeout => "silent-timeout",
            Self::SilentBlocked => "silent-blocked",
            Self::CodeRefused => "code-refused",
            Self::TokenRequestRefused => "token-request-refused",
            Self::InvalidIdToken => "invalid-id-token",
            Self::SessionEnded => "session-ended",
            Self::StorageDenied => "storage-denied",
            Self::NavigationAbandoned => "navigation-abandoned",
            Self::SignOutUnsupported => "sign-out-unsupported",
            Self::NotSignedIn => "not-signed-in",
        }
    }

    /// Whose move it is.
    pub const fn kind(self) -> ErrorKind {
        match self {
            Self::AccessDenied
            | Self::LoginRequired
            | Self::InteractionRequired
            | Self::SignInRefused
            | Self::DiscoveryRefused
            | Self::CodeRefused
            | Self::TokenRequestRefused
            | Self::SessionEnded
            | Self::SignOutUnsupported => ErrorKind::Refused,
            Self::Offline
            | Self::Timeout
            | Self::Unreachable
            | Self::ServerFailed
            | Self::TemporarilyUnavailable
            | Self::SilentTimeout => ErrorKind::Unreachable,
            Self::UnexpectedAnswer
            | Self::IssuerMismatch
            | Self::CallbackStateMissing
            | Self::CallbackStateUnknown
            | Self::CallbackExpired
            | Self::CallbackMalformed
            | Self::InvalidIdToken => ErrorKind::NotUnderstood,
            Self::SilentBlocked | Self::StorageDenied | Self::NavigationAbandoned => ErrorKind::Browser,
            Self::InvalidConfig | Self::NotSignedIn => ErrorKind::Misuse,
        }
    }
}

impl ErrorKind {
    /// The kind as applications see it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Unreachable => "unreachable",
            Self::NotUnderstood => "not-understood",
            Self::Browser => "browser",
            Self::Misuse => "misuse",
        }
    }
}

const fn http_failure_code(failure: HttpFailure) -> AuthErrorCode {
    match failure {
        HttpFailure::Offline => AuthErrorCode::Offline,
        HttpFailure::Timeout => AuthErrorCode::Timeout,
        HttpFailure::Network => AuthErrorCode::Unreachable,
    }
}
