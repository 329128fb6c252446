//! cargo-deny: licences, bans, sources, and advisories where their database can be fetched.

use std::fs;

use anyhow::Result;

use crate::{program::Program, setup::cargo_tool, toolchain::Toolchain, workspace::Workspace};

/// Tells whether the advisories were checked too.
pub(crate) fn check(workspace: &Workspace, toolchain: &Toolchain) -> Result<bool> {
    let tool = cargo_tool::CARGO_DENY.ensure(workspace, toolchain)?.join("cargo-deny");
    let deny = |what: &[&str]| -> Result<Program> {
        let program = toolchain.program(&tool.to_string_lossy(), &[])?;
        Ok(program.dir(workspace.root()).args(["--locked", "check"]).args(what))
    };
    deny(&["licenses", "bans", "sources"])?.logged(&workspace.log("cargo-deny"))?;
    let log = workspace.log("cargo-deny advisories");
    match deny(&["advisories"])?.logged(&log) {
        Ok(()) => Ok(true),
        // Only that: a database that was read and a finding in it are an error.
        Err(_) if fs::read_to_string(&log)?.contains("failed to fetch advisory database") => Ok(false),
        Err(error) => Err(error),
    }
}
