//! What an application asks for that does more by itself: URLs, metadata, renewal only when it says so, and forgetting.

use core::time::Duration;

use cx_auth_core::io::{Answer, CallId, ForgetScope, OnLoad, SignIn, SignInOptions, WakeCause};
use cx_auth_core::secret::{SecretText, SecretUrl};
use cx_auth_core::{AuthState, Input};
use cx_auth_testkit::{Behaviour, Browser, Tabs, agentdesk};

const METADATA: &str = r#"{"issuer":"https://sso.example/realms/expertflow",
    "authorization_endpoint":"https://sso.example/realms/expertflow/protocol/openid-connect/auth",
    "token_endpoint":"https://sso.example/realms/expertflow/protocol/openid-connect/token",
    "jwks_uri":"https://sso.example/realms/expertflow/protocol/openid-connect/certs"}"#;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn url_of_a_sign_in_is_made_without_leaving_and_its_return_is_understood() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/calls?id=7#notes");
    let (call, page_url) = (CallId(77), SecretUrl::new(browser.page_url()));
    let options = SignInOptions { app_state: Some(SecretText::new("note")), ..SignInOptions::default() };
    browser.handle(Input::AuthorizationUrl(SignIn { call, page_url, options: Box::new(options) }));
    browser.settle();
    let Some(Ok(Answer::Url(url))) = browser.answer(call) else { panic!("no URL") };
    let url = url.secret().to_owned();
    assert!(browser.record.navigations.is_empty());

    let callback = browser.server.sign_in(&url);
    browser.arrive(&callback);
    browser.start(OnLoad::CallbackOnly);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.page_url(), "https://desk.example/calls?id=7#notes");
}

#[test]
fn start_for_the_callback_only_asks_nobody() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    let start = browser.start(OnLoad::CallbackOnly);
    assert!(browser.answer(start).is_some(), "it settles at once");
    assert_eq!(browser.state().reason(), Some("no-session"));
    browser.settle();
    assert!(browser.record.requests.is_empty() && browser.record.frames.is_empty());
}

#[test]
fn metadata_that_is_configured_is_not_asked_for() {
    let mut browser = Browser::open(agentdesk().with_metadata(METADATA), "https://desk.example/");
    browser.server.has_session = true;
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert!(browser.record.requests_to("openid-configuration").is_empty());

    let mut browser = Browser::open(agentdesk().with_metadata("{}"), "https://desk.example/");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.record.requests_to("openid-configuration").len(), 1, "of no use, so asked for");
}

#[test]
fn metadata_is_told_as_it_was_written() {
    let mut browser = Browser::open(agentdesk().with_metadata(METADATA), "https://desk.example/");
    browser.handle(Input::Metadata { call: CallId(77) });
    assert_eq!(browser.answer(CallId(77)), Some(&Ok(Answer::Metadata(METADATA.to_owned()))));

    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.discovery.once(Behaviour::Literal(404, String::new()));
    for call in [CallId(77), CallId(78)] {
        browser.handle(Input::Metadata { call });
        browser.settle();
    }
    assert_eq!(browser.refusal(CallId(77)), Some("discovery-refused"));
    assert!(
        matches!(browser.answer(CallId(78)), Some(Ok(Answer::Metadata(text))) if text.contains("jwks_uri"))
    );
}

#[test]
fn on_demand_nothing_is_renewed_until_somebody_asks() {
    let mut browser = Browser::signed_in(agentdesk().with_renewal_on_demand());
    let requests = browser.record.requests.len();
    browser.advance(seconds(600));
    browser.wake(WakeCause::Visible);
    browser.settle();
    assert_eq!(browser.record.requests.len(), requests);
    assert_eq!(browser.state(), &AuthState::SignedIn);

    let call = browser.access_token(seconds(5));
    browser.settle();
    assert!(browser.token(call).is_some());

    browser.server.token.once(Behaviour::Literal(500, String::new()));
    browser.advance(seconds(61));
    let call = browser.access_token(seconds(5));
    browser.settle();
    assert_eq!(browser.refusal(call), Some("server-failed"));
    let requests = browser.record.requests.len();
    browser.advance(seconds(600));
    assert_eq!(browser.record.requests.len(), requests, "nor is it tried again");
    let call = browser.access_token(seconds(5));
    browser.settle();
    assert!(browser.token(call).is_some());
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn a_start_that_looked_at_the_callback_only_may_look_further() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.start(OnLoad::CallbackOnly);
    browser.settle();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn on_demand_a_start_that_finds_an_expired_session_renews_it() {
    let config = agentdesk().with_shared_session().with_renewal_on_demand();
    let mut tabs = Tabs::signed_in(config, 1);
    tabs.advance(seconds(600));
    let another = tabs.open_another();
    tabs.tab(another).start(OnLoad::CheckSso);
    tabs.settle();
    assert_eq!(tabs.look_at(another).state(), &AuthState::SignedIn);
    let call = tabs.tab(another).access_token(seconds(5));
    assert!(tabs.look_at(another).token(call).is_some());
}

#[test]
fn scopes_of_a_sign_in_take_the_place_of_those_configured() {
    let mut browser = Browser::open(agentdesk().with_scope("profile"), "https://desk.example/");
    browser.sign_in(SignInOptions { scope: Some("cim openid".to_owned()), ..SignInOptions::default() });
    browser.settle();
    assert!(browser.left_for().contains("scope=openid+cim&"), "{}", browser.left_for());
}

#[test]
fn session_is_forgotten_here_or_everywhere() {
    for (scope, elsewhere) in [(ForgetScope::Here, "signed-in"), (ForgetScope::Everywhere, "signed-out")] {
        let mut tabs = Tabs::signed_in(agentdesk().with_shared_session(), 3);
        tabs.tab(1).handle(Input::Forget { call: CallId(77), scope });
        let is_told = tabs.look_at(1).answer(CallId(77)).is_some();
        assert_eq!(is_told, elsewhere == "signed-in", "the others are told first");
        tabs.settle();
        assert_eq!(tabs.look_at(1).answer(CallId(77)), Some(&Ok(Answer::Done)));
        tabs.advance(seconds(300));
        assert_eq!(tabs.look_at(0).state().status(), elsewhere);
        assert_eq!(tabs.look_at(1).state().status(), "signed-out");
        assert!(tabs.look_at(1).record.navigations.is_empty());
    }
}
