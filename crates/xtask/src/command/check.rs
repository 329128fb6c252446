//! Not yet.
use crate::workspace::Workspace;
use anyhow::Result;
use std::process::ExitCode;
pub(crate) fn run(_workspace: &Workspace) -> Result<ExitCode> {
    anyhow::bail!("not yet")
}
