//! Sign-in beside the page, which stays as it is: in a hidden frame without the user (`prompt=none`, OpenID Connect Core
//! 1.0, section 3.1.2.1), or in a popup with them.
//!
//! Both arrive at the silent redirect page, whose script hands its address to this page.

use std::rc::Rc;

use crate::authorization::{Authorized, Manner};
use crate::discovery::Metadata;
use crate::error::{AuthErrorCode, CallbackError, TokenRequestError};
use crate::grant::{self, GrantFailure, Granted};
use crate::io::{FrameFailure, PopupFailure, RequestId};
use crate::login::callback::PageUrl;
use crate::login::transaction::Transaction;
use crate::secret::{SecretText, SecretUrl};
use crate::task::{Awaited, Task, Work};
use crate::verify::assurance::Assurance;
use crate::{AuthError, ConfigError, Machine, Output};

/// A sign-in beside the page, under way.
#[derive(Debug)]
pub(crate) struct Beside {
    asker: Asker,
    window: Window,
    stage: Stage,
}

/// Who is told what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// `start()`
    Startup,
    /// The renewal of a session that the server ended, perhaps for a lost answer's sake.
    Renewal,
    /// `recover()` or `signInWithPopup()`
    Recovery,
}

/// Where the provider's page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Window {
    /// Nowhere.
    Frame,
    /// In a popup, which was opened under this id.
    Popup(RequestId),
}

#[derive(Debug)]
enum Stage {
    /// The URL is being made.
    Authorizing,
    /// The provider has its say.
    Away { metadata: Rc<Metadata>, transaction: Box<Transaction> },
    /// The code is exchanged.
    Exchanging { brought: Brought },
}

/// What the application is told of the sign-in itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    /// The application's own value.
    pub(crate) app_state: Option<SecretText>,
    /// What became of the action that it asked for.
    pub(crate) action_status: Option<String>,
}

impl Machine {
    /// Begins a sign-in beside the page at this URL; its result is delivered to the asker, perhaps before this returns.
    pub(crate) fn sign_in_beside(
        &mut self,
        asker: Asker,
        window: Window,
        metadata: Rc<Metadata>,
        page_url: SecretUrl,
        mut manner: Manner,
    ) {
        let Some(redirect_uri) = self.config.silent_redirect_uri().map(str::to_owned) else {
            self.close(window);
            return self.beside_failed(asker, ConfigError::SilentRedirectUriMissing.into());
        };
        let now = self.now();
        let (Manner::Interactive(options) | Manner::Silent(options)) = &mut manner;
        let app_state = options.app_state.take();
        let mut assurance = Assurance::asked(&self.config, options, self.read_json);
        if asker == Asker::Renewal {
            // It goes on with a session that is there, and that one grows older by right.
            assurance.max_age = None;
        }
        let transaction = Transaction::begin(
            self.moment.entropy(),
            &self.config,
            now,
            redirect_uri,
            page_url,
            assurance,
            app_state,
        );
        let id = self.new_id();
        let beside = Box::new(Beside { asker, window, stage: Stage::Authorizing });
        self.wait(Awaited::Authorization(id), None, Work::Beside(beside));
        self.authorize(id, true, metadata, Box::new(transaction), &manner);
        self.want_keys();
    }

    /// Calls off what this asker has under way.
    pub(crate) fn forget_besides(&mut self, asker: Asker) {
        let is_meant = |task: &Task| matches!(&task.work, Work::Beside(beside) if beside.asker == asker);
        while let Some(Task { awaited, work: Work::Beside(beside), .. }) = self.take_where(&is_meant) {
            self.close(beside.window);
            self.call_off(awaited);
        }
    }

    pub(crate) fn beside_authorized(
        &mut self,
        mut beside: Box<Beside>,
        result: Result<Authorized, AuthError>,
    ) {
        let Authorized { metadata, transaction, url } = match result {
            Ok(authorized) => authorized,
            Err(error) => {
                self.close(beside.window);
                return self.beside_failed(beside.asker, error);
            }
        };
        beside.stage = Stage::Away { metadata, transaction };
        match beside.window {
            Window::Frame => {
                let frame = self.new_pending();
                self.output(Output::Frame { id: frame.id, url, timeout: self.config.timeout() });
                self.wait_for(Awaited::Frame, frame, Work::Beside(beside));
            }
            Window::Popup(id) => {
                self.output(Output::PopupTo { id, url });
                self.wait(Awaited::Popup(id), None, Work::Beside(beside));
            }
        }
    }

    pub(crate) fn frame_answered(&mut self, id: RequestId, result: Result<SecretUrl, FrameFailure>) {
        if let Some(Work::Beside(beside)) = self.take(Awaited::Frame(id)) {
            self.arrived(*beside, result.map_err(AuthError::Silent));
        }
    }

    pub(crate) fn popup_answered(&mut self, id: RequestId, result: Result<SecretUrl, PopupFailure>) {
        let is_meant =
            |task: &Task| matches!(&task.work, Work::Beside(beside) if beside.window == Window::Popup(id));
        match self.take_where(&is_meant) {
            Some(Task { awaited, work: Work::Beside(beside), .. }) => {
                // It may have been closed before it had an address.
                self.call_off(awaited);
                self.arrived(*beside, result.map_err(AuthError::Popup));
            }
            _ => self.recovery_popup_answered(id, result),
        }
    }

    pub(crate) fn beside_granted(&mut self, id: RequestId, result: Result<Box<Granted>, GrantFailure>) {
        let Some(Work::Beside(beside)) = self.take(Awaited::Grant(id)) else { return };
        let Beside { asker, stage: Stage::Exchanging { brought }, .. } = *beside else { return };
        self.beside_done(asker, result.map_err(|failure| AuthError::exchange(failure.error)), brought);
    }

    pub(crate) fn arrived(&mut self, beside: Beside, result: Result<SecretUrl, AuthError>) {
        let Beside { asker, window, stage } = beside;
        self.close(window);
        let result = match stage {
            Stage::Away { metadata, transaction } => {
                result.and_then(|url| self.take_up_arrival(&url, &metadata, *transaction))
            }
            _ => Err(result.err().unwrap_or(CallbackError::StateUnknown.into())),
        };
        match result {
            Ok((grant, brought)) => {
                let beside = Box::new(Beside { asker, window, stage: Stage::Exchanging { brought } });
                self.wait(Awaited::Grant(grant), None, Work::Beside(beside));
            }
            Err(error) => self.beside_failed(asker, error),
        }
    }

    fn take_up_arrival(
        &mut self,
        url: &SecretUrl,
        metadata: &Rc<Metadata>,
        mut transaction: Transaction,
    ) -> Result<(RequestId, Brought), AuthError> {
        let PageUrl::Callback { answer, .. } = PageUrl::read(url.secret(), &self.config) else {
            return Err(CallbackError::StateMissing.into());
        };
        let mut answer = answer?;
        if answer.state != transaction.state {
            return Err(CallbackError::StateUnknown.into());
        }
        let brought =
            Brought { app_state: transaction.app_state.take(), action_status: answer.action_status.take() };
        Ok((self.redeem(metadata, transaction, answer, grant::Asker::Beside)?, brought))
    }

    fn beside_failed(&mut self, asker: Asker, error: AuthError) {
        self.beside_done(asker, Err(error), Brought::default());
    }

    fn beside_done(&mut self, asker: Asker, result: Result<Box<Granted>, AuthError>, brought: Brought) {
        match asker {
            Asker::Startup => self.startup_beside_done(result),
            Asker::Renewal => self.renewal_beside_done(result),
            Asker::Recovery => self.recovery_beside_done(result, &brought),
        }
    }

    fn close(&mut self, window: Window) {
        if let Window::Popup(id) = window {
            self.output(Output::PopupClose { id });
        }
    }
}

/// Whether the provider would have to ask the user: it says so (OpenID Connect Core 1.0, section 3.1.2.6), or the session
/// that it has is none that suffices.
pub(crate) fn is_no_session(error: &AuthError) -> bool {
    matches!(
        error.code(),
        AuthErrorCode::LoginRequired
            | AuthErrorCode::InteractionRequired
            | AuthErrorCode::InsufficientAuthentication
    )
}

/// Whether trying again may help: the provider did not say no, it could not be asked. `reachable`: it was just now.
pub(crate) fn is_inconclusive(error: &AuthError, reachable: bool) -> bool {
    match error {
        AuthError::Silent(_) => !reachable,
        AuthError::Discovery(_) => true,
        AuthError::Exchange(error) => {
            !matches!(**error, TokenRequestError::Refused(_) | TokenRequestError::IdToken(_))
        }
        AuthError::Pushed(error) => !matches!(**error, TokenRequestError::Refused(_)),
        _ => false,
    }
}
