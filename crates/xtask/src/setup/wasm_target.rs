//! The Rust target `wasm32-unknown-unknown`: from rustup, else from Debian's packages of Rust.
//!
//! Debian's Rust has the sources of the standard library but no wasm build of it: that is compiled here, once, and put where
//! rustc looks for it.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{
    files,
    program::{self, Program},
    step::{step, unchanged},
    toolchain::{Toolchain, WASM},
    workspace::Workspace,
};

/// Rust of Debian: compiler, cargo, library sources, LLVM tools, linker, lints, formatter.
const DEBIAN_PACKAGES: [&str; 7] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22", "rust-web-clippy", "rustfmt-web"];

/// A toolchain that compiles to wasm; installs what is missing.
pub(crate) fn ensure(workspace: &Workspace) -> Result<Toolchain> {
    let (ambient, debian) = (Toolchain::ambient(), Toolchain::in_folder("/usr/bin"));
    for toolchain in [&ambient, &debian] {
        if toolchain.has_wasm() {
            unchanged("Rust for wasm", &toolchain.version()?);
            return Ok(toolchain.clone());
        }
    }
    if program::find("rustup").is_some() {
        let added = Program::new("rustup").args(["target", "add", WASM]).limit(Duration::from_secs(300));
        let asked = step(&format!("Rust for wasm: rustup target add {WASM}"), || {
            // Whether it worked is seen below; the other way is tried if not.
            Ok(added.logged(&workspace.log("rustup")).is_ok())
        })?;
        if asked && ambient.has_wasm() {
            return Ok(ambient);
        }
        println!("    rustup could not add it; trying Debian's packages of Rust");
    }
    apt::install(workspace, "Rust for wasm", &DEBIAN_PACKAGES)
        .context(format!("neither rustup nor apt brings the Rust target {WASM}"))?;
    step("Rust for wasm: build the standard library", || build_standard_library(workspace, &debian))?;
    if !debian.has_wasm() {
        bail!(
            "the standard library was built, but rustc does not find it: install the Rust target {WASM} by hand"
        );
    }
    Ok(debian)
}

fn build_standard_library(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let folder = workspace.cache("build/wasm-std");
    files::empty_folder(&folder)?;
    files::write(&folder.join("Cargo.toml"), EMPTY_CRATE)?;
    files::write(&folder.join("src/lib.rs"), "#![no_std]\n")?;
    toolchain
        .cargo()?
        .dir(&folder)
        .args(["build", "--release", "--target", WASM])
        .args(["-Z", "build-std=std,panic_abort,proc_macro", "-Z", "build-std-features=optimize_for_size"])
        // Without bitcode, link-time optimisation over the whole program fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .logged(&workspace.log("wasm std"))?;
    install_libraries(&folder.join("target").join(WASM).join("release/deps"), &toolchain.wasm_library()?)?;
    files::remove(&folder)
}

/// Copies what was built; `libstd` last, since its presence says that all are there.
fn install_libraries(built: &Path, library: &Path) -> Result<()> {
    let mut libraries: Vec<_> = fs::read_dir(built)?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rlib") && !name.starts_with("libcx_empty"))
        .collect();
    libraries.sort_by_key(|name| name.starts_with("libstd-"));
    for name in libraries {
        files::copy(&built.join(&name), &library.join(&name))?;
    }
    Ok(())
}

const EMPTY_CRATE: &str = r#"[package]
name = "cx-empty"
version = "0.0.0"
edition = "2021"

[workspace]
"#;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn only_the_libraries_are_installed() -> Result<()> {
        let folder = Scratch::new("wasm-std")?;
        let built = folder.path().join("deps");
        for name in ["libstd-1.rlib", "libcore-2.rlib", "libcx_empty-3.rlib", "libcore-2.rmeta", "cx_empty.d"]
        {
            files::write(&built.join(name), "")?;
        }
        let library = folder.path().join("lib");
        install_libraries(&built, &library)?;
        let installed = files::all_below(&library)?;
        assert_eq!(installed, [library.join("libcore-2.rlib"), library.join("libstd-1.rlib")]);
        Ok(())
    }
}
