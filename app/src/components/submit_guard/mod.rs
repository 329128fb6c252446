//! Each form is sent once.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlFormElement};

/// The attribute of a form that is on its way.
const SENT: &str = "data-cx-sent";

/// Stops the second press of a button while its form is on the way, and shows on the button that it is. A page that
/// comes back from history can be sent again.
#[island]
pub(crate) fn SubmitGuard() -> impl IntoView {
    let guard = window_event_listener(ev::submit, |event| {
        let Some(form) = event.target().and_then(|t| t.dyn_into::<HtmlFormElement>().ok()) else { return };
        if form.has_attribute(SENT) {
            event.prevent_default();
        } else if !event.default_prevented() {
            mark(&form, event.submitter().and_then(|button| button.dyn_into().ok()));
        }
    });
    let rearm = window_event_listener(ev::pageshow, |event| {
        if event.persisted() {
            for_each(&format!("[{SENT}]"), |form| drop(form.remove_attribute(SENT)));
            for_each("button[aria-busy]", |button| drop(button.remove_attribute("aria-busy")));
        }
    });
    on_cleanup(move || {
        guard.remove();
        rearm.remove();
    });
    view! { <span class="cx-behaviour" hidden></span> }
}

/// Marks the form as sent and its button as busy; without a known button it is the form's first one.
fn mark(form: &HtmlFormElement, button: Option<Element>) {
    drop(form.set_attribute(SENT, ""));
    let button = button.or_else(|| form.query_selector("button[type=submit]").ok().flatten());
    if let Some(button) = button {
        drop(button.set_attribute("aria-busy", "true"));
    }
}

fn for_each(selector: &str, act: impl Fn(&Element)) {
    let Ok(nodes) = document().query_selector_all(selector) else { return };
    for index in 0..nodes.length() {
        if let Some(element) = nodes.get(index).and_then(|node| node.dyn_into().ok()) {
            act(&element);
        }
    }
}
