//! Copies a text of the page.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

use crate::browser;

/// How long the button says that it has copied.
const CONFIRMED: Duration = Duration::from_secs(3);

/// Lets each button with `data-cx-copy` copy the text of the element with that id, without its spaces; where the browser
/// forbids it, the text is selected instead.
#[island]
pub(crate) fn Copying() -> impl IntoView {
    browser::when_alive(|| browser::reveal("[data-cx-copy]"));
    browser::on_window("click", |event| {
        let Some(button) = browser::around_target(&event, "[data-cx-copy]") else { return };
        let source = button.get_attribute("data-cx-copy").and_then(|id| browser::element(&id));
        if let Some(source) = source {
            browser::spawn(copy(source, button));
        }
    });
    view! { <span class="cx-behaviour" hidden></span> }
}

async fn copy(source: Element, button: Element) {
    let text: String = source.text_content().unwrap_or_default().split_whitespace().collect();
    if !write(&text).await {
        if let Ok(Some(selection)) = window().get_selection() {
            drop(selection.select_all_children(&source));
        }
        return;
    }
    confirm(&button, true);
    set_timeout(move || confirm(&button, false), CONFIRMED);
}

/// Says on the button that it has copied, and in the `status` beside it, which a screen reader reads out.
fn confirm(button: &Element, done: bool) {
    browser::set_class(button, "cx-copy--done", done);
    let answer =
        button.query_selector(".cx-copy__answer").ok().flatten().and_then(|answer| answer.text_content());
    if let Some(status) = button.next_element_sibling() {
        status.set_text_content(answer.as_deref().filter(|_| done));
    }
}

/// Puts `text` on the clipboard, and says whether that worked. Pages without TLS have no clipboard.
async fn write(text: &str) -> bool {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    match clipboard.map(JsCast::dyn_into::<web_sys::Clipboard>) {
        Ok(Ok(clipboard)) => JsFuture::from(clipboard.write_text(text)).await.is_ok(),
        _ => false,
    }
}
