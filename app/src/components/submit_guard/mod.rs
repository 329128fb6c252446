//! Each form is sent once.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, SubmitEvent};

use crate::browser;

/// The attribute of a form that is on its way.
const SENT: &str = "data-cx-sent";

/// Stops the second press of a button while its form is on the way, and shows on the button that it is. A page that
/// comes back from history can be sent again.
#[island]
pub(crate) fn SubmitGuard() -> impl IntoView {
    browser::on_window("submit", guard);
    browser::on_return(|| {
        for form in browser::elements("[data-cx-sent]") {
            drop(form.remove_attribute(SENT));
        }
        for button in browser::elements("button[aria-busy]") {
            drop(button.remove_attribute("aria-busy"));
        }
    });
    view! { <span class="cx-behaviour" hidden></span> }
}

fn guard(event: Event) {
    let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) else { return };
    if form.has_attribute(SENT) {
        event.prevent_default();
    } else if !event.default_prevented() {
        browser::set(&form, SENT, "");
        let pressed = event.unchecked_into::<SubmitEvent>().submitter().map(Element::from);
        let button = pressed.or_else(|| form.query_selector("button[type=submit]").ok().flatten());
        if let Some(button) = button {
            browser::set(&button, "aria-busy", "true");
        }
    }
}
