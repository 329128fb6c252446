//! `Output::Navigate` and `Output::ReplaceUrl`: the page's address.

use cx_auth_core::secret::SecretUrl;
/// The page's whole address, query and fragment included.
pub fn page_url() -> Option<SecretUrl> {
    Some(SecretUrl::new(web_sys::window()?.location().href().ok()?))
}

/// Leaves the page for that address; `None` if the browser refuses.
pub fn assign(url: &SecretUrl) -> Option<()> {
    web_sys::window()?.location().assign(url.secret()).ok()
}

/// Shows that address as the page's own. Keeps the history entry's state, which belongs to the application's router.
pub fn replace(url: &SecretUrl) {
    let Some(history) = web_sys::window().and_then(|window| window.history().ok()) else { return };
    let state = history.state().unwrap_or_default();
    // The browser refuses if this comes too often, or for an address of another origin: then the old one stays in view.
    let _ = history.replace_state_with_url(&state, "", Some(url.secret()));
}
