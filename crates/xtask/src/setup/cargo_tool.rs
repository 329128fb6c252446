//! Command line tools from crates.io, pinned, built once a version into the cache.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    files,
    step::{step, unchanged},
    toolchain::Toolchain,
    workspace::Workspace,
};

/// A tool, its version and what it is called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CargoTool {
    name: &'static str,
    version: &'static str,
}

/// Builds the raw material of the npm package.
pub(crate) const WASM_PACK: CargoTool = CargoTool { name: "wasm-pack", version: "0.15.1" };

/// Checks licences, sources, bans and advisories.
pub(crate) const CARGO_DENY: CargoTool = CargoTool { name: "cargo-deny", version: "0.20.2" };

impl CargoTool {
    /// The folder that holds the tool.
    pub(crate) fn ensure(self, workspace: &Workspace, toolchain: &Toolchain) -> Result<PathBuf> {
        let Self { name, version } = self;
        let root = workspace.cache(&format!("{name}/{version}"));
        let folder = root.join("bin");
        if folder.join(name).is_file() {
            unchanged(name, version);
            return Ok(folder);
        }
        step(&format!("{name} {version}: cargo install (once)"), || {
            let target = workspace.cache(&format!("build/{name}"));
            toolchain
                .cargo()?
                .args(["install", name, "--locked", "--version", version, "--root"])
                .arg(&root)
                // These tools wait for others or read small files: compile time is all that counts.
                .arg("--debug")
                .env("CARGO_TARGET_DIR", &target)
                .env("CARGO_PROFILE_DEV_DEBUG", "false")
                .logged(&workspace.log(name))?;
            files::remove(&target)
        })?;
        Ok(folder)
    }
}
