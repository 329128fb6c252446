//! A checkbox with its words.

use leptos::prelude::*;
use leptos_ftl::{Flag, Text};

/// A checkbox whose whole line can be pressed; ticked, it is posted as `on`.
#[component]
pub(crate) fn Checkbox(
    /// Its id, and the name by which it is posted.
    id: &'static str,
    /// Its words.
    label: Text,
    /// Whether it is ticked when the page opens.
    #[prop(optional)]
    checked: Flag,
) -> impl IntoView {
    view! {
        <label class="cx-checkbox" for=id>
            <input class="cx-checkbox__box" id=id name=id type="checkbox" checked=checked/>
            {label}
        </label>
    }
}
