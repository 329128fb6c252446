//! The rules that a new password must follow.

mod rule;
#[cfg(any(feature = "ssr", feature = "csr"))]
mod rules;

use leptos::prelude::*;

use self::rule::Rule;
use crate::browser;

#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) use rules::{PasswordRules, Policy};

/// Ticks off each `li[data-cx-rule]` that the password follows while the person types it.
#[island]
pub(crate) fn PasswordTicks() -> impl IntoView {
    browser::when_alive(|| {
        if let Some(input) = browser::input("password-new") {
            tick(&input.value());
        }
    });
    browser::on_window("input", |event| {
        if let Some(input) = browser::target_input(&event, "password-new") {
            tick(&input.value());
        }
    });
    view! { <span class="cx-behaviour" hidden></span> }
}

fn tick(password: &str) {
    for line in browser::elements("li[data-cx-rule]") {
        let attribute = |name| line.get_attribute(name).unwrap_or_default();
        let (name, value) = (attribute("data-cx-rule"), attribute("data-cx-value"));
        let met = Rule::named(&name, &value).is_some_and(|rule| rule.allows(password));
        browser::set_class(&line, "cx-policy__rule--met", met);
        if let Ok(Some(words)) = line.query_selector(".cx-spoken") {
            drop(words.toggle_attribute_with_force("hidden", !met));
        }
    }
}
