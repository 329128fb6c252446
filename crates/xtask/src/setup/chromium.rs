//! Chromium and its driver, for tests and the smoke run.

use std::{env, path::PathBuf};

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{program, step::unchanged, workspace::Workspace};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// The browser's executable; `$CX_CHROMIUM` names another than the first found.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(chosen) = named_by("CX_CHROMIUM")? {
        return Ok(chosen);
    }
    let found = || {
        NAMES
            .into_iter()
            .find_map(program::find)
            .or_else(|| PLACES.map(PathBuf::from).into_iter().find(|it| it.is_file()))
    };
    if let Some(browser) = found() {
        unchanged("Chromium", &browser.display().to_string());
        return Ok(browser);
    }
    apt::install(workspace, "Chromium", &["chromium", "chromium-driver", "fonts-liberation"])?;
    found().context("Chromium was installed, but no program of its name is on PATH: set CX_CHROMIUM")
}

/// The browser's WebDriver, of the same version; `$CX_CHROMEDRIVER` names another than the first found.
pub(crate) fn ensure_driver(workspace: &Workspace) -> Result<PathBuf> {
    if let Some(chosen) = named_by("CX_CHROMEDRIVER")? {
        return Ok(chosen);
    }
    if program::find("chromedriver").is_none() {
        apt::install(workspace, "ChromeDriver", &["chromium-driver"])?;
    }
    program::find("chromedriver")
        .context("ChromeDriver was installed, but is not on PATH: set CX_CHROMEDRIVER")
}

fn named_by(variable: &str) -> Result<Option<PathBuf>> {
    match env::var_os(variable).map(PathBuf::from) {
        Some(file) if !file.is_file() => bail!("{variable} names {}, which is not a file", file.display()),
        chosen => Ok(chosen),
    }
}

/// For a headless browser on a machine without a display, a graphics card, a user account or an open network.
pub(crate) const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
