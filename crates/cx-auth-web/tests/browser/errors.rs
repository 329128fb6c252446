//! One list of error codes, told in two languages.

use std::collections::BTreeSet;

use cx_auth_core::AuthErrorCode;
use wasm_bindgen_test::wasm_bindgen_test;

/// Codes besides the core's: those of the package's scripts.
const SCRIPT_CODES: [&str; 4] = ["not-a-browser", "disposed", "wasm-unavailable", "device-code-expired"];

const TYPES: &str = include_str!("../../../../pkg/index.d.ts");

#[wasm_bindgen_test]
fn index_d_ts_lists_every_error_code_and_no_other() {
    let ours: BTreeSet<_> =
        AuthErrorCode::ALL.map(AuthErrorCode::as_str).into_iter().chain(SCRIPT_CODES).collect();
    let (_, list) = TYPES.split_once("export type AuthErrorCode").expect("index.d.ts declares the codes");
    let theirs: BTreeSet<_> =
        list.lines().filter_map(|line| line.trim().strip_prefix("| '")?.strip_suffix('\'')).collect();
    assert_eq!(ours, theirs);
}

#[wasm_bindgen_test]
fn index_d_ts_lists_every_kind_and_no_other() {
    let ours: BTreeSet<_> = AuthErrorCode::ALL.map(|code| code.kind().as_str()).into_iter().collect();
    let (_, list) = TYPES.split_once("export type AuthErrorKind = ").expect("index.d.ts declares the kinds");
    let line = list.lines().next().expect("on one line");
    assert_eq!(ours, line.split(" | ").map(|kind| kind.trim_matches('\'')).collect());
}
