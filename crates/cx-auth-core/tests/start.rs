//! `start()` always settles, and says how.

use core::time::Duration;

use cx_auth_core::io::{CallId, FrameFailure, HttpFailure, Method, OnLoad, Start};
use cx_auth_core::json::read_json;
use cx_auth_core::secret::SecretUrl;
use cx_auth_core::session::SignedOutReason;
use cx_auth_core::{Answer, AuthState, Config, Entropy, Event, Input, Machine, Moment, Timestamp};
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use serde_json::json;

fn without_silent() -> Config {
    Config::new("https://sso.example/realms/expertflow", "agentdesk")
        .and_then(|config| config.with_redirect_uri("https://desk.example/"))
        .expect("a valid configuration")
}

fn open() -> Browser {
    Browser::open(agentdesk(), "https://desk.example/")
}

#[test]
fn discovery_request_is_exactly_this() {
    let mut browser = open();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let request = &browser.record.requests[0];
    assert_eq!(request.method, Method::Get);
    assert_eq!(request.url, "https://sso.example/realms/expertflow/.well-known/openid-configuration");
    assert_eq!(request.headers, [("accept", "application/json".to_owned())]);
    assert_eq!(request.body, None);
    assert_eq!(request.timeout, Duration::from_secs(10));
}

#[test]
fn without_a_session_it_settles_as_signed_out() {
    for config in [agentdesk(), without_silent()] {
        let mut browser = Browser::open(config, "https://desk.example/");
        let start = browser.start(OnLoad::CheckSso);
        assert_eq!(browser.state(), &AuthState::Loading);
        browser.settle();
        let state = AuthState::SignedOut { reason: SignedOutReason::NoSession };
        assert_eq!(
            browser.answer(start),
            Some(&Ok(Answer::Started { state, app_state: None, action_status: None }))
        );
        assert!(browser.record.navigations.is_empty());
    }
}

#[test]
fn with_a_session_it_signs_in_without_leaving_the_page() {
    let mut browser = open();
    browser.server.has_session = true;
    let start = browser.start(OnLoad::SignInRequired);
    browser.settle();
    let state = AuthState::SignedIn;
    assert_eq!(
        browser.answer(start),
        Some(&Ok(Answer::Started { state, app_state: None, action_status: None }))
    );
    assert!(browser.record.navigations.is_empty());
    assert!(browser.record.replaced_urls.is_empty());
    let user = browser.machine.user().expect("somebody");
    assert_eq!(user.username.as_deref(), Some("agent1"));
    assert_eq!(user.roles, ["agent"]);
    assert_eq!(user.client_roles, [("cim".to_owned(), vec!["view".to_owned()])]);
    assert_eq!(user.groups, ["/agents_permission"]);
    assert!(browser.server.complaints.is_empty(), "{:?}", browser.server.complaints);
}

#[test]
fn it_is_idempotent() {
    let mut browser = open();
    browser.server.has_session = true;
    let calls = [browser.start(OnLoad::CheckSso), browser.start(OnLoad::CheckSso)];
    browser.settle();
    let late = browser.start(OnLoad::CheckSso);
    browser.settle();
    for call in [calls[0], calls[1], late] {
        let state = AuthState::SignedIn;
        assert_eq!(
            browser.answer(call),
            Some(&Ok(Answer::Started { state, app_state: None, action_status: None }))
        );
        assert_eq!(browser.record.answered[&call], 1);
    }
    assert_eq!(browser.record.requests.len(), 3, "one discovery, one exchange and one look at the keys");
}

#[test]
fn application_hears_of_the_state_before_the_answer() {
    let mut browser = open();
    browser.server.has_session = true;
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    let position = |text: &str| browser.record.log.iter().position(|line| line.contains(text)).expect(text);
    let answer = format!("Answer {{ call: {start:?}");
    assert!(position("Event(StateChanged(SignedIn))") < position(&answer));
    assert!(position("Event(UserChanged(Some(") < position(&answer));
}

#[test]
fn bad_discovery_is_a_typed_error_and_a_later_start_tries_again() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Down(HttpFailure::Offline), "offline"),
        (Behaviour::Down(HttpFailure::Timeout), "timeout"),
        (Behaviour::Slow(Duration::from_secs(60)), "timeout"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(500, "<html>".into()), "server-failed"),
        (Behaviour::Literal(404, r#"{"error":"Realm does not exist"}"#.into()), "discovery-refused"),
        (Behaviour::Literal(200, "<html>".into()), "unexpected-answer"),
        (Behaviour::Literal(200, r#"{"issuer":[]}"#.into()), "unexpected-answer"),
    ] {
        let mut browser = open();
        browser.server.has_session = true;
        browser.server.discovery.once(behaviour);
        let start = browser.start(OnLoad::SignInRequired);
        browser.advance(Duration::from_secs(12));
        assert_eq!(browser.refusal(start), Some(code));
        assert_eq!(browser.state().status(), "signed-out");
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some(code));
        assert!(browser.record.navigations.is_empty(), "an error must not lead to a redirect");

        browser.start(OnLoad::SignInRequired);
        assert_eq!(browser.state(), &AuthState::Loading);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn, "after {code}");
    }
}

#[test]
fn wrong_issuer_is_refused() {
    let mut browser = open();
    browser.server.metadata =
        json!({"issuer": "https://evil.example"}).as_object().expect("an object").clone();
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.refusal(start), Some("issuer-mismatch"));
}

#[test]
fn slow_provider_is_waited_for() {
    let mut browser = open();
    browser.server.has_session = true;
    browser.server.discovery.once(Behaviour::Slow(Duration::from_secs(9)));
    browser.server.token.once(Behaviour::Slow(Duration::from_secs(9)));
    browser.start(OnLoad::CheckSso);
    browser.advance(Duration::from_secs(9));
    assert_eq!(browser.state(), &AuthState::Loading);
    browser.advance(Duration::from_secs(9));
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn silent_answers_are_told_apart() {
    for (error, on_load, status, code, leaves) in [
        ("login_required", OnLoad::CheckSso, "signed-out", None, false),
        ("login_required", OnLoad::SignInRequired, "loading", None, true),
        ("interaction_required", OnLoad::SignInRequired, "loading", None, true),
        ("consent_required", OnLoad::CheckSso, "signed-out", None, false),
        (
            "temporarily_unavailable",
            OnLoad::SignInRequired,
            "signed-out",
            Some("temporarily-unavailable"),
            false,
        ),
        ("unauthorized_client", OnLoad::SignInRequired, "signed-out", Some("sign-in-refused"), false),
    ] {
        let mut browser = open();
        browser.server.silent_error = Some(error.to_owned());
        browser.start(on_load);
        browser.settle();
        assert_eq!(browser.state().status(), status, "{error}");
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), code, "{error}");
        assert_eq!(!browser.record.navigations.is_empty(), leaves, "{error}");
    }
}

#[test]
fn blocked_frame_settles_or_leaves_the_page_as_the_application_wants() {
    for (failure, code) in
        [(FrameFailure::Timeout, "silent-timeout"), (FrameFailure::Blocked, "silent-blocked")]
    {
        let mut browser = open();
        browser.frame_failure = Some(failure);
        let start = browser.start(OnLoad::CheckSso);
        browser.advance(Duration::from_secs(10));
        assert!(matches!(browser.answer(start), Some(Ok(Answer::Started { .. }))));
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some(code));
        assert!(browser.record.navigations.is_empty());

        browser.start(OnLoad::SignInRequired);
        browser.advance(Duration::from_secs(10));
        assert_eq!(browser.record.navigations.len(), 1);
        let noticed = |event: &Event| matches!(event, Event::Noticed(error) if error.code().as_str() == code);
        assert!(browser.record.events.iter().any(noticed));
    }
}

#[test]
fn required_sign_in_that_cannot_leave_the_page_is_a_typed_error() {
    let mut browser = Browser::open(without_silent(), "https://desk.example/");
    browser.navigation_fails = true;
    let start = browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert_eq!(browser.refusal(start), Some("navigation-abandoned"));

    browser.navigation_fails = false;
    let start = browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert_eq!(browser.answer(start), None);
    browser.advance(Duration::from_secs(31));
    assert_eq!(browser.refusal(start), Some("navigation-abandoned"));
}

#[test]
fn access_token_asked_for_too_early_waits_for_the_start() {
    let mut browser = open();
    browser.server.has_session = true;
    let before = browser.access_token(Duration::ZERO);
    assert_eq!(browser.refusal(before), Some("not-signed-in"));
    browser.start(OnLoad::CheckSso);
    let during = browser.access_token(Duration::ZERO);
    assert_eq!(browser.answer(during), None);
    browser.settle();
    assert!(browser.token(during).is_some());
}

#[test]
fn access_token_asked_for_during_a_failing_start_gets_its_error() {
    let mut browser = open();
    browser.server.discovery.once(Behaviour::Down(HttpFailure::Offline));
    browser.start(OnLoad::CheckSso);
    let call = browser.access_token(Duration::ZERO);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("offline"));
}

#[test]
fn frame_that_answers_something_else_is_not_believed() {
    for (url, code) in [
        ("https://desk.example/silent.html", "callback-state-missing"),
        ("https://desk.example/silent.html?code=evil&state=cx-in.forged", "callback-state-unknown"),
        ("https://desk.example/silent.html?code=a&code=b&state=cx-in.forged", "callback-malformed"),
        ("", "callback-state-missing"),
    ] {
        let mut browser = open();
        browser.server.silent_url = Some(url.to_owned());
        browser.start(OnLoad::SignInRequired);
        browser.settle();
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some(code), "{url}");
        assert!(browser.record.requests_to("/token").is_empty());
        assert!(browser.record.navigations.is_empty());
    }
}

#[test]
fn silent_authorization_url_is_exactly_this() {
    let mut browser = open();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let (endpoint, query) = browser.record.frames[0].split_once('?').expect("a query");
    assert_eq!(endpoint, "https://sso.example/realms/expertflow/protocol/openid-connect/auth");
    let pairs: Vec<_> = query.split('&').map(|pair| pair.split_once('=').expect("a pair")).collect();
    let made_up = ["state", "nonce", "code_challenge"];
    let (made_up, fixed): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(name, _)| made_up.contains(name));
    assert_eq!(made_up.iter().map(|(_, value)| value.len()).collect::<Vec<_>>(), [58, 43, 43]);
    assert_eq!(
        fixed,
        [
            ("response_type", "code"),
            ("client_id", "agentdesk"),
            ("redirect_uri", "https%3A%2F%2Fdesk.example%2Fsilent.html"),
            ("scope", "openid"),
            ("code_challenge_method", "S256"),
            ("response_mode", "fragment"),
            ("prompt", "none"),
        ]
    );
}

#[test]
#[cfg(debug_assertions)]
#[should_panic(expected = "drain poll() before the next handle()")]
fn handle_before_poll_is_drained_is_caught() {
    let mut machine = Machine::new(agentdesk(), read_json);
    for call in 0..2 {
        let start = Start { call: CallId(call), page_url: SecretUrl::new(""), on_load: OnLoad::CheckSso };
        let moment = Moment::new(Timestamp::from_millis(0), Entropy::new([0; Entropy::LENGTH]));
        machine.handle(moment, Input::Start(start));
    }
}
