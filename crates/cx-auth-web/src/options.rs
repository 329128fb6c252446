//! From the options of JavaScript to the core's types. A value of a wrong type is refused, never guessed at.

use std::time::Duration;

use cx_auth_core::io::{OnLoad, SignInOptions, Way};
use cx_auth_core::secret::{AccessToken, SecretText};
use cx_auth_core::{Config, Json, ResponseMode, Storage};

use crate::refusal::Refusal;

/// An options object, or none.
#[derive(Clone, Copy)]
pub(crate) struct Options<'a>(pub(crate) Option<&'a Json>);

impl<'a> Options<'a> {
    pub(crate) fn text(self, name: &'static str) -> Result<Option<String>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let text = value.as_text().map(|text| Some(text.to_owned()));
        text.ok_or(Refusal::WrongType { name, expected: "a string" })
    }

    pub(crate) fn flag(self, name: &str) -> bool {
        self.value(name).and_then(Json::as_bool).unwrap_or_default()
    }

    fn seconds(self, name: &'static str) -> Result<Option<Duration>, Refusal> {
        self.duration(name, 1.0)
    }

    fn duration(self, name: &'static str, per_second: f64) -> Result<Option<Duration>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let seconds = value.as_number().map(|number| number / per_second);
        let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        duration.map(Some).ok_or(Refusal::WrongType { name, expected: "a number that is not negative" })
    }

    fn one_of<T: Copy + 'static>(
        self,
        name: &'static str,
        (expected, names): &Names<T>,
    ) -> Result<Option<T>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let found = names.iter().find(|(name, _)| value.as_text() == Some(name));
        found.map(|(_, meaning)| Some(*meaning)).ok_or(Refusal::WrongType { name, expected })
    }

    fn value(self, name: &str) -> Option<&'a Json> {
        self.0?.get(name).filter(|value| !matches!(value, Json::Null))
    }
}

pub(crate) fn config(json: &Json) -> Result<Config, Refusal> {
    let options = Options(Some(json));
    let issuer = options.text("issuer")?.unwrap_or_default();
    let client_id = options.text("clientId")?.unwrap_or_default();
    let mut config = Config::new(issuer, client_id)?;
    if let Some(uri) = options.text("redirectUri")? {
        config = config.with_redirect_uri(uri)?;
    }
    if let Some(uri) = options.text("silentRedirectUri")? {
        config = config.with_silent_redirect_uri(uri)?;
    }
    if let Some(uri) = options.text("postLogoutRedirectUri")? {
        config = config.with_post_logout_redirect_uri(uri)?;
    }
    if let Some(scope) = options.text("scope")? {
        config = config.with_scope(&scope);
    }
    if let Some(metadata) = options.text("metadata")? {
        config = config.with_metadata(metadata);
    }
    if options.flag("renewsOnDemand") {
        config = config.with_renewal_on_demand();
    }
    if let Some(response_mode) = options.one_of("responseMode", &RESPONSE_MODES)? {
        config = config.with_response_mode(response_mode);
    }
    if let Some(storage) = options.one_of("storage", &STORAGES)? {
        config = config.with_storage(storage);
    }
    if options.flag("sharesSession") {
        config = config.with_shared_session();
    }
    config = config.with_dpop(options.flag("dpop")).with_pushed_requests(options.flag("par"));
    if let Some(origins) = options.value("apiOrigins") {
        config = config.with_api_origins(origins.elements().iter().filter_map(Json::as_text))?;
    }
    if let Some(acr_values) = options.text("acrValues")? {
        config = config.with_acr_values(acr_values);
    }
    if let Some(max_age) = options.seconds("maxAge")? {
        config = config.with_max_age(max_age);
    }
    if let Some(timeout) = options.duration("timeoutMs", 1000.0)? {
        config = config.with_timeout(timeout)?;
    }
    Ok(config)
}

pub(crate) fn on_load(options: Options<'_>) -> Result<OnLoad, Refusal> {
    match options.text("onLoad")?.as_deref() {
        None => Ok(OnLoad::default()),
        Some("check-sso") => Ok(OnLoad::CheckSso),
        Some("sign-in-required") => Ok(OnLoad::SignInRequired),
        Some("callback-only") => Ok(OnLoad::CallbackOnly),
        Some(_) => Err(Refusal::WrongType {
            name: "onLoad",
            expected: "'check-sso', 'sign-in-required' or 'callback-only'",
        }),
    }
}

pub(crate) fn sign_in(options: Options<'_>) -> Result<SignInOptions, Refusal> {
    Ok(SignInOptions {
        login_hint: options.text("loginHint")?,
        prompt: options.text("prompt")?,
        locale: options.text("locale")?,
        idp_hint: options.text("idpHint")?,
        acr_values: options.text("acrValues")?,
        max_age: options.seconds("maxAge")?,
        claims: options.text("claims")?,
        scope: options.text("scope")?,
        action: options.text("action")?,
        redirect_uri: options.text("redirectUri")?,
        app_state: options.text("appState")?.map(SecretText::new),
    })
}

/// The ways of a sign-in beside the page, in their order.
pub(crate) fn ways(options: Options<'_>) -> Result<Vec<Way>, Refusal> {
    let Some(value) = options.value("ways") else { return Ok(vec![Way::Silent, Way::Popup]) };
    let way = |value: &Json| match value.as_text()? {
        "silent" => Some(Way::Silent),
        "popup" => Some(Way::Popup),
        "redirect" => Some(Way::Redirect),
        _ => None,
    };
    let ways: Option<Vec<_>> = value.elements().iter().map(way).collect();
    ways.filter(|ways| !ways.is_empty())
        .ok_or(Refusal::WrongType { name: "ways", expected: "a list of 'silent', 'popup' and 'redirect'" })
}

/// How long a token must be valid, and which one it must not be.
pub(crate) fn access_token(options: Options<'_>) -> Result<(Duration, Option<AccessToken>), Refusal> {
    let min_validity = options.seconds("minValidity")?.unwrap_or(MIN_VALIDITY);
    Ok((min_validity, options.text("insteadOf")?.map(AccessToken::new)))
}

const MIN_VALIDITY: Duration = Duration::from_secs(5);

/// Each name with its meaning, after what is said to whoever gives another.
type Names<T> = (&'static str, &'static [(&'static str, T)]);

const RESPONSE_MODES: Names<ResponseMode> =
    ("'query' or 'fragment'", &[("query", ResponseMode::Query), ("fragment", ResponseMode::Fragment)]);

const STORAGES: Names<Storage> = (
    "'memory', 'session', 'local' or an object with read and write",
    &[
        ("memory", Storage::Memory),
        ("session", Storage::Session),
        ("local", Storage::Local),
        ("own", Storage::Own),
    ],
);
