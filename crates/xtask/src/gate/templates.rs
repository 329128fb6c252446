//! The rendered templates: `render_theme` has linted them; here is checked that they fit the files they were packed with.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::files;

/// Every template names assets only in the one folder that is there.
pub(crate) fn check(login: &Path) -> Result<()> {
    let assets: Vec<String> = fs::read_dir(login.join("resources"))?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| asset_names(name).next() == Some(name))
        .collect();
    let [assets] = assets.as_slice() else {
        bail!("one asset folder is expected in the theme, found {assets:?}")
    };
    let mut mentions = 0;
    for file in files::all_below(login)?.iter().filter(|file| file.extension().is_some_and(|it| it == "ftl"))
    {
        let text = fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
        if let Some(other) = asset_names(&text).find(|name| name != assets) {
            bail!("{} names {other}, but the assets are in {assets}", file.display());
        }
        mentions += asset_names(&text).count();
    }
    if mentions == 0 {
        bail!("no template names the assets' folder {assets}");
    }
    Ok(())
}

/// `cx-` and eight hexadecimal digits, wherever they stand.
fn asset_names(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("cx-").filter_map(|(start, _)| {
        let name = text.get(start..start + 11)?;
        let ends = !text[start + 11..].starts_with(|next: char| next.is_alphanumeric() || next == '-');
        (ends && name[3..].chars().all(|digit| digit.is_ascii_hexdigit())).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Scratch;

    #[test]
    fn only_hashes_are_asset_names() {
        let text =
            r#"<link href="cx-0123abcd/login.css" class="cx-feedbacks cx-field cx-deadbeefs"><b class="cx-"#;
        assert_eq!(asset_names(text).collect::<Vec<_>>(), ["cx-0123abcd"]);
    }

    #[test]
    fn a_template_of_an_earlier_build_is_found() -> Result<()> {
        let login = Scratch::new("templates")?;
        files::write(&login.path().join("resources/cx-0123abcd/app.js"), "")?;
        let page = login.path().join("login.ftl");
        files::write(&page, "${url.resourcesPath}/cx-0123abcd/boot.js")?;
        check(login.path())?;
        files::write(&page, "${url.resourcesPath}/cx-99999999/boot.js")?;
        assert!(check(login.path()).is_err());
        files::write(&page, "no assets")?;
        assert!(check(login.path()).is_err());
        Ok(())
    }
}
