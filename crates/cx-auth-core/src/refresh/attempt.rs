//! The one refresh request, and what comes of it.
//!
//! A failed refresh never leaves the page and never forgets the session. Only the server's `invalid_grant` ends it
//! (RFC 6749, section 5.2); whatever else goes wrong is tried again, with growing waits, for as long as it takes.

use core::mem;
use core::time::Duration;

use oauth2::RefreshToken;

use crate::error::{AccessTokenError, TokenRequestError};
use crate::io::{HttpFailure, RequestId, Response};
use crate::login::exchange::{self, Tokens};
use crate::refresh::schedule;
use crate::session::{ActiveSession, Failures, Renewal, Session, Waiter};
use crate::time::ServerTime;
use crate::verify::id_token::{Expectations, IdToken, Origin};
use crate::{AuthError, Event, Machine, Timestamp, User};

impl Machine {
    /// Sends the refresh request, unless one is under way or there is nothing to send. All refreshes pass through
    /// here, so this is where tabs will take turns: get the lock first, and look again whether it is still needed.
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
        let form = exchange::refresh_form(&refresh_token, self.config.client_id());
        let token_endpoint = active.metadata.token_endpoint.clone();
        let request = self.post_form(&token_endpoint, form);
        let sent = self.now();
        if let Session::Active(active) = &mut self.session {
            active.renewal = Renewal::Asking { refresh_token, request, sent, failures, waiting };
        }
    }

    /// Takes up the answer to a refresh request.
    pub(crate) fn refresh_answered(&mut self, id: RequestId, result: Result<Response, HttpFailure>) {
        let Session::Active(active) = &mut self.session else { return };
        if let Renewal::Asking { request, sent, .. } = &active.renewal
            && request.id == id
        {
            let sent = *sent;
            match self.renew(result, sent) {
                Ok(()) => {}
                Err(error) => self.refresh_failed(error),
            }
        } else if let Some((unanswered, sent)) = active.unanswered
            && unanswered == id
        {
            // The answer that came too late: what it brings is good, and if it brings nothing, that is known already.
            active.unanswered = None;
            let _ = self.renew(result, sent);
        }
    }

    /// Takes over renewed tokens and hands them to whoever waits.
    fn renew(
        &mut self,
        result: Result<Response, HttpFailure>,
        sent: Timestamp,
    ) -> Result<(), TokenRequestError> {
        let tokens = exchange::read(result, self.read_json)?;
        let received = self.now();
        let Session::Active(active) = &mut self.session else { return Ok(()) };
        let (issued_at, new_claims) = match &tokens.id_token {
            Some(raw_id_token) => {
                let expected = Expectations {
                    issuer: self.config.issuer(),
                    client_id: self.config.client_id(),
                    origin: Origin::Refresh {
                        subject: &active.user.sub,
                        nonce: &active.nonce,
                        issued_at: active.issued_at,
                    },
                    read_json: self.read_json,
                };
                let verified =
                    IdToken::verify(raw_id_token.secret(), &expected, &mut self.clock, sent, received)?;
                active.raw_id_token = raw_id_token.clone();
                active.issued_at = verified.issued_at;
                (verified.issued_at, Some(verified.claims))
            }
            None => (self.clock.server(sent), None),
        };
        let plan = |token| {
            Renewal::plan(token, issued_at, tokens.expires_in, tokens.refresh_expires_in, &self.clock)
        };
        let waiting = active.take_over(&tokens, issued_at, plan);
        let claims = new_claims.as_ref().unwrap_or(&active.user.claims);
        let user = Box::new(User::from_tokens(claims, active.access_token.secret(), self.read_json));
        if !active.user.is_same_as(&user) {
            active.user = user.clone();
            self.emit(Event::UserChanged(Some(user)));
        }
        self.emit_tokens_renewed();
        // A token that is dead on arrival means that the answer took longer than it lives.
        self.hand_out_or_refuse(waiting, &AuthError::Refresh(HttpFailure::Timeout.into()));
        Ok(())
    }

    fn refresh_failed(&mut self, error: TokenRequestError) {
        let ends_session =
            matches!(&error, TokenRequestError::Refused(refusal) if refusal.is_invalid_grant());
        let error = AuthError::Refresh(error);
        if ends_session {
            return self.end_session(error);
        }
        let now = self.now();
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

    /// The server ended the session. Who it was stays in view, until the application or the user decides.
    fn end_session(&mut self, error: AuthError) {
        match mem::replace(&mut self.session, Session::Absent(crate::session::SignedOutReason::NoSession)) {
            Session::Active(active) => {
                let ActiveSession { user, raw_id_token, renewal, .. } = *active;
                self.session = Session::Ended { error: error.clone(), user, raw_id_token };
                for waiter in renewal.into_waiting() {
                    self.answer(waiter.call, Err(error.clone()));
                }
            }
            other => self.session = other,
        }
    }

    /// Does what is due: renews, tries again, gives up, and lets nobody wait for ever.
    pub(crate) fn refresh_what_is_due(&mut self) {
        let now = self.now();
        let Session::Active(active) = &mut self.session else { return };
        let expired = active.remaining(now, &self.clock).is_zero();
        match &mut active.renewal {
            Renewal::Impossible if expired => self.end_session(AccessTokenError::SessionEnded.into()),
            Renewal::Planned { due, .. } if *due <= now => self.refresh(),
            Renewal::Asking { request, sent, .. } if request.is_overdue(now) => {
                active.unanswered = Some((request.id, *sent));
                self.refresh_failed(HttpFailure::Timeout.into());
            }
            Renewal::Waiting { until, .. } if *until <= now => self.refresh(),
            Renewal::Waiting { waiting, failures, .. } => {
                let error = failures.last.clone();
                let (overdue, rest) =
                    mem::take(waiting).into_iter().partition(|waiter| waiter.deadline <= now);
                *waiting = rest;
                self.hand_out_or_refuse(overdue, &error);
            }
            Renewal::Impossible | Renewal::Planned { .. } | Renewal::Asking { .. } => {}
        }
    }

    /// Tries again before its time, because the browser is online or the user is back.
    pub(crate) fn retry_refresh_early(&mut self) {
        let now = self.now();
        if let Session::Active(active) = &self.session
            && let Renewal::Waiting { since, .. } = &active.renewal
            && now.since(*since) >= SHORTEST_WAIT
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

    pub(crate) fn next_refresh_wake(&self) -> Option<Timestamp> {
        let Session::Active(active) = &self.session else { return None };
        match &active.renewal {
            Renewal::Impossible => Some(self.clock.local(active.expires_at)),
            Renewal::Planned { due, .. } => Some(*due),
            Renewal::Asking { request, .. } => Some(request.deadline),
            Renewal::Waiting { until, waiting, .. } => {
                waiting.iter().map(|waiter| waiter.deadline).min().into_iter().chain([*until]).min()
            }
        }
    }

    pub(crate) fn emit_tokens_renewed(&mut self) {
        if let Some(access_token_expires_at) = self.access_token_expires_at() {
            self.emit(Event::TokensRenewed { access_token_expires_at });
        }
    }
}

impl ActiveSession {
    /// Takes over renewed tokens; gives back who waits for them.
    fn take_over(
        &mut self,
        tokens: &Tokens,
        issued_at: ServerTime,
        plan: impl FnOnce(Option<RefreshToken>) -> Renewal,
    ) -> Vec<Waiter> {
        let renewal = mem::replace(&mut self.renewal, Renewal::Impossible);
        // Without rotation a server need not repeat the refresh token (RFC 6749, section 6).
        let refresh_token = tokens.refresh_token.clone().or_else(|| renewal.refresh_token().cloned());
        self.renewal = plan(refresh_token);
        self.access_token = tokens.access_token.clone();
        self.lifetime = tokens.expires_in;
        self.expires_at = issued_at.plus(tokens.expires_in);
        self.unanswered = None;
        renewal.into_waiting()
    }
}

impl Renewal {
    fn refresh_token(&self) -> Option<&RefreshToken> {
        match self {
            Self::Impossible => None,
            Self::Planned { refresh_token, .. }
            | Self::Asking { refresh_token, .. }
            | Self::Waiting { refresh_token, .. } => Some(refresh_token),
        }
    }

    /// Who waits for it.
    pub(crate) fn into_waiting(self) -> Vec<Waiter> {
        match self {
            Self::Impossible | Self::Planned { .. } => Vec::new(),
            Self::Asking { waiting, .. } | Self::Waiting { waiting, .. } => waiting,
        }
    }
}

/// How long after a failure a wake-up does not make it try again: several come together when a laptop opens.
const SHORTEST_WAIT: Duration = Duration::from_secs(1);
