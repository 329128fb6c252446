//! Leaving the page for the provider: to sign in, or to end the session there.
//!
//! Before a sign-in leaves, what its return needs is written to the session storage, and only when that is certain
//! the page is left.

use core::time::Duration;
use std::rc::Rc;

use crate::authorization::{self, Authorized, Manner};
use crate::discovery::Metadata;
use crate::error::{DepartureError, DiscoveryError};
use crate::io::{
    Answer, CallId, ForgetScope, RequestId, SignIn, SignInOptions, SignOut, StorageArea, StorageFailure,
    StoreCommand,
};
use crate::login::callback::PageUrl;
use crate::login::transaction::{self, Transaction, Transactions};
use crate::provider_call::Revocation;
use crate::secret::{SecretText, SecretUrl};
use crate::session::Pending;
use crate::url::UrlParts;
use crate::verify::assurance::Assurance;
use crate::{AuthError, ConfigError, Machine, Output, Timestamp, config, logout};

/// A sign-in or sign-out that is about to leave the page.
#[derive(Debug)]
pub(crate) struct Departure {
    caller: Caller,
    stage: Stage,
}

/// Who is told if the page is not left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Caller {
    Call(CallId),
    /// Who only wants the URL, and leaves by other means.
    Url(CallId),
    Startup,
    Recovery,
}

#[derive(Debug)]
enum Stage {
    /// The provider's metadata is awaited.
    Discovering(Intent),
    /// The URL of a sign-in is being made.
    Authorizing(RequestId),
    /// The other sign-ins under way are read.
    Reading { store: Pending, transaction: Box<Transaction>, url: SecretUrl },
    /// This one is written beside them.
    Writing { store: Pending, url: SecretUrl },
    /// The browser should be leaving.
    Leaving { navigation: Pending },
}

/// What to leave for.
#[derive(Debug)]
enum Intent {
    SignIn { transaction: Box<Transaction>, options: Box<SignInOptions> },
    SignOut { id_token: Option<SecretText>, revocation: Option<Revocation>, return_to: String, state: String },
}

impl Departure {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.pending().map(|pending| pending.deadline)
    }

    fn pending(&self) -> Option<Pending> {
        match &self.stage {
            Stage::Discovering(_) | Stage::Authorizing(_) => None,
            Stage::Reading { store: pending, .. }
            | Stage::Writing { store: pending, .. }
            | Stage::Leaving { navigation: pending } => Some(*pending),
        }
    }
}

impl Machine {
    pub(crate) fn sign_in(&mut self, sign_in: SignIn) {
        let caller = Caller::Call(sign_in.call);
        match self.begin_sign_in(&sign_in.page_url, sign_in.options) {
            Ok(intent) => self.depart(caller, intent),
            Err(error) => self.departure_failed(caller, error.into()),
        }
    }

    /// Makes the URL of a sign-in, for an application that leaves by itself.
    pub(crate) fn make_authorization_url(&mut self, sign_in: SignIn) {
        let caller = Caller::Url(sign_in.call);
        match self.begin_sign_in(&sign_in.page_url, sign_in.options) {
            Ok(intent) => self.depart(caller, intent),
            Err(error) => self.departure_failed(caller, error.into()),
        }
    }

    /// Forgets the session without leaving the page.
    pub(crate) fn forget(&mut self, call: CallId, scope: ForgetScope) {
        self.forget_session_at(scope);
        self.answer(call, Ok(Answer::Done));
    }

    /// Signs in because there was no other way left to recover.
    pub(crate) fn depart_from_recovery(&mut self, page_url: &SecretUrl, options: SignInOptions) {
        match self.begin_sign_in(page_url, options) {
            Ok(intent) => self.depart(Caller::Recovery, intent),
            Err(error) => self.departure_failed(Caller::Recovery, error.into()),
        }
    }

    /// Signs in because `start()` was told that it is required.
    pub(crate) fn depart_from_start(&mut self, page_url: SecretUrl, metadata: &Rc<Metadata>) {
        match self.begin_sign_in(&page_url, SignInOptions::default()) {
            Ok(intent) => self.depart_knowing(Caller::Startup, intent, metadata),
            Err(error) => self.departure_failed(Caller::Startup, error.into()),
        }
    }

    fn begin_sign_in(
        &mut self,
        page_url: &SecretUrl,
        mut options: SignInOptions,
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
        Ok(Intent::SignIn { transaction: Box::new(transaction), options: Box::new(options) })
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
        self.departures.retain(|departure| matches!(departure.caller, Caller::Call(_) | Caller::Url(_)));
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
        match self.metadata() {
            Some(metadata) => self.depart_knowing(caller, intent, &metadata),
            None => self.departures.push(Departure { caller, stage: Stage::Discovering(intent) }),
        }
    }

    pub(crate) fn departures_discovered(&mut self, result: Result<Rc<Metadata>, DiscoveryError>) {
        for departure in core::mem::take(&mut self.departures) {
            match (departure.stage, &result) {
                (Stage::Discovering(intent), Ok(metadata)) => {
                    self.depart_knowing(departure.caller, intent, metadata);
                }
                (Stage::Discovering(_), Err(error)) => {
                    self.departure_failed(departure.caller, error.clone().into())
                }
                (stage, _) => self.departures.push(Departure { caller: departure.caller, stage }),
            }
        }
    }

    fn depart_knowing(&mut self, caller: Caller, intent: Intent, metadata: &Rc<Metadata>) {
        match intent {
            Intent::SignIn { transaction, options } => {
                let id = self.new_id();
                self.departures.push(Departure { caller, stage: Stage::Authorizing(id) });
                let asker = authorization::Asker::Departure(id);
                self.authorize(asker, Rc::clone(metadata), transaction, &Manner::Interactive(options));
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

    pub(crate) fn departure_authorized(&mut self, id: RequestId, result: Result<Authorized, AuthError>) {
        let is_meant =
            |departure: &Departure| matches!(departure.stage, Stage::Authorizing(other) if other == id);
        let Some(index) = self.departures.iter().position(is_meant) else { return };
        let Departure { caller, .. } = self.departures.remove(index);
        match result {
            Ok(Authorized { transaction, url, .. }) => {
                let key = self.storage_key();
                let store = self.store(StorageArea::Session, StoreCommand::Read { key });
                let stage = Stage::Reading { store, transaction, url };
                self.departures.push(Departure { caller, stage });
            }
            Err(error) => self.departure_failed(caller, error),
        }
    }

    pub(crate) fn departure_stored(
        &mut self,
        id: RequestId,
        result: Result<Option<SecretText>, StorageFailure>,
    ) {
        let is_meant = |departure: &Departure| match &departure.stage {
            Stage::Reading { store, .. } | Stage::Writing { store, .. } => store.id == id,
            Stage::Discovering(_) | Stage::Authorizing(_) | Stage::Leaving { .. } => false,
        };
        let Some(index) = self.departures.iter().position(is_meant) else { return };
        let Departure { caller, stage } = self.departures.remove(index);
        match (stage, result) {
            (_, Err(failure)) => self.departure_failed(caller, DepartureError::Storage(failure).into()),
            (Stage::Reading { transaction, url, .. }, Ok(stored)) => {
                let mut transactions = Transactions::recall(stored.as_ref());
                if !matches!(caller, Caller::Url(_)) && transactions.is_loop(self.now()) {
                    return self.departure_failed(caller, DepartureError::Loop.into());
                }
                transactions.add(&transaction, self.now());
                let value = transactions.to_stored().expect("one was just added");
                let key = self.storage_key();
                let store = self.store(StorageArea::Session, StoreCommand::Write { key, value });
                self.departures.push(Departure { caller, stage: Stage::Writing { store, url } });
            }
            (Stage::Writing { url, .. }, Ok(_)) => match caller {
                Caller::Url(call) => self.answer(call, Ok(Answer::Url(url))),
                _ => self.leave(caller, url),
            },
            (Stage::Discovering(_) | Stage::Authorizing(_) | Stage::Leaving { .. }, Ok(_)) => {}
        }
    }

    fn leave(&mut self, caller: Caller, url: SecretUrl) {
        let navigation = Pending { id: self.new_id(), deadline: self.now().plus(PATIENCE) };
        self.output(Output::Navigate { id: navigation.id, url });
        self.departures.push(Departure { caller, stage: Stage::Leaving { navigation } });
    }

    pub(crate) fn navigation_failed(&mut self, id: RequestId) {
        self.abandon_departures(|navigation| navigation.id == id);
    }

    /// The page came back from the back/forward cache, so whatever was leaving it did not.
    pub(crate) fn departures_abandoned(&mut self) {
        self.abandon_departures(|_| true);
    }

    pub(crate) fn give_up_overdue_departures(&mut self) {
        let now = self.now();
        self.abandon_departures(|navigation| navigation.is_overdue(now));
        let overdue: Vec<RequestId> = self
            .departures
            .iter()
            .filter_map(Departure::pending)
            .filter(|pending| pending.is_overdue(now))
            .map(|pending| pending.id)
            .collect();
        for id in overdue {
            self.departure_stored(id, Err(StorageFailure::Denied));
        }
    }

    fn abandon_departures(&mut self, is_abandoned: impl Fn(&Pending) -> bool) {
        for departure in core::mem::take(&mut self.departures) {
            match &departure.stage {
                Stage::Leaving { navigation } if is_abandoned(navigation) => {
                    self.departure_failed(departure.caller, DepartureError::Abandoned.into());
                }
                _ => self.departures.push(departure),
            }
        }
    }

    fn departure_failed(&mut self, caller: Caller, error: AuthError) {
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

/// How long the browser may take to leave: a provider under load answers late, and until then the page still lives.
const PATIENCE: Duration = Duration::from_secs(30);
