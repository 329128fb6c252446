//! Playwright's journeys on a Keycloak of their own.

use std::fs;

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
    Ok(Tally::from_playwright(&report)?.of_runner(shown.success))
}
