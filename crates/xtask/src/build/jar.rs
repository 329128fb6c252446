//! JAR files: the same folder always gives the same bytes, so Keycloak re-augments only for real changes.

use std::{fs::File, io::Write, path::Path};

use anyhow::{Context, Result};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::files;

/// Packs a folder.
pub(crate) fn write(folder: &Path, jar: &Path) -> Result<()> {
    files::write(jar, "")?;
    let mut zip =
        ZipWriter::new(File::create(jar).with_context(|| format!("cannot write {}", jar.display()))?);
    // The default time stamp is a fixed one.
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).unix_permissions(0o644);
    for file in files::all_below(folder)? {
        let name = file.strip_prefix(folder).unwrap_or(&file);
        zip.start_file_from_path(name, options)?;
        zip.write_all(&files::read(&file)?)?;
    }
    zip.finish()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn order_and_times_do_not_depend_on_when_it_is_packed() -> Result<()> {
        let folder = Scratch::new("jar")?;
        let tree = folder.path().join("tree");
        for file in ["theme/a.ftl", "META-INF/keycloak-themes.json"] {
            files::write(&tree.join(file), file)?;
        }
        let jar = folder.path().join("theme.jar");
        write(&tree, &jar)?;
        let mut zip = zip::ZipArchive::new(File::open(&jar)?)?;
        let mut names = Vec::new();
        for index in 0..zip.len() {
            let entry = zip.by_index(index)?;
            assert_eq!(entry.last_modified().map(|time| time.year()), Some(1980));
            names.push(entry.enclosed_name().context("a name")?);
        }
        assert_eq!(names, [Path::new("META-INF/keycloak-themes.json"), Path::new("theme/a.ftl")]);
        Ok(())
    }
}
