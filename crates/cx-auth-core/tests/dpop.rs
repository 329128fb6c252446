//! Proof of possession (RFC 9449): tokens that only this browser can use.

use core::time::Duration;

use cx_auth_core::io::{CryptoFailure, Method, OnLoad, SignInOptions, Way};
use cx_auth_core::{AuthState, Config};
use cx_auth_testkit::{Behaviour, Browser, CryptoHealth, ProofKey, Tabs, agentdesk};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn dpop() -> Config {
    agentdesk().with_dpop(true).with_api_origins(["https://api.example"]).expect("an origin")
}

/// A server that demands proofs, as Keycloak with "Require DPoP bound tokens".
fn demanding(config: Config) -> Browser {
    let mut browser = Browser::open(config, "https://desk.example/");
    browser.server.proofs.demanded = true;
    browser
}

fn assert_signed_in(browser: &mut Browser) {
    browser.sign_in_and_return();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.server.complaints, [""; 0]);
}

#[test]
fn each_token_request_is_proven_for_hours() {
    let mut browser = demanding(dpop());
    assert_signed_in(&mut browser);
    browser.advance(seconds(3600));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let requests = browser.record.requests_to("/token").len();
    assert!(requests >= 80, "{requests}");
    assert_eq!(browser.server.proofs.accepted.len(), requests, "one proof each, none twice");
    assert!(browser.record.requests.iter().all(|request| {
        let is_proven = request.headers.iter().any(|(name, _)| *name == "dpop");
        is_proven == request.url.ends_with("/token")
    }));
}

#[test]
fn sign_in_names_the_key_that_its_tokens_are_bound_to() {
    let mut browser = demanding(dpop());
    assert_signed_in(&mut browser);
    let thumbprint = format!("&dpop_jkt={}", ProofKey(1).thumbprint());
    assert!(browser.left_for().ends_with(&thumbprint), "{}", browser.left_for());
}

#[test]
fn key_that_does_not_outlive_the_page_is_not_named_over_a_redirect() {
    let mut browser = demanding(dpop());
    browser.keeps_proof_key = false;
    browser.sign_in(SignInOptions::default());
    browser.settle();
    assert!(!browser.left_for().contains("dpop_jkt"));
    browser.proof_key = ProofKey(2);
    browser.sign_in_on_the_page();
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    browser.proof_key = ProofKey(3);
    browser.arrive("https://desk.example/");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn, "the provider's session brings new tokens");
    let frame = browser.record.frames.last().expect("a frame");
    assert!(frame.contains(&ProofKey(3).thumbprint()), "the page stays, and with it the key: {frame}");
}

#[test]
fn provider_that_demands_proofs_gets_them_without_being_configured() {
    let mut browser = demanding(agentdesk());
    assert_signed_in(&mut browser);
    assert_eq!(browser.record.requests_to("/token").len(), 2, "one without, one with");
    browser.advance(seconds(600));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.server.proofs.accepted.len() + 1, browser.record.requests_to("/token").len());
}

#[test]
fn provider_that_does_not_bind_is_refused_if_bound_tokens_are_configured() {
    let mut browser = Browser::open(dpop(), "https://desk.example/");
    browser.server.proofs.bind = false;
    browser.sign_in_and_return();
    assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("unexpected-answer"));
    assert!(browser.state().error().expect("one").to_string().contains("not bound"));
}

#[test]
fn bound_token_that_nobody_asked_for_is_refused() {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    let dpop = ("token_type".to_owned(), "DPoP".into());
    browser.server.token_answer = [dpop].into_iter().collect();
    browser.sign_in_and_return();
    assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("unexpected-answer"));
}

#[test]
fn nonce_is_taken_over_and_the_request_sent_once_more() {
    let mut browser = demanding(dpop());
    browser.server.proofs.nonce = Some("first".to_owned());
    assert_signed_in(&mut browser);
    assert_eq!(browser.record.requests_to("/token").len(), 2);
    browser.advance(seconds(100));
    assert_eq!(browser.record.requests_to("/token").len(), 4, "the nonce is known now");
    browser.server.proofs.nonce = Some("second".to_owned());
    browser.advance(seconds(100));
    assert_eq!(browser.record.requests_to("/token").len(), 7, "one of two was sent twice");
    assert_eq!(browser.state(), &AuthState::SignedIn);
}

#[test]
fn nonce_that_the_browser_does_not_show_is_no_endless_loop() {
    let mut browser = demanding(dpop());
    browser.server.token.always(Behaviour::Literal(400, r#"{"error":"use_dpop_nonce"}"#.into()));
    browser.sign_in_and_return();
    assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("token-request-refused"));
    assert_eq!(browser.record.requests_to("/token").len(), 1);
}

#[test]
fn nonce_that_changes_with_each_answer_is_no_endless_loop() {
    let mut browser = demanding(dpop());
    browser.server.proofs.is_insatiable = true;
    browser.sign_in_and_return();
    assert_eq!(browser.state().error().map(|error| error.code().as_str()), Some("token-request-refused"));
    assert_eq!(browser.record.requests_to("/token").len(), 2);
}

#[test]
fn wrong_clock_is_corrected_by_the_time_of_the_pages_own_server() {
    let by_keycloak = [-600, -20, 30, 600].map(|ahead| (ahead, "invalid_request"));
    for (ahead, error) in by_keycloak.into_iter().chain([(600, "invalid_dpop_proof")]) {
        let mut browser = demanding(dpop());
        browser.server.clock_ahead = ahead;
        browser.server.proofs.error = error;
        assert_signed_in(&mut browser);
        let heads: Vec<_> =
            browser.record.requests.iter().filter(|request| request.method == Method::Head).collect();
        assert_eq!(heads.len(), 1, "{ahead}");
        assert_eq!(heads[0].url, "https://desk.example/silent.html");
        browser.advance(seconds(600));
        assert_eq!(browser.state(), &AuthState::SignedIn);
        assert_eq!(browser.server.proofs.accepted.len() + 1, browser.record.requests_to("/token").len());
    }
}

#[test]
fn clock_that_nobody_can_correct_is_said() {
    let mut browser = demanding(dpop());
    browser.server.clock_ahead = 600;
    browser.site_has_clock = false;
    browser.sign_in_and_return();
    let error = browser.state().error().expect("an error");
    assert_eq!(error.code().as_str(), "token-request-refused");
    assert!(error.to_string().contains("not active"), "{error}");
    assert_eq!(browser.record.requests_to("/token").len(), 1);
}

#[test]
fn page_without_cryptography_says_so() {
    for health in [CryptoHealth::Bad(CryptoFailure::Unavailable), CryptoHealth::Mute] {
        let mut browser = demanding(dpop());
        browser.crypto_health = health;
        let call = browser.sign_in(SignInOptions::default());
        browser.advance(seconds(12));
        assert_eq!(browser.refusal(call), Some("crypto-unavailable"));
        browser.crypto_health = CryptoHealth::Good;
        assert_signed_in(&mut browser);
    }
}

#[test]
fn key_that_is_gone_is_replaced_without_the_user() {
    let mut browser = demanding(dpop().with_storage(cx_auth_core::Storage::Session));
    assert_signed_in(&mut browser);
    // The database was cleared, the session storage was not.
    browser.proof_key = ProofKey(2);
    browser.arrive("https://desk.example/");
    browser.start(OnLoad::CheckSso);
    browser.advance(seconds(46));
    assert_eq!(browser.state(), &AuthState::SignedIn);
    let last = browser.server.proofs.accepted.last().expect("a proof");
    assert_eq!(last["htm"], "POST");
    assert_eq!(browser.record.frames.len(), 1);
}

#[test]
fn all_tabs_have_one_key() {
    let mut tabs = Tabs::signed_in(agentdesk().with_dpop(true).with_shared_session(), 4);
    tabs.advance(seconds(600));
    tabs.assert_all(&AuthState::SignedIn);
    let tokens = tabs.requests_to("/token");
    assert!((13..=15).contains(&tokens), "{tokens}");
}

#[test]
fn session_of_another_tab_is_known_to_be_bound() {
    let mut tabs = Tabs::signed_in(agentdesk().with_shared_session(), 1);
    tabs.server().proofs.demanded = true;
    tabs.advance(seconds(70));
    let second = tabs.open_another();
    tabs.tab(second).start(OnLoad::CheckSso);
    tabs.settle();
    let before = tabs.requests_to("/token");
    let call = tabs.tab(second).access_token(seconds(44));
    tabs.settle();
    assert!(tabs.look_at(second).token(call).is_some());
    assert_eq!(tabs.requests_to("/token"), before + 1, "at once with a proof");
    tabs.assert_all(&AuthState::SignedIn);
    tabs.server().end_sessions();
    tabs.advance(seconds(60));
    assert_eq!(tabs.look_at(second).state().status(), "needs-sign-in");
    tabs.tab(second).sign_in_beside(&[Way::Popup], true);
    tabs.settle();
    let popup = tabs.look_at(second).record.popups[0].clone();
    assert!(popup.contains("dpop_jkt="), "it is known still when the session is over: {popup}");
    tabs.assert_all(&AuthState::SignedIn);
}

#[test]
fn userinfo_is_asked_with_a_proof_of_the_token() {
    let mut browser = demanding(dpop());
    browser.server.proofs.nonce = Some("n".to_owned());
    assert_signed_in(&mut browser);
    let call = browser.user_info();
    browser.settle();
    assert!(browser.answer(call).is_some_and(Result::is_ok), "{:?}", browser.answer(call));
    let proof = browser.server.proofs.accepted.last().expect("a proof");
    assert_eq!(proof["htm"], "GET");
    assert!(proof["ath"].is_string());
}

#[test]
fn refresh_that_was_given_up_in_mid_proof_is_not_sent_later() {
    let mut browser = demanding(dpop());
    assert_signed_in(&mut browser);
    browser.crypto_health = CryptoHealth::Mute;
    browser.advance(seconds(50));
    assert_eq!(browser.record.requests_to("/token").len(), 1);
    browser.crypto_health = CryptoHealth::Good;
    for _ in 0..100 {
        browser.advance(seconds(1));
        assert!(browser.refreshes_in_flight() <= 1);
    }
    assert_eq!(browser.state(), &AuthState::SignedIn);
}
