//! `login-reset-password.ftl`: a mail for people who forgot their password.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text};

use super::{page::Page, sign_in::HOSTILE};
use crate::{
    components::{
        button::{ButtonLink, SubmitButton, Weight},
        field::{Field, TextInput},
    },
    texts,
    theme::{Flow, Label, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginResetPassword {
    #[datum(nested)]
    shell: ShellData,
    #[datum(nested)]
    label: Label,
    #[datum(expr = "(auth.attemptedUsername)!''", sample = "")]
    username: Text,
    /// Whether an e-mail address may not be enough to find someone.
    #[datum(expr = "realm.duplicateEmailsAllowed", sample = false)]
    username_only: Flag,
    #[datum(expr = "messagesPerField.existsError('username')", sample = false)]
    wrong: Flag,
    #[datum(expr = "messagesPerField.get('username')", sample = "Please specify username.")]
    error: Text,
    #[datum(expr = "url.loginUrl", sample = "https://sso.example/login")]
    back: Text,
}

impl Page for LoginResetPassword {
    const NAME: &'static str = "login-reset-password";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginResetPasswordView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        vec![
            ("known username", Self { username: "agent1".into(), ..Self::sample() }),
            ("nothing entered", Self { wrong: true.into(), ..Self::sample() }),
            ("hostile username", Self { username: HOSTILE.into(), wrong: true.into(), ..Self::sample() }),
        ]
    }
}

#[component]
fn LoginResetPasswordView(page: LoginResetPassword) -> impl IntoView {
    let shell = page.shell;
    let lead = page.username_only.choose(texts::RESET_HELP_USERNAME.text(), texts::RESET_HELP.text());
    view! {
        <Shell
            data=shell.clone()
            flow=Flow::Step
            title=texts::FORGOT_TITLE.text()
            lead=lead
            message=page.wrong.negate()
        >
            <form class="cx-form" id="kc-reset-password-form" action=shell.action method="post">
                <Field id="username" label=page.label.text wrong=page.wrong.clone() error=page.error>
                    <TextInput
                        id="username"
                        value=page.username
                        autocomplete="username"
                        focus=true
                        wrong=page.wrong
                    />
                </Field>
                <div class="cx-actions">
                    <SubmitButton id="kc-form-buttons" label=texts::SUBMIT.text()/>
                    <ButtonLink
                        id="kc-back-to-login"
                        href=page.back
                        label=texts::BACK_TO_LOGIN.without_arrow()
                        weight=Weight::Link
                    />
                </div>
            </form>
        </Shell>
    }
}
