//! From `signIn()` over the provider's page back to the application.

use core::time::Duration;
use std::collections::BTreeMap;

use cx_auth_core::io::{HttpFailure, Method, OnLoad, SignInOptions, StorageFailure, WakeCause, Way};
use cx_auth_core::secret::SecretText;
use cx_auth_core::{Answer, AuthState, ResponseMode};
use cx_auth_testkit::{Behaviour, Browser, StorageHealth, agentdesk};
use serde_json::json;

const PAGE: &str = "https://desk.example/calls?id=7&x=%2e#/notes?tab=1";

fn leaving() -> Browser {
    let mut browser = Browser::open(agentdesk(), PAGE);
    let app_state = Some(SecretText::new("call-123"));
    browser.sign_in(SignInOptions { app_state, ..SignInOptions::default() });
    browser.settle();
    browser
}

fn parameters(url: &str) -> BTreeMap<String, String> {
    let (_, query) = url.split_once('?').expect("a query");
    form(query)
}

fn form(text: &str) -> BTreeMap<String, String> {
    text.split('&')
        .map(|pair| pair.split_once('=').expect("a pair"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[test]
fn authorization_url_is_exactly_this() {
    let browser = leaving();
    let url = browser.left_for();
    assert!(url.starts_with("https://sso.example/realms/expertflow/protocol/openid-connect/auth?"), "{url}");
    let mut parameters = parameters(url);
    for (name, length) in [("state", 58), ("nonce", 43), ("code_challenge", 43)] {
        let value = parameters.remove(name).expect(name);
        assert_eq!(value.len(), length, "{name}={value}");
    }
    let expected = [
        ("client_id", "agentdesk"),
        ("code_challenge_method", "S256"),
        ("redirect_uri", "https%3A%2F%2Fdesk.example%2F"),
        ("response_type", "code"),
        ("scope", "openid"),
    ];
    assert_eq!(parameters, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[test]
fn hints_are_passed_on_and_encoded() {
    let mut browser = Browser::open(agentdesk().with_response_mode(ResponseMode::Fragment), PAGE);
    browser.sign_in(SignInOptions {
        login_hint: Some("</script>\"'\u{2028}\u{202e}&x=y".to_owned()),
        prompt: Some("login".to_owned()),
        locale: Some("de ar".to_owned()),
        idp_hint: Some("finesse".to_owned()),
        redirect_uri: Some("https://desk.example/other".to_owned()),
        ..SignInOptions::default()
    });
    browser.settle();
    let parameters = parameters(browser.left_for());
    assert_eq!(parameters["login_hint"], "%3C%2Fscript%3E%22%27%E2%80%A8%E2%80%AE%26x%3Dy");
    assert_eq!(parameters["prompt"], "login");
    assert_eq!(parameters["ui_locales"], "de+ar");
    assert_eq!(parameters["kc_idp_hint"], "finesse");
    assert_eq!(parameters["redirect_uri"], "https%3A%2F%2Fdesk.example%2Fother");
    assert_eq!(parameters["response_mode"], "fragment");
}

#[test]
fn answer_beside_the_page_comes_in_the_fragment_where_the_provider_can() {
    for (modes, expected) in [
        (json!(["query", "fragment"]), Some("fragment")),
        (json!(["query"]), None),
        (json!("fragment"), None),
        (json!(null), None),
    ] {
        let mut browser = Browser::open(agentdesk(), PAGE);
        browser.server.metadata.insert("response_modes_supported".to_owned(), modes.clone());
        browser.sign_in_beside(&[Way::Silent, Way::Popup], false);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn, "{modes}");
        for url in [&browser.record.frames[0], &browser.record.popups[0]] {
            assert_eq!(parameters(url).get("response_mode").map(String::as_str), expected, "{modes}");
        }
        browser.sign_in(SignInOptions::default());
        browser.settle();
        assert_eq!(parameters(browser.left_for()).get("response_mode"), None, "as it is configured");
    }
}

#[test]
fn page_is_left_only_after_the_sign_in_is_remembered() {
    let browser = leaving();
    let (key, value) = browser.storage.first_key_value().expect("something stored");
    assert_eq!(key, "cx-auth:agentdesk@https://sso.example/realms/expertflow");
    assert!(value.contains(&parameters(browser.left_for())["state"]));
    let position =
        |text: &str| browser.record.log.iter().position(|line| line.starts_with(text)).expect(text);
    assert!(position("Store { id: RequestId(4), area: Session, command: Write") < position("Navigate"));
}

#[test]
fn exchange_request_is_exactly_this() {
    let mut browser = leaving();
    browser.sign_in_on_the_page();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let requests = browser.record.requests_to("/token");
    let request = requests.last().expect("a request");
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://sso.example/realms/expertflow/protocol/openid-connect/token");
    assert_eq!(
        request.headers,
        [
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ]
    );
    assert_eq!(request.timeout, Duration::from_secs(10));
    let mut form = form(request.body.as_ref().expect("a body").secret());
    assert_eq!(form.remove("code_verifier").map(|verifier| verifier.len()), Some(43));
    let expected = [
        ("client_id", "agentdesk"),
        ("code", "code-1-uvWXyz7919"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "https%3A%2F%2Fdesk.example%2F"),
    ];
    assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    assert!(browser.server.complaints.is_empty(), "{:?}", browser.server.complaints);
}

#[test]
fn return_brings_back_the_page_and_the_applications_value() {
    for mode in [ResponseMode::Query, ResponseMode::Fragment] {
        let mut browser = Browser::open(agentdesk().with_response_mode(mode), PAGE);
        let app_state = Some(SecretText::new("call-123"));
        browser.sign_in(SignInOptions { app_state: app_state.clone(), ..SignInOptions::default() });
        browser.settle();
        browser.sign_in_on_the_page();
        let start = browser.start(OnLoad::SignInRequired);
        browser.settle();
        let state = AuthState::SignedIn;
        assert_eq!(
            browser.answer(start),
            Some(&Ok(Answer::Started { state, app_state, action_status: None }))
        );
        assert_eq!(browser.page_url(), PAGE, "byte for byte");
        assert_eq!(browser.record.frames.len(), 0, "no silent sign-in is needed");
        let kept = browser.storage.values().next().map(|value| value.contains("state="));
        assert_eq!(kept, Some(false), "the sign-in is used up; only when it was begun is remembered");
    }
}

#[test]
fn explicit_redirect_uri_is_where_the_user_ends() {
    let mut browser = Browser::open(agentdesk(), PAGE);
    let redirect_uri = Some("https://desk.example/other?a=1".to_owned());
    browser.sign_in(SignInOptions { redirect_uri, ..SignInOptions::default() });
    browser.settle();
    browser.sign_in_on_the_page();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.page_url(), "https://desk.example/other?a=1");
}

#[test]
fn page_of_another_origin_is_not_restored() {
    // `replaceState` refuses another origin, and a page must not be led to one.
    let mut browser = Browser::open(agentdesk(), "https://other.example/page");
    browser.sign_in_and_return();
    assert_eq!(browser.page_url(), "https://desk.example/");
}

#[test]
fn several_sign_ins_side_by_side_all_complete() {
    let mut browser = leaving();
    let first = browser.left_for().to_owned();
    // The user comes back by the back button and begins again.
    browser.wake(WakeCause::Restored);
    browser.sign_in(SignInOptions::default());
    browser.settle();
    let second = browser.left_for().to_owned();
    assert_ne!(parameters(&first)["state"], parameters(&second)["state"]);
    assert_ne!(parameters(&first)["code_challenge"], parameters(&second)["code_challenge"]);
    for url in [first, second] {
        let callback = browser.server.sign_in(&url);
        browser.arrive(&callback);
        browser.start(OnLoad::CheckSso);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn);
        assert!(browser.record.frames.is_empty(), "each by its own code");
    }
}

#[test]
fn coming_back_by_the_back_button_settles_the_call() {
    let mut browser = Browser::open(agentdesk(), PAGE);
    let call = browser.sign_in(SignInOptions::default());
    browser.settle();
    assert_eq!(browser.answer(call), None);
    browser.wake(WakeCause::Restored);
    assert_eq!(browser.refusal(call), Some("navigation-abandoned"));
}

#[test]
fn storage_that_does_not_work_is_a_typed_error_and_the_page_stays() {
    for health in [
        StorageHealth::Bad(StorageFailure::Denied),
        StorageHealth::ReadOnly(StorageFailure::Full),
        StorageHealth::Mute,
    ] {
        let mut browser = Browser::open(agentdesk(), PAGE);
        browser.storage_health = health;
        let call = browser.sign_in(SignInOptions::default());
        browser.advance(Duration::from_secs(13));
        assert_eq!(browser.refusal(call), Some("storage-denied"), "{health:?}");
        assert!(browser.record.navigations.is_empty());
    }
}

#[test]
fn unusable_redirect_uri_is_the_callers_mistake() {
    for uri in ["javascript:alert(1)", "/relative", "https://desk.example/#x", "http://desk.example/"] {
        let mut browser = Browser::open(agentdesk(), PAGE);
        let redirect_uri = Some(uri.to_owned());
        let call = browser.sign_in(SignInOptions { redirect_uri, ..SignInOptions::default() });
        browser.settle();
        assert_eq!(browser.refusal(call), Some("invalid-config"), "{uri}");
    }
}

#[test]
fn sign_in_while_the_provider_is_down_is_a_typed_error() {
    let mut browser = Browser::open(agentdesk(), PAGE);
    browser.server.discovery.once(Behaviour::Down(HttpFailure::Network));
    let calls = [browser.sign_in(SignInOptions::default()), browser.sign_in(SignInOptions::default())];
    browser.settle();
    assert_eq!(calls.map(|call| browser.refusal(call)), [Some("unreachable"); 2]);
    browser.sign_in(SignInOptions::default());
    browser.settle();
    assert_eq!(browser.record.navigations.len(), 1);
}

#[test]
fn nobody_waits_longer_because_the_clock_was_set_back() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.discovery.once(Behaviour::Forgotten);
    let call = browser.sign_in(SignInOptions::default());
    browser.set_clock(-3600);
    browser.wake(WakeCause::Visible);
    browser.advance(Duration::from_secs(13));
    assert_eq!(browser.refusal(call), Some("timeout"));
}

#[test]
fn page_that_is_sent_to_and_fro_stays_in_the_end() {
    // An application that signs in again whenever its API says no: each sign-in succeeds, and nothing gets better.
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    for _ in 0..6 {
        let call = browser.sign_in(SignInOptions::default());
        browser.settle();
        assert_eq!(browser.answer(call), None, "it leaves");
        browser.advance(Duration::from_millis(500));
        browser.sign_in_on_the_page();
        browser.start(OnLoad::CheckSso);
        browser.settle();
    }
    let call = browser.sign_in(SignInOptions::default());
    browser.settle();
    assert_eq!(browser.refusal(call), Some("redirect-loop"));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    browser.advance(Duration::from_secs(31));
    let call = browser.sign_in(SignInOptions::default());
    browser.settle();
    assert_eq!(browser.answer(call), None, "a while later it may leave again");
}
