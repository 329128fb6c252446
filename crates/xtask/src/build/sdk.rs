//! The npm package: `pkg/dist` by wasm-pack and wasm-opt, then the tarball that tests and demo install.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use super::{Builder, wasm_opt};
use crate::{files, setup::node, stamp::Stamp, workspace::Workspace};

/// The tarball in `target/dist`.
pub(crate) fn ensure(builder: &Builder) -> Result<PathBuf> {
    let workspace = builder.workspace;
    compile(builder)?;
    let tarball = workspace.dist().join(format!("cx-auth-{}.tgz", version(workspace)?));
    let copy = workspace.dist().join("cx-auth.tgz");
    let inputs = builder.compilation(&[])?.tree(&workspace.path("pkg"))?.tree(&workspace.path("pkg/dist"))?;
    Stamp::new(workspace.work("stamps/package"), inputs).output(&tarball).output(&copy).ensure(
        "npm package",
        || {
            std::fs::create_dir_all(workspace.dist())?;
            node::npm(workspace, "pkg")
                .args(["pack", "--ignore-scripts", "--loglevel", "error", "--pack-destination"])
                .arg(workspace.dist())
                .logged(&workspace.log("npm pack"))?;
            // The demo's package.json names no version.
            files::copy(&tarball, &copy)
        },
    )?;
    Ok(tarball)
}

fn compile(builder: &Builder) -> Result<()> {
    let workspace = builder.workspace;
    let dist = workspace.path("pkg/dist");
    let inputs = builder.compilation(&["crates/cx-auth-core", "crates/cx-auth-web"])?;
    let outputs = ["cx_auth.js", "cx_auth.d.ts", "cx_auth_bg.wasm"];
    let stamp = Stamp::new(workspace.work("stamps/sdk"), inputs);
    let stamp = outputs.iter().fold(stamp, |stamp, name| stamp.output(dist.join(name)));
    stamp.ensure("SDK wasm", || {
        let raw = workspace.work("sdk-raw");
        files::empty_folder(&raw)?;
        let wasm_pack = builder.toolchain.program(
            &builder.wasm_pack.join("wasm-pack").to_string_lossy(),
            std::slice::from_ref(&builder.wasm_bindgen),
        )?;
        builder
            .without_paths(wasm_pack)?
            .dir(workspace.root())
            .args([
                "build",
                "crates/cx-auth-web",
                "--release",
                "--target",
                "web",
                "--mode",
                "no-install",
                "--no-pack",
            ])
            .args(["--no-opt", "--out-name", "cx_auth", "--out-dir"])
            .arg(&raw)
            .args(["--", "--locked"])
            .logged(&workspace.log("wasm-pack"))?;
        // Else npm would leave out what git ignores.
        files::remove(&raw.join(".gitignore"))?;
        files::empty_folder(&dist)?;
        files::replicate(&raw, &dist, files::Twin::Copy)?;
        wasm_opt::shrink(workspace, &raw.join("cx_auth_bg.wasm"), &dist.join("cx_auth_bg.wasm"))
    })?;
    Ok(())
}

fn version(workspace: &Workspace) -> Result<String> {
    version_of(&workspace.path("pkg/package.json"))
}

fn version_of(manifest: &Path) -> Result<String> {
    let manifest: Value =
        serde_json::from_slice(&files::read(manifest)?).context("pkg/package.json is not JSON")?;
    Ok(manifest["version"].as_str().context("pkg/package.json has no version")?.to_owned())
}
