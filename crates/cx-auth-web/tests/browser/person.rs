//! What JavaScript gets to know of who is signed in.

use cx_auth_core::{Entropy, Json};
use cx_auth_web::engine::Engine;
use cx_auth_web::flat::{flat_json, read_json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::json_of;

const NOW: i64 = 1_790_000_000;
const METADATA: &str = r#"{"issuer":"https://sso.example","authorization_endpoint":"https://sso.example/auth","token_endpoint":"https://sso.example/token","jwks_uri":"https://sso.example/certs"}"#;
const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"}]}"#;
const CLAIMS: &str = r#""iss":"https://sso.example","sub":"a1","aud":"agentdesk","given_name":"\u00c4mira \"A\"","ratio":1.5,"realm_access":{"roles":["agent"]},"resource_access":{"__proto__":{"roles":["view"]}},"groups":["night"]"#;

#[wasm_bindgen_test]
fn json_is_that_of_the_package() {
    let user = user_of_a_silent_sign_in();
    let (person, claims) = user.split_once(r#","claims":{"#).expect("claims");
    assert_eq!(
        person,
        r#"{"output":"user","user":{"sub":"a1","givenName":"Ämira \"A\"","roles":["agent"],"clientRoles":{"__proto__":["view"]},"groups":["/night"]"#
    );
    assert!(claims.starts_with(&CLAIMS.replace("\\u00c4", "Ä")), "{claims}");
}

fn user_of_a_silent_sign_in() -> String {
    let mut engine = Engine::new();
    let config = r#"{"issuer":"https://sso.example","clientId":"agentdesk","silentRedirectUri":"https://desk.example/silent.html"}"#;
    let mut next = vec![
        format!(r#"{{"open":{config}}}"#),
        r#"{"input":"start","call":1,"pageUrl":"https://desk.example/"}"#.to_owned(),
    ];
    let mut nonce = String::new();
    let mut said = String::new();
    while !next.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "small enough")]
        let outputs =
            json_of(&engine.handle(NOW as f64 * 1000.0, &[7; Entropy::LENGTH], &flat_json(&next.remove(0))));
        said += &outputs;
        for output in read_json(&outputs).expect("JSON").elements() {
            let text = |name: &str| output.get(name).and_then(Json::as_text);
            let id = output.get("id").and_then(Json::as_number).unwrap_or_default();
            match text("output") {
                Some("http") => {
                    let body = match text("url") {
                        Some("https://sso.example/token") => token_answer(&nonce),
                        Some("https://sso.example/certs") => KEYS.to_owned(),
                        _ => METADATA.to_owned(),
                    };
                    let body = body.replace('\\', "\\\\").replace('"', "\\\"");
                    next.push(format!(r#"{{"input":"http","id":{id},"status":200,"body":"{body}"}}"#));
                }
                Some("frame") => {
                    let url = text("url").expect("a URL");
                    nonce = parameter(url, "nonce");
                    let state = parameter(url, "state");
                    next.push(format!(
                        r#"{{"input":"frame","id":{id},"url":"https://desk.example/silent.html?code=c1&state={state}"}}"#
                    ));
                }
                Some("verify") => {
                    next.push(format!(r#"{{"input":"verified","id":{id},"isValid":true,"hash":""}}"#));
                }
                Some("user") => {
                    let start = outputs.find(r#"{"output":"user""#).expect("it is there");
                    return outputs[start..].to_owned();
                }
                _ => {}
            }
        }
    }
    panic!("nobody was signed in: {said}");
}

fn token_answer(nonce: &str) -> String {
    let claims = format!(r#"{{{CLAIMS},"iat":{NOW},"exp":{},"nonce":"{nonce}"}}"#, NOW + 60);
    let id_token = format!("{}.{}.c2ln", base64url(r#"{"alg":"ES256"}"#), base64url(&claims));
    format!(r#"{{"access_token":"opaque","token_type":"Bearer","expires_in":60,"id_token":"{id_token}"}}"#)
}

fn base64url(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digits = text.as_bytes().chunks(3).flat_map(|chunk| {
        let bits =
            chunk.iter().enumerate().fold(0, |bits, (at, byte)| bits | u32::from(*byte) << (16 - 8 * at));
        (0..=chunk.len()).map(move |at| char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]))
    });
    digits.collect()
}

fn parameter(url: &str, name: &str) -> String {
    let mut parameters = url.split(['?', '&']).filter_map(|parameter| parameter.split_once('='));
    parameters.find(|(other, _)| *other == name).map(|(_, value)| value.to_owned()).expect("a parameter")
}
