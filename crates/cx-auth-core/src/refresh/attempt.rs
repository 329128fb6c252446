//! The one attempt of all tabs to renew the tokens, and what comes of it.
//!
//! A failed attempt never leaves the page and never forgets the session. Whatever goes wrong is tried again, with growing
//! waits, for as long as it takes. Only the server's `invalid_grant` (RFC 6749, section 5.2) may end the session: with
//! rotation on, it is also what comes after an answer that was lost on its way, so the provider is first asked in a
//! hidden frame whether its own session lives, and if it does, the new tokens come from there.

use crate::authorization::Manner;
use crate::beside::{self, Window};
use crate::discovery::Metadata;
use crate::error::{AccessTokenError, AuthErrorCode, DiscoveryError};
use crate::grant::{self, Demand, GrantFailure, Granted};
use crate::io::{HttpFailure, RequestId};
use crate::login::exchange;
use crate::machine::note_deadline;
use crate::refresh::schedule;
use crate::secret::SecretUrl;
use crate::session::{Failures, Renewal, RenewalStage, Session, Waiter};
use crate::tabs::message::Change;
use crate::tabs::turn::Purpose;
use crate::{AuthError, Event, Machine, Timestamp, User};
use core::mem;
use core::time::Duration;
use std::rc::Rc;

impl Machine {
    /// Begins an attempt, unless one is under way or there is nothing to do it with.
    pub(crate) fn refresh(&mut self) {
        if let Some(renewal) = self.session.renewal()
            && let RenewalStage::Planned { .. } | RenewalStage::Waiting { .. } = renewal.stage
        {
            renewal.stage = RenewalStage::Turn;
            self.take_turn(Purpose::Renew);
        }
    }

    /// It is this tab's turn. If it is behind, its refresh token was used by a tab that is gone, as far as one can tell; after
    /// some attempts without it, it is tried.
    pub(crate) fn renewal_turn_came(&mut self, is_behind: bool) {
        match self.session.renewal() {
            Some(Renewal { stage: stage @ RenewalStage::Turn, failures, .. }) => {
                let spares_token = |failures: &Failures| failures.count < ATTEMPTS_WITHOUT_TOKEN;
                let is_behind = is_behind && failures.as_ref().is_none_or(spares_token);
                *stage = RenewalStage::Discovering { is_behind };
                self.renew_knowing(is_behind);
            }
            _ => self.leave_turn(),
        }
    }

    pub(crate) fn renewal_discovered(&mut self, result: Result<&Rc<Metadata>, &DiscoveryError>) {
        if let Some(Renewal { stage: RenewalStage::Discovering { is_behind }, .. }) = self.session.renewal() {
            let is_behind = *is_behind;
            match result {
                Ok(_) => self.renew_knowing(is_behind),
                Err(error) => self.renewal_failed(error.clone().into()),
            }
        }
    }

    /// Takes up what came of the refresh token.
    pub(crate) fn renewal_granted(&mut self, id: RequestId, result: Result<Box<Granted>, GrantFailure>) {
        let Some(renewal) = self.session.renewal() else { return };
        if !matches!(renewal.stage, RenewalStage::Granting(grant) if grant == id) {
            return;
        }
        match result {
            Ok(granted) => self.renew(*granted),
            Err(GrantFailure { error, refresh_token }) => {
                if let Some(next) = refresh_token {
                    renewal.refresh_token = next;
                }
                let error = AuthError::refresh(error);
                if error.code() == AuthErrorCode::SessionEnded {
                    self.heal(Some(error));
                } else {
                    self.renewal_failed(error);
                }
            }
        }
    }

    /// The answer that came too late: what it brings is good, and if it brings nothing, that is known already.
    pub(crate) fn late_renewal_granted(&mut self, result: Result<Box<Granted>, GrantFailure>) {
        if let Ok(granted) = result {
            self.renew(*granted);
        }
    }

    pub(crate) fn renewal_beside_done(&mut self, result: Result<Box<Granted>, AuthError>) {
        let Some(Renewal { stage: RenewalStage::Healing { refusal }, .. }) = self.session.renewal() else {
            return;
        };
        let refusal = refusal.take();
        match self.open_session(result) {
            Ok(()) => {}
            // A frame that never answers where the server just did is a frame that never will.
            Err(error) if beside::is_inconclusive(&error, refusal.is_some()) => self.renewal_failed(error),
            Err(_) => self.healing_failed(refusal),
        }
    }

    /// No session of the provider's can take the place of this one. That is its end if its refresh token was refused; if that
    /// was never tried, since another tab seemed to have used it, it is tried now: it may be of another sign-in.
    fn healing_failed(&mut self, refusal: Option<AuthError>) {
        match refusal {
            Some(error) => self.end_session_everywhere(error),
            None => self.renew_knowing(false),
        }
    }

    /// Lets go of what attempts have under way, the refreshes that were given up among them: the session they would continue
    /// is no longer the one there is.
    pub(crate) fn call_off_renewal(&mut self) {
        self.forget_where(&|task| {
            let asker = task.work.grant().map(|grant| grant.asker);
            matches!(asker, Some(grant::Asker::Renewal | grant::Asker::LateRenewal))
        });
        self.forget_besides(beside::Asker::Renewal);
    }

    /// Does what is due: renews, tries again, gives up, and lets nobody wait for ever.
    pub(crate) fn refresh_what_is_due(&mut self) {
        let now = self.now();
        let is_unasked = self.is_renewal_unasked();
        let Session::Active(active) = &mut self.session else { return };
        let expired = active.remaining(now, &self.clock).is_zero();
        match active.renewal.as_ref().map(|renewal| &renewal.stage) {
            None if expired => self.end_session_everywhere(SESSION_ENDED),
            // Whoever may not renew because it is time, may not try again either; but `start()` is a demand.
            Some(RenewalStage::Planned { due: time } | RenewalStage::Waiting { until: time, .. })
                if !is_unasked && *time <= now =>
            {
                self.refresh();
            }
            _ => {}
        }
        let Some(renewal) = self.session.renewal() else { return };
        let overdue = Waiter::take(&mut renewal.waiting, &|waiter| waiter.deadline <= now);
        let error = match &renewal.failures {
            Some(failures) => failures.last.clone(),
            None => AuthError::refresh(HttpFailure::Timeout),
        };
        self.hand_out_or_refuse(overdue, &error);
    }

    /// Tries again before its time, because the browser is online or the user is back.
    pub(crate) fn retry_refresh_early(&mut self) {
        let now = self.now();
        if let Some(Renewal { stage: RenewalStage::Waiting { since, .. }, .. }) = self.session.renewal()
            && now.since(*since) >= SHORTEST_WAIT
            && !self.config.renews_on_demand()
        {
            self.refresh();
        }
    }

    /// The local clock was set back, so no time that was planned on it can be trusted.
    pub(crate) fn renew_at_once(&mut self) {
        let now = self.now();
        if let Some(renewal) = self.session.renewal()
            && let RenewalStage::Planned { due: time } | RenewalStage::Waiting { until: time, .. } =
                &mut renewal.stage
        {
            *time = now;
        }
    }

    fn is_renewal_unasked(&self) -> bool {
        self.config.renews_on_demand() && !self.startup.is_running()
    }

    pub(crate) fn note_refresh_deadlines(&self, next: &mut Option<Timestamp>) {
        let Session::Active(active) = &self.session else { return };
        let Some(renewal) = &active.renewal else {
            return note_deadline(next, Some(self.clock.local(active.expires_at)));
        };
        match renewal.stage {
            RenewalStage::Planned { due } if !self.is_renewal_unasked() => note_deadline(next, Some(due)),
            RenewalStage::Waiting { until, .. } if !self.config.renews_on_demand() => {
                note_deadline(next, Some(until));
            }
            _ => {}
        }
        for waiter in &renewal.waiting {
            note_deadline(next, Some(waiter.deadline));
        }
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
        let Some(refresh_token) = active.refresh_token() else { return };
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
        // Without rotation a server need not repeat the refresh token (RFC 6749, section 6).
        let refresh_token = tokens.refresh_token.or_else(|| active.refresh_token().cloned());
        let waiting = active.renewal.take().map_or_else(Vec::new, |renewal| renewal.waiting);
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
        let user = Rc::new(User::from_tokens(claims, active.access_token.secret(), self.read_json));
        if !active.user.is_same_as(&user) {
            active.user = Rc::clone(&user);
            self.emit(Event::UserChanged(Some(user)));
        }
        self.call_off_renewal();
        self.emit_tokens_renewed();
        self.share_session();
        // A token that is dead on arrival means that the answer took longer than it lives.
        self.hand_out_or_refuse(waiting, &AuthError::refresh(HttpFailure::Timeout));
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
            None => self.healing_failed(refusal),
        }
    }

    fn end_session_everywhere(&mut self, error: AuthError) {
        self.end_session(error);
        self.share(Change::Ended);
    }

    fn renewal_failed(&mut self, error: AuthError) {
        let now = self.now();
        self.leave_turn();
        let Some(renewal) = self.session.renewal() else { return };
        let count = renewal.failures.as_ref().map_or(0, |failures| failures.count).saturating_add(1);
        let until = now.plus(schedule::backoff(count, self.moment.entropy()));
        renewal.stage = RenewalStage::Waiting { until, since: now };
        renewal.failures = Some(Failures { count, last: error.clone() });
        let waiting = mem::take(&mut renewal.waiting);
        self.hand_out_or_refuse(waiting, &error);
    }

    fn set_renewal_stage(&mut self, new: RenewalStage) {
        if let Some(renewal) = self.session.renewal() {
            renewal.stage = new;
        }
    }
}

const SESSION_ENDED: AuthError = AuthError::AccessToken(AccessTokenError::SessionEnded);

/// How often a tab that is behind tries to do without its refresh token: more than a minute.
const ATTEMPTS_WITHOUT_TOKEN: u32 = 6;

/// How long after a failure a wake-up does not make it try again: several come together when a laptop opens.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
