//! Finished work is remembered by the fingerprint of its inputs, and not repeated while its outputs are there.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::{fingerprint::Fingerprint, step};

/// A piece of work with known inputs and outputs.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
    outputs: Vec<PathBuf>,
}

impl Stamp {
    /// `file` remembers the inputs of the last run that succeeded.
    pub(crate) fn new(file: PathBuf, inputs: Fingerprint) -> Self {
        Self { file, inputs: inputs.hex(), outputs: Vec::new() }
    }

    /// A file or folder that the work makes; the work is repeated if it is gone.
    pub(crate) fn output(mut self, path: impl AsRef<Path>) -> Self {
        self.outputs.push(path.as_ref().to_owned());
        self
    }

    /// Does the work as one step, unless it was done with the same inputs. Tells whether it was done now.
    pub(crate) fn ensure(&self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<bool> {
        if self.is_current() {
            step::unchanged(name, "unchanged");
            return Ok(false);
        }
        self.clear()?;
        step::step(name, work)?;
        self.record()?;
        Ok(true)
    }

    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|inputs| inputs == self.inputs)
            && self.outputs.iter().all(|path| path.exists())
    }

    /// To be called before the work starts: half-done work has no stamp.
    pub(crate) fn clear(&self) -> Result<()> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).with_context(|| format!("cannot remove {}", self.file.display()))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn record(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.file, &self.inputs).with_context(|| format!("cannot write {}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    fn times_done(stamp: &Stamp, output: &Path) -> Result<u32> {
        let mut times = 0;
        for _ in 0..2 {
            stamp.ensure("work", || {
                times += 1;
                Ok(fs::write(output, "made")?)
            })?;
        }
        Ok(times)
    }

    #[test]
    fn work_is_done_once_for_the_same_inputs() -> Result<()> {
        let folder = Scratch::new("stamp")?;
        let output = folder.path().join("output");
        let stamp = |input: &str| {
            Stamp::new(folder.path().join("stamps/work"), Fingerprint::default().word(input)).output(&output)
        };
        assert_eq!(times_done(&stamp("a"), &output)?, 1);
        assert_eq!(times_done(&stamp("a"), &output)?, 0);
        assert_eq!(times_done(&stamp("b"), &output)?, 1);
        fs::remove_file(&output)?;
        assert_eq!(times_done(&stamp("b"), &output)?, 1);
        Ok(())
    }

    #[test]
    fn failed_work_leaves_no_stamp() -> Result<()> {
        let folder = Scratch::new("stamp-failed")?;
        let stamp = Stamp::new(folder.path().join("work"), Fingerprint::default());
        assert!(stamp.ensure("work", || anyhow::bail!("no")).is_err());
        assert!(!stamp.is_current());
        Ok(())
    }
}
