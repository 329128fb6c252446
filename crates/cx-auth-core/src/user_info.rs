//! What the provider says of the user beyond the ID token (OpenID Connect Core 1.0, section 5.3).
//!
//! A question of the application's: its answer is handed on as it came and changes nothing here.

use core::time::Duration;

use crate::access_token::Wish;
use crate::discovery;
use crate::error::{AccessTokenError, DiscoveryError, UserInfoError};
use crate::inquiry::{Content, Reply, Unanswered};
use crate::io::{Answer, CallId, RequestId};
use crate::secret::{AccessToken, SecretText};
use crate::{AuthError, Machine};

/// One question under way.
#[derive(Debug)]
pub(crate) struct UserInfo {
    call: CallId,
    /// What it is asked with; awaited at first, as the answer to the same call.
    token: Option<AccessToken>,
    /// The question itself, which needs to know the provider.
    inquiry: Option<RequestId>,
}

impl Machine {
    pub(crate) fn user_info(&mut self, call: CallId) {
        self.user_infos.push(UserInfo { call, token: None, inquiry: None });
        self.access_token(Wish { call, min_validity: MIN_VALIDITY, instead_of: None });
    }

    /// Takes the access token, or why there is none, that is meant for a question; gives back what is not.
    pub(crate) fn take_token_for_user_info(
        &mut self,
        call: CallId,
        result: Result<Answer, AuthError>,
    ) -> Option<Result<Answer, AuthError>> {
        let is_meant = |user_info: &UserInfo| user_info.call == call && user_info.inquiry.is_none();
        let Some(mut user_info) = self.take_user_info(&is_meant) else { return Some(result) };
        match result {
            Ok(Answer::AccessToken(token)) => {
                user_info.token = Some(token);
                self.user_infos.push(user_info);
                self.ask_for_user_infos();
                None
            }
            other => Some(other),
        }
    }

    pub(crate) fn user_infos_discovered(&mut self, result: Option<DiscoveryError>) {
        let Some(error) = result else { return self.ask_for_user_infos() };
        let is_meant = |user_info: &UserInfo| user_info.token.is_some() && user_info.inquiry.is_none();
        while let Some(UserInfo { call, .. }) = self.take_user_info(&is_meant) {
            self.answer(call, Err(error.clone().into()));
        }
    }

    /// Takes up a reply, if a question waits for it; gives it back if not.
    pub(crate) fn user_info_answered(&mut self, id: RequestId, reply: Reply) -> Option<Reply> {
        let is_meant = |user_info: &UserInfo| user_info.inquiry == Some(id);
        let Some(UserInfo { call, .. }) = self.take_user_info(&is_meant) else { return Some(reply) };
        let result = self.read_user_info(reply);
        self.answer(call, result.map(Answer::UserInfo));
        None
    }

    /// Asks what can be asked: there is a token, and the provider is known.
    fn ask_for_user_infos(&mut self) {
        let is_meant = |user_info: &UserInfo| user_info.token.is_some() && user_info.inquiry.is_none();
        if !self.user_infos.iter().any(is_meant) {
            return;
        }
        let Some(metadata) = self.metadata() else { return };
        while let Some(UserInfo { call, token, .. }) = self.take_user_info(&is_meant) {
            match (&metadata.userinfo_endpoint, token) {
                (Some(endpoint), Some(token)) => {
                    let inquiry = Some(self.inquire(endpoint, Content::Token(token)));
                    self.user_infos.push(UserInfo { call, token: None, inquiry });
                }
                _ => self.answer(call, Err(UserInfoError::Unsupported.into())),
            }
        }
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

    fn take_user_info(&mut self, is_meant: &dyn Fn(&UserInfo) -> bool) -> Option<UserInfo> {
        let index = self.user_infos.iter().position(is_meant)?;
        Some(self.user_infos.remove(index))
    }
}

/// How long the access token must be valid, so that it still is when the question arrives.
const MIN_VALIDITY: Duration = Duration::from_secs(5);
