//! The npm package: `pkg/dist` by wasm-pack and wasm-opt, then the tarball that tests and demo install.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{Builder, wasm_opt};
use crate::{
    files,
    setup::{node, rust_source},
    stamp::Stamp,
    workspace::Workspace,
};

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
    let has_source = rust_source::ensure(workspace, &builder.toolchain)?;
    let inputs = builder
        .compilation(&["crates/cx-auth-core", "crates/cx-auth-web", "crates/cx-auth-wasm"])?
        .word(&SMALL_FLAGS.join(" "))
        .word(STACK)
        .word(if has_source { "small" } else { "plain" });
    let outputs = ["cx_auth.js", "cx_auth.d.ts", "cx_auth_bg.wasm", SCRIPT];
    let stamp = Stamp::new(workspace.work("stamps/sdk"), inputs);
    let stamp = outputs.iter().fold(stamp, |stamp, name| stamp.output(dist.join(name)));
    stamp.ensure("SDK wasm", || {
        let raw = workspace.work("sdk-raw");
        if !has_source || run_wasm_pack(builder, &raw, true).is_err() {
            // What is wrong with our own code is seen here, too.
            run_wasm_pack(builder, &raw, false)?;
            println!("    a smaller standard library could not be built: the SDK is some 3 kB larger than it could be");
        }
        // Else npm would leave out what git ignores.
        files::remove(&raw.join(".gitignore"))?;
        files::empty_folder(&dist)?;
        settle_script(&raw)?;
        files::replicate(&raw, &dist, files::Twin::Copy)?;
        wasm_opt::shrink(workspace, &raw.join("cx_auth_bg.wasm"), &dist.join("cx_auth_bg.wasm"))
    })?;
    Ok(())
}

/// Compiles the crate and makes its glue. `small`: with a standard library of our own build, whose panics are nothing but a
/// trap (nobody sees their texts anyway), and whose `Debug` is empty.
fn run_wasm_pack(builder: &Builder, raw: &Path, small: bool) -> Result<()> {
    let workspace = builder.workspace;
    files::empty_folder(raw)?;
    let wasm_pack = builder.toolchain.program(
        &builder.wasm_pack.join("wasm-pack").to_string_lossy(),
        std::slice::from_ref(&builder.wasm_bindgen),
    )?;
    let mut flags = vec![STACK];
    if small {
        flags.extend(SMALL_FLAGS);
    }
    let mut wasm_pack = builder
        .without_paths(wasm_pack, &flags)?
        .dir(workspace.root())
        .args(["build", "crates/cx-auth-wasm", "--release", "--target", "web", "--mode", "no-install"])
        .args(["--no-pack", "--no-opt", "--out-name", "cx_auth", "--out-dir"])
        .arg(raw)
        .args(["--", "--locked"]);
    if small {
        wasm_pack = wasm_pack
            .args(["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"])
            .env("RUSTC_BOOTSTRAP", "1")
            // Its own, or what the other builds share with it would be compiled again each time.
            .env("CARGO_TARGET_DIR", workspace.target().join("sdk"));
    }
    wasm_pack.logged(&workspace.log("wasm-pack"))
}

/// How rustc compiles the crate and the standard library: options that are not stable, but only leave things out.
const SMALL_FLAGS: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// The stack comes first in memory, so its size is where everything else begins: with the linker's 1 MiB each address of a
/// constant takes a byte more, and each page a mebibyte. The deepest recursion is that of reading JSON (`json::DEEPEST`).
const STACK: &str = "-Clink-arg=-zstack-size=65536";

/// wasm-bindgen puts the crate's own script into a folder that is named by a hash. The package's scripts import it too, so
/// it gets a name that stays.
fn settle_script(raw: &Path) -> Result<()> {
    let snippets = raw.join("snippets");
    let found = files::all_below(&snippets)?;
    let [script] = found.as_slice() else { bail!("one script expected in {}", snippets.display()) };
    let glue = raw.join("cx_auth.js");
    let address = format!("./{}", script.strip_prefix(raw)?.display());
    let text = String::from_utf8(files::read(&glue)?)?;
    if !text.contains(&address) {
        bail!("{} does not import {address}", glue.display());
    }
    files::write(&glue, text.replace(&address, &format!("./{SCRIPT}")))?;
    files::copy(script, &raw.join(SCRIPT))?;
    files::remove(&snippets)
}

/// The script that the WebAssembly shares with the package's own.
const SCRIPT: &str = "flat.js";

fn version(workspace: &Workspace) -> Result<String> {
    version_of(&workspace.path("pkg/package.json"))
}

fn version_of(manifest: &Path) -> Result<String> {
    let manifest: Value =
        serde_json::from_slice(&files::read(manifest)?).context("pkg/package.json is not JSON")?;
    Ok(manifest["version"].as_str().context("pkg/package.json has no version")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn the_script_gets_a_name_that_stays() -> Result<()> {
        let folder = Scratch::new("sdk-script")?;
        let raw = folder.path();
        files::write(&raw.join("cx_auth.js"), "import { a } from './snippets/web-12ab/src/flat/flat.js'\n")?;
        files::write(&raw.join("snippets/web-12ab/src/flat/flat.js"), "export const a = 1\n")?;
        settle_script(raw)?;
        assert_eq!(files::read(&raw.join("cx_auth.js"))?, b"import { a } from './flat.js'\n");
        assert_eq!(files::all_below(raw)?, [raw.join("cx_auth.js"), raw.join("flat.js")]);
        assert!(settle_script(raw).is_err());
        Ok(())
    }
}
