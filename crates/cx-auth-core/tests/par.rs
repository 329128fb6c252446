//! Pushed authorization requests (RFC 9126): what a sign-in asks for does not go through the address bar.

use core::time::Duration;

use cx_auth_core::io::{HttpFailure, OnLoad, SignInOptions, Way};
use cx_auth_core::{AuthState, Config};
use cx_auth_testkit::{Behaviour, Browser, ProofKey, agentdesk};
use serde_json::json;

fn demanding(config: Config) -> Browser {
    let mut browser = Browser::open(config, "https://desk.example/");
    browser.server.demands_pushed_requests = true;
    browser
}

fn sign_in(browser: &mut Browser) {
    browser.sign_in_and_return();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.server.complaints, [""; 0]);
}

#[test]
fn provider_that_demands_it_gets_the_request_pushed() {
    let mut browser = demanding(agentdesk());
    sign_in(&mut browser);
    let (base, query) = browser.left_for().split_once('?').expect("a query");
    assert_eq!(base, "https://sso.example/realms/expertflow/protocol/openid-connect/auth");
    let names: Vec<_> = query.split('&').map(|pair| pair.split('=').next().expect("a name")).collect();
    assert_eq!(names, ["client_id", "request_uri"]);
    let push = browser.record.requests_to("/ext/par/request")[0];
    let form = push.body.as_ref().expect("a form").secret();
    assert!(
        form.contains("response_type=code&client_id=agentdesk&redirect_uri=") && form.contains("&state=")
    );
}

#[test]
fn application_may_wish_it() {
    let mut browser = Browser::open(agentdesk().with_pushed_requests(true), "https://desk.example/");
    sign_in(&mut browser);
    assert!(browser.left_for().contains("request_uri="));
}

#[test]
fn frames_and_popups_push_as_well() {
    let mut browser = demanding(agentdesk());
    sign_in(&mut browser);
    browser.arrive("https://desk.example/");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert!(browser.record.frames[0].contains("request_uri="));
    browser.sign_in_beside(&[Way::Popup], true);
    browser.settle();
    assert!(browser.record.popups[0].contains("request_uri="));
    assert_eq!(browser.server.complaints, [""; 0]);
}

#[test]
fn pushed_request_names_the_key_and_needs_no_proof() {
    let mut browser = demanding(agentdesk().with_dpop(true));
    browser.server.proofs.demanded = true;
    browser.server.proofs.nonce = Some("n".to_owned());
    sign_in(&mut browser);
    let pushes = browser.record.requests_to("/ext/par/request");
    assert_eq!(pushes.len(), 1);
    let form = pushes[0].body.as_ref().expect("a form").secret();
    assert!(form.contains(&ProofKey(1).thumbprint()));
    assert_eq!(browser.record.requests_to("/token").len(), 2, "the nonce came with the first");
    assert_eq!(browser.server.complaints, [""; 0]);
}

#[test]
fn what_goes_wrong_is_said_and_the_page_stays() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(500, String::new()), "server-failed"),
        (Behaviour::Literal(400, r#"{"error":"invalid_request"}"#.into()), "sign-in-refused"),
        (Behaviour::Literal(201, r#"{"request_uri":""}"#.into()), "unexpected-answer"),
        (Behaviour::Literal(201, "<html>".into()), "unexpected-answer"),
    ] {
        let mut browser = demanding(agentdesk());
        browser.server.push.once(behaviour.clone());
        let call = browser.sign_in(SignInOptions::default());
        browser.advance(Duration::from_secs(12));
        assert_eq!(browser.refusal(call), Some(code), "{behaviour:?}");
        assert_eq!(browser.record.navigations, [""; 0]);
        sign_in(&mut browser);
    }
}

#[test]
fn popup_is_closed_when_its_request_is_not_taken() {
    let mut browser = demanding(agentdesk());
    browser.server.push.always(Behaviour::Literal(400, r#"{"error":"invalid_request"}"#.into()));
    let call = browser.sign_in_beside(&[Way::Popup], true);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("sign-in-refused"));
    assert_eq!(browser.record.popups, [""; 0]);
}

#[test]
fn start_settles_when_the_request_is_not_taken() {
    let mut browser = demanding(agentdesk());
    browser.server.push.always(Behaviour::Down(HttpFailure::Network));
    let call = browser.start(OnLoad::CheckSso);
    browser.settle();
    assert!(browser.answer(call).is_some());
    assert_eq!(browser.state().status(), "signed-out");
}

#[test]
fn demand_without_an_endpoint_is_a_fault_of_the_metadata() {
    let mut browser = demanding(agentdesk());
    let none = ("pushed_authorization_request_endpoint".to_owned(), json!(null));
    browser.server.metadata = [none].into_iter().collect();
    let call = browser.sign_in(SignInOptions::default());
    browser.settle();
    assert_eq!(browser.refusal(call), Some("unexpected-answer"));
}
