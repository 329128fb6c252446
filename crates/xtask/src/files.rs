//! Folders: walking, copying, linking, and scratch space for tests.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// Folders that hold generated or fetched things and are never an input.
const GENERATED: [&str; 5] = ["node_modules", "target", "dist", "test-results", "playwright-report"];

/// All files of a source folder in a fixed order, without hidden and generated ones. A folder that is not there is empty.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, &|name| !name.starts_with('.') && !GENERATED.contains(&name), &mut found)?;
    found.sort();
    Ok(found)
}

/// All files of a folder, in a fixed order.
pub(crate) fn all_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, &|_| true, &mut found)?;
    found.sort();
    Ok(found)
}

/// How [`replicate`] makes a file's twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twin {
    Copy,
    /// A hard link, or a copy where there can be none. For files that nobody writes to.
    Link,
}

/// Makes the same tree somewhere else; existing files there are replaced.
pub(crate) fn replicate(from: &Path, to: &Path, twin: Twin) -> Result<()> {
    for file in all_below(from)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        parent_of(&target)?;
        remove(&target)?;
        if twin == Twin::Copy || fs::hard_link(&file, &target).is_err() {
            fs::copy(&file, &target)
                .with_context(|| format!("cannot copy {} to {}", file.display(), target.display()))?;
        }
    }
    Ok(())
}

/// An empty folder, whatever was there before.
pub(crate) fn empty_folder(folder: &Path) -> Result<()> {
    remove(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
}

/// Removes a file, a link or a folder with all that it holds; nothing there is fine.
pub(crate) fn remove(path: &Path) -> Result<()> {
    let removed = match fs::symlink_metadata(path) {
        Ok(it) if it.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    };
    removed.with_context(|| format!("cannot remove {}", path.display()))
}

/// Writes a file and the folders above it.
pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    parent_of(path)?;
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

/// Reads a file that must be there.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

/// Copies one file, with the folders above it.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    parent_of(to)?;
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    Ok(())
}

fn parent_of(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))
        }
        None => Ok(()),
    }
}

fn collect(folder: &Path, wanted: &dyn Fn(&str) -> bool, found: &mut Vec<PathBuf>) -> Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(|| format!("cannot list {}", folder.display())),
    };
    for entry in entries {
        let entry = entry?;
        if !wanted(&entry.file_name().to_string_lossy()) {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), wanted, found)?;
        } else {
            found.push(entry.path());
        }
    }
    Ok(())
}

/// A folder for one test, removed at its end.
#[cfg(test)]
#[derive(Debug)]
pub(crate) struct Scratch(PathBuf);

#[cfg(test)]
impl Scratch {
    pub(crate) fn new(name: &str) -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("cx-xtask-{name}-{}", std::process::id()));
        empty_folder(&folder)?;
        Ok(Self(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.0).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_listed_without_generated_and_hidden_files() -> Result<()> {
        let folder = Scratch::new("files")?;
        for name in ["src/a.rs", "node_modules/b.js", ".hidden/c", "dist/d.js", "z.txt"] {
            write(&folder.path().join(name), name)?;
        }
        let names: Vec<PathBuf> = below(folder.path())?
            .iter()
            .filter_map(|it| it.strip_prefix(folder.path()).ok().map(Into::into))
            .collect();
        assert_eq!(names, [Path::new("src/a.rs"), Path::new("z.txt")]);
        Ok(())
    }

    #[test]
    fn a_linked_twin_does_not_change_when_it_is_replaced() -> Result<()> {
        let folder = Scratch::new("twins")?;
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        write(&from.join("jar"), "shared")?;
        replicate(&from, &to, Twin::Link)?;
        replicate(&from, &to, Twin::Copy)?;
        fs::write(to.join("jar"), "changed")?;
        assert_eq!(read(&from.join("jar"))?, b"shared");
        Ok(())
    }
}
