//! What the application configures, checked once.

use core::time::Duration;

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
pub struct Config {
    issuer: String,
    client_id: String,
    redirect_uri: Option<String>,
    silent_redirect_uri: Option<String>,
    post_logout_redirect_uri: Option<String>,
    scope: String,
    response_mode: ResponseMode,
    timeout: Duration,
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
    #[error("the issuer must be an https URL (http only for localhost) without query and fragment: {0}")]
    Issuer(String),
    /// The client identifier is empty.
    #[error("the client identifier is empty")]
    ClientId,
    /// A redirect URI is no usable URL.
    #[error("a redirect URI must be an absolute https URL (http only for localhost) without a fragment: {0}")]
    RedirectUri(String),
    /// No timeout is not an option.
    #[error("the timeout must be longer than zero")]
    Timeout,
}

impl Config {
    /// A configuration for the client `client_id` at the provider `issuer`; the rest has defaults.
    pub fn new(issuer: impl Into<String>, client_id: impl Into<String>) -> Result<Self, ConfigError> {
        let issuer = issuer.into();
        let client_id = client_id.into();
        if !is_secure_url(&issuer) || issuer.contains(['?', '#']) {
            return Err(ConfigError::Issuer(issuer));
        }
        if client_id.is_empty() {
            return Err(ConfigError::ClientId);
        }
        Ok(Self {
            issuer,
            client_id,
            redirect_uri: None,
            silent_redirect_uri: None,
            post_logout_redirect_uri: None,
            scope: "openid".to_owned(),
            response_mode: ResponseMode::default(),
            timeout: Duration::from_secs(10),
        })
    }

    /// Where the provider sends the user back to. Default: the page's own URL without query and fragment.
    pub fn with_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.redirect_uri = Some(redirect_uri(uri.into())?);
        Ok(self)
    }

    /// The page that a hidden frame returns to. Without it there is no silent sign-in.
    pub fn with_silent_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.silent_redirect_uri = Some(redirect_uri(uri.into())?);
        Ok(self)
    }

    /// Where the provider sends the user to after sign-out. Default: the redirect URI.
    pub fn with_post_logout_redirect_uri(mut self, uri: impl Into<String>) -> Result<Self, ConfigError> {
        self.post_logout_redirect_uri = Some(redirect_uri(uri.into())?);
        Ok(self)
    }

    /// The scopes to ask for, separated by spaces; `openid` is added.
    #[must_use]
    pub fn with_scope(mut self, scope: &str) -> Self {
        self.scope = "openid".to_owned();
        for name in scope.split_ascii_whitespace().filter(|name| *name != "openid") {
            self.scope.push(' ');
            self.scope.push_str(name);
        }
        self
    }

    /// Where the provider shall put its answer.
    #[must_use]
    pub fn with_response_mode(mut self, response_mode: ResponseMode) -> Self {
        self.response_mode = response_mode;
        self
    }

    /// How long one request or one hidden frame may take. Default: 10 seconds.
    pub fn with_timeout(mut self, timeout: Duration) -> Result<Self, ConfigError> {
        if timeout.is_zero() {
            return Err(ConfigError::Timeout);
        }
        self.timeout = timeout;
        Ok(self)
    }

    /// The provider's issuer identifier.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The client identifier.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// The scopes to ask for, `openid` first.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// How long one request or one hidden frame may take.
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }
}

/// Checks a redirect URI (RFC 6749, section 3.1.2).
pub(crate) fn redirect_uri(uri: String) -> Result<String, ConfigError> {
    if is_secure_url(&uri) && !uri.contains('#') { Ok(uri) } else { Err(ConfigError::RedirectUri(uri)) }
}

/// Whether this is an absolute URL that is encrypted or stays on this machine.
fn is_secure_url(url: &str) -> bool {
    if url.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return false;
    }
    if let Some(rest) = url.strip_prefix("https://") {
        return rest.chars().next().is_some_and(|first| !matches!(first, '/' | '?' | '#'));
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    matches!(host, "localhost" | "127.0.0.1" | "[::1]") || host.ends_with(".localhost")
}
