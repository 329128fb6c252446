//! What to do on a page.

use leptos::prelude::*;
use leptos_ftl::{Html, Text};

/// The one `h1` of a page.
#[derive(Clone, Debug)]
pub(crate) enum Title {
    /// Words.
    Text(Text),
    /// Words that an administrator may have marked up.
    Html(Html),
}

impl From<Text> for Title {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<Html> for Title {
    fn from(html: Html) -> Self {
        Self::Html(html)
    }
}

/// What to do, and a line of explanation where it helps.
#[component]
pub(super) fn Heading(
    /// What to do.
    title: Title,
    /// What helps to do it.
    lead: Option<Text>,
) -> impl IntoView {
    let title = match title {
        Title::Text(text) => view! { <h1 class="cx-title" id="kc-page-title">{text}</h1> }.into_any(),
        Title::Html(html) => {
            view! { <h1 class="cx-title" id="kc-page-title" inner_html=html></h1> }.into_any()
        }
    };
    view! {
        <div class="cx-heading">
            {title}
            {lead.map(|lead| view! { <p class="cx-lead">{lead}</p> })}
        </div>
    }
}
