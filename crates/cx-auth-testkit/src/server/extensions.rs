//! What not every server has: pushed authorization requests (RFC 9126), revocation (RFC 7009), token exchange (RFC 8693).

use cx_auth_core::io::{Request, Response};
use serde_json::json;

use super::{CLIENT_ID, Parameters, Server, refusal};

impl Server {
    /// Keeps an authorization request for a while, under a name. Like Keycloak's, this endpoint answers no preflight.
    pub(super) fn answer_push(&mut self, request: &Request) -> Response {
        let form = Parameters::parse(request.body.as_ref().map_or("", |body| body.secret()));
        if request.headers.iter().any(|(name, _)| *name == "dpop") {
            self.complaints.push("a request to push that no browser would send".to_owned());
        }
        if form.get("client_id") != CLIENT_ID {
            return refusal("invalid_client", "");
        }
        let name = format!("urn:ietf:params:oauth:request_uri:{}", self.issue("pushed"));
        self.pushed_requests.insert(name.clone(), form);
        Response::new(201, json!({"request_uri": name, "expires_in": 60}).to_string())
    }

    /// What is asked at this authorization URL, or was pushed before.
    pub(super) fn asked(&mut self, url: &str) -> Parameters {
        let parameters = Parameters::of(url);
        if parameters.get("request_uri").is_empty() {
            if self.demands_pushed_requests {
                self.complaints.push("Pushed Authorization Request is only allowed.".to_owned());
            }
            return parameters;
        }
        if parameters.0.len() != 2 || parameters.get("client_id") != CLIENT_ID {
            self.complaints.push(format!("more than the name of a pushed request: {url}"));
        }
        match self.pushed_requests.remove(parameters.get("request_uri")) {
            Some(pushed) => pushed,
            None => {
                self.complaints.push("no such pushed request".to_owned());
                parameters
            }
        }
    }

    /// Makes a token worth nothing; one that is so already is no matter.
    pub(super) fn answer_revocation(&mut self, request: &Request, now: i64) -> Response {
        let form = Parameters::parse(request.body.as_ref().map_or("", |body| body.secret()));
        if let Err(refused) = self.prover(request, None, now) {
            return refused;
        }
        if form.get("client_id") != CLIENT_ID {
            return refusal("invalid_client", "");
        }
        self.refresh_tokens.remove(form.get("token"));
        self.revoked.push((form.get("token_type_hint").to_owned(), form.get("token").to_owned()));
        Response::new(200, "")
    }

    /// An access token for somebody else, that is no session.
    pub(super) fn exchange_token(&mut self, form: &Parameters) -> Response {
        let token = self.issue("exchanged");
        let answer = json!({
            "access_token": token, "expires_in": 60, "token_type": "Bearer",
            "issued_token_type": form.get("requested_token_type"),
        });
        Response::new(200, answer.to_string())
    }

    /// The key that a request is proven with, if it is; or why it is refused.
    pub(super) fn prover(
        &mut self,
        request: &Request,
        token: Option<&str>,
        now: i64,
    ) -> Result<Option<String>, Response> {
        let refused = match self.proofs.check(request, token, now) {
            Ok(None) if self.proofs.demanded => ("invalid_request", "DPoP proof is missing"),
            Ok(key) => return Ok(key),
            Err(refused) => refused,
        };
        let mut response = refusal(refused.0, refused.1);
        response.dpop_nonce.clone_from(&self.proofs.nonce);
        Err(response)
    }
}
