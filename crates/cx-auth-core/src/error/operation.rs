//! One error type per operation. Each tells apart: refused by the server, could not be reached, was not understood.

use std::borrow::Cow;

use crate::error::AuthErrorCode;
use crate::io::{CryptoFailure, HttpFailure, StorageFailure};

/// The provider's metadata (OpenID Connect Discovery 1.0, section 4), or its keys, could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// The provider answered that it has none there; mostly the realm's name is wrong.
    Refused {
        /// The status.
        status: u16,
    },
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] HttpFailure),
    /// The provider, or a proxy before it, is in trouble.
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// The answer is no provider metadata.
    NotUnderstood(&'static str),
    /// The metadata is another issuer's (section 4.3: it must match exactly).
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
    Refused(ServerError),
    /// It does not say which sign-in it belongs to.
    StateMissing,
    /// It belongs to no sign-in that is under way here: forged, opened a second time, or from another browser.
    StateUnknown,
    /// It came too late.
    Expired,
    /// It is no valid answer.
    Malformed(&'static str),
    /// It names another issuer, or none although the provider says that it always does.
    IssuerMismatch,
}

/// The token endpoint gave no usable tokens (RFC 6749, section 5).
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenRequestError {
    /// The server refused, and says why.
    Refused(ServerError),
    /// No answer.
    #[error(transparent)]
    Unreachable(#[from] HttpFailure),
    /// The server, or a proxy before it, is in trouble.
    ServerFailed {
        /// The status.
        status: u16,
    },
    /// The answer is none that a token endpoint gives.
    NotUnderstood(&'static str),
    /// The provider's keys, by which the ID token is verified, could not be had.
    Keys(#[from] DiscoveryError),
    /// The browser cannot check the ID token's signature.
    #[error(transparent)]
    Crypto(#[from] CryptoFailure),
    /// The ID token is not acceptable.
    IdToken(#[from] IdTokenError),
}

/// The ID token is not acceptable (OpenID Connect Core 1.0, sections 3.1.3.7 and 12.2).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdTokenError {
    /// There is none, although `openid` was asked for.
    Missing,
    /// It is no JWT, or lacks a required claim.
    NotUnderstood(&'static str),
    /// It is signed with a key that is none of the provider's.
    Key,
    /// Its signature is not the provider's.
    Signature,
    /// Another issuer made it.
    Issuer,
    /// It is for another client.
    Audience,
    /// It belongs to another sign-in.
    Nonce,
    /// It is about another person than before.
    Subject,
    /// It has expired.
    Expired,
    /// It was issued at a time that cannot be.
    IssuedAt,
    /// It came with another access token.
    AccessTokenHash,
    /// The user signed in longer ago than was asked for.
    TooOld,
    /// The user did not sign in as was asked for, as with a second factor.
    Acr,
}

/// The page could not be left for the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DepartureError {
    /// What the return needs could not be kept.
    Storage(#[from] StorageFailure),
    /// The browser stayed: the navigation was stopped, or the user came back.
    Abandoned,
    /// The page was left for sign-ins over and over, within seconds: each comes back to a page that begins the next.
    Loop,
    /// The provider has no sign-out page; the session is over here, but not there.
    SignOutUnsupported,
}

/// No access token can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AccessTokenError {
    /// Nobody is signed in.
    NotSignedIn,
    /// The session has ended and the user must sign in again.
    SessionEnded,
}

/// A request to an API gets no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiError {
    /// It does not go to an origin that tokens may be sent to.
    OriginNotAllowed,
    /// The browser cannot make the proof that goes with the token.
    #[error(transparent)]
    Crypto(CryptoFailure),
}

/// The provider did not say who the user is (OpenID Connect Core 1.0, section 5.3).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UserInfoError {
    /// The provider has no userinfo endpoint.
    Unsupported,
    /// It could not be asked, or refused, as it does if the token is not meant for it.
    #[error(transparent)]
    Unreachable(DiscoveryError),
    /// The browser cannot make the proof that goes with the token.
    #[error(transparent)]
    Crypto(CryptoFailure),
    /// The answer is no JSON object that names its subject.
    NotUnderstood,
    /// The answer is about another person than the session (section 5.3.2).
    Subject,
}

/// The server's own words: an OAuth error answer (RFC 6749, sections 4.1.2.1 and 5.2). Cut to a sane length.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub struct ServerError {
    /// The error's code, as `access_denied`.
    pub error: String,
    /// What the server says about it, if anything.
    pub description: Option<String>,
}

impl DiscoveryError {
    pub(super) const fn code(&self) -> AuthErrorCode {
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
    pub(super) fn code(&self) -> AuthErrorCode {
        match self {
            Self::Refused(error) => error.sign_in_code(),
            Self::StateMissing => AuthErrorCode::CallbackStateMissing,
            Self::StateUnknown => AuthErrorCode::CallbackStateUnknown,
            Self::Expired => AuthErrorCode::CallbackExpired,
            Self::Malformed(_) => AuthErrorCode::CallbackMalformed,
            Self::IssuerMismatch => AuthErrorCode::IssuerMismatch,
        }
    }
}

impl TokenRequestError {
    pub(super) const fn code(&self) -> AuthErrorCode {
        match self {
            Self::Refused(_) => AuthErrorCode::TokenRequestRefused,
            Self::Unreachable(failure) => http_failure_code(*failure),
            Self::ServerFailed { .. } => AuthErrorCode::ServerFailed,
            Self::NotUnderstood(_) => AuthErrorCode::UnexpectedAnswer,
            Self::Keys(error) => error.code(),
            Self::Crypto(_) => AuthErrorCode::CryptoUnavailable,
            Self::IdToken(IdTokenError::TooOld | IdTokenError::Acr) => {
                AuthErrorCode::InsufficientAuthentication
            }
            Self::IdToken(_) => AuthErrorCode::InvalidIdToken,
        }
    }
}

impl UserInfoError {
    pub(super) const fn code(&self) -> AuthErrorCode {
        match self {
            Self::Unsupported | Self::Unreachable(DiscoveryError::Refused { .. }) => {
                AuthErrorCode::UserInfoRefused
            }
            Self::Unreachable(error) => error.code(),
            Self::Crypto(_) => AuthErrorCode::CryptoUnavailable,
            Self::NotUnderstood | Self::Subject => AuthErrorCode::UnexpectedAnswer,
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

    /// What it means to a sign-in (OpenID Connect Core 1.0, section 3.1.2.6).
    pub(super) fn sign_in_code(&self) -> AuthErrorCode {
        match self.error.as_str() {
            "access_denied" => AuthErrorCode::AccessDenied,
            "login_required" => AuthErrorCode::LoginRequired,
            "interaction_required" | "consent_required" | "account_selection_required" => {
                AuthErrorCode::InteractionRequired
            }
            "temporarily_unavailable" => AuthErrorCode::TemporarilyUnavailable,
            _ => AuthErrorCode::SignInRefused,
        }
    }

    /// Whether the code or the refresh token is used up, expired or revoked (RFC 6749, section 5.2).
    pub(crate) fn is_invalid_grant(&self) -> bool {
        self.error == "invalid_grant"
    }
}

const fn http_failure_code(failure: HttpFailure) -> AuthErrorCode {
    match failure {
        HttpFailure::Offline => AuthErrorCode::Offline,
        HttpFailure::Timeout => AuthErrorCode::Timeout,
        HttpFailure::Network => AuthErrorCode::Unreachable,
    }
}
