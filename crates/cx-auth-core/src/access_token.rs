//! Handing out access tokens: only such as are valid, each caller answered once, all callers sharing one refresh.

use core::time::Duration;

use crate::error::AccessTokenError;
use crate::io::{Answer, CallId};
use crate::refresh::schedule;
use crate::secret::AccessToken;
use crate::session::{Renewal, RenewalStage, Session, Waiter};
use crate::{AuthError, Machine};

/// What a caller wants.
#[derive(Debug)]
pub(crate) struct Wish {
    pub(crate) call: CallId,
    pub(crate) min_validity: Duration,
    /// The token that was refused.
    pub(crate) instead_of: Option<AccessToken>,
}

impl Machine {
    pub(crate) fn access_token(&mut self, wish: Wish) {
        let now = self.now();
        let active = match &mut self.session {
            Session::Active(active) => active,
            // A start that is under way may bring a session.
            _ if self.startup.is_running() => return self.startup.keep_wish(wish),
            Session::Ended { .. } => {
                return self.answer(wish.call, Err(AccessTokenError::SessionEnded.into()));
            }
            Session::Absent(_) => return self.answer(wish.call, Err(AccessTokenError::NotSignedIn.into())),
        };
        let Wish { call, min_validity, instead_of } = wish;
        let waiter = Waiter { call, deadline: now.plus(self.config.timeout()), instead_of };
        let remaining = active.remaining(now, &self.clock);
        let is_valid = !remaining.is_zero() && waiter.accepts(&active.access_token);
        let is_enough = is_valid && remaining >= schedule::demandable(min_validity, active.lifetime);
        match &active.renewal {
            Some(Renewal { stage: RenewalStage::Planned { .. }, .. }) if !is_enough => {
                self.refresh();
                self.wait_for_refresh(waiter);
            }
            // If something is wrong already, what is still good for a moment is better than nothing.
            Some(renewal) if !is_enough && (renewal.failures.is_none() || !is_valid) => {
                self.wait_for_refresh(waiter);
            }
            _ => self.hand_out_or_refuse(vec![waiter], &AccessTokenError::SessionEnded.into()),
        }
    }

    /// Answers each with the access token if it is valid, or else with the error.
    pub(crate) fn hand_out_or_refuse(&mut self, waiting: Vec<Waiter>, error: &AuthError) {
        let token = match &self.session {
            Session::Active(active) if !active.remaining(self.now(), &self.clock).is_zero() => {
                Some(active.access_token.clone())
            }
            _ => None,
        };
        for waiter in waiting {
            let token = token.clone().filter(|token| waiter.accepts(token));
            let result = token.map(Answer::AccessToken).ok_or_else(|| error.clone());
            self.answer(waiter.call, result);
        }
    }

    fn wait_for_refresh(&mut self, waiter: Waiter) {
        if let Some(renewal) = self.session.renewal() {
            renewal.waiting.push(waiter);
        }
        if self.config.renews_on_demand() {
            self.refresh();
        }
    }
}
