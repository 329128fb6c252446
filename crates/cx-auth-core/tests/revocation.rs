//! Revocation (RFC 7009), and requests and tokens of an extension's (RFC 8693, RFC 8628).

use core::time::Duration;

use cx_auth_core::io::{Endpoint, HttpFailure, OnLoad};
use cx_auth_core::session::SignedOutReason;
use cx_auth_core::{Answer, AuthState};
use cx_auth_testkit::{Behaviour, Browser, Tabs, agentdesk};
use serde_json::{Value, json};

const BY_USER: AuthState = AuthState::SignedOut { reason: SignedOutReason::ByUser };

fn without(member: &str) -> serde_json::Map<String, Value> {
    [(member.to_owned(), Value::Null)].into_iter().collect()
}

#[test]
fn refresh_token_is_revoked_and_the_session_forgotten_in_all_tabs() {
    let mut tabs = Tabs::signed_in(agentdesk().with_shared_session(), 3);
    let call = tabs.tab(1).revoke();
    tabs.settle();
    assert_eq!(tabs.look_at(1).answer(call), Some(&Ok(Answer::Done)));
    tabs.assert_all(&BY_USER);
    let revoked = &tabs.server().revoked;
    assert_eq!(revoked.len(), 1);
    assert_eq!(revoked[0].0, "refresh_token");
    assert!(revoked[0].1.starts_with("refresh-"));
}

#[test]
fn access_token_is_revoked_where_there_is_no_other() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.token_answer = without("refresh_token");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    browser.revoke();
    browser.settle();
    assert_eq!(browser.server.revoked[0].0, "access_token");
    assert_eq!(browser.state(), &BY_USER);
}

#[test]
fn session_is_gone_here_also_when_the_provider_could_not_be_told() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(503, String::new()), "server-failed"),
        (Behaviour::Literal(400, r#"{"error":"unsupported_token_type"}"#.into()), "token-request-refused"),
    ] {
        let mut browser = Browser::signed_in(agentdesk());
        browser.server.revocation.always(behaviour);
        let call = browser.revoke();
        assert_eq!(browser.state(), &BY_USER, "at once");
        browser.advance(Duration::from_secs(12));
        assert_eq!(browser.refusal(call), Some(code));
    }
}

#[test]
fn nothing_to_revoke_is_said() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    let call = browser.revoke();
    assert_eq!(browser.refusal(call), Some("not-signed-in"));

    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.metadata = without("revocation_endpoint");
    browser.server.has_session = true;
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let call = browser.revoke();
    assert_eq!(browser.refusal(call), Some("sign-out-unsupported"));
    assert_eq!(browser.state(), &BY_USER);
}

#[test]
fn sign_out_at_a_provider_without_a_page_for_it_revokes() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.metadata = without("end_session_endpoint");
    browser.server.has_session = true;
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let call = browser.sign_out();
    browser.settle();
    assert_eq!(browser.server.revoked.len(), 1);
    assert_eq!(browser.refusal(call), Some("sign-out-unsupported"), "the provider's own session lives");
    assert_eq!(browser.record.navigations, [""; 0]);
}

const EXCHANGE: &str =
    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&requested_token_type=access";

#[test]
fn request_of_an_extension_brings_the_answer_as_it_came() {
    let mut browser = Browser::signed_in(agentdesk());
    let call = browser.request_tokens(Endpoint::Token, EXCHANGE);
    browser.settle();
    let Some(Ok(Answer::TokenAnswer { status: 200, body })) = browser.answer(call) else {
        panic!("{:?}", browser.answer(call));
    };
    let body: Value = serde_json::from_str(body.secret()).expect("JSON");
    assert_eq!(body["issued_token_type"], "access");
    browser.server.token.once(Behaviour::Literal(400, r#"{"error":"authorization_pending"}"#.into()));
    let call = browser.request_tokens(Endpoint::Token, EXCHANGE);
    browser.settle();
    let Some(Ok(Answer::TokenAnswer { status: 400, body })) = browser.answer(call) else {
        panic!("{:?}", browser.answer(call));
    };
    assert!(body.secret().contains("authorization_pending"));
    assert_eq!(browser.server.complaints, [""; 0]);
    assert_eq!(browser.state(), &AuthState::SignedIn, "the session is another thing");
}

#[test]
fn request_of_an_extension_is_proven_where_tokens_are() {
    let mut browser = Browser::open(agentdesk().with_dpop(true), "https://desk.example/");
    browser.server.proofs.demanded = true;
    browser.server.proofs.nonce = Some("n".to_owned());
    let call = browser.request_tokens(Endpoint::Token, EXCHANGE);
    browser.settle();
    assert!(matches!(browser.answer(call), Some(Ok(Answer::TokenAnswer { status: 200, .. }))));
}

#[test]
fn request_without_an_endpoint_is_refused() {
    let mut browser = Browser::signed_in(agentdesk());
    let call = browser.request_tokens(Endpoint::DeviceAuthorization, "scope=openid");
    browser.settle();
    assert_eq!(browser.refusal(call), Some("token-request-refused"));
}

/// The text of the answer that a sign-in of another browser brought.
fn answer_of_another(changes: &[(&str, Value)]) -> (String, Browser) {
    let mut other = Browser::signed_in(agentdesk());
    other.advance(Duration::from_secs(46));
    let call = other.access_token(Duration::ZERO);
    other.settle();
    let mut answer = json!({
        "access_token": other.token(call).expect("a token"),
        "token_type": "Bearer",
        "expires_in": 60,
        "id_token": other.machine.tokens().expect("tokens").id_token,
        "refresh_token": other.machine.tokens().expect("tokens").refresh_token,
    });
    for (name, value) in changes {
        answer[name] = value.clone();
    }
    (answer.to_string(), other)
}

#[test]
fn tokens_that_came_in_another_way_become_the_session() {
    let (answer, other) = answer_of_another(&[]);
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server = other.server;
    let call = browser.adopt(&answer, false);
    browser.settle();
    assert_eq!(browser.answer(call), Some(&Ok(Answer::Done)));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.machine.user().and_then(|user| user.username.as_deref()), Some("agent1"));
    browser.advance(Duration::from_secs(600));
    assert_eq!(browser.state(), &AuthState::SignedIn, "and is renewed like any other");
}

#[test]
fn adopted_id_token_is_verified() {
    let (answer, mut other) = answer_of_another(&[]);
    other.server.rotate_keys("k2");
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server = other.server;
    let call = browser.adopt(&answer, false);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("invalid-id-token"));
    assert_ne!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn tokens_without_an_id_token_are_taken_only_if_that_is_wished() {
    let (answer, other) = answer_of_another(&[("id_token", Value::Null)]);
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server = other.server;
    let call = browser.adopt(&answer, false);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("invalid-id-token"));
    let call = browser.adopt(&answer, true);
    browser.settle();
    assert_eq!(browser.answer(call), Some(&Ok(Answer::Done)));
    assert_eq!(browser.machine.user().map(|user| user.sub.as_str()), Some("a1b2"));
    browser.advance(Duration::from_secs(600));
    assert_eq!(browser.state(), &AuthState::SignedIn, "the next ones have one");
    assert_eq!(browser.machine.user().and_then(|user| user.username.as_deref()), Some("agent1"));
    assert_eq!(browser.record.frames, [""; 0], "nothing had to be healed");
}

#[test]
fn tokens_that_do_not_say_whose_they_are_find_it_out_with_the_next() {
    // {"azp":"agentdesk"}
    let access_token = ("access_token", json!("e30.eyJhenAiOiJhZ2VudGRlc2sifQ.e30"));
    let (answer, other) = answer_of_another(&[("id_token", Value::Null), access_token]);
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server = other.server;
    let call = browser.adopt(&answer, true);
    browser.settle();
    assert_eq!(browser.answer(call), Some(&Ok(Answer::Done)));
    browser.advance(Duration::from_secs(60));
    assert_eq!(browser.machine.user().map(|user| user.sub.as_str()), Some("a1b2"));
    assert_eq!(browser.record.frames, [""; 0], "nothing had to be healed");
}

#[test]
fn nonsense_is_not_adopted() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    for answer in ["", "{}", r#"{"access_token":"opaque","token_type":"Bearer"}"#] {
        let call = browser.adopt(answer, true);
        browser.settle();
        assert_eq!(browser.refusal(call), Some("unexpected-answer"), "{answer}");
    }
}
