//! The gallery: every page in every state, drawn in the browser from its samples, with a chooser above it.
//!
//! The address holds the choice (`#login/wrong-password`), so that a state can be linked to.

use leptos::{ev, prelude::*};
use leptos_ftl::Text;

use crate::{pages::PAGES, stylesheet};

/// What the tools above the page have chosen.
#[derive(Clone, Copy, Debug)]
struct Look {
    dark: RwSignal<bool>,
    right_to_left: RwSignal<bool>,
    split: RwSignal<bool>,
}

/// Draws the gallery in the body of the document.
pub fn start() {
    // Nothing here leads anywhere: forms and links of the samples stay on the page.
    window_event_listener_untyped("submit", |event| event.prevent_default());
    leptos::mount::mount_to_body(Gallery);
}

#[component]
fn Gallery() -> impl IntoView {
    let chosen = RwSignal::new(chosen());
    let back = window_event_listener(ev::hashchange, move |_| chosen.set(self::chosen()));
    on_cleanup(move || back.remove());
    let look =
        Look { dark: RwSignal::new(false), right_to_left: RwSignal::new(false), split: RwSignal::new(false) };
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            let dark = if look.dark.get() { "cx-dark" } else { "cx-light" };
            let split = if look.split.get() { " cx-split" } else { "" };
            root.set_class_name(&format!("cx-page {dark}{split}"));
            drop(root.set_attribute("dir", if look.right_to_left.get() { "rtl" } else { "ltr" }));
            drop(root.set_attribute("data-cx-islands", "gallery"));
        }
    });
    view! {
        <style>{stylesheet::text()}{TOOLS}</style>
        <Tools chosen=chosen look=look/>
        {move || page(&chosen.get(), look.split)}
    }
}

/// The state that the address names; the first one if it names none.
fn page((page, state): &(String, String), split: RwSignal<bool>) -> AnyView {
    let entry = PAGES.iter().find(|entry| entry.name == *page).unwrap_or(&PAGES[0]);
    let mut states = (entry.states)();
    let index = states.iter().position(|s| slug(s.name) == *state).unwrap_or(0);
    let state = states.swap_remove(index);
    split.set(state.split);
    (state.body)()
}

#[component]
fn Tools(chosen: RwSignal<(String, String)>, look: Look) -> impl IntoView {
    let options = PAGES
        .iter()
        .map(|entry| {
            let states = (entry.states)()
                .into_iter()
                .map(|state| {
                    let value = format!("{}/{}", entry.name, slug(state.name));
                    let address = value.clone();
                    let selected = move || {
                        let (page, state) = chosen.get();
                        format!("{page}/{state}") == address
                    };
                    view! { <option value=value selected=selected>{entry.name} ": " {state.name}</option> }
                })
                .collect_view();
            view! { <optgroup label=entry.name>{states}</optgroup> }
        })
        .collect_view();
    let choose = move |event| drop(location().set_hash(&event_target_value(&event)));
    view! {
        <nav class="gallery-tools" aria-label="Gallery">
            <select aria-label="Page and state" on:change=choose>{options}</select>
            {toggle("Dark", look.dark)}
            {toggle("Right to left", look.right_to_left)}
            {toggle("Split", look.split)}
        </nav>
    }
}

fn toggle(label: &'static str, signal: RwSignal<bool>) -> impl IntoView {
    view! {
        <label>
            <input type="checkbox" prop:checked=signal on:change=move |event| signal.set(event_target_checked(&event))/>
            {Text::from(label)}
        </label>
    }
}

/// What the address names: a page and a state.
fn chosen() -> (String, String) {
    let hash = location().hash().unwrap_or_default();
    let (page, state) = hash.trim_start_matches('#').split_once('/').unwrap_or(("login", "plain"));
    (page.to_owned(), state.to_owned())
}

fn slug(name: &str) -> String {
    name.replace(' ', "-")
}

const TOOLS: &str = "
.gallery-tools { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 16px; font: 14px system-ui; color: #fff; background: #222; }
.gallery-tools label { display: inline-flex; gap: 6px; align-items: center; }
.gallery-tools select { font: inherit; color: inherit; background: #333; padding: 4px; }
";
