//! Node.js with npm, and the packages of the folders that have a `package.json`.

use anyhow::{Context, Result, bail};

use crate::{
    fingerprint::Fingerprint,
    program::{self, Program},
    stamp::Stamp,
    step::unchanged,
    workspace::Workspace,
};

/// The oldest version that Vite and Playwright run on.
const OLDEST: (u32, u32) = (20, 19);

/// Checks that Node.js is there and new enough; no package manager brings one that is new enough everywhere.
pub(crate) fn ensure() -> Result<()> {
    let wanted = format!("install Node.js {}.{} or newer, with npm, and try again", OLDEST.0, OLDEST.1);
    if program::find("node").is_none() || program::find("npm").is_none() {
        bail!("Node.js or npm is missing: {wanted}");
    }
    let answer = Program::new("node").arg("--version").answer()?;
    match version(&answer) {
        Some(found) if found >= OLDEST => unchanged("Node.js", answer.trim()),
        _ => bail!("Node.js {} is too old: {wanted}", answer.trim()),
    }
    Ok(())
}

/// `npm ci` in a folder of the checkout, when its manifest or lock file has changed. `more` are inputs of their own.
pub(crate) fn packages(workspace: &Workspace, folder: &str, more: Fingerprint) -> Result<()> {
    let place = workspace.path(folder);
    let inputs = more.file(&place.join("package.json"))?.file(&place.join("package-lock.json"))?;
    let stamp = Stamp::new(place.join("node_modules/.cx-auth-installed"), inputs);
    stamp.ensure(&format!("npm packages of {folder}"), || {
        npm(workspace, folder)
            .args(["ci", "--no-audit", "--no-fund", "--loglevel", "error"])
            .logged(&workspace.log(&format!("npm {folder}")))
            .context("npm ci failed: is the network there, and does package-lock.json match package.json?")
    })?;
    Ok(())
}

/// `npm` in a folder of the checkout.
pub(crate) fn npm(workspace: &Workspace, folder: &str) -> Program {
    Program::new("npm").dir(workspace.path(folder))
}

fn version(answer: &str) -> Option<(u32, u32)> {
    let mut numbers = answer.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert!(version("v20.9.0") < Some(OLDEST));
        assert!(version("v100.0.0") > Some(OLDEST));
        assert_eq!(version("20"), None);
    }
}
