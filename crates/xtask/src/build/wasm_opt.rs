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

/// What makes both modules smallest once compressed, tried out one by one: control flow written anew, few functions inlined
/// that have one caller (many small ones compress better), and the sections gone that nothing reads any more. The first 1024
/// bytes are unused, since the stack comes first.
pub(crate) const OPTIONS: [&str; 8] = [
    "--flatten",
    "--rereloop",
    "-Oz",
    "--one-caller-inline-max-function-size=20",
    "-Oz",
    "--low-memory-unused",
    "--strip-producers",
    "--strip-target-features",
];

/// Makes a module as small as it gets.
pub(crate) fn shrink(workspace: &Workspace, from: &Path, to: &Path) -> Result<()> {
    Program::new(workspace.path("pkg/node_modules/.bin/wasm-opt"))
        .args(FEATURES)
        .args(OPTIONS)
        .arg(from)
        .arg("-o")
        .arg(to)
        .logged(&workspace.log("wasm-opt"))
}
