//! What the provider says of the user beyond the ID token (OpenID Connect Core 1.0, section 5.3).
//!
//! A question of the application's: its answer is handed on as it came and changes nothing here.

use core::time::Duration;

use crate::access_token::Wish;
use crate::discovery::{self, Metadata};
use crate::error::{AccessTokenError, UserInfoError};
use crate::inquiry::{Content, Reply, Unanswered};
use crate::io::{Answer, CallId};
use crate::secret::{AccessToken, SecretText};
use crate::task::{Awaited, Work};
use crate::{AuthError, Machine};

/// One question under way.
#[derive(Debug)]
pub(crate) struct UserInfo {
    pub(crate) call: CallId,
    /// What it is asked with, until it is asked.
    token: Option<AccessToken>,
}

impl Machine {
    pub(crate) fn user_info(&mut self, call: CallId) {
        let user_info = Box::new(UserInfo { call, token: None });
        self.wait(Awaited::Token(call), None, Work::UserInfo(user_info));
        self.access_token(Wish { call, min_validity: MIN_VALIDITY, instead_of: None });
    }

    /// The access token is there.
    pub(crate) fn ask_for_user_info(&mut self, mut user_info: Box<UserInfo>, token: AccessToken) {
        user_info.token = Some(token);
        match self.metadata() {
            Some(metadata) => self.ask_user_info_endpoint(user_info, &metadata),
            None => self.wait(Awaited::Metadata, None, Work::UserInfo(user_info)),
        }
    }

    /// The provider is known as well.
    pub(crate) fn ask_user_info_endpoint(&mut self, mut user_info: Box<UserInfo>, metadata: &Metadata) {
        match (&metadata.userinfo_endpoint, user_info.token.take()) {
            (Some(endpoint), Some(token)) => {
                let inquiry = self.inquire(endpoint, Content::Token(token));
                self.wait(Awaited::Inquiry(inquiry), None, Work::UserInfo(user_info));
            }
            _ => self.answer(user_info.call, Err(UserInfoError::Unsupported.into())),
        }
    }

    /// The provider has replied.
    pub(crate) fn user_info_answered(&mut self, call: CallId, reply: Reply) {
        let result = self.read_user_info(reply);
        self.answer(call, result.map(Answer::UserInfo));
    }

    /// The answer's text, if it is about the user of the session (section 5.3.2).
    fn read_user_info(&self, reply: Reply) -> Result<SecretText, AuthError> {
        let result = match reply.result {
            Ok(response) => Ok(response),
            Err(Unanswered::Http(failure)) => Err(failure),
            Err(Unanswered::Crypto(failure)) => return Err(UserInfoError::Crypto(failure).into()),
        };
        let body = discovery::body(result).map_err(UserInfoError::Unreachable)?;
        let subject = (self.read_json)(body.secret()).and_then(|json| json.optional_text("sub")?);
        let Some(user) = self.user() else { return Err(AccessTokenError::NotSignedIn.into()) };
        match subject {
            None => Err(UserInfoError::NotUnderstood.into()),
            Some(subject) if subject != user.sub => Err(UserInfoError::Subject.into()),
            Some(_) => Ok(body),
        }
    }
}

/// How long the access token must be valid, so that it still is when the question arrives.
const MIN_VALIDITY: Duration = Duration::from_secs(5);
