//! The theme JAR: rendered templates, the sign-in wasm under a folder named by its content, and what is written by hand.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::{Builder, NATIVE, jar, login, minify::minify};
use crate::{files, fingerprint::Fingerprint, program::Program, stamp::Stamp, workspace::Workspace};

const NAME: &str = "expertflow";

/// Keycloak finds the theme by this file of the JAR.
const KEYCLOAK_THEMES: &str = r#"{"themes":[{"name":"expertflow","types":["login"]}]}"#;

/// The JAR in `target/dist`.
pub(crate) fn ensure(builder: &Builder) -> Result<PathBuf> {
    let workspace = builder.workspace;
    let jar = workspace.dist().join("cx-auth-theme.jar");
    let browser = login::ensure(builder)?;
    let inputs = builder
        .compilation(&["app", "crates/leptos-ftl", "crates/leptos-ftl-macros"])?
        .tree(&browser)?
        .tree(&workspace.path("crates/leptos-ftl/js"))?
        .tree(&workspace.path("keycloak/theme"))?;
    let tree = tree(workspace);
    Stamp::new(workspace.work("stamps/theme"), inputs).output(&jar).output(&tree).ensure("theme", || {
        render(builder, &browser, &tree)?;
        jar::write(&tree, &jar)
    })?;
    Ok(jar)
}

/// The unpacked theme, as it is in the JAR.
fn tree(workspace: &Workspace) -> PathBuf {
    workspace.work("theme")
}

/// The folder of the rendered templates, once they are built.
pub(crate) fn templates(workspace: &Workspace) -> PathBuf {
    tree(workspace).join("theme").join(NAME).join("login")
}

/// A script or style sheet that browsers load, once the theme is built.
pub(crate) fn asset(workspace: &Workspace, name: &str) -> Result<PathBuf> {
    let mut found = files::all_below(&templates(workspace).join("resources"))?;
    found.retain(|file| file.file_name().is_some_and(|it| it == name));
    found.pop().with_context(|| format!("the theme holds no {name}"))
}

fn render(builder: &Builder, browser: &Path, tree: &Path) -> Result<()> {
    let workspace = builder.workspace;
    builder
        .toolchain
        .cargo()?
        .dir(workspace.root())
        .args(["build", "--locked"])
        .args(NATIVE)
        .args(["--bin", "render_theme"])
        .logged(&workspace.log("render_theme build"))?;
    let render_theme = || Program::new(workspace.target().join("debug/render_theme")).dir(workspace.root());
    let log = workspace.log("render_theme");

    files::empty_folder(tree)?;
    let css = workspace.work("login.css");
    render_theme().arg("--css").arg(&css).logged(&log)?;
    let assets = workspace.work("theme-assets");
    files::empty_folder(&assets)?;
    minify(workspace, &workspace.path("crates/leptos-ftl/js/boot.js"), &assets.join("boot.js"))?;
    minify(workspace, &browser.join("app.js"), &assets.join("app.js"))?;
    minify(workspace, &css, &assets.join("login.css"))?;
    files::copy(&browser.join("app_bg.wasm"), &assets.join("app_bg.wasm"))?;

    let assets_name = assets_name(&assets)?;
    let login = tree.join("theme").join(NAME).join("login");
    files::replicate(&assets, &login.join("resources").join(&assets_name), files::Twin::Copy)?;
    render_theme().arg(&login).args(["--assets", &assets_name]).logged(&log)?;
    if !files::all_below(&login)?.iter().any(|file| file.extension().is_some_and(|it| it == "ftl")) {
        bail!("render_theme wrote no template");
    }
    add_by_hand(&workspace.path("keycloak/theme"), &login)?;
    files::write(&tree.join("META-INF/keycloak-themes.json"), KEYCLOAK_THEMES)
}

/// What `keycloak/theme` holds: images become resources, all else (properties, messages) stays where it is.
fn add_by_hand(from: &Path, login: &Path) -> Result<()> {
    for file in files::below(from)? {
        let inner = file.strip_prefix(from).unwrap_or(&file);
        let place = if inner.starts_with("img") { login.join("resources") } else { login.to_owned() };
        files::copy(&file, &place.join(inner))?;
    }
    Ok(())
}

/// `cx-` and the start of a hash over all assets: the folder's name changes with them, so they may be cached for ever.
fn assets_name(assets: &Path) -> Result<String> {
    Ok(format!("cx-{}", &Fingerprint::default().tree(assets)?.hex()[..8]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn the_asset_folder_is_named_by_content() -> Result<()> {
        let folder = Scratch::new("assets")?;
        let name = |content: &str| -> Result<String> {
            files::write(&folder.path().join("app.js"), content)?;
            assets_name(folder.path())
        };
        let first = name("1")?;
        assert_eq!(first.len(), "cx-".len() + 8);
        assert_eq!(first, name("1")?);
        assert_ne!(first, name("2")?);
        Ok(())
    }

    #[test]
    fn images_become_resources_and_messages_stay() -> Result<()> {
        let folder = Scratch::new("by-hand")?;
        let (from, login) = (folder.path().join("from"), folder.path().join("login"));
        for name in ["img/logo.svg", "messages/messages_en.properties", "theme.properties"] {
            files::write(&from.join(name), name)?;
        }
        add_by_hand(&from, &login)?;
        for name in ["resources/img/logo.svg", "messages/messages_en.properties", "theme.properties"] {
            assert!(login.join(name).is_file(), "{name}");
        }
        Ok(())
    }
}
