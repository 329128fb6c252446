//! Guards over the tracked files: none too long, none that names a package registry's host or a folder of some machine.

use std::fs;

use anyhow::{Result, bail};

use crate::{program::Program, workspace::Workspace};

/// A file longer than this must be split (CONVENTIONS.md).
const LONGEST: usize = 500;

/// Written by hand, line by line.
const SOURCES: [&str; 12] =
    ["rs", "ts", "mts", "js", "mjs", "java", "css", "ftl", "html", "sh", "md", "toml"];

/// Written by a tool.
const GENERATED: [&str; 2] = ["Cargo.lock", "package-lock.json"];

/// Hosts of registries, in parts so that this file does not name them. Mirrors differ: the user's settings name them.
const HOSTS: [[&str; 2]; 7] = [
    ["registry.npmjs", ".org"],
    ["repo.maven.apache", ".org"],
    ["repo1.maven", ".org"],
    ["index.crates", ".io"],
    ["static.crates", ".io"],
    ["deb.debian", ".org"],
    ["files.pythonhosted", ".org"],
];

pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let listed = Program::new("git").args(["ls-files", "-z"]).dir(workspace.root()).answer()?;
    let mut findings = Vec::new();
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        // A picture, or a file that is just being removed.
        let Ok(text) = fs::read_to_string(workspace.path(name)) else { continue };
        findings.extend(judge(name, &text));
    }
    if !findings.is_empty() {
        bail!("{}", findings.join("\n"));
    }
    Ok(())
}

fn judge(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let (_, file) = name.rsplit_once('/').unwrap_or(("", name));
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    let lines = text.lines().count();
    if lines > LONGEST && SOURCES.contains(&extension) {
        findings.push(format!("{name} has {lines} lines, more than {LONGEST}: split it"));
    }
    for host in HOSTS.iter().map(|parts| parts.concat()).filter(|host| text.contains(host)) {
        findings.push(format!(
            "{name} names the package registry {host}: registries are set on the machine, not here"
        ));
    }
    if GENERATED.contains(&file) && text.contains("\"resolved\": \"http") {
        findings.push(format!(
            "{name} holds download addresses: set omit-lockfile-registry-resolved in .npmrc and install again"
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_sources_are_found_and_generated_files_may_be_long() {
        let long = "line\n".repeat(LONGEST + 1);
        assert_eq!(judge("app/src/lib.rs", &long).len(), 1);
        assert_eq!(judge("pkg/package-lock.json", &long), Vec::<String>::new());
        assert_eq!(judge("app/src/lib.rs", &long[5..]), Vec::<String>::new());
    }

    #[test]
    fn registry_hosts_are_found() {
        let text = format!("see https://{}/left-pad", HOSTS[0].concat());
        assert_eq!(judge("README.md", &text).len(), 1);
        assert_eq!(judge("README.md", "from the npm registry"), Vec::<String>::new());
    }

    #[test]
    fn lock_files_hold_no_download_addresses() {
        assert_eq!(
            judge("demo/package-lock.json", r#""resolved": "https://mirror.example/vite.tgz""#).len(),
            1
        );
        assert_eq!(
            judge("demo/package-lock.json", r#""resolved": "file:../target/dist/cx-auth.tgz""#),
            Vec::<String>::new()
        );
    }
}
