//! Requests to APIs: the token goes to allowed origins only, is never stale, and a refusal is answered by one more try.

use core::time::Duration;

use cx_auth_core::Config;
use cx_auth_core::io::{CallId, OnLoad, Reaction, SignInOptions};
use cx_auth_testkit::{Behaviour, Browser, CryptoHealth, agentdesk};
use serde_json::Value;

const URL: &str = "https://api.example/v1/calls?page=2#notes";

fn config() -> Config {
    agentdesk().with_api_origins(["https://desk.example", "https://api.example/"]).expect("origins")
}

fn bound() -> Browser {
    Browser::signed_in(config().with_dpop(true))
}

fn get(browser: &mut Browser, url: &str) -> CallId {
    let call = browser.authorize_api("GET", url, None);
    browser.settle();
    call
}

fn token(browser: &mut Browser) -> String {
    let call = get(browser, URL);
    browser.api_token(call).expect("a token").token.secret().clone()
}

fn step_up(acr_values: Option<&str>, max_age: Option<u64>) -> Reaction {
    Reaction::StepUp { acr_values: acr_values.map(str::to_owned), max_age }
}

#[test]
fn token_goes_to_the_origins_that_are_configured() {
    let mut browser = Browser::signed_in(config());
    for url in [URL, "https://desk.example/api", "https://API.example:443/"] {
        let call = get(&mut browser, url);
        assert!(browser.api_token(call).expect(url).proof.is_none());
    }
}

#[test]
fn token_goes_nowhere_else() {
    let mut browser = Browser::signed_in(config());
    for url in [
        "https://evil.example/",
        "https://api.example.evil.example/",
        "https://api.example@evil.example/",
        "https://user@api.example/",
        "https://api.example:8443/",
        "http://api.example/",
        "//api.example/",
        "/v1",
        "",
    ] {
        let call = get(&mut browser, url);
        assert_eq!(browser.refusal(call), Some("api-origin-not-allowed"), "{url}");
    }
    let mut browser = Browser::signed_in(agentdesk());
    let call = get(&mut browser, "https://desk.example/");
    assert_eq!(browser.refusal(call), Some("api-origin-not-allowed"), "nothing is allowed unless it is said");
}

#[test]
fn stale_token_is_renewed_first() {
    let mut browser = Browser::signed_in(config());
    let before = token(&mut browser);
    browser.server.token.always(Behaviour::Slow(Duration::from_secs(2)));
    browser.sleep(Duration::from_secs(120));
    let call = browser.authorize_api("GET", URL, None);
    assert!(browser.answer(call).is_none(), "it waits");
    browser.advance(Duration::from_secs(2));
    assert_ne!(browser.api_token(call).expect("a token").token.secret(), &before);
}

#[test]
fn request_without_a_session_says_why() {
    let mut browser = Browser::open(config(), "https://desk.example/");
    let call = get(&mut browser, URL);
    assert_eq!(browser.refusal(call), Some("not-signed-in"));
    browser.server.has_session = true;
    browser.start(OnLoad::CheckSso);
    let call = browser.authorize_api("GET", URL, None);
    browser.settle();
    assert!(browser.api_token(call).is_some(), "a start that is under way is waited for");
}

#[test]
fn bound_token_comes_with_a_proof_of_just_this_request() {
    let mut browser = bound();
    let call = browser.authorize_api("DELETE", URL, None);
    browser.settle();
    let api_token = browser.api_token(call).expect("a token");
    let proof = api_token.proof.as_ref().expect("a proof").secret();
    let claims = claims(proof);
    assert_eq!(claims["htm"], "DELETE");
    assert_eq!(claims["htu"], "https://api.example/v1/calls");
    assert!(claims["ath"].is_string() && claims["nonce"].is_null());
}

#[test]
fn nonce_of_an_api_is_its_own() {
    let mut browser = bound();
    browser.server.proofs.nonce = Some("of-the-provider".to_owned());
    browser.advance(Duration::from_secs(46));
    let refused = token(&mut browser);
    let header =
        r#"DPoP error="use_dpop_nonce", error_description="Resource server requires nonce in DPoP proof""#;
    let reaction = browser.api_answered(URL, &refused, 401, Some(header), Some("of-the-api"));
    assert_eq!(reaction, Reaction::Retry);
    let call = get(&mut browser, URL);
    let proof = browser.api_token(call).expect("a token").proof.clone().expect("a proof");
    assert_eq!(claims(proof.secret())["nonce"], "of-the-api");
    assert_eq!(browser.api_answered(URL, &refused, 200, None, Some("the-next")), Reaction::Pass);
    let call = get(&mut browser, URL);
    let proof = browser.api_token(call).expect("a token").proof.clone().expect("a proof");
    assert_eq!(claims(proof.secret())["nonce"], "the-next");
    browser.advance(Duration::from_secs(46));
    assert_eq!(browser.state().status(), "signed-in", "the provider has another");
}

#[test]
fn many_requests_at_once_have_a_proof_each() {
    let mut browser = bound();
    browser.arrive("https://desk.example/");
    browser.start(OnLoad::CheckSso);
    let calls: Vec<_> = (0..200).map(|_| browser.authorize_api("GET", URL, None)).collect();
    browser.settle();
    let mut ids: Vec<_> = calls
        .iter()
        .map(|call| browser.api_token(*call).expect("a token").proof.clone().expect("a proof"))
        .map(|proof| claims(proof.secret())["jti"].to_string())
        .collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 200);
}

#[test]
fn proof_that_cannot_be_made_is_said() {
    let mut browser = bound();
    browser.crypto_health = CryptoHealth::Mute;
    let call = browser.authorize_api("GET", URL, None);
    browser.advance(Duration::from_secs(12));
    assert_eq!(browser.refusal(call), Some("crypto-unavailable"));
}

#[test]
fn refused_token_is_replaced_once() {
    for header in [None, Some(r#"Bearer realm="api", error="invalid_token""#), Some("Bearer")] {
        let mut browser = Browser::signed_in(config());
        let refused = token(&mut browser);
        assert_eq!(browser.api_answered(URL, &refused, 401, header, None), Reaction::RetryInsteadOf);
        assert_eq!(
            browser.api_answered(URL, &refused, 401, header, None),
            Reaction::RetryInsteadOf,
            "and for whoever was refused at the same time"
        );
        let call = browser.authorize_api("GET", URL, Some(&refused));
        browser.settle();
        let new = browser.api_token(call).expect("another token").token.secret().clone();
        assert_ne!(new, refused);
        assert_eq!(
            browser.api_answered(URL, &refused, 401, header, None),
            Reaction::RetryInsteadOf,
            "it is there"
        );
        assert_eq!(browser.api_answered(URL, &new, 401, header, None), Reaction::Pass, "it is not the token");
        browser.advance(Duration::from_secs(10));
        assert_eq!(browser.api_answered(URL, &new, 401, header, None), Reaction::RetryInsteadOf);
    }
}

#[test]
fn other_refusals_are_the_applications() {
    let mut browser = Browser::signed_in(config());
    let refused = token(&mut browser);
    for (status, header) in [
        (200, None),
        (403, Some(r#"Bearer error="insufficient_scope""#)),
        (401, Some(r#"Basic realm="api""#)),
        (401, Some(r#"Bearer error="invalid_request""#)),
        (401, Some("Negotiate, Basic")),
        (500, Some(r#"Bearer error="invalid_token""#)),
    ] {
        assert_eq!(browser.api_answered(URL, &refused, status, header, None), Reaction::Pass, "{header:?}");
    }
    assert_eq!(browser.api_answered("https://evil.example/", &refused, 401, None, None), Reaction::Pass);
    let header = Some(r#"DPoP error="use_dpop_nonce""#);
    assert_eq!(browser.api_answered(URL, &refused, 401, header, None), Reaction::Pass, "without a nonce");
    browser.sign_out();
    assert_eq!(browser.api_answered(URL, &refused, 401, None, None), Reaction::Pass);
}

#[test]
fn api_that_wants_a_better_sign_in_is_understood() {
    let mut browser = Browser::signed_in(config());
    let refused = token(&mut browser);
    for (header, expected) in [
        (
            r#"Bearer error="insufficient_user_authentication", acr_values="myACR""#,
            step_up(Some("myACR"), None),
        ),
        (r#"Bearer error="insufficient_user_authentication", max_age="5""#, step_up(None, Some(5))),
        (
            r#"Basic realm="x", DPoP algs="ES256", error="insufficient_user_authentication", acr_values="a b", max_age=0"#,
            step_up(Some("a b"), Some(0)),
        ),
        (r#"Bearer error="insufficient_user_authentication", max_age="-1""#, step_up(None, None)),
    ] {
        assert_eq!(browser.api_answered(URL, &refused, 401, Some(header), None), expected);
    }
}

#[test]
fn sign_in_of_another_user_meanwhile_does_not_leave_a_request_without_an_answer() {
    let mut browser = Browser::signed_in(config());
    browser.server.token.always(Behaviour::Slow(Duration::from_secs(2)));
    let refused = token(&mut browser);
    let call = browser.authorize_api("GET", URL, Some(&refused));
    browser.sign_out();
    browser.settle();
    assert_eq!(browser.refusal(call), Some("not-signed-in"));
    browser.sign_in(SignInOptions::default());
}

/// What a proof says.
fn claims(proof: &str) -> Value {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let payload = proof.split('.').nth(1).expect("three parts");
    let bytes = Base64UrlUnpadded::decode_vec(payload).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}
