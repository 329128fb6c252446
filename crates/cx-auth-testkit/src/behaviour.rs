//! How well, or how badly, an endpoint behaves.

use core::time::Duration;
use std::collections::VecDeque;

use cx_auth_core::io::{HttpFailure, Response};

/// What an endpoint does with one request.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// As it should.
    Honest,
    /// As it should, but the answer takes this long.
    Slow(Duration),
    /// As it should, but the answer is lost on the way.
    AnswerLost,
    /// It gives this answer and does nothing else.
    Literal(u16, String),
    /// It cannot be reached.
    Down(HttpFailure),
    /// Nothing ever comes back, not even from the browser: a shell that forgot.
    Forgotten,
}

/// What an endpoint does with the coming requests.
#[derive(Clone, Debug)]
pub struct Script {
    next: VecDeque<Behaviour>,
    /// What it does when nothing particular is planned.
    pub otherwise: Behaviour,
}

impl Script {
    /// Behaves in this way the next time.
    pub fn once(&mut self, behaviour: Behaviour) {
        self.next.push_back(behaviour);
    }

    /// Behaves in this way from now on.
    pub fn always(&mut self, behaviour: Behaviour) {
        self.next.clear();
        self.otherwise = behaviour;
    }

    pub(crate) fn take(&mut self) -> Behaviour {
        self.next.pop_front().unwrap_or_else(|| self.otherwise.clone())
    }
}

impl Default for Script {
    fn default() -> Self {
        Self { next: VecDeque::new(), otherwise: Behaviour::Honest }
    }
}

/// What becomes of a request: when something comes back, and what.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) after: Duration,
    pub(crate) result: Result<Response, HttpFailure>,
}

impl Behaviour {
    /// What becomes of a request with this timeout; `honest` is what the server does with it.
    pub(crate) fn apply(self, timeout: Duration, honest: impl FnOnce() -> Response) -> Option<Outcome> {
        let (after, result) = match self {
            Self::Honest => (Duration::ZERO, Ok(honest())),
            Self::Slow(delay) if delay < timeout => (delay, Ok(honest())),
            Self::Slow(_) | Self::AnswerLost => {
                honest();
                (timeout, Err(HttpFailure::Timeout))
            }
            Self::Literal(status, body) => (Duration::ZERO, Ok(Response::new(status, body))),
            Self::Down(HttpFailure::Timeout) => (timeout, Err(HttpFailure::Timeout)),
            Self::Down(failure) => (Duration::ZERO, Err(failure)),
            Self::Forgotten => return None,
        };
        Some(Outcome { after, result })
    }
}
