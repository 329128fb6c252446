//! Signing in while the page, and the call on it, stays.

use core::time::Duration;

use cx_auth_core::io::{FrameFailure, HttpFailure, OnLoad, Way};
use cx_auth_core::{Answer, AuthState, Config};
use cx_auth_testkit::{Behaviour, Browser, PopupUser, Tabs, agentdesk};

/// A page whose session has ended.
fn needs_sign_in() -> Browser {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.end_sessions();
    browser.advance(Duration::from_secs(46));
    assert_eq!(browser.state().status(), "needs-sign-in");
    browser
}

fn assert_stayed(browser: &Browser) {
    assert_eq!(browser.record.navigations.len(), 1, "only the first sign-in has left the page");
    assert!(browser.server.complaints.is_empty(), "{:?}", browser.server.complaints);
}

#[test]
fn silent_way_is_enough_where_the_provider_has_a_session() {
    let mut browser = needs_sign_in();
    browser.server.has_session = true;
    let call = browser.sign_in_beside(&[Way::Silent, Way::Popup], false);
    browser.settle();
    let state = AuthState::SignedIn;
    assert_eq!(
        browser.answer(call),
        Some(&Ok(Answer::Started { state, app_state: None, action_status: None }))
    );
    assert!(browser.record.popups.is_empty());
    assert_stayed(&browser);
}

#[test]
fn popup_comes_when_silence_was_not_enough() {
    let mut browser = needs_sign_in();
    let call = browser.sign_in_beside(&[Way::Silent, Way::Popup], false);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert!(browser.answer(call).is_some_and(Result::is_ok));
    assert_eq!(browser.record.popups.len(), 1);
    assert!(!browser.record.popups[0].contains("prompt=none"));
    assert_stayed(&browser);
    browser.advance(Duration::from_secs(46));
    assert_eq!(browser.state(), &AuthState::SignedIn, "and it is renewed like any other");
}

#[test]
fn popup_opens_at_once_even_if_nothing_is_known_of_the_provider() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.sign_in_beside(&[Way::Popup], true);
    let position = |text: &str| browser.record.log.iter().position(|line| line.starts_with(text));
    assert!(position("PopupOpen") < position("Http("), "while the browser remembers the click");
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn blocked_or_closed_popup_is_told_and_nothing_else_changes() {
    for (user, code) in [(PopupUser::IsNotAsked, "popup-blocked"), (PopupUser::Closes, "popup-closed")] {
        let mut browser = needs_sign_in();
        browser.popup_user = user;
        let call = browser.sign_in_beside(&[Way::Popup], false);
        browser.settle();
        assert_eq!(browser.refusal(call), Some(code));
        assert_eq!(browser.state().status(), "needs-sign-in");
        assert_stayed(&browser);

        browser.popup_user = PopupUser::SignsIn;
        browser.sign_in_beside(&[Way::Popup], false);
        browser.settle();
        assert_eq!(browser.state(), &AuthState::SignedIn, "a second try works");
    }
}

#[test]
fn popup_closes_when_the_provider_cannot_be_reached() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.discovery.once(Behaviour::Down(HttpFailure::Network));
    let call = browser.sign_in_beside(&[Way::Popup], true);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("unreachable"));
    assert!(browser.record.log.iter().any(|line| line.starts_with("PopupClose")));
}

#[test]
fn page_is_left_only_as_the_last_of_the_ways_asked_for() {
    let mut browser = needs_sign_in();
    browser.popup_user = PopupUser::IsNotAsked;
    browser.sign_in_beside(&[Way::Silent, Way::Popup, Way::Redirect], false);
    browser.settle();
    assert_eq!(browser.record.navigations.len(), 2);
    browser.sign_in_on_the_page();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn second_call_joins_the_first() {
    let mut browser = needs_sign_in();
    browser.popup_user = PopupUser::Waits;
    let calls = [browser.sign_in_beside(&[Way::Popup], false), browser.sign_in_beside(&[Way::Popup], false)];
    browser.settle();
    assert_eq!(browser.record.popups.len(), 1);
    let url = browser.record.popups[0].clone();
    let id = browser.popup_id().expect("a popup");
    let arrival = browser.server.sign_in(&url);
    browser.arrive_in_popup(id, &arrival);
    browser.settle();
    for call in calls {
        assert!(browser.answer(call).is_some_and(Result::is_ok));
    }
}

#[test]
fn nothing_is_done_while_all_is_well_unless_it_is_demanded() {
    let mut browser = Browser::signed_in(agentdesk());
    let call = browser.sign_in_beside(&[Way::Silent, Way::Popup], false);
    browser.settle();
    assert!(browser.answer(call).is_some_and(Result::is_ok));
    assert!(browser.record.popups.is_empty() && browser.record.frames.is_empty());
    browser.sign_in_beside(&[Way::Popup], true);
    browser.settle();
    assert_eq!(browser.record.popups.len(), 1, "a step-up signs in again");
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn without_a_silent_redirect_page_it_is_said_what_is_missing() {
    let config = Config::new("https://sso.example/realms/expertflow", "agentdesk").expect("valid");
    let mut browser = Browser::open(config, "https://desk.example/");
    let call = browser.sign_in_beside(&[Way::Popup], true);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("invalid-config"));
}

#[test]
fn sign_out_ends_it() {
    let mut browser = needs_sign_in();
    browser.popup_user = PopupUser::Waits;
    let call = browser.sign_in_beside(&[Way::Popup], false);
    browser.settle();
    browser.sign_out();
    browser.settle();
    assert!(browser.answer(call).is_some());
    assert_eq!(browser.state().status(), "signed-out");
    assert!(browser.record.log.iter().any(|line| line.starts_with("PopupClose")));
}

#[test]
fn session_from_another_tab_ends_it() {
    let mut tabs = Tabs::signed_in(agentdesk().with_shared_session(), 2);
    tabs.server().end_sessions();
    tabs.advance(Duration::from_secs(46));
    tabs.tab(0).popup_user = PopupUser::Waits;
    let call = tabs.tab(0).sign_in_beside(&[Way::Popup], false);
    tabs.settle();
    tabs.tab(1).sign_in_beside(&[Way::Popup], false);
    tabs.settle();
    assert!(tabs.look_at(0).answer(call).is_some_and(Result::is_ok));
    tabs.assert_all(&AuthState::SignedIn);
}

#[test]
fn lost_answer_is_healed_before_anybody_notices() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.token.once(Behaviour::AnswerLost);
    browser.advance(Duration::from_secs(60));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.record.frames.len(), 1);
    assert_stayed(&browser);
}

#[test]
fn frame_that_the_browser_blocks_does_not_keep_the_user_waiting_for_ever() {
    for failure in [FrameFailure::Timeout, FrameFailure::Blocked] {
        let mut browser = Browser::signed_in(agentdesk());
        browser.frame_failure = Some(failure);
        browser.server.end_sessions();
        browser.advance(Duration::from_secs(60));
        assert_eq!(browser.state().status(), "needs-sign-in");
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("session-ended"));
    }
}

#[test]
fn exchange_that_fails_while_healing_is_tried_again() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.server.token.once(Behaviour::Literal(400, r#"{"error":"invalid_grant"}"#.into()));
    browser.server.token.once(Behaviour::Down(HttpFailure::Network));
    browser.advance(Duration::from_secs(45));
    assert_eq!(browser.state().status(), "retrying");
    browser.advance(Duration::from_secs(5));
    assert_eq!(browser.state(), &AuthState::SignedIn);
}
