//! The browser part of the sign-in pages: `app.js` and `app_bg.wasm`, which hydrate the islands.

use std::path::PathBuf;

use anyhow::Result;

use super::{Builder, wasm_opt};
use crate::{files, stamp::Stamp, toolchain::WASM};

/// The folder that holds `app.js` and `app_bg.wasm`.
pub(crate) fn ensure(builder: &Builder) -> Result<PathBuf> {
    let workspace = builder.workspace;
    let folder = workspace.work("login");
    let inputs = builder
        .compilation(&["app", "crates/leptos-ftl", "crates/leptos-ftl-macros"])?
        .tree(&workspace.path("crates/leptos-ftl/js"))?;
    let stamp = Stamp::new(workspace.work("stamps/login"), inputs)
        .output(folder.join("app.js"))
        .output(folder.join("app_bg.wasm"));
    stamp.ensure("sign-in wasm", || {
        builder
            .without_paths(builder.toolchain.cargo()?, &[])?
            .dir(workspace.root())
            // Of the two kinds of library only the module, or it would be 7% larger.
            .args(["rustc", "--crate-type", "cdylib"])
            .args([
                "--locked",
                "--release",
                "--package",
                "cx-auth-app",
                "--lib",
                "--features",
                "hydrate",
                "--target",
                WASM,
            ])
            .logged(&workspace.log("sign-in wasm"))?;
        let raw = workspace.work("login-raw");
        files::empty_folder(&raw)?;
        builder
            .toolchain
            .program(&builder.wasm_bindgen.join("wasm-bindgen").to_string_lossy(), &[])?
            .args(["--target", "web", "--out-name", "app", "--no-typescript", "--out-dir"])
            .arg(&raw)
            .arg(workspace.target().join(WASM).join("release/cx_auth_app.wasm"))
            .logged(&workspace.log("sign-in wasm-bindgen"))?;
        files::empty_folder(&folder)?;
        files::replicate(&raw, &folder, files::Twin::Copy)?;
        wasm_opt::shrink(workspace, &raw.join("app_bg.wasm"), &folder.join("app_bg.wasm"))
    })?;
    Ok(folder)
}
