//! Formatting, lints and documentation of the Rust code, once for each set of features.

use anyhow::{Result, bail};

use crate::{
    build::NATIVE,
    toolchain::{Toolchain, WASM},
    workspace::Workspace,
};

/// Packages, features and target that are compiled together somewhere.
struct Set {
    name: &'static str,
    packages: &'static [&'static str],
    /// What of them is linted.
    targets: &'static [&'static str],
    documented: bool,
}

const SETS: [Set; 5] = [
    Set { name: "native", packages: &NATIVE, targets: &["--all-targets"], documented: true },
    Set { name: "xtask", packages: &["--package", "xtask"], targets: &["--all-targets"], documented: false },
    Set {
        name: "SDK",
        packages: &["--package", "cx-auth-web", "--package", "cx-auth-wasm", "--target", WASM],
        // Not all: a standard library built from source has no `test` crate for a library's own tests.
        targets: &["--lib", "--tests"],
        documented: true,
    },
    Set {
        name: "sign-in islands",
        packages: &["--package", "cx-auth-app", "--features", "hydrate", "--target", WASM],
        targets: &["--lib"],
        documented: false,
    },
    Set {
        name: "gallery",
        packages: &["--package", "cx-auth-app", "--features", "csr", "--target", WASM],
        targets: &["--lib", "--bins"],
        documented: false,
    },
];

pub(crate) fn format(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let cargo = toolchain.cargo()?.dir(workspace.root()).args(["fmt", "--all", "--check"]);
    cargo.logged(&workspace.log("fmt"))
}

/// Every set is judged, so that one run shows all findings.
pub(crate) fn clippy(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    let mut findings = Vec::new();
    for Set { name, packages, targets, .. } in SETS {
        let cargo =
            toolchain.cargo()?.dir(workspace.root()).args(["clippy", "--locked", "--quiet", "--keep-going"]);
        let judged = cargo.args(packages).args(targets).args(["--", "--deny", "warnings"]);
        if let Err(error) = judged.logged(&workspace.log(&format!("clippy {name}"))) {
            findings.push(format!("{name}: {error:#}"));
        }
    }
    if findings.is_empty() { Ok(()) } else { bail!("{}", findings.join("\n")) }
}

pub(crate) fn documentation(workspace: &Workspace, toolchain: &Toolchain) -> Result<()> {
    for Set { name, packages, .. } in SETS.into_iter().filter(|set| set.documented) {
        toolchain
            .cargo()?
            .dir(workspace.root())
            .args(["doc", "--locked", "--quiet", "--no-deps"])
            .args(packages)
            .env("RUSTDOCFLAGS", "--deny warnings")
            .logged(&workspace.log(&format!("doc {name}")))?;
    }
    Ok(())
}
