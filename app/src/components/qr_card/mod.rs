//! The QR code of an authenticator enrolment.

mod path;

use leptos::prelude::*;

use crate::browser;

/// A crisp drawing of the address of `a[data-cx-qr]`, laid over the picture that Keycloak sends. The secret travels in
/// that link alone.
#[island]
pub(crate) fn QrCard() -> impl IntoView {
    browser::when_alive(show);
    view! {
        <svg class="cx-qr__drawing" viewBox="0 0 1 1" shape-rendering="crispEdges" aria-hidden="true">
            <path class="cx-qr__modules" d=""></path>
        </svg>
    }
}

fn show() {
    let link = browser::elements("a[data-cx-qr]").into_iter().next();
    let Some(drawing) = link.and_then(|link| link.get_attribute("href")).and_then(|uri| path::draw(&uri))
    else {
        return;
    };
    for modules in browser::elements(".cx-qr__modules") {
        browser::set(&modules, "d", &drawing.path);
    }
    for svg in browser::elements(".cx-qr__drawing") {
        browser::set(&svg, "viewBox", &format!("0 0 {0} {0}", drawing.side));
        browser::set_class(&svg, "cx-qr__drawing--drawn", true);
    }
}
