//! What `start()` sets off: take up the callback the page was opened with, else look for a session silently, else
//! settle, or leave for the sign-in page if the application wants that.
//!
//! Two rules keep it from looping. It leaves the page only if the page was not opened with an answer of the
//! provider's, good or bad, and nothing went wrong before. And a session that the server ended is never followed by
//! a navigation: the application decides when.

mod callback;
mod exchange;
mod silent;

use core::time::Duration;
use std::rc::Rc;

use crate::discovery::Metadata;
use crate::error::{CallbackError, DiscoveryError};
use crate::io::{
    Answer, CallId, FrameFailure, HttpFailure, OnLoad, RequestId, Start, StorageFailure, StoreCommand,
};
use crate::login::callback::{CallbackAnswer, PageUrl};
use crate::login::transaction::Transaction;
use crate::secret::{SecretText, SecretUrl};
use crate::session::{Pending, Session, SignedOutReason};
use crate::{AuthError, Machine, Output, Timestamp};

/// How starting stands.
#[derive(Debug)]
pub(crate) enum Startup {
    NotStarted,
    Running {
        run: Box<Run>,
        step: Box<Step>,
    },
    Settled,
    /// Settled with an error, so that the next `start()` tries again.
    Failed,
}

/// One run of `start()`.
#[derive(Debug)]
pub(crate) struct Run {
    calls: Vec<CallId>,
    /// Who asked for an access token meanwhile.
    token_calls: Vec<(CallId, Duration)>,
    page_url: SecretUrl,
    on_load: OnLoad,
    /// What was wrong with the callback the page was opened with.
    failure: Option<AuthError>,
    /// The application's value that came back with the callback.
    app_state: Option<SecretText>,
}

/// What a run waits for.
#[derive(Debug)]
pub(crate) enum Step {
    /// The provider's metadata is awaited.
    Discovering,
    /// The sign-ins under way are read from the storage.
    Recalling { store: Pending, metadata: Rc<Metadata>, answer: CallbackAnswer, stripped: SecretUrl },
    /// The hidden frame is on its way.
    Framing { frame: Pending, metadata: Rc<Metadata>, transaction: Transaction },
    /// The code is exchanged.
    Exchanging { request: Pending, sent: Timestamp, metadata: Rc<Metadata>, nonce: String, way: Way },
    /// The page is about to be left.
    Departing,
}

/// How a code came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Callback,
    Silent,
}

impl Startup {
    pub(crate) fn is_unsettled(&self) -> bool {
        matches!(self, Self::NotStarted | Self::Running { .. })
    }

    /// Keeps a call for an access token until a run has settled; `false` if none is running.
    pub(crate) fn keep_token_call(&mut self, call: CallId, min_validity: Duration) -> bool {
        let Self::Running { run, .. } = self else { return false };
        run.token_calls.push((call, min_validity));
        true
    }

    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let Self::Running { step, .. } = self else { return None };
        step.pending().map(|pending| pending.deadline)
    }

    fn proceed(&mut self, run: Box<Run>, step: Step) {
        *self = Self::Running { run, step: Box::new(step) };
    }

    /// Takes a run out if it is in the step meant, to be settled or to proceed to its next.
    fn take_if(&mut self, is_meant: impl FnOnce(&Step) -> bool) -> Option<(Box<Run>, Step)> {
        match core::mem::replace(self, Self::Settled) {
            Self::Running { run, step } if is_meant(&step) => Some((run, *step)),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl Step {
    fn pending(&self) -> Option<Pending> {
        match self {
            Self::Discovering | Self::Departing => None,
            Self::Recalling { store: pending, .. }
            | Self::Framing { frame: pending, .. }
            | Self::Exchanging { request: pending, .. } => Some(*pending),
        }
    }

    fn awaits(&self, id: RequestId) -> bool {
        self.pending().is_some_and(|pending| pending.id == id)
    }
}

impl Machine {
    pub(crate) fn start(&mut self, start: Start) {
        if let Startup::Running { run, .. } = &mut self.startup {
            run.calls.push(start.call);
            return;
        }
        if matches!(self.startup, Startup::Settled) && !matches!(self.session, Session::Ended { .. }) {
            let state = self.current_state();
            self.answer(start.call, Ok(Answer::Started { state, app_state: None }));
            return;
        }
        let mut page_url = start.page_url;
        if let PageUrl::SignedOut { stripped } = PageUrl::read(page_url.secret(), self.config.issuer()) {
            page_url = SecretUrl::new(stripped);
            self.output(Output::ReplaceUrl { url: page_url.clone() });
        }
        let run = Run {
            calls: vec![start.call],
            token_calls: Vec::new(),
            page_url,
            on_load: start.on_load,
            failure: None,
            app_state: None,
        };
        self.startup.proceed(Box::new(run), Step::Discovering);
        if let Some(metadata) = self.metadata() {
            self.startup_discovered(Ok(metadata));
        }
    }

    pub(crate) fn startup_discovered(&mut self, result: Result<Rc<Metadata>, DiscoveryError>) {
        let is_meant = |step: &Step| matches!(step, Step::Discovering);
        let Some((mut run, _)) = self.startup.take_if(is_meant) else { return };
        let metadata = match result {
            Ok(metadata) => metadata,
            Err(error) => return self.settle_failed(*run, error.into()),
        };
        match PageUrl::read(run.page_url.secret(), self.config.issuer()) {
            PageUrl::Callback { answer: Ok(answer), stripped } => {
                let key = self.storage_key();
                let store = self.store(StoreCommand::Read { key });
                let stripped = SecretUrl::new(stripped);
                self.startup.proceed(run, Step::Recalling { store, metadata, answer, stripped });
            }
            PageUrl::Callback { answer: Err(error), stripped } => {
                self.replace_url(&mut run, SecretUrl::new(stripped));
                run.failure = Some(error.into());
                self.look_for_session(run, metadata);
            }
            PageUrl::Foreign => {
                run.failure = Some(CallbackError::StateUnknown.into());
                self.look_for_session(run, metadata);
            }
            PageUrl::Plain | PageUrl::SignedOut { .. } => self.look_for_session(run, metadata),
        }
    }

    /// The page was not left after all.
    pub(crate) fn startup_departure_failed(&mut self, error: AuthError) {
        if let Some((run, _)) = self.startup.take_if(|step| matches!(step, Step::Departing)) {
            self.settle_failed(*run, error);
        }
    }

    /// Ends a run because the user signs out.
    pub(crate) fn startup_overtaken_by_sign_out(&mut self) {
        if let Some((run, _)) = self.startup.take_if(|_| true) {
            self.settle(*run, Some(SignedOutReason::ByUser));
        }
        self.startup = Startup::Settled;
    }

    pub(crate) fn give_up_overdue_startup(&mut self) {
        let Startup::Running { step, .. } = &self.startup else { return };
        let Some(Pending { id, .. }) = step.pending().filter(|pending| pending.is_overdue(self.now())) else {
            return;
        };
        match **step {
            Step::Discovering | Step::Departing => {}
            Step::Recalling { .. } => drop(self.startup_stored(id, Err(StorageFailure::Denied))),
            Step::Framing { .. } => self.frame_answered(id, Err(FrameFailure::Timeout)),
            Step::Exchanging { .. } => drop(self.startup_http_answered(id, Err(HttpFailure::Timeout))),
        }
    }

    fn replace_url(&mut self, run: &mut Run, url: SecretUrl) {
        run.page_url = url.clone();
        self.output(Output::ReplaceUrl { url });
    }

    fn settle_failed(&mut self, run: Run, error: AuthError) {
        self.settle(run, Some(SignedOutReason::Failed(error)));
    }

    /// Ends a run. `start()` itself fails only if it cannot be told whether there is a session; else it answers with
    /// the state, which has the error in it.
    fn settle(&mut self, run: Run, reason: Option<SignedOutReason>) {
        let mut failure = None;
        self.startup = Startup::Settled;
        if let Some(SignedOutReason::Failed(error)) = &reason {
            self.startup = Startup::Failed;
            if !matches!(error, AuthError::Callback(_) | AuthError::Silent(_)) {
                failure = Some(error.clone());
            }
        }
        if let (Some(reason), Session::Absent(_)) = (reason, &self.session) {
            self.session = Session::Absent(reason);
        }
        let state = self.current_state();
        for call in run.calls {
            let app_state = run.app_state.clone();
            self.answer(
                call,
                match &failure {
                    Some(error) => Err(error.clone()),
                    None => Ok(Answer::Started { state: state.clone(), app_state }),
                },
            );
        }
        for (call, min_validity) in run.token_calls {
            match &failure {
                Some(error) => self.answer(call, Err(error.clone())),
                None => self.access_token(call, min_validity),
            }
        }
    }
}
