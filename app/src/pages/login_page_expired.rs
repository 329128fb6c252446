//! `login-page-expired.ftl`: a page that Keycloak no longer knows.

use leptos::prelude::*;
use leptos_ftl::{Staged, Text};

use super::page::Page;
use crate::{
    components::button::{ButtonLink, Weight},
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginPageExpired {
    #[datum(nested)]
    shell: ShellData,
    #[datum(expr = "url.loginRestartFlowUrl", sample = "https://sso.example/restart")]
    restart: Text,
    #[datum(expr = "url.loginAction", sample = "https://sso.example/authenticate")]
    go_on: Text,
}

impl Page for LoginPageExpired {
    const NAME: &'static str = "login-page-expired";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginPageExpiredView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        Vec::new()
    }
}

#[component]
fn LoginPageExpiredView(page: LoginPageExpired) -> impl IntoView {
    view! {
        <Shell
            data=page.shell
            flow=Flow::Step
            title=texts::EXPIRED_TITLE.text()
            lead=texts::EXPIRED_TEXT.text()
            message=true
        >
            <div class="cx-actions">
                <ButtonLink id="loginContinueLink" href=page.go_on label=texts::CONTINUE.text()/>
                <ButtonLink
                    id="loginRestartLink"
                    href=page.restart
                    label=texts::RESTART.text()
                    weight=Weight::Secondary
                />
            </div>
        </Shell>
    }
}
