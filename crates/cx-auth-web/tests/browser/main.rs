//! The shell in a real browser: every host file against a page that helps, hinders or lies.
//!
//! Run by `cargo xtask test --only wasm`; by hand see CONTRIBUTING.md. Settings of the browser: `webdriver.json`.
#![allow(missing_docs, unreachable_pub)]

mod client;
mod errors;
mod fetch;
mod frame;
mod json;
mod page;
mod person;
mod storage;
mod wake;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

fn main() {}
