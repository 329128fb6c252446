//! `Output::Http`: one request, bounded in time.

use std::cell::Cell;
use std::rc::Rc;

use cx_auth_core::io::{HttpFailure, Method, Request, Response};
use gloo_net::http::RequestBuilder;
use gloo_timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use web_sys::{AbortController, AbortSignal, RequestCache, RequestCredentials, RequestRedirect};

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
    let reply = Rc::new(Cell::new(Some(reply)));
    let late = Rc::clone(&reply);
    let limit = Timeout::new(timer::milliseconds(request.timeout), move || {
        if let Some(reply) = late.take() {
            reply(Err(HttpFailure::Timeout));
        }
    });
    spawn_local(async move {
        let result = exchange(request, signal.as_ref()).await.map_err(|_| failure());
        if let Some(reply) = reply.take() {
            reply(result);
        }
    });
    Exchange { controller, _limit: limit }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if let Some(controller) = &self.controller {
            controller.abort();
        }
    }
}

async fn exchange(request: Request, signal: Option<&AbortSignal>) -> Result<Response, gloo_net::Error> {
    let mut builder = RequestBuilder::new(&request.url)
        .method(match request.method {
            Method::Get => gloo_net::http::Method::GET,
            Method::Post => gloo_net::http::Method::POST,
        })
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .cache(RequestCache::NoStore)
        .abort_signal(signal);
    for (name, value) in &request.headers {
        builder = builder.header(name, value);
    }
    let request = match request.body {
        Some(body) => builder.body(body.secret())?,
        None => builder.build()?,
    };
    let response = request.send().await?;
    Ok(Response::new(response.status(), response.text().await?))
}

fn failure() -> HttpFailure {
    let online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if online { HttpFailure::Network } else { HttpFailure::Offline }
}
