//! The JavaScript side as the shell sees it: where answers are pushed to, and how errors look there.

use cx_auth_core::{AuthError, AuthErrorCode, AuthState, ErrorKind, Timestamp, User};
use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::person;

#[wasm_bindgen(typescript_custom_section)]
const TYPESCRIPT: &str = r#"
type AuthState = import('../index.js').AuthState
type AuthError = import('../index.js').AuthError

/** What the loader gives to `Client`: the shell pushes each change, then calls `changed` once for all of them. */
export interface Face {
  failure(code: AuthError['code'], kind: AuthError['kind'], message: string, cause: unknown): AuthError
  state(status: AuthState['status'], reason: AuthState['reason'], error: AuthError | undefined): void
  user(json: string | undefined): void
  expiry(milliseconds: number | undefined): void
  notice(error: AuthError): void
  changed(): void
}
"#;

#[wasm_bindgen]
extern "C" {
    /// The object that the loader gives to the client.
    #[wasm_bindgen(typescript_type = "Face")]
    #[derive(Clone, Debug)]
    pub type Face;

    #[wasm_bindgen(method)]
    fn failure(this: &Face, code: &str, kind: &str, message: &str, cause: JsValue) -> JsValue;
    #[wasm_bindgen(method)]
    fn state(this: &Face, status: &str, reason: Option<&str>, error: JsValue);
    #[wasm_bindgen(method)]
    fn user(this: &Face, json: Option<JsString>);
    #[wasm_bindgen(method)]
    fn expiry(this: &Face, milliseconds: Option<f64>);
    #[wasm_bindgen(method)]
    fn notice(this: &Face, error: JsValue);
    #[wasm_bindgen(method)]
    pub(crate) fn changed(this: &Face);
}

impl Face {
    pub(crate) fn push_state(&self, state: &AuthState) {
        let error = state.error().map_or(JsValue::UNDEFINED, |error| self.error(error));
        self.state(state.status(), state.reason(), error);
    }

    pub(crate) fn push_user(&self, user: Option<&User>) {
        self.user(user.and_then(person::to_json));
    }

    pub(crate) fn push_expiry(&self, expires_at: Option<Timestamp>) {
        self.expiry(expires_at.map(milliseconds));
    }

    pub(crate) fn push_notice(&self, error: &AuthError) {
        self.notice(self.error(error));
    }

    /// The package's `AuthError` for an error of the core; its cause holds the server's own words, if it gave any.
    pub(crate) fn error(&self, error: &AuthError) -> JsValue {
        let cause = error.server_error().map_or(JsValue::UNDEFINED, |words| {
            let cause = Object::new();
            set(&cause, "error", &words.error.as_str().into());
            if let Some(description) = &words.description {
                set(&cause, "description", &description.as_str().into());
            }
            cause.into()
        });
        self.failure(error.code().as_str(), error.kind().as_str(), &error.to_string(), cause)
    }

    /// The package's `AuthError` for what the shell itself refuses.
    pub(crate) fn refusal(&self, refusal: &Refusal) -> JsValue {
        match refusal {
            Refusal::Core(error) => self.error(error),
            _ => {
                self.failure(refusal.code(), refusal.kind().as_str(), &refusal.message(), JsValue::UNDEFINED)
            }
        }
    }
}

/// What the shell refuses before the core hears of it.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// The core does not accept the configuration.
    Core(AuthError),
    /// A value from JavaScript is not of its declared type.
    WrongType { name: &'static str, expected: &'static str },
    /// There is no page here, or it lacks what every browser has.
    NotABrowser,
    /// The client was disposed of.
    Disposed,
}

impl Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Core(error) => error.code().as_str(),
            Self::WrongType { .. } => AuthErrorCode::InvalidConfig.as_str(),
            Self::NotABrowser => NOT_A_BROWSER,
            Self::Disposed => DISPOSED,
        }
    }

    fn kind(&self) -> ErrorKind {
        match self {
            Self::Core(error) => error.kind(),
            Self::WrongType { .. } | Self::NotABrowser | Self::Disposed => ErrorKind::Misuse,
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Core(error) => error.to_string(),
            Self::WrongType { name, expected } => format!("`{name}` must be {expected}"),
            Self::NotABrowser => "cx-auth needs a browser page".to_owned(),
            Self::Disposed => "this session object was disposed of".to_owned(),
        }
    }
}

/// Codes besides the core's: those of this shell, and of the loader, which has to say so when there is no shell.
pub const SHELL_CODES: [&str; 3] = [NOT_A_BROWSER, DISPOSED, WASM_UNAVAILABLE];
const NOT_A_BROWSER: &str = "not-a-browser";
const DISPOSED: &str = "disposed";
const WASM_UNAVAILABLE: &str = "wasm-unavailable";

#[expect(clippy::cast_precision_loss, reason = "milliseconds since 1970 fit an f64 for 285,000 years")]
fn milliseconds(time: Timestamp) -> f64 {
    time.as_millis() as f64
}

pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    // Setting a property of a fresh plain object cannot fail.
    let _ = Reflect::set(object, &name.into(), value);
}
