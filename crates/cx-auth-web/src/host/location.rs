//! `Output::Navigate` and `Output::ReplaceUrl`: the page's address.

use cx_auth_core::secret::SecretUrl;
use web_sys::Window;

use crate::face::Refusal;

/// The page's whole address, query and fragment included.
pub(crate) fn page_url() -> Result<SecretUrl, Refusal> {
    let href = window()?.location().href().map_err(|_| Refusal::NotABrowser)?;
    Ok(SecretUrl::new(href))
}

/// Leaves the page for that address.
pub(crate) fn assign(url: &SecretUrl) -> Result<(), Refusal> {
    window()?.location().assign(url.secret()).map_err(|_| Refusal::NotABrowser)
}

/// Shows that address as the page's own. Keeps the history entry's state, which belongs to the application's router.
pub(crate) fn replace(url: &SecretUrl) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    let state = history.state().unwrap_or_default();
    // The browser refuses if this comes too often, or for an address of another origin: then the old one stays in view.
    let _ = history.replace_state_with_url(&state, "", Some(url.secret()));
}

fn window() -> Result<Window, Refusal> {
    web_sys::window().ok_or(Refusal::NotABrowser)
}
