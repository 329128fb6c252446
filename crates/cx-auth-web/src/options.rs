//! From JavaScript option objects to the core's types. A value of a wrong type is refused, never guessed at.

use std::time::Duration;

use cx_auth_core::io::{OnLoad, SignInOptions};
use cx_auth_core::secret::SecretText;
use cx_auth_core::{AuthError, Config, ConfigError};
use wasm_bindgen::prelude::*;

use crate::face::Refusal;

/// An options object, or none.
pub(crate) struct Options<'a>(&'a JsValue);

impl<'a> Options<'a> {
    pub(crate) fn of(value: &'a JsValue) -> Self {
        Self(value)
    }

    pub(crate) fn text(&self, name: &'static str) -> Result<Option<String>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        value.as_string().map(Some).ok_or(Refusal::WrongType { name, expected: "a string" })
    }

    pub(crate) fn seconds(&self, name: &'static str) -> Result<Option<Duration>, Refusal> {
        self.duration(name, Duration::try_from_secs_f64)
    }

    fn milliseconds(&self, name: &'static str) -> Result<Option<Duration>, Refusal> {
        self.duration(name, |number| Duration::try_from_secs_f64(number / 1000.0))
    }

    fn duration<E>(
        &self,
        name: &'static str,
        convert: impl FnOnce(f64) -> Result<Duration, E>,
    ) -> Result<Option<Duration>, Refusal> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let duration = value.as_f64().and_then(|number| convert(number).ok());
        duration.map(Some).ok_or(Refusal::WrongType { name, expected: "a number that is not negative" })
    }

    fn value(&self, name: &str) -> Option<JsValue> {
        let value = js_sys::Reflect::get(self.0, &name.into()).ok()?;
        (!value.is_undefined() && !value.is_null()).then_some(value)
    }
}

pub(crate) fn config(options: &Options<'_>) -> Result<Config, Refusal> {
    let issuer = options.text("issuer")?.unwrap_or_default();
    let client_id = options.text("clientId")?.unwrap_or_default();
    // Until `Output::Verify` is bound.
    let mut config = Config::new(issuer, client_id)?.with_signature_check(false);
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
    if let Some(timeout) = options.milliseconds("timeoutMs")? {
        config = config.with_timeout(timeout)?;
    }
    Ok(config)
}

pub(crate) fn on_load(options: &Options<'_>) -> Result<OnLoad, Refusal> {
    match options.text("onLoad")?.as_deref() {
        None => Ok(OnLoad::default()),
        Some("check-sso") => Ok(OnLoad::CheckSso),
        Some("sign-in-required") => Ok(OnLoad::SignInRequired),
        Some(_) => Err(Refusal::WrongType { name: "onLoad", expected: "'check-sso' or 'sign-in-required'" }),
    }
}

pub(crate) fn sign_in(options: &Options<'_>) -> Result<SignInOptions, Refusal> {
    Ok(SignInOptions {
        login_hint: options.text("loginHint")?,
        prompt: options.text("prompt")?,
        locale: options.text("locale")?,
        idp_hint: options.text("idpHint")?,
        acr_values: options.text("acrValues")?,
        max_age: options.seconds("maxAge")?,
        claims: options.text("claims")?,
        action: options.text("action")?,
        redirect_uri: options.text("redirectUri")?,
        app_state: options.text("appState")?.map(SecretText::new),
    })
}

impl From<ConfigError> for Refusal {
    fn from(error: ConfigError) -> Self {
        Self::Core(AuthError::Config(error))
    }
}
