//! What the provider says of the user beyond the ID token.

use core::time::Duration;

use cx_auth_core::io::{CallId, HttpFailure, Method, OnLoad};
use cx_auth_core::{Answer, Storage};
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use serde_json::{Value, json};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn told(browser: &Browser, call: CallId) -> Value {
    match browser.answer(call) {
        Some(Ok(Answer::UserInfo(text))) => serde_json::from_str(text.secret()).expect("JSON"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn user_info_is_handed_on_as_it_came() {
    let mut browser = Browser::signed_in(agentdesk());
    let before = browser.record.events.len();
    let call = browser.user_info();
    browser.settle();
    let expected = json!({"sub": "a1b2", "name": "Amira Haddad", "phone_number": "+49 30 123"});
    assert_eq!(told(&browser, call), expected);
    let requests = browser.record.requests_to("/userinfo");
    assert_eq!((requests[0].method, requests[0].body.as_ref()), (Method::Get, None));
    assert_eq!(browser.record.events.len(), before, "and changes nothing");
    for line in &browser.record.log {
        for secret in browser.secrets() {
            assert!(!line.contains(&secret), "{line}");
        }
        assert!(!line.contains("+49 30 123"), "{line}");
    }
}

#[test]
fn answer_about_another_person_is_not_handed_on() {
    for (sub, code) in [
        (json!("b2"), "unexpected-answer"),
        (json!(7), "unexpected-answer"),
        (Value::Null, "unexpected-answer"),
    ] {
        let mut browser = Browser::signed_in(agentdesk());
        browser.server.user_info_answer.insert("sub".to_owned(), sub.clone());
        let call = browser.user_info();
        browser.settle();
        assert_eq!(browser.refusal(call), Some(code), "{sub}");
        assert_eq!(browser.state().status(), "signed-in");
    }
}

#[test]
fn answer_that_comes_after_the_sign_out_is_not_handed_on() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.user_info.once(Behaviour::Slow(seconds(3)));
    let call = browser.user_info();
    browser.settle();
    browser.sign_out();
    browser.advance(seconds(3));
    assert_eq!(browser.refusal(call), Some("not-signed-in"));
}

#[test]
fn every_failure_is_typed_and_in_time() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Offline), "offline"),
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Slow(seconds(60)), "timeout"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(401, String::new()), "user-info-refused"),
        (Behaviour::Literal(403, String::new()), "user-info-refused"),
        (Behaviour::Literal(502, String::new()), "server-failed"),
        (Behaviour::Literal(200, "eyJ.eyJ.c2ln".into()), "unexpected-answer"),
    ] {
        let mut browser = Browser::signed_in(agentdesk());
        browser.server.user_info.once(behaviour.clone());
        let call = browser.user_info();
        browser.advance(seconds(12));
        assert_eq!(browser.refusal(call), Some(code), "{behaviour:?}");
        assert_eq!(browser.state().status(), "signed-in", "{behaviour:?}");
        let call = browser.user_info();
        browser.settle();
        assert_eq!(told(&browser, call)["sub"], "a1b2", "{behaviour:?}: a second try works");
    }
}

#[test]
fn provider_without_the_endpoint_is_told_apart() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.metadata.insert("userinfo_endpoint".to_owned(), Value::Null);
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let call = browser.user_info();
    browser.settle();
    assert_eq!(browser.refusal(call), Some("user-info-refused"));
}

#[test]
fn nobody_is_asked_about_while_nobody_is_signed_in() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    let call = browser.user_info();
    browser.settle();
    assert_eq!(browser.refusal(call), Some("not-signed-in"));
}

#[test]
fn provider_that_nothing_is_known_of_is_asked_for_first() {
    // A session that was kept over a reload can do without until now.
    for (behaviour, code) in
        [(Behaviour::Slow(seconds(3)), None), (Behaviour::Down(HttpFailure::Network), Some("unreachable"))]
    {
        let mut browser = Browser::signed_in(agentdesk().with_storage(Storage::Session));
        browser.server.discovery.always(behaviour.clone());
        browser.arrive("https://desk.example/");
        browser.start(OnLoad::CheckSso);
        browser.settle();
        let call = browser.user_info();
        browser.advance(seconds(3));
        assert_eq!(browser.refusal(call), code, "{behaviour:?}");
        assert!(browser.answer(call).is_some(), "{behaviour:?}");
    }
}

#[test]
fn question_in_the_middle_of_starting_waits_for_the_session() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.start(OnLoad::CheckSso);
    let call = browser.user_info();
    browser.settle();
    assert_eq!(told(&browser, call)["name"], "Amira Haddad");
}

#[test]
fn question_with_an_expired_token_waits_for_a_new_one() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.sleep(seconds(100));
    let call = browser.user_info();
    browser.settle();
    assert_eq!(told(&browser, call)["sub"], "a1b2");
}
