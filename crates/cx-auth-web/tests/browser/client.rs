//! `Client`: JavaScript's questions, the face it pushes to, and its end.

use cx_auth_web::client::Client;
use cx_auth_web::face::Face;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page;

const GOOD: &str =
    r#"{"issuer":"https://sso.example/realms/expertflow","clientId":"agentdesk","timeoutMs":50}"#;

fn client(config: &str) -> (Result<Client, JsValue>, JsValue) {
    let face = page::make_face();
    (Client::new(&page::config(config), face.clone().unchecked_into::<Face>()), face)
}

fn refusal(config: &str) -> String {
    let (client, _) = client(config);
    client.map_or_else(|error| page::code_of(&error), |_| "accepted".to_owned())
}

#[wasm_bindgen_test]
fn a_configuration_is_refused_with_the_name_of_what_is_wrong() {
    assert!(client(GOOD).0.is_ok());
    for (config, words) in [
        (r#"{"issuer":"https://sso.example","clientId":7}"#, "`clientId` must be a string"),
        (
            r#"{"issuer":"https://sso.example","clientId":"a","timeoutMs":"5"}"#,
            "`timeoutMs` must be a number",
        ),
        (r#"{"issuer":"https://sso.example","clientId":"a","timeoutMs":-1}"#, "`timeoutMs` must be a number"),
        (r#"{"issuer":"https://sso.example","clientId":"a","scope":["a"]}"#, "`scope` must be a string"),
        (r#"{"issuer":"http://sso.example","clientId":"a"}"#, "http://sso.example"),
        (r#"{"clientId":"a"}"#, "issuer"),
        ("null", "issuer"),
    ] {
        let refusal = refusal(config);
        assert!(refusal.starts_with("true invalid-config misuse: "), "{config}: {refusal}");
        assert!(refusal.contains(words), "{config}: {refusal}");
    }
}

#[wasm_bindgen_test]
async fn an_option_of_a_wrong_type_is_refused() {
    let client = client(GOOD).0.expect("good");
    let promise = client.start(&page::config(r#"{"onLoad":"login-required"}"#));
    let expected = "true invalid-config misuse: `onLoad` must be 'check-sso' or 'sign-in-required'";
    assert_eq!(page::rejection(promise).await, expected);
    let promise = client.access_token(&page::config(r#"{"minValidity":"soon"}"#));
    let expected = "true invalid-config misuse: `minValidity` must be a number that is not negative";
    assert_eq!(page::rejection(promise).await, expected);
}

#[wasm_bindgen_test]
async fn a_provider_that_never_answers_is_a_typed_failure_within_the_time_limit() {
    let _restore = page::Restore;
    page::fetch_never_settles();
    let (client, face) = client(GOOD);
    let client = client.expect("good");
    let promise = client.start(&JsValue::UNDEFINED);
    assert!(page::rejection(promise).await.starts_with("true timeout unreachable: "));
    assert!(page::told(&face).contains("state signed-out unreachable timeout"));
}

#[wasm_bindgen_test]
async fn start_again_after_a_failure_tries_again() {
    let _restore = page::Restore;
    page::fetch_fails();
    let (client, _) = client(GOOD);
    let client = client.expect("good");
    assert!(
        page::rejection(client.start(&JsValue::UNDEFINED))
            .await
            .starts_with("true unreachable unreachable: ")
    );
    page::fetch_answers(404, "no such realm");
    assert!(
        page::rejection(client.start(&JsValue::UNDEFINED))
            .await
            .starts_with("true discovery-refused refused: ")
    );
}

#[wasm_bindgen_test]
async fn each_change_is_pushed_before_the_promise_settles() {
    let _restore = page::Restore;
    page::fetch_answers(503, "");
    let (client, face) = client(GOOD);
    let client = client.expect("good");
    let promise = client.start(&JsValue::UNDEFINED);
    page::rejection(promise).await;
    let told = page::told(&face);
    assert!(told.ends_with("state signed-out unreachable server-failed, expiry none, changed"), "{told}");
}

#[wasm_bindgen_test]
async fn dispose_rejects_what_waits_and_aborts_what_is_under_way() {
    let _restore = page::Restore;
    page::fetch_never_settles();
    let (client, face) = client(GOOD);
    let client = client.expect("good");
    let waiting = client.start(&JsValue::UNDEFINED);
    // One turn, so that the request has left.
    wasm_bindgen_futures::JsFuture::from(js_sys::Promise::resolve(&JsValue::NULL)).await.expect("resolves");
    client.dispose();
    assert!(page::rejection(waiting).await.starts_with("true disposed misuse: "));
    assert!(page::last_request_aborted());
    assert!(page::rejection(client.start(&JsValue::UNDEFINED)).await.starts_with("true disposed misuse: "));
    page::told(&face);
    page::dispatch("window", "online", false);
    assert_eq!(page::told(&face), "", "nothing is pushed any more");
}
