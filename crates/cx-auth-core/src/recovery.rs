//! Signing in without leaving the page: `recover()` and `signInWithPopup()`.
//!
//! A page with a live call on it must stay. The ways to get the session back are tried in the order that the application
//! gave: silently, in a popup, and only if it says so by leaving the page.

use std::rc::Rc;
use std::vec;

use crate::authorization::Manner;
use crate::beside::{self, Brought, Window};
use crate::departure::Caller;
use crate::discovery::Metadata;
use crate::error::{DepartureError, DiscoveryError};
use crate::grant::Granted;
use crate::io::{Answer, CallId, PopupFailure, RequestId, SignInBeside, SignInOptions, Way};
use crate::secret::SecretUrl;
use crate::session::Session;
use crate::{AuthError, Machine, Output};

/// A sign-in beside the page that the application waits for.
#[derive(Debug)]
pub(crate) struct Recovery {
    calls: Vec<CallId>,
    page_url: SecretUrl,
    options: Box<SignInOptions>,
    /// What is to be tried yet.
    ways: vec::IntoIter<Way>,
    /// A session that is there is not enough.
    is_demanded: bool,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// The provider's metadata is awaited, to go on in this window.
    Discovering(Window),
    /// The provider has its say.
    Away,
    /// The page is about to be left.
    Departing,
}

impl Machine {
    pub(crate) fn recover(&mut self, sign_in: SignInBeside) {
        let SignInBeside { call, page_url, options, ways, is_demanded } = sign_in;
        if !is_demanded && matches!(self.session, Session::Active(_)) {
            return self.answer_started(call, Brought::default());
        }
        if let Some(recovery) = &mut self.recovery {
            recovery.calls.push(call);
            return;
        }
        let ways = ways.into_iter();
        let stage = Stage::Away;
        let recovery = Box::new(Recovery { calls: vec![call], page_url, options, ways, is_demanded, stage });
        let error = DepartureError::Abandoned.into();
        self.try_next_way(recovery, error);
    }

    pub(crate) fn recovery_discovered(&mut self, result: Result<&Rc<Metadata>, &DiscoveryError>) {
        let Some(recovery) =
            self.recovery.take_if(|recovery| matches!(recovery.stage, Stage::Discovering(_)))
        else {
            return;
        };
        let Stage::Discovering(window) = recovery.stage else { return };
        match result {
            Ok(metadata) => self.go_beside(recovery, window, Rc::clone(metadata)),
            Err(error) => {
                if let Window::Popup(id) = window {
                    self.output(Output::PopupClose { id });
                }
                self.end_recovery(recovery, Err(&error.clone().into()));
            }
        }
    }

    pub(crate) fn recovery_beside_done(
        &mut self,
        result: Result<Box<Granted>, AuthError>,
        brought: &Brought,
    ) {
        let Some(recovery) = self.recovery.take() else { return };
        match self.open_session(result) {
            Ok(()) => self.end_recovery(recovery, Ok(brought)),
            Err(error) => self.try_next_way(recovery, error),
        }
    }

    /// The popup was blocked, or closed before it had an address.
    pub(crate) fn recovery_popup_answered(&mut self, id: RequestId, result: Result<SecretUrl, PopupFailure>) {
        let is_meant = |recovery: &mut Box<Recovery>| recovery.stage == Stage::Discovering(Window::Popup(id));
        if let Some(recovery) = self.recovery.take_if(is_meant) {
            self.try_next_way(recovery, result.err().unwrap_or(PopupFailure::Closed).into());
        }
    }

    pub(crate) fn recovery_departure_failed(&mut self, error: &AuthError) {
        if let Some(recovery) = self.recovery.take_if(|recovery| recovery.stage == Stage::Departing) {
            self.end_recovery(recovery, Err(error));
        }
    }

    /// A session has come meanwhile, from another tab or another sign-in.
    pub(crate) fn recovery_overtaken_by_session(&mut self) {
        if let Some(recovery) = self.recovery.take_if(|recovery| !recovery.is_demanded) {
            self.forget_besides(beside::Asker::Recovery);
            self.end_recovery(recovery, Ok(&Brought::default()));
        }
    }

    /// The user signs out instead.
    pub(crate) fn recovery_overtaken_by_sign_out(&mut self) {
        if let Some(recovery) = self.recovery.take() {
            self.forget_besides(beside::Asker::Recovery);
            self.end_recovery(recovery, Ok(&Brought::default()));
        }
    }

    fn try_next_way(&mut self, mut recovery: Box<Recovery>, error: AuthError) {
        let window = match recovery.ways.next() {
            None => return self.end_recovery(recovery, Err(&error)),
            Some(Way::Silent) => Window::Frame,
            Some(Way::Popup) => {
                // At once, while the browser still remembers the click.
                let id = self.new_id();
                self.output(Output::PopupOpen { id });
                Window::Popup(id)
            }
            Some(Way::Redirect) => {
                let (page_url, options) = (recovery.page_url.clone(), recovery.options.clone());
                recovery.stage = Stage::Departing;
                self.recovery = Some(recovery);
                return self.depart_to_sign_in(Caller::Recovery, &page_url, options);
            }
        };
        match self.metadata() {
            Some(metadata) => self.go_beside(recovery, window, metadata),
            None => {
                recovery.stage = Stage::Discovering(window);
                self.recovery = Some(recovery);
            }
        }
    }

    fn go_beside(&mut self, mut recovery: Box<Recovery>, window: Window, metadata: Rc<Metadata>) {
        let page_url = recovery.page_url.clone();
        let options = recovery.options.clone();
        let manner = match window {
            Window::Frame => Manner::Silent(options),
            Window::Popup(_) => Manner::Interactive(options),
        };
        recovery.stage = Stage::Away;
        self.recovery = Some(recovery);
        self.sign_in_beside(beside::Asker::Recovery, window, metadata, page_url, manner);
    }

    #[expect(clippy::boxed_local, reason = "all who call this have it in a box")]
    fn end_recovery(&mut self, recovery: Box<Recovery>, result: Result<&Brought, &AuthError>) {
        for call in recovery.calls {
            match result {
                Ok(brought) => self.answer_started(call, brought.clone()),
                Err(error) => self.answer(call, Err(error.clone())),
            }
        }
    }

    pub(crate) fn answer_started(&mut self, call: CallId, brought: Brought) {
        let state = self.current_state();
        let Brought { app_state, action_status } = brought;
        self.answer(call, Ok(Answer::Started { state, app_state, action_status }));
    }
}
