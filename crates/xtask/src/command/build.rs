//! `build`: what is shipped, in `target/dist`.

use std::{fs, process::ExitCode};

use anyhow::Result;

use crate::{build::Builder, workspace::Workspace};

pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    let built = Builder::ready(workspace)?.deliverables()?;
    println!();
    for file in [&built.theme, &built.package] {
        let name = file.strip_prefix(workspace.root()).unwrap_or(file);
        println!("{:>9} bytes  {}", fs::metadata(file)?.len(), name.display());
    }
    Ok(ExitCode::SUCCESS)
}
