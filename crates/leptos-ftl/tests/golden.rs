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
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, actual).expect("the golden file can be written");
    }
    let golden = fs::read_to_string(&path).expect("the golden file can be read");
    assert_eq!(actual, golden, "{name} differs; UPDATE_GOLDEN=1 writes it anew");
}
