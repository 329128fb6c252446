//! The few things that islands ask of the browser.
//!
//! Islands adopt what the server sent and listen at the window, where the events of their elements arrive. That keeps
//! them small: a reactive attribute or a listener of its own costs a kilobyte or two of WebAssembly each.

use std::pin::Pin;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, HtmlInputElement};

/// Runs `act` as soon as the elements of the island that asks are in the page and alive; never on the server.
pub(crate) fn when_alive(act: impl FnOnce() + 'static) {
    #[cfg(target_arch = "wasm32")]
    {
        let act: Box<dyn FnOnce()> = Box::new(act);
        let act = wasm_bindgen::closure::Closure::once_into_js(act);
        window().queue_microtask(act.unchecked_ref());
    }
    #[cfg(not(target_arch = "wasm32"))]
    drop(act);
}

/// Runs `task` beside the page; boxed, so that WebAssembly holds the machinery once.
pub(crate) fn spawn(task: impl Future<Output = ()> + 'static) {
    let task: Pin<Box<dyn Future<Output = ()>>> = Box::pin(task);
    wasm_bindgen_futures::spawn_local(task);
}

/// Listens at the window for as long as the island that asks is in the page.
pub(crate) fn on_window(event: &'static str, act: impl Fn(Event) + 'static) {
    let act: Box<dyn Fn(Event)> = Box::new(act);
    let handle = window_event_listener_untyped(event, act);
    on_cleanup(move || handle.remove());
}

/// Acts when a page comes back from history as it was left.
pub(crate) fn on_return(act: impl Fn() + 'static) {
    on_window("pageshow", move |event| {
        if event.unchecked_into::<web_sys::PageTransitionEvent>().persisted() {
            act();
        }
    });
}

/// The element around the target of `event` that matches `selector`.
pub(crate) fn around_target(event: &Event, selector: &str) -> Option<Element> {
    event.target()?.dyn_into::<Element>().ok()?.closest(selector).ok()?
}

/// The input with this id, if `event` happened in it.
pub(crate) fn target_input(event: &Event, id: &str) -> Option<HtmlInputElement> {
    event.target()?.dyn_into::<HtmlInputElement>().ok().filter(|input| input.id() == id)
}

/// The element with this id.
pub(crate) fn element(id: &str) -> Option<Element> {
    document().get_element_by_id(id)
}

/// The input with this id.
pub(crate) fn input(id: &str) -> Option<HtmlInputElement> {
    element(id)?.dyn_into().ok()
}

/// The form with this id.
pub(crate) fn form(id: &str) -> Option<HtmlFormElement> {
    element(id)?.dyn_into().ok()
}

/// The elements that match `selector`.
pub(crate) fn elements(selector: &str) -> Vec<Element> {
    let Ok(nodes) = document().query_selector_all(selector) else { return Vec::new() };
    (0..nodes.length()).filter_map(|index| nodes.get(index)?.dyn_into().ok()).collect()
}

/// Sets an attribute; only an invalid name could make that fail.
pub(crate) fn set(element: &Element, name: &str, value: &str) {
    drop(element.set_attribute(name, value));
}

/// Puts `class` on the element, or takes it off.
pub(crate) fn set_class(element: &Element, class: &str, on: bool) {
    drop(element.class_list().toggle_with_force(class, on));
}

/// Takes away what keeps a control hidden while its island is not alive.
pub(crate) fn reveal(selector: &str) {
    for control in elements(selector) {
        set_class(&control, "cx-scripted", false);
    }
}

/// Sends `form` as if a person had pressed its button, so that its listeners run.
pub(crate) fn request_submit(form: &HtmlFormElement) {
    // An error means that the form is no longer in the page.
    drop(form.request_submit());
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
