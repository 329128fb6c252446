//! Signing out, here and at the provider.

use core::time::Duration;

use cx_auth_core::io::{HttpFailure, OnLoad, SignInOptions, WakeCause};
use cx_auth_core::session::SignedOutReason;
use cx_auth_core::{AuthState, Event};
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use serde_json::Value;

const BY_USER: AuthState = AuthState::SignedOut { reason: SignedOutReason::ByUser };

#[test]
fn end_session_url_is_exactly_this() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.sign_out();
    browser.settle();
    let url = browser.left_for();
    let (endpoint, query) = url.split_once('?').expect("a query");
    assert_eq!(endpoint, "https://sso.example/realms/expertflow/protocol/openid-connect/logout");
    let pairs: Vec<_> = query.split('&').map(|pair| pair.split_once('=').expect("a pair")).collect();
    let names: Vec<_> = pairs.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"]);
    assert!(browser.server.secrets.contains(pairs[0].1), "the ID token as it came");
    assert_eq!(pairs[1].1, "agentdesk");
    assert_eq!(pairs[2].1, "https%3A%2F%2Fdesk.example%2F");
    assert!(pairs[3].1.starts_with("cx-out.") && pairs[3].1.len() == 50, "{}", pairs[3].1);
}

#[test]
fn session_here_ends_at_once() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.sign_out();
    assert_eq!(browser.state(), &BY_USER);
    assert!(browser.machine.user().is_none());
    assert!(browser.record.events.contains(&Event::UserChanged(None)));
    let call = browser.access_token(Duration::ZERO);
    assert_eq!(browser.refusal(call), Some("not-signed-in"));
    let requests = browser.record.requests.len();
    browser.advance(Duration::from_secs(600));
    assert_eq!(browser.record.requests.len(), requests, "nothing is renewed any more");
}

#[test]
fn return_from_signing_out_strips_only_our_state() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.sign_out();
    browser.server.end_sessions();
    browser.arrive("https://desk.example/?a=%41&state=cx-out.whatever#/x");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.page_url(), "https://desk.example/?a=%41#/x");
    assert_eq!(browser.state(), &AuthState::SignedOut { reason: SignedOutReason::NoSession });
}

#[test]
fn answer_to_a_refresh_that_was_under_way_changes_nothing() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.token.once(Behaviour::Slow(Duration::from_secs(3)));
    browser.advance(Duration::from_secs(45));
    let waiting = browser.access_token(Duration::from_secs(30));
    browser.sign_out();
    assert_eq!(browser.refusal(waiting), Some("not-signed-in"));
    browser.advance(Duration::from_secs(3));
    assert_eq!(browser.state(), &BY_USER);
    assert!(browser.machine.access_token_expires_at().is_none());
}

#[test]
fn answer_to_a_start_that_was_under_way_changes_nothing() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.token.once(Behaviour::Slow(Duration::from_secs(3)));
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    browser.sign_out();
    assert!(browser.answer(start).is_some());
    browser.advance(Duration::from_secs(3));
    assert_eq!(browser.state(), &BY_USER);
}

#[test]
fn provider_without_an_end_session_endpoint_is_a_typed_error_after_signing_out_here() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.metadata.insert("end_session_endpoint".to_owned(), Value::Null);
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let call = browser.sign_out();
    assert_eq!(browser.state(), &BY_USER, "at once");
    browser.settle();
    assert_eq!(browser.refusal(call), Some("sign-out-unsupported"));
    assert_eq!(browser.state(), &BY_USER);
}

#[test]
fn sign_out_with_nothing_known_yet_finds_the_provider_first() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.discovery.once(Behaviour::Down(HttpFailure::Network));
    let call = browser.sign_out();
    browser.settle();
    assert_eq!(browser.refusal(call), Some("unreachable"));
    browser.sign_out();
    browser.settle();
    assert!(browser.left_for().contains("/logout?client_id=agentdesk&"), "no hint without an ID token");
}

#[test]
fn ended_session_is_signed_out_with_its_hint() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.end_sessions();
    browser.advance(Duration::from_secs(45));
    assert_eq!(browser.state().status(), "needs-sign-in");
    browser.sign_out();
    browser.settle();
    assert!(browser.left_for().contains("id_token_hint="));
    assert_eq!(browser.state(), &BY_USER);
}

#[test]
fn coming_back_by_the_back_button_stays_signed_out() {
    let mut browser = Browser::signed_in(agentdesk());
    let call = browser.sign_out();
    browser.settle();
    browser.wake(WakeCause::Restored);
    assert_eq!(browser.refusal(call), Some("navigation-abandoned"));
    assert_eq!(browser.state(), &BY_USER);
    browser.sign_in(SignInOptions::default());
    browser.settle();
    assert!(browser.left_for().contains("/auth?"));
}
