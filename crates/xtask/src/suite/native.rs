//! `cargo test` of all that runs without a browser, with its doctests, and of this program itself.

use anyhow::Result;

use super::Tally;
use crate::{
    build::NATIVE, program::Program, setup::wasm_target, toolchain::Toolchain, workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<Tally> {
    let toolchain = wasm_target::ensure(workspace)?;
    let mut tally =
        counted(workspace, toolchain.cargo()?.args(["test", "--locked", "--no-fail-fast"]).args(NATIVE))?;
    // With the Rust that has compiled the dependencies of this program.
    let own =
        Toolchain::ambient().cargo()?.args(["test", "--locked", "--package", "xtask", "--bin", "xtask"]);
    tally += counted(workspace, own)?;
    Ok(tally)
}

fn counted(workspace: &Workspace, cargo: Program) -> Result<Tally> {
    let shown = cargo.dir(workspace.root()).shown()?;
    Ok(Tally::from_cargo(&shown.output).of_runner(shown.success))
}
