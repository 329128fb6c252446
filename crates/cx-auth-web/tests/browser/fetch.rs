//! `host::fetch`: what is sent, and that every request ends.

use std::time::Duration;

use cx_auth_core::io::{CallId, HttpFailure, Method, OnLoad, Request, Response, Start};
use cx_auth_core::secret::{SecretText, SecretUrl};
use cx_auth_core::{Config, Input, Machine, Output};
use cx_auth_web::host::clock::moment;
use cx_auth_web::host::fetch::send;
use cx_auth_web::host::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page;

const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_millis(50);

fn post(timeout: Duration) -> Request {
    let mut request = get(timeout);
    request.method = Method::Post;
    request.url = "https://sso.example/token".to_owned();
    request.headers = vec![("content-type", "application/x-www-form-urlencoded".to_owned())];
    request.body = Some(SecretText::new("grant_type=refresh_token&refresh_token=r1"));
    request
}

/// The first request of a real machine: it asks for the provider's metadata.
fn get(timeout: Duration) -> Request {
    let config =
        Config::new("https://sso.example", "agentdesk").and_then(|config| config.with_timeout(timeout));
    let mut machine = Machine::new(config.expect("a good configuration"), json::read);
    let start = Start {
        call: CallId(1),
        page_url: SecretUrl::new("https://desk.example/"),
        on_load: OnLoad::CheckSso,
    };
    machine.handle(moment().expect("a browser"), Input::Start(start));
    let first = core::iter::from_fn(|| machine.poll()).find_map(|output| match output {
        Output::Http(request) => Some(request),
        _ => None,
    });
    first.expect("a machine that starts asks the provider")
}

#[wasm_bindgen_test]
async fn a_post_is_sent_whole_without_cookies_and_follows_no_redirect() {
    let _restore = page::Restore;
    page::fetch_answers(200, r#"{"access_token":"a1"}"#);
    let (reply, answer) = page::once();
    let _exchange = send(post(LONG), reply);
    assert_eq!(answer.await, Ok(Response::new(200, r#"{"access_token":"a1"}"#)));
    assert_eq!(
        page::last_request(),
        "POST https://sso.example/token\n\
         credentials=omit redirect=error cache=no-store\n\
         content-type: application/x-www-form-urlencoded\n\
         \n\
         grant_type=refresh_token&refresh_token=r1"
    );
}

#[wasm_bindgen_test]
async fn a_get_is_sent_whole() {
    let _restore = page::Restore;
    page::fetch_answers(200, "{}");
    let (reply, answer) = page::once();
    let _exchange = send(get(LONG), reply);
    assert_eq!(answer.await, Ok(Response::new(200, "{}")));
    assert_eq!(
        page::last_request(),
        "GET https://sso.example/.well-known/openid-configuration\n\
         credentials=omit redirect=error cache=no-store\n\
         accept: application/json\n\
         \n"
    );
}

#[wasm_bindgen_test]
async fn an_error_status_is_an_answer() {
    let _restore = page::Restore;
    page::fetch_answers(500, "<h1>Oops</h1>");
    let (reply, answer) = page::once();
    let _exchange = send(get(LONG), reply);
    assert_eq!(answer.await, Ok(Response::new(500, "<h1>Oops</h1>")));
}

#[wasm_bindgen_test]
async fn a_refused_connection_is_told_from_being_offline() {
    let _restore = page::Restore;
    page::fetch_fails();
    let (reply, answer) = page::once();
    let _exchange = send(get(LONG), reply);
    assert_eq!(answer.await, Err(HttpFailure::Network));

    page::go_offline();
    let (reply, answer) = page::once();
    let _exchange = send(get(LONG), reply);
    assert_eq!(answer.await, Err(HttpFailure::Offline));
}

#[wasm_bindgen_test]
async fn the_time_limit_holds_even_if_fetch_ignores_it() {
    let _restore = page::Restore;
    page::fetch_never_settles();
    let (reply, answer) = page::once();
    let exchange = send(get(SHORT), reply);
    assert_eq!(answer.await, Err(HttpFailure::Timeout));
    drop(exchange);
    assert!(page::last_request_aborted());
}

#[wasm_bindgen_test]
async fn the_time_limit_holds_for_a_body_that_never_ends() {
    let _restore = page::Restore;
    page::body_never_ends();
    let (reply, answer) = page::once();
    let _exchange = send(get(SHORT), reply);
    assert_eq!(answer.await, Err(HttpFailure::Timeout));
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_aborted_and_its_failure_is_the_last_word() {
    let _restore = page::Restore;
    page::fetch_settles_when_aborted();
    let (reply, answer) = page::once();
    let exchange = send(get(LONG), reply);
    // One turn, so that the request has left.
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&wasm_bindgen::JsValue::NULL))
        .await
        .expect("resolves");
    drop(exchange);
    assert_eq!(answer.await, Err(HttpFailure::Network));
    assert!(page::last_request_aborted());
}
