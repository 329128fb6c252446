//! The token endpoint's answer to a code and to a refresh token, of any status: no panic, an answer to whoever waits, and
//! a session that was there is not lost to nonsense.
#![no_main]

use core::time::Duration;

use cx_auth_core::io::OnLoad;
use cx_auth_testkit::{Behaviour, Browser, agentdesk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, &str)| {
    let (status, body) = input;
    let answer = || Behaviour::Literal(status % 600, body.to_owned());

    let mut browser = Browser::open(agentdesk(), "https://desk.example/");
    browser.server.has_session = true;
    browser.server.token.once(answer());
    let start = browser.start(OnLoad::CheckSso);
    browser.advance(Duration::from_secs(60));
    assert!(browser.answer(start).is_some());

    let mut browser = Browser::signed_in(agentdesk());
    browser.server.token.once(answer());
    browser.advance(Duration::from_secs(120));
    assert_eq!(browser.state().status(), "signed-in", "healed, or tried again");
});
