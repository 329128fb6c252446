//! The WebAssembly in a real browser: what it makes of each input, and what it asks for.
//!
//! Run by `cargo xtask test --only wasm`; by hand see CONTRIBUTING.md. Settings of the browser: `webdriver.json`. What the
//! package's scripts do with it is tested in `pkg/test`.
#![allow(missing_docs, unreachable_pub)]

mod engine;
mod errors;
mod flat;
mod inputs;
mod outputs;
mod person;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn main() {}

use js_sys::JSON;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/src/flat/flat.js")]
extern "C" {
    #[wasm_bindgen(js_name = read)]
    fn value_of(flat: &str) -> JsValue;
}

/// The JSON text of a flat text.
fn json_of(flat: &str) -> String {
    JSON::stringify(&value_of(flat)).map_or_else(|_| panic!("no value: {flat}"), String::from)
}

/// The values of a field in `wire.d.ts`, within the declaration that begins and ends with these words.
fn declared(begin: &str, end: &str, field: &str) -> std::collections::BTreeSet<&'static str> {
    const WIRE: &str = include_str!("../../../../pkg/host/wire.d.ts");
    let (_, rest) = WIRE.split_once(begin).expect("wire.d.ts declares it");
    let (declaration, _) = rest.split_once(end).expect("the declaration ends");
    // The texts in quotation marks before the next member.
    let values =
        declaration.split(field).skip(1).map(|rest| rest.split([';', '}', ':']).next().unwrap_or_default());
    values.flat_map(|values| values.split('\'').skip(1).step_by(2)).collect()
}
