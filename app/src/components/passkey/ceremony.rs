//! The WebAuthn ceremony, as Keycloak's `webauthnAuthenticate.js` and `passkeysConditionalAuth.js` do it.

use js_sys::{Array, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, AuthenticatorAssertionResponse, HtmlInputElement, PublicKeyCredential};

use super::base64url::{bytes, text};
use crate::browser;

/// Where the tab remembers that the person closed the browser's dialog, so that it opens once per sign-in.
const DISMISSED: &str = "kc_passkey_modal_dismissed";

thread_local! {
    /// The request that the browser is busy with; a new one ends it.
    static PENDING: std::cell::RefCell<Option<AbortController>> = const { std::cell::RefCell::new(None) };
}

/// What Keycloak asks of the browser.
#[derive(Clone, Debug)]
pub(super) struct Ceremony {
    challenge: String,
    rp_id: String,
    user_verification: String,
    /// Seconds, 0 for the browser's own limit.
    timeout: u32,
    platform_only: bool,
    /// Whether Keycloak already knows who signs in.
    user_identified: bool,
    mediation: Mediation,
    /// What Keycloak is told when the browser has no WebAuthn.
    unsupported: String,
}

/// When the browser offers passkeys without being asked by a press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mediation {
    /// Never.
    None,
    /// Among the suggestions of the username field.
    Conditional,
    /// Without a dialog, if that is possible.
    Silent,
    /// In a dialog as soon as the page opens.
    Dialog(&'static str),
}

impl Mediation {
    /// The mediation that the realm's policy calls `name`; unknown names are the default.
    fn named(name: &str) -> Self {
        match name {
            "none" => Self::None,
            "silent" => Self::Silent,
            "optional" => Self::Dialog("optional"),
            "required" => Self::Dialog("required"),
            _ => Self::Conditional,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Conditional => "conditional",
            Self::Silent => "silent",
            Self::Dialog(name) => name,
        }
    }
}

impl Ceremony {
    /// What the form `webauth` says.
    pub(super) fn of_page() -> Option<Self> {
        let form = browser::form("webauth")?;
        let datum = |name: &str| form.get_attribute(&format!("data-cx-{name}")).unwrap_or_default();
        Some(Self {
            challenge: datum("challenge"),
            rp_id: datum("rp-id"),
            user_verification: datum("user-verification"),
            timeout: datum("timeout").parse().unwrap_or(0),
            platform_only: datum("attachment") == "platform",
            user_identified: datum("user-identified") == "true",
            mediation: Mediation::named(&datum("mediation")),
            unsupported: datum("unsupported"),
        })
    }

    /// Asks for a passkey because the person pressed the button; the answer, or the reason why there is none, is sent.
    pub(super) async fn ask(&self) {
        if !supported() {
            return send_failure(&self.unsupported);
        }
        let allowed = if self.user_identified { allowed_keys() } else { Array::new() };
        match self.credential(&allowed, None).await {
            Ok(credential) => send(&credential),
            Err(error) => send_failure(&words(&error)),
        }
    }

    /// Lets the browser offer passkeys by itself. Whatever goes wrong here is silent: the form still works.
    pub(super) async fn offer(&self) {
        let mediation = self.mediation;
        if !supported() || self.user_identified || mediation == Mediation::None {
            return;
        }
        if self.platform_only && !available("isUserVerifyingPlatformAuthenticatorAvailable").await {
            return;
        }
        if mediation == Mediation::Conditional && !available("isConditionalMediationAvailable").await {
            return;
        }
        let dialog = matches!(mediation, Mediation::Dialog(_));
        if dialog && was_dismissed() {
            return;
        }
        match self.credential(&Array::new(), Some(mediation)).await {
            Ok(credential) => send(&credential),
            Err(error)
                if dialog && name(&error).is_some_and(|n| n == "NotAllowedError" || n == "AbortError") =>
            {
                remember_dismissal();
            }
            Err(_) => {}
        }
    }

    async fn credential(
        &self,
        allowed: &Array,
        mediation: Option<Mediation>,
    ) -> Result<PublicKeyCredential, JsValue> {
        let key = Object::new();
        set(&key, "rpId", &self.rp_id.as_str().into())?;
        set(&key, "challenge", &bytes(&self.challenge).ok_or("the challenge is not base64url")?)?;
        set(&key, "allowCredentials", allowed)?;
        if self.timeout > 0 {
            set(&key, "timeout", &(f64::from(self.timeout) * 1000.0).into())?;
        }
        if self.user_verification != "not specified" && !self.user_verification.is_empty() {
            set(&key, "userVerification", &self.user_verification.as_str().into())?;
        }
        let options = Object::new();
        set(&options, "publicKey", &key)?;
        set(&options, "signal", &fresh_signal()?)?;
        if let Some(mediation) = mediation {
            set(&options, "mediation", &mediation.name().into())?;
        }
        let credentials = window().navigator().credentials();
        let answer = JsFuture::from(credentials.get_with_options(options.unchecked_ref())?).await?;
        // A silent request may be answered with nothing.
        answer.dyn_into::<PublicKeyCredential>()
    }
}

/// Ends the request that is under way, and gives the signal of the next one.
fn fresh_signal() -> Result<JsValue, JsValue> {
    let controller = AbortController::new()?;
    let signal = controller.signal();
    if let Some(previous) = PENDING.replace(Some(controller)) {
        previous.abort();
    }
    Ok(signal.into())
}

fn supported() -> bool {
    Reflect::get(&window(), &"PublicKeyCredential".into()).is_ok_and(|class| class.is_function())
}

/// Asks the browser's class of passkeys a yes-or-no question; one that it does not know is a no.
async fn available(question: &str) -> bool {
    let ask = || -> Result<Promise, JsValue> {
        let class = Reflect::get(&window(), &"PublicKeyCredential".into())?;
        let method = Reflect::get(&class, &question.into())?;
        method.dyn_into::<js_sys::Function>()?.call0(&class)?.dyn_into()
    };
    match ask() {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

/// The keys that Keycloak knows of this person.
fn allowed_keys() -> Array {
    let keys = Array::new();
    for input in browser::elements("#authn_select input[name=authn_use_chk]") {
        let id = input.dyn_into::<HtmlInputElement>().ok().and_then(|input| bytes(&input.value()));
        if let Some(id) = id {
            let key = Object::new();
            if set(&key, "id", &id).is_ok() && set(&key, "type", &"public-key".into()).is_ok() {
                keys.push(&key);
            }
        }
    }
    keys
}

fn send(credential: &PublicKeyCredential) {
    let Ok(response) = credential.response().dyn_into::<AuthenticatorAssertionResponse>() else { return };
    fill("clientDataJSON", &text(&response.client_data_json()));
    fill("authenticatorData", &text(&response.authenticator_data()));
    fill("signature", &text(&response.signature()));
    fill("credentialId", &credential.id());
    if let Some(user) = response.user_handle() {
        fill("userHandle", &text(&user));
    }
    let Some(form) = browser::form("webauth") else { return };
    if let Some(remember) = browser::input("rememberMe") {
        remember_in(&form, remember.checked());
    }
    browser::request_submit(&form);
}

/// Takes the answer of the checkbox, which stands in another form, along.
fn remember_in(form: &web_sys::HtmlFormElement, checked: bool) {
    let Ok(field) = document().create_element("input") else { return };
    drop(field.set_attribute("type", "hidden"));
    drop(field.set_attribute("name", "rememberMe"));
    drop(field.set_attribute("value", if checked { "on" } else { "off" }));
    drop(form.append_child(&field));
}

fn send_failure(reason: &str) {
    fill("error", reason);
    if let Some(form) = browser::form("webauth") {
        browser::request_submit(&form);
    }
}

fn fill(id: &str, value: &str) {
    if let Some(input) = browser::input(id) {
        input.set_value(value);
    }
}

/// The cookie that tells one sign-in from the next.
fn sign_in() -> Option<String> {
    browser::cookie("KC_AUTH_SESSION_HASH")
}

fn was_dismissed() -> bool {
    let remembered =
        window().session_storage().ok().flatten().and_then(|s| s.get_item(DISMISSED).ok().flatten());
    let current = sign_in();
    current.is_none() || current == remembered
}

fn remember_dismissal() {
    if let (Some(storage), Some(hash)) = (window().session_storage().ok().flatten(), sign_in()) {
        drop(storage.set_item(DISMISSED, &hash));
    }
}

fn set(object: &Object, key: &str, value: &JsValue) -> Result<(), JsValue> {
    Reflect::set(object, &key.into(), value).map(drop)
}

fn name(error: &JsValue) -> Option<String> {
    Reflect::get(error, &"name".into()).ok()?.as_string()
}

/// How JavaScript would print the error: Keycloak logs it and shows its own message.
fn words(error: &JsValue) -> String {
    error.dyn_ref::<Object>().map(|error| String::from(error.to_string())).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_mediation_is_keycloaks_default() {
        assert_eq!(Mediation::named(""), Mediation::Conditional);
        assert_eq!(Mediation::named("none"), Mediation::None);
        assert_eq!(Mediation::named("required").name(), "required");
    }
}
