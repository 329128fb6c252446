//! `flat`: what one side writes, the other reads.

use cx_auth_core::Json;
use cx_auth_core::json::DEEPEST;
use cx_auth_web::flat::{FlatWriter, read, read_json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::json_of;

#[wasm_bindgen_test]
fn every_kind_of_json_is_read() {
    let fields = vec![
        ("a".to_owned(), Json::Null),
        (
            "b".to_owned(),
            Json::List(vec![Json::Bool(true), Json::Bool(false), Json::Number(-1.5), Json::Number(0.0)]),
        ),
        ("__proto__".to_owned(), Json::Text("ü😀;\"".to_owned())),
        (String::new(), Json::Fields(Vec::new())),
    ];
    let text = r#"{"a": null, "b": [true, false, -1.5, 0], "__proto__": "\u00fc\ud83d\ude00;\"", "": {}}"#;
    assert_eq!(read_json(text), Some(Json::Fields(fields)));
    assert_eq!(read_json("[]"), Some(Json::List(Vec::new())));
    assert_eq!(
        read_json(r#"["\ud83d", "z"]"#),
        Some(Json::List(["\u{fffd}", "z"].map(|text| Json::Text(text.to_owned())).into()))
    );
    for number in [1.79e12, 0.1, -0.0, f64::MAX, f64::MIN_POSITIVE, 9_007_199_254_740_991.0] {
        let Some(Json::Number(read)) = read_json(&format!("{number:?}")) else { panic!("{number}") };
        assert_eq!(read.to_bits(), number.to_bits(), "{number}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_json_is_none() {
    for text in ["", "{", "undefined", "<html>", "[1] 2"] {
        assert_eq!(read_json(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn nesting_ends_somewhere() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read_json(&nested(DEEPEST)).is_some());
    assert!(read_json(&nested(DEEPEST + 1)).is_none());
    assert!(read_json(&nested(1_000_000)).is_none());
}

#[wasm_bindgen_test]
fn what_is_no_flat_text_is_none() {
    for text in [
        "", "x", "nn", "[", "[n", "{", "{1;a", "{1;an", "\"", "\"1;", "\"2;a", "\"1;😀", "\"g;a", "#", "#1",
        "#;", "]", "ü",
    ] {
        assert_eq!(read(text), None, "{text}");
    }
}

#[wasm_bindgen_test]
fn every_kind_of_member_is_written() {
    let written = FlatWriter::list(|list| {
        list.element(|_| {});
        list.element(|object| {
            object.text("ü😀;", "\"[{\n😀");
            object.optional_text("absent", None);
            for (name, value) in [("zero", 0), ("ten", 16), ("time", 1_790_000_000_000), ("less", -255)] {
                object.number(name, value);
            }
            object.flag("yes", true);
            object.flag("no", false);
            object.json("json", r#"{"a": [1.5]}"#);
            object.bytes("bytes", &[0, 97, 255]);
            object.texts("texts", &["]".to_owned(), String::new()]);
            object.texts("none", &[]);
            object.object("__proto__", |object| object.text("b", "c"));
        });
    });
    assert_eq!(
        json_of(&written),
        r#"[{},{"ü😀;":"\"[{\n😀","zero":0,"ten":16,"time":1790000000000,"less":-255,"yes":true,"no":false,"json":{"a":[1.5]},"bytes":{"0":0,"1":97,"2":255},"texts":["]",""],"none":[],"__proto__":{"b":"c"}}]"#
    );
}
