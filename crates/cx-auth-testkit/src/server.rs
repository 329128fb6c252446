//! An OpenID server that answers as Keycloak 26.7.3 does, unless it is told to behave badly.
//!
//! It is strict where a client could be sloppy: redirect URI, PKCE verifier and grant are compared, codes and refresh
//! tokens work once, and a refresh token used twice ends the session (`revokeRefreshToken`, reuse 0).

mod extensions;

use std::collections::{BTreeMap, BTreeSet};

use cx_auth_core::Timestamp;
use cx_auth_core::io::{Method, Request, Response};
use oauth2::{PkceCodeChallenge, PkceCodeVerifier};
use serde_json::{Map, Value, json};

use crate::behaviour::{Outcome, Script};
use crate::proof::Proofs;
use crate::token::SigningKey;

/// The server of one realm.
#[derive(Debug)]
pub struct Server {
    /// How discovery behaves.
    pub discovery: Script,
    /// How the token endpoint behaves.
    pub token: Script,
    /// How the endpoint with the keys behaves.
    pub keys: Script,
    /// How the userinfo endpoint behaves.
    pub user_info: Script,
    /// How the endpoint that authorization requests are pushed to behaves.
    pub push: Script,
    /// How the revocation endpoint behaves.
    pub revocation: Script,
    /// What is wanted of proofs of possession.
    pub proofs: Proofs,
    /// Whether authorization requests must be pushed.
    pub demands_pushed_requests: bool,
    /// What was revoked, and what it was said to be.
    pub revoked: Vec<(String, String)>,
    /// What ID tokens are signed with.
    pub signing_key: SigningKey,
    /// The key set, if it is not just the key in use.
    pub published_keys: Option<Vec<Value>>,
    /// Whether ID tokens have a signature that is somebody else's.
    pub forges_signatures: bool,
    /// Whether the browser has a session here, so that `prompt=none` succeeds.
    pub has_session: bool,
    /// Whether silent sign-in answers with this error, session or not.
    pub silent_error: Option<String>,
    /// Whether silent sign-in ends at this URL instead, whatever was asked.
    pub silent_url: Option<String>,
    /// Whether authorization answers name the issuer (RFC 9207).
    pub names_issuer: bool,
    /// How far its clock is ahead of the browser's, in seconds.
    pub clock_ahead: i64,
    /// How long access tokens live, in seconds.
    pub access_lifetime: i64,
    /// When the user signed in (`auth_time`), in seconds; `None`: when the code is used.
    pub auth_time: Option<i64>,
    /// What an application-initiated action comes back with (`kc_action_status`).
    pub action_status: Option<String>,
    /// Claims that replace those of the ID tokens; `null` takes one away.
    pub id_token_claims: Map<String, Value>,
    /// Members that replace those of the metadata; `null` takes one away.
    pub metadata: Map<String, Value>,
    /// Members that replace those of token answers; `null` takes one away.
    pub token_answer: Map<String, Value>,
    /// Members that replace those of userinfo answers; `null` takes one away.
    pub user_info_answer: Map<String, Value>,
    /// Everything issued that no log may show.
    pub secrets: BTreeSet<String>,
    /// What was wrong with requests, in the server's eyes; a test of a good client ends with none.
    pub complaints: Vec<String>,
    codes: BTreeMap<String, Grant>,
    refresh_tokens: BTreeMap<String, Grant>,
    used_refresh_tokens: BTreeSet<String>,
    pushed_requests: BTreeMap<String, Parameters>,
    /// The access tokens that are bound, and to which keys.
    bound_tokens: BTreeMap<String, String>,
    issued: u64,
}

/// What a code or refresh token stands for.
#[derive(Clone, Debug)]
struct Grant {
    nonce: String,
    challenge: String,
    redirect_uri: String,
    /// When the user signed in, in the server's seconds; `None` until the code is used.
    auth_time: Option<i64>,
    /// The key that the code, or the tokens, are bound to.
    key: Option<String>,
}

/// The issuer of the one realm there is.
pub const ISSUER: &str = "https://sso.example/realms/expertflow";
/// Its one client.
pub const CLIENT_ID: &str = "agentdesk";

impl Default for Server {
    fn default() -> Self {
        Self {
            discovery: Script::default(),
            token: Script::default(),
            keys: Script::default(),
            user_info: Script::default(),
            push: Script::default(),
            revocation: Script::default(),
            proofs: Proofs::binding(),
            demands_pushed_requests: false,
            revoked: Vec::new(),
            signing_key: SigningKey::new(Some("k1"), "RS256", 1),
            published_keys: None,
            forges_signatures: false,
            auth_time: None,
            action_status: None,
            has_session: false,
            silent_error: None,
            silent_url: None,
            names_issuer: true,
            clock_ahead: 0,
            access_lifetime: 60,
            id_token_claims: Map::new(),
            metadata: Map::new(),
            token_answer: Map::new(),
            user_info_answer: Map::new(),
            secrets: BTreeSet::new(),
            complaints: Vec::new(),
            codes: BTreeMap::new(),
            refresh_tokens: BTreeMap::new(),
            used_refresh_tokens: BTreeSet::new(),
            pushed_requests: BTreeMap::new(),
            bound_tokens: BTreeMap::new(),
            issued: 0,
        }
    }
}

impl Server {
    /// Lets the user sign in at this authorization URL; gives the URL the browser is sent back to.
    pub fn sign_in(&mut self, authorization_url: &str) -> String {
        self.has_session = true;
        let parameters = self.asked(authorization_url);
        self.answer_with_code(&parameters)
    }

    /// Refuses at this authorization URL with an error; gives the URL the browser is sent back to.
    pub fn refuse(&mut self, authorization_url: &str, error: &str) -> String {
        let parameters = self.asked(authorization_url);
        self.redirect(&parameters, &[("error", error), ("error_description", "said the server")])
    }

    /// Ends all sessions, as an administrator may.
    pub fn end_sessions(&mut self) {
        self.has_session = false;
        self.refresh_tokens.clear();
    }

    /// Signs with a new key of this name from now on, and publishes only that.
    pub fn rotate_keys(&mut self, kid: &str) {
        self.issued += 1;
        self.signing_key = SigningKey::new(Some(kid), &self.signing_key.algorithm, self.issued);
    }

    /// What a hidden frame at this URL is sent back with.
    pub(crate) fn silent(&mut self, authorization_url: &str) -> String {
        if let Some(url) = &self.silent_url {
            return url.clone();
        }
        let parameters = self.asked(authorization_url);
        if parameters.get("prompt") != "none" {
            self.complaints.push("a frame without prompt=none".to_owned());
        }
        match self.silent_error.clone() {
            Some(error) => self.redirect(&parameters, &[("error", &error)]),
            None if self.has_session => self.answer_with_code(&parameters),
            None => self.redirect(&parameters, &[("error", "login_required")]),
        }
    }

    /// What becomes of a request.
    pub(crate) fn request(&mut self, request: &Request, now: Timestamp) -> Option<Outcome> {
        let now = now.as_millis().div_euclid(1000) + self.clock_ahead;
        if request.url == format!("{ISSUER}/.well-known/openid-configuration") {
            let behaviour = self.discovery.take();
            return behaviour.apply(request.timeout, || self.answer_discovery());
        }
        if request.url.ends_with("/certs") {
            let keys = self.published_keys.clone().unwrap_or_else(|| vec![self.signing_key.jwk()]);
            let body = json!({ "keys": keys }).to_string();
            return self.keys.take().apply(request.timeout, || Response::new(200, body));
        }
        if request.url.ends_with("/userinfo") {
            let behaviour = self.user_info.take();
            return behaviour.apply(request.timeout, || self.answer_user_info(request, now));
        }
        if request.url.ends_with("/ext/par/request") {
            let behaviour = self.push.take();
            return behaviour.apply(request.timeout, || self.answer_push(request));
        }
        if request.url.ends_with("/revoke") {
            let behaviour = self.revocation.take();
            return behaviour.apply(request.timeout, || self.answer_revocation(request, now));
        }
        let behaviour = self.token.take();
        behaviour.apply(request.timeout, || self.answer_token(request, now))
    }

    fn answer_discovery(&self) -> Response {
        let mut metadata = json!({
            "issuer": ISSUER,
            "authorization_endpoint": format!("{ISSUER}/protocol/openid-connect/auth"),
            "token_endpoint": format!("{ISSUER}/protocol/openid-connect/token"),
            "end_session_endpoint": format!("{ISSUER}/protocol/openid-connect/logout"),
            "jwks_uri": format!("{ISSUER}/protocol/openid-connect/certs"),
            "userinfo_endpoint": format!("{ISSUER}/protocol/openid-connect/userinfo"),
            "revocation_endpoint": format!("{ISSUER}/protocol/openid-connect/revoke"),
            "pushed_authorization_request_endpoint":
                format!("{ISSUER}/protocol/openid-connect/ext/par/request"),
            "require_pushed_authorization_requests": self.demands_pushed_requests,
            "code_challenge_methods_supported": ["plain", "S256"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "authorization_response_iss_parameter_supported": self.names_issuer,
        });
        replace(&mut metadata, &self.metadata);
        Response::new(200, metadata.to_string())
    }

    fn answer_user_info(&mut self, request: &Request, now: i64) -> Response {
        let authorization = request.headers.iter().find(|(name, _)| *name == "authorization");
        let (scheme, token) = authorization.and_then(|(_, value)| value.split_once(' ')).unwrap_or_default();
        let key = match scheme {
            "DPoP" => match self.proofs.check(request, Some(token), now) {
                Ok(key) => key,
                Err(_) => {
                    let mut refusal = Response::new(401, "");
                    refusal.dpop_nonce.clone_from(&self.proofs.nonce);
                    return refusal;
                }
            },
            _ => None,
        };
        if !self.secrets.contains(token) || self.bound_tokens.get(token) != key.as_ref() {
            return Response::new(401, "");
        }
        let mut answer = json!({"sub": "a1b2", "name": "Amira Haddad", "phone_number": "+49 30 123"});
        replace(&mut answer, &self.user_info_answer);
        Response::new(200, answer.to_string())
    }

    fn answer_with_code(&mut self, parameters: &Parameters) -> String {
        for (name, value) in
            [("response_type", "code"), ("client_id", CLIENT_ID), ("code_challenge_method", "S256")]
        {
            if parameters.get(name) != value {
                self.complaints.push(format!("authorization with {name}={}", parameters.get(name)));
            }
        }
        let code = self.issue("code");
        let grant = Grant {
            nonce: parameters.get("nonce").to_owned(),
            challenge: parameters.get("code_challenge").to_owned(),
            redirect_uri: parameters.get("redirect_uri").to_owned(),
            auth_time: self.auth_time,
            key: Some(parameters.get("dpop_jkt").to_owned()).filter(|key| !key.is_empty()),
        };
        self.codes.insert(code.clone(), grant);
        let action = Some(parameters.get("kc_action")).filter(|action| !action.is_empty());
        let status = action.and(self.action_status.as_deref());
        let mut answer = vec![("session_state", "7f0c"), ("code", code.as_str())];
        answer.extend(status.map(|status| ("kc_action_status", status)));
        self.redirect(parameters, &answer)
    }

    /// The redirect URI with an answer in the query, or the fragment if that was asked for.
    fn redirect(&self, parameters: &Parameters, answer: &[(&str, &str)]) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.append_pair("state", parameters.get("state")).extend_pairs(answer);
        if self.names_issuer {
            text.append_pair("iss", ISSUER);
        }
        let redirect_uri = parameters.get("redirect_uri");
        let separator = match (parameters.get("response_mode"), redirect_uri.contains('?')) {
            ("fragment", _) => '#',
            (_, true) => '&',
            (_, false) => '?',
        };
        format!("{redirect_uri}{separator}{}", text.finish())
    }

    fn answer_token(&mut self, request: &Request, now: i64) -> Response {
        let form = Parameters::parse(request.body.as_ref().map_or("", |body| body.secret()));
        self.secrets.extend(Some(form.get("code_verifier").to_owned()).filter(|text| !text.is_empty()));
        let headers = [
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ];
        let others: Vec<_> = request.headers.iter().filter(|(name, _)| *name != "dpop").cloned().collect();
        if request.method != Method::Post || others != headers || form.get("client_id") != CLIENT_ID {
            self.complaints.push(format!("a token request like this: {request:?}"));
            return refusal("invalid_request", "");
        }
        let key = match self.prover(request, None, now) {
            Ok(key) => key.filter(|_| self.proofs.bind),
            Err(refused) => return refused,
        };
        match form.get("grant_type") {
            "authorization_code" => self.exchange_code(&form, key, now),
            "refresh_token" => self.refresh(&form, key, now),
            "urn:ietf:params:oauth:grant-type:token-exchange" => self.exchange_token(&form),
            other => {
                self.complaints.push(format!("grant_type={other}"));
                refusal("unsupported_grant_type", "")
            }
        }
    }

    fn exchange_code(&mut self, form: &Parameters, key: Option<String>, now: i64) -> Response {
        let Some(mut grant) = self.codes.remove(form.get("code")) else {
            return refusal("invalid_grant", "Code not valid");
        };
        let verifier = PkceCodeVerifier::new(form.get("code_verifier").to_owned());
        if PkceCodeChallenge::from_code_verifier_sha256(&verifier).as_str() != grant.challenge {
            self.complaints.push("the PKCE verifier does not fit".to_owned());
            return refusal("invalid_grant", "PKCE verification failed");
        }
        if form.get("redirect_uri") != grant.redirect_uri {
            self.complaints.push("the redirect URI is not the one of the authorization".to_owned());
            return refusal("invalid_grant", "Incorrect redirect_uri");
        }
        if self.proofs.bind && grant.key.is_some() && grant.key != key {
            return refusal("invalid_grant", "DPoP proof does not match dpop_jkt");
        }
        grant.key = key;
        self.answer_tokens(grant, now)
    }

    fn refresh(&mut self, form: &Parameters, key: Option<String>, now: i64) -> Response {
        let refresh_token = form.get("refresh_token").to_owned();
        if self.used_refresh_tokens.contains(&refresh_token) {
            self.refresh_tokens.clear();
            return refusal("invalid_grant", "Maximum allowed refresh token reuse exceeded");
        }
        let Some(grant) = self.refresh_tokens.remove(&refresh_token) else {
            return refusal("invalid_grant", "Session not active");
        };
        if grant.key.is_some() && grant.key != key {
            return refusal("invalid_grant", "DPoP confirmation doesn't match DPoP proof");
        }
        let grant = Grant { key, ..grant };
        self.used_refresh_tokens.insert(refresh_token);
        self.answer_tokens(grant, now)
    }

    fn answer_tokens(&mut self, mut grant: Grant, now: i64) -> Response {
        let auth_time = *grant.auth_time.get_or_insert(now);
        let refresh_token = self.issue("refresh");
        self.refresh_tokens.insert(refresh_token.clone(), grant.clone());
        let number = self.issued;
        let mut id_claims = json!({
            "iss": ISSUER, "aud": CLIENT_ID, "azp": CLIENT_ID, "typ": "ID", "sub": "a1b2", "sid": "7f0c",
            "iat": now, "exp": now + self.access_lifetime, "nonce": grant.nonce, "jti": number,
            "preferred_username": "agent1", "name": "Amira Haddad", "groups": ["/agents_permission"],
            "auth_time": auth_time, "acr": "1",
        });
        let access_claims = json!({
            "iss": ISSUER, "sub": "a1b2", "azp": CLIENT_ID, "exp": now + self.access_lifetime, "jti": number,
            "realm_access": {"roles": ["agent", "offline_access", "default-roles-expertflow"]},
            "resource_access": {"cim": {"roles": ["view"]}},
        });
        let access_token = self.signing_key.jwt(&access_claims);
        id_claims["at_hash"] = json!(self.signing_key.at_hash(&access_token));
        replace(&mut id_claims, &self.id_token_claims);
        let mut id_token = self.signing_key.jwt(&id_claims);
        if self.forges_signatures {
            let signer = SigningKey::new(None, &self.signing_key.algorithm, 0);
            let (signed, _) = id_token.rsplit_once('.').expect("three parts");
            let forged = signer.jwt(&id_claims);
            let (_, signature) = forged.rsplit_once('.').expect("three parts");
            id_token = format!("{signed}.{signature}");
        }
        self.secrets.extend([id_token.clone(), access_token.clone()]);
        let token_type = if grant.key.is_some() { "DPoP" } else { "Bearer" };
        self.bound_tokens.extend(grant.key.map(|key| (access_token.clone(), key)));
        let mut answer = json!({
            "access_token": access_token, "expires_in": self.access_lifetime, "token_type": token_type,
            "refresh_token": refresh_token, "refresh_expires_in": 1800, "id_token": id_token,
            "not-before-policy": 0, "session_state": "7f0c", "scope": "openid email profile",
        });
        replace(&mut answer, &self.token_answer);
        Response::new(200, answer.to_string())
    }

    fn issue(&mut self, kind: &str) -> String {
        self.issued += 1;
        let secret = format!("{kind}-{}-uvWXyz{}", self.issued, self.issued * 7919);
        self.secrets.insert(secret.clone());
        secret
    }
}

/// Decoded parameters of a URL's query or a form.
#[derive(Debug)]
struct Parameters(BTreeMap<String, String>);

impl Parameters {
    fn of(url: &str) -> Self {
        Self::parse(url.split_once('?').map_or("", |(_, query)| query))
    }

    fn parse(text: &str) -> Self {
        Self(form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

fn replace(value: &mut Value, members: &Map<String, Value>) {
    let Value::Object(object) = value else { return };
    for (name, member) in members {
        match member {
            Value::Null => drop(object.remove(name)),
            member => drop(object.insert(name.clone(), member.clone())),
        }
    }
}

fn refusal(error: &str, description: &str) -> Response {
    Response::new(400, json!({"error": error, "error_description": description}).to_string())
}
