//! `wasm-opt`, from the npm package `binaryen` that `pkg` pins.

use std::path::Path;

use anyhow::Result;

use crate::{program::Program, workspace::Workspace};

/// Named one by one: with all features the result is a module that Chromium refuses.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Makes a module as small as it gets.
pub(crate) fn shrink(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    Program::new(workspace.path("pkg/node_modules/.bin/wasm-opt"))
        .arg("-Oz")
        .args(FEATURES)
        .arg(from)
        .arg("-o")
        .arg(to)
        .logged(&workspace.log("wasm-opt"))
}
