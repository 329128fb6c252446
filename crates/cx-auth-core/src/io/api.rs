//! What the shell asks for, and is told, about the application's requests to its APIs.

use crate::io::CallId;
use crate::secret::{AccessToken, SecretText};

/// A request to an API, about to be sent.
#[derive(Debug)]
pub struct ApiRequest {
    /// Whom to answer.
    pub call: CallId,
    /// Its method, as it is sent.
    pub method: String,
    /// Where it goes: an absolute URL.
    pub url: String,
    /// The token that was refused when it was sent before.
    pub instead_of: Option<AccessToken>,
}

/// What goes into the headers of a request to an API: `Authorization` with the scheme `DPoP` if there is a proof, which is
/// the header `DPoP`, or with `Bearer` if there is none.
#[derive(Clone, Debug)]
pub struct ApiToken {
    /// The token.
    pub token: AccessToken,
    /// The proof that goes with it (RFC 9449, section 7), good for this one request.
    pub proof: Option<SecretText>,
}

/// What an API has answered.
#[derive(Debug)]
pub struct ApiRefusal {
    /// Whom to answer.
    pub call: CallId,
    /// Where the request went.
    pub url: String,
    /// The token that it brought.
    pub token: AccessToken,
    /// The status.
    pub status: u16,
    /// The header `WWW-Authenticate`, if the browser shows it.
    pub www_authenticate: Option<String>,
    /// The header `DPoP-Nonce`, if the browser shows it.
    pub dpop_nonce: Option<String>,
}

/// What to do about the answer of an API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Nothing: it is the application's.
    Pass,
    /// Send the request once more, with a new proof.
    Retry,
    /// Send it once more, with another token than this.
    RetryInsteadOf,
    /// The user must sign in again, in this way (RFC 9470); then send it once more.
    StepUp {
        /// `acr_values`
        acr_values: Option<String>,
        /// `max_age`, in seconds.
        max_age: Option<u64>,
    },
}
