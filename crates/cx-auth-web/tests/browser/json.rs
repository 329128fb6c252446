//! `host::json`: the browser's reader gives what the native one gives.

use cx_auth_core::Json;
use cx_auth_core::json::DEEPEST;
use cx_auth_web::host::json::read;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn every_kind_of_value_is_read() {
    let fields = vec![
        ("a".to_owned(), Json::Null),
        ("b".to_owned(), Json::List(vec![Json::Bool(true), Json::Number(-1.5)])),
        ("__proto__".to_owned(), Json::Text("ü".to_owned())),
    ];
    let text = r#"{"a": null, "b": [true, -1.5], "__proto__": "\u00fc"}"#;
    assert_eq!(read(text), Some(Json::Fields(fields)));
    assert_eq!(read("[]"), Some(Json::List(Vec::new())));
}

#[wasm_bindgen_test]
fn what_is_no_json_is_none() {
    for text in ["", "{", "undefined", "<html>", "[1] 2"] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn nesting_ends_somewhere() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(&nested(DEEPEST)).is_some());
    assert!(read(&nested(DEEPEST + 1)).is_none());
}
