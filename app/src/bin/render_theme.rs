//! Writes what Keycloak needs of the sign-in pages.
//!
//! - `render_theme OUT_DIR --assets FOLDER`: one template for each page; `FOLDER` is the name, under the theme's
//!   resources, of the folder with scripts and styles.
//! - `render_theme --css FILE`: the style sheet.
//! - `render_theme --samples OUT_DIR`: every page in every state as a document of its own, to be looked at.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use cx_auth_app::{pages::PAGES, stylesheet, theme::Assets};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [out, "--assets", folder] => templates(Path::new(out), &Assets::new(folder)),
        ["--css", file] => write(&PathBuf::from(file), &stylesheet::text()),
        ["--samples", out] => samples(Path::new(out)),
        _ => Err("usage: render_theme OUT_DIR --assets FOLDER | --css FILE | --samples OUT_DIR".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            report(&problems);
            ExitCode::FAILURE
        }
    }
}

/// Writes the templates, or says of each page that cannot be one why.
fn templates(out: &Path, assets: &Assets) -> Result<(), String> {
    let mut problems = Vec::new();
    for page in &PAGES {
        let file = format!("{}.ftl", page.name);
        match (page.template)(assets) {
            Ok(template) => {
                let findings = leptos_ftl::lint::check(&template);
                problems
                    .extend(findings.iter().map(|f| format!("{file}: at byte {}: {}", f.offset, f.reason)));
                write(&out.join(&file), &template)?;
            }
            Err(error) => problems.push(error.to_string()),
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

fn samples(out: &Path) -> Result<(), String> {
    for page in &PAGES {
        for state in (page.states)() {
            let name = format!("{}.{}.html", page.name, state.name.replace(' ', "-"));
            let document = (state.document)(&Assets::new("assets"));
            write(&out.join(name), &document)?;
        }
    }
    Ok(())
}

fn write(path: &Path, content: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(path, content).map_err(|error| format!("{}: {error}", path.display()))
}

#[expect(clippy::print_stderr, reason = "the one place where this tool speaks")]
fn report(problems: &str) {
    eprintln!("{problems}");
}
