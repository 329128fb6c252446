//! The stable names of errors, and whose move it is.

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
    /// `popup-blocked`: the browser does not open a popup; it may after a click.
    PopupBlocked,
    /// `popup-closed`: the user closed the popup.
    PopupClosed,
    /// `code-refused`: the code was used before, is too old, or is not for this sign-in.
    CodeRefused,
    /// `token-request-refused`: the token endpoint refused for another reason, which the message names.
    TokenRequestRefused,
    /// `invalid-id-token`: the ID token is not acceptable.
    InvalidIdToken,
    /// `insufficient-authentication`: the user did not sign in as recently, or not in such a way, as was asked for.
    InsufficientAuthentication,
    /// `user-info-refused`: the provider does not say who the user is.
    UserInfoRefused,
    /// `session-ended`: the session is over; the user must sign in again.
    SessionEnded,
    /// `storage-denied`: the browser's session storage cannot be used.
    StorageDenied,
    /// `navigation-abandoned`: the page was not left, or the user came back to it.
    NavigationAbandoned,
    /// `redirect-loop`: too many sign-ins within seconds; the page is sent to and fro, and stays now.
    RedirectLoop,
    /// `sign-out-unsupported`: signed out here, but the provider has no way to sign out there.
    SignOutUnsupported,
    /// `crypto-unavailable`: the browser has no cryptography here, mostly because the page did not come over https.
    CryptoUnavailable,
    /// `not-signed-in`: nobody is signed in.
    NotSignedIn,
    /// `api-origin-not-allowed`: a request does not go to an origin that is configured for access tokens.
    ApiOriginNotAllowed,
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

impl AuthErrorCode {
    /// Every code.
    pub const ALL: [Self; 34] = [
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
        Self::PopupBlocked,
        Self::PopupClosed,
        Self::CodeRefused,
        Self::TokenRequestRefused,
        Self::InvalidIdToken,
        Self::InsufficientAuthentication,
        Self::UserInfoRefused,
        Self::SessionEnded,
        Self::StorageDenied,
        Self::NavigationAbandoned,
        Self::RedirectLoop,
        Self::SignOutUnsupported,
        Self::CryptoUnavailable,
        Self::NotSignedIn,
        Self::ApiOriginNotAllowed,
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
            Self::PopupBlocked => "popup-blocked",
            Self::PopupClosed => "popup-closed",
            Self::CodeRefused => "code-refused",
            Self::TokenRequestRefused => "token-request-refused",
            Self::InvalidIdToken => "invalid-id-token",
            Self::InsufficientAuthentication => "insufficient-authentication",
            Self::UserInfoRefused => "user-info-refused",
            Self::SessionEnded => "session-ended",
            Self::StorageDenied => "storage-denied",
            Self::NavigationAbandoned => "navigation-abandoned",
            Self::RedirectLoop => "redirect-loop",
            Self::SignOutUnsupported => "sign-out-unsupported",
            Self::CryptoUnavailable => "crypto-unavailable",
            Self::NotSignedIn => "not-signed-in",
            Self::ApiOriginNotAllowed => "api-origin-not-allowed",
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
            | Self::InsufficientAuthentication
            | Self::UserInfoRefused
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
            Self::SilentBlocked
            | Self::PopupBlocked
            | Self::PopupClosed
            | Self::StorageDenied
            | Self::NavigationAbandoned
            | Self::CryptoUnavailable => ErrorKind::Browser,
            Self::InvalidConfig | Self::RedirectLoop | Self::NotSignedIn | Self::ApiOriginNotAllowed => {
                ErrorKind::Misuse
            }
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
