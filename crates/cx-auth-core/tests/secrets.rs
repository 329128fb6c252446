//! No token, code or verifier in what a log might show: neither in an input, an output, an event, an error, nor in
//! the machine itself.

use core::time::Duration;

use cx_auth_core::io::{OnLoad, SignInOptions};
use cx_auth_testkit::{Behaviour, Browser, agentdesk};

#[test]
fn log_of_a_whole_life_shows_no_secret() {
    let mut browser = Browser::signed_in(agentdesk());
    browser.advance(Duration::from_secs(200));
    browser.access_token(Duration::from_secs(5));
    browser.server.token.once(Behaviour::AnswerLost);
    browser.advance(Duration::from_secs(200));
    browser.start(OnLoad::CheckSso);
    browser.advance(Duration::from_secs(20));
    browser.sign_out();
    browser.settle();
    browser.sign_in(SignInOptions::default());
    browser.settle();
    browser.server.token.once(Behaviour::Literal(400, r#"{"error":"invalid_grant"}"#.into()));
    browser.sign_in_on_the_page();
    browser.start(OnLoad::CheckSso);
    browser.settle();

    let secrets = browser.secrets();
    assert!(secrets.len() > 20, "codes, verifiers, access, refresh and ID tokens: {}", secrets.len());
    for line in &browser.record.log {
        for secret in &secrets {
            assert!(!line.contains(secret.as_str()), "{secret} is in {line}");
        }
        assert!(!line.contains("Amira"), "a person's name is in {line}");
    }
    for answer in browser.record.answers.values() {
        if let Err(error) = answer {
            assert!(!secrets.iter().any(|secret| error.to_string().contains(secret.as_str())));
        }
    }
}
