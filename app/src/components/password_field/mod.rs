//! The field for a password.

use leptos::{ev, html, prelude::*};
use leptos_ftl::{Flag, Text};

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
    /// The ids of the texts that always describe the field, may be empty.
    #[prop(into)]
    described: String,
    /// The ids of the texts that describe the field while it is wrong.
    #[prop(into)]
    error: String,
    /// What the button says while the password is hidden.
    show: Text,
    /// What the button says while the password is seen.
    hide: Text,
    /// The hint about Caps Lock.
    caps_lock: Text,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let alive = browser::alive();
    let shown = RwSignal::new(false);
    let caps = RwSignal::new(false);

    let set_shown = move |now: bool| {
        let Some(input) = input.get_untracked() else { return };
        let (start, end) = (input.selection_start(), input.selection_end());
        input.set_type(if now { "text" } else { "password" });
        if let (Ok(Some(start)), Ok(Some(end))) = (start, end) {
            // Browsers put the caret elsewhere when the type changes.
            let _ = input.set_selection_range(start, end);
        }
        shown.set(now);
    };
    // A password must not leave the page as text: browsers would keep it among the words to suggest.
    let hidden_on_submit = window_event_listener(ev::submit, move |_| set_shown(false));
    on_cleanup(move || hidden_on_submit.remove());
    let watch_caps = move |event: ev::KeyboardEvent| caps.set(event.get_modifier_state("CapsLock"));

    let label = {
        let (show, hide) = (show.clone(), hide);
        move || if shown.get() { hide.clone() } else { show.clone() }
    };
    let describedby = if described.is_empty() {
        wrong.attr(error)
    } else {
        Flag::from(true).attr(wrong.choose(format!("{error} {described}"), described))
    };
    view! {
        <span class="cx-password">
            <span class="cx-field__control cx-password__control">
                <input
                    class="cx-input cx-password__input"
                    node_ref=input
                    id=id.clone()
                    name=id.clone()
                    type="password"
                    autocomplete=autocomplete
                    autocapitalize="off"
                    spellcheck="false"
                    autofocus=focus
                    aria-invalid=wrong.attr("true")
                    aria-describedby=describedby
                    on:keydown=watch_caps
                    on:keyup=watch_caps
                    on:blur=move |_| caps.set(false)
                />
                <button
                    class="cx-password__reveal"
                    class=("cx-scripted", move || !alive.get())
                    type="button"
                    aria-controls=id
                    aria-pressed=move || shown.get().to_string()
                    // The press must not take the focus, and with it the caret, from the input.
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| set_shown(!shown.get_untracked())
                >
                    <Icon shape=Shape::Eye class="cx-icon cx-password__eye cx-password__eye--open"/>
                    <Icon shape=Shape::EyeOff class="cx-icon cx-password__eye cx-password__eye--shut"/>
                    <span class="cx-spoken">{label}</span>
                </button>
            </span>
            <span class="cx-password__caps" role="status" hidden=move || !caps.get()>
                <Icon shape=Shape::CapsLock/>
                <span class="cx-password__words">{caps_lock}</span>
            </span>
        </span>
    }
}
