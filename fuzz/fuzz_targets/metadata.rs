//! Provider metadata of any shape: no panic, and `start()` settles.
#![no_main]

use core::time::Duration;

use cx_auth_core::io::OnLoad;
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &str| {
    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.discovery.always(Behaviour::Literal(200, body.to_owned()));
    let start = browser.start(OnLoad::SignInRequired);
    browser.advance(Duration::from_secs(60));
    assert!(browser.answer(start).is_some() || !browser.record.navigations.is_empty());
});
