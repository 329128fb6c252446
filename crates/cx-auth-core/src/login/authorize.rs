//! The authorization request (RFC 6749, section 4.1.1; OpenID Connect Core 1.0, section 3.1.2.1).

use crate::authorization::Manner;
use crate::config::with_openid;
use crate::discovery::Metadata;
use crate::io::SignInOptions;
use crate::login::pkce;
use crate::login::transaction::Transaction;
use crate::url::{self, Parameters};
use crate::verify::assurance;
use crate::{Config, ResponseMode};

/// The parameters of the request, as the query of a URL or a form that is pushed.
pub(crate) fn request(
    config: &Config,
    metadata: &Metadata,
    transaction: &Transaction,
    manner: &Manner,
) -> String {
    let (Manner::Interactive(options) | Manner::Silent(options)) = manner;
    let mut parameters = common(config, metadata, transaction, options);
    match manner {
        Manner::Silent(_) => drop(parameters.append_pair("prompt", "none")),
        Manner::Interactive(_) => {
            let hints = [
                ("prompt", &options.prompt),
                ("login_hint", &options.login_hint),
                ("ui_locales", &options.locale),
                ("kc_idp_hint", &options.idp_hint),
                ("kc_action", &options.action),
            ];
            for (name, value) in hints {
                if let Some(value) = value {
                    parameters.append_pair(name, value);
                }
            }
        }
    }
    parameters.finish()
}

fn common(
    config: &Config,
    metadata: &Metadata,
    transaction: &Transaction,
    options: &SignInOptions,
) -> Parameters {
    let challenge = pkce::challenge(&transaction.verifier);
    let scope = options.scope.as_deref().map(with_openid);
    let mut parameters = url::parameters();
    parameters
        .append_pair("response_type", "code")
        .append_pair("client_id", config.client_id())
        .append_pair("redirect_uri", &transaction.redirect_uri)
        .append_pair("scope", scope.as_deref().unwrap_or(config.scope()))
        .append_pair("state", &transaction.state)
        .append_pair("nonce", &transaction.nonce)
        .append_pair("code_challenge", &challenge)
        .append_pair("code_challenge_method", "S256");
    // The silent redirect page is then one address, which can be cached, and no server sees the code.
    let is_beside = config.silent_redirect_uri() == Some(&transaction.redirect_uri);
    if config.response_mode() == ResponseMode::Fragment || (is_beside && metadata.is_fragment_supported) {
        parameters.append_pair("response_mode", "fragment");
    }
    if let Some(acr_values) = assurance::acr_values(config, options) {
        parameters.append_pair("acr_values", acr_values);
    }
    if let Some(max_age) = transaction.assurance.max_age {
        parameters.append_number("max_age", max_age);
    }
    if let Some(claims) = &options.claims {
        parameters.append_pair("claims", claims);
    }
    parameters
}
