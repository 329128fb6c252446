//! The folder a Keycloak server runs in: libraries linked to the shared distribution, everything that is written its own.
//!
//! Keycloak re-augments itself (20 s) when provider JARs change, and writes the result to `lib/quarkus`. A home remembers the
//! JARs it was last started with: only then is that result worth keeping.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{
    arguments::Ports,
    files::{self, Twin},
    fingerprint::Fingerprint,
    setup::keycloak::VERSION,
    stamp::Stamp,
    workspace::Workspace,
};

/// The realm that demo and tests use.
pub(crate) const REALM: &str = "expertflow";
const REALM_FILE: &str = "keycloak/realm/expertflow-realm.json";

/// Whether a server starts with what its last run left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Data {
    /// Users' second factors and sessions survive a restart; a changed realm file still starts afresh.
    Kept,
    /// An empty database.
    Fresh,
}

/// A home that is ready to be started from.
#[derive(Debug)]
pub(crate) struct Home {
    folder: PathBuf,
    augmented: Stamp,
    /// What the user should know about the data.
    pub(crate) note: Option<&'static str>,
}

impl Home {
    /// Lays out the home of a port.
    pub(crate) fn prepare(
        workspace: &Workspace,
        distribution: &Path,
        theme: &Path,
        ports: Ports,
        data: Data,
    ) -> Result<Self> {
        let folder = workspace.cache(&format!("keycloak/{VERSION}/home-{}", ports.keycloak));
        lay_out(distribution, &folder)?;
        let providers = provide(&[theme], &folder.join("providers"))?;
        let augmented = Stamp::new(folder.join("augmented"), providers);
        if !augmented.is_current() {
            files::replicate(&distribution.join("lib/quarkus"), &folder.join("lib/quarkus"), Twin::Copy)?;
        }
        let realm = realm_for(&fs::read_to_string(workspace.path(REALM_FILE)).context(REALM_FILE)?, ports);
        let note = choose_data(&folder, &realm, data)?;
        files::write(&folder.join("data/import").join(format!("{REALM}-realm.json")), &realm)?;
        Ok(Self { folder, augmented, note })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The realm file as it was imported, with the ports of this run.
    pub(crate) fn realm_file(&self) -> PathBuf {
        self.folder.join("data/import").join(format!("{REALM}-realm.json"))
    }

    /// Whether this start will take longer.
    pub(crate) fn needs_augmentation(&self) -> bool {
        !self.augmented.is_current()
    }

    /// To be called before a start: one that is cut short leaves a `lib/quarkus` that cannot be trusted.
    pub(crate) fn starting(&self) -> Result<()> {
        if self.needs_augmentation() { self.augmented.clear() } else { Ok(()) }
    }

    /// To be called when the server is ready.
    pub(crate) fn started(&self) -> Result<()> {
        self.augmented.record()
    }
}

fn lay_out(distribution: &Path, folder: &Path) -> Result<()> {
    let complete = folder.join("complete");
    if complete.is_file() {
        return Ok(());
    }
    files::empty_folder(folder)?;
    for linked in ["lib/lib", "lib/app"] {
        files::replicate(&distribution.join(linked), &folder.join(linked), Twin::Link)?;
    }
    for copied in ["lib/quarkus", "bin", "conf"] {
        files::replicate(&distribution.join(copied), &folder.join(copied), Twin::Copy)?;
    }
    for copied in ["lib/quarkus-run.jar", "version.txt"] {
        files::copy(&distribution.join(copied), &folder.join(copied))?;
    }
    for empty in ["providers", "themes"] {
        files::empty_folder(&folder.join(empty))?;
    }
    files::write(&complete, VERSION)
}

/// Puts exactly these JARs there. An unchanged one is left alone: Keycloak looks at its time.
fn provide(jars: &[&Path], folder: &Path) -> Result<Fingerprint> {
    let mut inputs = Fingerprint::default().word(VERSION);
    let mut names = Vec::new();
    for jar in jars {
        let name = jar.file_name().context("a JAR has a name")?;
        let (content, place) = (files::read(jar)?, folder.join(name));
        if fs::read(&place).ok().as_ref() != Some(&content) {
            files::write(&place, &content)?;
        }
        inputs = inputs.word(&name.to_string_lossy()).bytes(&content);
        names.push(place);
    }
    for other in files::all_below(folder)? {
        if !names.contains(&other) {
            files::remove(&other)?;
        }
    }
    Ok(inputs)
}

/// Points `data` at the kept or at an emptied folder.
fn choose_data(folder: &Path, realm: &str, data: Data) -> Result<Option<&'static str>> {
    let (name, note) = match data {
        Data::Fresh => ("data-fresh", None),
        Data::Kept => ("data-kept", Some("users' second factors are kept; `--fresh` forgets them")),
    };
    let chosen = folder.join(name);
    let stamp = Stamp::new(chosen.join("realm"), Fingerprint::default().word(realm));
    let note = match (data, chosen.is_dir(), stamp.is_current()) {
        (Data::Kept, true, true) => note,
        (Data::Kept, true, false) => Some("the realm file has changed, so Keycloak's data start afresh"),
        _ => None,
    };
    if data == Data::Fresh || !stamp.is_current() {
        files::empty_folder(&chosen)?;
        stamp.record()?;
    }
    let link = folder.join("data");
    files::remove(&link)?;
    symlink(name, &link).with_context(|| format!("cannot link {}", link.display()))?;
    Ok(note)
}

/// The realm, with other ports than the file's where others were chosen.
fn realm_for(realm: &str, ports: Ports) -> String {
    let sends = |port: u16| format!("\"port\": \"{port}\"");
    let realm = realm.replace(&sends(Ports::DEMO.smtp), &sends(ports.smtp));
    let listed = |port: u16| format!("http://localhost:{port}");
    // The file lists the ports of the demo and of the tests.
    if realm.contains(&listed(ports.demo)) {
        realm
    } else {
        realm.replace(&listed(Ports::DEMO.demo), &listed(ports.demo))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn chosen_ports_get_into_the_realm() {
        let realm = r#"["http://localhost:5173/", "http://localhost:5273/"], "port": "1025""#;
        assert_eq!(realm_for(realm, Ports::DEMO), realm);
        assert_eq!(realm_for(realm, Ports::TEST), realm);
        let chosen = Ports { demo: 6000, smtp: 2525, ..Ports::DEMO };
        assert_eq!(
            realm_for(realm, chosen),
            r#"["http://localhost:6000/", "http://localhost:5273/"], "port": "2525""#
        );
    }

    #[test]
    fn kept_data_survive_a_fresh_run_beside_them_but_not_a_changed_realm() -> Result<()> {
        let folder = Scratch::new("data")?;
        let database = folder.path().join("data/h2");
        choose_data(folder.path(), "realm", Data::Kept)?;
        files::write(&database, "enrolled")?;
        choose_data(folder.path(), "realm", Data::Fresh)?;
        assert!(!database.exists());
        choose_data(folder.path(), "realm", Data::Kept)?;
        assert!(database.exists());
        let note = choose_data(folder.path(), "another realm", Data::Kept)?;
        assert!(!database.exists() && note.is_some_and(|note| note.contains("afresh")));
        Ok(())
    }

    #[test]
    fn providers_are_exactly_the_given_jars() -> Result<()> {
        let folder = Scratch::new("providers")?;
        let (jar, providers) = (folder.path().join("theme.jar"), folder.path().join("providers"));
        files::write(&jar, "theme")?;
        files::write(&providers.join("old.jar"), "old")?;
        let first = provide(&[&jar], &providers)?.hex();
        assert_eq!(files::all_below(&providers)?, [providers.join("theme.jar")]);
        files::write(&jar, "changed")?;
        assert_ne!(first, provide(&[&jar], &providers)?.hex());
        Ok(())
    }
}
