//! The rules that a new password must follow.

mod rule;

use leptos::{ev, prelude::*};
use leptos_ftl::{Flag, Number, Text, when};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use self::rule::Rule;

/// The realm's password rules as a list; each that a script can check is ticked off while the person types.
///
/// A number of 0 and a false flag mean that the realm has no such rule.
#[island]
pub(crate) fn PasswordPolicy(
    /// The id of the password input.
    #[prop(into)]
    input: String,
    /// The id of the list, by which the input is described.
    #[prop(into)]
    id: String,
    /// The heading of the list.
    title: Text,
    /// What a screen reader hears at the end of a rule that is met.
    met: Text,
    length: Number,
    length_text: Text,
    lower_case: Number,
    lower_case_text: Text,
    upper_case: Number,
    upper_case_text: Text,
    digits: Number,
    digits_text: Text,
    special: Number,
    special_text: Text,
    not_username: Flag,
    not_username_text: Text,
    /// The person's username, for the rule that forbids it.
    username: Text,
    not_email: Flag,
    not_email_text: Text,
    history: Number,
    history_text: Text,
) -> impl IntoView {
    let password = RwSignal::new(String::new());
    let typed = window_event_listener(ev::input, move |event| {
        let target = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok());
        if let Some(target) = target.filter(|target| target.id() == input) {
            password.set(target.value());
        }
    });
    on_cleanup(move || typed.remove());

    let counted = |number: &Number, rule: fn(usize) -> Rule, text: Text| {
        let needed = usize::try_from(number.value_or(0)).unwrap_or(0);
        let met = met.clone();
        when(&number.more_than(0), move || line(password, rule(needed), text, met))
    };
    let lines = (
        counted(&length, Rule::Length, length_text),
        counted(&lower_case, Rule::LowerCase, lower_case_text),
        counted(&upper_case, Rule::UpperCase, upper_case_text),
        counted(&digits, Rule::Digits, digits_text),
        counted(&special, Rule::Special, special_text),
        {
            let rule = Rule::Not(username.as_str().to_owned());
            let met = met.clone();
            when(&not_username, move || line(password, rule, not_username_text, met))
        },
    );
    view! {
        <div class="cx-policy" id=id>
            <p class="cx-policy__title">{title}</p>
            <ul class="cx-policy__rules">
                {lines}
                {when(&not_email, move || unchecked(not_email_text))}
                {when(&history.more_than(0), move || unchecked(history_text))}
            </ul>
        </div>
    }
}

/// A rule that is ticked off as soon as `password` follows it.
fn line(password: RwSignal<String>, rule: Rule, text: Text, met: Text) -> impl RenderHtml {
    let followed = Memo::new(move |_| password.with(|password| rule.allows(password)));
    view! {
        <li class="cx-policy__rule" class=("cx-policy__rule--met", move || followed.get())>
            <span class="cx-policy__mark" aria-hidden="true"></span>
            <span class="cx-policy__text">{text}</span>
            <span class="cx-spoken" hidden=move || !followed.get()>{met}</span>
        </li>
    }
}

/// A rule that only the server can check.
fn unchecked(text: Text) -> impl RenderHtml {
    view! {
        <li class="cx-policy__rule">
            <span class="cx-policy__mark" aria-hidden="true"></span>
            <span class="cx-policy__text">{text}</span>
        </li>
    }
}
