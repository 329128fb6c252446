//! The frame of every page.

use leptos::prelude::*;
use leptos_ftl::{Flag, Text, when};

use super::{
    ShellData,
    account::Account,
    footer::Footer,
    heading::{Heading, Title},
    ways::Ways,
};
use crate::components::{
    message::Message, once_links::OnceLinks, session_watcher::SessionWatcher, submit_guard::SubmitGuard,
};

/// Whether a page is a step of an authentication flow. Others have no address to post to, and nobody who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// A step of a flow.
    Step,
    /// A page beside the flows.
    Outside,
}

/// The frame: brand, heading, who signs in, message, the page's own content, other ways, footer.
#[component]
pub(crate) fn Shell(
    /// The data of the frame.
    data: ShellData,
    /// Whether the page is a step of a flow.
    flow: Flow,
    /// What to do on the page.
    #[prop(into)]
    title: Title,
    /// A line of explanation.
    #[prop(optional, into)]
    lead: Option<Text>,
    /// Whether the page shows Keycloak's message, if there is one; a page does not when it shows it by a field.
    #[prop(into)]
    message: Flag,
    /// The page's own content.
    children: Children,
) -> impl IntoView {
    let step = flow == Flow::Step;
    let message = when(&data.has_message.and(&message), || view! { <Message data=data.message.clone()/> });
    view! {
        <div class="cx-frame">
            <div class="cx-panel" aria-hidden="true"></div>
            <div class="cx-column">
                <main class="cx-main">
                    <div class="cx-brand" id="kc-header">
                        <span class="cx-brand__logo" aria-hidden="true"></span>
                        <span class="cx-brand__name">{data.realm.clone()}</span>
                    </div>
                    <Heading title=title lead=lead/>
                    {step.then(|| view! { <Account data=data.clone()/> })}
                    {message}
                    {children()}
                    {step.then(|| view! { <Ways data=data.clone()/> })}
                </main>
                <Footer data=data.clone()/>
            </div>
            <SubmitGuard/>
            <OnceLinks/>
            <SessionWatcher sign_in_elsewhere=data.sign_in_elsewhere session_hash=data.session_hash/>
        </div>
    }
}
