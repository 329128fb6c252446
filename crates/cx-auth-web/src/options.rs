//! From the options of JavaScript to the core's types.

use core::time::Duration;

use cx_auth_core::io::{OnLoad, SignInOptions, Way};
use cx_auth_core::secret::SecretText;
use cx_auth_core::{Config, ConfigError, Json, ResponseMode, Storage};

use crate::fields::Fields;

#[inline(never)] // called once, but the caller is large: more locals make every one of them longer
pub(crate) fn config(options: &Fields<'_>) -> Result<Config, ConfigError> {
    let issuer = options.owned_text("issuer").unwrap_or_default();
    let client_id = options.owned_text("clientId").unwrap_or_default();
    options.check()?;
    let mut config = Config::new(issuer, client_id)?;
    let uris: [(_, WithUri); 3] = [
        ("redirectUri", Config::with_redirect_uri),
        ("silentRedirectUri", Config::with_silent_redirect_uri),
        ("postLogoutRedirectUri", Config::with_post_logout_redirect_uri),
    ];
    for (name, with_uri) in uris {
        if let Some(uri) = options.owned_text(name) {
            config = with_uri(config, uri)?;
        }
    }
    if let Some(scope) = options.text("scope") {
        config = config.with_scope(scope);
    }
    if let Some(metadata) = options.owned_text("metadata") {
        config = config.with_metadata(metadata);
    }
    if options.flag("renewsOnDemand") {
        config = config.with_renewal_on_demand();
    }
    let response_modes = [("query", ResponseMode::Query), ("fragment", ResponseMode::Fragment)];
    if let Some(mode) = options.one_of("responseMode", "'query' or 'fragment'", &response_modes) {
        config = config.with_response_mode(mode);
    }
    let storages = [
        ("memory", Storage::Memory),
        ("session", Storage::Session),
        ("local", Storage::Local),
        ("own", Storage::Own),
    ];
    let expected = "'memory', 'session', 'local' or an object with read and write";
    if let Some(storage) = options.one_of("storage", expected, &storages) {
        config = config.with_storage(storage);
    }
    if options.flag("sharesSession") {
        config = config.with_shared_session();
    }
    config = config.with_dpop(options.flag("dpop")).with_pushed_requests(options.flag("par"));
    if let Some(origins) = options.value("apiOrigins") {
        config = config.with_api_origins(origins.elements().iter().filter_map(Json::as_text))?;
    }
    if let Some(acr_values) = options.owned_text("acrValues") {
        config = config.with_acr_values(acr_values);
    }
    if let Some(max_age) = seconds(options, "maxAge") {
        config = config.with_max_age(max_age);
    }
    if let Some(timeout) = options.duration("timeoutMs", 1.0) {
        config = config.with_timeout(timeout)?;
    }
    options.check()?;
    Ok(config)
}

pub(crate) fn on_load(options: &Fields<'_>) -> OnLoad {
    let names = [
        ("check-sso", OnLoad::CheckSso),
        ("sign-in-required", OnLoad::SignInRequired),
        ("callback-only", OnLoad::CallbackOnly),
    ];
    let expected = "'check-sso', 'sign-in-required' or 'callback-only'";
    options.one_of("onLoad", expected, &names).unwrap_or_default()
}

pub(crate) fn sign_in(options: &Fields<'_>) -> Box<SignInOptions> {
    Box::new(SignInOptions {
        login_hint: options.owned_text("loginHint"),
        prompt: options.owned_text("prompt"),
        locale: options.owned_text("locale"),
        idp_hint: options.owned_text("idpHint"),
        acr_values: options.owned_text("acrValues"),
        max_age: seconds(options, "maxAge"),
        claims: options.owned_text("claims"),
        scope: options.owned_text("scope"),
        action: options.owned_text("action"),
        redirect_uri: options.owned_text("redirectUri"),
        app_state: options.owned_text("appState").map(SecretText::new),
    })
}

/// The ways of a sign-in beside the page, in their order.
pub(crate) fn ways(options: &Fields<'_>) -> Vec<Way> {
    let Some(value) = options.value("ways") else { return vec![Way::Silent, Way::Popup] };
    let mut ways = Vec::new();
    for name in value.elements() {
        ways.push(match name.as_text() {
            Some("silent") => Way::Silent,
            Some("popup") => Way::Popup,
            Some("redirect") => Way::Redirect,
            _ => {
                ways.clear();
                break;
            }
        });
    }
    if ways.is_empty() {
        options.refuse("ways", "a list of 'silent', 'popup' and 'redirect'");
    }
    ways
}

/// How long a token must be valid.
pub(crate) fn min_validity(options: &Fields<'_>) -> Duration {
    seconds(options, "minValidity").unwrap_or(MIN_VALIDITY)
}

fn seconds(options: &Fields<'_>, name: &'static str) -> Option<Duration> {
    options.duration(name, 1000.0)
}

type WithUri = fn(Config, String) -> Result<Config, ConfigError>;

const MIN_VALIDITY: Duration = Duration::from_secs(5);
