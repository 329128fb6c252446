//! The parts of a form field: label, input, hint, error.

use leptos::prelude::*;
use leptos_ftl::{Flag, Text, when};

use crate::components::icon::{Icon, Shape};

/// A label above what it names, with the error below it. The error's id is the input's with `-error`.
#[component]
pub(crate) fn Field(
    /// The id of the input.
    id: &'static str,
    /// The words of the label.
    label: Text,
    /// What stands behind the label in brackets, for a field that may stay empty.
    #[prop(optional)]
    note: Option<(Flag, Text)>,
    /// Whether the error is shown.
    #[prop(optional)]
    wrong: Flag,
    /// What is wrong, and what to do.
    #[prop(optional)]
    error: Text,
    /// The input.
    children: Children,
) -> impl IntoView {
    let note = note.map(|(shown, text)| {
        when(&shown, || {
            view! {
                " "
                <span class="cx-field__optional">"(" {text} ")"</span>
            }
        })
    });
    view! {
        <div class="cx-field">
            <label class="cx-field__label" for=id>{label} {note}</label>
            {children()}
            {when(&wrong, || view! { <FieldError id=id text=error/> })}
        </div>
    }
}

/// What is wrong with a field; a screen reader says it with the input.
#[component]
fn FieldError(
    /// The id of the input.
    id: &'static str,
    /// The words.
    text: Text,
) -> impl IntoView {
    view! {
        <p class="cx-field__error" id=format!("{id}-error")>
            <Icon shape=Shape::Alert/>
            <span>{text}</span>
        </p>
    }
}

/// An input for a line of text.
#[component]
pub(crate) fn TextInput(
    /// Its id, and the name by which it is posted.
    id: &'static str,
    /// What it holds when the page opens.
    #[prop(optional)]
    value: Text,
    /// What the browser and password managers may offer.
    #[prop(into)]
    autocomplete: Text,
    /// Whether the page opens with this input focused.
    #[prop(optional, into)]
    focus: Flag,
    /// Whether what it held was wrong.
    #[prop(optional)]
    wrong: Flag,
    /// Whether it may not stay empty.
    #[prop(optional)]
    required: Flag,
    /// The id of a text that always describes it.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The id of the error, if it is not this field's own.
    #[prop(optional)]
    error: Option<&'static str>,
) -> impl IntoView {
    let error = error.map_or_else(|| format!("{id}-error"), str::to_owned);
    let describedby = match hint {
        Some(hint) => Flag::from(true).attr(wrong.choose(format!("{error} {hint}"), hint)),
        None => wrong.attr(error),
    };
    view! {
        <input
            class="cx-input"
            id=id
            name=id
            type="text"
            value=value
            autocomplete=autocomplete
            autocapitalize="off"
            spellcheck="false"
            autofocus=focus
            required=required
            aria-invalid=wrong.attr("true")
            aria-describedby=describedby
        />
    }
}
