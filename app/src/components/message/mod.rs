//! What Keycloak has to say above a form.

use leptos::prelude::*;
use leptos_ftl::{Staged, Text, when};

use crate::components::icon::{Icon, Shape};

/// Keycloak's message of the page. Only to be read where there is one.
#[derive(Clone, Debug, Staged)]
pub(crate) struct MessageData {
    /// `success`, `info`, `warning` or `error`.
    #[datum(expr = "message.type", sample = "info")]
    pub(crate) kind: Text,
    /// What it says.
    #[datum(
        expr = "message.summary",
        sample = "You should receive an email shortly with further instructions."
    )]
    pub(crate) summary: Text,
}

/// A message with the icon and the colours of its kind; a screen reader says an error at once.
#[component]
pub(crate) fn Message(
    /// The message.
    data: MessageData,
) -> impl IntoView {
    let icon = |kind: &str, shape| when(&data.kind.is(kind), move || view! { <Icon shape=shape/> });
    let icons = (
        icon("success", Shape::Check),
        icon("info", Shape::Info),
        icon("warning", Shape::Warning),
        icon("error", Shape::Alert),
    );
    let class = Text::concat([Text::from("cx-message cx-message--"), data.kind.clone()]);
    view! {
        <div class=class role=data.kind.is("error").choose("alert", "status")>
            {icons}
            <span class="cx-message__text">{data.summary}</span>
        </div>
    }
}
