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

use crate::ConfigError;
use crate::io::{FrameFailure, PopupFailure};

/// Why an operation failed.
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
    Config(#[from] ConfigError),
    /// The provider's metadata could not be had.
    Discovery(#[from] DiscoveryError),
    /// The provider's answer in the callback URL was not accepted.
    Callback(#[from] CallbackError),
    /// Silent sign-in brought no answer.
    Silent(#[from] FrameFailure),
    /// The popup brought no answer.
    Popup(#[from] PopupFailure),
    /// The code was not exchanged for tokens.
    Exchange(#[source] TokenRequestError),
    /// The tokens were not renewed.
    Refresh(#[source] TokenRequestError),
    /// The page could not be left for the provider.
    #[error(transparent)]
    Departure(#[from] DepartureError),
    /// No access token can be given.
    #[error(transparent)]
    AccessToken(#[from] AccessTokenError),
    /// The provider did not take the authorization request that was pushed to it (RFC 9126).
    Pushed(#[source] TokenRequestError),
    /// A revocation, or a request for an extension's sake, failed.
    TokenRequest(#[source] TokenRequestError),
    /// A request to an API gets no token.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The provider did not say who the user is.
    UserInfo(#[from] UserInfoError),
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
            Self::Popup(PopupFailure::Blocked) => AuthErrorCode::PopupBlocked,
            Self::Popup(PopupFailure::Closed) => AuthErrorCode::PopupClosed,
            Self::Exchange(TokenRequestError::Refused(error)) if error.is_invalid_grant() => {
                AuthErrorCode::CodeRefused
            }
            Self::Refresh(TokenRequestError::Refused(error)) if error.is_invalid_grant() => {
                AuthErrorCode::SessionEnded
            }
            Self::Pushed(TokenRequestError::Refused(error)) => error.sign_in_code(),
            Self::Exchange(error)
            | Self::Refresh(error)
            | Self::Pushed(error)
            | Self::TokenRequest(error) => error.code(),
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
    pub const fn server_error(&self) -> Option<&ServerError> {
        match self {
            Self::Callback(CallbackError::Refused(error))
            | Self::Exchange(TokenRequestError::Refused(error))
            | Self::Refresh(TokenRequestError::Refused(error))
            | Self::Pushed(TokenRequestError::Refused(error))
            | Self::TokenRequest(TokenRequestError::Refused(error)) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::{CryptoFailure, HttpFailure, StorageFailure};

    #[test]
    fn every_error_has_its_code_and_every_code_its_error() {
        let callback =
            |error: &'static str| AuthError::Callback(CallbackError::Refused(ServerError::new(error, None)));
        let refused = |error: &'static str| TokenRequestError::Refused(ServerError::new(error, None));
        let discovery = |error: DiscoveryError| AuthError::Discovery(error);
        let user_info = |error: DiscoveryError| AuthError::UserInfo(UserInfoError::Unreachable(error));
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
            (AuthError::Exchange(refused("invalid_grant")), "code-refused", "refused"),
            (AuthError::Exchange(refused("invalid_client")), "token-request-refused", "refused"),
            (AuthError::Exchange(HttpFailure::Offline.into()), "offline", "unreachable"),
            (AuthError::Exchange(HttpFailure::Timeout.into()), "timeout", "unreachable"),
            (AuthError::Exchange(HttpFailure::Network.into()), "unreachable", "unreachable"),
            (
                AuthError::Exchange(TokenRequestError::ServerFailed { status: 500 }),
                "server-failed",
                "unreachable",
            ),
            (
                AuthError::Exchange(TokenRequestError::NotUnderstood("")),
                "unexpected-answer",
                "not-understood",
            ),
            (AuthError::Exchange(IdTokenError::Nonce.into()), "invalid-id-token", "not-understood"),
            (AuthError::Exchange(IdTokenError::Acr.into()), "insufficient-authentication", "refused"),
            (AuthError::Exchange(IdTokenError::TooOld.into()), "insufficient-authentication", "refused"),
            (AuthError::Exchange(keys(HttpFailure::Network.into())), "unreachable", "unreachable"),
            (
                AuthError::Refresh(keys(DiscoveryError::NotUnderstood(""))),
                "unexpected-answer",
                "not-understood",
            ),
            (AuthError::Exchange(CryptoFailure::Unavailable.into()), "crypto-unavailable", "browser"),
            (AuthError::Pushed(refused("access_denied")), "access-denied", "refused"),
            (AuthError::Pushed(refused("invalid_request")), "sign-in-refused", "refused"),
            (AuthError::Pushed(HttpFailure::Network.into()), "unreachable", "unreachable"),
            (AuthError::TokenRequest(refused("unsupported_token_type")), "token-request-refused", "refused"),
            (ApiError::OriginNotAllowed.into(), "api-origin-not-allowed", "misuse"),
            (ApiError::Crypto(CryptoFailure::Unavailable).into(), "crypto-unavailable", "browser"),
            (UserInfoError::Crypto(CryptoFailure::Unavailable).into(), "crypto-unavailable", "browser"),
            (AuthError::Refresh(refused("invalid_grant")), "session-ended", "refused"),
            (AuthError::Refresh(refused("invalid_client")), "token-request-refused", "refused"),
            (AuthError::Refresh(HttpFailure::Network.into()), "unreachable", "unreachable"),
            (AuthError::Refresh(IdTokenError::Subject.into()), "invalid-id-token", "not-understood"),
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
