//! What an application is told when something fails.
//!
//! Each operation has an error type of its own; [`AuthError`] is their sum. Its [code](AuthError::code) is the stable
//! name an application may match on, its [kind](AuthError::kind) says whose move it is.

mod code;
mod operation;
mod words;

pub use code::{AuthErrorCode, ErrorKind};
pub use operation::{
    AccessTokenError, ApiError, CallbackError, DepartureError, DiscoveryError, IdTokenError, ServerError,
    TokenRequestError, UserInfoError,
};

use std::sync::Arc;

use crate::ConfigError;
use crate::io::{FrameFailure, PopupFailure};

/// Why an operation failed. It is told to many, so what is large in it is shared and not copied.
///
/// ```
/// use cx_auth_core::error::{AuthErrorCode, CallbackError, ErrorKind};
/// use cx_auth_core::AuthError;
///
/// let error = AuthError::from(CallbackError::StateUnknown);
/// assert_eq!(error.code(), AuthErrorCode::CallbackStateUnknown);
/// assert_eq!(error.code().as_str(), "callback-state-unknown");
/// assert_eq!(error.kind(), ErrorKind::NotUnderstood);
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AuthError {
    /// The configuration, or a URL given with a call, cannot be used.
    #[error(transparent)]
    Config(Arc<ConfigError>),
    /// The provider's metadata could not be had.
    Discovery(#[source] Arc<DiscoveryError>),
    /// The provider's answer in the callback URL was not accepted.
    Callback(#[source] Arc<CallbackError>),
    /// Silent sign-in brought no answer.
    Silent(#[from] FrameFailure),
    /// The popup brought no answer.
    Popup(#[from] PopupFailure),
    /// The code was not exchanged for tokens.
    Exchange(#[source] Arc<TokenRequestError>),
    /// The tokens were not renewed.
    Refresh(#[source] Arc<TokenRequestError>),
    /// The page could not be left for the provider.
    #[error(transparent)]
    Departure(#[from] DepartureError),
    /// No access token can be given.
    #[error(transparent)]
    AccessToken(#[from] AccessTokenError),
    /// The provider did not take the authorization request that was pushed to it (RFC 9126).
    Pushed(#[source] Arc<TokenRequestError>),
    /// A revocation, or a request for an extension's sake, failed.
    TokenRequest(#[source] Arc<TokenRequestError>),
    /// A request to an API gets no token.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The provider did not say who the user is.
    UserInfo(#[source] Arc<UserInfoError>),
}

impl AuthError {
    pub(crate) fn exchange(error: impl Into<TokenRequestError>) -> Self {
        Self::Exchange(Arc::new(error.into()))
    }

    pub(crate) fn refresh(error: impl Into<TokenRequestError>) -> Self {
        Self::Refresh(Arc::new(error.into()))
    }

    pub(crate) fn pushed(error: impl Into<TokenRequestError>) -> Self {
        Self::Pushed(Arc::new(error.into()))
    }

    pub(crate) fn token_request(error: impl Into<TokenRequestError>) -> Self {
        Self::TokenRequest(Arc::new(error.into()))
    }

    /// The stable name.
    pub fn code(&self) -> AuthErrorCode {
        match self {
            Self::Config(_) => AuthErrorCode::InvalidConfig,
            Self::Discovery(error) => error.code(),
            Self::Callback(error) => error.code(),
            Self::Silent(FrameFailure::Timeout) => AuthErrorCode::SilentTimeout,
            Self::Silent(FrameFailure::Blocked) => AuthErrorCode::SilentBlocked,
            Self::Popup(PopupFailure::Blocked) => AuthErrorCode::PopupBlocked,
            Self::Popup(PopupFailure::Closed) => AuthErrorCode::PopupClosed,
            Self::Exchange(error)
            | Self::Refresh(error)
            | Self::Pushed(error)
            | Self::TokenRequest(error) => match (self, &**error) {
                (Self::Exchange(_), TokenRequestError::Refused(error)) if error.is_invalid_grant() => {
                    AuthErrorCode::CodeRefused
                }
                (Self::Refresh(_), TokenRequestError::Refused(error)) if error.is_invalid_grant() => {
                    AuthErrorCode::SessionEnded
                }
                (Self::Pushed(_), TokenRequestError::Refused(error)) => error.sign_in_code(),
                (_, error) => error.code(),
            },
            Self::Api(ApiError::OriginNotAllowed) => AuthErrorCode::ApiOriginNotAllowed,
            Self::Api(ApiError::Crypto(_)) => AuthErrorCode::CryptoUnavailable,
            Self::Departure(DepartureError::Storage(_)) => AuthErrorCode::StorageDenied,
            Self::Departure(DepartureError::Abandoned) => AuthErrorCode::NavigationAbandoned,
            Self::Departure(DepartureError::Loop) => AuthErrorCode::RedirectLoop,
            Self::Departure(DepartureError::SignOutUnsupported) => AuthErrorCode::SignOutUnsupported,
            Self::AccessToken(AccessTokenError::NotSignedIn) => AuthErrorCode::NotSignedIn,
            Self::AccessToken(AccessTokenError::SessionEnded) => AuthErrorCode::SessionEnded,
            Self::UserInfo(error) => error.code(),
        }
    }

    /// Whose move it is.
    pub fn kind(&self) -> ErrorKind {
        self.code().kind()
    }

    /// The server's own words, if it said no.
    pub fn server_error(&self) -> Option<&ServerError> {
        match self {
            Self::Callback(error) => match &**error {
                CallbackError::Refused(error) => Some(error),
                _ => None,
            },
            Self::Exchange(error)
            | Self::Refresh(error)
            | Self::Pushed(error)
            | Self::TokenRequest(error) => match &**error {
                TokenRequestError::Refused(error) => Some(error),
                _ => None,
            },
            _ => None,
        }
    }
}

impl From<ConfigError> for AuthError {
    fn from(error: ConfigError) -> Self {
        Self::Config(error.into())
    }
}

impl From<DiscoveryError> for AuthError {
    fn from(error: DiscoveryError) -> Self {
        Self::Discovery(error.into())
    }
}

impl From<CallbackError> for AuthError {
    fn from(error: CallbackError) -> Self {
        Self::Callback(error.into())
    }
}

impl From<UserInfoError> for AuthError {
    fn from(error: UserInfoError) -> Self {
        Self::UserInfo(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{CryptoFailure, HttpFailure, StorageFailure};

    #[test]
    fn every_error_has_its_code_and_every_code_its_error() {
        let callback =
            |error: &'static str| AuthError::from(CallbackError::Refused(ServerError::new(error, None)));
        let refused = |error: &'static str| TokenRequestError::Refused(ServerError::new(error, None));
        let discovery = |error: DiscoveryError| AuthError::from(error);
        let user_info = |error: DiscoveryError| AuthError::from(UserInfoError::Unreachable(error));
        let keys = |error: DiscoveryError| TokenRequestError::Keys(error);
        let table: Vec<(AuthError, &str, &str)> = vec![
            (ConfigError::ClientId.into(), "invalid-config", "misuse"),
            (discovery(HttpFailure::Offline.into()), "offline", "unreachable"),
            (discovery(HttpFailure::Timeout.into()), "timeout", "unreachable"),
            (discovery(HttpFailure::Network.into()), "unreachable", "unreachable"),
            (discovery(DiscoveryError::ServerFailed { status: 500 }), "server-failed", "unreachable"),
            (discovery(DiscoveryError::NotUnderstood("")), "unexpected-answer", "not-understood"),
            (discovery(DiscoveryError::Refused { status: 404 }), "discovery-refused", "refused"),
            (
                discovery(DiscoveryError::IssuerMismatch { found: String::new() }),
                "issuer-mismatch",
                "not-understood",
            ),
            (callback("access_denied"), "access-denied", "refused"),
            (callback("login_required"), "login-required", "refused"),
            (callback("interaction_required"), "interaction-required", "refused"),
            (callback("consent_required"), "interaction-required", "refused"),
            (callback("account_selection_required"), "interaction-required", "refused"),
            (callback("temporarily_unavailable"), "temporarily-unavailable", "unreachable"),
            (callback("anything_else"), "sign-in-refused", "refused"),
            (CallbackError::StateMissing.into(), "callback-state-missing", "not-understood"),
            (CallbackError::StateUnknown.into(), "callback-state-unknown", "not-understood"),
            (CallbackError::Expired.into(), "callback-expired", "not-understood"),
            (CallbackError::Malformed("").into(), "callback-malformed", "not-understood"),
            (CallbackError::IssuerMismatch.into(), "issuer-mismatch", "not-understood"),
            (FrameFailure::Timeout.into(), "silent-timeout", "unreachable"),
            (FrameFailure::Blocked.into(), "silent-blocked", "browser"),
            (PopupFailure::Blocked.into(), "popup-blocked", "browser"),
            (PopupFailure::Closed.into(), "popup-closed", "browser"),
            (AuthError::exchange(refused("invalid_grant")), "code-refused", "refused"),
            (AuthError::exchange(refused("invalid_client")), "token-request-refused", "refused"),
            (AuthError::exchange(HttpFailure::Offline), "offline", "unreachable"),
            (AuthError::exchange(HttpFailure::Timeout), "timeout", "unreachable"),
            (AuthError::exchange(HttpFailure::Network), "unreachable", "unreachable"),
            (
                AuthError::exchange(TokenRequestError::ServerFailed { status: 500 }),
                "server-failed",
                "unreachable",
            ),
            (
                AuthError::exchange(TokenRequestError::NotUnderstood("")),
                "unexpected-answer",
                "not-understood",
            ),
            (AuthError::exchange(IdTokenError::Nonce), "invalid-id-token", "not-understood"),
            (AuthError::exchange(IdTokenError::Acr), "insufficient-authentication", "refused"),
            (AuthError::exchange(IdTokenError::TooOld), "insufficient-authentication", "refused"),
            (AuthError::exchange(keys(HttpFailure::Network.into())), "unreachable", "unreachable"),
            (
                AuthError::refresh(keys(DiscoveryError::NotUnderstood(""))),
                "unexpected-answer",
                "not-understood",
            ),
            (AuthError::exchange(CryptoFailure::Unavailable), "crypto-unavailable", "browser"),
            (AuthError::pushed(refused("access_denied")), "access-denied", "refused"),
            (AuthError::pushed(refused("invalid_request")), "sign-in-refused", "refused"),
            (AuthError::pushed(HttpFailure::Network), "unreachable", "unreachable"),
            (AuthError::token_request(refused("unsupported_token_type")), "token-request-refused", "refused"),
            (ApiError::OriginNotAllowed.into(), "api-origin-not-allowed", "misuse"),
            (ApiError::Crypto(CryptoFailure::Unavailable).into(), "crypto-unavailable", "browser"),
            (UserInfoError::Crypto(CryptoFailure::Unavailable).into(), "crypto-unavailable", "browser"),
            (AuthError::refresh(refused("invalid_grant")), "session-ended", "refused"),
            (AuthError::refresh(refused("invalid_client")), "token-request-refused", "refused"),
            (AuthError::refresh(HttpFailure::Network), "unreachable", "unreachable"),
            (AuthError::refresh(IdTokenError::Subject), "invalid-id-token", "not-understood"),
            (DepartureError::Storage(StorageFailure::Denied).into(), "storage-denied", "browser"),
            (DepartureError::Storage(StorageFailure::Full).into(), "storage-denied", "browser"),
            (DepartureError::Abandoned.into(), "navigation-abandoned", "browser"),
            (DepartureError::Loop.into(), "redirect-loop", "misuse"),
            (DepartureError::SignOutUnsupported.into(), "sign-out-unsupported", "refused"),
            (AccessTokenError::NotSignedIn.into(), "not-signed-in", "misuse"),
            (AccessTokenError::SessionEnded.into(), "session-ended", "refused"),
            (UserInfoError::Unsupported.into(), "user-info-refused", "refused"),
            (user_info(DiscoveryError::Refused { status: 401 }), "user-info-refused", "refused"),
            (user_info(HttpFailure::Timeout.into()), "timeout", "unreachable"),
            (UserInfoError::NotUnderstood.into(), "unexpected-answer", "not-understood"),
            (UserInfoError::Subject.into(), "unexpected-answer", "not-understood"),
        ];
        for (error, code, kind) in &table {
            assert_eq!(error.code().as_str(), *code, "{error:?}");
            assert_eq!(error.kind().as_str(), *kind, "{error:?}");
            assert!(!error.to_string().is_empty());
        }
        for code in AuthErrorCode::ALL {
            assert!(table.iter().any(|(error, ..)| error.code() == code), "{code:?} is never used");
        }
    }

    #[test]
    fn names_of_codes_are_kebab_case_and_differ() {
        let names: std::collections::BTreeSet<_> =
            AuthErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), AuthErrorCode::ALL.len());
        for name in names {
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name}");
        }
    }

    #[test]
    fn words_of_a_server_are_cut_short() {
        let error = ServerError::new("x".repeat(10_000), Some(&"\u{2028}".repeat(10_000)));
        assert_eq!((error.error.len(), error.description.map(|text| text.chars().count())), (300, Some(300)));
    }
}
