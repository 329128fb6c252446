//! `Engine`: what it refuses, and a start.

use cx_auth_core::Entropy;
use cx_auth_web::engine::Engine;
use cx_auth_web::flat::flat_json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::json_of;

const GOOD: &str =
    r#"{"issuer":"https://sso.example/realms/expertflow","clientId":"agentdesk","timeoutMs":50}"#;
const NOW: f64 = 1_790_000_000_000.0;
const RANDOM: [u8; Entropy::LENGTH] = [7; Entropy::LENGTH];

fn opened(config: &str) -> (Engine, String) {
    let mut engine = Engine::new();
    let outputs = handle(&mut engine, &format!(r#"{{"open":{config}}}"#));
    (engine, outputs)
}

fn handle(engine: &mut Engine, input: &str) -> String {
    json_of(&engine.handle(NOW, &RANDOM, &flat_json(input)))
}

fn refusal(message: &str) -> String {
    format!(r#""error":{{"code":"invalid-config","kind":"misuse","message":"{message}"#)
}

#[wasm_bindgen_test]
fn it_says_how_much_randomness_it_wants() {
    assert_eq!(Engine::random_bytes(), RANDOM.len());
}

#[wasm_bindgen_test]
fn a_configuration_is_refused_with_the_name_of_what_is_wrong() {
    assert_eq!(opened(GOOD).1, "[]");
    for (config, words) in [
        (r#"{"issuer":"https://sso.example","clientId":7}"#, "`clientId` must be a string"),
        (
            r#"{"issuer":"https://sso.example","clientId":"a","timeoutMs":"5"}"#,
            "`timeoutMs` must be a number",
        ),
        (r#"{"issuer":"https://sso.example","clientId":"a","timeoutMs":-1}"#, "`timeoutMs` must be a number"),
        (r#"{"issuer":"https://sso.example","clientId":"a","scope":["a"]}"#, "`scope` must be a string"),
        (r#"{"issuer":"https://sso.example","clientId":"a","dpop":"true"}"#, "`dpop` must be true or false"),
        (r#"{"issuer":"http://sso.example","clientId":"a"}"#, "http://sso.example"),
        (r#"{"clientId":"a"}"#, "issuer"),
        ("null", "issuer"),
    ] {
        let outputs = opened(config).1;
        assert!(outputs.starts_with(&format!("[{{{}", refusal(""))), "{config}: {outputs}");
        assert!(outputs.contains(words), "{config}: {outputs}");
    }
}

#[wasm_bindgen_test]
fn an_option_of_a_wrong_type_is_refused() {
    let mut engine = opened(GOOD).0;
    for (input, options, words) in [
        (
            "start",
            r#"{"onLoad":"login-required"}"#,
            "`onLoad` must be 'check-sso', 'sign-in-required' or 'callback-only'",
        ),
        ("accessToken", r#"{"minValidity":"soon"}"#, "`minValidity` must be a number that is not negative"),
        ("accessToken", r#"{"minValidity":1e300}"#, "`minValidity` must be a number that is not negative"),
        ("signIn", r#"{"loginHint":7}"#, "`loginHint` must be a string"),
        ("recover", r#"{"ways":["telepathy"]}"#, "`ways` must be a list of 'silent', 'popup' and 'redirect'"),
        ("recover", r#"{"ways":[]}"#, "`ways` must be a list of 'silent', 'popup' and 'redirect'"),
    ] {
        let question = format!(
            r#"{{"input":"{input}","call":3,"pageUrl":"https://desk.example/","options":{options}}}"#
        );
        let outputs = handle(&mut engine, &question);
        assert_eq!(outputs, format!(r#"[{{"output":"reject","call":3,{}"}}}}]"#, refusal(words)));
    }
}

#[wasm_bindgen_test]
fn a_start_asks_the_provider_and_tells_what_came_of_it() {
    let mut engine = opened(GOOD).0;
    let start = r#"{"input":"start","call":1,"pageUrl":"https://desk.example/"}"#;
    let outputs = handle(&mut engine, start);
    let request = r#"{"output":"http","id":1,"method":"GET","url":"https://sso.example/realms/expertflow/.well-known/openid-configuration","headers":{"accept":"application/json"},"timeout":50}"#;
    assert!(outputs.contains(request), "{outputs}");

    let outputs = handle(&mut engine, r#"{"input":"http","id":1,"failure":"network"}"#);
    let error = r#""error":{"code":"unreachable","kind":"unreachable","message":""#;
    let state = format!(r#"{{"output":"state","status":"signed-out","reason":"unreachable",{error}"#);
    assert!(outputs.contains(&state), "{outputs}");
    assert!(outputs.contains(&format!(r#"{{"output":"reject","call":1,{error}"#)), "{outputs}");
    assert!(outputs.ends_with(r#"{"output":"changed"}]"#), "{outputs}");
}

#[wasm_bindgen_test]
fn what_is_no_input_has_no_answer() {
    let mut engine = opened(GOOD).0;
    for text in ["", "{", "{}", r#"{"input":"nonsense"}"#] {
        assert_eq!(engine.handle(NOW, &RANDOM, &flat_json(text)), "", "{text}");
    }
    let wake = flat_json(r#"{"input":"wake","cause":"timer"}"#);
    assert_eq!(engine.handle(NOW, &RANDOM[1..], &wake), "");
    assert_eq!(Engine::new().handle(NOW, &RANDOM, &wake), "");
}
