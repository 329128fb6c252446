//! Sign-out at the provider (OpenID Connect RP-Initiated Logout 1.0, section 2).

use crate::Config;
use crate::login::callback::SIGN_OUT_STATE_PREFIX;
use crate::login::pkce;
use crate::secret::{SecretText, SecretUrl};
use crate::time::Entropy;
use crate::url;

/// The `state` of a sign-out. It authorises nothing: its prefix tells, at the return, that it is ours to take out of
/// the URL.
pub(crate) fn state(entropy: &mut Entropy) -> String {
    [SIGN_OUT_STATE_PREFIX, &pkce::random_text(entropy)].concat()
}

/// The URL that ends the session at the provider.
pub(crate) fn end_session_url(
    endpoint: &str,
    config: &Config,
    id_token: Option<&SecretText>,
    return_to: &str,
    state: &str,
) -> SecretUrl {
    let mut parameters = url::parameters();
    if let Some(id_token) = id_token {
        parameters.append_pair("id_token_hint", id_token.secret());
    }
    parameters
        .append_pair("client_id", config.client_id())
        .append_pair("post_logout_redirect_uri", return_to)
        .append_pair("state", state);
    SecretUrl::new(url::with_parameters(endpoint, parameters))
}
