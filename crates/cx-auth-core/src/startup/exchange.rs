//! The code exchange of a start, and the session that comes of it.

use std::rc::Rc;

use crate::discovery::Metadata;
use crate::error::{AuthErrorCode, IdTokenError, TokenRequestError};
use crate::io::{HttpFailure, RequestId, Response};
use crate::login::exchange;
use crate::login::transaction::Transaction;
use crate::secret::AuthorizationCode;
use crate::session::{ActiveSession, Session};
use crate::startup::{Run, Step, Way};
use crate::verify::id_token::{Expectations, IdToken, Origin};
use crate::{AuthError, Event, Machine, Timestamp};

impl Machine {
    pub(super) fn exchange(
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
                self.settle(*run, None);
            }
            Err(error) => {
                let error = AuthError::Exchange(error);
                // The code was used before, in a copy of this tab or by the back button: the provider may well have
                // the session that came of it.
                if way == Way::Callback && error.code() == AuthErrorCode::CodeRefused {
                    run.failure = Some(error);
                    self.look_for_session(run, metadata);
                } else {
                    self.settle_failed(*run, error);
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
        let mut tokens = exchange::read(result, self.read_json)?;
        let raw_id_token = tokens.id_token.take().ok_or(IdTokenError::Missing)?;
        let expected = Expectations {
            issuer: self.config.issuer(),
            client_id: self.config.client_id(),
            origin: Origin::SignIn { nonce: &nonce },
            read_json: self.read_json,
        };
        let received = self.moment.now();
        let id_token = IdToken::verify(raw_id_token.secret(), &expected, &mut self.clock, sent, received)?;
        let metadata = Rc::clone(metadata);
        let active = ActiveSession::begin(
            metadata,
            tokens,
            raw_id_token,
            id_token,
            nonce,
            &self.clock,
            self.read_json,
        );
        if !self.user().is_some_and(|user| user.is_same_as(&active.user)) {
            self.emit(Event::UserChanged(Some(active.user.clone())));
        }
        self.session = Session::Active(Box::new(active));
        self.emit_tokens_renewed();
        Ok(())
    }
}
