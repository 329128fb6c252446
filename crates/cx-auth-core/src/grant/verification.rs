//! Verifying the ID token of an answer: by the provider's key, and then claim by claim.
//!
//! A token that cannot be verified *now*, since the keys cannot be fetched or the one it names is not among them yet, is no
//! bad token: the next refresh token that came with it is passed on, because with rotation it is the only one left.

use core::mem;

use super::{Grant, GrantFailure, GrantId, Granted, Stage};
use crate::error::{DiscoveryError, IdTokenError, TokenRequestError};
use crate::io::{CryptoFailure, RequestId, Verification, Verified};
use crate::login::exchange::Tokens;
use crate::secret::SecretText;
use crate::session::Pending;
use crate::verify::id_token::{Expectations, IdToken};
use crate::verify::jwt::UnverifiedJwt;
use crate::{Machine, Output, Timestamp};

/// Tokens whose ID token is being verified.
#[derive(Debug)]
pub(super) struct Unverified {
    tokens: Tokens,
    raw_id_token: SecretText,
    jwt: UnverifiedJwt,
    received: Timestamp,
    step: Step,
    /// The keys were fetched again for its sake.
    asked_again: bool,
    /// What is wrong with it if no key fits.
    error: IdTokenError,
}

#[derive(Debug)]
enum Step {
    /// The provider's keys are on their way.
    AwaitingKeys,
    /// The signature is checked with one key; these are the others it may be.
    Checking { check: Pending, others: Vec<String> },
}

impl Unverified {
    /// Until when the browser may take; the keys have a deadline of their own.
    pub(super) fn deadline(&self) -> Option<Timestamp> {
        match &self.step {
            Step::AwaitingKeys => None,
            Step::Checking { check, .. } => Some(check.deadline),
        }
    }

    fn is_checked_by(&self, id: RequestId) -> bool {
        matches!(&self.step, Step::Checking { check, .. } if check.id == id)
    }
}

impl Machine {
    pub(super) fn verify(&mut self, mut grant: Grant, mut tokens: Tokens) {
        let Some(raw_id_token) = tokens.id_token.take() else {
            let granted = grant.demand.check_absence().map(|()| Granted {
                tokens,
                raw_id_token: None,
                id_token: None,
                sent: grant.sent,
            });
            return self.deliver(grant.asker, grant.id, granted.map_err(GrantFailure::from));
        };
        let jwt = match UnverifiedJwt::parse(raw_id_token.secret(), self.read_json) {
            Ok(jwt) => jwt,
            Err(what) => return self.refuse(&grant, IdTokenError::NotUnderstood(what)),
        };
        let (received, step, error) = (self.now(), Step::AwaitingKeys, IdTokenError::Key);
        let unverified = Unverified { tokens, raw_id_token, jwt, received, step, asked_again: false, error };
        grant.stage = Stage::Verifying(Box::new(unverified));
        self.look_for_key(grant);
    }

    /// The keys are here, or are not to be had.
    pub(super) fn go_on_verifying(&mut self, result: &Result<(), DiscoveryError>) {
        let is_waiting = |grant: &&Grant| match &grant.stage {
            Stage::Verifying(unverified) => matches!(unverified.step, Step::AwaitingKeys),
            Stage::Asking { .. } => false,
        };
        let waiting: Vec<GrantId> = self.grants.iter().filter(is_waiting).map(|grant| grant.id).collect();
        for id in waiting {
            // What becomes of one may have others forgotten.
            let Some(index) = self.grants.iter().position(|grant| grant.id == id) else { continue };
            let grant = self.grants.remove(index);
            match result {
                Ok(()) => self.look_for_key(grant),
                Err(error) => self.put_off(grant, error.clone().into()),
            }
        }
    }

    /// The browser has checked a signature, or cannot.
    pub(crate) fn signature_checked(&mut self, id: RequestId, result: Result<Verified, CryptoFailure>) {
        let is_meant = |grant: &Grant| matches!(&grant.stage, Stage::Verifying(unverified) if unverified.is_checked_by(id));
        let Some(index) = self.grants.iter().position(is_meant) else { return };
        let mut grant = self.grants.remove(index);
        match (result, &mut grant.stage) {
            (Ok(Verified { is_valid: false, .. }), Stage::Verifying(unverified)) => {
                unverified.error = IdTokenError::Signature;
                let others = match &mut unverified.step {
                    Step::Checking { others, .. } => mem::take(others),
                    Step::AwaitingKeys => Vec::new(),
                };
                self.try_next_key(grant, others);
            }
            (Ok(verified), _) => self.verify_claims(grant, verified),
            (Err(failure), _) => self.put_off(grant, failure.into()),
        }
    }

    /// Gives up a verification that nothing is wrong with but that it cannot be made.
    pub(super) fn put_off(&mut self, grant: Grant, error: TokenRequestError) {
        let refresh_token = match grant.stage {
            Stage::Verifying(unverified) => unverified.tokens.refresh_token,
            Stage::Asking { .. } => None,
        };
        self.deliver(grant.asker, grant.id, Err(GrantFailure { error, refresh_token }));
    }

    fn look_for_key(&mut self, grant: Grant) {
        let Stage::Verifying(unverified) = &grant.stage else { return };
        match self.keys.candidates(unverified.jwt.algorithm, unverified.jwt.key_id.as_deref()) {
            Some(candidates) => self.try_next_key(grant, candidates),
            None => {
                self.want_keys();
                self.grants.push(grant);
            }
        }
    }

    fn try_next_key(&mut self, mut grant: Grant, mut candidates: Vec<String>) {
        let Stage::Verifying(unverified) = &mut grant.stage else { return };
        if let Some(key) = candidates.pop() {
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
            unverified.step = Step::Checking { check, others: candidates };
            self.grants.push(grant);
        } else if !mem::replace(&mut unverified.asked_again, true) && self.want_newer_keys() {
            unverified.step = Step::AwaitingKeys;
            self.grants.push(grant);
        } else {
            match unverified.error.clone() {
                error @ IdTokenError::Key => self.put_off(grant, error.into()),
                error => self.refuse(&grant, error),
            }
        }
    }

    /// Checks what the token says, if its signature is good.
    fn verify_claims(&mut self, grant: Grant, by: Verified) {
        let Stage::Verifying(unverified) = grant.stage else { return };
        let Unverified { tokens, raw_id_token, jwt, received, .. } = *unverified;
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
            .map(|id_token| Granted { tokens, raw_id_token, id_token: Some(id_token), sent })
            .map_err(|error| TokenRequestError::from(error).into());
        self.deliver(grant.asker, grant.id, granted);
    }

    fn refuse(&mut self, grant: &Grant, error: IdTokenError) {
        self.deliver(grant.asker, grant.id, Err(TokenRequestError::from(error).into()));
    }
}
