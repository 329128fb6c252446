//! Keycloak's server distribution: fetched by Maven, checked against the checksum below, unpacked once into the cache.

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use super::java;
use crate::{
    files,
    fingerprint::sha256_of,
    program::Program,
    step::{step, unchanged},
    workspace::Workspace,
};

/// The version that the theme, the realm and the tests are made for.
pub(crate) const VERSION: &str = "26.7.3";
const SHA256: &str = "27a6535553c3cdcd083872ba40629efafb3475e3b758e0c6f691395561dd0f1f";
const FETCH_PLUGIN: &str = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy";

/// The unpacked distribution. Nothing may be written there: every server runs in a home of its own.
pub(crate) fn ensure(workspace: &Workspace) -> Result<PathBuf> {
    let folder = workspace.cache(&format!("keycloak/{VERSION}/distribution"));
    if folder.is_dir() {
        unchanged("Keycloak", VERSION);
        return Ok(folder);
    }
    java::ensure_maven(workspace)?;
    let download = workspace.cache(&format!("keycloak/{VERSION}/download"));
    let archive = download.join(format!("keycloak-quarkus-dist-{VERSION}.zip"));
    step(&format!("Keycloak {VERSION}: fetch with Maven"), || fetch(workspace, &download))?;
    step(&format!("Keycloak {VERSION}: verify and unpack"), || {
        verify(&archive, SHA256)?;
        let part = folder.with_extension("part");
        files::empty_folder(&part)?;
        unpack(&archive, &part)?;
        std::fs::rename(&part, &folder).context("cannot put the unpacked Keycloak in its place")?;
        files::remove(&download)
    })?;
    Ok(folder)
}

fn fetch(workspace: &Workspace, download: &Path) -> Result<()> {
    Program::new("mvn")
        .args(["--batch-mode", "--quiet", FETCH_PLUGIN])
        .arg(format!("-Dartifact=org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"))
        .arg(format!("-DoutputDirectory={}", download.display()))
        .logged(&workspace.log("keycloak fetch"))
        .context(
            "Maven could not fetch Keycloak: is the network there, and is a mirror set if one is needed?",
        )
}

fn verify(archive: &Path, expected: &str) -> Result<()> {
    let found = sha256_of(archive)?;
    if found != expected {
        bail!(
            "{} has SHA-256 {found}, expected {expected}: it is damaged or not the published one. Remove it, and the same file in Maven's own repository, and try again",
            archive.display()
        );
    }
    Ok(())
}

/// Unpacks without the archive's single top folder, with the files' permissions.
fn unpack(archive: &Path, folder: &Path) -> Result<()> {
    let mut zip = zip::ZipArchive::new(File::open(archive)?).context("not a zip file")?;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index)?;
        let path =
            entry.enclosed_name().with_context(|| format!("entry {index} leads out of the archive"))?;
        let inner: PathBuf = path.components().skip(1).collect();
        if entry.is_dir() || inner.as_os_str().is_empty() {
            continue;
        }
        let target = folder.join(inner);
        files::write(&target, "")?;
        std::io::copy(&mut entry, &mut File::create(&target)?)
            .with_context(|| format!("cannot unpack {}", target.display()))?;
        if let Some(mode) = entry.unix_mode() {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&target, std::fs::Permissions::from_mode(mode))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::files::Scratch;

    fn archive_with(folder: &Path, name: &str) -> Result<PathBuf> {
        let archive = folder.join("archive.zip");
        let mut zip = zip::ZipWriter::new(File::create(&archive)?);
        zip.start_file(name, SimpleFileOptions::default().unix_permissions(0o755))?;
        zip.write_all(b"#!/bin/sh\n")?;
        zip.finish()?;
        Ok(archive)
    }

    #[test]
    fn scripts_stay_executable_and_the_top_folder_goes() -> Result<()> {
        use std::os::unix::fs::PermissionsExt;
        let folder = Scratch::new("unpack")?;
        unpack(&archive_with(folder.path(), "keycloak-1/bin/kc.sh")?, &folder.path().join("out"))?;
        let mode = std::fs::metadata(folder.path().join("out/bin/kc.sh"))?.permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
        Ok(())
    }

    #[test]
    fn a_name_that_leads_out_is_refused() -> Result<()> {
        let folder = Scratch::new("unpack-out")?;
        let archive = archive_with(folder.path(), "keycloak-1/../../evil")?;
        assert!(unpack(&archive, &folder.path().join("out")).is_err());
        Ok(())
    }

    #[test]
    fn another_checksum_is_refused() -> Result<()> {
        let folder = Scratch::new("verify")?;
        let archive = archive_with(folder.path(), "a/b")?;
        assert!(verify(&archive, SHA256).is_err());
        verify(&archive, &sha256_of(&archive)?)
    }
}
