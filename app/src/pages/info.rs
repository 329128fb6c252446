//! `info.ftl`: something that Keycloak has to say, and the way on.

use leptos::prelude::*;
use leptos_ftl::{Flag, Html, List, Staged, Text, each, when, when_else};

use super::{page::Page, sign_in::HOSTILE};
use crate::{
    components::button::ButtonLink,
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct Info {
    #[datum(nested)]
    shell: ShellData,
    /// The heading: Keycloak's own, or else the message.
    #[datum(
        html = "kcSanitize(messageHeader???then(msg(messageHeader!''), (message.summary)!''))",
        sample = "Account updated"
    )]
    header: Html,
    /// Whether the message is not the heading already.
    #[datum(expr = "messageHeader?? || requiredActions??", sample = true)]
    has_text: Flag,
    #[datum(expr = "(message.summary)!''", sample = "Your account has been updated.")]
    summary: Text,
    #[datum(list = "requiredActions![] as requiredAction", sample = 0)]
    actions: List<Action>,
    #[datum(expr = "!skipLink?? && (pageRedirectUri!'')?has_content", sample = false)]
    has_page: Flag,
    #[datum(expr = "pageRedirectUri", sample = "https://app.example/")]
    page: Text,
    #[datum(
        expr = "!skipLink?? && !(pageRedirectUri!'')?has_content && (actionUri!'')?has_content",
        sample = false
    )]
    has_action: Flag,
    #[datum(expr = "actionUri", sample = "https://sso.example/action")]
    action: Text,
    #[datum(
        expr = "!skipLink?? && !(pageRedirectUri!'')?has_content && !(actionUri!'')?has_content && ((client.baseUrl)!'')?has_content",
        sample = true
    )]
    has_client: Flag,
    #[datum(expr = "(client.baseUrl)!''", sample = "https://app.example/")]
    client: Text,
}

/// Something that the person must do next.
#[derive(Clone, Debug, Staged)]
struct Action {
    #[datum(expr = "msg('requiredAction.' + requiredAction)", sample = "Configure OTP")]
    name: Text,
}

impl Page for Info {
    const NAME: &'static str = "info";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <InfoView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        vec![
            (
                "signed out",
                Self { header: "You are logged out".into(), has_text: false.into(), ..Self::sample() },
            ),
            (
                "things to do",
                Self {
                    header: "Perform the following action(s)".into(),
                    summary: "Perform the following action(s)".into(),
                    actions: List::samples(2),
                    has_action: true.into(),
                    has_client: false.into(),
                    ..Self::sample()
                },
            ),
            ("nowhere to go", Self { has_client: false.into(), ..Self::sample() }),
            (
                "hostile text",
                Self {
                    summary: HOSTILE.into(),
                    has_page: true.into(),
                    has_client: false.into(),
                    ..Self::sample()
                },
            ),
        ]
    }
}

#[component]
fn InfoView(page: Info) -> impl IntoView {
    let (summary, actions) = (page.summary, page.actions);
    let text = when(&page.has_text, || {
        view! {
            <div class="cx-prose" id="kc-info-message">
                <p>{summary}</p>
                {when_else(
                    &actions.is_empty(),
                    || (),
                    || view! { <ul>{each(&actions, |action| view! { <li>{action.name}</li> })}</ul> },
                )}
            </div>
        }
    });
    view! {
        <Shell data=page.shell flow=Flow::Outside title=page.header message=false>
            {text}
            {when(&page.has_page, || view! {
                <ButtonLink id="kc-go-on" href=page.page label=texts::BACK_TO_APPLICATION.without_arrow()/>
            })}
            {when(&page.has_action, || view! {
                <ButtonLink id="kc-go-on" href=page.action label=texts::CONTINUE.text()/>
            })}
            {when(&page.has_client, || view! {
                <ButtonLink id="kc-go-on" href=page.client label=texts::BACK_TO_APPLICATION.without_arrow()/>
            })}
        </Shell>
    }
}
