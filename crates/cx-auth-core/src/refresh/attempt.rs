//! The one attempt of all tabs to renew the tokens, and what comes of it.
//!
//! A failed attempt never leaves the page and never forgets the session. Whatever goes wrong is tried again, with growing
//! waits, for as long as it takes. Only the server's `invalid_grant` (RFC 6749, section 5.2) may end the session: with
//! rotation on, it is also what comes after an answer that was lost on its way, so the provider is first asked in a
//! hidden frame whether its own session lives, and if it does, the new tokens come from there.

use crate::authorization::Manner;
use crate::beside::{self, Window};
use crate::discovery::Metadata;
use crate::error::{AccessTokenError, AuthErrorCode, DiscoveryError, TokenRequestError};
use crate::grant::{self, Demand, GrantFailure, Granted};
use crate::io::{HttpFailure, RequestId};
use crate::login::exchange;
use crate::refresh::schedule;
use crate::secret::SecretUrl;
use crate::session::{Failures, Renewal, RenewalStage, Session};
use crate::tabs::message::Change;
use crate::tabs::turn::Purpose;
use crate::task::Awaited;
use crate::{AuthError, Event, Machine, Timestamp, User};
use core::mem;
use core::time::Duration;
use std::rc::Rc;

impl Machine {
    /// Begins an attempt, unless one is under way or there is nothing to do it with.
    pub(crate) fn refresh(&mut self) {
        let Session::Active(active) = &mut self.session else { return };
        let (refresh_token, failures, waiting) = match mem::replace(&mut active.renewal, Renewal::Impossible)
        {
            Renewal::Planned { refresh_token, .. } => (refresh_token, None, Vec::new()),
            Renewal::Waiting { refresh_token, failures, waiting, .. } => {
                (refresh_token, Some(failures), waiting)
            }
            other @ (Renewal::Impossible | Renewal::Asking { .. }) => {
                active.renewal = other;
                return;
            }
        };
        active.renewal = Renewal::Asking { refresh_token, stage: RenewalStage::Turn, failures, waiting };
        self.take_turn(Purpose::Renew);
    }

    /// It is this tab's turn. If it is behind, its refresh token was used by a tab that is gone.
    pub(crate) fn renewal_turn_came(&mut self, is_behind: bool) {
        if self.renewal_stage() != Some(RenewalStage::Turn) {
            self.leave_turn();
        } else {
            self.set_renewal_stage(RenewalStage::Discovering { is_behind });
            self.renew_knowing(is_behind);
        }
    }

    pub(crate) fn renewal_discovered(&mut self, result: Result<&Rc<Metadata>, &DiscoveryError>) {
        if let Some(RenewalStage::Discovering { is_behind }) = self.renewal_stage() {
            match result {
                Ok(_) => self.renew_knowing(is_behind),
                Err(error) => self.renewal_failed(error.clone().into()),
            }
        }
    }

    /// Takes up what came of the refresh token.
    pub(crate) fn renewal_granted(&mut self, id: RequestId, result: Result<Box<Granted>, GrantFailure>) {
        if self.renewal_stage() != Some(RenewalStage::Granting(id)) {
            return;
        }
        match result {
            Ok(granted) => self.renew(*granted),
            Err(GrantFailure { error: error @ TokenRequestError::Refused(_), .. })
                if AuthError::Refresh(error.clone()).code() == AuthErrorCode::SessionEnded =>
            {
                self.heal(Some(AuthError::Refresh(error)));
            }
            Err(GrantFailure { error, refresh_token }) => {
                if let (Some(next), Session::Active(active)) = (refresh_token, &mut self.session)
                    && let Renewal::Asking { refresh_token, .. } = &mut active.renewal
                {
                    *refresh_token = next;
                }
                self.renewal_failed(AuthError::Refresh(error));
            }
        }
    }

    /// The answer that came too late: what it brings is good, and if it brings nothing, that is known already.
    pub(crate) fn late_renewal_granted(&mut self, result: Result<Box<Granted>, GrantFailure>) {
        if let (Ok(granted), Session::Active(_)) = (result, &self.session) {
            self.call_off_renewal(self.renewal_stage());
            self.renew(*granted);
        }
    }

    pub(crate) fn renewal_beside_done(&mut self, result: Result<Box<Granted>, AuthError>) {
        let Some(RenewalStage::Healing { refusal }) = self.renewal_stage() else { return };
        match self.open_session(result) {
            Ok(()) => {}
            // A frame that never answers where the server just did is a frame that never will.
            Err(error) if beside::is_inconclusive(&error, refusal.is_some()) => self.renewal_failed(error),
            Err(_) => self.end_session_everywhere(refusal.unwrap_or(SESSION_ENDED)),
        }
    }

    /// Lets go of what an attempt has under way.
    pub(crate) fn call_off_renewal(&mut self, stage: Option<RenewalStage>) {
        match stage {
            Some(RenewalStage::Granting(grant)) => self.call_off(Awaited::Grant(grant)),
            Some(RenewalStage::Healing { .. }) => self.forget_besides(beside::Asker::Renewal),
            Some(RenewalStage::Turn | RenewalStage::Discovering { .. }) | None => {}
        }
    }

    /// Does what is due: renews, tries again, gives up, and lets nobody wait for ever.
    pub(crate) fn refresh_what_is_due(&mut self) {
        let now = self.now();
        let is_unasked = self.is_renewal_unasked();
        let Session::Active(active) = &mut self.session else { return };
        let expired = active.remaining(now, &self.clock).is_zero();
        match &active.renewal {
            Renewal::Impossible if expired => self.end_session_everywhere(SESSION_ENDED),
            // Whoever may not renew because it is time, may not try again either; but `start()` is a demand.
            Renewal::Planned { .. } | Renewal::Waiting { .. } if is_unasked => {}
            Renewal::Planned { due: time, .. } | Renewal::Waiting { until: time, .. } if *time <= now => {
                self.refresh();
            }
            Renewal::Impossible
            | Renewal::Planned { .. }
            | Renewal::Asking { .. }
            | Renewal::Waiting { .. } => {}
        }
        let Session::Active(active) = &mut self.session else { return };
        let (waiting, error) = match &mut active.renewal {
            Renewal::Waiting { waiting, failures, .. }
            | Renewal::Asking { waiting, failures: Some(failures), .. } => (waiting, failures.last.clone()),
            Renewal::Asking { waiting, failures: None, .. } => {
                (waiting, AuthError::Refresh(HttpFailure::Timeout.into()))
            }
            Renewal::Impossible | Renewal::Planned { .. } => return,
        };
        let (overdue, rest) = mem::take(waiting).into_iter().partition(|waiter| waiter.deadline <= now);
        *waiting = rest;
        self.hand_out_or_refuse(overdue, &error);
    }

    /// Tries again before its time, because the browser is online or the user is back.
    pub(crate) fn retry_refresh_early(&mut self) {
        let now = self.now();
        if let Session::Active(active) = &self.session
            && let Renewal::Waiting { since, .. } = &active.renewal
            && now.since(*since) >= SHORTEST_WAIT
            && !self.config.renews_on_demand()
        {
            self.refresh();
        }
    }

    /// The local clock was set back, so no time that was planned on it can be trusted.
    pub(crate) fn renew_at_once(&mut self) {
        let now = self.now();
        if let Session::Active(active) = &mut self.session {
            match &mut active.renewal {
                Renewal::Planned { due: time, .. } | Renewal::Waiting { until: time, .. } => *time = now,
                Renewal::Impossible | Renewal::Asking { .. } => {}
            }
        }
    }

    fn is_renewal_unasked(&self) -> bool {
        self.config.renews_on_demand() && !self.startup.is_running()
    }

    pub(crate) fn next_refresh_wake(&self) -> Option<Timestamp> {
        let Session::Active(active) = &self.session else { return None };
        let (time, waiting) = match &active.renewal {
            Renewal::Impossible => return Some(self.clock.local(active.expires_at)),
            Renewal::Planned { .. } if self.is_renewal_unasked() => return None,
            Renewal::Planned { due, .. } => return Some(*due),
            Renewal::Asking { waiting, .. } => (None, waiting),
            Renewal::Waiting { waiting, .. } if self.config.renews_on_demand() => (None, waiting),
            Renewal::Waiting { until, waiting, .. } => (Some(*until), waiting),
        };
        waiting.iter().map(|waiter| waiter.deadline).chain(time).min()
    }

    pub(crate) fn emit_tokens_renewed(&mut self) {
        if let Some(access_token_expires_at) = self.access_token_expires_at() {
            self.emit(Event::TokensRenewed { access_token_expires_at });
        }
    }

    /// Goes on if the metadata is known, and waits for it if not.
    fn renew_knowing(&mut self, is_behind: bool) {
        let Some(metadata) = self.metadata() else { return };
        if is_behind {
            return self.heal(None);
        }
        let Session::Active(active) = &self.session else { return };
        let Some(refresh_token) = active.renewal.refresh_token() else { return };
        let form = exchange::refresh_form(refresh_token, self.config.client_id());
        let demand = Demand::Refresh {
            subject: active.user.sub.clone(),
            nonce: active.nonce.clone(),
            issued_at: active.issued_at,
        };
        let grant = self.ask_for_tokens(&metadata, form, demand, grant::Asker::Renewal);
        self.set_renewal_stage(RenewalStage::Granting(grant));
    }

    /// Takes over renewed tokens, shares them, and hands them to whoever waits.
    fn renew(&mut self, granted: Granted) {
        let Granted { tokens, raw_id_token, id_token, sent } = granted;
        let Session::Active(active) = &mut self.session else { return };
        let issued_at = match &id_token {
            Some(id_token) => id_token.issued_at,
            None => self.clock.server(sent),
        };
        let before = mem::replace(&mut active.renewal, Renewal::Impossible);
        // Without rotation a server need not repeat the refresh token (RFC 6749, section 6).
        let refresh_token = tokens.refresh_token.or_else(|| before.refresh_token().cloned());
        let lifetime = tokens.expires_in;
        active.renewal =
            Renewal::plan(refresh_token, issued_at, lifetime, tokens.refresh_expires_in, &self.clock);
        active.access_token = tokens.access_token;
        active.is_bound = tokens.is_bound;
        active.lifetime = lifetime;
        active.expires_at = issued_at.plus(lifetime);
        if let (Some(id_token), Some(raw_id_token)) = (&id_token, raw_id_token) {
            active.raw_id_token = raw_id_token;
            active.issued_at = id_token.issued_at;
        }
        let claims = id_token.as_ref().map_or(&active.user.claims, |id_token| &id_token.claims);
        let user = Box::new(User::from_tokens(claims, active.access_token.secret(), self.read_json));
        if !active.user.is_same_as(&user) {
            active.user = user.clone();
            self.emit(Event::UserChanged(Some(user)));
        }
        self.forget_late_grants();
        self.emit_tokens_renewed();
        self.share_session();
        // A token that is dead on arrival means that the answer took longer than it lives.
        self.hand_out_or_refuse(before.into_waiting(), &AuthError::Refresh(HttpFailure::Timeout.into()));
    }

    /// The refresh token is worth nothing any more. Asks the provider whether its own session lives.
    fn heal(&mut self, refusal: Option<AuthError>) {
        match self.metadata().filter(|_| self.config.silent_redirect_uri().is_some()) {
            Some(metadata) => {
                self.set_renewal_stage(RenewalStage::Healing { refusal });
                let (asker, page_url) = (beside::Asker::Renewal, SecretUrl::new(""));
                let manner = Manner::Silent(Box::default());
                self.sign_in_beside(asker, Window::Frame, metadata, page_url, manner);
            }
            None => self.end_session_everywhere(refusal.unwrap_or(SESSION_ENDED)),
        }
    }

    fn end_session_everywhere(&mut self, error: AuthError) {
        self.end_session(error);
        self.share(Change::Ended);
    }

    fn renewal_failed(&mut self, error: AuthError) {
        let now = self.now();
        self.leave_turn();
        let Session::Active(active) = &mut self.session else { return };
        let Renewal::Asking { refresh_token, failures, waiting, .. } =
            mem::replace(&mut active.renewal, Renewal::Impossible)
        else {
            return;
        };
        let count = failures.map_or(0, |failures| failures.count).saturating_add(1);
        active.renewal = Renewal::Waiting {
            refresh_token,
            until: now.plus(schedule::backoff(count, self.moment.entropy())),
            since: now,
            failures: Failures { count, last: error.clone() },
            waiting: Vec::new(),
        };
        self.hand_out_or_refuse(waiting, &error);
    }

    fn renewal_stage(&self) -> Option<RenewalStage> {
        match &self.session {
            Session::Active(active) => active.renewal.stage(),
            Session::Absent(_) | Session::Ended { .. } => None,
        }
    }

    fn set_renewal_stage(&mut self, new: RenewalStage) {
        if let Session::Active(active) = &mut self.session
            && let Renewal::Asking { stage, .. } = &mut active.renewal
        {
            *stage = new;
        }
    }
}

const SESSION_ENDED: AuthError = AuthError::AccessToken(AccessTokenError::SessionEnded);

/// How long after a failure a wake-up does not make it try again: several come together when a laptop opens.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
