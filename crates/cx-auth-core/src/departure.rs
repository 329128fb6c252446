//! Leaving the page for the provider: to sign in, or to end the session there.
//!
//! Before a sign-in leaves, what its return needs is written to the session storage, and only when that is certain
//! the page is left.

use core::time::Duration;
use std::rc::Rc;

use crate::authorization::{Authorized, Manner};
use crate::discovery::Metadata;
use crate::error::DepartureError;
use crate::io::{
    Answer, CallId, ForgetScope, RequestId, SignInOptions, SignOut, StorageArea, StorageFailure, StoreCommand,
};
use crate::login::callback::PageUrl;
use crate::login::transaction::{self, Transaction, Transactions};
use crate::provider_call::Revocation;
use crate::secret::{SecretText, SecretUrl};
use crate::session::Pending;
use crate::task::{Awaited, Task, Work};
use crate::url::UrlParts;
use crate::verify::assurance::Assurance;
use crate::{AuthError, ConfigError, Machine, Output, config, logout};

/// A sign-in or sign-out that is about to leave the page.
#[derive(Debug)]
pub(crate) struct Departure {
    pub(crate) caller: Caller,
    stage: Stage,
}

/// Who is told if the page is not left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Caller {
    Call(CallId),
    /// Who only wants the URL, and leaves by other means.
    Url(CallId),
    /// `start()`, which was told that a sign-in is required.
    Startup,
    /// A sign-in beside the page that has no other way left.
    Recovery,
}

#[derive(Debug)]
enum Stage {
    /// The provider's metadata is awaited.
    Discovering(Intent),
    /// The URL of a sign-in is being made.
    Authorizing,
    /// The other sign-ins under way are read.
    Reading { transaction: Box<Transaction>, url: SecretUrl },
    /// This one is written beside them.
    Writing { url: SecretUrl },
    /// What was changed is written down first, and other tabs are told: a page that leaves may take that with it.
    Telling { url: SecretUrl },
    /// The browser should be leaving.
    Leaving,
}

/// What to leave for.
#[derive(Debug)]
enum Intent {
    SignIn { transaction: Box<Transaction>, options: Box<SignInOptions> },
    SignOut { id_token: Option<SecretText>, revocation: Option<Revocation>, return_to: String, state: String },
}

impl Machine {
    /// Leaves for the sign-in page, or makes its URL for an application that leaves by itself.
    pub(crate) fn depart_to_sign_in(
        &mut self,
        caller: Caller,
        page_url: &SecretUrl,
        options: Box<SignInOptions>,
    ) {
        match self.begin_sign_in(page_url, options) {
            Ok(intent) => self.depart(caller, intent),
            Err(error) => self.departure_failed(caller, error.into()),
        }
    }

    /// Forgets the session without leaving the page: that may be left once it is said to be done.
    pub(crate) fn forget(&mut self, call: CallId, scope: ForgetScope) {
        self.forget_session_at(scope);
        self.wait(Awaited::Written, Some(self.now().plus(TELLING_TIME)), Work::TellForgotten(call));
        self.go_on_written();
    }

    fn begin_sign_in(
        &mut self,
        page_url: &SecretUrl,
        mut options: Box<SignInOptions>,
    ) -> Result<Intent, ConfigError> {
        let page_url = self.without_our_parameters(page_url);
        let (redirect_uri, return_url) = match options.redirect_uri.take() {
            // Whoever says where to return to means it.
            Some(uri) => (config::checked_redirect_uri(uri.clone())?, SecretUrl::new(uri)),
            None => (self.default_redirect_uri(&page_url), page_url),
        };
        let now = self.now();
        let app_state = options.app_state.take();
        let assurance = Assurance::asked(&self.config, &options, self.read_json);
        let transaction = Transaction::begin(
            self.moment.entropy(),
            &self.config,
            now,
            redirect_uri,
            return_url,
            assurance,
            app_state,
        );
        Ok(Intent::SignIn { transaction: Box::new(transaction), options })
    }

    pub(crate) fn sign_out(&mut self, sign_out: SignOut) {
        let caller = Caller::Call(sign_out.call);
        let return_to = match sign_out.redirect_uri.map(config::checked_redirect_uri).transpose() {
            Ok(Some(uri)) => uri,
            Ok(None) => match self.config.post_logout_redirect_uri() {
                Some(uri) => uri.to_owned(),
                None => self.default_redirect_uri(&sign_out.page_url),
            },
            Err(error) => return self.departure_failed(caller, error.into()),
        };
        self.forget_where(&|task| {
            matches!(&task.work, Work::Departure(departure) if !matches!(departure.caller, Caller::Call(_) | Caller::Url(_)))
        });
        let state = logout::state(self.moment.entropy());
        let revocation = self.revocation();
        let id_token = self.forget_session_at(ForgetScope::Everywhere);
        self.depart(caller, Intent::SignOut { id_token, revocation, return_to, state });
    }

    fn default_redirect_uri(&self, page_url: &SecretUrl) -> String {
        match self.config.redirect_uri() {
            Some(uri) => uri.to_owned(),
            None => UrlParts::of(page_url.secret()).base.to_owned(),
        }
    }

    fn without_our_parameters(&self, page_url: &SecretUrl) -> SecretUrl {
        match PageUrl::read(page_url.secret(), &self.config) {
            PageUrl::Callback { stripped, .. } | PageUrl::SignedOut { stripped } => SecretUrl::new(stripped),
            PageUrl::Plain | PageUrl::Foreign => page_url.clone(),
        }
    }

    fn depart(&mut self, caller: Caller, intent: Intent) {
        let departure = Departure { caller, stage: Stage::Discovering(intent) };
        match self.metadata() {
            Some(metadata) => self.depart_knowing(departure, &metadata),
            None => self.wait(Awaited::Metadata, None, Work::Departure(Box::new(departure))),
        }
    }

    pub(crate) fn depart_knowing(&mut self, departure: Departure, metadata: &Rc<Metadata>) {
        let Departure { caller, stage: Stage::Discovering(intent) } = departure else { return };
        match intent {
            Intent::SignIn { transaction, options } => {
                let id = self.new_id();
                let departure = Box::new(Departure { caller, stage: Stage::Authorizing });
                self.wait(Awaited::Authorization(id), None, Work::Departure(departure));
                self.authorize(id, false, Rc::clone(metadata), transaction, &Manner::Interactive(options));
            }
            Intent::SignOut { id_token, revocation, return_to, state } => {
                match &metadata.end_session_endpoint {
                    Some(endpoint) => {
                        let url = logout::end_session_url(
                            endpoint,
                            &self.config,
                            id_token.as_ref(),
                            &return_to,
                            &state,
                        );
                        self.leave(caller, url);
                    }
                    None => match (caller, revocation) {
                        (Caller::Call(call), Some(revocation)) => self.revoke_for_sign_out(call, revocation),
                        _ => self.departure_failed(caller, DepartureError::SignOutUnsupported.into()),
                    },
                }
            }
        }
    }

    pub(crate) fn departure_authorized(&mut self, caller: Caller, result: Result<Authorized, AuthError>) {
        match result {
            Ok(Authorized { transaction, url, .. }) => {
                let key = self.storage_key();
                let store = self.store(StorageArea::Session, StoreCommand::Read { key });
                let departure = Departure { caller, stage: Stage::Reading { transaction, url } };
                self.wait_for(Awaited::Stored, store, Work::Departure(Box::new(departure)));
            }
            Err(error) => self.departure_failed(caller, error),
        }
    }

    pub(crate) fn departure_stored(
        &mut self,
        departure: Departure,
        result: Result<Option<SecretText>, StorageFailure>,
    ) {
        let Departure { caller, stage } = departure;
        match (stage, result) {
            (_, Err(failure)) => self.departure_failed(caller, DepartureError::Storage(failure).into()),
            (Stage::Reading { transaction, url }, Ok(stored)) => {
                let mut transactions = Transactions::recall(stored.as_ref());
                if !matches!(caller, Caller::Url(_)) && transactions.is_loop(self.now()) {
                    return self.departure_failed(caller, DepartureError::Loop.into());
                }
                transactions.add(&transaction, self.now());
                let value = transactions.to_stored().expect("one was just added");
                let key = self.storage_key();
                let store = self.store(StorageArea::Session, StoreCommand::Write { key, value });
                let departure = Departure { caller, stage: Stage::Writing { url } };
                self.wait_for(Awaited::Stored, store, Work::Departure(Box::new(departure)));
            }
            (Stage::Writing { url }, Ok(_)) => match caller {
                Caller::Url(call) => self.answer(call, Ok(Answer::Url(url))),
                _ => self.leave(caller, url),
            },
            (Stage::Discovering(_) | Stage::Authorizing | Stage::Telling { .. } | Stage::Leaving, Ok(_)) => {}
        }
    }

    fn leave(&mut self, caller: Caller, url: SecretUrl) {
        let departure = Box::new(Departure { caller, stage: Stage::Telling { url } });
        self.wait(Awaited::Written, Some(self.now().plus(TELLING_TIME)), Work::Departure(departure));
        self.go_on_written();
    }

    /// Goes on with what waits for changes to be written down, if they are.
    pub(crate) fn go_on_written(&mut self) {
        while self.tabs.is_written()
            && let Some(work) = self.take(Awaited::Written)
        {
            match work {
                Work::Departure(departure) => self.departure_overdue(&departure),
                Work::TellForgotten(call) => self.answer(call, Ok(Answer::Done)),
                _ => {}
            }
        }
    }

    fn navigate(&mut self, caller: Caller, url: SecretUrl) {
        let navigation = Pending { id: self.new_id(), deadline: self.now().plus(PATIENCE) };
        self.output(Output::Navigate { id: navigation.id, url });
        let departure = Departure { caller, stage: Stage::Leaving };
        self.wait_for(Awaited::Navigation, navigation, Work::Departure(Box::new(departure)));
    }

    pub(crate) fn navigation_failed(&mut self, id: RequestId) {
        if let Some(Work::Departure(departure)) = self.take(Awaited::Navigation(id)) {
            self.departure_overdue(&departure);
        }
    }

    /// The page came back from the back/forward cache, so whatever was leaving it did not.
    pub(crate) fn departures_abandoned(&mut self) {
        let is_leaving = |task: &Task| matches!(task.awaited, Awaited::Navigation(_));
        while let Some(Task { work: Work::Departure(departure), .. }) = self.take_where(&is_leaving) {
            self.departure_overdue(&departure);
        }
    }

    /// What it waited for does not come, or is no longer waited for.
    pub(crate) fn departure_overdue(&mut self, departure: &Departure) {
        let error = match &departure.stage {
            Stage::Telling { url } => return self.navigate(departure.caller, url.clone()),
            Stage::Leaving => DepartureError::Abandoned,
            _ => DepartureError::Storage(StorageFailure::Denied),
        };
        self.departure_failed(departure.caller, error.into());
    }

    pub(crate) fn departure_failed(&mut self, caller: Caller, error: AuthError) {
        match caller {
            Caller::Call(call) | Caller::Url(call) => self.answer(call, Err(error)),
            Caller::Startup => self.startup_departure_failed(error),
            Caller::Recovery => self.recovery_departure_failed(&error),
        }
    }

    pub(crate) fn storage_key(&self) -> String {
        transaction::storage_key(self.config.client_id(), self.config.issuer())
    }
}

/// How long other tabs may be told before the page is left all the same.
const TELLING_TIME: Duration = Duration::from_secs(1);

/// How long the browser may take to leave: a provider under load answers late, and until then the page still lives.
const PATIENCE: Duration = Duration::from_secs(30);
