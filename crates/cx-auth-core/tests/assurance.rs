//! How, and how recently, the user must have signed in; and what the application has them do.

use core::time::Duration;
use std::collections::BTreeMap;

use cx_auth_core::io::{OnLoad, SignInOptions, Way};
use cx_auth_core::{Answer, AuthState, Config};
use cx_auth_testkit::{Browser, agentdesk};
use serde_json::json;

const PAGE: &str = "https://desk.example/calls?id=7";

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn parameters(url: &str) -> BTreeMap<&str, &str> {
    let (_, query) = url.split_once('?').expect("a query");
    query.split('&').map(|pair| pair.split_once('=').expect("a pair")).collect()
}

fn leaving(config: Config, options: SignInOptions) -> Browser {
    let mut browser = Browser::open(config, PAGE);
    browser.sign_in(options);
    browser.settle();
    browser
}

/// Signs in on the page that was left for, with these claims in the ID token; gives the code of the error if that fails.
fn come_back(browser: &mut Browser, claims: serde_json::Value) -> Option<&'static str> {
    browser.server.id_token_claims = claims.as_object().expect("an object").clone();
    browser.sign_in_on_the_page();
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    browser.refusal(start)
}

fn now(browser: &Browser) -> i64 {
    browser.now().as_millis() / 1000
}

#[test]
fn what_a_sign_in_asks_for_is_in_its_url() {
    let claims = r#"{"id_token":{"acr":{"essential":true,"values":["2"]}}}"#;
    let options = SignInOptions {
        acr_values: Some("2 3".to_owned()),
        max_age: Some(seconds(300)),
        claims: Some(claims.to_owned()),
        action: Some("UPDATE_PASSWORD".to_owned()),
        ..SignInOptions::default()
    };
    let browser = leaving(agentdesk(), options);
    let parameters = parameters(browser.left_for());
    assert_eq!(parameters["acr_values"], "2+3");
    assert_eq!(parameters["max_age"], "300");
    assert_eq!(parameters["kc_action"], "UPDATE_PASSWORD");
    assert!(parameters["claims"].starts_with("%7B%22id_token%22%3A%7B%22acr%22"), "{}", parameters["claims"]);
}

#[test]
fn what_is_configured_is_asked_for_at_each_sign_in() {
    let config = agentdesk().with_acr_values("1").with_max_age(seconds(3600));
    let mut browser = leaving(config.clone(), SignInOptions::default());
    let asked = |url: &str| {
        let parameters = parameters(url);
        (parameters["acr_values"].to_owned(), parameters["max_age"].to_owned())
    };
    assert_eq!(asked(browser.left_for()), ("1".to_owned(), "3600".to_owned()));
    browser.sign_in_beside(&[Way::Silent, Way::Popup], true);
    browser.settle();
    assert_eq!(asked(&browser.record.frames[0]), ("1".to_owned(), "3600".to_owned()));
    assert_eq!(asked(&browser.record.popups[0]), ("1".to_owned(), "3600".to_owned()));

    let options = SignInOptions {
        acr_values: Some("2".to_owned()),
        max_age: Some(Duration::ZERO),
        ..SignInOptions::default()
    };
    let browser = leaving(config, options);
    assert_eq!(asked(browser.left_for()), ("2".to_owned(), "0".to_owned()), "unless it says otherwise");
}

#[test]
fn sign_in_that_does_not_suffice_is_refused() {
    let asked = || SignInOptions {
        acr_values: Some("2".to_owned()),
        max_age: Some(seconds(300)),
        ..SignInOptions::default()
    };
    for (claims, code) in [
        (json!({"acr": "2"}), None),
        (json!({"acr": "1"}), Some("insufficient-authentication")),
        (json!({"acr": null}), Some("insufficient-authentication")),
        (json!({"acr": "2", "auth_time": 1_780_000_000}), Some("insufficient-authentication")),
        (json!({"acr": "2", "auth_time": null}), Some("insufficient-authentication")),
    ] {
        let mut browser = leaving(agentdesk(), asked());
        assert_eq!(come_back(&mut browser, claims.clone()), code, "{claims}");
        assert_eq!(browser.state().status(), if code.is_none() { "signed-in" } else { "signed-out" });
        let mut browser = leaving(agentdesk(), SignInOptions::default());
        assert_eq!(
            come_back(&mut browser, claims.clone()),
            None,
            "{claims} is not checked unless it is asked for"
        );
    }
}

#[test]
fn age_of_a_sign_in_is_measured_by_the_servers_clock() {
    for clock_ahead in [-600, 600] {
        let options = SignInOptions { max_age: Some(seconds(300)), ..SignInOptions::default() };
        let mut browser = leaving(agentdesk(), options.clone());
        browser.server.clock_ahead = clock_ahead;
        let begun = now(&browser) + clock_ahead;
        assert_eq!(come_back(&mut browser, json!({"auth_time": begun - 300})), None);
        let mut browser = leaving(agentdesk(), options);
        browser.server.clock_ahead = clock_ahead;
        let too_old = json!({"auth_time": begun - 400});
        assert_eq!(come_back(&mut browser, too_old), Some("insufficient-authentication"));
    }
}

#[test]
fn user_who_takes_long_over_the_providers_pages_is_not_sent_back_to_the_start() {
    let options = SignInOptions { max_age: Some(Duration::ZERO), ..SignInOptions::default() };
    let mut browser = leaving(agentdesk(), options);
    let signed_in_at = now(&browser) + 10;
    // The password, and then ten minutes with a new telephone.
    browser.advance(seconds(600));
    assert_eq!(come_back(&mut browser, json!({"auth_time": signed_in_at})), None);
}

#[test]
fn session_of_the_providers_that_does_not_suffice_is_none() {
    let mut browser = Browser::open(agentdesk().with_acr_values("2"), PAGE);
    browser.server.has_session = true;
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    assert!(browser.answer(start).is_some_and(Result::is_ok));
    assert_eq!((browser.state().status(), browser.state().error()), ("signed-out", None));

    let mut browser = Browser::open(agentdesk().with_acr_values("2"), PAGE);
    browser.server.has_session = true;
    browser.start(OnLoad::SignInRequired);
    browser.settle();
    assert!(browser.left_for().contains("acr_values=2"));
}

#[test]
fn session_that_goes_on_may_grow_old() {
    let mut browser = Browser::signed_in(agentdesk().with_max_age(seconds(300)).with_acr_values("1"));
    browser.server.auth_time = Some(now(&browser));
    browser.advance(seconds(1000));
    // A lost answer: the next refresh token is used up, and the session is healed in a frame.
    browser.server.token.once(cx_auth_testkit::Behaviour::AnswerLost);
    browser.advance(seconds(100));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let frame = parameters(browser.record.frames.last().expect("a frame"));
    assert_eq!((frame.get("max_age"), frame.get("acr_values")), (None, Some(&"1")));
}

#[test]
fn status_of_an_action_is_handed_to_the_application_and_leaves_the_address() {
    for status in ["success", "cancelled", "error"] {
        let action =
            || SignInOptions { action: Some("CONFIGURE_TOTP".to_owned()), ..SignInOptions::default() };
        let mut browser = leaving(agentdesk(), action());
        browser.server.action_status = Some(status.to_owned());
        browser.sign_in_on_the_page();
        assert!(browser.page_url().contains("kc_action_status"), "{}", browser.page_url());
        let start = browser.start(OnLoad::CheckSso);
        browser.settle();
        let (state, action_status) = (AuthState::SignedIn, Some(status.to_owned()));
        let started = Answer::Started { state, app_state: None, action_status };
        assert_eq!(browser.answer(start), Some(&Ok(started.clone())));
        assert_eq!(browser.page_url(), PAGE);

        let call = browser.sign_in_beside_with(&[Way::Popup], action());
        browser.settle();
        assert_eq!(browser.answer(call), Some(&Ok(started)), "in a popup as well");
    }
}

#[test]
fn action_is_never_asked_for_silently() {
    let mut browser = Browser::signed_in(agentdesk());
    let options = SignInOptions {
        action: Some("UPDATE_PASSWORD".to_owned()),
        acr_values: Some("1".to_owned()),
        ..SignInOptions::default()
    };
    browser.sign_in_beside_with(&[Way::Silent], options);
    browser.settle();
    let frame = parameters(&browser.record.frames[0]);
    assert_eq!((frame.get("kc_action"), frame.get("acr_values")), (None, Some(&"1")));
}
