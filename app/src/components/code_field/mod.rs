//! The field for a one-time code: one real input over drawn boxes.

mod digits;

use leptos::{ev, html, leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_ftl::{Flag, Number, Text};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::browser;

/// How many boxes stand in the page; the style sheet hides those that the code does not need.
const BOXES: usize = 10;

/// How long to wait for further digits after a code was wrong: an app that was enrolled before the realm changed its
/// policy has longer codes than the page expects.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(700);

/// One real input whose characters stand in drawn boxes. It takes what is pasted or filled in with spaces, leaves out
/// what is no digit, and sends its form once when the code is whole.
#[island]
pub(crate) fn CodeField(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// The name by which the code is posted.
    #[prop(into)]
    name: String,
    /// How many digits a code has.
    digits: Number,
    /// Whether the last code was wrong.
    wrong: Flag,
    /// Whether the page opens with this field focused.
    #[prop(into)]
    focus: Flag,
    /// The ids of the texts that describe the field while the code is wrong.
    #[prop(into)]
    error: String,
    /// Whether the whole code sends the form.
    sends: bool,
) -> impl IntoView {
    let length = usize::try_from(digits.value_or(6)).unwrap_or(6);
    let input = NodeRef::<html::Input>::new();
    let filled = RwSignal::new(0_usize);
    let sent = StoredValue::new(false);
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let patient = wrong.value_or(false);

    let send = move || {
        let Some(form) = input.get_untracked().and_then(|input| input.form()) else { return };
        let whole = input.get_untracked().is_some_and(|input| digits::only(&input.value()).len() >= length);
        if whole && !sent.get_value() {
            sent.set_value(true);
            browser::request_submit(&form);
        }
    };
    let typed = move |event: ev::Event| {
        let Some(target) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) else { return };
        let count = tidy(&target);
        filled.set(count);
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        if sends && patient {
            waiting.set_value(set_timeout_with_handle(send, PATIENCE).ok());
        } else if sends && count >= length {
            send();
        }
    };
    // What was typed before the wasm came counts too, and a page that comes back from history starts afresh.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            filled.set(tidy(&input));
        }
    });
    let returned = window_event_listener(ev::pageshow, move |event| {
        if event.persisted()
            && let Some(input) = input.get_untracked()
        {
            input.set_value("");
            filled.set(0);
            sent.set_value(false);
        }
    });
    on_cleanup(move || returned.remove());

    let boxes = (0..BOXES)
        .map(|index| {
            view! {
                <span
                    class="cx-code__box"
                    class=("cx-code__box--next", move || filled.get().min(length - 1) == index)
                ></span>
            }
        })
        .collect::<Vec<_>>();
    let class =
        Text::concat([Text::from("cx-code cx-code--"), digits.text(), wrong.choose(" cx-code--wrong", "")]);
    view! {
        <span class=class>
            <span class="cx-code__frame">
                <span class="cx-code__boxes" aria-hidden="true">
                    {boxes}
                </span>
                <input
                    class="cx-code__input"
                    node_ref=input
                    id=id
                    name=name
                    type="text"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    autocapitalize="off"
                    spellcheck="false"
                    required=true
                    autofocus=focus
                    aria-invalid=wrong.attr("true")
                    aria-describedby=wrong.attr(error)
                    on:input=typed
                />
            </span>
        </span>
    }
}

/// Leaves only the digits in `input`, keeps the caret where it was among them, and says how many there are.
fn tidy(input: &HtmlInputElement) -> usize {
    let value = input.value();
    let clean = digits::only(&value);
    if clean != value {
        let caret = input.selection_start().ok().flatten().and_then(|at| usize::try_from(at).ok());
        let before = caret.map(|at| digits::only(&value.chars().take(at).collect::<String>()).len());
        input.set_value(&clean);
        if let Some(at) = before.and_then(|at| u32::try_from(at).ok()) {
            // An error means an input type without a caret.
            let _ = input.set_selection_range(at, at);
        }
    }
    clean.len()
}
