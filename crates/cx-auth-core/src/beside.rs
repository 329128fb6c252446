//! Sign-in beside the page, which stays as it is: in a hidden frame without the user (`prompt=none`, OpenID Connect Core
//! 1.0, section 3.1.2.1), or in a popup with them.
//!
//! Both arrive at the silent redirect page, whose script hands its address to this page.

use std::rc::Rc;

use crate::authorization::{self, Authorized, Manner};
use crate::discovery::Metadata;
use crate::error::{AuthErrorCode, CallbackError, TokenRequestError};
use crate::grant::{self, Demand, GrantFailure, GrantId, Granted};
use crate::io::{FrameFailure, PopupFailure, RequestId};
use crate::login::callback::PageUrl;
use crate::login::exchange;
use crate::login::transaction::Transaction;
use crate::secret::{AuthorizationCode, SecretText, SecretUrl};
use crate::session::Pending;
use crate::verify::assurance::Assurance;
use crate::{AuthError, ConfigError, Machine, Output, Timestamp};

/// A sign-in beside the page, under way.
#[derive(Debug)]
pub(crate) struct Beside {
    id: RequestId,
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
    Away { frame: Option<Pending>, metadata: Rc<Metadata>, transaction: Box<Transaction> },
    /// The code is exchanged.
    Exchanging { grant: GrantId, nonce: String, brought: Brought },
}

/// A sign-in that succeeded.
#[derive(Debug)]
pub(crate) struct SignedIn {
    pub(crate) granted: Granted,
    pub(crate) nonce: String,
    pub(crate) brought: Brought,
}

/// What the application is told of the sign-in itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Brought {
    /// The application's own value.
    pub(crate) app_state: Option<SecretText>,
    /// What became of the action that it asked for.
    pub(crate) action_status: Option<String>,
}

impl Beside {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.frame().map(|frame| frame.deadline)
    }

    fn frame(&self) -> Option<Pending> {
        match &self.stage {
            Stage::Away { frame, .. } => *frame,
            Stage::Authorizing | Stage::Exchanging { .. } => None,
        }
    }
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
            return self.beside_done(asker, Err(ConfigError::SilentRedirectUriMissing.into()));
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
        self.besides.push(Beside { id, asker, window, stage: Stage::Authorizing });
        self.authorize(authorization::Asker::Beside(id), metadata, Box::new(transaction), &manner);
        self.want_keys();
    }

    /// Calls off what this asker has under way.
    pub(crate) fn forget_besides(&mut self, asker: Asker) {
        for beside in core::mem::take(&mut self.besides) {
            if beside.asker != asker {
                self.besides.push(beside);
                continue;
            }
            self.close(beside.window);
            match beside.stage {
                Stage::Authorizing => self.forget_authorization(authorization::Asker::Beside(beside.id)),
                Stage::Exchanging { grant, .. } => self.forget_grant(grant),
                Stage::Away { .. } => {}
            }
        }
    }

    pub(crate) fn beside_authorized(&mut self, id: RequestId, result: Result<Authorized, AuthError>) {
        let Some(beside) = self.take_beside(|beside| beside.id == id) else { return };
        let Authorized { metadata, transaction, url } = match result {
            Ok(authorized) => authorized,
            Err(error) => return self.fail_beside(beside, error),
        };
        let frame = match beside.window {
            Window::Frame => {
                let frame = self.new_pending();
                self.output(Output::Frame { id: frame.id, url, timeout: self.config.timeout() });
                Some(frame)
            }
            Window::Popup(id) => {
                self.output(Output::PopupTo { id, url });
                None
            }
        };
        self.besides.push(Beside { stage: Stage::Away { frame, metadata, transaction }, ..beside });
    }

    pub(crate) fn frame_answered(&mut self, id: RequestId, result: Result<SecretUrl, FrameFailure>) {
        let beside = self.take_beside(|beside| beside.frame().is_some_and(|frame| frame.id == id));
        if let Some(beside) = beside {
            self.arrived(beside, result.map_err(AuthError::Silent));
        }
    }

    pub(crate) fn popup_answered(&mut self, id: RequestId, result: Result<SecretUrl, PopupFailure>) {
        match self.take_beside(|beside| beside.window == Window::Popup(id)) {
            Some(beside) => self.arrived(beside, result.map_err(AuthError::Popup)),
            None => self.recovery_popup_answered(id, result),
        }
    }

    pub(crate) fn beside_granted(&mut self, id: GrantId, result: Result<Granted, GrantFailure>) {
        let is_meant =
            |beside: &Beside| matches!(&beside.stage, Stage::Exchanging { grant, .. } if *grant == id);
        let Some(beside) = self.take_beside(is_meant) else { return };
        let Stage::Exchanging { nonce, brought, .. } = beside.stage else { return };
        let result = result
            .map(|granted| SignedIn { granted, nonce, brought })
            .map_err(|failure| AuthError::Exchange(failure.error));
        self.beside_done(beside.asker, result);
    }

    pub(crate) fn give_up_overdue_besides(&mut self) {
        let now = self.now();
        let is_overdue = |beside: &Beside| beside.frame().is_some_and(|frame| frame.is_overdue(now));
        while let Some(beside) = self.take_beside(is_overdue) {
            self.arrived(beside, Err(FrameFailure::Timeout.into()));
        }
    }

    fn arrived(&mut self, beside: Beside, result: Result<SecretUrl, AuthError>) {
        self.close(beside.window);
        let Stage::Away { metadata, transaction, .. } = beside.stage else {
            // A popup that was closed before it had an address.
            let error = result.err().unwrap_or(CallbackError::StateUnknown.into());
            self.forget_authorization(authorization::Asker::Beside(beside.id));
            return self.beside_done(beside.asker, Err(error));
        };
        let arrival = result.and_then(|url| self.read_arrival(&url, &metadata, &transaction));
        let (code, action_status) = match arrival {
            Ok(arrival) => arrival,
            Err(error) => return self.beside_done(beside.asker, Err(error)),
        };
        let form = exchange::code_form(
            &code,
            &transaction.verifier,
            &transaction.redirect_uri,
            self.config.client_id(),
        );
        let demand = Demand::sign_in(&transaction);
        let grant = self.ask_for_tokens(&metadata, form, demand, grant::Asker::Beside);
        let brought = Brought { app_state: transaction.app_state, action_status };
        let stage = Stage::Exchanging { grant, nonce: transaction.nonce, brought };
        self.besides.push(Beside { id: beside.id, asker: beside.asker, window: beside.window, stage });
    }

    fn read_arrival(
        &self,
        url: &SecretUrl,
        metadata: &Metadata,
        transaction: &Transaction,
    ) -> Result<(AuthorizationCode, Option<String>), AuthError> {
        let PageUrl::Callback { answer, .. } = PageUrl::read(url.secret(), &self.config) else {
            return Err(CallbackError::StateMissing.into());
        };
        let answer = answer?;
        if answer.state != transaction.state {
            return Err(CallbackError::StateUnknown.into());
        }
        answer.check_issuer(self.config.issuer(), metadata.authorization_response_iss_parameter_supported)?;
        Ok((answer.outcome.map_err(CallbackError::Refused)?, answer.action_status))
    }

    fn fail_beside(&mut self, beside: Beside, error: AuthError) {
        self.close(beside.window);
        self.beside_done(beside.asker, Err(error));
    }

    fn beside_done(&mut self, asker: Asker, result: Result<SignedIn, AuthError>) {
        match asker {
            Asker::Startup => self.startup_beside_done(result),
            Asker::Renewal => self.renewal_beside_done(result),
            Asker::Recovery => self.recovery_beside_done(result),
        }
    }

    fn close(&mut self, window: Window) {
        if let Window::Popup(id) = window {
            self.output(Output::PopupClose { id });
        }
    }

    fn take_beside(&mut self, is_meant: impl FnMut(&Beside) -> bool) -> Option<Beside> {
        let index = self.besides.iter().position(is_meant)?;
        Some(self.besides.remove(index))
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
        AuthError::Exchange(TokenRequestError::Refused(_) | TokenRequestError::IdToken(_))
        | AuthError::Pushed(TokenRequestError::Refused(_)) => false,
        AuthError::Exchange(_) | AuthError::Pushed(_) => true,
        _ => false,
    }
}
