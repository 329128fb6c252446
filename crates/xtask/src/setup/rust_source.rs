//! The sources of Rust's standard library, from which the SDK gets a smaller one.

use std::{path::Path, time::Duration};

use anyhow::Result;

use crate::{
    program::{self, Program},
    step::step,
    toolchain::Toolchain,
    workspace::Workspace,
};

/// Whether the sources are there. Debian's packages of Rust bring them along; rustup is asked for them.
pub(crate) fn ensure(workspace: &Workspace, toolchain: &Toolchain) -> Result<bool> {
    let sysroot = toolchain.program("rustc", &[])?.args(["--print", "sysroot"]).answer()?;
    let manifest = Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.toml");
    if !manifest.is_file() && program::find("rustup").is_some() {
        step("Rust's sources: rustup component add rust-src", || {
            let added =
                Program::new("rustup").args(["component", "add", "rust-src"]).limit(Duration::from_secs(300));
            // Whether it worked is seen below; the SDK can do without.
            added.logged(&workspace.log("rust-src")).or(Ok(()))
        })?;
    }
    Ok(manifest.is_file())
}
