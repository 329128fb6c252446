//! The QR code of an authenticator enrolment.

mod path;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A crisp drawing of the link with the given id, laid over the picture that Keycloak sends. The secret travels in the
/// link alone, not in the props of this island.
#[island]
pub(crate) fn QrCard(
    /// The id of the `otpauth:` link.
    #[prop(into)]
    link: String,
) -> impl IntoView {
    let drawing = RwSignal::new(None::<path::Drawing>);
    Effect::new(move |_| drawing.set(address(&link).and_then(|uri| path::draw(&uri))));
    let side = move || drawing.with(|d| d.as_ref().map_or(0, |d| d.side));
    let view_box = move || format!("0 0 {0} {0}", side());
    let shape = move || drawing.with(|d| d.as_ref().map(|d| d.path.clone()).unwrap_or_default());
    view! {
        <svg
            class="cx-qr__drawing"
            class=("cx-qr__drawing--drawn", move || drawing.with(Option::is_some))
            viewBox=view_box
            shape-rendering="crispEdges"
            aria-hidden="true"
        >
            <path class="cx-qr__modules" d=shape></path>
        </svg>
    }
}

/// The address of the link with this id, as the page has it.
fn address(link: &str) -> Option<String> {
    document().get_element_by_id(link)?.dyn_into::<web_sys::Element>().ok()?.get_attribute("href")
}
