//! Packages of Debian and its relatives, where this program may install them.

use std::{sync::OnceLock, time::Duration};

use anyhow::{Context, Result, bail};

use crate::{
    program::{self, Program},
    step::step,
    workspace::Workspace,
};

static LISTS_UPDATED: OnceLock<()> = OnceLock::new();

/// Installs packages, or says in one line what to install by hand.
pub(crate) fn install(workspace: &Workspace, what: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if program::find("apt-get").is_none() || !rustix::process::geteuid().is_root() {
        bail!(
            "{what} is missing and cannot be installed from here: install it and try again (Debian: `sudo apt-get install {list}`)"
        );
    }
    step(&format!("{what}: apt-get install {list}"), || {
        let log = workspace.log(&format!("apt {what}"));
        if LISTS_UPDATED.get().is_none() {
            retried(|| apt_get().arg("update").logged(&log)).context("apt-get update failed")?;
            LISTS_UPDATED.set(()).ok();
        }
        retried(|| {
            apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages).logged(&log)
        })
    })
}

fn apt_get() -> Program {
    Program::new("apt-get")
        .args(["-o", "Acquire::Retries=3", "-o", "DPkg::Lock::Timeout=300"])
        .env("DEBIAN_FRONTEND", "noninteractive")
        .limit(Duration::from_secs(900))
}

fn retried(work: impl Fn() -> Result<()>) -> Result<()> {
    work().or_else(|_| {
        std::thread::sleep(Duration::from_secs(3));
        work()
    })
}
