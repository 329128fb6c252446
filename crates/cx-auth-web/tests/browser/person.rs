//! `person`: what JavaScript gets to know of who is signed in.

use cx_auth_core::io::{CallId, OnLoad, Response, Start};
use cx_auth_core::secret::SecretUrl;
use cx_auth_core::{Config, Input, Machine, Output};
use cx_auth_web::host::clock::{moment, now};
use cx_auth_web::host::json;
use cx_auth_web::person::to_json;
use wasm_bindgen_test::wasm_bindgen_test;

const METADATA: &str = r#"{"issuer":"https://sso.example","authorization_endpoint":"https://sso.example/auth",
    "token_endpoint":"https://sso.example/token"}"#;

#[wasm_bindgen_test]
fn json_is_that_of_the_package() {
    let claims = r#""iss":"https://sso.example","sub":"a1","aud":"agentdesk","given_name":"Ämira","ratio":1.5,
        "realm_access":{"roles":["agent"]},"resource_access":{"__proto__":{"roles":["view"]}},"groups":["night"]"#;
    let machine = signed_in(claims);
    let json = to_json(machine.user().expect("somebody")).expect("JSON");
    let json = String::from(json);
    let (person, claims) = json.split_once(r#","claims":{"#).expect("claims");
    assert_eq!(
        person,
        r#"{"sub":"a1","givenName":"Ämira","roles":["agent"],"clientRoles":{"__proto__":["view"]},"groups":["/night"]"#
    );
    let expected =
        r#""iss":"https://sso.example","sub":"a1","aud":"agentdesk","given_name":"Ämira","ratio":1.5,"#;
    assert!(claims.starts_with(expected), "{claims}");
}

/// A machine that found a session silently, with these claims and those that each token has.
fn signed_in(claims: &str) -> Machine {
    let config = Config::new("https://sso.example", "agentdesk")
        .and_then(|config| config.with_silent_redirect_uri("https://desk.example/silent.html"));
    let mut machine = Machine::new(config.expect("a good configuration"), json::read);
    let mut nonce = String::new();
    let page_url = SecretUrl::new("https://desk.example/");
    let mut next = Some(Input::Start(Start { call: CallId(1), page_url, on_load: OnLoad::CheckSso }));
    while let Some(input) = next.take() {
        machine.handle(moment().expect("a browser"), input);
        while let Some(output) = machine.poll() {
            let answer = match output {
                Output::Http(request) if request.body.is_none() => {
                    Input::Http { id: request.id, result: Ok(Response::new(200, METADATA)) }
                }
                Output::Http(request) => {
                    let body = token_answer(claims, &nonce);
                    Input::Http { id: request.id, result: Ok(Response::new(200, body)) }
                }
                Output::Frame { id, url, .. } => {
                    nonce = parameter(url.secret(), "nonce");
                    let state = parameter(url.secret(), "state");
                    let url = format!("https://desk.example/silent.html?code=c1&state={state}");
                    Input::Frame { id, result: Ok(SecretUrl::new(url)) }
                }
                _ => continue,
            };
            next = Some(answer);
        }
    }
    machine
}

fn token_answer(claims: &str, nonce: &str) -> String {
    let now = now().as_millis() / 1000;
    let claims = format!(r#"{{{claims},"iat":{now},"exp":{},"nonce":"{nonce}"}}"#, now + 60);
    let id_token = format!("{}.{}.c2ln", base64url(r#"{"alg":"RS256"}"#), base64url(&claims));
    format!(r#"{{"access_token":"opaque","token_type":"Bearer","expires_in":60,"id_token":"{id_token}"}}"#)
}

fn base64url(text: &str) -> String {
    let bytes: String = text.bytes().map(char::from).collect();
    let text = web_sys::window().and_then(|window| window.btoa(&bytes).ok()).expect("a browser");
    text.replace('+', "-").replace('/', "_").replace('=', "")
}

fn parameter(url: &str, name: &str) -> String {
    let mut parameters = url.split(['?', '&']).filter_map(|parameter| parameter.split_once('='));
    parameters.find(|(other, _)| *other == name).map(|(_, value)| value.to_owned()).expect("a parameter")
}
