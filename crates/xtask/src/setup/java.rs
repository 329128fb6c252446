//! Java for Keycloak, and Maven, which fetches it.

use anyhow::{Context, Result, bail};

use super::apt;
use crate::{
    program::{self, Program},
    step::unchanged,
    workspace::Workspace,
};

/// The oldest Java that Keycloak runs on.
const OLDEST: u32 = 17;

/// Java, installed if missing.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if program::find("java").is_none() {
        apt::install(workspace, &format!("Java {OLDEST} or newer"), &["openjdk-17-jdk-headless"])?;
    }
    let settings = Program::new("java").args(["-XshowSettings:properties", "-version"]);
    let printed = settings.answer_with_errors().context("`java -version` failed")?;
    match major_version(&printed) {
        Some(version) if version >= OLDEST => unchanged("Java", &version.to_string()),
        Some(version) => {
            bail!("Java {version} is too old for Keycloak: put Java {OLDEST} or newer first on PATH")
        }
        None => bail!("`java -version` does not tell a version: put Java {OLDEST} or newer first on PATH"),
    }
    Ok(())
}

/// Maven, installed if missing.
pub(crate) fn ensure_maven(workspace: &Workspace) -> Result<()> {
    if program::find("mvn").is_none() {
        apt::install(workspace, "Maven", &["maven"])?;
    }
    Ok(())
}

fn major_version(settings: &str) -> Option<u32> {
    let value =
        settings.lines().find_map(|line| line.trim().strip_prefix("java.specification.version = "))?;
    value.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_specification_version_counts() {
        let printed = "Property settings:\n    java.specification.version = 17\n    java.version = 17.0.15\nopenjdk version \"17.0.15\"";
        assert_eq!(major_version(printed), Some(17));
        assert_eq!(major_version("    java.specification.version = 1.8"), None);
    }
}
