//! Signing in with a passkey on the pages that also take a password.

mod base64url;
mod ceremony;

use leptos::prelude::*;

use self::ceremony::Ceremony;
use crate::browser;

/// Serves the button `#authenticateWebAuthnButton`, which asks for a passkey. While the page is open it also lets the
/// browser offer passkeys in the username field, as the realm's policy says.
///
/// What Keycloak asks for stands in the data attributes of the form `webauth`, the keys that are allowed in the form
/// `authn_select`; the answer goes into the hidden fields of the former.
#[island]
pub(crate) fn PasskeyCeremony() -> impl IntoView {
    browser::when_alive(|| {
        browser::reveal("#authenticateWebAuthnButton");
        if let Some(ceremony) = Ceremony::of_page() {
            browser::spawn(async move { ceremony.offer().await });
        }
    });
    browser::on_window("click", |event| {
        if browser::around_target(&event, "#authenticateWebAuthnButton").is_some()
            && let Some(ceremony) = Ceremony::of_page()
        {
            browser::spawn(async move { ceremony.ask().await });
        }
    });
    view! { <span class="cx-behaviour" hidden></span> }
}
