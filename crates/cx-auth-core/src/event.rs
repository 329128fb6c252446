//! What the application may want to know of.

use std::rc::Rc;

use crate::{AuthError, AuthState, Timestamp, User};

/// Something happened; nothing needs to be done about it and nothing is answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// The state is now this one.
    StateChanged(AuthState),
    /// Another person is signed in, or the same with other claims; `None`: nobody is.
    UserChanged(Option<Rc<User>>),
    /// A new access token is there, valid until this time on the local clock.
    TokensRenewed {
        /// When the new access token expires, on the local clock.
        access_token_expires_at: Timestamp,
    },
    /// Something was refused or went wrong and the machine goes on by itself: worth a line in the log.
    Noticed(AuthError),
}
