//! An ID token of any shape, in an answer that is otherwise in order: no panic, and nobody is signed in by what the server
//! did not sign.
#![no_main]

use core::time::Duration;

use cx_auth_core::io::OnLoad;
use cx_auth_testkit::{Browser, agentdesk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|token: &str| {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.token_answer.insert("id_token".to_owned(), token.into());
    let start = browser.start(OnLoad::CheckSso);
    browser.advance(Duration::from_secs(60));
    assert!(browser.answer(start).is_some());
    assert_ne!(browser.state().status(), "signed-in");
});
