//! The provider's key set, of any shape: no panic, an answer to whoever waits, and only a key that the server really has
//! verifies its tokens.
#![no_main]

use core::time::Duration;

use cx_auth_core::io::OnLoad;
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &str| {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.keys.always(Behaviour::Literal(200, body.to_owned()));
    let start = browser.start(OnLoad::CheckSso);
    browser.advance(Duration::from_secs(60));
    assert!(browser.answer(start).is_some());
    assert_ne!(browser.state().status(), "signed-in");

    let mut browser = Browser::signed_in(agentdesk());
    browser.server.rotate_keys("next");
    browser.server.keys.always(Behaviour::Literal(200, body.to_owned()));
    browser.advance(Duration::from_secs(120));
    assert_eq!(browser.state().status(), "retrying", "the keys may come yet");
});
