//! Bad callbacks: each gets a clear answer, and nothing is lost.

use core::time::Duration;

use cx_auth_core::io::{HttpFailure, OnLoad, SignInOptions, StorageFailure};
use cx_auth_core::secret::SecretText;
use cx_auth_core::{Answer, AuthState, Config, Event};
use cx_auth_testkit::{Behaviour, Browser, StorageHealth, agentdesk};
use serde_json::{Value, json};

const PAGE: &str = "https://desk.example/calls#/7";
const ISS: &str = "iss=https%3A%2F%2Fsso.example%2Frealms%2Fexpertflow";

fn without_silent() -> Config {
    Config::new("https://sso.example/realms/expertflow", "agentdesk")
        .and_then(|config| config.with_redirect_uri("https://desk.example/"))
        .expect("a valid configuration")
}

/// A tab that has left for the sign-in page.
fn away(config: Config) -> Browser {
    let mut browser = Browser::open(config, PAGE);
    let app_state = Some(SecretText::new("call-123"));
    browser.sign_in(SignInOptions { app_state, ..SignInOptions::default() });
    browser.settle();
    browser
}

fn code(browser: &Browser) -> Option<&'static str> {
    browser.state().error().map(|error| error.code().as_str())
}

fn token_requests(browser: &Browser) -> usize {
    browser.record.requests_to("/token").len()
}

/// Opens this callback in a tab that waits for another, and checks that it settles with this error, sends no code
/// anywhere, leaves the page at this URL, and navigates nowhere.
fn refuses(callback: &str, expected: &str, page: &str) -> Browser {
    let mut browser = away(without_silent());
    let navigations = browser.record.navigations.len();
    let stored = browser.storage.clone();
    browser.arrive(callback);
    let start = browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert!(matches!(browser.answer(start), Some(Ok(Answer::Started { .. }))), "{callback}");
    assert_eq!(code(&browser), Some(expected), "{callback}");
    assert_eq!(token_requests(&browser), 0, "{callback}");
    assert_eq!(browser.record.navigations.len(), navigations, "{callback}");
    assert_eq!(browser.page_url(), page, "{callback}");
    assert_eq!(browser.storage, stored, "the sign-in under way is untouched");
    browser
}

#[test]
fn forged_state_is_refused() {
    let page = "https://desk.example/?a=%41";
    refuses(&format!("{page}&code=evil&state=cx-in.forged"), "callback-state-unknown", page);
    refuses(&format!("{page}&code=evil&state=forged&{ISS}"), "callback-state-unknown", page);
}

#[test]
fn answer_to_another_library_is_reported_and_left_alone() {
    let page = "https://desk.example/?code=theirs&state=theirs";
    refuses(page, "callback-state-unknown", page);
}

#[test]
fn missing_state_is_refused() {
    let callback = format!("https://desk.example/?code=evil&{ISS}#/r");
    refuses(&callback, "callback-state-missing", "https://desk.example/#/r");
}

#[test]
fn duplicated_state_is_refused_even_if_one_is_right() {
    let browser = away(without_silent());
    let (_, rest) = browser.left_for().split_once("state=").expect("a state");
    let state = rest.split('&').next().expect("a value");
    let callback = format!("https://desk.example/?code=c&state={state}&state=cx-in.other&{ISS}");
    let mut browser = refuses(&callback, "callback-malformed", "https://desk.example/");
    // The sign-in that was under way still completes.
    browser.sign_in_on_the_page();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn refusals_of_the_provider_are_told_apart_and_do_not_loop() {
    for (error, expected) in [
        ("access_denied", "access-denied"),
        ("login_required", "login-required"),
        ("interaction_required", "interaction-required"),
        ("temporarily_unavailable", "temporarily-unavailable"),
        ("invalid_scope", "sign-in-refused"),
        ("</script>\u{2028}", "sign-in-refused"),
    ] {
        let mut browser = away(without_silent());
        let url = browser.left_for().to_owned();
        let callback = browser.server.refuse(&url, error);
        browser.arrive(&callback);
        let start = browser.start(OnLoad::SignInRequired);
        browser.settle();
        assert_eq!(code(&browser), Some(expected));
        let words =
            browser.state().error().and_then(|error| error.server_error()).expect("the server's words");
        assert_eq!(words.error, error);
        assert_eq!(words.description.as_deref(), Some("said the server"));
        let Some(Ok(Answer::Started { app_state, .. })) = browser.answer(start) else {
            panic!("not settled")
        };
        assert_eq!(app_state.as_ref().map(SecretText::secret), Some("call-123"), "nothing is lost");
        assert_eq!(browser.page_url(), PAGE);
        assert_eq!(browser.record.navigations.len(), 1, "only the sign-in itself");

        // Reading the same callback again, from history, changes nothing.
        browser.arrive(&callback);
        browser.start(OnLoad::SignInRequired);
        browser.settle();
        assert_eq!(code(&browser), Some("callback-state-unknown"));
        assert_eq!(browser.record.navigations.len(), 1);
    }
}

#[test]
fn callback_opened_twice_ends_signed_in_where_the_provider_has_the_session() {
    let mut browser = away(agentdesk());
    browser.sign_in_on_the_page();
    let callback = browser.page_url().to_owned();
    for opening in 0..3 {
        browser.arrive(&callback);
        browser.start(OnLoad::CheckSso);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn, "opening {opening}");
        assert!(!browser.page_url().contains("code="), "opening {opening}");
    }
    let noticed =
        browser.record.events.iter().filter(|event| matches!(event, Event::Noticed(_))).collect::<Vec<_>>();
    assert_eq!(noticed.len(), 2);
    let codes = browser
        .record
        .requests_to("/token")
        .iter()
        .filter(|request| request.body.as_ref().is_some_and(|body| body.secret().contains("code=code-1-")))
        .count();
    assert_eq!(codes, 1, "a code is sent once");
}

#[test]
fn code_used_already_falls_back_to_the_session_it_made() {
    // A duplicated tab has a copy of the session storage, so it finds the sign-in, but its code is used up.
    let mut browser = away(agentdesk());
    let copy = browser.storage.clone();
    browser.sign_in_on_the_page();
    let callback = browser.page_url().to_owned();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    browser.storage = copy;
    browser.arrive(&callback);
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let used =
        |event: &Event| matches!(event, Event::Noticed(error) if error.code().as_str() == "code-refused");
    assert!(browser.record.events.iter().any(used));
}

#[test]
fn code_used_already_is_a_typed_error_where_nothing_else_helps() {
    let mut browser = away(without_silent());
    browser.server.token.once(Behaviour::Literal(400, r#"{"error":"invalid_grant"}"#.into()));
    browser.sign_in_on_the_page();
    let start = browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert_eq!(browser.refusal(start), Some("code-refused"));
    assert_eq!(browser.record.navigations.len(), 1);
}

#[test]
fn callback_that_comes_too_late_is_refused() {
    let mut browser = away(without_silent());
    browser.advance(Duration::from_secs(3601));
    browser.sign_in_on_the_page();
    browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert_eq!(code(&browser), Some("callback-expired"));
    assert_eq!(token_requests(&browser), 0);
}

#[test]
fn issuer_of_the_answer_must_be_right_and_there_if_promised() {
    let mut browser = away(without_silent());
    let url = browser.left_for().to_owned();
    let good = browser.server.sign_in(&url);
    for callback in [good.replace("sso.example", "evil.example"), good.replace(&format!("&{ISS}"), "")] {
        assert_ne!(callback, good);
        let mut browser = away(without_silent());
        let (_, state) = browser.left_for().split_once("state=").expect("a state");
        let state = state.split('&').next().expect("a value").to_owned();
        let (_, old) = callback.split_once("state=").expect("a state");
        let old = old.split('&').next().expect("a value");
        browser.arrive(&callback.replace(old, &state));
        browser.start(OnLoad::CheckSso);
        browser.settle();
        assert_eq!(code(&browser), Some("issuer-mismatch"));
        assert_eq!(token_requests(&browser), 0);
    }
}

#[test]
fn issuer_that_is_not_promised_may_be_missing() {
    let mut browser = Browser::open(agentdesk(), PAGE);
    browser.server.names_issuer = false;
    browser.sign_in_and_return();
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn storage_that_is_denied_on_return_is_a_typed_error() {
    for health in [StorageHealth::Bad(StorageFailure::Denied), StorageHealth::Mute] {
        let mut browser = away(without_silent());
        browser.sign_in_on_the_page();
        browser.storage_health = health;
        let start = browser.start(OnLoad::SignInRequired);
        browser.advance(Duration::from_secs(13));
        assert_eq!(browser.refusal(start), Some("storage-denied"), "{health:?}");
        assert_eq!(browser.page_url(), "https://desk.example/");
        assert_eq!(browser.record.navigations.len(), 1);
    }
}

#[test]
fn callback_survives_a_provider_that_is_down_at_first() {
    let mut browser = away(without_silent());
    browser.sign_in_on_the_page();
    browser.server.discovery.once(Behaviour::Down(HttpFailure::Network));
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.refusal(start), Some("unreachable"));
    assert!(browser.page_url().contains("code="), "the callback is still there to be tried again");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.page_url(), PAGE);
}

#[test]
fn bad_token_endpoint_is_a_typed_error_within_the_timeout_and_a_retry_works() {
    for (behaviour, expected) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Slow(Duration::from_secs(60)), "timeout"),
        (Behaviour::AnswerLost, "timeout"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(500, "oops".into()), "server-failed"),
        (Behaviour::Literal(200, "<html>".into()), "unexpected-answer"),
        (Behaviour::Literal(200, "[]".into()), "unexpected-answer"),
        (
            Behaviour::Literal(200, r#"{"access_token":"a","token_type":"Bearer","expires_in":60}"#.into()),
            "invalid-id-token",
        ),
        (Behaviour::Literal(401, r#"{"error":"invalid_client"}"#.into()), "token-request-refused"),
        (Behaviour::Literal(403, "<html>".into()), "unexpected-answer"),
    ] {
        let mut browser = away(agentdesk());
        browser.sign_in_on_the_page();
        browser.server.token.once(behaviour);
        let start = browser.start(OnLoad::SignInRequired);
        browser.advance(Duration::from_secs(12));
        assert_eq!(browser.refusal(start), Some(expected));
        assert_eq!(browser.state().status(), "signed-out");
        assert_eq!(browser.record.navigations.len(), 1);

        browser.start(OnLoad::SignInRequired);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn, "after {expected}");
    }
}

#[test]
fn id_token_that_does_not_fit_is_refused() {
    for (claim, value) in [
        ("iss", json!("https://evil.example")),
        ("aud", json!("unified-admin")),
        ("azp", json!("unified-admin")),
        ("nonce", json!("another")),
        ("nonce", Value::Null),
        ("sub", Value::Null),
        ("exp", json!(1)),
        ("iat", json!(1)),
    ] {
        let mut browser = away(without_silent());
        browser.server.id_token_claims.insert(claim.to_owned(), value.clone());
        browser.sign_in_on_the_page();
        let start = browser.start(OnLoad::CheckSso);
        browser.settle();
        assert_eq!(browser.refusal(start), Some("invalid-id-token"), "{claim}: {value}");
        assert!(browser.machine.user().is_none());
        let call = browser.access_token(Duration::ZERO);
        assert_eq!(browser.refusal(call), Some("not-signed-in"));
    }
}

#[test]
fn clock_ten_minutes_wrong_either_way_does_not_matter() {
    for ahead in [-600, 600, -14 * 3600] {
        let mut browser = away(without_silent());
        browser.server.clock_ahead = ahead;
        browser.sign_in_on_the_page();
        browser.start(OnLoad::CheckSso);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn);
        let expires_at = browser.machine.access_token_expires_at().expect("a token");
        let lifetime = expires_at.since(browser.now());
        assert!((59..=60).contains(&lifetime.as_secs()), "{lifetime:?} at {ahead}");
    }
}
