//! `error.ftl`: what went wrong, and what to do next.

use leptos::prelude::*;
use leptos_ftl::{Flag, Html, Staged, Text, when, when_else};

use super::{page::Page, sign_in::HOSTILE};
use crate::{
    components::{
        button::ButtonLink,
        icon::{Icon, Shape},
    },
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct Error {
    #[datum(nested)]
    shell: ShellData,
    #[datum(html = "kcSanitize(msg('errorTitle'))", sample = "We are sorry...")]
    header: Html,
    #[datum(html = "kcSanitize((message.summary)!'')", sample = "Invalid parameter: redirect_uri")]
    summary: Html,
    #[datum(expr = "traceId??", sample = false)]
    has_trace: Flag,
    #[datum(
        expr = "msg('traceIdSupportMessage', traceId!'')",
        sample = "If you contact support, please provide the following trace identifier: 4bf92f3577b34da6a3ce929d0e0e4736"
    )]
    trace: Text,
    #[datum(expr = "!skipLink?? && ((client.baseUrl)!'')?has_content", sample = true)]
    has_client: Flag,
    #[datum(expr = "(client.baseUrl)!''", sample = "https://app.example/")]
    client: Text,
}

impl Page for Error {
    const NAME: &'static str = "error";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <ErrorView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        vec![
            ("nowhere to go", Self { has_client: false.into(), ..Self::sample() }),
            ("trace", Self { has_trace: true.into(), ..Self::sample() }),
            (
                "sanitised markup",
                Self { summary: "<b>Invalid</b> parameter: redirect_uri".into(), ..Self::sample() },
            ),
            ("hostile trace", Self { has_trace: true.into(), trace: HOSTILE.into(), ..Self::sample() }),
        ]
    }
}

#[component]
fn ErrorView(page: Error) -> impl IntoView {
    let trace = when(&page.has_trace, || {
        view! { <p class="cx-aside cx-value" id="traceId">{page.trace}</p> }
    });
    let next = when_else(
        &page.has_client,
        || {
            view! {
                <ButtonLink
                    id="backToApplication"
                    href=page.client
                    label=texts::BACK_TO_APPLICATION.without_arrow()
                />
            }
        },
        || view! { <p>{texts::ERROR_NEXT.text()}</p> },
    );
    view! {
        <Shell data=page.shell flow=Flow::Outside title=page.header message=false>
            <div class="cx-message cx-message--error" id="kc-error-message" role="alert">
                <Icon shape=Shape::Alert/>
                <span class="cx-message__text" inner_html=page.summary></span>
            </div>
            {next}
            {trace}
        </Shell>
    }
}
