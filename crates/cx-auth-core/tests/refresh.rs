//! Tokens are renewed in time; failures neither end the session nor leave the page.

use core::time::Duration;

use cx_auth_core::io::{HttpFailure, Method, OnLoad, WakeCause};
use cx_auth_core::{AuthState, Event};
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use serde_json::{Value, json};

const INVALID_GRANT: &str = r#"{"error":"invalid_grant","error_description":"Session not active"}"#;

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn signed_in() -> Browser {
    Browser::signed_in(agentdesk())
}

/// Refresh requests so far; the first token request was the code exchange.
fn refreshes(browser: &Browser) -> usize {
    browser.record.requests_to("/token").len() - 1
}

#[test]
fn refresh_request_is_exactly_this() {
    let mut browser = signed_in();
    browser.advance(seconds(45));
    let request = browser.record.requests.last().expect("a request");
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.url, "https://sso.example/realms/expertflow/protocol/openid-connect/token");
    assert_eq!(
        request.headers,
        [
            ("accept", "application/json".to_owned()),
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
        ]
    );
    let body = request.body.as_ref().expect("a body").secret();
    assert_eq!(body, "grant_type=refresh_token&refresh_token=refresh-2-uvWXyz15838&client_id=agentdesk");
    assert_eq!(request.timeout, seconds(10));
}

#[test]
fn tokens_are_renewed_before_they_expire_for_hours() {
    let mut browser = signed_in();
    browser.advance(seconds(44));
    assert_eq!(refreshes(&browser), 0);
    for _ in 0..240 {
        browser.advance(seconds(45));
        let call = browser.access_token(seconds(5));
        assert!(browser.token(call).is_some());
    }
    assert!((240..=244).contains(&refreshes(&browser)), "{}", refreshes(&browser));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert!(browser.server.complaints.is_empty());
    let is_change = |event: &&Event| matches!(event, Event::StateChanged(_) | Event::UserChanged(_));
    let changes = browser.record.events.iter().filter(is_change).count();
    assert_eq!(changes, 2, "signed in once, as somebody, and nothing to tell since");
}

#[test]
fn concurrent_callers_share_one_refresh() {
    let mut browser = signed_in();
    browser.server.token.always(Behaviour::Slow(seconds(1)));
    browser.advance(seconds(20));
    let calls: Vec<_> = (0..50).map(|_| browser.access_token(seconds(42))).collect();
    assert_eq!(refreshes(&browser), 1);
    browser.advance(seconds(1));
    let tokens: Vec<_> = calls.iter().map(|call| browser.token(*call).expect("a token")).collect();
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(refreshes(&browser), 1);
}

/// The token there is.
fn token(browser: &mut Browser) -> String {
    let call = browser.access_token(Duration::ZERO);
    browser.settle();
    browser.token(call).expect("a token")
}

#[test]
fn refused_token_is_renewed_once_for_all_who_say_so() {
    let mut browser = signed_in();
    let refused = token(&mut browser);
    browser.server.token.always(Behaviour::Slow(seconds(1)));
    let calls: Vec<_> = (0..5).map(|_| browser.access_token_instead_of(&refused)).collect();
    browser.advance(seconds(1));
    let late = browser.access_token_instead_of(&refused);
    browser.settle();
    assert_eq!(refreshes(&browser), 1);
    let renewed = token(&mut browser);
    assert_ne!(renewed, refused);
    for call in calls.into_iter().chain([late]) {
        assert_eq!(browser.token(call).as_ref(), Some(&renewed));
    }
}

#[test]
fn refused_token_is_not_handed_out_again_while_it_cannot_be_renewed() {
    let mut browser = signed_in();
    let refused = token(&mut browser);
    browser.server.token.always(Behaviour::Down(HttpFailure::Network));
    let call = browser.access_token_instead_of(&refused);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("unreachable"));
    let call = browser.access_token_instead_of(&refused);
    browser.advance(seconds(30));
    assert_eq!(browser.refusal(call), Some("unreachable"));
    assert_eq!(token(&mut browser), refused, "who did not complain gets what there is");
}

#[test]
fn refused_token_without_a_refresh_token_is_not_handed_out_again() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.token_answer = [("refresh_token".to_owned(), Value::Null)].into_iter().collect();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    let refused = token(&mut browser);
    let call = browser.access_token_instead_of(&refused);
    browser.settle();
    assert_eq!(browser.refusal(call), Some("session-ended"));
}

#[test]
fn wish_for_another_token_waits_for_the_start() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.start(OnLoad::CheckSso);
    let call = browser.access_token_instead_of("of-the-page-before");
    browser.settle();
    assert!(browser.token(call).is_some());
    assert_eq!(refreshes(&browser), 0, "the new one is another one");
}

#[test]
fn validity_beyond_what_a_new_token_has_is_cut_down() {
    let mut browser = signed_in();
    for _ in 0..10 {
        let call = browser.access_token(seconds(3600));
        browser.settle();
        assert!(browser.token(call).is_some());
    }
    assert_eq!(refreshes(&browser), 0, "a new token would be no better");
}

#[test]
fn failed_refresh_retries_with_growing_waits_and_keeps_the_session() {
    for (behaviour, code) in [
        (Behaviour::Down(HttpFailure::Network), "unreachable"),
        (Behaviour::Down(HttpFailure::Offline), "offline"),
        (Behaviour::Down(HttpFailure::Timeout), "timeout"),
        (Behaviour::Forgotten, "timeout"),
        (Behaviour::Literal(500, INVALID_GRANT.into()), "server-failed"),
        (Behaviour::Literal(503, String::new()), "server-failed"),
        (Behaviour::Literal(200, "<html>captive portal</html>".into()), "unexpected-answer"),
        (Behaviour::Literal(200, r#"{"access_token":1}"#.into()), "unexpected-answer"),
        (Behaviour::Literal(200, INVALID_GRANT.into()), "unexpected-answer"),
        (Behaviour::Literal(404, "gone".into()), "unexpected-answer"),
        (Behaviour::Literal(400, r#"{"error":"invalid_request"}"#.into()), "token-request-refused"),
        (Behaviour::Literal(401, r#"{"error":"invalid_client"}"#.into()), "token-request-refused"),
        (Behaviour::Literal(429, r#"{"error":"slow_down"}"#.into()), "token-request-refused"),
        (Behaviour::Literal(302, String::new()), "unexpected-answer"),
    ] {
        let mut browser = signed_in();
        let user = browser.machine.user().cloned();
        browser.server.token.always(behaviour);
        browser.advance(seconds(300));
        assert_eq!(browser.state().status(), "retrying", "{code}");
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some(code));
        assert_eq!(browser.machine.user().cloned(), user, "the session is kept");
        assert!((5..=20).contains(&refreshes(&browser)), "{code}: {} attempts", refreshes(&browser));
        assert_eq!(browser.record.navigations.len(), 1, "only the sign-in itself");

        browser.server.token.always(Behaviour::Honest);
        browser.advance(seconds(43));
        assert_eq!(browser.state(), &AuthState::SignedIn, "after {code}");
        let call = browser.access_token(seconds(5));
        assert!(browser.token(call).is_some());
    }
}

#[test]
fn id_token_that_does_not_continue_the_session_is_not_taken() {
    for (claim, value) in
        [("sub", json!("someone-else")), ("iss", json!("https://evil.example")), ("aud", Value::Null)]
    {
        let mut browser = signed_in();
        browser.server.id_token_claims.insert(claim.to_owned(), value);
        browser.advance(seconds(45));
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("invalid-id-token"));
        assert_eq!(browser.machine.user().map(|user| user.sub.as_str()), Some("a1b2"));
    }
}

#[test]
fn token_that_is_still_valid_is_handed_out_while_retrying() {
    let mut browser = signed_in();
    browser.server.token.always(Behaviour::Down(HttpFailure::Network));
    browser.advance(seconds(50));
    assert_eq!(browser.state().status(), "retrying");
    let call = browser.access_token(seconds(30));
    assert!(browser.token(call).is_some(), "ten seconds are left of it");
    browser.advance(seconds(11));
    let call = browser.access_token(seconds(5));
    browser.advance(seconds(31));
    assert_eq!(browser.refusal(call), Some("unreachable"), "an expired token is never handed out");
}

#[test]
fn caller_that_waits_gets_the_token_of_the_next_good_attempt() {
    let mut browser = signed_in();
    browser.server.token.always(Behaviour::Down(HttpFailure::Network));
    browser.advance(seconds(62));
    let call = browser.access_token(seconds(5));
    assert_eq!(browser.answer(call), None);
    browser.server.token.always(Behaviour::Honest);
    browser.wake(WakeCause::Online);
    browser.settle();
    assert!(browser.token(call).is_some());
}

#[test]
fn caller_is_never_kept_waiting_longer_than_a_request_may_take() {
    let mut browser = signed_in();
    browser.server.token.always(Behaviour::Down(HttpFailure::Network));
    browser.advance(seconds(600));
    let attempts = refreshes(&browser);
    while refreshes(&browser) == attempts {
        browser.advance(seconds(1));
    }
    // It has just failed again, and the next attempt is at least 14 seconds away.
    let call = browser.access_token(seconds(5));
    browser.advance(seconds(9));
    assert_eq!(browser.answer(call), None);
    browser.advance(seconds(1));
    assert_eq!(browser.refusal(call), Some("unreachable"));
    assert_eq!(refreshes(&browser), attempts + 1);
}

#[test]
fn only_invalid_grant_ends_the_session_and_the_page_stays() {
    for status in [400, 401] {
        let mut browser = signed_in();
        browser.server.has_session = false;
        browser.server.token.once(Behaviour::Literal(status, INVALID_GRANT.into()));
        browser.server.token.otherwise = Behaviour::Slow(seconds(1));
        browser.advance(seconds(20));
        let waiting = browser.access_token(seconds(44));
        browser.settle();
        assert_eq!(browser.state().status(), "needs-sign-in");
        assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("session-ended"));
        assert_eq!(browser.refusal(waiting), Some("session-ended"));
        assert_eq!(browser.machine.user().map(|user| user.sub.as_str()), Some("a1b2"), "still shown");
        let requests = browser.record.requests.len();
        browser.advance(seconds(3600));
        browser.wake(WakeCause::Online);
        browser.settle();
        assert_eq!(browser.record.requests.len(), requests, "nothing more is asked");
        assert_eq!(browser.record.navigations.len(), 1, "only the sign-in itself");
        let later = browser.access_token(seconds(5));
        assert_eq!(browser.refusal(later), Some("session-ended"));
    }
}

#[test]
fn start_brings_an_ended_session_back_silently_or_leaves_it_as_it_is() {
    let mut browser = signed_in();
    browser.server.silent_error = Some("login_required".to_owned());
    browser.server.token.once(Behaviour::Literal(400, INVALID_GRANT.into()));
    browser.advance(seconds(45));
    assert_eq!(browser.state().status(), "needs-sign-in");

    browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert_eq!(browser.state().status(), "needs-sign-in");
    assert_eq!(browser.record.navigations.len(), 1, "a page with a live call on it is not left");

    browser.server.silent_error = None;
    browser.start(OnLoad::CheckSso);
    assert_eq!(browser.state().status(), "needs-sign-in", "the page is not blanked meanwhile");
    let call = browser.access_token(seconds(5));
    assert_eq!(browser.answer(call), None, "it waits for what the start brings");
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert!(browser.token(call).is_some());
}

#[test]
fn laptop_that_slept_past_the_expiry_renews_at_once_and_once() {
    let mut browser = signed_in();
    browser.server.token.always(Behaviour::Slow(seconds(1)));
    browser.sleep(seconds(3600));
    for cause in [WakeCause::Visible, WakeCause::Online, WakeCause::Timer] {
        browser.wake(cause);
    }
    let call = browser.access_token(seconds(5));
    assert_eq!(browser.answer(call), None, "the old token is not handed out");
    browser.advance(seconds(1));
    assert!(browser.token(call).is_some());
    assert_eq!(refreshes(&browser), 1);
}

#[test]
fn online_again_tries_at_once_but_not_in_a_storm() {
    let mut browser = signed_in();
    browser.server.token.always(Behaviour::Down(HttpFailure::Offline));
    browser.advance(seconds(600));
    let before = refreshes(&browser);
    browser.advance(seconds(2));
    for _ in 0..10 {
        browser.wake(WakeCause::Online);
        browser.settle();
    }
    assert!(refreshes(&browser) - before <= 2, "{}", refreshes(&browser) - before);
}

#[test]
fn late_answer_of_a_request_that_was_given_up_is_still_taken() {
    // Asleep in mid-request, a browser may ring its timers before it delivers the answer. With rotation on, that
    // answer has the only refresh token that is still good.
    let mut browser = signed_in();
    browser.server.token.once(Behaviour::Slow(seconds(5)));
    browser.advance(seconds(45));
    assert_eq!(refreshes(&browser), 1);
    let late = browser.take_inputs();
    browser.sleep(seconds(1000));
    assert_eq!(browser.state().status(), "retrying");
    for input in late {
        browser.handle(input);
    }
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    browser.advance(seconds(45));
    assert_eq!(browser.state(), &AuthState::SignedIn, "and renewed with the token it brought");
}

#[test]
fn clock_set_back_does_not_let_an_expired_token_pass() {
    let mut browser = signed_in();
    browser.advance(seconds(30));
    browser.server.token.always(Behaviour::Slow(seconds(1)));
    browser.set_clock(-3600);
    browser.wake(WakeCause::Visible);
    assert_eq!(refreshes(&browser), 1, "renewed at once");
    browser.advance(seconds(1));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let expires_at = browser.machine.access_token_expires_at().expect("a token");
    assert!(expires_at.since(browser.now()) <= seconds(60));
}

#[test]
fn session_without_a_refresh_token_ends_with_its_access_token() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.token_answer.insert("refresh_token".to_owned(), Value::Null);
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    browser.advance(seconds(59));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    browser.advance(seconds(2));
    assert_eq!(browser.state().status(), "needs-sign-in");
}

#[test]
fn server_that_does_not_rotate_keeps_the_refresh_token() {
    let mut browser = signed_in();
    for (name, value) in [("refresh_token", Value::Null), ("id_token", Value::Null)] {
        browser.server.token_answer.insert(name.to_owned(), value);
    }
    browser.advance(seconds(46));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    browser.advance(seconds(46));
    let bodies: Vec<_> = browser.record.requests_to("/token")[1..]
        .iter()
        .map(|request| request.body.as_ref().map(|body| body.secret().to_owned()))
        .collect();
    assert_eq!(bodies[0], bodies[1]);
}

#[test]
fn changed_roles_are_told() {
    let mut browser = signed_in();
    browser
        .server
        .id_token_claims
        .insert("groups".to_owned(), json!(["/agents_permission", "/team-billing"]));
    browser.advance(seconds(45));
    let user = browser.record.events.iter().rev().find_map(|event| match event {
        Event::UserChanged(user) => user.clone(),
        _ => None,
    });
    assert_eq!(
        user.map(|user| user.groups.clone()),
        Some(vec!["/agents_permission".into(), "/team-billing".into()])
    );
}
