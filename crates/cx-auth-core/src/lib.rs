//! Sign-in for browser applications as a state machine without input or output of its own.
//!
//! [`Machine`] holds the whole protocol: OpenID Connect discovery, the authorization code flow with PKCE, silent
//! sign-in, token refresh and sign-out. It has no clock, no random numbers, no network and no storage: time and
//! entropy come in with each [`Moment`], JSON is read by a [`JsonReader`] that is given to it, every wish leaves as an [`Output`], and every result, good or bad, comes
//! back as an [`Input`]. So each race, each lost answer and each hostile server is a plain, deterministic test.
//!
//! Start reading at [`machine`].

mod access_token;
mod api;
mod authorization;
mod beside;
pub mod config;
mod decimal;
mod departure;
mod discovery;
mod dpop;
mod encoding;
pub mod error;
pub mod event;
mod grant;
mod inquiry;
pub mod io;
pub mod json;
mod login;
mod logout;
pub mod machine;
mod permissions;
mod provider_call;
mod recovery;
mod refresh;
pub mod secret;
pub mod session;
mod startup;
mod tabs;
mod task;
pub mod time;
mod url;
pub mod user;
mod user_info;
mod verify;

pub use config::{Config, ConfigError, ResponseMode, Storage};
pub use error::{AuthError, AuthErrorCode, ErrorKind};
pub use event::Event;
pub use io::{Answer, Input, Output};
pub use json::{Claims, Json, JsonReader};
pub use machine::Machine;
pub use secret::AccessToken;
pub use session::AuthState;
pub use time::{Entropy, Moment, Timestamp};
pub use user::User;
