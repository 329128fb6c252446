//! Copies a text of the page.

use std::time::Duration;

use leptos::prelude::*;
use leptos_ftl::Text;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    browser,
    components::icon::{Icon, Shape},
};

/// How long the button says that it has copied.
const CONFIRMED: Duration = Duration::from_secs(3);

/// A button that copies the text of another element without its spaces; where the browser forbids it, it selects the
/// text instead.
#[island]
pub(crate) fn CopyButton(
    /// The id of the element whose text is copied.
    #[prop(into)]
    source: String,
    /// What the button says.
    copy: Text,
    /// What it says when it has copied.
    copied: Text,
) -> impl IntoView {
    let alive = browser::alive();
    let done = RwSignal::new(false);
    let press = move |_| {
        let Some(text) = browser::text_of(&source) else { return };
        let text: String = text.split_whitespace().collect();
        let source = source.clone();
        spawn_local(async move {
            if write(&text).await {
                done.set(true);
                set_timeout(move || done.set(false), CONFIRMED);
            } else {
                select(&source);
            }
        });
    };
    let label = move || if done.get() { copied.clone() } else { copy.clone() };
    view! {
        <button
            class="cx-button cx-button--secondary cx-copy cx-removable"
            class=("cx-scripted", move || !alive.get())
            type="button"
            on:click=press
        >
            <Icon shape=Shape::Copy/>
            <span class="cx-copy__words" role="status">{label}</span>
        </button>
    }
}

/// Puts `text` on the clipboard, and says whether that worked. Pages without TLS have no clipboard.
async fn write(text: &str) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}

/// Selects the text of the element, so that a person can copy it.
fn select(id: &str) {
    let element = document().get_element_by_id(id);
    let selection = window().get_selection().ok().flatten();
    if let (Some(element), Some(selection)) = (element, selection) {
        drop(selection.select_all_children(&element));
    }
}
