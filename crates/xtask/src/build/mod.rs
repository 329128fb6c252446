//! What is built: the two wasm modules, the theme JAR, the npm package, the demo.

pub(crate) mod demo;
pub(crate) mod jar;
pub(crate) mod login;
pub(crate) mod minify;
pub(crate) mod sdk;
pub(crate) mod theme;
pub(crate) mod wasm_opt;

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    fingerprint::Fingerprint,
    program::Program,
    setup::{cargo_tool, node, wasm_bindgen, wasm_target},
    toolchain::Toolchain,
    workspace::Workspace,
};

/// The tools that every build needs, all installed.
#[derive(Debug)]
pub(crate) struct Builder<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) toolchain: Toolchain,
    /// Folders of wasm-bindgen (with its test runner) and of wasm-pack.
    pub(crate) wasm_bindgen: PathBuf,
    pub(crate) wasm_pack: PathBuf,
    version: String,
}

impl<'a> Builder<'a> {
    /// Installs what is missing.
    pub(crate) fn ready(workspace: &'a Workspace) -> Result<Self> {
        let toolchain = wasm_target::ensure(workspace)?;
        let wasm_bindgen = wasm_bindgen::ensure(workspace, &toolchain)?;
        let wasm_pack = cargo_tool::WASM_PACK.ensure(workspace, &toolchain)?;
        node::ensure()?;
        node::packages(workspace, "pkg", Fingerprint::default())?;
        let version = toolchain.version()?;
        Ok(Self { workspace, toolchain, wasm_bindgen, wasm_pack, version })
    }

    /// The theme JAR, the npm package: what `cargo xtask build` delivers.
    pub(crate) fn deliverables(&self) -> Result<Deliverables> {
        Ok(Deliverables { theme: theme::ensure(self)?, package: sdk::ensure(self)? })
    }

    /// Keeps this machine's folders out of a module: a panic names the file it comes from. `more` are flags for rustc, too.
    fn without_paths(&self, program: Program, more: &[&str]) -> Result<Program> {
        let cargo =
            env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
        let sources = cargo.context("cannot tell where cargo keeps its sources")?.join("registry/src");
        let mut flags = vec![remapped(self.workspace.root(), "cx-auth")];
        for registry in sources.read_dir().with_context(|| sources.display().to_string())?.flatten() {
            flags.push(remapped(&registry.path(), "crates"));
        }
        flags.extend(more.iter().map(|flag| (*flag).to_owned()));
        Ok(program.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))
    }

    /// What every compilation depends on: compiler, settings, locked versions.
    fn compilation(&self, crates: &[&str]) -> Result<Fingerprint> {
        let mut inputs = Fingerprint::default().word(&self.version).word(&wasm_opt::OPTIONS.join(" "));
        for file in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "pkg/package-lock.json"] {
            inputs = inputs.file(&self.workspace.path(file))?;
        }
        for folder in crates {
            inputs = inputs
                .file(&self.workspace.path(folder).join("Cargo.toml"))?
                .tree(&self.workspace.path(folder).join("src"))?;
        }
        Ok(inputs)
    }
}

fn remapped(folder: &Path, name: &str) -> String {
    format!("--remap-path-prefix={}={name}", folder.display())
}

/// The files of `target/dist`.
#[derive(Debug)]
pub(crate) struct Deliverables {
    pub(crate) theme: PathBuf,
    pub(crate) package: PathBuf,
}

/// The packages whose native builds and tests share one set of features, and so one compilation.
pub(crate) const NATIVE: [&str; 12] = [
    "--package",
    "cx-auth-core",
    "--package",
    "cx-auth-testkit",
    "--package",
    "leptos-ftl",
    "--package",
    "leptos-ftl-macros",
    "--package",
    "cx-auth-app",
    "--features",
    "cx-auth-app/ssr",
];
