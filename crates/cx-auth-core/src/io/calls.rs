//! What the application asks for, and what it is answered.

use core::time::Duration;

use crate::AuthState;
use crate::io::{ApiToken, CallId, Reaction};
use crate::secret::{AccessToken, SecretText, SecretUrl};

/// The arguments of `start()`.
#[derive(Debug)]
pub struct Start {
    /// Whom to answer.
    pub call: CallId,
    /// The page's whole URL, query and fragment included.
    pub page_url: SecretUrl,
    /// What to do if nobody is signed in.
    pub on_load: OnLoad,
}

/// What `start()` does when nobody is signed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnLoad {
    /// Settle as signed out.
    #[default]
    CheckSso,
    /// Leave for the sign-in page; but never after an error, so that no loop can come of it.
    SignInRequired,
    /// Take up the callback the page was opened with, and settle as signed out if there is none: nothing else is asked.
    CallbackOnly,
}

/// The arguments of `signIn()`.
#[derive(Debug)]
pub struct SignIn {
    /// Whom to answer; only a failure is ever answered.
    pub call: CallId,
    /// The page's whole URL, to be shown again after the sign-in.
    pub page_url: SecretUrl,
    /// What the sign-in page is told.
    pub options: Box<SignInOptions>,
}

/// The arguments of `recover()` and `signInWithPopup()`.
#[derive(Debug)]
pub struct SignInBeside {
    /// Whom to answer.
    pub call: CallId,
    /// The page's whole URL, which a redirect would return to.
    pub page_url: SecretUrl,
    /// What the sign-in page is told.
    pub options: Box<SignInOptions>,
    /// What to try, in this order.
    pub ways: Vec<Way>,
    /// Whether to sign in again although somebody is signed in.
    pub is_demanded: bool,
}

/// A way to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// In a hidden frame, without the user.
    Silent,
    /// In a popup.
    Popup,
    /// By leaving the page.
    Redirect,
}

/// What the application may say about a sign-in (OpenID Connect Core 1.0, section 3.1.2.1).
#[derive(Clone, Debug, Default)]
pub struct SignInOptions {
    /// `login_hint`: who will probably sign in.
    pub login_hint: Option<String>,
    /// `prompt`: `login`, `consent`, `select_account` or `create`.
    pub prompt: Option<String>,
    /// `ui_locales`: the language of the sign-in page.
    pub locale: Option<String>,
    /// `kc_idp_hint`: Keycloak's identity provider to go on to.
    pub idp_hint: Option<String>,
    /// `acr_values`: how the user must sign in. One of these names, separated by spaces, must be `acr` of the ID token.
    pub acr_values: Option<String>,
    /// `max_age`: how long ago the user may have signed in; whole seconds count.
    pub max_age: Option<Duration>,
    /// `claims`, as the text of a JSON object (section 5.5). An `acr` of the ID token that it calls essential must be one of
    /// the values it names.
    pub claims: Option<String>,
    /// `scope`, instead of the configured scopes; `openid` is added.
    pub scope: Option<String>,
    /// `kc_action`: what Keycloak shall have the user do, such as `UPDATE_PASSWORD`.
    pub action: Option<String>,
    /// Where to return to, instead of the configured redirect URI.
    pub redirect_uri: Option<String>,
    /// A value of the application's own, given back when the sign-in is complete.
    pub app_state: Option<SecretText>,
}

/// The arguments of `signOut()`.
#[derive(Debug)]
pub struct SignOut {
    /// Whom to answer; only a failure is ever answered.
    pub call: CallId,
    /// The page's whole URL: where to return to if nothing else is configured.
    pub page_url: SecretUrl,
    /// Where to return to, instead of the configured post-logout redirect URI.
    pub redirect_uri: Option<String>,
}

/// Where a session is forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForgetScope {
    /// In this tab, which no longer shares the session of the others.
    Here,
    /// In all tabs.
    Everywhere,
}

/// The arguments of a request for an extension's sake.
#[derive(Debug)]
pub struct TokenRequest {
    /// Whom to answer.
    pub call: CallId,
    /// Where it goes.
    pub endpoint: Endpoint,
    /// The form (`application/x-www-form-urlencoded`), without `client_id`.
    pub form: SecretText,
}

/// An endpoint of the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The token endpoint (RFC 6749, section 3.2).
    Token,
    /// The device authorization endpoint (RFC 8628, section 3.1).
    DeviceAuthorization,
}

/// The arguments of taking over tokens.
#[derive(Debug)]
pub struct Adopt {
    /// Whom to answer.
    pub call: CallId,
    /// The text of a token endpoint's answer.
    pub answer: SecretText,
    /// Take them over although no ID token says whose they are: that is what the access token says then, unverified.
    pub without_id_token: bool,
}

/// The good answer to a call.
#[derive(Clone, Debug)]
pub enum Answer {
    /// `start()` has settled.
    Started {
        /// As this.
        state: AuthState,
        /// The value given to the `signIn()` that has just been completed.
        app_state: Option<SecretText>,
        /// What became of the action that it asked for (`kc_action_status`): `success`, `cancelled` or `error`.
        action_status: Option<String>,
    },
    /// The URL that begins a sign-in.
    Url(SecretUrl),
    /// What the provider says of itself: the text of a JSON object, as it came.
    Metadata(String),
    /// It is done.
    Done,
    /// An access token.
    AccessToken(AccessToken),
    /// What goes into the headers of a request to an API.
    ApiToken(ApiToken),
    /// What to do about the answer of an API.
    Reaction(Reaction),
    /// What the provider answered to a request for an extension's sake, good or bad.
    TokenAnswer {
        /// The status.
        status: u16,
        /// The body.
        body: SecretText,
    },
    /// What the provider says of the user: the text of a JSON object, as it came.
    UserInfo(SecretText),
}

/// Compares tokens too, for tests: nothing secret is decided by it.
impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Started { state, app_state, action_status },
                Self::Started { state: other_state, app_state: other_app_state, action_status: other_status },
            ) => state == other_state && app_state == other_app_state && action_status == other_status,
            (Self::UserInfo(text), Self::UserInfo(other_text)) => text == other_text,
            (Self::Url(url), Self::Url(other_url)) => url == other_url,
            (Self::Metadata(text), Self::Metadata(other_text)) => text == other_text,
            (Self::Done, Self::Done) => true,
            (Self::ApiToken(one), Self::ApiToken(two)) => {
                one.token.secret() == two.token.secret() && one.proof == two.proof
            }
            (Self::Reaction(one), Self::Reaction(two)) => one == two,
            (
                Self::TokenAnswer { status, body },
                Self::TokenAnswer { status: other_status, body: other_body },
            ) => status == other_status && body == other_body,
            (Self::AccessToken(token), Self::AccessToken(other_token)) => {
                token.secret() == other_token.secret()
            }
            _ => false,
        }
    }
}
