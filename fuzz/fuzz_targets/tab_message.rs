//! What comes over the channel between tabs, from any script of the origin: no panic, and the session goes on or is
//! replaced by a whole one.
#![no_main]

use core::time::Duration;

use cx_auth_core::Input;
use cx_auth_core::secret::SecretText;
use cx_auth_testkit::{Browser, agentdesk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|message: &str| {
    let mut browser = Browser::signed_in(agentdesk().with_shared_session());
    browser.handle(Input::Heard(SecretText::new(message)));
    browser.advance(Duration::from_secs(60));
    assert_ne!(browser.state().status(), "loading");
});
