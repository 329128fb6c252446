//! What `start()` sets off: take up the callback the page was opened with, else look for a session silently, else
//! settle, or leave for the sign-in page if the application wants that.
//!
//! Two rules keep it from looping. It leaves the page only if the page was not opened with an answer of the
//! provider's, good or bad, and nothing went wrong before. And a session that the server ended is never followed by
//! a navigation: the application decides when.

use core::time::Duration;
use std::rc::Rc;

use crate::discovery::Metadata;
use crate::error::{
    AuthErrorCode, CallbackError, DepartureError, DiscoveryError, IdTokenError, TokenRequestError,
};
use crate::io::{
    Answer, CallId, FrameFailure, HttpFailure, OnLoad, RequestId, Response, Start, StorageFailure,
    StoreCommand,
};
use crate::login::authorize;
use crate::login::callback::{CallbackAnswer, PageUrl};
use crate::login::exchange;
use crate::login::transaction::{self, Transaction, Transactions};
use crate::secret::{AuthorizationCode, SecretText, SecretUrl};
use crate::session::{ActiveSession, Pending, Session, SignedOutReason};
use crate::url::UrlParts;
use crate::verify::id_token::{Expectations, IdToken, Origin};
use crate::{AuthError, Event, Machine, Output, Timestamp};

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
            Err(error) => return self.settle_failed(run, error.into()),
        };
        match PageUrl::read(run.page_url.secret(), self.config.issuer()) {
            PageUrl::Callback { answer: Ok(answer), stripped } => {
                let key = transaction::storage_key(self.config.client_id(), self.config.issuer());
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

    /// Takes up what the storage gave, if that is awaited here; gives the result back if not.
    pub(crate) fn startup_stored(
        &mut self,
        id: RequestId,
        result: Result<Option<SecretText>, StorageFailure>,
    ) -> Option<Result<Option<SecretText>, StorageFailure>> {
        let is_meant = |step: &Step| matches!(step, Step::Recalling { .. }) && step.awaits(id);
        let Some((mut run, Step::Recalling { metadata, answer, stripped, .. })) =
            self.startup.take_if(is_meant)
        else {
            return Some(result);
        };
        match self.recall(&mut run, &metadata, answer, stripped, result) {
            Ok((code, transaction)) => self.exchange(run, metadata, &code, transaction, Way::Callback),
            Err(error) => {
                run.failure = Some(error);
                self.look_for_session(run, metadata);
            }
        }
        None
    }

    /// Finds the sign-in that a callback belongs to, uses it up, and checks the answer against it.
    fn recall(
        &mut self,
        run: &mut Run,
        metadata: &Metadata,
        answer: CallbackAnswer,
        stripped: SecretUrl,
        stored: Result<Option<SecretText>, StorageFailure>,
    ) -> Result<(AuthorizationCode, Transaction), AuthError> {
        let taken = stored.map(|stored| {
            let mut transactions = Transactions::recall(stored.as_ref());
            transactions.take(&answer.state).map(|transaction| (transaction, transactions))
        });
        let (transaction, rest) = match taken {
            Ok(Some(found)) => found,
            Ok(None) => {
                self.replace_url(run, stripped);
                return Err(CallbackError::StateUnknown.into());
            }
            Err(failure) => {
                self.replace_url(run, stripped);
                return Err(DepartureError::Storage(failure).into());
            }
        };
        let key = transaction::storage_key(self.config.client_id(), self.config.issuer());
        // Nobody waits for the result: if it fails, the code can still be used only once, by the server's doing.
        self.store(match rest.to_stored() {
            Some(value) => StoreCommand::Write { key, value },
            None => StoreCommand::Remove { key },
        });
        let return_url = transaction.return_url.clone();
        let same_origin = origin(&return_url) == origin(&stripped);
        self.replace_url(run, if same_origin { return_url } else { stripped });
        run.app_state = transaction.app_state.clone();

        if transaction.is_expired(self.now()) {
            return Err(CallbackError::Expired.into());
        }
        let always_named = metadata.authorization_response_iss_parameter_supported;
        answer.check_issuer(self.config.issuer(), always_named)?;
        let code = answer.outcome.map_err(CallbackError::Refused)?;
        Ok((code, transaction))
    }

    fn exchange(
        &mut self,
        run: Box<Run>,
        metadata: Rc<Metadata>,
        code: &AuthorizationCode,
        transaction: Transaction,
        way: Way,
    ) {
        let client_id = self.config.client_id();
        let form = exchange::code_form(code, &transaction.verifier, &transaction.redirect_uri, client_id);
        let request = self.post_form(&metadata.token_endpoint, form);
        let sent = self.now();
        self.startup
            .proceed(run, Step::Exchanging { request, sent, metadata, nonce: transaction.nonce, way });
    }

    /// Takes up an HTTP answer, if it is awaited here; gives it back if not.
    pub(crate) fn startup_http_answered(
        &mut self,
        id: RequestId,
        result: Result<Response, HttpFailure>,
    ) -> Option<Result<Response, HttpFailure>> {
        let is_meant = |step: &Step| matches!(step, Step::Exchanging { .. }) && step.awaits(id);
        let Some((mut run, Step::Exchanging { sent, metadata, nonce, way, .. })) =
            self.startup.take_if(is_meant)
        else {
            return Some(result);
        };
        match self.open_session(result, sent, &metadata, nonce) {
            Ok(()) => {
                if let Some(failure) = run.failure.take() {
                    self.emit(Event::Noticed(failure));
                }
                self.settle(run, None);
            }
            Err(error) => {
                let error = AuthError::Exchange(error);
                // The code was used before, in a copy of this tab or by the back button: the provider may well have
                // the session that came of it.
                if way == Way::Callback && error.code() == AuthErrorCode::CodeRefused {
                    run.failure = Some(error);
                    self.look_for_session(run, metadata);
                } else {
                    self.settle_failed(run, error);
                }
            }
        }
        None
    }

    fn open_session(
        &mut self,
        result: Result<Response, HttpFailure>,
        sent: Timestamp,
        metadata: &Rc<Metadata>,
        nonce: String,
    ) -> Result<(), TokenRequestError> {
        let mut tokens = exchange::read(result)?;
        let raw_id_token = tokens.id_token.take().ok_or(IdTokenError::Missing)?;
        let expected = Expectations {
            issuer: self.config.issuer(),
            client_id: self.config.client_id(),
            origin: Origin::SignIn { nonce: &nonce },
        };
        let received = self.moment.now();
        let id_token = IdToken::verify(raw_id_token.secret(), &expected, &mut self.clock, sent, received)?;
        let metadata = Rc::clone(metadata);
        let active = ActiveSession::begin(metadata, tokens, raw_id_token, id_token, nonce, &self.clock);
        if !self.user().is_some_and(|user| user.is_same_as(&active.user)) {
            self.emit(Event::UserChanged(Some(active.user.clone())));
        }
        self.session = Session::Active(Box::new(active));
        self.emit_tokens_renewed();
        Ok(())
    }

    /// Looks for a session at the provider, in a hidden frame.
    fn look_for_session(&mut self, run: Box<Run>, metadata: Rc<Metadata>) {
        let Some(redirect_uri) = self.config.silent_redirect_uri().map(str::to_owned) else {
            return self.settle_without_session(run, metadata);
        };
        let now = self.now();
        let page_url = run.page_url.clone();
        let transaction = Transaction::begin(self.moment.entropy(), now, redirect_uri, page_url, None);
        let url = authorize::silent(&self.config, &metadata, &transaction);
        let frame = self.new_pending();
        self.output(Output::Frame { id: frame.id, url, timeout: self.config.timeout() });
        self.startup.proceed(run, Step::Framing { frame, metadata, transaction });
    }

    pub(crate) fn frame_answered(&mut self, id: RequestId, result: Result<SecretUrl, FrameFailure>) {
        let is_meant = |step: &Step| matches!(step, Step::Framing { .. }) && step.awaits(id);
        let Some((mut run, Step::Framing { metadata, transaction, .. })) = self.startup.take_if(is_meant)
        else {
            return;
        };
        match result {
            Ok(url) => match self.read_frame(&url, &metadata, &transaction) {
                Ok(code) => self.exchange(run, metadata, &code, transaction, Way::Silent),
                Err(error) if is_no_session(&error) => self.settle_without_session(run, metadata),
                Err(error) => self.settle_failed(run, error),
            },
            // Some browsers and content filters block hidden frames for good; leaving the page still works there.
            Err(failure) if run.failure.is_none() && run.on_load == OnLoad::SignInRequired => {
                self.emit(Event::Noticed(failure.into()));
                self.settle_without_session(run, metadata);
            }
            Err(failure) => {
                let error = run.failure.take().unwrap_or(failure.into());
                self.settle_failed(run, error);
            }
        }
    }

    fn read_frame(
        &self,
        url: &SecretUrl,
        metadata: &Metadata,
        transaction: &Transaction,
    ) -> Result<AuthorizationCode, AuthError> {
        let PageUrl::Callback { answer, .. } = PageUrl::read(url.secret(), self.config.issuer()) else {
            return Err(CallbackError::StateMissing.into());
        };
        let answer = answer?;
        if answer.state != transaction.state {
            return Err(CallbackError::StateUnknown.into());
        }
        answer.check_issuer(self.config.issuer(), metadata.authorization_response_iss_parameter_supported)?;
        Ok(answer.outcome.map_err(CallbackError::Refused)?)
    }

    fn settle_without_session(&mut self, mut run: Box<Run>, metadata: Rc<Metadata>) {
        if let Some(failure) = run.failure.take() {
            self.settle_failed(run, failure);
        } else if run.on_load == OnLoad::SignInRequired && !matches!(self.session, Session::Ended { .. }) {
            let page_url = run.page_url.clone();
            self.startup.proceed(run, Step::Departing);
            self.depart_from_start(page_url, &metadata);
        } else {
            self.settle(run, Some(SignedOutReason::NoSession));
        }
    }

    /// The page was not left after all.
    pub(crate) fn startup_departure_failed(&mut self, error: AuthError) {
        if let Some((run, _)) = self.startup.take_if(|step| matches!(step, Step::Departing)) {
            self.settle_failed(run, error);
        }
    }

    /// Ends a run because the user signs out.
    pub(crate) fn startup_overtaken_by_sign_out(&mut self) {
        if let Some((run, _)) = self.startup.take_if(|_| true) {
            self.settle(run, Some(SignedOutReason::ByUser));
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

    fn settle_failed(&mut self, run: Box<Run>, error: AuthError) {
        self.settle(run, Some(SignedOutReason::Failed(error)));
    }

    /// Ends a run. `start()` itself fails only if it cannot be told whether there is a session; else it answers with
    /// the state, which has the error in it.
    fn settle(&mut self, run: Box<Run>, reason: Option<SignedOutReason>) {
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
            self.access_token(call, min_validity);
        }
    }
}

/// Whether the provider says that it would have to ask the user (OpenID Connect Core 1.0, section 3.1.2.6).
fn is_no_session(error: &AuthError) -> bool {
    matches!(error.code(), AuthErrorCode::LoginRequired | AuthErrorCode::InteractionRequired)
}

fn origin(url: &SecretUrl) -> &str {
    UrlParts::of(url.secret()).origin()
}
