//! The npm package's tests, on the packed tarball: `pkg/test/*.test.js`.

use std::path::PathBuf;

use anyhow::Result;

use super::Tally;
use crate::{
    build::{Builder, sdk},
    files,
    program::Program,
    setup::chromium,
    workspace::Workspace,
};

pub(crate) fn run(workspace: &Workspace) -> Result<Tally> {
    let browser = chromium::ensure(workspace)?;
    let tarball = sdk::ensure(&Builder::ready(workspace)?)?;
    let shown = Program::new("node")
        // A test that hangs shall not hold up all others for ever.
        .args(["--test", "--test-reporter=spec", "--test-timeout=600000"])
        .args(test_files(workspace)?)
        .dir(workspace.path("pkg"))
        .env("CX_TARBALL", &tarball)
        .env("CX_CHROMIUM", &browser)
        .shown()?;
    Ok(Tally::from_node(&shown.output).of_runner(shown.success))
}

/// Named one by one: Node would take every file below `test` for a test.
fn test_files(workspace: &Workspace) -> Result<Vec<PathBuf>> {
    let mut found = files::below(&workspace.path("pkg/test"))?;
    found.retain(|file| file.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".test.js")));
    Ok(found)
}
