//! The page that the tests run in, and what they do to it (`page.js`).

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen(module = "/tests/browser/page.js")]
extern "C" {
    fn restore();
    #[wasm_bindgen(js_name = fetchAnswers)]
    pub(crate) fn fetch_answers(status: u16, body: &str);
    #[wasm_bindgen(js_name = fetchFails)]
    pub(crate) fn fetch_fails();
    #[wasm_bindgen(js_name = fetchNeverSettles)]
    pub(crate) fn fetch_never_settles();
    #[wasm_bindgen(js_name = bodyNeverEnds)]
    pub(crate) fn body_never_ends();
    #[wasm_bindgen(js_name = fetchSettlesWhenAborted)]
    pub(crate) fn fetch_settles_when_aborted();
    #[wasm_bindgen(js_name = lastRequest)]
    pub(crate) fn last_request() -> String;
    #[wasm_bindgen(js_name = lastRequestAborted)]
    pub(crate) fn last_request_aborted() -> bool;
    #[wasm_bindgen(js_name = goOffline)]
    pub(crate) fn go_offline();
    #[wasm_bindgen(js_name = denyStorage)]
    pub(crate) fn deny_storage();
    #[wasm_bindgen(js_name = fillStorage)]
    pub(crate) fn fill_storage();
    pub(crate) fn stored(key: &str) -> Option<String>;
    #[wasm_bindgen(js_name = silentPage)]
    pub(crate) fn silent_page() -> String;
    #[wasm_bindgen(js_name = quietPage)]
    pub(crate) fn quiet_page() -> String;
    pub(crate) fn frames() -> u32;
    #[wasm_bindgen(js_name = framesAreHidden)]
    pub(crate) fn frames_are_hidden() -> bool;
    #[wasm_bindgen(js_name = postFromThisPage)]
    pub(crate) fn post_from_this_page(address: &str);
    pub(crate) fn dispatch(target: &str, kind: &str, persisted: bool);
    #[wasm_bindgen(js_name = hidePage)]
    pub(crate) fn hide_page();
    #[wasm_bindgen(js_name = makeFace)]
    pub(crate) fn make_face() -> JsValue;
    pub(crate) fn told(face: &JsValue) -> String;
    pub(crate) fn config(json: &str) -> JsValue;
    #[wasm_bindgen(js_name = codeOf)]
    pub(crate) fn code_of(error: &JsValue) -> String;
}

/// Puts the page back as it was when the test ends, also when it fails.
pub(crate) struct Restore;

impl Drop for Restore {
    fn drop(&mut self) {
        restore();
    }
}

/// Waits for a promise that is to be rejected with an error of the package.
pub(crate) async fn rejection(promise: Promise) -> String {
    match JsFuture::from(promise).await {
        Ok(value) => format!("resolved with {value:?}"),
        Err(error) => code_of(&error),
    }
}

/// A future that a callback completes, with the callback.
pub(crate) fn once<T: 'static>() -> (impl FnOnce(T) + 'static, impl Future<Output = T>) {
    let slot = std::rc::Rc::new(std::cell::RefCell::new((None::<T>, None::<std::task::Waker>)));
    let other = std::rc::Rc::clone(&slot);
    let reply = move |value| {
        let waker = {
            let mut slot = slot.borrow_mut();
            slot.0 = Some(value);
            slot.1.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    };
    let future = std::future::poll_fn(move |context| {
        let mut slot = other.borrow_mut();
        match slot.0.take() {
            Some(value) => std::task::Poll::Ready(value),
            None => {
                slot.1 = Some(context.waker().clone());
                std::task::Poll::Pending
            }
        }
    });
    (reply, future)
}
