//! The claims of an ID token (OpenID Connect Core 1.0, sections 2, 3.1.3.7 and, after a refresh, 12.2).

use core::time::Duration;

use crate::encoding::from_base64url;
use crate::error::IdTokenError;
use crate::time::{ServerClock, ServerTime};
use crate::verify::assurance::Assurance;
use crate::verify::issuer;
use crate::verify::jwt::VerifiedJwt;
use crate::{Claims, Json, Timestamp};

/// What an ID token must say.
#[derive(Debug)]
pub(crate) struct Expectations<'expected> {
    /// `iss`
    pub(crate) issuer: &'expected str,
    /// `aud`, and `azp` where there is one.
    pub(crate) client_id: &'expected str,
    /// Of which sign-in, or of which session, it must be.
    pub(crate) origin: Origin<'expected>,
}

/// Where an ID token comes from, which decides what else it must say.
#[derive(Debug)]
pub(crate) enum Origin<'expected> {
    /// A code exchange: `nonce` must be this.
    SignIn {
        /// The `nonce` sent.
        nonce: &'expected str,
        /// What the sign-in must be like.
        assurance: &'expected Assurance,
        /// When it was begun, on the local clock.
        begun: Timestamp,
    },
    /// A refresh: it must be about the same person, and not older than the token before.
    Refresh {
        /// `sub` of the ID token before; empty if there was none.
        subject: &'expected str,
        /// `nonce` of the sign-in; it need not be repeated, but must not differ. Empty if it is not known.
        nonce: &'expected str,
        /// `iat` of the ID token before.
        issued_at: ServerTime,
    },
    /// Another way than these, and perhaps some time ago.
    Adoption,
}

/// An ID token that says what it must.
#[derive(Debug)]
pub(crate) struct IdToken {
    /// `iat`
    pub(crate) issued_at: ServerTime,
    /// All claims.
    pub(crate) claims: Claims,
}

impl IdToken {
    /// Checks the token that the answer to a request sent and received at these times brought. Its `iat` also sets
    /// the server clock, before `exp` is compared with it.
    pub(crate) fn verify(
        token: VerifiedJwt,
        expected: &Expectations<'_>,
        clock: &mut ServerClock,
        sent: Timestamp,
        received: Timestamp,
    ) -> Result<Self, IdTokenError> {
        let VerifiedJwt { claims, access_token_hash } = token;
        if !claims.text("iss").is_some_and(|found| issuer::is_same(found, expected.issuer)) {
            return Err(IdTokenError::Issuer);
        }
        check_audience(&claims, expected.client_id)?;
        let subject = claims
            .text("sub")
            .filter(|subject| !subject.is_empty())
            .ok_or(IdTokenError::NotUnderstood("sub is missing"))?;
        let issued_at = time(&claims, "iat").ok_or(IdTokenError::NotUnderstood("iat is missing"))?;
        let expires_at = time(&claims, "exp").ok_or(IdTokenError::NotUnderstood("exp is missing"))?;
        expected.origin.check(&claims, subject, issued_at)?;
        check_hash(&claims, &access_token_hash)?;

        let unset = ServerClock::default();
        let received_at = unset.server(received);
        let is_old = matches!(expected.origin, Origin::Adoption);
        if !is_old && issued_at.since(received_at).max(received_at.since(issued_at)) > WORST_LOCAL_CLOCK {
            return Err(IdTokenError::IssuedAt);
        }
        let mut learned = *clock;
        if !is_old {
            learned.learn(issued_at, sent, received);
        }
        // A refreshed token that expired on its way, while the laptop slept, still continues the session.
        let is_too_late = matches!(expected.origin, Origin::SignIn { .. })
            && expires_at.plus(LEEWAY) <= learned.server(received);
        if is_too_late || expires_at <= issued_at {
            return Err(IdTokenError::Expired);
        }
        if let Origin::SignIn { assurance, begun, .. } = &expected.origin {
            assurance.check(&claims, *begun, &learned)?;
        }
        *clock = learned;
        Ok(Self { issued_at, claims })
    }

    /// What an access token says of its user, for an application that takes it over without an ID token.
    pub(crate) fn believed(claims: Claims, now: ServerTime) -> Self {
        Self { issued_at: time(&claims, "iat").unwrap_or(now), claims }
    }
}

impl Origin<'_> {
    fn check(&self, claims: &Claims, found: &str, issued_at: ServerTime) -> Result<(), IdTokenError> {
        match *self {
            Self::SignIn { nonce, .. } => {
                if claims.text("nonce") == Some(nonce) {
                    Ok(())
                } else {
                    Err(IdTokenError::Nonce)
                }
            }
            Self::Adoption => Ok(()),
            Self::Refresh { subject, nonce, issued_at: before } => {
                if found != subject && !subject.is_empty() {
                    return Err(IdTokenError::Subject);
                }
                let differs = claims.get("nonce").is_some_and(|found| found.as_text() != Some(nonce));
                if differs && !nonce.is_empty() {
                    return Err(IdTokenError::Nonce);
                }
                if issued_at.plus(LEEWAY) < before { Err(IdTokenError::IssuedAt) } else { Ok(()) }
            }
        }
    }
}

/// The client must be an audience; `azp` must be the client, and be there if the client is not the only audience.
fn check_audience(claims: &Claims, client_id: &str) -> Result<(), IdTokenError> {
    let (is_audience, is_only) = match claims.get("aud") {
        Some(Json::Text(audience)) => (audience == client_id, true),
        Some(audiences @ Json::List(list)) => (audiences.lists(client_id), list.len() == 1),
        _ => return Err(IdTokenError::NotUnderstood("aud is missing")),
    };
    let authorized = match claims.get("azp") {
        None => is_only,
        Some(party) => party.as_text() == Some(client_id),
    };
    if is_audience && authorized { Ok(()) } else { Err(IdTokenError::Audience) }
}

/// `at_hash`, if it is there, must be of the access token that came along: the left half of its hash (section 3.1.3.6).
fn check_hash(claims: &Claims, hash: &[u8]) -> Result<(), IdTokenError> {
    let Some(found) = claims.get("at_hash") else { return Ok(()) };
    let found = found.as_text().and_then(from_base64url);
    let left_half = hash.get(..hash.len() / 2).filter(|half| !half.is_empty());
    if found.is_some() && found.as_deref() == left_half { Ok(()) } else { Err(IdTokenError::AccessTokenHash) }
}

fn time(claims: &Claims, name: &str) -> Option<ServerTime> {
    let seconds = claims.get(name)?.as_number()? as i64;
    (seconds > 0).then(|| ServerTime::from_seconds(seconds))
}

/// How far the server's own clocks may be apart.
const LEEWAY: Duration = Duration::from_secs(60);

/// How wrong the local clock may be: a day, so that a wrong time zone still works.
const WORST_LOCAL_CLOCK: Duration = Duration::from_secs(24 * 3600);

#[cfg(test)]
mod tests {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use serde_json::{Value, json};

    use super::*;
    use crate::io::Verified;
    use crate::json::read_json;
    use crate::verify::jwt::UnverifiedJwt;

    const ISSUER: &str = "https://sso.example/realms/expertflow";
    const NOW: i64 = 1_790_000_000;

    fn good() -> Value {
        json!({"iss": ISSUER, "aud": "agentdesk", "azp": "agentdesk", "sub": "a1", "iat": NOW, "exp": NOW + 60, "nonce": "n"})
    }

    fn verify(
        claims: &Value,
        origin: Origin<'_>,
        local: i64,
    ) -> Result<(IdToken, ServerClock), IdTokenError> {
        let mut clock = ServerClock::default();
        verify_by(&mut clock, claims, origin, local).map(|token| (token, clock))
    }

    fn verify_by(
        clock: &mut ServerClock,
        claims: &Value,
        origin: Origin<'_>,
        local: i64,
    ) -> Result<IdToken, IdTokenError> {
        let encode = |text: &str| Base64UrlUnpadded::encode_string(text.as_bytes());
        let token = format!("{}.{}.c2ln", encode(r#"{"alg":"RS256"}"#), encode(&claims.to_string()));
        let verified = Verified { is_valid: true, hash: (0..32).collect() };
        let token =
            UnverifiedJwt::parse(&token, read_json).expect("a JWT").verified(verified).expect("valid");
        let expected = Expectations { issuer: ISSUER, client_id: "agentdesk", origin };
        let local = Timestamp::from_millis(local * 1000);
        IdToken::verify(token, &expected, clock, local, local)
    }

    const UNASKED: Assurance = Assurance { max_age: None, acr: None };

    fn sign_in() -> Origin<'static> {
        Origin::SignIn { nonce: "n", assurance: &UNASKED, begun: Timestamp::from_millis(NOW * 1000) }
    }

    fn verify_with(name: &str, value: Value) -> Option<IdTokenError> {
        let mut claims = good();
        claims[name] = value;
        if claims[name].is_null() {
            claims.as_object_mut().expect("an object").remove(name);
        }
        verify(&claims, sign_in(), NOW).err()
    }

    #[test]
    fn good_token_is_accepted_and_sets_the_clock() {
        let Ok((token, clock)) = verify(&good(), sign_in(), NOW - 600) else {
            panic!("refused");
        };
        assert_eq!(token.claims.text("sub"), Some("a1"));
        let local = Timestamp::from_millis((NOW - 600) * 1000);
        assert!(clock.server(local).since(ServerTime::from_seconds(NOW)) < Duration::from_secs(1));
    }

    #[test]
    fn each_claim_is_checked() {
        use IdTokenError::{Audience, Expired, IssuedAt, Issuer, Nonce, NotUnderstood};
        for (name, value, error) in [
            ("iss", json!("https://sso.example/realms/expertflow/"), Some(Issuer)),
            ("iss", Value::Null, Some(Issuer)),
            ("aud", json!("unified-admin"), Some(Audience)),
            ("aud", json!(["unified-admin", "account"]), Some(Audience)),
            ("aud", json!(["agentdesk", "account"]), None),
            ("aud", Value::Null, Some(NotUnderstood("aud is missing"))),
            ("azp", json!("unified-admin"), Some(Audience)),
            ("azp", json!(7), Some(Audience)),
            ("azp", Value::Null, None),
            ("nonce", json!("m"), Some(Nonce)),
            ("nonce", Value::Null, Some(Nonce)),
            ("sub", json!(""), Some(NotUnderstood("sub is missing"))),
            ("sub", Value::Null, Some(NotUnderstood("sub is missing"))),
            ("iat", Value::Null, Some(NotUnderstood("iat is missing"))),
            ("iat", json!("1790000000"), Some(NotUnderstood("iat is missing"))),
            ("iat", json!(NOW - 2 * 24 * 3600), Some(IssuedAt)),
            ("iat", json!(i64::MAX), Some(IssuedAt)),
            ("exp", Value::Null, Some(NotUnderstood("exp is missing"))),
            ("exp", json!(NOW - 61), Some(Expired)),
            ("exp", json!(NOW), Some(Expired)),
            ("exp", json!(1e300), None),
        ] {
            assert_eq!(verify_with(name, value.clone()), error, "{name}: {value}");
        }
    }

    #[test]
    fn several_audiences_need_an_authorized_party() {
        let mut claims = good();
        claims["aud"] = json!(["agentdesk", "account"]);
        claims.as_object_mut().expect("an object").remove("azp");
        assert_eq!(verify(&claims, sign_in(), NOW).err(), Some(IdTokenError::Audience));
    }

    #[test]
    fn refreshed_token_must_continue_the_session() {
        let origin = |subject, nonce, issued_at| Origin::Refresh {
            subject,
            nonce,
            issued_at: ServerTime::from_seconds(issued_at),
        };
        assert!(verify(&good(), origin("a1", "n", NOW - 60), NOW).is_ok());
        assert_eq!(verify(&good(), origin("b2", "n", NOW - 60), NOW).err(), Some(IdTokenError::Subject));
        assert_eq!(verify(&good(), origin("a1", "m", NOW - 60), NOW).err(), Some(IdTokenError::Nonce));
        assert_eq!(verify(&good(), origin("a1", "n", NOW + 61), NOW).err(), Some(IdTokenError::IssuedAt));
        let mut without_nonce = good();
        without_nonce.as_object_mut().expect("an object").remove("nonce");
        assert!(verify(&without_nonce, origin("a1", "n", NOW - 60), NOW).is_ok());
    }

    #[test]
    fn refused_token_leaves_the_clock_alone() {
        let mut claims = good();
        claims["exp"] = json!(NOW - 100);
        let mut clock = ServerClock::default();
        assert!(verify_by(&mut clock, &claims, sign_in(), NOW - 600).is_err());
        assert_eq!(clock, ServerClock::default());
    }

    #[test]
    fn hash_of_the_access_token_is_the_left_half() {
        let encode = |bytes: Vec<u8>| json!(Base64UrlUnpadded::encode_string(&bytes));
        for (at_hash, error) in [
            (Value::Null, None),
            (encode((0..16).collect()), None),
            (encode((16..32).collect()), Some(IdTokenError::AccessTokenHash)),
            (encode((0..32).collect()), Some(IdTokenError::AccessTokenHash)),
            (encode((0..15).collect()), Some(IdTokenError::AccessTokenHash)),
            (json!(""), Some(IdTokenError::AccessTokenHash)),
            (json!("="), Some(IdTokenError::AccessTokenHash)),
            (json!(7), Some(IdTokenError::AccessTokenHash)),
        ] {
            assert_eq!(verify_with("at_hash", at_hash.clone()), error, "{at_hash}");
        }
        let empty = Claims::read(r#"{"at_hash":""}"#.to_owned(), read_json).expect("claims");
        assert_eq!(check_hash(&empty, &[]), Err(IdTokenError::AccessTokenHash), "no hash is no match");
    }

    #[test]
    fn sign_in_must_be_as_it_was_asked_for() {
        let assurance = Assurance { max_age: Some(60), acr: Some("2".to_owned()) };
        let begun = Timestamp::from_millis((NOW - 600) * 1000);
        let origin = || Origin::SignIn { nonce: "n", assurance: &assurance, begun };
        let mut claims = good();
        claims["acr"] = json!("2");
        // The local clock is ten minutes behind.
        claims["auth_time"] = json!(NOW - 121);
        assert_eq!(verify(&claims, origin(), NOW - 600).err(), Some(IdTokenError::TooOld));
        claims["auth_time"] = json!(NOW - 60);
        assert!(verify(&claims, origin(), NOW - 600).is_ok());
        claims["acr"] = json!("1");
        assert_eq!(verify(&claims, origin(), NOW - 600).err(), Some(IdTokenError::Acr));
    }
}
