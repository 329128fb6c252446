//! A hash over inputs: file contents, folders, and words such as versions.

use std::{fs, io::Read, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::files;

/// Collects inputs; the same inputs give the same hash on every machine.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fingerprint(Sha256);

impl Fingerprint {
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.add(word.as_bytes());
        self
    }

    pub(crate) fn bytes(mut self, bytes: &[u8]) -> Self {
        self.add(bytes);
        self
    }

    /// One file's content. A file that is not there is an input too.
    pub(crate) fn file(mut self, path: &Path) -> Result<Self> {
        match fs::read(path) {
            Ok(content) => self.add(&content),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => self.add(b"absent"),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
        Ok(self)
    }

    /// Names and contents of all files in a folder, without generated and hidden ones (see [`files::below`]).
    pub(crate) fn tree(mut self, folder: &Path) -> Result<Self> {
        for file in files::below(folder)? {
            let name = file.strip_prefix(folder).unwrap_or(&file);
            self.add(name.to_string_lossy().as_bytes());
            self = self.file(&file)?;
        }
        Ok(self)
    }

    pub(crate) fn hex(self) -> String {
        hex(&self.0.finalize())
    }

    fn add(&mut self, bytes: &[u8]) {
        // The length keeps `ab`,`c` and `a`,`bc` apart.
        self.0.update((bytes.len() as u64).to_le_bytes());
        self.0.update(bytes);
    }
}

/// The plain SHA-256 of a file, as publishers print it.
pub(crate) fn sha256_of(path: &Path) -> Result<String> {
    let mut file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let length = file.read(&mut buffer).with_context(|| format!("cannot read {}", path.display()))?;
        if length == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..length]);
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_run_into_each_other() {
        let [one, other] =
            [["ab", "c"], ["a", "bc"]].map(|[a, b]| Fingerprint::default().word(a).word(b).hex());
        assert_ne!(one, other);
    }

    #[test]
    fn a_missing_file_differs_from_an_empty_one() -> Result<()> {
        let folder = files::Scratch::new("fingerprint")?;
        let file = folder.path().join("input");
        let absent = Fingerprint::default().file(&file)?.hex();
        fs::write(&file, "")?;
        assert_ne!(absent, Fingerprint::default().file(&file)?.hex());
        assert_eq!(sha256_of(&file)?, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        Ok(())
    }

    #[test]
    fn a_renamed_file_changes_its_folder() -> Result<()> {
        let folder = files::Scratch::new("fingerprint-tree")?;
        fs::write(folder.path().join("a"), "same")?;
        let before = Fingerprint::default().tree(folder.path())?.hex();
        fs::rename(folder.path().join("a"), folder.path().join("b"))?;
        assert_ne!(before, Fingerprint::default().tree(folder.path())?.hex());
        Ok(())
    }
}
