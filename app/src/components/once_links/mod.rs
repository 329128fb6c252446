//! Links that may be followed once.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Stops the second click on a link with `data-cx-once`: Keycloak answers it with "page has expired".
#[island]
pub(crate) fn OnceLinks() -> impl IntoView {
    let guard = window_event_listener(ev::click, |event| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("a[data-cx-once]").ok().flatten());
        let Some(link) = link else { return };
        if link.get_attribute("aria-disabled").is_some() {
            event.prevent_default();
        } else if !(event.ctrl_key() || event.meta_key() || event.shift_key()) {
            drop(link.set_attribute("aria-disabled", "true"));
        }
    });
    let rearm = window_event_listener(ev::pageshow, |event| {
        let Ok(links) = document().query_selector_all("a[data-cx-once][aria-disabled]") else { return };
        if event.persisted() {
            for index in 0..links.length() {
                if let Some(link) = links.get(index).and_then(|node| node.dyn_into::<Element>().ok()) {
                    drop(link.remove_attribute("aria-disabled"));
                }
            }
        }
    });
    on_cleanup(move || {
        guard.remove();
        rearm.remove();
    });
    view! { <span class="cx-behaviour" hidden></span> }
}
