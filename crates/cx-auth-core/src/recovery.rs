//! Signing in without leaving the page: `recover()` and `signInWithPopup()`.
//!
//! A page with a live call on it must stay. The ways to get the session back are tried in the order that the application
//! gave: silently, in a popup, and only if it says so by leaving the page.

use std::collections::VecDeque;
use std::rc::Rc;

use crate::authorization::Manner;
use crate::beside::{self, Brought, Window};
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
    ways: VecDeque<Way>,
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
        let ways = ways.into();
        let stage = Stage::Away;
        let recovery = Recovery { calls: vec![call], page_url, options, ways, is_demanded, stage };
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
                self.recovery_failed(recovery, &error.clone().into());
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
            Ok(()) => self.recovered(recovery, brought),
            Err(error) => self.try_next_way(recovery, error),
        }
    }

    /// The popup was blocked, or closed before it had an address.
    pub(crate) fn recovery_popup_answered(&mut self, id: RequestId, result: Result<SecretUrl, PopupFailure>) {
        let is_meant = |recovery: &mut Recovery| recovery.stage == Stage::Discovering(Window::Popup(id));
        if let Some(recovery) = self.recovery.take_if(is_meant) {
            self.try_next_way(recovery, result.err().unwrap_or(PopupFailure::Closed).into());
        }
    }

    pub(crate) fn recovery_departure_failed(&mut self, error: &AuthError) {
        if let Some(recovery) = self.recovery.take_if(|recovery| recovery.stage == Stage::Departing) {
            self.recovery_failed(recovery, error);
        }
    }

    /// A session has come meanwhile, from another tab or another sign-in.
    pub(crate) fn recovery_overtaken_by_session(&mut self) {
        if let Some(recovery) = self.recovery.take_if(|recovery| !recovery.is_demanded) {
            self.forget_besides(beside::Asker::Recovery);
            self.recovered(recovery, &Brought::default());
        }
    }

    /// The user signs out instead.
    pub(crate) fn recovery_overtaken_by_sign_out(&mut self) {
        if let Some(recovery) = self.recovery.take() {
            self.forget_besides(beside::Asker::Recovery);
            self.recovered(recovery, &Brought::default());
        }
    }

    fn try_next_way(&mut self, mut recovery: Recovery, error: AuthError) {
        let window = match recovery.ways.pop_front() {
            None => return self.recovery_failed(recovery, &error),
            Some(Way::Silent) => Window::Frame,
            Some(Way::Popup) => {
                // At once, while the browser still remembers the click.
                let id = self.new_id();
                self.output(Output::PopupOpen { id });
                Window::Popup(id)
            }
            Some(Way::Redirect) => {
                let (page_url, options) = (recovery.page_url.clone(), recovery.options.clone());
                self.recovery = Some(Recovery { stage: Stage::Departing, ..recovery });
                return self.depart_from_recovery(&page_url, options);
            }
        };
        match self.metadata() {
            Some(metadata) => self.go_beside(recovery, window, metadata),
            None => self.recovery = Some(Recovery { stage: Stage::Discovering(window), ..recovery }),
        }
    }

    fn go_beside(&mut self, recovery: Recovery, window: Window, metadata: Rc<Metadata>) {
        let page_url = recovery.page_url.clone();
        let options = recovery.options.clone();
        let manner = match window {
            Window::Frame => Manner::Silent(options),
            Window::Popup(_) => Manner::Interactive(options),
        };
        self.recovery = Some(Recovery { stage: Stage::Away, ..recovery });
        self.sign_in_beside(beside::Asker::Recovery, window, metadata, page_url, manner);
    }

    fn recovered(&mut self, recovery: Recovery, brought: &Brought) {
        for call in recovery.calls {
            self.answer_started(call, brought.clone());
        }
    }

    fn recovery_failed(&mut self, recovery: Recovery, error: &AuthError) {
        for call in recovery.calls {
            self.answer(call, Err(error.clone()));
        }
    }

    pub(crate) fn answer_started(&mut self, call: CallId, brought: Brought) {
        let state = self.current_state();
        let Brought { app_state, action_status } = brought;
        self.answer(call, Ok(Answer::Started { state, app_state, action_status }));
    }
}
