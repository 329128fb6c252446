//! `login-password.ftl`: the password on a page of its own.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text};

use super::{
    page::Page,
    sign_in::{Forgotten, HOSTILE, Passkey, PasskeyData, Purpose, long_name},
};
use crate::{
    components::{button::SubmitButton, field::Field, password_field::PasswordField},
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginPassword {
    #[datum(nested)]
    shell: ShellData,
    #[datum(nested)]
    purpose: Purpose,
    #[datum(expr = "messagesPerField.existsError('password')", sample = false)]
    wrong: Flag,
    #[datum(expr = "messagesPerField.get('password')", sample = "Invalid password.")]
    error: Text,
    #[datum(nested)]
    forgotten: Forgotten,
    #[datum(nested)]
    passkey: PasskeyData,
}

impl Page for LoginPassword {
    const NAME: &'static str = "login-password";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginPasswordView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let known = |name: &str| Self { shell: ShellData::sample().with_account(name), ..Self::sample() };
        vec![
            ("known account", known("agent1")),
            ("wrong password", Self { wrong: true.into(), ..known("agent1") }),
            ("long account", known(&long_name())),
            ("hostile account", known(HOSTILE)),
            (
                "passkey and another way",
                Self {
                    passkey: PasskeyData::enabled(),
                    shell: ShellData {
                        other_ways: true.into(),
                        ..ShellData::sample().with_account("agent1")
                    },
                    ..Self::sample()
                },
            ),
        ]
    }
}

#[component]
fn LoginPasswordView(page: LoginPassword) -> impl IntoView {
    let shell = page.shell;
    view! {
        <Shell data=shell.clone() flow=Flow::Step title=page.purpose.title message=page.wrong.negate()>
            <form class="cx-form" id="kc-form-login" action=shell.action.clone() method="post">
                <Field id="password" label=texts::PASSWORD.text() wrong=page.wrong.clone() error=page.error>
                    <PasswordField
                        id="password"
                        autocomplete="current-password"
                        focus=true
                        has_description=page.wrong.clone()
                        description="password-error"
                        wrong=page.wrong
                        show=texts::SHOW_PASSWORD.text()
                        hide=texts::HIDE_PASSWORD.text()
                        caps_lock=texts::CAPS_LOCK.text()
                    />
                </Field>
                <div class="cx-options">{page.forgotten.view()}</div>
                <SubmitButton id="kc-login" name="login" label=texts::SIGN_IN.text()/>
            </form>
            <Passkey data=page.passkey action=shell.action/>
        </Shell>
    }
}
