//! `host::frame`: the hidden frame of silent sign-in.

use std::time::Duration;

use cx_auth_core::io::FrameFailure;
use cx_auth_core::secret::SecretUrl;
use cx_auth_web::host::frame::open;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page;

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(50);

#[wasm_bindgen_test]
async fn the_silent_page_hands_over_its_address() {
    let address = page::silent_page();
    let (reply, answer) = page::once();
    let frame = open(&SecretUrl::new(&address), LONG, reply).expect("a page can hold a frame");
    assert_eq!(page::frames(), 1);
    assert!(page::frames_are_hidden());
    assert_eq!(answer.await, Ok(SecretUrl::new(address)));
    drop(frame);
    assert_eq!(page::frames(), 0);
}

#[wasm_bindgen_test]
async fn a_frame_that_says_nothing_is_given_up() {
    let (reply, answer) = page::once();
    let _frame = open(&SecretUrl::new(page::quiet_page()), SHORT, reply).expect("a page can hold a frame");
    assert_eq!(answer.await, Err(FrameFailure::Timeout));
}

#[wasm_bindgen_test]
async fn a_message_from_anywhere_else_is_no_answer() {
    let (reply, answer) = page::once();
    let _frame = open(&SecretUrl::new(page::quiet_page()), SHORT, reply).expect("a page can hold a frame");
    page::post_from_this_page("https://desk.example/silent.html?code=forged");
    assert_eq!(answer.await, Err(FrameFailure::Timeout));
}

#[wasm_bindgen_test]
fn a_dropped_frame_is_gone() {
    let frame = open(&SecretUrl::new(page::quiet_page()), LONG, |_| panic!("nobody waits")).expect("a frame");
    drop(frame);
    assert_eq!(page::frames(), 0);
}
