//! Verifying the ID token of an answer: by the provider's key, and then claim by claim.
//!
//! A token that cannot be verified *now*, since the keys cannot be fetched or the one it names is not among them yet, is no
//! bad token: the next refresh token that came with it is passed on, because with rotation it is the only one left.

use core::mem;

use super::{Grant, GrantFailure, Granted};
use crate::error::{DiscoveryError, IdTokenError, TokenRequestError};
use crate::io::{CryptoFailure, RequestId, Verification, Verified};
use crate::login::exchange::Tokens;
use crate::secret::SecretText;
use crate::task::{Awaited, Work};
use crate::verify::id_token::{Expectations, IdToken};
use crate::verify::jwt::UnverifiedJwt;
use crate::{Machine, Output, Timestamp};

/// Tokens whose ID token is being verified.
#[derive(Debug)]
pub(crate) struct Unverified {
    pub(crate) grant: Grant,
    tokens: Tokens,
    raw_id_token: SecretText,
    jwt: UnverifiedJwt,
    received: Timestamp,
    /// The keys that may have signed it and are yet to be tried.
    candidates: Vec<String>,
    /// The keys were fetched again for its sake.
    asked_again: bool,
    /// What is wrong with it if no key fits.
    error: IdTokenError,
}

impl Machine {
    pub(super) fn verify(&mut self, grant: Grant, mut tokens: Tokens) {
        let Some(raw_id_token) = tokens.id_token.take() else {
            let granted = match grant.demand.check_absence() {
                Ok(()) => {
                    Ok(Box::new(Granted { tokens, raw_id_token: None, id_token: None, sent: grant.sent }))
                }
                Err(error) => Err(error.into()),
            };
            return self.deliver(grant.asker, grant.id, granted);
        };
        let jwt = match UnverifiedJwt::parse(raw_id_token.secret(), self.read_json) {
            Ok(jwt) => jwt,
            Err(what) => return self.refuse_grant(&grant, IdTokenError::NotUnderstood(what)),
        };
        let (received, candidates, error) = (self.now(), Vec::new(), IdTokenError::Key);
        self.look_for_key(Box::new(Unverified {
            grant,
            tokens,
            raw_id_token,
            jwt,
            received,
            candidates,
            asked_again: false,
            error,
        }));
    }

    /// The keys that were asked for with this request are here, or are not to be had.
    pub(super) fn go_on_verifying(&mut self, request: RequestId, result: Result<&(), &DiscoveryError>) {
        while let Some(Work::Unverified(unverified)) = self.take(Awaited::Keys(request)) {
            match result {
                Ok(()) => self.look_for_key(unverified),
                Err(error) => self.put_off(*unverified, error.clone().into()),
            }
        }
    }

    /// The browser has checked a signature, or cannot.
    pub(crate) fn signature_checked(&mut self, id: RequestId, result: Result<Verified, CryptoFailure>) {
        let Some(Work::Unverified(mut unverified)) = self.take(Awaited::Verified(id)) else { return };
        match result {
            Ok(Verified { is_valid: false, .. }) => {
                unverified.error = IdTokenError::Signature;
                self.try_next_key(unverified);
            }
            Ok(verified) => self.verify_claims(*unverified, verified),
            Err(failure) => self.put_off(*unverified, failure.into()),
        }
    }

    /// Gives up a verification that nothing is wrong with but that it cannot be made.
    pub(crate) fn put_off(&mut self, unverified: Unverified, error: TokenRequestError) {
        let Unverified { grant, tokens, .. } = unverified;
        let refresh_token = tokens.refresh_token;
        self.deliver(grant.asker, grant.id, Err(GrantFailure { error, refresh_token }));
    }

    fn look_for_key(&mut self, mut unverified: Box<Unverified>) {
        match self.keys.candidates(unverified.jwt.algorithm, unverified.jwt.key_id.as_deref()) {
            Some(candidates) => {
                unverified.candidates = candidates;
                self.try_next_key(unverified);
            }
            None => {
                let request = self.ask_for_keys();
                self.await_keys(request, unverified);
            }
        }
    }

    fn try_next_key(&mut self, mut unverified: Box<Unverified>) {
        if let Some(key) = unverified.candidates.pop() {
            let check = self.new_pending();
            let jwt = &unverified.jwt;
            self.output(Output::Verify(Verification {
                id: check.id,
                key,
                algorithm: jwt.algorithm,
                signed: jwt.signed.clone(),
                signature: jwt.signature.clone(),
                hashed: SecretText::new(unverified.tokens.access_token.secret()),
            }));
            self.wait_for(Awaited::Verified, check, Work::Unverified(unverified));
            return;
        }
        let request =
            if mem::replace(&mut unverified.asked_again, true) { None } else { self.want_newer_keys() };
        self.await_keys(request, unverified);
    }

    /// Goes on when these keys are here; `None`: none are to be expected.
    fn await_keys(&mut self, request: Option<RequestId>, unverified: Box<Unverified>) {
        match (request, unverified.error.clone()) {
            (Some(request), _) => self.wait(Awaited::Keys(request), None, Work::Unverified(unverified)),
            (None, error @ IdTokenError::Key) => self.put_off(*unverified, error.into()),
            (None, error) => self.refuse_grant(&unverified.grant, error),
        }
    }

    /// Checks what the token says, if its signature is good.
    fn verify_claims(&mut self, unverified: Unverified, by: Verified) {
        let Unverified { grant, tokens, raw_id_token, jwt, received, .. } = unverified;
        let expected = Expectations {
            issuer: self.config.issuer(),
            client_id: self.config.client_id(),
            origin: grant.demand.origin(),
        };
        let id_token = jwt
            .verified(by)
            .ok_or(IdTokenError::Signature)
            .and_then(|token| IdToken::verify(token, &expected, &mut self.clock, grant.sent, received));
        let (raw_id_token, sent) = (Some(raw_id_token), grant.sent);
        let granted = id_token
            .map(|id_token| Box::new(Granted { tokens, raw_id_token, id_token: Some(id_token), sent }))
            .map_err(|error| TokenRequestError::from(error).into());
        self.deliver(grant.asker, grant.id, granted);
    }

    fn refuse_grant(&mut self, grant: &Grant, error: IdTokenError) {
        self.deliver(grant.asker, grant.id, Err(TokenRequestError::from(error).into()));
    }
}
