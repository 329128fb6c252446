//! Lints and types of what is written in JavaScript and TypeScript.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{files, setup::node, workspace::Workspace};

/// Of a folder's npm scripts, those that judge its sources.
const JUDGES: [&str; 3] = ["lint", "typecheck", "check"];

/// Runs the judging scripts of a folder, whose packages must be installed.
pub(crate) fn check(workspace: &Workspace, folder: &str) -> Result<()> {
    let manifest: Value = serde_json::from_slice(&files::read(&workspace.path(folder).join("package.json"))?)
        .with_context(|| format!("{folder}/package.json is not JSON"))?;
    let scripts: Vec<&str> =
        JUDGES.into_iter().filter(|name| manifest["scripts"][name].is_string()).collect();
    if scripts.is_empty() {
        println!("    not judged: {folder}/package.json has none of the scripts {}", JUDGES.join(", "));
    }
    for script in scripts {
        node::npm(workspace, folder)
            .args(["run", "--silent", script])
            .logged(&workspace.log(&format!("{folder} {script}")))?;
    }
    Ok(())
}
