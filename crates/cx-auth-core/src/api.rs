//! Requests of the application to its APIs: which of them may have the token, and what to do when one is refused.
//!
//! The requests themselves are the shell's. Here is decided what goes into their headers, and whether a refusal is
//! answered by another try.

mod challenge;
pub(crate) mod origin;

use core::time::Duration;

use crate::access_token::Wish;
use crate::api::challenge::Challenge;
use crate::dpop::Asker;
use crate::error::ApiError;
use crate::io::{Answer, ApiRefusal, ApiRequest, ApiToken, CallId, CryptoFailure, Reaction};
use crate::secret::{AccessToken, SecretText};
use crate::session::Session;
use crate::{AuthError, Machine, Timestamp, decimal};

/// A request that waits for its headers.
#[derive(Debug)]
pub(crate) struct ApiCall {
    call: CallId,
    method: String,
    url: String,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// An access token is awaited, which would be the answer to the same call.
    AwaitingToken,
    /// The proof is being made.
    Proving { token: AccessToken, deadline: Timestamp },
}

impl ApiCall {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::AwaitingToken => None,
            Stage::Proving { deadline, .. } => Some(*deadline),
        }
    }
}

impl Machine {
    pub(crate) fn authorize_api_request(&mut self, request: ApiRequest) {
        let ApiRequest { call, method, url, instead_of } = request;
        if !self.is_api(&url) {
            return self.answer(call, Err(ApiError::OriginNotAllowed.into()));
        }
        self.api_calls.push(ApiCall { call, method, url, stage: Stage::AwaitingToken });
        self.access_token(Wish { call, min_validity: MIN_VALIDITY, instead_of });
    }

    /// Takes the access token, or why there is none, that is meant for a request; gives back what is not.
    pub(crate) fn take_token_for_api(
        &mut self,
        call: CallId,
        result: Result<Answer, AuthError>,
    ) -> Option<Result<Answer, AuthError>> {
        let is_meant =
            |api_call: &ApiCall| api_call.call == call && matches!(api_call.stage, Stage::AwaitingToken);
        let Some(mut api_call) = self.take_api_call(is_meant) else { return Some(result) };
        match result {
            Ok(Answer::AccessToken(token)) if self.is_session_bound() => {
                self.prove(Asker::Api(call), &api_call.method, &api_call.url, Some(token.clone()));
                let deadline = self.new_deadline();
                api_call.stage = Stage::Proving { token, deadline };
                self.api_calls.push(api_call);
                None
            }
            Ok(Answer::AccessToken(token)) => Some(Ok(Answer::ApiToken(ApiToken { token, proof: None }))),
            result => Some(result),
        }
    }

    pub(crate) fn api_proven(&mut self, call: CallId, result: Result<SecretText, CryptoFailure>) {
        let Some(ApiCall { stage: Stage::Proving { token, .. }, .. }) =
            self.take_api_call(|api_call| api_call.call == call)
        else {
            return;
        };
        let result = result.map(|proof| Answer::ApiToken(ApiToken { token, proof: Some(proof) }));
        self.answer(call, result.map_err(|failure| ApiError::Crypto(failure).into()));
    }

    pub(crate) fn give_up_overdue_api_calls(&mut self) {
        let now = self.now();
        let is_overdue = |api_call: &ApiCall| api_call.deadline().is_some_and(|deadline| deadline <= now);
        while let Some(ApiCall { call, .. }) = self.take_api_call(is_overdue) {
            self.forget_proof(Asker::Api(call));
            self.answer(call, Err(ApiError::Crypto(CryptoFailure::Unavailable).into()));
        }
    }

    /// An API has answered: takes over what its headers say, and tells what to do about a refusal.
    pub(crate) fn api_refused(&mut self, refusal: ApiRefusal) {
        let call = refusal.call;
        let reaction = if self.is_api(&refusal.url) { self.reaction(refusal) } else { Reaction::Pass };
        self.answer(call, Ok(Answer::Reaction(reaction)));
    }

    fn reaction(&mut self, refusal: ApiRefusal) -> Reaction {
        let ApiRefusal { url, status, www_authenticate, dpop_nonce, token, .. } = refusal;
        let has_nonce = dpop_nonce.is_some();
        self.note_nonce(&url, dpop_nonce);
        if status != 401 {
            return Reaction::Pass;
        }
        let header = www_authenticate.unwrap_or_default();
        let challenges = Challenge::read_all(&header);
        let mut is_for_tokens = challenges.is_empty();
        for challenge in challenges.iter().filter(|challenge| challenge.is_for_tokens()) {
            match challenge.parameter("error") {
                Some("use_dpop_nonce") if has_nonce => return Reaction::Retry,
                // RFC 9470, section 3
                Some("insufficient_user_authentication") => {
                    return Reaction::StepUp {
                        acr_values: challenge.parameter("acr_values").map(str::to_owned),
                        max_age: challenge.parameter("max_age").and_then(decimal::read),
                    };
                }
                // RFC 6750, section 3.1
                Some("invalid_token") | None => is_for_tokens = true,
                Some(_) => {}
            }
        }
        if is_for_tokens && self.is_worth_another_token(token) {
            Reaction::RetryInsteadOf
        } else {
            Reaction::Pass
        }
    }

    /// Whether another token than this may help: one that is there already, or a new one. An API that refuses that as well
    /// does not mean the token, and must not have it renewed with each request.
    fn is_worth_another_token(&mut self, refused: AccessToken) -> bool {
        let Session::Active(active) = &self.session else { return false };
        if active.access_token.secret() != refused.secret() {
            return true;
        }
        let now = self.now();
        let is_worth = match &self.refused_by_api {
            Some((last, at)) => last.secret() == refused.secret() || now.since(*at) >= SHORTEST_WAIT,
            None => true,
        };
        if is_worth {
            self.refused_by_api = Some((refused, now));
        }
        is_worth
    }

    fn is_api(&self, url: &str) -> bool {
        origin::of(url).is_some_and(|origin| self.config.api_origins().contains(&origin))
    }

    fn take_api_call(&mut self, is_meant: impl Fn(&ApiCall) -> bool) -> Option<ApiCall> {
        let index = self.api_calls.iter().position(is_meant)?;
        Some(self.api_calls.remove(index))
    }
}

/// How long the access token must be valid, so that it still is when the request arrives.
const MIN_VALIDITY: Duration = Duration::from_secs(5);

/// How long it takes at least until another token is renewed because an API has refused it.
const SHORTEST_WAIT: Duration = Duration::from_secs(10);
