//! Looking for a session at the provider, in a hidden frame.

use std::rc::Rc;

use crate::authorization::Manner;
use crate::beside::{self, Window, is_no_session};
use crate::departure::Caller;
use crate::discovery::Metadata;
use crate::grant::Granted;
use crate::io::OnLoad;
use crate::session::{Session, SignedOutReason};
use crate::startup::{Run, Step};
use crate::{AuthError, Event, Machine};

impl Machine {
    pub(super) fn look_silently(&mut self, run: Box<Run>, metadata: Rc<Metadata>) {
        if self.config.silent_redirect_uri().is_none() {
            return self.settle_without_session(run);
        }
        let page_url = run.page_url.clone();
        let manner = Manner::Silent(Box::default());
        self.startup.proceed(run, Step::Looking);
        self.sign_in_beside(beside::Asker::Startup, Window::Frame, metadata, page_url, manner);
    }

    pub(crate) fn startup_beside_done(&mut self, result: Result<Box<Granted>, AuthError>) {
        let Some(mut run) = self.startup.take_at(&[Step::Looking]) else { return };
        match self.open_session(result) {
            Ok(()) => self.settle_signed_in(run),
            Err(error) if is_no_session(&error) => self.settle_without_session(run),
            // Some browsers and content filters block hidden frames for good; leaving the page still works there.
            Err(AuthError::Silent(failure))
                if run.failure.is_none() && run.on_load == OnLoad::SignInRequired =>
            {
                self.emit(Event::Noticed(failure.into()));
                self.settle_without_session(run);
            }
            Err(error @ AuthError::Silent(_)) => {
                let error = run.failure.take().unwrap_or(error);
                self.settle_failed(run, error);
            }
            Err(error) => self.settle_failed(run, error),
        }
    }

    fn settle_without_session(&mut self, mut run: Box<Run>) {
        if let Some(failure) = run.failure.take() {
            self.settle_failed(run, failure);
        } else if run.on_load == OnLoad::SignInRequired && !matches!(self.session, Session::Ended { .. }) {
            let page_url = run.page_url.clone();
            self.leave_turn();
            self.startup.proceed(run, Step::Departing);
            self.depart_to_sign_in(Caller::Startup, &page_url, Box::default());
        } else {
            self.settle(run, Some(SignedOutReason::NoSession));
        }
    }
}
