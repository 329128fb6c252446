//! Which Rust compiles the workspace: one for everything, or the island names of native and wasm builds would differ.

use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
};

use anyhow::Result;

use crate::program::{self, Program};

/// The target of both wasm modules.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// A Rust installation, chosen by what comes first on the search path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Toolchain {
    first: Option<PathBuf>,
}

impl Toolchain {
    /// The one that `cargo xtask` itself was called with.
    pub(crate) fn ambient() -> Self {
        Self { first: None }
    }

    /// The one in that folder.
    pub(crate) fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { first: Some(folder.into()) }
    }

    /// A `cargo` of this toolchain, as if called from a shell: without what the outer cargo and rustup put into the environment.
    pub(crate) fn cargo(&self) -> Result<Program> {
        self.program("cargo", &[])
    }

    /// Any program that calls cargo or rustc by name, with more folders put on its search path.
    pub(crate) fn program(&self, name: &str, more: &[PathBuf]) -> Result<Program> {
        let path = self.path(more)?;
        let file = if name.contains('/') { Some(name.into()) } else { program::find_on(&path, name) };
        let mut program = Program::new(file.unwrap_or_else(|| name.into())).env("PATH", &path);
        for (variable, _) in env::vars_os() {
            if self.is_from_outer_cargo(&variable.to_string_lossy()) {
                program = program.without_env(&variable);
            }
        }
        Ok(program)
    }

    /// Where the standard library of the wasm target is, or would be.
    pub(crate) fn wasm_library(&self) -> Result<PathBuf> {
        let answer =
            self.program("rustc", &[])?.args(["--print", "target-libdir", "--target", WASM]).answer()?;
        Ok(PathBuf::from(answer.trim()))
    }

    /// Whether programs can be compiled to wasm.
    pub(crate) fn has_wasm(&self) -> bool {
        let holds_std = |folder: &Path| {
            folder.read_dir().is_ok_and(|entries| {
                entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("libstd-"))
            })
        };
        self.wasm_library().is_ok_and(|folder| holds_std(&folder))
    }

    /// `rustc --version`, an input of everything that is compiled.
    pub(crate) fn version(&self) -> Result<String> {
        Ok(self.program("rustc", &[])?.arg("--version").answer()?.trim().to_owned())
    }

    fn path(&self, more: &[PathBuf]) -> Result<OsString> {
        let mut folders = more.to_vec();
        folders.extend(self.first.clone());
        program::path_with(&folders)
    }

    fn is_from_outer_cargo(&self, variable: &str) -> bool {
        match variable {
            "CARGO"
            | "CARGO_MANIFEST_DIR"
            | "CARGO_MANIFEST_PATH"
            | "CARGO_BIN_NAME"
            | "CARGO_CRATE_NAME"
            | "CARGO_PRIMARY_PACKAGE"
            | "RUST_RECURSION_COUNT"
            | "LD_LIBRARY_PATH"
            | "DYLD_FALLBACK_LIBRARY_PATH" => true,
            "RUSTUP_TOOLCHAIN" => self.first.is_some(),
            _ => variable.starts_with("CARGO_PKG_"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_own_settings_are_kept() {
        let toolchain = Toolchain::ambient();
        for kept in ["CARGO_TARGET_DIR", "CARGO_HOME", "CARGO_BUILD_JOBS", "RUSTFLAGS", "RUSTUP_TOOLCHAIN"] {
            assert!(!toolchain.is_from_outer_cargo(kept), "{kept}");
        }
        assert!(toolchain.is_from_outer_cargo("CARGO_PKG_VERSION"));
        assert!(Toolchain::in_folder("/usr/bin").is_from_outer_cargo("RUSTUP_TOOLCHAIN"));
    }
}
