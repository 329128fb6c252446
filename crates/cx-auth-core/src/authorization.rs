//! From a sign-in that is wanted to the URL that begins it: the one pipeline for leaving the page, hidden frames and
//! popups.
//!
//! What must happen before the URL is known (a proof key's thumbprint, a pushed request) is a stage here; whoever asked is
//! told once, good or bad, and at once if nothing must.

use std::rc::Rc;

use crate::discovery::Metadata;
use crate::error::{DiscoveryError, TokenRequestError};
use crate::inquiry::{Content, Reply};
use crate::io::{CryptoFailure, RequestId, Response, SignInOptions};
use crate::login::transaction::Transaction;
use crate::login::{authorize, exchange};
use crate::secret::{SecretText, SecretUrl};
use crate::{AuthError, Json, Machine, Timestamp, url};

/// A sign-in whose URL is in the making.
#[derive(Debug)]
pub(crate) struct Authorization {
    asker: Asker,
    metadata: Rc<Metadata>,
    transaction: Box<Transaction>,
    /// What is asked of the provider.
    request: SecretText,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// The key that tokens will be bound to is awaited.
    AwaitingKey { deadline: Timestamp },
    /// The request is with the provider (RFC 9126).
    Pushing { inquiry: RequestId },
}

/// Who asked, under which id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A sign-in that leaves the page.
    Departure(RequestId),
    /// A sign-in beside the page.
    Beside(RequestId),
}

/// What is asked of the provider.
#[derive(Debug)]
pub(crate) enum Manner {
    /// A sign-in that the user takes part in.
    Interactive(Box<SignInOptions>),
    /// `prompt=none`: succeeds if the provider has a session, and one of the kind that these ask for.
    Silent(Box<SignInOptions>),
}

/// A sign-in that can begin.
#[derive(Debug)]
pub(crate) struct Authorized {
    pub(crate) metadata: Rc<Metadata>,
    pub(crate) transaction: Box<Transaction>,
    pub(crate) url: SecretUrl,
}

impl Authorization {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::AwaitingKey { deadline } => Some(*deadline),
            // The inquiry has its own.
            Stage::Pushing { .. } => None,
        }
    }
}

impl Machine {
    /// Makes the URL that begins this sign-in; delivered to the asker, perhaps before this returns.
    pub(crate) fn authorize(
        &mut self,
        asker: Asker,
        metadata: Rc<Metadata>,
        transaction: Box<Transaction>,
        manner: &Manner,
    ) {
        let request = SecretText::new(authorize::request(&self.config, &metadata, &transaction, manner));
        let deadline = self.new_deadline();
        let stage = Stage::AwaitingKey { deadline };
        self.name_key(Authorization { asker, metadata, transaction, request, stage });
    }

    /// Forgets a URL in the making: it is no longer wanted.
    pub(crate) fn forget_authorization(&mut self, asker: Asker) {
        self.take_authorization(|authorization| authorization.asker == asker);
    }

    /// The proof key is known, or it failed.
    pub(crate) fn authorizations_have_key(&mut self, failure: Option<CryptoFailure>) {
        let is_meant =
            |authorization: &Authorization| matches!(authorization.stage, Stage::AwaitingKey { .. });
        while let Some(authorization) = self.take_authorization(is_meant) {
            match failure {
                Some(failure) => {
                    let error = AuthError::Exchange(failure.into());
                    self.authorized(authorization.asker, Err(error));
                }
                None => self.name_key(authorization),
            }
        }
    }

    /// Takes up a reply, if a pushed request waits for it; gives it back if not.
    pub(crate) fn authorization_pushed(&mut self, id: RequestId, reply: Reply) -> Option<Reply> {
        let is_meant = |authorization: &Authorization| matches!(&authorization.stage, Stage::Pushing { inquiry } if *inquiry == id);
        let Some(authorization) = self.take_authorization(is_meant) else { return Some(reply) };
        let result = reply.result.map_err(TokenRequestError::from);
        match result.and_then(|response| self.read_pushed(&response)) {
            Ok(request_uri) => {
                let mut parameters = url::parameters();
                parameters
                    .append_pair("client_id", self.config.client_id())
                    .append_pair("request_uri", &request_uri);
                self.begin_at(authorization, &parameters.finish());
            }
            Err(error) => self.authorized(authorization.asker, Err(AuthError::Pushed(error))),
        }
        None
    }

    pub(crate) fn give_up_overdue_authorizations(&mut self) {
        let now = self.now();
        let is_overdue =
            |authorization: &Authorization| authorization.deadline().is_some_and(|deadline| deadline <= now);
        while let Some(authorization) = self.take_authorization(is_overdue) {
            let error = AuthError::Exchange(CryptoFailure::Unavailable.into());
            self.authorized(authorization.asker, Err(error));
        }
    }

    /// Says which key the tokens will be bound to, so that the code is of no use to another (RFC 9449, section 10). Not
    /// over a page that is loaded anew and may have another key.
    fn name_key(&mut self, mut authorization: Authorization) {
        if self.wants_proofs() {
            match self.proof_key_thumbprint() {
                None => {
                    self.authorizations.push(authorization);
                    return self.want_proof_key();
                }
                Some((thumbprint, is_kept)) => {
                    if is_kept || matches!(authorization.asker, Asker::Beside(_)) {
                        let mut request = authorization.request.into_secret();
                        request.push_str("&dpop_jkt=");
                        request.push_str(thumbprint);
                        authorization.request = SecretText::new(request);
                    }
                }
            }
        }
        self.push_request(authorization);
    }

    /// Pushes the request to the provider, if it wants that.
    fn push_request(&mut self, mut authorization: Authorization) {
        let metadata = &authorization.metadata;
        if !metadata.require_pushed_authorization_requests && !self.config.pushes_requests() {
            let request = core::mem::replace(&mut authorization.request, SecretText::new(""));
            return self.begin_at(authorization, request.secret());
        }
        match metadata.pushed_authorization_request_endpoint.clone() {
            Some(endpoint) => {
                let inquiry = self.inquire(&endpoint, Content::Form(authorization.request.clone()));
                authorization.stage = Stage::Pushing { inquiry };
                self.authorizations.push(authorization);
            }
            None => {
                let error = DiscoveryError::NotUnderstood("no endpoint to push authorization requests to");
                self.authorized(authorization.asker, Err(error.into()));
            }
        }
    }

    /// The name of the request at the provider (RFC 9126, section 2.2).
    fn read_pushed(&self, response: &Response) -> Result<String, TokenRequestError> {
        if !matches!(response.status, 200 | 201) {
            return Err(exchange::read_failure(response.status, response.body.secret(), self.read_json));
        }
        let json = (self.read_json)(response.body.secret());
        let request_uri = json.as_ref().and_then(|json| json.get("request_uri")).and_then(Json::as_text);
        let request_uri = request_uri.filter(|uri| !uri.is_empty()).map(str::to_owned);
        request_uri.ok_or(TokenRequestError::NotUnderstood("not the JSON of a pushed request"))
    }

    fn begin_at(&mut self, authorization: Authorization, query: &str) {
        let Authorization { asker, metadata, transaction, .. } = authorization;
        let url = SecretUrl::new(url::with_query(&metadata.authorization_endpoint, query));
        self.authorized(asker, Ok(Authorized { metadata, transaction, url }));
    }

    fn authorized(&mut self, asker: Asker, result: Result<Authorized, AuthError>) {
        match asker {
            Asker::Departure(id) => self.departure_authorized(id, result),
            Asker::Beside(id) => self.beside_authorized(id, result),
        }
    }

    /// Takes out what is in the making, and calls off what it waits for.
    fn take_authorization(&mut self, is_meant: impl Fn(&Authorization) -> bool) -> Option<Authorization> {
        let index = self.authorizations.iter().position(is_meant)?;
        let authorization = self.authorizations.remove(index);
        if let Stage::Pushing { inquiry } = authorization.stage {
            self.forget_inquiry(inquiry);
        }
        Some(authorization)
    }
}
