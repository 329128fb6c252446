//! The template of a page that uses every feature, byte for byte. `UPDATE_GOLDEN=1` writes it anew.
#![cfg(feature = "ssr")]
#![allow(missing_docs, missing_debug_implementations, unreachable_pub)]

mod support;

use std::{env, fs, path::Path};

use leptos_ftl::{Staged, lint, render};
use support::{Page, SignIn, SignInProps};

#[test]
fn every_feature_is_staged_as_the_golden_file_says() {
    let template = render::template("sign-in.ftl", || SignIn(SignInProps { page: Page::template() }))
        .expect("the page can be staged");
    assert_golden("sign-in.ftl", &template);
    assert_eq!(lint::check(&template), []);
}

#[test]
fn the_samples_make_a_page_as_the_golden_file_says() {
    let html = render::sample(|| SignIn(SignInProps { page: Page::sample() }));
    assert_golden("sign-in.sample.html", &html);
}

fn assert_golden(name: &str, actual: &str) {
    let actual = without_hashes(actual);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &actual).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(&path).expect("the golden file can be read");
    assert_eq!(actual, golden, "{name} differs; UPDATE_GOLDEN=1 writes it anew");
}

/// The page without the hashes in the names of islands, which another compiler would choose differently.
fn without_hashes(page: &str) -> String {
    let mut parts = page.split("data-component=\"");
    let mut stable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('"').unwrap_or((part, ""));
        let name = name.trim_end_matches(|c: char| c.is_ascii_digit());
        stable.push_str(&format!("data-component=\"{name}HASH\"{rest}"));
    }
    stable
}
