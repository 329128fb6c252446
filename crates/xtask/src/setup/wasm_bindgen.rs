//! `wasm-bindgen` and its test runner, in the version of `Cargo.lock`: optional binaries of this crate, built once a version.

use std::{fs, path::PathBuf};

use anyhow::{Context, Result};

use crate::{
    files,
    step::{step, unchanged},
    toolchain::Toolchain,
    workspace::Workspace,
};

const TOOLS: [&str; 2] = ["wasm-bindgen", "wasm-bindgen-test-runner"];

/// The folder that holds both tools.
pub(crate) fn ensure(workspace: &Workspace, toolchain: &Toolchain) -> Result<PathBuf> {
    let lock = fs::read_to_string(workspace.path("Cargo.lock")).context("cannot read Cargo.lock")?;
    let version = locked_version(&lock, "wasm-bindgen").context("Cargo.lock does not name wasm-bindgen")?;
    let folder = workspace.cache(&format!("wasm-bindgen/{version}"));
    if TOOLS.iter().all(|tool| folder.join(tool).is_file()) {
        unchanged("wasm-bindgen", version);
        return Ok(folder);
    }
    step(&format!("wasm-bindgen {version}: build (once)"), || {
        let target = workspace.cache("build/wasm-bindgen");
        let pinned = TOOLS.map(|tool| format!("pinned-{tool}"));
        toolchain
            .cargo()?
            .dir(workspace.root())
            .args([
                "build",
                "--locked",
                "--profile",
                "tool",
                "--package",
                "xtask",
                "--features",
                "wasm-bindgen-cli",
            ])
            .args(pinned.iter().flat_map(|name| ["--bin", name]))
            .env("CARGO_TARGET_DIR", &target)
            .logged(&workspace.log("wasm-bindgen"))?;
        for (tool, built) in TOOLS.iter().zip(&pinned) {
            files::copy(&target.join("tool").join(built), &folder.join(tool))?;
        }
        files::remove(&target)
    })?;
    Ok(folder)
}

/// The version of a package in a lock file that holds it once.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let entry = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?.1;
    Some(entry.split_once('"')?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_lock_files() {
        let lock = "[[package]]\nname = \"wasm-bindgen-cli\"\nversion = \"1.0.0\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "absent"), None);
    }
}
