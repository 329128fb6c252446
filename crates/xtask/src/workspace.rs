//! Where things are: the checkout, the cache outside of it, and the folders of built things.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The folders that every command works in.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    cache: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the checkout that this program was built from, and the user's cache folder.
    pub(crate) fn locate() -> Result<Self> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .context("crates/xtask is two folders below the top of the checkout")?
            .to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => root.join(folder),
            None => root.join("target"),
        };
        let cache = cache_root(|name| env::var_os(name).map(PathBuf::from))?;
        Ok(Self { root, cache, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the checkout.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path inside the cache, which all checkouts share.
    pub(crate) fn cache(&self, relative: &str) -> PathBuf {
        self.cache.join(relative)
    }

    /// Cargo's target folder.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// What `build` delivers. Always in the checkout, since the demo's `package.json` may name it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.root.join("target/dist")
    }

    /// Pictures that tests take.
    pub(crate) fn screenshots(&self) -> PathBuf {
        self.root.join("target/screenshots")
    }

    /// Intermediate results, stamps and logs of this program.
    pub(crate) fn work(&self, relative: &str) -> PathBuf {
        self.root.join("target/xtask").join(relative)
    }

    /// The log of one step.
    pub(crate) fn log(&self, step: &str) -> PathBuf {
        self.work("logs").join(format!("{}.log", step.replace([' ', '/', ':'], "-")))
    }
}

fn cache_root(variable: impl Fn(&str) -> Option<PathBuf>) -> Result<PathBuf> {
    let chosen = variable("CX_CACHE")
        .or_else(|| Some(variable("XDG_CACHE_HOME")?.join("cx-auth")))
        .or_else(|| Some(variable("HOME")?.join(".cache/cx-auth")))
        .context("set CX_CACHE to a folder for downloaded tools (neither XDG_CACHE_HOME nor HOME is set)")?;
    std::path::absolute(chosen).context("the cache folder's path")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(set: &[(&str, &str)]) -> Option<PathBuf> {
        cache_root(|name| set.iter().find(|(key, _)| *key == name).map(|(_, value)| value.into())).ok()
    }

    #[test]
    fn the_projects_own_variable_wins() {
        let set = [("CX_CACHE", "/a"), ("XDG_CACHE_HOME", "/b"), ("HOME", "/c")];
        assert_eq!(chosen(&set), Some("/a".into()));
        assert_eq!(chosen(&set[1..]), Some("/b/cx-auth".into()));
        assert_eq!(chosen(&set[2..]), Some("/c/.cache/cx-auth".into()));
        assert_eq!(chosen(&[]), None);
    }
}
