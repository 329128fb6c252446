//! The token endpoint: the code, and later the refresh token, become tokens (RFC 6749, sections 4.1.3, 5 and 6).

use core::time::Duration;

use oauth2::{AccessToken, AuthorizationCode, PkceCodeVerifier, RefreshToken};

use crate::error::{ServerError, TokenRequestError};
use crate::io::Response;
use crate::secret::SecretText;
use crate::url;
use crate::{Json, JsonReader};

/// What a token endpoint gave.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The access token is of use with a proof only (RFC 9449, section 5).
    pub(crate) is_bound: bool,
    /// For the resource servers.
    pub(crate) access_token: AccessToken,
    /// How long the access token lives from when it was made.
    pub(crate) expires_in: Duration,
    /// For the next answer.
    pub(crate) refresh_token: Option<RefreshToken>,
    /// How long the refresh token lives (Keycloak's `refresh_expires_in`), unless it is for ever.
    pub(crate) refresh_expires_in: Option<Duration>,
    /// Who signed in, not yet verified.
    pub(crate) id_token: Option<SecretText>,
}

/// The form that exchanges a code (RFC 6749, section 4.1.3; RFC 7636, section 4.5).
pub(crate) fn code_form(
    code: &AuthorizationCode,
    verifier: &PkceCodeVerifier,
    redirect_uri: &str,
    client_id: &str,
) -> SecretText {
    let mut form = url::parameters();
    form.append_pair("grant_type", "authorization_code")
        .append_pair("code", code.secret())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("client_id", client_id)
        .append_pair("code_verifier", verifier.secret());
    SecretText::new(form.finish())
}

/// The form that renews tokens (RFC 6749, section 6).
pub(crate) fn refresh_form(refresh_token: &RefreshToken, client_id: &str) -> SecretText {
    let mut form = url::parameters();
    form.append_pair("grant_type", "refresh_token")
        .append_pair("refresh_token", refresh_token.secret())
        .append_pair("client_id", client_id);
    SecretText::new(form.finish())
}

/// Reads the token endpoint's answer (RFC 6749, sections 5.1 and 5.2).
pub(crate) fn read(response: Response, read_json: JsonReader) -> Result<Tokens, TokenRequestError> {
    match response.status {
        200 => read_tokens(response.body.secret(), read_json),
        status => Err(read_failure(status, response.body.secret(), read_json)),
    }
}

/// Reads the answer of an endpoint that refuses in the way of the token endpoint (section 5.2).
pub(crate) fn read_failure(status: u16, body: &str, read_json: JsonReader) -> TokenRequestError {
    match status {
        400..=499 => read_refusal(body, read_json),
        500..=599 => TokenRequestError::ServerFailed { status },
        _ => TokenRequestError::NotUnderstood("an unexpected status"),
    }
}

fn read_tokens(body: &str, read_json: JsonReader) -> Result<Tokens, TokenRequestError> {
    let json = read_json(body);
    let answer = json.as_ref().and_then(Answer::of);
    let answer = answer.ok_or(TokenRequestError::NotUnderstood("not the JSON of a token answer"))?;
    let is_bound = answer.token_type.eq_ignore_ascii_case("dpop");
    if !is_bound && !answer.token_type.eq_ignore_ascii_case("bearer") {
        return Err(TokenRequestError::NotUnderstood("the token type is neither Bearer nor DPoP"));
    }
    if answer.access_token.is_empty() {
        return Err(TokenRequestError::NotUnderstood("the access token is empty"));
    }
    let expires_in = answer.expires_in.unwrap_or(UNSAID_LIFETIME).min(LONGEST_LIFETIME);
    if expires_in.is_zero() {
        return Err(TokenRequestError::NotUnderstood("the access token expires at once"));
    }
    Ok(Tokens {
        is_bound,
        access_token: AccessToken::new(answer.access_token.to_owned()),
        expires_in,
        refresh_token: answer
            .refresh_token
            .filter(|token| !token.is_empty())
            .map(|token| RefreshToken::new(token.to_owned())),
        refresh_expires_in: answer
            .refresh_expires_in
            .filter(|lifetime| !lifetime.is_zero())
            .map(|lifetime| lifetime.min(LONGEST_LIFETIME)),
        id_token: answer.id_token.map(SecretText::new),
    })
}

fn read_refusal(body: &str, read_json: JsonReader) -> TokenRequestError {
    let refusal = read_json(body).and_then(|json| {
        let description = json.optional("error_description", Json::as_text)?;
        Some(ServerError::new(json.get("error")?.as_text()?.to_owned(), description))
    });
    match refusal {
        Some(refusal) => TokenRequestError::Refused(refusal),
        None => TokenRequestError::NotUnderstood("a refusal without a reason"),
    }
}

/// The members of a token answer that are used (RFC 6749, section 5.1; OpenID Connect Core 1.0, section 3.1.3.3).
struct Answer<'json> {
    access_token: &'json str,
    token_type: &'json str,
    expires_in: Option<Duration>,
    refresh_token: Option<&'json str>,
    refresh_expires_in: Option<Duration>,
    id_token: Option<&'json str>,
}

impl<'json> Answer<'json> {
    /// `None` if a member is missing or of a wrong type.
    fn of(json: &'json Json) -> Option<Self> {
        let text = |name| json.optional(name, Json::as_text);
        Some(Self {
            access_token: text("access_token")??,
            token_type: text("token_type")??,
            expires_in: json.optional("expires_in", seconds)?,
            refresh_token: text("refresh_token")?,
            refresh_expires_in: json.optional("refresh_expires_in", seconds)?,
            id_token: text("id_token")?,
        })
    }
}

/// A whole number of seconds that is not negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "neither is possible here")]
fn seconds(value: &Json) -> Option<Duration> {
    let seconds = value.as_number()?;
    (seconds >= 0.0 && seconds.trunc() == seconds).then(|| Duration::from_secs(seconds as u64))
}

/// How long a token lives of which the server does not say it.
const UNSAID_LIFETIME: Duration = Duration::from_secs(60);

/// No lifetime is taken for longer, so that sums of times stay sane.
const LONGEST_LIFETIME: Duration = Duration::from_secs(10 * 365 * 24 * 3600);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::read_json;

    fn read_answer(status: u16, body: &str) -> Result<Tokens, TokenRequestError> {
        read(Response::new(status, body), read_json)
    }

    #[test]
    fn answer_of_keycloak_26_is_read() {
        let tokens = read_answer(
            200,
            r#"{"access_token":"at","expires_in":60,"refresh_expires_in":1800,"refresh_token":"rt",
                "token_type":"Bearer","id_token":"it","not-before-policy":0,"session_state":"s","scope":"openid"}"#,
        )
        .expect("understood");
        assert_eq!(tokens.access_token.secret(), "at");
        assert_eq!(tokens.expires_in, Duration::from_secs(60));
        assert_eq!(tokens.refresh_token.expect("one").secret(), "rt");
        assert_eq!(tokens.refresh_expires_in, Some(Duration::from_secs(1800)));
        assert_eq!(tokens.id_token.expect("one").secret(), "it");
    }

    #[test]
    fn refresh_token_for_ever_has_no_expiry() {
        let body = r#"{"access_token":"at","expires_in":60,"refresh_expires_in":0,"token_type":"bearer"}"#;
        assert_eq!(read_answer(200, body).expect("understood").refresh_expires_in, None);
    }

    #[test]
    fn nonsense_is_not_understood() {
        for body in [
            "",
            "null",
            "[]",
            "<html>",
            r#"{"access_token":7,"token_type":"Bearer"}"#,
            r#"{"access_token":"","token_type":"Bearer"}"#,
            r#"{"access_token":"at"}"#,
            r#"{"access_token":"at","token_type":"mac"}"#,
            r#"{"access_token":"at","token_type":"Bearer","expires_in":-1}"#,
            r#"{"access_token":"at","token_type":"Bearer","expires_in":0}"#,
            r#"{"access_token":"at","token_type":"Bearer","expires_in":0.5}"#,
            r#"{"access_token":"at","token_type":"Bearer","expires_in":"60"}"#,
            r#"{"access_token":"at","token_type":"Bearer","refresh_token":7}"#,
            r#"{"access_token":"at","token_type":"Bearer","id_token":[]}"#,
            r#"{"error":"invalid_grant"}"#,
        ] {
            assert!(matches!(read_answer(200, body), Err(TokenRequestError::NotUnderstood(_))), "{body}");
        }
        assert!(matches!(read_answer(302, "{}"), Err(TokenRequestError::NotUnderstood(_))));
        for body in ["<html>", "{}", r#"{"error":7}"#, r#"{"error":"invalid_grant","error_description":7}"#] {
            assert!(matches!(read_answer(400, body), Err(TokenRequestError::NotUnderstood(_))), "{body}");
        }
    }

    #[test]
    fn refusal_keeps_the_servers_words() {
        let refusal = read_answer(400, r#"{"error":"invalid_grant","error_description":"Code not valid"}"#);
        assert_eq!(
            refusal.err(),
            Some(TokenRequestError::Refused(ServerError::new("invalid_grant", Some("Code not valid"))))
        );
    }

    #[test]
    fn server_failure_is_no_refusal_whatever_its_body_says() {
        assert_eq!(
            read_answer(502, r#"{"error":"invalid_grant"}"#).err(),
            Some(TokenRequestError::ServerFailed { status: 502 })
        );
    }
}
