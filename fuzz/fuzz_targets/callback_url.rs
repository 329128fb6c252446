//! The page's URL, which any stranger can write: whatever it is, `start()` settles, nobody is signed in by it, and what
//! is shown in its place is still this origin's.
#![no_main]

use core::time::Duration;

use cx_auth_core::io::OnLoad;
use cx_auth_testkit::{Browser, agentdesk};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|tail: &str| {
    let mut browser = Browser::open(agentdesk(), &format!("https://desk.example/{tail}"));
    let start = browser.start(OnLoad::CheckSso);
    browser.advance(Duration::from_secs(60));
    assert!(browser.answer(start).is_some());
    assert_ne!(browser.state().status(), "signed-in");
    for url in &browser.record.replaced_urls {
        assert!(url.starts_with("https://desk.example/"), "{url}");
    }
});
