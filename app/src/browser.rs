//! The few things that islands ask of the browser.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlFormElement, HtmlInputElement};

/// Whether the island that asks is alive: false in the page that the server sends, true as soon as it hydrated.
pub(crate) fn alive() -> RwSignal<bool> {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    alive
}

/// What an element has to say, as text.
pub(crate) fn text_of(id: &str) -> Option<String> {
    document().get_element_by_id(id)?.text_content()
}

/// The input with this id.
pub(crate) fn input(id: &str) -> Option<HtmlInputElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The form with this id.
pub(crate) fn form(id: &str) -> Option<HtmlFormElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Sends `form` as if a person had pressed its button, so that its listeners run.
pub(crate) fn request_submit(form: &HtmlFormElement) {
    // An error means that the form is no longer in the page.
    let _ = form.request_submit();
}

/// The value of the cookie `name`, without the quotes that some servers put around it.
pub(crate) fn cookie(name: &str) -> Option<String> {
    let document: web_sys::HtmlDocument = document().dyn_into().ok()?;
    cookie_in(&document.cookie().ok()?, name)
}

fn cookie_in(cookies: &str, name: &str) -> Option<String> {
    cookies.split(';').find_map(|cookie| {
        let (key, value) = cookie.split_once('=')?;
        let value = value.trim();
        let bare = value.strip_prefix('"').and_then(|v| v.strip_suffix('"')).unwrap_or(value);
        (key.trim() == name && !bare.is_empty()).then(|| bare.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::cookie_in;

    #[test]
    fn cookies_are_found_by_their_whole_name() {
        let cookies = "A=1; KEYCLOAK_SESSION=\"abc=/x\" ; KEYCLOAK_SESSION_LEGACY=2";
        assert_eq!(cookie_in(cookies, "KEYCLOAK_SESSION").as_deref(), Some("abc=/x"));
        assert_eq!(cookie_in(cookies, "SESSION"), None);
        assert_eq!(cookie_in("", "A"), None);
    }

    #[test]
    fn an_empty_cookie_is_none() {
        assert_eq!(cookie_in("A=; B=\"\"", "A"), None);
        assert_eq!(cookie_in("A=; B=\"\"", "B"), None);
    }
}
