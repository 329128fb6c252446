//! `bench sdk`: the SDK beside the libraries it is compared with, in one run. What is measured, and how, is in `tests/bench`.

use std::process::ExitCode;

use anyhow::Result;

use crate::{
    arguments::BenchOptions,
    fingerprint::Fingerprint,
    keycloak::home::Data,
    program::Program,
    setup::{chromium, node},
    stage::Stage,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace, options: &BenchOptions) -> Result<ExitCode> {
    let browser = chromium::ensure(workspace)?;
    let mut stage = Stage::set_without_demo(workspace, options.ports, Data::Fresh)?;
    node::packages(workspace, "tests", Fingerprint::default())?;
    println!("\nbench sdk");
    let program = Program::new("node")
        .args(["bench/sdk.mjs", "--rounds", &options.rounds.to_string()])
        .args(options.timeline.then_some("--timeline"))
        .dir(workspace.path("tests"));
    let shown = stage.describe_to(program, workspace, &browser).shown()?;
    stage.ensure_alive()?;
    Ok(if shown.success { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
