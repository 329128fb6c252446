//! What errors say.
//!
//! In pieces, put together here and not by `core::fmt`, which would be 2 % of the WebAssembly: the application gets
//! [`AuthError::message`], and `Display` says the same.

use core::fmt;

use crate::config::ConfigError;
use crate::decimal;
use crate::error::{
    AccessTokenError, ApiError, AuthError, CallbackError, DepartureError, DiscoveryError, IdTokenError,
    ServerError, TokenRequestError, UserInfoError,
};
use crate::io::{CryptoFailure, FrameFailure, HttpFailure, LockFailure, PopupFailure, StorageFailure};

impl AuthError {
    /// What it says, in a sentence for the developer.
    pub fn message(&self) -> String {
        message(self)
    }
}

/// What can be said.
trait Words {
    /// Adds the words to the text.
    fn say(&self, text: &mut String);
}

impl Words for AuthError {
    fn say(&self, text: &mut String) {
        let (subject, error): (&str, &dyn Words) = match self {
            Self::Config(error) => ("", &**error),
            Self::Discovery(error) => ("the provider's metadata: ", &**error),
            Self::Callback(error) => ("the callback: ", &**error),
            Self::Silent(failure) => ("silent sign-in: ", failure),
            Self::Popup(failure) => ("the popup: ", failure),
            Self::Exchange(error) => ("the code exchange: ", &**error),
            Self::Refresh(error) => ("the refresh: ", &**error),
            Self::Departure(error) => ("", error),
            Self::AccessToken(error) => ("", error),
            Self::Pushed(error) => ("the pushed authorization request: ", &**error),
            Self::TokenRequest(error) => ("the token request: ", &**error),
            Self::Api(error) => ("", error),
            Self::UserInfo(error) => ("user info: ", &**error),
        };
        text.push_str(subject);
        error.say(text);
    }
}

impl Words for ConfigError {
    fn say(&self, text: &mut String) {
        let (words, value) = match self {
            Self::Issuer(url) => (
                "the issuer must be an https URL (http only for localhost) without query and fragment: ",
                url.as_str(),
            ),
            Self::ClientId => ("the client identifier is empty", ""),
            Self::RedirectUri(url) => (
                "a redirect URI must be an absolute https URL (http only for localhost) without a fragment: ",
                url.as_str(),
            ),
            Self::ApiOrigin(origin) => (
                "the origin of an API must be https (http only for localhost), host and port: ",
                origin.as_str(),
            ),
            Self::SilentRedirectUriMissing => ("a sign-in beside the page needs a silent redirect URI", ""),
            Self::Timeout => ("the timeout must be longer than zero", ""),
            Self::WrongType { name, expected } => return text.extend(["`", name, "` must be ", expected]),
        };
        text.push_str(words);
        text.push_str(value);
    }
}

impl Words for DiscoveryError {
    fn say(&self, text: &mut String) {
        match self {
            Self::Refused { status } => say_status("the provider refused with status ", *status, text),
            Self::Unreachable(failure) => failure.say(text),
            Self::ServerFailed { status } => say_status("the provider failed with status ", *status, text),
            Self::NotUnderstood(what) => say_not_understood(what, text),
            Self::IssuerMismatch { found } => {
                text.push_str("the provider calls itself ");
                text.push_str(found);
            }
        }
    }
}

impl Words for CallbackError {
    fn say(&self, text: &mut String) {
        let (words, what) = match self {
            Self::Refused(error) => return error.say(text),
            Self::StateMissing => ("the state is missing", ""),
            Self::StateUnknown => ("the state belongs to no sign-in that is under way in this tab", ""),
            Self::Expired => ("the sign-in was begun too long ago", ""),
            Self::Malformed(what) => ("not a valid answer: ", *what),
            Self::IssuerMismatch => ("the answer is not from the configured issuer", ""),
        };
        text.push_str(words);
        text.push_str(what);
    }
}

impl Words for TokenRequestError {
    fn say(&self, text: &mut String) {
        match self {
            Self::Refused(error) => error.say(text),
            Self::Unreachable(failure) => failure.say(text),
            Self::ServerFailed { status } => say_status("the server failed with status ", *status, text),
            Self::NotUnderstood(what) => say_not_understood(what, text),
            Self::Keys(error) => {
                text.push_str("the provider's keys: ");
                error.say(text);
            }
            Self::Crypto(failure) => failure.say(text),
            Self::IdToken(error) => {
                text.push_str("the ID token: ");
                error.say(text);
            }
        }
    }
}

impl Words for IdTokenError {
    fn say(&self, text: &mut String) {
        let words = match self {
            Self::Missing => "is missing",
            Self::NotUnderstood(what) => {
                text.push_str("was not understood: ");
                what
            }
            Self::Key => "is signed with a key that the provider does not publish",
            Self::Signature => "has a wrong signature",
            Self::Issuer => "is from another issuer",
            Self::Audience => "is for another client",
            Self::Nonce => "belongs to another sign-in",
            Self::Subject => "is about another person",
            Self::Expired => "has expired",
            Self::IssuedAt => "was issued at a time that cannot be",
            Self::AccessTokenHash => "belongs to another access token",
            Self::TooOld => "is of a sign-in that is too long ago",
            Self::Acr => "is of a sign-in that does not suffice",
        };
        text.push_str(words);
    }
}

impl Words for DepartureError {
    fn say(&self, text: &mut String) {
        let words = match self {
            Self::Storage(failure) => {
                text.push_str("the sign-in cannot be remembered: ");
                return failure.say(text);
            }
            Self::Abandoned => "the page was not left, or the user came back to it",
            Self::Loop => "too many sign-ins within seconds: the page is sent to and fro",
            Self::SignOutUnsupported => "the provider has no end-session endpoint",
        };
        text.push_str(words);
    }
}

impl Words for AccessTokenError {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::NotSignedIn => "nobody is signed in",
            Self::SessionEnded => "the session has ended",
        });
    }
}

impl Words for ApiError {
    fn say(&self, text: &mut String) {
        match self {
            Self::OriginNotAllowed => {
                text.push_str("the request does not go to an origin that is configured for access tokens");
            }
            Self::Crypto(failure) => failure.say(text),
        }
    }
}

impl Words for UserInfoError {
    fn say(&self, text: &mut String) {
        let words = match self {
            Self::Unsupported => "the provider has no userinfo endpoint",
            Self::Unreachable(error) => return error.say(text),
            Self::Crypto(failure) => return failure.say(text),
            Self::NotUnderstood => "the answer was not understood",
            Self::Subject => "the answer is about another person",
        };
        text.push_str(words);
    }
}

impl Words for ServerError {
    fn say(&self, text: &mut String) {
        text.push_str(&self.error);
        if let Some(description) = &self.description {
            text.push_str(": ");
            text.push_str(description);
        }
    }
}

impl Words for HttpFailure {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::Offline => "the browser is offline",
            Self::Timeout => "no answer in time",
            Self::Network => "the request failed",
        });
    }
}

impl Words for StorageFailure {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::Denied => "the browser denies access to its session storage",
            Self::Full => "the browser's session storage is full",
        });
    }
}

impl Words for FrameFailure {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::Timeout => "the hidden frame did not answer in time",
            Self::Blocked => "the hidden frame is blocked",
        });
    }
}

impl Words for PopupFailure {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::Blocked => "the browser blocked the popup",
            Self::Closed => "the popup was closed",
        });
    }
}

impl Words for LockFailure {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::Unavailable => "the browser has no locks",
            Self::Taken => "another tab has taken the lock away",
        });
    }
}

impl Words for CryptoFailure {
    fn say(&self, text: &mut String) {
        text.push_str(match self {
            Self::Unavailable => "the browser has no cryptography for this",
        });
    }
}

macro_rules! display {
    ($($error:ty)*) => {
        $(impl fmt::Display for $error {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&message(self))
            }
        })*
    };
}

display! {
    AuthError ConfigError DiscoveryError CallbackError TokenRequestError IdTokenError DepartureError
    AccessTokenError ApiError UserInfoError ServerError
    HttpFailure StorageFailure FrameFailure PopupFailure LockFailure CryptoFailure
}

fn message(words: &dyn Words) -> String {
    let mut text = String::new();
    words.say(&mut text);
    text
}

fn say_status(words: &str, status: u16, text: &mut String) {
    text.push_str(words);
    decimal::push(text, status.into());
}

fn say_not_understood(what: &str, text: &mut String) {
    text.push_str("the answer was not understood: ");
    text.push_str(what);
}
