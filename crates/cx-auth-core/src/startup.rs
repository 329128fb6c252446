//! What `start()` sets off: take up the callback the page was opened with, else get the session that was kept or that
//! another tab has, else look for one silently, else settle, or leave for the sign-in page if the application wants that.
//!
//! Two rules keep it from looping. It leaves the page only if the page was not opened with an answer of the
//! provider's, good or bad, and nothing went wrong before. And a session that the server ended is never followed by
//! a navigation: the application decides when.

mod callback;
mod silent;

use std::rc::Rc;

use crate::access_token::Wish;
use crate::beside::{self, Brought};
use crate::discovery::Metadata;
use crate::error::{CallbackError, DiscoveryError};
use crate::grant;
use crate::io::{CallId, OnLoad, Start, StoreCommand};
use crate::login::callback::{CallbackAnswer, PageUrl};
use crate::secret::{SecretText, SecretUrl};
use crate::session::{RenewalStage, Session, SignedOutReason};
use crate::tabs::message::KeptSession;
use crate::tabs::turn::Purpose;
use crate::task::{Awaited, Work};
use crate::{AuthError, Event, Machine, Output};

/// How starting stands.
#[derive(Debug)]
pub(crate) enum Startup {
    NotStarted,
    Running {
        run: Box<Run>,
        step: Step,
    },
    Settled,
    /// Settled with an error, or without having looked beyond the callback, so that the next `start()` tries again.
    Failed,
}

/// One run of `start()`.
#[derive(Debug)]
pub(crate) struct Run {
    calls: Vec<CallId>,
    /// Who asked for an access token meanwhile.
    wishes: Vec<Wish>,
    page_url: SecretUrl,
    on_load: OnLoad,
    /// What was wrong with the callback the page was opened with.
    failure: Option<AuthError>,
    /// What came back with the callback.
    brought: Brought,
}

/// What a run waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The provider's metadata is awaited, to read the callback.
    DiscoveringForCallback,
    /// The sign-ins under way are read from the storage.
    Recalling,
    /// The callback's code is exchanged.
    Exchanging,
    /// The session that was kept is read from the storage.
    Restoring,
    /// The session that was kept is renewed, since its token has expired.
    Renewing,
    /// This tab's turn is awaited, in which a living tab's session may come instead.
    Turn,
    /// The provider's metadata is awaited, to look for a session.
    Discovering,
    /// A session is looked for in a hidden frame.
    Looking,
    /// The page is about to be left.
    Departing,
}

/// A callback whose sign-in is to be found.
#[derive(Debug)]
pub(crate) struct Recall {
    metadata: Rc<Metadata>,
    answer: CallbackAnswer,
    stripped: SecretUrl,
}

impl Startup {
    pub(crate) fn is_unsettled(&self) -> bool {
        matches!(self, Self::NotStarted | Self::Running { .. })
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// Keeps a wish for an access token until the run has settled.
    pub(crate) fn keep_wish(&mut self, wish: Wish) {
        if let Self::Running { run, .. } = self {
            run.wishes.push(wish);
        }
    }

    fn proceed(&mut self, run: Box<Run>, step: Step) {
        *self = Self::Running { run, step };
    }

    /// Takes a run out if it is in one of these steps, to be settled or to proceed to its next.
    fn take_at(&mut self, steps: &[Step]) -> Option<Box<Run>> {
        match core::mem::replace(self, Self::Settled) {
            Self::Running { run, step } if steps.contains(&step) => Some(run),
            other => {
                *self = other;
                None
            }
        }
    }
}

impl Machine {
    pub(crate) fn start(&mut self, start: Start) {
        if let Startup::Running { run, .. } = &mut self.startup {
            run.calls.push(start.call);
            return;
        }
        let is_settled = match &self.session {
            Session::Active(_) => !matches!(self.startup, Startup::NotStarted),
            Session::Absent(_) => matches!(self.startup, Startup::Settled),
            Session::Ended { .. } => false,
        };
        if is_settled {
            return self.answer_started(start.call, Brought::default());
        }
        let mut run = Box::new(Run {
            calls: vec![start.call],
            wishes: Vec::new(),
            page_url: start.page_url,
            on_load: start.on_load,
            failure: None,
            brought: Brought::default(),
        });
        let page = PageUrl::read(run.page_url.secret(), &self.config);
        if run.on_load == OnLoad::CallbackOnly && !matches!(page, PageUrl::Callback { .. }) {
            return self.look_for_session(run);
        }
        // Asked for at once, whether or not it will be needed: it mostly is, and this saves the wait.
        let metadata = self.metadata();
        match page {
            PageUrl::SignedOut { stripped } => {
                self.replace_url(&mut run, SecretUrl::new(stripped));
                self.restore(run);
            }
            PageUrl::Plain => self.restore(run),
            PageUrl::Foreign => {
                run.failure = Some(CallbackError::StateUnknown.into());
                self.look_for_session(run);
            }
            PageUrl::Callback { .. } => {
                self.startup.proceed(run, Step::DiscoveringForCallback);
                if let Some(metadata) = metadata {
                    self.startup_discovered(Ok(&metadata));
                }
            }
        }
    }

    pub(crate) fn startup_discovered(&mut self, result: Result<&Rc<Metadata>, &DiscoveryError>) {
        let is_callback = matches!(self.startup, Startup::Running { step: Step::DiscoveringForCallback, .. });
        let Some(run) = self.startup.take_at(&[Step::Discovering, Step::DiscoveringForCallback]) else {
            return;
        };
        match result {
            Ok(metadata) if is_callback => self.take_up_callback(run, Rc::clone(metadata)),
            Ok(metadata) => self.look_silently(run, Rc::clone(metadata)),
            Err(error) => self.settle_failed(run, error.clone().into()),
        }
    }

    /// A session has come meanwhile, from another tab or another sign-in.
    pub(crate) fn startup_overtaken_by_session(&mut self) {
        let steps = [Step::Restoring, Step::Turn, Step::Discovering, Step::Looking];
        if let Some(run) = self.startup.take_at(&steps) {
            self.call_off_startup();
            self.startup.proceed(run, Step::Renewing);
        }
    }

    /// Settles a run that waited for a session to be renewed, once it is known what came of that.
    pub(crate) fn settle_renewed_startup(&mut self) {
        let is_over = match &self.session {
            Session::Active(active) => {
                let expired = active.remaining(self.now(), &self.clock).is_zero();
                let is_under_way = active
                    .renewal
                    .as_ref()
                    .is_some_and(|renewal| !matches!(renewal.stage, RenewalStage::Waiting { .. }));
                !expired || !is_under_way
            }
            Session::Absent(_) | Session::Ended { .. } => true,
        };
        if is_over && let Some(run) = self.startup.take_at(&[Step::Renewing]) {
            self.settle(run, None);
        }
    }

    /// The page was not left after all.
    pub(crate) fn startup_departure_failed(&mut self, error: AuthError) {
        if let Some(run) = self.startup.take_at(&[Step::Departing]) {
            self.settle_failed(run, error);
        }
    }

    /// Ends a run because the user signs out.
    pub(crate) fn startup_overtaken_by_sign_out(&mut self) {
        self.call_off_startup();
        if let Startup::Running { run, .. } = core::mem::replace(&mut self.startup, Startup::Settled) {
            self.settle(run, Some(SignedOutReason::ByUser));
        }
        self.startup = Startup::Settled;
    }

    /// Lets go of what a run waits for.
    fn call_off_startup(&mut self) {
        self.forget_besides(beside::Asker::Startup);
        self.forget_where(&|task| match &task.work {
            Work::Recall(_) | Work::Restore => true,
            work => work.grant().is_some_and(|grant| grant.asker == grant::Asker::Startup),
        });
    }

    /// Reads the session that was kept, if the application has chosen that one is.
    fn restore(&mut self, run: Box<Run>) {
        match self.config.storage().own_area() {
            Some(area) if matches!(self.session, Session::Absent(_)) => {
                let key = self.session_key();
                let store = self.store(area, StoreCommand::Read { key });
                self.wait_for(Awaited::Stored, store, Work::Restore);
                self.startup.proceed(run, Step::Restoring);
            }
            _ => self.look_for_session(run),
        }
    }

    pub(crate) fn restored(&mut self, kept: Option<SecretText>) {
        let Some(run) = self.startup.take_at(&[Step::Restoring]) else { return };
        match kept.and_then(|text| KeptSession::read(&text, self.read_json)) {
            Some(kept) => {
                self.startup.proceed(run, Step::Renewing);
                self.take_up_kept(kept);
            }
            None => self.look_for_session(run),
        }
    }

    fn look_for_session(&mut self, mut run: Box<Run>) {
        if run.on_load == OnLoad::CallbackOnly && matches!(self.session, Session::Absent(_)) {
            let reason = run.failure.take().map_or(SignedOutReason::NoSession, SignedOutReason::Failed);
            return self.settle(run, Some(reason));
        }
        if matches!(self.session, Session::Active(_)) {
            return self.startup.proceed(run, Step::Renewing);
        }
        self.startup.proceed(run, Step::Turn);
        self.take_turn(Purpose::Look);
    }

    /// It is this tab's turn, and no other has a session.
    pub(crate) fn startup_turn_came(&mut self) {
        let Some(run) = self.startup.take_at(&[Step::Turn]) else {
            return self.leave_turn();
        };
        match self.metadata() {
            Some(metadata) => self.look_silently(run, metadata),
            None => self.startup.proceed(run, Step::Discovering),
        }
    }

    fn replace_url(&mut self, run: &mut Run, url: SecretUrl) {
        run.page_url = url.clone();
        self.output(Output::ReplaceUrl { url });
    }

    /// Somebody has signed in.
    fn settle_signed_in(&mut self, mut run: Box<Run>) {
        if let Some(failure) = run.failure.take() {
            self.emit(Event::Noticed(failure));
        }
        self.settle(run, None);
    }

    fn settle_failed(&mut self, run: Box<Run>, error: AuthError) {
        self.settle(run, Some(SignedOutReason::Failed(error)));
    }

    /// Ends a run. `start()` itself fails only if it cannot be told whether there is a session; else it answers with
    /// the state, which has the error in it.
    #[expect(clippy::boxed_local, reason = "all who call this have it in a box")]
    fn settle(&mut self, run: Box<Run>, reason: Option<SignedOutReason>) {
        let mut failure = None;
        self.leave_turn_of(Purpose::Look);
        self.startup = match (run.on_load, &reason) {
            (OnLoad::CallbackOnly, Some(_)) | (_, Some(SignedOutReason::Failed(_))) => Startup::Failed,
            _ => Startup::Settled,
        };
        if let Some(SignedOutReason::Failed(error)) = &reason
            && !matches!(error, AuthError::Callback(_) | AuthError::Silent(_))
        {
            failure = Some(error.clone());
        }
        if let (Some(reason), Session::Absent(_)) = (reason, &self.session) {
            self.session = Session::Absent(reason);
        }
        for call in run.calls {
            match &failure {
                Some(error) => self.answer(call, Err(error.clone())),
                None => self.answer_started(call, run.brought.clone()),
            }
        }
        for wish in run.wishes {
            match &failure {
                Some(error) => self.answer(wish.call, Err(error.clone())),
                None => self.access_token(wish),
            }
        }
    }
}
