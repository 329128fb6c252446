//! Silent sign-in: `prompt=none` in a hidden frame (OpenID Connect Core 1.0, section 3.1.2.1).

use std::rc::Rc;

use crate::discovery::Metadata;
use crate::error::{AuthErrorCode, CallbackError};
use crate::io::{FrameFailure, OnLoad, RequestId};
use crate::login::authorize;
use crate::login::callback::PageUrl;
use crate::login::transaction::Transaction;
use crate::secret::{AuthorizationCode, SecretUrl};
use crate::session::{Session, SignedOutReason};
use crate::startup::{Run, Step, Way};
use crate::{AuthError, Event, Machine, Output};

impl Machine {
    /// Looks for a session at the provider, in a hidden frame.
    pub(super) fn look_for_session(&mut self, run: Box<Run>, metadata: Rc<Metadata>) {
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
                Err(error) => self.settle_failed(*run, error),
            },
            // Some browsers and content filters block hidden frames for good; leaving the page still works there.
            Err(failure) if run.failure.is_none() && run.on_load == OnLoad::SignInRequired => {
                self.emit(Event::Noticed(failure.into()));
                self.settle_without_session(run, metadata);
            }
            Err(failure) => {
                let error = run.failure.take().unwrap_or(failure.into());
                self.settle_failed(*run, error);
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

    pub(super) fn settle_without_session(&mut self, mut run: Box<Run>, metadata: Rc<Metadata>) {
        if let Some(failure) = run.failure.take() {
            self.settle_failed(*run, failure);
        } else if run.on_load == OnLoad::SignInRequired && !matches!(self.session, Session::Ended { .. }) {
            let page_url = run.page_url.clone();
            self.startup.proceed(run, Step::Departing);
            self.depart_from_start(page_url, &metadata);
        } else {
            self.settle(*run, Some(SignedOutReason::NoSession));
        }
    }
}

/// Whether the provider says that it would have to ask the user (OpenID Connect Core 1.0, section 3.1.2.6).
fn is_no_session(error: &AuthError) -> bool {
    matches!(error.code(), AuthErrorCode::LoginRequired | AuthErrorCode::InteractionRequired)
}
