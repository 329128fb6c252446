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
use crate::task::{Awaited, Work};
use crate::{AuthError, Json, Machine, url};

/// A sign-in whose URL is in the making.
#[derive(Debug)]
pub(crate) struct Authorization {
    /// Under which it is delivered.
    pub(crate) id: RequestId,
    /// The sign-in ends in this page, and not in one that is loaded anew.
    is_beside: bool,
    metadata: Rc<Metadata>,
    transaction: Box<Transaction>,
    /// What is asked of the provider.
    request: SecretText,
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

impl Machine {
    /// Makes the URL that begins this sign-in; delivered under this id, perhaps before this returns.
    pub(crate) fn authorize(
        &mut self,
        id: RequestId,
        is_beside: bool,
        metadata: Rc<Metadata>,
        transaction: Box<Transaction>,
        manner: &Manner,
    ) {
        let request = SecretText::new(authorize::request(&self.config, &metadata, &transaction, manner));
        self.name_key(Box::new(Authorization { id, is_beside, metadata, transaction, request }));
    }

    /// The proof key is known, or it failed.
    pub(crate) fn authorizations_have_key(&mut self, failure: Option<CryptoFailure>) {
        while let Some(Work::Authorization(authorization)) = self.take(Awaited::ProofKey) {
            match failure {
                Some(failure) => self.authorization_failed(&authorization, failure),
                None => self.name_key(authorization),
            }
        }
    }

    pub(crate) fn authorization_failed(&mut self, authorization: &Authorization, failure: CryptoFailure) {
        self.authorized(authorization.id, Err(AuthError::exchange(failure)));
    }

    /// The provider has replied to a pushed request.
    pub(crate) fn authorization_pushed(&mut self, authorization: Authorization, reply: Reply) {
        let result = reply.result.map_err(TokenRequestError::from);
        match result.and_then(|response| self.read_pushed(&response)) {
            Ok(request_uri) => {
                let mut parameters = url::parameters();
                parameters
                    .append_pair("client_id", self.config.client_id())
                    .append_pair("request_uri", &request_uri);
                let Authorization { id, metadata, transaction, .. } = authorization;
                self.begin_at(id, metadata, transaction, &parameters.finish());
            }
            Err(error) => self.authorized(authorization.id, Err(AuthError::pushed(error))),
        }
    }

    /// Says which key the tokens will be bound to, so that the code is of no use to another (RFC 9449, section 10). Not
    /// over a page that is loaded anew and may have another key.
    fn name_key(&mut self, mut authorization: Box<Authorization>) {
        if self.wants_proofs() {
            match self.proof_key_thumbprint() {
                None => {
                    let deadline = Some(self.new_deadline());
                    self.wait(Awaited::ProofKey, deadline, Work::Authorization(authorization));
                    return self.want_proof_key();
                }
                Some((thumbprint, is_kept)) => {
                    if is_kept || authorization.is_beside {
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

    /// Pushes the request to the provider, if it wants that. The parameter that names the key says all that a proof would
    /// (RFC 9449, section 10.1), and Keycloak answers no preflight here, so no page of another origin could send one.
    fn push_request(&mut self, authorization: Box<Authorization>) {
        let metadata = &authorization.metadata;
        if !metadata.require_pushed_authorization_requests && !self.config.pushes_requests() {
            let Authorization { id, metadata, transaction, request, .. } = *authorization;
            return self.begin_at(id, metadata, transaction, request.secret());
        }
        match metadata.pushed_authorization_request_endpoint.clone() {
            Some(endpoint) => {
                let inquiry = self.inquire(&endpoint, Content::UnprovenForm(authorization.request.clone()));
                self.wait(Awaited::Inquiry(inquiry), None, Work::Authorization(authorization));
            }
            None => {
                let error = DiscoveryError::NotUnderstood("no endpoint to push authorization requests to");
                self.authorized(authorization.id, Err(error.into()));
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

    fn begin_at(
        &mut self,
        id: RequestId,
        metadata: Rc<Metadata>,
        transaction: Box<Transaction>,
        query: &str,
    ) {
        let url = SecretUrl::new(url::with_query(&metadata.authorization_endpoint, query));
        self.authorized(id, Ok(Authorized { metadata, transaction, url }));
    }

    fn authorized(&mut self, id: RequestId, result: Result<Authorized, AuthError>) {
        match self.take(Awaited::Authorization(id)) {
            Some(Work::Departure(departure)) => self.departure_authorized(departure.caller, result),
            Some(Work::Beside(beside)) => self.beside_authorized(beside, result),
            _ => {}
        }
    }
}
