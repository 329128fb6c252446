//! What holds for every page, as a template and in each of its states.
#![cfg(feature = "ssr")]

use std::collections::BTreeSet;

use cx_auth_app::{
    pages::{Entry, PAGES},
    theme::Assets,
};

/// Each page in each state, with a name for the failure.
fn samples() -> impl Iterator<Item = (String, String)> {
    PAGES.iter().flat_map(|page| {
        (page.states)().into_iter().map(|state| {
            let name = format!("{}: {}", page.name, state.name);
            (name, (state.document)(&assets()))
        })
    })
}

fn assets() -> Assets {
    Assets::new("cx-test")
}

fn template(page: &Entry) -> String {
    (page.template)(&assets()).unwrap_or_else(|error| panic!("{error}"))
}

/// The values of `attribute` in `html`.
fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
    let opening = format!(" {attribute}=\"");
    html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_page_becomes_a_template_that_the_lint_accepts() {
    for page in &PAGES {
        let findings = leptos_ftl::lint::check(&template(page));
        assert!(findings.is_empty(), "{}: {findings:?}", page.name);
    }
}

#[test]
fn pages_outside_of_a_flow_never_ask_for_its_address() {
    for page in PAGES.iter().filter(|page| ["error", "info", "logout-confirm"].contains(&page.name)) {
        assert!(!template(page).contains("loginAction"), "{}: Keycloak's getter throws there", page.name);
    }
}

#[test]
fn every_page_has_one_heading_and_one_main_landmark() {
    for (name, html) in samples() {
        assert_eq!(html.matches("<h1").count(), 1, "{name}");
        assert_eq!(html.matches("<main").count(), 1, "{name}");
    }
}

#[test]
fn ids_are_unique_in_every_state() {
    for (name, html) in samples() {
        let mut seen = BTreeSet::new();
        for id in values(&html, "id") {
            assert!(seen.insert(id), "{name}: {id} twice");
        }
    }
}

#[test]
fn every_reference_to_an_id_finds_it() {
    for (name, html) in samples() {
        let ids: BTreeSet<&str> = values(&html, "id").into_iter().collect();
        for attribute in ["for", "aria-describedby", "aria-controls", "data-cx-copy"] {
            for id in values(&html, attribute).into_iter().flat_map(str::split_whitespace) {
                assert!(ids.contains(id), "{name}: {attribute} names {id}, which is not there");
            }
        }
    }
}

/// Strict content security policies refuse all of these.
#[test]
fn nothing_is_inline() {
    for (name, html) in samples() {
        for forbidden in ["<style", " style=", " onclick=", " onsubmit=", "javascript:"] {
            assert!(!html.contains(forbidden), "{name}: {forbidden}");
        }
        assert_eq!(
            html.matches("<script").count(),
            html.matches("<script type=\"module\" src=").count(),
            "{name}"
        );
    }
}

#[test]
fn hostile_names_stay_text() {
    for (name, html) in samples().filter(|(name, _)| name.contains("hostile")) {
        assert!(!html.contains("alert(1)</script>"), "{name}");
        assert!(html.contains("&lt;/script&gt;"), "{name}: the name is not shown at all");
    }
}

#[test]
fn at_most_one_field_takes_the_focus() {
    for (name, html) in samples() {
        assert!(html.matches(" autofocus").count() <= 1, "{name}");
    }
}

#[test]
fn a_wrong_field_takes_the_focus_and_is_described() {
    for (name, html) in samples().filter(|(_, html)| html.contains("aria-invalid=\"true\"")) {
        let focused = html.split('<').find(|tag| tag.contains(" autofocus")).unwrap_or_default();
        assert!(focused.contains("aria-invalid=\"true\""), "{name}: {focused}");
        assert!(focused.contains("-error"), "{name}: {focused}");
    }
}

/// The secret belongs into the form, the key to type and the link; the props of an island are none of them.
#[test]
fn secret_of_an_enrolment_is_in_no_props() {
    let page = PAGES.iter().find(|page| page.name == "login-config-totp").expect("the page is there");
    for props in values(&template(page), "data-props") {
        assert!(!props.contains("totpSecret") && !props.contains("getKeyURI"), "{props}");
    }
}
