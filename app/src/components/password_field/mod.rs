//! The field for a password.

use leptos::prelude::*;
use leptos_ftl::{Flag, Text};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, KeyboardEvent};

use crate::{
    browser,
    components::icon::{Icon, Shape},
};

/// A password input with a button that shows what was typed, and a hint while Caps Lock is on.
#[island]
pub(crate) fn PasswordField(
    /// The input's id, and the name by which the password is posted.
    #[prop(into)]
    id: String,
    /// What a password manager should offer: `current-password` or `new-password`.
    #[prop(into)]
    autocomplete: String,
    /// Whether the page opens with this field focused.
    #[prop(into)]
    focus: Flag,
    /// Whether the last password was wrong.
    wrong: Flag,
    /// Whether texts describe the field.
    #[prop(into)]
    has_description: Flag,
    /// The ids of those texts.
    #[prop(into)]
    description: Text,
    /// What the button says while the password is hidden.
    show: Text,
    /// What the button says while the password is seen.
    hide: Text,
    /// The hint about Caps Lock.
    caps_lock: Text,
) -> impl IntoView {
    let words = (show.as_str().to_owned(), hide.as_str().to_owned());
    listen(id.clone(), words);

    view! {
        <span class="cx-password">
            <span class="cx-field__control cx-password__control">
                <input
                    class="cx-input cx-password__input"
                    id=id.clone()
                    name=id.clone()
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus=focus
                    aria-invalid=wrong.attr("true")
                    aria-describedby=has_description.attr(description)
                />
                <button
                    class="cx-password__reveal cx-scripted"
                    type="button"
                    aria-controls=id.clone()
                    aria-pressed="false"
                >
                    <Icon shape=Shape::Eye class="cx-icon cx-password__eye cx-password__eye--open"/>
                    <Icon shape=Shape::EyeOff class="cx-icon cx-password__eye cx-password__eye--shut"/>
                    <span class="cx-spoken">{show}</span>
                </button>
            </span>
            <span class="cx-password__caps" id=format!("{id}-caps") role="status" hidden>
                <Icon shape=Shape::CapsLock/>
                <span class="cx-password__words">{caps_lock}</span>
            </span>
        </span>
    }
}

/// Serves the input with this id and its button, which says one or the other of `words`.
fn listen(id: String, words: (String, String)) {
    let button = format!("button[aria-controls='{id}']");
    let alive = button.clone();
    browser::when_alive(move || browser::reveal(&alive));
    // The press must not take the focus, and with it the caret, from the input.
    let pressed = button.clone();
    browser::on_window("mousedown", move |event| {
        if browser::around_target(&event, &pressed).is_some() {
            event.prevent_default();
        }
    });
    let (clicked, input) = (button.clone(), id.clone());
    let toggled = words.clone();
    browser::on_window("click", move |event| {
        if browser::around_target(&event, &clicked).is_some()
            && let Some(input) = browser::input(&input)
        {
            show(&input, &clicked, &toggled, input.type_() == "password");
        }
    });
    // A password must not leave the page as text: browsers would keep it among the words to suggest.
    let input = id.clone();
    browser::on_window("submit", move |_| {
        if let Some(input) = browser::input(&input) {
            show(&input, &button, &words, false);
        }
    });
    for event in ["keydown", "keyup", "focusout"] {
        let id = id.clone();
        browser::on_window(event, move |event| hint(&id, &event));
    }
}

/// Shows the password or hides it, and keeps the caret: browsers put it elsewhere when the type changes.
fn show(input: &HtmlInputElement, button: &str, (show, hide): &(String, String), shown: bool) {
    let (start, end) = (input.selection_start(), input.selection_end());
    input.set_type(if shown { "text" } else { "password" });
    if let (Ok(Some(start)), Ok(Some(end))) = (start, end) {
        drop(input.set_selection_range(start, end));
    }
    for button in browser::elements(button) {
        browser::set(&button, "aria-pressed", if shown { "true" } else { "false" });
        if let Ok(Some(label)) = button.query_selector(".cx-spoken") {
            label.set_text_content(Some(if shown { hide } else { show }));
        }
    }
}

/// Shows the hint while Caps Lock is on and the input with this id is being typed in.
fn hint(id: &str, event: &Event) {
    if browser::target_input(event, id).is_none() {
        return;
    }
    let on = event.dyn_ref::<KeyboardEvent>().is_some_and(|event| event.get_modifier_state("CapsLock"));
    if let Some(hint) = browser::element(&format!("{id}-caps")) {
        drop(hint.toggle_attribute_with_force("hidden", !on));
    }
}
