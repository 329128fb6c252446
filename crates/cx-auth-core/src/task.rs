//! What is under way: the one list of all who wait for an answer, whichever pipeline they belong to.
//!
//! Each task waits for one thing at a time. What it waits for may be another task, which delivers its result under an id:
//! a sign-in beside the page waits for its URL, whose making waits for a pushed request, which waits for a proof.

use core::time::Duration;

use crate::api::ApiCall;
use crate::authorization::Authorization;
use crate::beside::Beside;
use crate::departure::Departure;
use crate::error::DiscoveryError;
use crate::grant::{Grant, Unverified};
use crate::inquiry::Inquiry;
use crate::io::{Answer, CallId, CryptoFailure, FrameFailure, HttpFailure, RequestId, StorageFailure};
use crate::provider_call::ProviderCall;
use crate::session::Pending;
use crate::startup::Recall;
use crate::user_info::UserInfo;
use crate::{Machine, Timestamp};

/// Something under way.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) awaited: Awaited,
    /// When it is given up; `None` where what it waits for has a deadline of its own, or may come at any time.
    pub(crate) deadline: Option<Timestamp>,
    pub(crate) work: Work,
}

/// What a task waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    /// What the provider says of itself.
    Metadata,
    /// The provider's keys, asked for with this request.
    Keys(RequestId),
    /// The key that tokens are bound to.
    ProofKey,
    /// The access token, which would be the answer to this call.
    Token(CallId),
    /// The answer to a request.
    Http(RequestId),
    /// The result of a command to a storage.
    Stored(RequestId),
    /// The address at which a hidden frame arrives.
    Frame(RequestId),
    /// The address at which a popup arrives.
    Popup(RequestId),
    /// The check of a signature.
    Verified(RequestId),
    /// That all changes of the session are written down.
    Written,
    /// That the page is left.
    Navigation(RequestId),
    /// The URL of a sign-in.
    Authorization(RequestId),
    /// Tokens.
    Grant(RequestId),
    /// What the provider replies.
    Inquiry(RequestId),
    /// A proof of possession.
    Proof(RequestId),
}

/// Who waits.
#[derive(Debug)]
pub(crate) enum Work {
    ApiCall(Box<ApiCall>),
    Authorization(Box<Authorization>),
    Beside(Box<Beside>),
    Departure(Box<Departure>),
    Grant(Box<Grant>),
    Inquiry(Box<Inquiry>),
    /// The provider's keys are fetched, for all who want them.
    FetchKeys,
    /// What the provider says of itself is fetched, for all who want to know it.
    FetchMetadata,
    ProviderCall(Box<ProviderCall>),
    /// `start()`, for the sign-ins under way.
    Recall(Box<Recall>),
    /// `start()`, for the session that was kept.
    Restore,
    /// The application wants to know when the session is forgotten.
    TellForgotten(CallId),
    /// The application wants to know what the provider says of itself.
    TellMetadata(CallId),
    /// A grant whose ID token is being verified.
    Unverified(Box<Unverified>),
    UserInfo(Box<UserInfo>),
}

impl Work {
    /// Under which id it delivers its result to another task.
    fn id(&self) -> Option<RequestId> {
        match self {
            Self::Authorization(authorization) => Some(authorization.id),
            Self::Inquiry(inquiry) => Some(inquiry.id),
            _ => self.grant().map(|grant| grant.id),
        }
    }

    pub(crate) fn grant(&self) -> Option<&Grant> {
        match self {
            Self::Grant(grant) => Some(grant),
            Self::Unverified(unverified) => Some(&unverified.grant),
            _ => None,
        }
    }
}

impl Machine {
    pub(crate) fn wait(&mut self, awaited: Awaited, deadline: Option<Timestamp>, work: Work) {
        self.tasks.push(Task { awaited, deadline, work });
    }

    /// Waits for the result of an output, until its deadline.
    pub(crate) fn wait_for(&mut self, awaited: fn(RequestId) -> Awaited, pending: Pending, work: Work) {
        self.wait(awaited(pending.id), Some(pending.deadline), work);
    }

    /// Takes out who waits for this, to be told or to wait for the next thing.
    pub(crate) fn take(&mut self, awaited: Awaited) -> Option<Work> {
        self.take_where(&|task| task.awaited == awaited).map(|task| task.work)
    }

    pub(crate) fn take_where(&mut self, is_meant: &dyn Fn(&Task) -> bool) -> Option<Task> {
        let index = self.tasks.iter().position(is_meant)?;
        Some(self.tasks.remove(index))
    }

    /// Forgets these tasks, and what they wait for.
    pub(crate) fn forget_where(&mut self, is_meant: &dyn Fn(&Task) -> bool) {
        while let Some(task) = self.take_where(is_meant) {
            self.call_off(task.awaited);
        }
    }

    /// Forgets what would be delivered: it is no longer wanted.
    pub(crate) fn call_off(&mut self, awaited: Awaited) {
        if let Awaited::Authorization(id) | Awaited::Grant(id) | Awaited::Inquiry(id) | Awaited::Proof(id) =
            awaited
        {
            self.forget_proof(id);
            self.forget_where(&|task| task.work.id() == Some(id));
        }
    }

    /// The local clock was set back: what was to be given up after some time still is.
    pub(crate) fn bring_deadlines_forward(&mut self, by: Duration) {
        for task in &mut self.tasks {
            task.deadline = task.deadline.map(|deadline| deadline.minus(by));
        }
    }

    pub(crate) fn give_up_overdue_tasks(&mut self) {
        let now = self.now();
        let is_overdue = |task: &Task| task.deadline.is_some_and(|deadline| deadline <= now);
        while let Some(Task { awaited, work, .. }) = self.take_where(&is_overdue) {
            self.call_off(awaited);
            match work {
                Work::ApiCall(api_call) => self.api_proven(*api_call, Err(CryptoFailure::Unavailable)),
                Work::Authorization(authorization) => {
                    self.authorization_failed(&authorization, CryptoFailure::Unavailable);
                }
                Work::Beside(beside) => self.arrived(*beside, Err(FrameFailure::Timeout.into())),
                Work::Departure(departure) => self.departure_overdue(&departure),
                Work::Inquiry(inquiry) => self.inquiry_overdue(awaited, inquiry),
                Work::FetchKeys => self.keys_answered(Err(HttpFailure::Timeout)),
                Work::FetchMetadata => {
                    self.discovered(Err(DiscoveryError::Unreachable(HttpFailure::Timeout)))
                }
                Work::Recall(recall) => self.recalled(*recall, Err(StorageFailure::Denied)),
                Work::Restore => self.restored(None),
                Work::Unverified(unverified) => self.put_off(*unverified, HttpFailure::Timeout.into()),
                Work::TellForgotten(call) => self.answer(call, Ok(Answer::Done)),
                Work::Grant(_) | Work::ProviderCall(_) | Work::TellMetadata(_) | Work::UserInfo(_) => {}
            }
        }
    }
}
