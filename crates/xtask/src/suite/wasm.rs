//! The wasm shell's tests, in headless Chromium by the pinned wasm-bindgen-test-runner.

use anyhow::Result;
use serde_json::json;

use super::Tally;
use crate::{
    files,
    setup::{chromium, wasm_bindgen, wasm_target},
    toolchain::WASM,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<Tally> {
    let toolchain = wasm_target::ensure(workspace)?;
    let runner = wasm_bindgen::ensure(workspace, &toolchain)?.join("wasm-bindgen-test-runner");
    let browser = chromium::ensure(workspace)?;
    let driver = chromium::ensure_driver(workspace)?;
    let capabilities = workspace.work("webdriver.json");
    files::write(
        &capabilities,
        json!({ "goog:chromeOptions": { "binary": browser, "args": chromium::FLAGS } }).to_string(),
    )?;
    let shown = toolchain
        .cargo()?
        .dir(workspace.root())
        .args(["test", "--locked", "--no-fail-fast", "--package", "cx-auth-web", "--tests", "--target", WASM])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
        .env("CHROMEDRIVER", &driver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
        .shown()?;
    Ok(Tally::from_cargo(&shown.output).of_runner(shown.success))
}
