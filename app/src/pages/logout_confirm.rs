//! `logout-confirm.ftl`: whether to sign out.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text, when};

use super::page::Page;
use crate::{
    components::button::{ButtonLink, SubmitButton, Weight},
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LogoutConfirm {
    #[datum(nested)]
    shell: ShellData,
    #[datum(expr = "url.logoutConfirmAction", sample = "https://sso.example/logout-confirm")]
    action: Text,
    #[datum(expr = "logoutConfirm.code", sample = "code")]
    code: Text,
    #[datum(expr = "!((logoutConfirm.skipLink)!false) && ((client.baseUrl)!'')?has_content", sample = true)]
    has_client: Flag,
    #[datum(expr = "(client.baseUrl)!''", sample = "https://app.example/")]
    client: Text,
}

impl Page for LogoutConfirm {
    const NAME: &'static str = "logout-confirm";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LogoutConfirmView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        vec![("nowhere to go", Self { has_client: false.into(), ..Self::sample() })]
    }
}

#[component]
fn LogoutConfirmView(page: LogoutConfirm) -> impl IntoView {
    let back = when(&page.has_client, || {
        view! {
            <ButtonLink
                id="backToApplication"
                href=page.client
                label=texts::BACK_TO_APPLICATION.without_arrow()
                weight=Weight::Secondary
            />
        }
    });
    view! {
        <Shell
            data=page.shell
            flow=Flow::Outside
            title=texts::LOGOUT_TITLE.text()
            lead=texts::LOGOUT_QUESTION.text()
            message=true
        >
            <form class="cx-form" id="kc-logout-confirm" action=page.action method="post">
                <input type="hidden" name="session_code" value=page.code/>
                <div class="cx-actions">
                    <SubmitButton id="kc-logout" name="confirmLogout" label=texts::LOGOUT.text()/>
                    {back}
                </div>
            </form>
        </Shell>
    }
}
