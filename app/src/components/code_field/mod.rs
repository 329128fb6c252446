//! The field for a one-time code: one real input over drawn boxes.

mod digits;

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use leptos_ftl::{Flag, Number, Text};
use web_sys::HtmlInputElement;

use crate::browser;

/// As many boxes as the longest code needs; the style sheet hides those that a shorter one does not.
const BOXES: &str = concat!(
    r#"<span class="cx-code__box"></span><span class="cx-code__box"></span><span class="cx-code__box"></span>"#,
    r#"<span class="cx-code__box"></span><span class="cx-code__box"></span><span class="cx-code__box"></span>"#,
    r#"<span class="cx-code__box"></span><span class="cx-code__box"></span>"#,
);

/// How long to wait for further digits after a code was wrong: an app that was enrolled before the realm changed its
/// policy has longer codes than the page expects.
const PATIENCE: Duration = Duration::from_millis(700);

/// One real input whose characters stand in drawn boxes. It takes what is pasted or filled in with spaces, leaves out
/// what is no digit, and sends its form once when the code is whole.
#[island]
pub(crate) fn CodeField(
    /// The input's id, and the name by which the code is posted.
    #[prop(into)]
    id: String,
    /// Its classes, as [`look`] gives them.
    class: Text,
    /// How many digits a code has.
    digits: Number,
    /// Whether the last code was wrong.
    wrong: Flag,
    /// Whether the page opens with this field focused.
    #[prop(into)]
    focus: Flag,
    /// Whether the whole code sends the form.
    sends: bool,
) -> impl IntoView {
    let length = usize::try_from(digits.value_or(6)).unwrap_or(6);
    let patience = if wrong.value_or(false) { PATIENCE } else { Duration::ZERO };
    listen(id.clone(), length, sends.then_some(patience));

    let error = wrong.attr(format!("{id}-error"));
    view! {
        <span class=class>
            <span class="cx-code__frame" data-next="0">
                <span class="cx-code__boxes" aria-hidden="true" inner_html=BOXES></span>
                <input
                    class="cx-code__input"
                    id=id.clone()
                    name=id
                    type="text"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    autocapitalize="off"
                    spellcheck="false"
                    required=true
                    autofocus=focus
                    aria-invalid=wrong.attr("true")
                    aria-describedby=error
                />
            </span>
        </span>
    }
}

/// The classes of a field for so many digits. They are worked out here and not in the island: in the browser they stand
/// in the page already.
#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) fn look(digits: &Number, wrong: &Flag) -> Text {
    Text::concat([Text::from("cx-code cx-code--"), digits.text(), wrong.choose(" cx-code--wrong", "")])
}

/// Keeps the input with this id tidy; with `patience`, sends its form when it holds so many digits.
fn listen(id: String, length: usize, patience: Option<Duration>) {
    let sent = Rc::new(Cell::new(false));
    let waiting = Cell::new(None::<TimeoutHandle>);
    // What was typed before the wasm came counts too.
    let early = id.clone();
    browser::when_alive(move || {
        if let Some(input) = browser::input(&early) {
            tidy(&input, length);
        }
    });
    let back = (id.clone(), sent.clone());
    browser::on_return(move || {
        if let Some(input) = browser::input(&back.0) {
            input.set_value("");
            tidy(&input, length);
        }
        back.1.set(false);
    });
    browser::on_window("input", move |event| {
        let Some(input) = browser::target_input(&event, &id) else { return };
        let whole = tidy(&input, length) >= length;
        if let Some(handle) = waiting.take() {
            handle.clear();
        }
        let Some(patience) = patience.filter(|_| whole && !sent.get()) else { return };
        let sent = sent.clone();
        let send = move || {
            if let Some(form) = input.form()
                && !sent.replace(true)
            {
                browser::request_submit(&form);
            }
        };
        if patience.is_zero() {
            send();
        } else {
            waiting.set(set_timeout_with_handle(send, patience).ok());
        }
    });
}

/// Leaves only the digits in `input`, keeps the caret where it was among them, marks the box that comes next, and says
/// how many digits there are.
fn tidy(input: &HtmlInputElement, length: usize) -> usize {
    let value = input.value();
    let clean = digits::only(&value);
    if clean != value {
        let caret = input.selection_start().ok().flatten().and_then(|at| usize::try_from(at).ok());
        let before = caret.map(|at| digits::only(&value.chars().take(at).collect::<String>()).len());
        input.set_value(&clean);
        if let Some(at) = before.and_then(|at| u32::try_from(at).ok()) {
            // An error means an input type without a caret.
            drop(input.set_selection_range(at, at));
        }
    }
    if let Some(frame) = input.parent_element() {
        browser::set(&frame, "data-next", &clean.len().min(length.saturating_sub(1)).to_string());
    }
    clean.len()
}
