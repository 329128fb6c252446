//! What the application configures, checked once.

use core::time::Duration;

use crate::api::origin as api_origin;
use crate::io::StorageArea;
use crate::login::pkce;
use crate::url::UrlParts;

/// The configuration of one [`Machine`](crate::Machine): which provider, which client, which pages.
///
/// ```
/// use cx_auth_core::Config;
///
/// let config = Config::new("https://sso.example/realms/expertflow", "agentdesk")?
///     .with_redirect_uri("https://desk.example/")?
///     .with_silent_redirect_uri("https://desk.example/silent.html")?
///     .with_scope("profile email");
/// assert_eq!(config.scope(), "openid profile email");
/// assert!(Config::new("http://sso.example/realms/expertflow", "agentdesk").is_err(), "not https");
/// # Ok::<(), cx_auth_core::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Config(Box<Settings>); // boxed: it is handed on with each `with_`

#[derive(Clone, Debug, PartialEq)]
struct Settings {
    issuer: String,
    client_id: String,
    tag: String,
    redirect_uri: Option<String>,
    silent_redirect_uri: Option<String>,
    post_logout_redirect_uri: Option<String>,
    scope: String,
    response_mode: ResponseMode,
    acr_values: Option<String>,
    max_age: Option<Duration>,
    timeout: Duration,
    storage: Storage,
    shares_session: bool,
    renews_on_demand: bool,
    metadata: Option<String>,
    dpop: bool,
    pushes_requests: bool,
    api_origins: Vec<String>,
}

/// Where the session is kept. Wherever that is, a script that gets into the page (XSS) can ask the page for tokens; what
/// differs is what it finds without asking, and how long what it takes is good for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// In the memory of the tabs: nothing is written anywhere. A reload gets it from a living tab, or from the provider.
    #[default]
    Memory,
    /// In the tab's session storage: survives a reload, and is gone with the tab.
    Session,
    /// In the browser's database for this origin: survives the browser. What is there can be read by any script of
    /// the origin, at any time.
    Local,
    /// Where the application keeps it.
    Own,
}

impl Storage {
    /// The storage that only this tab writes to, if there is one.
    pub(crate) const fn own_area(self) -> Option<StorageArea> {
        match self {
            Self::Memory | Self::Local => None,
            Self::Session => Some(StorageArea::Session),
            Self::Own => Some(StorageArea::Own),
        }
    }
}

/// Where the provider puts its answer in the callback URL (OAuth 2.0 Multiple Response Type Encoding Practices,
/// section 2.1). Both are understood whichever is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ResponseMode {
    /// In the query: the standard for the code flow.
    #[default]
    Query,
    /// In the fragment: keeps the code out of the application server's log.
    Fragment,
}

/// The configuration cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The issuer is no usable URL (OpenID Connect Discovery 1.0, section 2).
    Issuer(String),
    /// The client identifier is empty.
    ClientId,
    /// A redirect URI is no usable URL.
    RedirectUri(String),
    /// What is given as an API's origin is none.
    ApiOrigin(String),
    /// There is no page that a frame or popup could return to.
    SilentRedirectUriMissing,
    /// No timeout is not an option.
    Timeout,
    /// An option is of a wrong type.
    WrongType {
        /// Its name.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
}

impl Config {
    /// A configuration for the client `client_id` at the provider `issuer`; the rest has defaults.
    pub fn new(issuer: impl Into<String>, client_id: impl Into<String>) -> Result<Self, ConfigError> {
        let issuer = issuer.into();
        let client_id = client_id.into();
        if !is_secure_url(&issuer) || UrlParts::of(&issuer).base != issuer {
            return Err(ConfigError::Issuer(issuer));
        }
        if client_id.is_empty() {
            return Err(ConfigError::ClientId);
        }
        let tag = pkce::tag(&[&client_id, "@", &issuer].concat());
        Ok(Self(Box::new(Settings {
            issuer,
            client_id,
            tag,
            redirect_uri: None,
            silent_redirect_uri: None,
            post_logout_redirect_uri: None,
            scope: "openid".to_owned(),
            response_mode: ResponseMode::default(),
            acr_values: None,
            max_age: None,
            timeout: Duration::from_secs(10),
            storage: Storage::default(),
            shares_session: false,
            renews_on_demand: false,
            metadata: None,
            dpop: false,
            pushes_requests: false,
            api_origins: Vec::new(),
        })))
    }

    /// Where the provider sends the user back to. Default: the page's own URL without query and fragment.
    pub fn with_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.0.redirect_uri = Some(checked_redirect_uri(uri.into())?);
        Ok(self)
    }

    /// The page that a hidden frame returns to. Without it there is no silent sign-in.
    pub fn with_silent_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.0.silent_redirect_uri = Some(checked_redirect_uri(uri.into())?);
        Ok(self)
    }

    /// Where the provider sends the user to after sign-out. Default: the redirect URI.
    pub fn with_post_logout_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.0.post_logout_redirect_uri = Some(checked_redirect_uri(uri.into())?);
        Ok(self)
    }

    /// The scopes to ask for, separated by spaces; `openid` is added.
    #[must_use]
    pub fn with_scope(mut self, scope: &str) -> Self {
        self.0.scope = with_openid(scope);
        self
    }

    /// Where the provider shall put its answer.
    #[must_use]
    pub fn with_response_mode(mut self, response_mode: ResponseMode) -> Self {
        self.0.response_mode = response_mode;
        self
    }

    /// How the user must sign in (`acr_values`), unless a sign-in says otherwise: one of these names, separated by spaces,
    /// must be `acr` of the ID token.
    #[must_use]
    pub fn with_acr_values(mut self, acr_values: impl Into<String>) -> Self {
        self.0.acr_values = Some(acr_values.into());
        self
    }

    /// How long ago the user may have signed in (`max_age`) when a page asks for it, unless a sign-in says otherwise. A
    /// session that goes on is not ended by it.
    #[must_use]
    pub fn with_max_age(mut self, max_age: Duration) -> Self {
        self.0.max_age = Some(max_age);
        self
    }

    /// How long one request or one hidden frame may take. Default: 10 seconds.
    pub fn with_timeout(mut self, timeout: Duration) -> Result<Self, ConfigError> {
        if timeout.is_zero() {
            return Err(ConfigError::Timeout);
        }
        self.0.timeout = timeout;
        Ok(self)
    }

    /// Where the session is kept.
    #[must_use]
    pub fn with_storage(mut self, storage: Storage) -> Self {
        self.0.storage = storage;
        self
    }

    /// The tabs of this origin share one session. For this the shell must do [`Output::Lock`](crate::Output::Lock),
    /// [`Output::Record`](crate::Output::Record) and [`Output::Broadcast`](crate::Output::Broadcast). Default: each tab is
    /// on its own.
    #[must_use]
    pub fn with_shared_session(mut self) -> Self {
        self.0.shares_session = true;
        self
    }

    /// Tokens are renewed only when one is asked for, never because it is time. A session that nobody uses then ends at the
    /// provider by its own rules. Default: they are renewed before they expire.
    #[must_use]
    pub fn with_renewal_on_demand(mut self) -> Self {
        self.0.renews_on_demand = true;
        self
    }

    /// The provider's metadata, the text of a JSON object, instead of asking the provider for it.
    #[must_use]
    pub fn with_metadata(mut self, metadata: impl Into<String>) -> Self {
        self.0.metadata = Some(metadata.into());
        self
    }

    /// Whether tokens are renewed only when one is asked for.
    pub fn renews_on_demand(&self) -> bool {
        self.0.renews_on_demand
    }

    /// The provider's metadata, if it is configured.
    pub fn metadata(&self) -> Option<&str> {
        self.0.metadata.as_deref()
    }

    /// Tokens must be bound to a key of this browser (RFC 9449), so that nobody else can use them. Default: only if the
    /// provider demands it.
    #[must_use]
    pub fn with_dpop(mut self, dpop: bool) -> Self {
        self.0.dpop = dpop;
        self
    }

    /// What a sign-in asks for goes to the provider beforehand and not through the address bar (RFC 9126). Default: only if
    /// the provider demands it.
    #[must_use]
    pub fn with_pushed_requests(mut self, pushes_requests: bool) -> Self {
        self.0.pushes_requests = pushes_requests;
        self
    }

    /// The origins of the APIs that access tokens may be sent to. Default: none.
    pub fn with_api_origins<'origin>(
        mut self,
        origins: impl IntoIterator<Item = &'origin str>,
    ) -> Result<Self, ConfigError> {
        self.0.api_origins.clear();
        for origin in origins {
            let bare = origin.strip_suffix('/').unwrap_or(origin);
            let is_origin = UrlParts::of(bare).origin() == bare;
            match api_origin::of(bare).filter(|_| is_origin) {
                Some(origin) => self.0.api_origins.push(origin),
                None => return Err(ConfigError::ApiOrigin(origin.to_owned())),
            }
        }
        Ok(self)
    }

    /// Whether tokens must be bound to a key of this browser.
    pub fn dpop(&self) -> bool {
        self.0.dpop
    }

    /// Whether authorization requests are pushed although the provider does not demand it.
    pub fn pushes_requests(&self) -> bool {
        self.0.pushes_requests
    }

    /// The origins of the APIs that access tokens may be sent to.
    pub fn api_origins(&self) -> &[String] {
        &self.0.api_origins
    }

    /// Where the session is kept.
    pub fn storage(&self) -> Storage {
        self.0.storage
    }

    /// Whether the tabs of this origin share one session.
    pub fn shares_session(&self) -> bool {
        self.0.shares_session
    }

    /// The provider's issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The client identifier.
    pub fn client_id(&self) -> &str {
        &self.0.client_id
    }

    /// Tells this client at this issuer from others on the same page.
    pub(crate) fn tag(&self) -> &str {
        &self.0.tag
    }

    /// The scopes to ask for, `openid` first.
    pub fn scope(&self) -> &str {
        &self.0.scope
    }

    /// The redirect URI, if one is configured.
    pub fn redirect_uri(&self) -> Option<&str> {
        self.0.redirect_uri.as_deref()
    }

    /// The page that a hidden frame returns to, if there is one.
    pub fn silent_redirect_uri(&self) -> Option<&str> {
        self.0.silent_redirect_uri.as_deref()
    }

    /// Where the provider sends the user to after sign-out, if it is configured.
    pub fn post_logout_redirect_uri(&self) -> Option<&str> {
        self.0.post_logout_redirect_uri.as_deref().or(self.redirect_uri())
    }

    /// Where the provider shall put its answer.
    pub fn response_mode(&self) -> ResponseMode {
        self.0.response_mode
    }

    /// How the user must sign in, if that is configured.
    pub fn acr_values(&self) -> Option<&str> {
        self.0.acr_values.as_deref()
    }

    /// How long ago the user may have signed in, if that is configured.
    pub fn max_age(&self) -> Option<Duration> {
        self.0.max_age
    }

    /// How long one request or one hidden frame may take.
    pub fn timeout(&self) -> Duration {
        self.0.timeout
    }
}

/// These scopes, `openid` first.
pub(crate) fn with_openid(scope: &str) -> String {
    let names = scope.split_ascii_whitespace().filter(|name| *name != "openid");
    names.fold("openid".to_owned(), |scope, name| scope + " " + name)
}

/// Checks a redirect URI (RFC 6749, section 3.1.2).
pub(crate) fn checked_redirect_uri(uri: String) -> Result<String, ConfigError> {
    if is_secure_url(&uri) && UrlParts::of(&uri).fragment.is_none() {
        Ok(uri)
    } else {
        Err(ConfigError::RedirectUri(uri))
    }
}

/// Whether this is an absolute URL that is encrypted or stays on this machine.
pub(crate) fn is_secure_url(url: &str) -> bool {
    // Browsers take a backslash for a slash.
    if url.chars().any(|character| character.is_whitespace() || character.is_control() || character == '\\') {
        return false;
    }
    let origin = UrlParts::of(url).origin();
    if let Some(authority) = origin.strip_prefix("https://") {
        return !authority.is_empty();
    }
    let Some(authority) = origin.strip_prefix("http://") else { return false };
    let before_port = authority.trim_end_matches(|character: char| character.is_ascii_digit());
    let host = before_port.strip_suffix(':').unwrap_or(authority);
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_encrypted_or_local() {
        for url in [
            "https://sso.example",
            "https://sso.example:8443/realms/a",
            "http://localhost:8180/realms/a",
            "http://127.0.0.1/",
            "http://[::1]:8180/",
            "http://desk.localhost:5173/",
        ] {
            assert!(is_secure_url(url), "{url}");
        }
        for url in [
            "",
            "https://",
            "https:///path",
            "http://sso.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example/",
            "http://evil.example#localhost",
            "javascript:alert(1)",
            "//sso.example",
            "https://sso.example/a b",
            "https://sso.example/\n",
            r"http://evil.example\.localhost/",
        ] {
            assert!(!is_secure_url(url), "{url}");
        }
    }

    #[test]
    fn openid_is_always_asked_for_and_only_once() {
        let config = Config::new("https://sso.example", "agentdesk")
            .expect("valid")
            .with_scope(" email openid  groups");
        assert_eq!(config.scope(), "openid email groups");
    }

    #[test]
    fn what_cannot_be_used_is_refused_at_once() {
        assert_eq!(
            Config::new("https://sso.example?x", "a"),
            Err(ConfigError::Issuer("https://sso.example?x".into()))
        );
        assert_eq!(Config::new("https://sso.example", ""), Err(ConfigError::ClientId));
        let config = Config::new("https://sso.example", "agentdesk").expect("valid");
        assert_eq!(
            config.clone().with_redirect_uri("https://desk.example/#x"),
            Err(ConfigError::RedirectUri("https://desk.example/#x".into()))
        );
        for origin in
            ["http://api.example", "https://api.example/v1", "https://api.example?", "*", "", "https://a@b"]
        {
            let refused = config.clone().with_api_origins([origin]);
            assert_eq!(refused, Err(ConfigError::ApiOrigin(origin.into())));
        }
        assert_eq!(config.with_timeout(Duration::ZERO), Err(ConfigError::Timeout));
    }
}
