//! Formatting, lints and documentation of the Rust code, once for each set of features.

use anyhow::{Result, bail};

use crate::{
    build::NATIVE,
    toolchain::{Toolchain, WASM},
    workspace::Workspace,
};

/// The sets of packages, features and target that are compiled somewhere.
const SETS: [(&str, &[&str]); 5] = [
    ("native", &NATIVE),
    ("xtask", &["--package", "xtask"]),
    ("SDK", &["--package", "cx-auth-web", "--target", WASM]),
    ("sign-in islands", &["--package", "cx-auth-app", "--lib", "--features", "hydrate", "--target", WASM]),
    ("gallery", &["--package", "cx-auth-app", "--lib", "--bins", "--features", "csr", "--target", WASM]),
];

pub(crate) fn format(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let cargo = toolchain.cargo()?.dir(workspace.root()).args(["fmt", "--all", "--check"]);
    cargo.logged(&workspace.log("fmt"))
}

/// Every set is judged, so that one run shows all findings.
pub(crate) fn clippy(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let mut findings = Vec::new();
    for (name, set) in SETS {
        let targets: &[&str] = if set.contains(&"--lib") { &[] } else { &["--all-targets"] };
        let cargo =
            toolchain.cargo()?.dir(workspace.root()).args(["clippy", "--locked", "--quiet", "--keep-going"]);
        let judged = cargo.args(set).args(targets).args(["--", "--deny", "warnings"]);
        if let Err(error) = judged.logged(&workspace.log(&format!("clippy {name}"))) {
            findings.push(format!("{name}: {error:#}"));
        }
    }
    if findings.is_empty() { Ok(()) } else { bail!("{}", findings.join("\n")) }
}

pub(crate) fn documentation(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    for (name, set) in SETS.into_iter().filter(|(name, _)| ["native", "SDK"].contains(name)) {
        toolchain
            .cargo()?
            .dir(workspace.root())
            .args(["doc", "--locked", "--quiet", "--no-deps"])
            .args(set)
            .env("RUSTDOCFLAGS", "--deny warnings")
            .logged(&workspace.log(&format!("doc {name}")))?;
    }
    Ok(())
}
