//! The parts of `cargo xtask test`: each runs one runner and counts what that printed.

mod e2e;
mod java;
mod native;
mod pkg;
mod tally;
mod wasm;

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{
    arguments::{SuiteName, TestOptions},
    children,
    workspace::Workspace,
};

pub(crate) use tally::Tally;

/// How one suite went.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) name: SuiteName,
    pub(crate) tally: Tally,
    pub(crate) note: Option<String>,
    pub(crate) time: Duration,
}

/// Runs one suite. An error while it is set up is one failure.
pub(crate) fn run(name: SuiteName, workspace: &Workspace, options: &TestOptions) -> Report {
    println!("\n── {} ──", name.word());
    let start = Instant::now();
    let outcome: Result<Option<Tally>> = match name {
        SuiteName::Native => native::run(workspace).map(Some),
        SuiteName::Wasm => wasm::run(workspace).map(Some),
        SuiteName::Pkg => pkg::run(workspace).map(Some),
        SuiteName::Java => java::run(workspace),
        SuiteName::E2e => e2e::run(workspace, options).map(Some),
    };
    let (tally, note) = match outcome {
        Ok(Some(tally)) if tally.is_empty() => (Tally::failure(), Some("it ran no test".to_owned())),
        Ok(Some(tally)) => (tally, None),
        Ok(None) => (Tally::default(), Some("has no tests yet".to_owned())),
        Err(error) => {
            if !children::interrupted() {
                println!("error: {error:#}");
            }
            (Tally::failure(), Some(in_short(&error)))
        }
    };
    Report { name, tally, note, time: start.elapsed() }
}

/// An error without the log that may follow it.
fn in_short(error: &anyhow::Error) -> String {
    let all = format!("{error:#}");
    let first_line = all.lines().next().unwrap_or_default();
    first_line.split(". The end of").next().unwrap_or_default().to_owned()
}
