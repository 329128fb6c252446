//! `size`: our bytes beside the peers', measured in one run.

use std::process::ExitCode;

use anyhow::Result;

use crate::{build::Builder, fingerprint::Fingerprint, setup::node, sizes, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let builder = Builder::ready(workspace)?;
    let mut rows = sizes::ours(&builder)?;
    node::packages(workspace, "crates/xtask/peers", Fingerprint::default())?;
    rows.extend(sizes::peers(workspace));
    let measured = sizes::measure(workspace, &rows)?;

    println!("\n{:<34} {:>9} {:>9} {:>9}  budget", "bytes", "raw", "gzip -9", "brotli 11");
    for (name, size) in &measured {
        println!(
            "{name:<34} {:>9} {:>9} {:>9}  {}",
            size.raw,
            size.gzip,
            size.brotli,
            sizes::budget_of(name)
        );
    }
    let exceeded = sizes::exceeded(&measured);
    for finding in &exceeded {
        println!("over budget: {finding}");
    }
    Ok(if exceeded.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
