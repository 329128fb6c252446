//! How, and how recently, the user must have signed in (OpenID Connect Core 1.0, sections 2, 3.1.2.1 and 5.5.1.1).
//!
//! A provider may take these for wishes and sign the user in regardless, so its answer is checked against them.

use core::time::Duration;

use crate::error::IdTokenError;
use crate::io::SignInOptions;
use crate::time::{ServerClock, ServerTime};
use crate::{Claims, Config, Json, JsonReader, Timestamp};

/// What a sign-in must be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assurance {
    /// `max_age`: how long before the sign-in was asked for the user may have signed in, in seconds.
    pub(crate) max_age: Option<i64>,
    /// One of these, separated by spaces, must be `acr` of the ID token.
    pub(crate) acr: Option<String>,
}

impl Assurance {
    /// What the application asks for with this sign-in, or else with each.
    pub(crate) fn asked(config: &Config, options: &SignInOptions, read_json: JsonReader) -> Self {
        let essential =
            options.claims.as_deref().and_then(read_json).and_then(|claims| essential_acr(&claims));
        Self {
            max_age: options.max_age.or(config.max_age()).map(seconds),
            acr: essential.or_else(|| acr_values(config, options).map(str::to_owned)),
        }
    }

    /// Checks the claims of an ID token that came of a sign-in begun at this local time.
    pub(crate) fn check(
        &self,
        claims: &Claims,
        begun: Timestamp,
        clock: &ServerClock,
    ) -> Result<(), IdTokenError> {
        if let Some(acceptable) = &self.acr {
            let found = claims.text("acr").unwrap_or_default();
            if !acceptable.split_ascii_whitespace().any(|acr| acr == found) {
                return Err(IdTokenError::Acr);
            }
        }
        if let Some(max_age) = self.max_age {
            // What does not say how old it is may be of any age.
            let time = claims.get("auth_time").and_then(Json::as_number).ok_or(IdTokenError::TooOld)?;
            // Measured when it was asked for, not when it is answered: a user may take minutes over what the provider
            // shows after the password.
            let oldest = ServerTime::from_seconds((time as i64).saturating_add(max_age)).plus(LEEWAY);
            if oldest < clock.server(begun) {
                return Err(IdTokenError::TooOld);
            }
        }
        Ok(())
    }
}

/// `acr_values` of a sign-in.
pub(crate) fn acr_values<'asked>(
    config: &'asked Config,
    options: &'asked SignInOptions,
) -> Option<&'asked str> {
    options.acr_values.as_deref().or(config.acr_values())
}

/// The values of `acr` that a `claims` parameter calls essential (section 5.5.1.1).
fn essential_acr(claims: &Json) -> Option<String> {
    let acr = claims.get("id_token")?.get("acr")?;
    acr.get("essential").and_then(Json::as_bool).filter(|essential| *essential)?;
    let mut acceptable = String::new();
    for value in acr.get("values").map_or(&[][..], Json::elements) {
        acceptable.push_str(value.as_text()?);
        acceptable.push(' ');
    }
    acceptable.push_str(acr.get("value").and_then(Json::as_text).unwrap_or_default());
    (!acceptable.is_empty()).then_some(acceptable)
}

fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

/// How far the server's own clocks may be apart.
const LEEWAY: Duration = Duration::from_secs(60);

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::json::read_json;

    const BEGUN: i64 = 1_790_000_000;

    fn check(assurance: &Assurance, claims: &Value) -> Result<(), IdTokenError> {
        let claims = Claims::read(claims.to_string(), read_json).expect("claims");
        assurance.check(&claims, Timestamp::from_millis(BEGUN * 1000), &ServerClock::default())
    }

    fn config() -> Config {
        Config::new("https://sso.example", "agentdesk").expect("a valid configuration")
    }

    #[test]
    fn nothing_is_checked_that_was_not_asked_for() {
        assert_eq!(check(&Assurance::default(), &json!({})), Ok(()));
        let asked = Assurance::asked(&config(), &SignInOptions::default(), read_json);
        assert_eq!(asked, Assurance::default());
    }

    #[test]
    fn sign_in_must_not_be_older_than_asked() {
        let assurance = Assurance { max_age: Some(300), acr: None };
        for (auth_time, expected) in [
            (json!(BEGUN + 200), Ok(())),
            (json!(BEGUN - 300), Ok(())),
            (json!(BEGUN - 360), Ok(())),
            (json!(BEGUN - 361), Err(IdTokenError::TooOld)),
            (json!(0), Err(IdTokenError::TooOld)),
            (json!(-1e300), Err(IdTokenError::TooOld)),
            (json!(BEGUN.to_string()), Err(IdTokenError::TooOld)),
            (Value::Null, Err(IdTokenError::TooOld)),
        ] {
            assert_eq!(check(&assurance, &json!({"auth_time": auth_time})), expected, "{auth_time}");
        }
        let at_once = Assurance { max_age: Some(0), acr: None };
        assert_eq!(check(&at_once, &json!({"auth_time": BEGUN})), Ok(()));
        let unlimited = Assurance { max_age: Some(i64::MAX), acr: None };
        assert_eq!(check(&unlimited, &json!({"auth_time": 1})), Ok(()));
    }

    #[test]
    fn acr_must_be_one_of_those_asked_for() {
        let assurance = Assurance { acr: Some("silver urn:gold".to_owned()), max_age: None };
        for (acr, expected) in [
            (json!("silver"), Ok(())),
            (json!("urn:gold"), Ok(())),
            (json!("silver urn:gold"), Err(IdTokenError::Acr)),
            (json!("bronze"), Err(IdTokenError::Acr)),
            (json!(""), Err(IdTokenError::Acr)),
            (json!(["silver"]), Err(IdTokenError::Acr)),
            (Value::Null, Err(IdTokenError::Acr)),
        ] {
            assert_eq!(check(&assurance, &json!({ "acr": acr })), expected, "{acr}");
        }
    }

    #[test]
    fn options_of_a_sign_in_go_before_the_configuration() {
        let config = config().with_acr_values("1").with_max_age(Duration::from_secs(3600));
        let asked = |options: &SignInOptions| Assurance::asked(&config, options, read_json);
        let default = Assurance { max_age: Some(3600), acr: Some("1".to_owned()) };
        assert_eq!(asked(&SignInOptions::default()), default);
        let options = SignInOptions {
            acr_values: Some("2 3".to_owned()),
            max_age: Some(Duration::ZERO),
            ..SignInOptions::default()
        };
        assert_eq!(asked(&options), Assurance { max_age: Some(0), acr: Some("2 3".to_owned()) });
    }

    #[test]
    fn essential_acr_of_the_claims_parameter_is_demanded() {
        let acr = |acr: Value| {
            let claims = Some(json!({"id_token": {"acr": acr}}).to_string());
            let options = SignInOptions { claims, ..SignInOptions::default() };
            Assurance::asked(&config(), &options, read_json).acr
        };
        assert_eq!(acr(json!({"essential": true, "values": ["2", "3"]})).as_deref(), Some("2 3 "));
        assert_eq!(acr(json!({"essential": true, "value": "2"})).as_deref(), Some("2"));
        for voluntary in [
            json!(null),
            json!({"values": ["2"]}),
            json!({"essential": false, "value": "2"}),
            json!({"essential": true}),
        ] {
            assert_eq!(acr(voluntary.clone()), None, "{voluntary}");
        }
        let options = SignInOptions { claims: Some("<html>".to_owned()), ..SignInOptions::default() };
        assert_eq!(Assurance::asked(&config(), &options, read_json).acr, None);
    }
}
