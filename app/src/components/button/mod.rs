//! Buttons, and links that look like them.

use leptos::prelude::*;
use leptos_ftl::Text;

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// The one thing to do on a page.
    Primary,
    /// Other things to do.
    Secondary,
    /// Ways out.
    Link,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "cx-button cx-button--primary",
            Self::Secondary => "cx-button cx-button--secondary",
            Self::Link => "cx-button cx-button--link",
        }
    }
}

/// A button that sends its form.
#[component]
pub(crate) fn SubmitButton(
    /// Its words.
    label: Text,
    /// Its id.
    id: &'static str,
    /// The field that Keycloak reads to know which button was pressed.
    #[prop(optional)]
    name: Option<&'static str>,
    /// The value of that field.
    #[prop(optional)]
    value: Option<&'static str>,
    /// How much it asks to be pressed.
    #[prop(default = Weight::Primary)]
    weight: Weight,
) -> impl IntoView {
    view! {
        <button class=weight.class() id=id name=name value=value type="submit">
            {label}
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub(crate) fn ButtonLink(
    /// Its words.
    label: Text,
    /// Its id.
    id: &'static str,
    /// Where it leads.
    href: Text,
    /// How much it asks to be pressed.
    #[prop(default = Weight::Primary)]
    weight: Weight,
) -> impl IntoView {
    view! {
        <a class=weight.class() id=id href=href>
            {label}
        </a>
    }
}
