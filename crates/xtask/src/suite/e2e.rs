//! Playwright's journeys on a Keycloak of their own.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::Tally;
use crate::{
    arguments::TestOptions,
    files,
    fingerprint::Fingerprint,
    keycloak::home::Data,
    program::Program,
    setup::{chromium, node},
    stage::Stage,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace, options: &TestOptions) -> Result<Tally> {
    let browser = chromium::ensure(workspace)?;
    let mut stage = Stage::set(workspace, options.ports, Data::Fresh)?;
    node::packages(workspace, "tests", Fingerprint::default())?;
    let mut tally = inbox_tests(workspace, &browser)?;
    let report = workspace.work("playwright.json");
    files::remove(&report)?;
    let playwright = Program::new(workspace.path("tests/node_modules/.bin/playwright"))
        .args(["test", "--reporter=list,json"])
        .args(&options.journeys)
        .dir(workspace.path("tests"))
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &report);
    let shown = stage.describe_to(playwright, workspace, &browser).shown()?;
    stage.ensure_alive()?;
    let report = fs::read_to_string(&report).context("Playwright ended without a report")?;
    tally += Tally::from_playwright(&report)?.of_runner(shown.success);
    Ok(tally)
}

/// The message inbox, which journeys read their mail in, has tests of its own.
fn inbox_tests(workspace: &Workspace, browser: &Path) -> Result<Tally> {
    let shown = node::npm(workspace, "tests")
        .args(["run", "--silent", "test:inbox"])
        .env("CX_CHROMIUM", browser)
        .env("CX_ARTIFACTS", workspace.screenshots())
        .shown()?;
    Ok(Tally::from_node(&shown.output).of_runner(shown.success))
}
