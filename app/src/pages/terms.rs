//! `terms.ftl`: the terms and conditions.

use leptos::prelude::*;
use leptos_ftl::{Html, Staged};

use super::page::Page;
use crate::{
    components::button::{SubmitButton, Weight},
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct Terms {
    #[datum(nested)]
    shell: ShellData,
    /// The terms, which an administrator writes as HTML.
    #[datum(
        html = "kcSanitize(msg('termsText'))",
        sample = "<p>Calls are recorded for training. Customer data stays inside the desk.</p><ul><li>Do not share \
                  your password.</li><li>Lock your screen when you leave.</li></ul>"
    )]
    text: Html,
}

impl Page for Terms {
    const NAME: &'static str = "terms";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <TermsView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let clause = "<p>The person who signs in keeps what customers say to themselves, during and after the work.</p>";
        vec![("long", Self { text: clause.repeat(40).into(), ..Self::sample() })]
    }
}

#[component]
fn TermsView(page: Terms) -> impl IntoView {
    let shell = page.shell;
    view! {
        <Shell data=shell.clone() flow=Flow::Step title=texts::TERMS_TITLE.text() message=false>
            <div class="cx-prose" id="kc-terms-text" inner_html=page.text></div>
            <form class="cx-form" action=shell.action method="post">
                <div class="cx-actions">
                    <SubmitButton id="kc-accept" name="accept" label=texts::ACCEPT.text()/>
                    <SubmitButton
                        id="kc-decline"
                        name="cancel"
                        label=texts::DECLINE.text()
                        weight=Weight::Secondary
                    />
                </div>
            </form>
        </Shell>
    }
}
