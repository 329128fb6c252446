//! Signing in with a passkey on the pages that also take a password.

mod ceremony;

use leptos::prelude::*;
use leptos_ftl::{Flag, Number, Text};
use wasm_bindgen_futures::spawn_local;

use self::ceremony::{Ceremony, Mediation};
use crate::{
    browser,
    components::icon::{Icon, Shape},
};

/// A button that asks for a passkey. While the page is open it also lets the browser offer passkeys in the username
/// field, as the realm's policy says.
///
/// The answer goes into the hidden fields of the form `webauth`; the keys that are allowed stand in the form
/// `authn_select`. Both are in the page without scripts.
#[island]
pub(crate) fn PasskeyButton(
    /// What the button says.
    label: Text,
    /// What Keycloak is told when the browser has no WebAuthn.
    unsupported: Text,
    /// The challenge, base64url.
    challenge: Text,
    /// The relying party's id.
    rp_id: Text,
    /// `required`, `preferred`, `discouraged` or `not specified`.
    user_verification: Text,
    /// Seconds, 0 for the browser's own limit.
    timeout: Number,
    /// When the browser offers passkeys by itself.
    mediation: Text,
    /// `platform` if the realm takes only keys that are built into the device.
    attachment: Text,
    /// Whether Keycloak already knows who signs in.
    user_identified: Flag,
) -> impl IntoView {
    let alive = browser::alive();
    let ceremony = Ceremony {
        challenge: challenge.as_str().to_owned(),
        rp_id: rp_id.as_str().to_owned(),
        user_verification: user_verification.as_str().to_owned(),
        timeout: u32::try_from(timeout.value_or(0)).unwrap_or(0),
        platform_only: attachment.as_str() == "platform",
        user_identified: user_identified.value_or(false),
        unsupported: unsupported.as_str().to_owned(),
    };
    let offer = ceremony.clone();
    Effect::new(move |_| {
        let (offer, mediation) = (offer.clone(), mediation.clone());
        spawn_local(async move { offer.offer(Mediation::named(mediation.as_str())).await });
    });
    let press = move |_| {
        let ceremony = ceremony.clone();
        spawn_local(async move { ceremony.ask().await });
    };
    view! {
        <button
            class="cx-button cx-button--secondary cx-removable"
            class=("cx-scripted", move || !alive.get())
            id="authenticateWebAuthnButton"
            type="button"
            on:click=press
        >
            <Icon shape=Shape::Key/>
            <span class="cx-button__words">{label}</span>
        </button>
    }
}
