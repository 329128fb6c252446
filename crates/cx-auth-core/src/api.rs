//! Requests of the application to its APIs: which of them may have the token, and what to do when one is refused.
//!
//! The requests themselves are the shell's. Here is decided what goes into their headers, and whether a refusal is
//! answered by another try.

mod challenge;
pub(crate) mod origin;

use core::time::Duration;

use crate::access_token::Wish;
use crate::api::challenge::Challenge;
use crate::error::ApiError;
use crate::io::{Answer, ApiRefusal, ApiRequest, ApiToken, CallId, CryptoFailure, Reaction};
use crate::secret::{AccessToken, SecretText};
use crate::session::Session;
use crate::task::{Awaited, Work};
use crate::{Machine, decimal};

/// A request that waits for its headers.
#[derive(Debug)]
pub(crate) struct ApiCall {
    call: CallId,
    method: String,
    url: String,
    /// What goes into them, as soon as it is there.
    token: Option<AccessToken>,
}

impl Machine {
    pub(crate) fn authorize_api_request(&mut self, request: ApiRequest) {
        let ApiRequest { call, method, url, instead_of } = request;
        if !self.is_api(&url) {
            return self.answer(call, Err(ApiError::OriginNotAllowed.into()));
        }
        let api_call = Box::new(ApiCall { call, method, url, token: None });
        self.wait(Awaited::Token(call), None, Work::ApiCall(api_call));
        self.access_token(Wish { call, min_validity: MIN_VALIDITY, instead_of });
    }

    /// The access token is there.
    pub(crate) fn authorize_api_call(&mut self, mut api_call: Box<ApiCall>, token: AccessToken) {
        if self.is_session_bound() {
            let proof = self.prove(&api_call.method, &api_call.url, Some(token.clone()));
            api_call.token = Some(token);
            let deadline = Some(self.new_deadline());
            self.wait(Awaited::Proof(proof), deadline, Work::ApiCall(api_call));
        } else {
            self.answer(api_call.call, Ok(Answer::ApiToken(ApiToken { token, proof: None })));
        }
    }

    pub(crate) fn api_proven(&mut self, api_call: ApiCall, result: Result<SecretText, CryptoFailure>) {
        let ApiCall { call, token: Some(token), .. } = api_call else { return };
        let result = result.map(|proof| Answer::ApiToken(ApiToken { token, proof: Some(proof) }));
        self.answer(call, result.map_err(|failure| ApiError::Crypto(failure).into()));
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
}

/// How long the access token must be valid, so that it still is when the request arrives.
const MIN_VALIDITY: Duration = Duration::from_secs(5);

/// How long it takes at least until another token is renewed because an API has refused it.
const SHORTEST_WAIT: Duration = Duration::from_secs(10);
