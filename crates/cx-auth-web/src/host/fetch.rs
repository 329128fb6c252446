//! `Output::Http`: one request, bounded in time.
//!
//! Callbacks, not futures, and the browser's own types: an executor and a fetch crate are 3 kB of brotli for one request.

use std::cell::Cell;
use std::rc::Rc;

use cx_auth_core::io::{HttpFailure, Request, Response};
use gloo_timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{
    AbortController, AbortSignal, Headers, RequestCache, RequestCredentials, RequestInit, RequestRedirect,
};

use super::timer;

/// A request under way. Dropping it aborts it.
#[derive(Debug)]
pub struct Exchange {
    controller: Option<AbortController>,
    _limit: Timeout,
}

/// Sends the request. `reply` is called once, and never before this returns: with the answer, or with the reason why
/// there is none when the time is up, even if the browser's `fetch` never ends.
pub fn send(request: Request, reply: impl FnOnce(Result<Response, HttpFailure>) + 'static) -> Exchange {
    let controller = AbortController::new().ok();
    let signal = controller.as_ref().map(AbortController::signal);
    let reply = Cell::new(Some(reply));
    let settle: Settle = Rc::new(move |result| {
        if let Some(reply) = reply.take() {
            reply(result);
        }
    });
    let late = Rc::clone(&settle);
    let limit = Timeout::new(timer::milliseconds(request.timeout), move || late(Err(HttpFailure::Timeout)));
    let sent = prepared(&request, signal.as_ref()).and_then(|request| fetch(&request));
    settle_with(sent.unwrap_or_else(|thrown| Promise::reject(&thrown)), settle);
    Exchange { controller, _limit: limit }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

/// Takes the first result and passes over the others.
type Settle = Rc<dyn Fn(Result<Response, HttpFailure>)>;

/// Settles with what `fetch` promises. Each closure is freed by its call or, if that never comes, with its promise.
fn settle_with(sent: Promise, settle: Settle) {
    let status = Rc::new(Cell::new(0));
    let status_arrived = Rc::clone(&status);
    let settle_failed = Rc::clone(&settle);
    let arrived = Closure::once_into_js(move |response: web_sys::Response| {
        status_arrived.set(response.status());
        response.text()
    });
    let read = Closure::once_into_js(move |text: JsValue| {
        settle(Ok(Response::new(status.get(), text.as_string().unwrap_or_default())));
    });
    let failed = Closure::once_into_js(move |_: JsValue| settle_failed(Err(failure())));
    sent.unchecked_into::<Thenable>().then(&arrived, &JsValue::UNDEFINED).then(&read, &failed);
}

fn prepared(request: &Request, signal: Option<&AbortSignal>) -> Result<web_sys::Request, JsValue> {
    let headers = Headers::new()?;
    for (name, value) in &request.headers {
        headers.set(name, value)?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_headers(&headers);
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    init.set_cache(RequestCache::NoStore);
    init.set_signal(signal);
    if let Some(body) = &request.body {
        init.set_body(&body.secret().into());
    }
    web_sys::Request::new_with_str_and_init(&request.url, &init)
}

fn failure() -> HttpFailure {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { HttpFailure::Network } else { HttpFailure::Offline }
}

#[wasm_bindgen]
extern "C" {
    /// A promise whose `then` takes any function or `undefined`, as JavaScript's does.
    type Thenable;

    #[wasm_bindgen(catch)]
    fn fetch(request: &web_sys::Request) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn then(this: &Thenable, resolved: &JsValue, rejected: &JsValue) -> Thenable;
}
