//! No token is believed unless the provider has signed it, and none is lost because that cannot be told just now.

use core::time::Duration;

use cx_auth_core::AuthState;
use cx_auth_core::io::{CryptoFailure, HttpFailure, OnLoad, RequestId, SignInOptions, Verified};
use cx_auth_core::{Input, Output};
use cx_auth_testkit::{Behaviour, Browser, CryptoHealth, SigningKey, agentdesk};
use serde_json::json;

const PAGE: &str = "https://desk.example/";

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A page that the user comes back to with a code.
fn returning() -> Browser {
    let mut browser = Browser::open(agentdesk(), PAGE);
    browser.sign_in(SignInOptions::default());
    browser.settle();
    browser.sign_in_on_the_page();
    browser
}

/// Starts, and gives the code of the error if that fails.
fn start(browser: &mut Browser) -> Option<&'static str> {
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    browser.refusal(start)
}

fn key_requests(browser: &Browser) -> usize {
    browser.record.requests_to("/certs").len()
}

/// A signed-in page whose server has changed its key.
fn rotated() -> Browser {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.rotate_keys("k2");
    browser
}

#[test]
fn keys_are_fetched_beside_the_exchange_and_kept_for_the_page() {
    let mut browser = returning();
    browser.server.token.once(Behaviour::Slow(seconds(5)));
    let call = browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(key_requests(&browser), 1, "while the exchange is under way");
    browser.advance(seconds(5));
    assert!(browser.answer(call).is_some_and(Result::is_ok));
    browser.advance(seconds(600));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let tokens = browser.record.requests_to("/token").len();
    assert!(tokens > 10);
    assert_eq!(browser.record.verifications.len(), tokens, "each ID token is verified");
    assert_eq!(key_requests(&browser), 1);
    assert!(browser.record.requests_to("/certs").iter().all(|request| request.body.is_none()));
}

#[test]
fn keys_are_fetched_beside_the_hidden_frame() {
    let mut browser = Browser::open(agentdesk(), PAGE);
    browser.server.has_session = true;
    assert_eq!(start(&mut browser), None);
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let ends: Vec<&str> =
        browser.record.requests.iter().filter_map(|request| request.url.rsplit('/').next()).collect();
    assert_eq!(ends, ["openid-configuration", "certs", "token"]);
}

#[test]
fn every_algorithm_that_a_page_can_check_is_accepted() {
    for algorithm in
        ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
    {
        let mut browser = returning();
        browser.server.signing_key = SigningKey::new(Some("k1"), algorithm, 7);
        assert_eq!(start(&mut browser), None, "{algorithm}");
        assert_eq!(browser.state(), &AuthState::SignedIn, "{algorithm}");
        let name = browser.record.verifications[0].algorithm.as_str();
        assert_eq!(name, if algorithm == "Ed25519" { "EdDSA" } else { algorithm });
    }
}

#[test]
fn signature_by_a_shared_secret_or_none_is_refused_unseen() {
    for algorithm in ["HS256", "HS384", "HS512", "none", "RS1", "ES256K"] {
        let mut browser = returning();
        browser.server.signing_key = SigningKey::new(Some("k1"), algorithm, 7);
        assert_eq!(start(&mut browser), Some("invalid-id-token"), "{algorithm}");
        assert!(browser.record.verifications.is_empty(), "{algorithm}");
    }
}

#[test]
fn forged_token_is_refused_and_a_second_try_works() {
    let mut browser = returning();
    browser.server.forges_signatures = true;
    assert_eq!(start(&mut browser), Some("invalid-id-token"));
    assert_eq!(browser.state().status(), "signed-out");
    assert!(browser.machine.user().is_none());
    browser.server.forges_signatures = false;
    assert_eq!(start(&mut browser), None);
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn nothing_is_known_of_the_user_before_the_signature_is() {
    let mut browser = returning();
    browser.crypto_health = CryptoHealth::Mute;
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.record.verifications.len(), 1);
    assert_eq!((browser.state(), browser.machine.user()), (&AuthState::Loading, None));
    let id = browser.record.verifications[0].id;
    let verified = |is_valid| Ok(Verified { is_valid, hash: vec![0; 32] });
    browser.handle(Input::Verified { id: RequestId(id.0 + 1000), result: verified(true) });
    assert_eq!(browser.state(), &AuthState::Loading, "another's signature proves nothing");
    browser.handle(Input::Verified { id, result: verified(false) });
    browser.settle();
    assert_eq!(
        (key_requests(&browser), browser.state()),
        (2, &AuthState::Loading),
        "once more, with newer keys"
    );
    let again = browser.record.verifications[1].id;
    browser.handle(Input::Verified { id: again, result: verified(false) });
    assert_eq!(browser.state().status(), "signed-out");
    browser.handle(Input::Verified { id, result: verified(true) });
    assert_eq!(browser.state().status(), "signed-out", "once is enough");
}

#[test]
fn keys_that_are_not_named_are_tried_one_after_another() {
    let mut browser = returning();
    let keys = [1, 2, 3].map(|number| SigningKey::new(None, "ES256", number));
    browser.server.published_keys = Some(keys.iter().map(SigningKey::jwk).collect());
    browser.server.signing_key = keys[1].clone();
    assert_eq!(start(&mut browser), None);
    assert!((1..=3).contains(&browser.record.verifications.len()));
    assert_eq!(key_requests(&browser), 1);

    let mut browser = returning();
    browser.server.published_keys = Some(vec![keys[0].jwk(), keys[2].jwk()]);
    browser.server.signing_key = keys[1].clone();
    assert_eq!(start(&mut browser), Some("invalid-id-token"));
    assert_eq!(key_requests(&browser), 2, "it may have been new");
}

#[test]
fn key_that_is_not_for_this_is_not_used() {
    let key = SigningKey::new(Some("k1"), "RS256", 7);
    for (name, value) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt"])),
        ("alg", json!("RS512")),
        ("n", json!("AQAB")),
    ] {
        let mut browser = returning();
        let mut jwk = key.jwk();
        jwk[name] = value;
        browser.server.signing_key = key.clone();
        browser.server.published_keys = Some(vec![jwk]);
        assert_eq!(start(&mut browser), Some("invalid-id-token"), "{name}");
        assert!(browser.record.verifications.is_empty(), "{name}");
    }
}

#[test]
fn new_key_is_fetched_when_a_token_names_it() {
    let mut browser = rotated();
    browser.advance(seconds(46));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(key_requests(&browser), 2);
    browser.advance(seconds(600));
    assert_eq!(key_requests(&browser), 2, "and kept");
}

#[test]
fn new_key_under_an_old_name_is_fetched_too() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.rotate_keys("k1");
    browser.advance(seconds(46));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(key_requests(&browser), 2);
}

#[test]
fn key_that_is_not_published_yet_costs_no_session_and_no_storm() {
    let mut browser = rotated();
    // Caches on the way still have the old one, or the provider is slow to tell.
    browser.server.published_keys = Some(vec![SigningKey::new(Some("k1"), "RS256", 1).jwk()]);
    browser.advance(seconds(45));
    assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("invalid-id-token"));
    assert_eq!(browser.state().status(), "retrying");
    browser.advance(seconds(25));
    assert!(browser.record.requests_to("/token").len() > 3);
    assert_eq!(key_requests(&browser), 2, "asked for again once in half a minute");
    browser.server.published_keys = None;
    browser.advance(seconds(60));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert!(
        browser.record.frames.is_empty(),
        "by the refresh tokens that came with those that were not verified"
    );
    assert!(key_requests(&browser) <= 4);
}

#[test]
fn keys_that_cannot_be_fetched_cost_no_session() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Down(HttpFailure::Offline), "offline"),
        (Behaviour::Slow(seconds(60)), "timeout"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(503, String::new()), "server-failed"),
        (Behaviour::Literal(404, String::new()), "discovery-refused"),
        (Behaviour::Literal(200, "<html>".into()), "unexpected-answer"),
        (Behaviour::Literal(200, "{}".into()), "unexpected-answer"),
    ] {
        let mut browser = rotated();
        browser.server.keys.always(behaviour.clone());
        browser.advance(seconds(45 + 12));
        let state = browser.state();
        assert_eq!(state.status(), "retrying", "{behaviour:?}");
        assert_eq!(state.error().map(|error| error.code().as_str()), Some(code), "{behaviour:?}");
        browser.server.keys.always(Behaviour::Honest);
        browser.advance(seconds(80));
        assert_eq!(browser.state(), &AuthState::SignedIn, "{behaviour:?}");
        assert!(browser.record.frames.is_empty(), "{behaviour:?}: no refresh token was lost");
    }
}

#[test]
fn sign_in_whose_keys_cannot_be_fetched_fails_in_time_and_works_again() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(500, String::new()), "server-failed"),
    ] {
        let mut browser = returning();
        browser.server.keys.always(behaviour.clone());
        let call = browser.start(OnLoad::CheckSso);
        browser.advance(seconds(12));
        assert_eq!(browser.refusal(call), Some(code), "{behaviour:?}");
        assert_eq!(browser.state().status(), "signed-out");
        browser.server.keys.always(Behaviour::Honest);
        assert_eq!(start(&mut browser), None, "{behaviour:?}");
        assert_eq!(browser.state(), &AuthState::SignedIn, "{behaviour:?}");
    }
}

#[test]
fn one_failure_to_fetch_the_keys_beside_the_exchange_is_made_good() {
    let mut browser = returning();
    browser.server.token.once(Behaviour::Slow(seconds(2)));
    browser.server.keys.once(Behaviour::Down(HttpFailure::Network));
    let call = browser.start(OnLoad::CheckSso);
    browser.advance(seconds(2));
    assert!(browser.answer(call).is_some_and(Result::is_ok));
    assert_eq!(key_requests(&browser), 2);
}

#[test]
fn browser_without_cryptography_is_told_apart() {
    for (health, code) in [
        (CryptoHealth::Bad(CryptoFailure::Unavailable), "crypto-unavailable"),
        (CryptoHealth::Mute, "timeout"),
    ] {
        let mut browser = returning();
        browser.crypto_health = health;
        let call = browser.start(OnLoad::CheckSso);
        browser.advance(seconds(12));
        assert_eq!(browser.refusal(call), Some(code));

        let mut browser = Browser::signed_in(agentdesk());
        browser.crypto_health = health;
        browser.advance(seconds(45 + 12));
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some(code));
        browser.crypto_health = CryptoHealth::Good;
        browser.advance(seconds(60));
        assert_eq!(browser.state(), &AuthState::SignedIn);
        assert!(browser.record.frames.is_empty(), "no refresh token was lost");
    }
}

#[test]
fn access_token_must_be_the_one_that_the_id_token_was_made_for() {
    let mut browser = returning();
    browser.server.id_token_claims.insert("at_hash".to_owned(), json!("AAAAAAAAAAAAAAAAAAAAAA"));
    assert_eq!(start(&mut browser), Some("invalid-id-token"));

    let mut browser = returning();
    browser.server.id_token_claims.insert("at_hash".to_owned(), json!(null));
    assert_eq!(start(&mut browser), None, "providers may leave it out");
}

#[test]
fn refreshed_token_is_verified_as_well() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.forges_signatures = true;
    let before = browser.machine.access_token_expires_at();
    browser.advance(seconds(45));
    assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("invalid-id-token"));
    assert_eq!(browser.machine.access_token_expires_at(), before, "nothing of it is taken over");
    browser.server.forges_signatures = false;
    browser.advance(seconds(30));
    assert_eq!(browser.state(), &AuthState::SignedIn, "by the provider's own session");
    assert_eq!(browser.record.frames.len(), 1);
}

#[test]
fn sign_out_in_the_middle_of_it_holds() {
    let mut browser = returning();
    browser.server.keys.once(Behaviour::Slow(seconds(3)));
    browser.start(OnLoad::CheckSso);
    browser.settle();
    browser.sign_out();
    browser.advance(seconds(5));
    assert_eq!(browser.state().status(), "signed-out");
    assert!(browser.record.verifications.is_empty());
}

#[test]
fn log_shows_no_token_while_it_is_verified() {
    let browser = returning_and_started();
    let output = Output::Verify(browser.record.verifications[0].clone());
    for secret in browser.secrets() {
        assert!(!format!("{output:?}").contains(&secret));
    }
}

fn returning_and_started() -> Browser {
    let mut browser = returning();
    assert_eq!(start(&mut browser), None);
    browser
}
