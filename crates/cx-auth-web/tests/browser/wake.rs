//! `host::wake`: the signs that the page is used again.

use std::cell::RefCell;
use std::rc::Rc;

use cx_auth_core::io::WakeCause;
use cx_auth_web::host::wake::listen;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page;

#[wasm_bindgen_test]
fn each_sign_wakes_with_its_cause_until_nobody_listens() {
    let _restore = page::Restore;
    let heard = Rc::new(RefCell::new(Vec::new()));
    let hear = Rc::clone(&heard);
    let wake_ups = listen(move |cause| hear.borrow_mut().push(cause)).expect("there is a page");

    page::dispatch("document", "visibilitychange", false);
    page::dispatch("document", "resume", false);
    page::dispatch("window", "focus", false);
    page::dispatch("window", "pageshow", false);
    assert_eq!(heard.take(), [WakeCause::Visible; 4]);

    page::dispatch("window", "pageshow", true);
    page::dispatch("window", "online", false);
    assert_eq!(heard.take(), [WakeCause::Restored, WakeCause::Online]);

    page::hide_page();
    page::dispatch("document", "visibilitychange", false);
    assert_eq!(heard.take(), [], "a page that is being hidden does not wake");

    drop(wake_ups);
    page::dispatch("window", "online", false);
    assert_eq!(heard.take(), []);
}
