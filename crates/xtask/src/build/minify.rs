//! Scripts and style sheets without white space and long local names, by the esbuild that `pkg` pins.

use std::path::Path;

use anyhow::Result;

use crate::{program::Program, workspace::Workspace};

/// Rewrites one file, each by itself: imports stay as they are.
pub(crate) fn minify(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    Program::new(workspace.path("pkg/node_modules/.bin/esbuild"))
        .arg(from)
        .args(["--minify", "--log-level=warning"])
        .arg(format!("--outfile={}", to.display()))
        .logged(&workspace.log("esbuild"))
}
