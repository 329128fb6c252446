//! Links that may be followed once.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::MouseEvent;

use crate::browser;

/// Stops the second click on a link with `data-cx-once`: Keycloak answers it with "page has expired".
#[island]
pub(crate) fn OnceLinks() -> impl IntoView {
    browser::on_window("click", |event| {
        let Some(link) = browser::around_target(&event, "a[data-cx-once]") else { return };
        if link.has_attribute("aria-disabled") {
            event.prevent_default();
        } else if event
            .dyn_into::<MouseEvent>()
            .is_ok_and(|e| !(e.ctrl_key() || e.meta_key() || e.shift_key()))
        {
            browser::set(&link, "aria-disabled", "true");
        }
    });
    browser::on_return(|| {
        for link in browser::elements("a[data-cx-once][aria-disabled]") {
            drop(link.remove_attribute("aria-disabled"));
        }
    });
    view! { <span class="cx-behaviour" hidden></span> }
}
