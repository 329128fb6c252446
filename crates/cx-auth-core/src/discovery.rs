//! The provider's metadata (OpenID Connect Discovery 1.0, section 4; RFC 8414).

use crate::config::is_secure_url;
use crate::error::DiscoveryError;
use crate::io::{HttpFailure, Response};
use crate::secret::SecretText;
use crate::verify::issuer;
use crate::{Config, Json, JsonReader};

/// What is used of the provider's metadata.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Metadata {
    /// All of it, as the provider wrote it: the text of a JSON object.
    pub(crate) written: String,
    /// Where sign-in begins.
    pub(crate) authorization_endpoint: String,
    /// Where codes and refresh tokens become tokens.
    pub(crate) token_endpoint: String,
    /// Where sign-out happens (OpenID Connect RP-Initiated Logout 1.0, section 2.1).
    pub(crate) end_session_endpoint: Option<String>,
    /// Where the keys are by which ID tokens are verified.
    pub(crate) jwks_uri: String,
    /// Where the user is described (OpenID Connect Core 1.0, section 5.3).
    pub(crate) userinfo_endpoint: Option<String>,
    /// Where tokens are made worth nothing (RFC 7009, section 2).
    pub(crate) revocation_endpoint: Option<String>,
    /// Where a device asks for a sign-in elsewhere (RFC 8628, section 3.1).
    pub(crate) device_authorization_endpoint: Option<String>,
    /// Where authorization requests are pushed to (RFC 9126, section 2).
    pub(crate) pushed_authorization_request_endpoint: Option<String>,
    /// Whether all must be (section 5).
    pub(crate) require_pushed_authorization_requests: bool,
    /// Whether each authorization answer names its issuer (RFC 9207, section 3).
    pub(crate) authorization_response_iss_parameter_supported: bool,
    /// Whether an answer may come in the fragment.
    pub(crate) is_fragment_supported: bool,
}

/// Where the metadata is (section 4.1).
pub(crate) fn url(config: &Config) -> String {
    [config.issuer().trim_end_matches('/'), "/.well-known/openid-configuration"].concat()
}

/// Reads the answer (sections 4.2 and 4.3).
pub(crate) fn read(
    result: Result<Response, HttpFailure>,
    config: &Config,
    read_json: JsonReader,
) -> Result<Metadata, DiscoveryError> {
    let written = body(result)?.into_secret();
    let json = read_json(&written).ok_or(NOT_METADATA)?;
    let issuer = json.get("issuer").and_then(Json::as_text).ok_or(NOT_METADATA)?;
    if !issuer::is_same(issuer, config.issuer()) {
        return Err(DiscoveryError::IssuerMismatch { found: issuer.chars().take(300).collect() });
    }
    let mut metadata = Metadata { written, ..Metadata::default() };
    let needed = [
        ("authorization_endpoint", &mut metadata.authorization_endpoint),
        ("token_endpoint", &mut metadata.token_endpoint),
        ("jwks_uri", &mut metadata.jwks_uri),
    ];
    for (name, member) in needed {
        *member = endpoint(&json, name)?.ok_or(NOT_METADATA)?;
    }
    let optional = [
        ("end_session_endpoint", &mut metadata.end_session_endpoint),
        ("userinfo_endpoint", &mut metadata.userinfo_endpoint),
        ("revocation_endpoint", &mut metadata.revocation_endpoint),
        ("device_authorization_endpoint", &mut metadata.device_authorization_endpoint),
        ("pushed_authorization_request_endpoint", &mut metadata.pushed_authorization_request_endpoint),
    ];
    for (name, member) in optional {
        *member = endpoint(&json, name)?;
    }
    let flags = [
        ("require_pushed_authorization_requests", &mut metadata.require_pushed_authorization_requests),
        (
            "authorization_response_iss_parameter_supported",
            &mut metadata.authorization_response_iss_parameter_supported,
        ),
    ];
    for (name, member) in flags {
        *member = json.optional(name, Json::as_bool).ok_or(NOT_METADATA)?.unwrap_or_default();
    }
    let modes = json.get("response_modes_supported");
    metadata.is_fragment_supported = modes.is_some_and(|modes| modes.lists("fragment"));
    match json.get("code_challenge_methods_supported") {
        Some(methods) if !matches!(methods, Json::Null) && !methods.lists("S256") => {
            Err(DiscoveryError::NotUnderstood("the provider does not support PKCE with S256"))
        }
        _ => Ok(metadata),
    }
}

/// The body of an answer to a question about the provider.
pub(crate) fn body(result: Result<Response, HttpFailure>) -> Result<SecretText, DiscoveryError> {
    let response = result?;
    match response.status {
        200 => Ok(response.body),
        status @ 400..=499 => Err(DiscoveryError::Refused { status }),
        status @ 500..=599 => Err(DiscoveryError::ServerFailed { status }),
        _ => Err(DiscoveryError::NotUnderstood("an unexpected status")),
    }
}

/// The URL of this name, if there is one.
fn endpoint(json: &Json, name: &str) -> Result<Option<String>, DiscoveryError> {
    match json.optional_text(name).ok_or(NOT_METADATA)? {
        Some(url) if !is_secure_url(&url) => {
            Err(DiscoveryError::NotUnderstood("an endpoint is not an https URL"))
        }
        url => Ok(url),
    }
}

const NOT_METADATA: DiscoveryError = DiscoveryError::NotUnderstood("not the JSON of provider metadata");

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::read_json;

    fn config() -> Config {
        Config::new("https://sso.example/realms/expertflow", "agentdesk").expect("a valid configuration")
    }

    fn metadata() -> Value {
        json!({
            "issuer": "https://sso.example/realms/expertflow",
            "authorization_endpoint": "https://sso.example/auth",
            "token_endpoint": "https://sso.example/token",
            "end_session_endpoint": "https://sso.example/logout",
            "jwks_uri": "https://sso.example/certs",
            "authorization_response_iss_parameter_supported": true,
            "code_challenge_methods_supported": ["plain", "S256"],
            "unknown": {"is": "ignored"},
        })
    }

    fn read_with(name: &str, value: Value) -> Result<Metadata, DiscoveryError> {
        let mut metadata = metadata();
        metadata[name] = value;
        read(Ok(Response::new(200, metadata.to_string())), &config(), read_json)
    }

    #[test]
    fn metadata_is_understood() {
        let metadata = read_with("unknown", Value::Null).expect("understood");
        assert_eq!(metadata.token_endpoint, "https://sso.example/token");
        assert!(metadata.authorization_response_iss_parameter_supported);
    }

    #[test]
    fn issuer_must_match_exactly() {
        for found in ["https://sso.example/realms/expertflow/", "https://sso.example/realms/Expertflow", ""] {
            let error = read_with("issuer", json!(found)).expect_err(found);
            assert_eq!(error, DiscoveryError::IssuerMismatch { found: found.to_owned() });
        }
    }

    #[test]
    fn what_cannot_be_used_is_not_understood() {
        for (name, value) in [
            ("issuer", json!(7)),
            ("end_session_endpoint", json!(7)),
            ("authorization_response_iss_parameter_supported", json!("yes")),
            ("code_challenge_methods_supported", json!("S256")),
            ("token_endpoint", json!("http://sso.example/token")),
            ("authorization_endpoint", json!("javascript:alert(1)")),
            ("end_session_endpoint", json!("//evil.example")),
            ("jwks_uri", Value::Null),
            ("jwks_uri", json!("http://sso.example/certs")),
            ("userinfo_endpoint", json!("http://sso.example/userinfo")),
            ("revocation_endpoint", json!("http://sso.example/revoke")),
            ("device_authorization_endpoint", json!("http://sso.example/device")),
            ("pushed_authorization_request_endpoint", json!("http://sso.example/par")),
            ("require_pushed_authorization_requests", json!("yes")),
            ("code_challenge_methods_supported", json!(["plain"])),
        ] {
            assert!(matches!(read_with(name, value), Err(DiscoveryError::NotUnderstood(_))), "{name}");
        }
    }

    #[test]
    fn status_tells_who_is_to_blame() {
        let read = |status| read(Ok(Response::new(status, "<html>")), &config(), read_json);
        assert_eq!(read(404), Err(DiscoveryError::Refused { status: 404 }));
        assert_eq!(read(503), Err(DiscoveryError::ServerFailed { status: 503 }));
        assert!(matches!(read(204), Err(DiscoveryError::NotUnderstood(_))));
        assert!(matches!(read(200), Err(DiscoveryError::NotUnderstood(_))));
    }

    #[test]
    fn url_has_one_slash_whatever_the_issuer_ends_with() {
        let config = Config::new("https://sso.example/", "agentdesk").expect("a valid configuration");
        assert_eq!(url(&config), "https://sso.example/.well-known/openid-configuration");
    }
}
