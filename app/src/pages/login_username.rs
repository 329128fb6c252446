//! `login-username.ftl`: the username on a page of its own.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text, when};

use super::{
    page::Page,
    sign_in::{HOSTILE, Passkey, PasskeyData, Purpose, Register, Registration, divider},
};
use crate::{
    components::{
        button::SubmitButton,
        checkbox::Checkbox,
        field::{Field, TextInput},
        social::{Social, SocialData},
    },
    texts,
    theme::{Flow, Label, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginUsername {
    #[datum(nested)]
    shell: ShellData,
    #[datum(nested)]
    purpose: Purpose,
    #[datum(nested)]
    label: Label,
    #[datum(expr = "realm.password", sample = true)]
    takes_passwords: Flag,
    #[datum(expr = "usernameHidden??", sample = false)]
    username_hidden: Flag,
    #[datum(expr = "(login.username)!''", sample = "")]
    username: Text,
    #[datum(expr = "realm.rememberMe && !usernameHidden??", sample = true)]
    remember_me: Flag,
    #[datum(expr = "(login.rememberMe)??", sample = false)]
    remembered: Flag,
    #[datum(expr = "messagesPerField.existsError('username')", sample = false)]
    wrong: Flag,
    #[datum(expr = "messagesPerField.get('username')", sample = "Invalid username or email.")]
    error: Text,
    #[datum(nested)]
    passkey: PasskeyData,
    #[datum(nested)]
    social: SocialData,
    #[datum(nested)]
    registration: Registration,
}

impl Page for LoginUsername {
    const NAME: &'static str = "login-username";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginUsernameView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let plain = || Self { social: SocialData::none(), ..Self::sample() };
        vec![
            ("username only", plain()),
            ("wrong username", Self { wrong: true.into(), username: "agnet1".into(), ..plain() }),
            ("hostile username", Self { wrong: true.into(), username: HOSTILE.into(), ..plain() }),
            (
                "passkey and registration",
                Self { passkey: PasskeyData::enabled(), registration: Registration::allowed(), ..plain() },
            ),
            (
                "another organization",
                Self {
                    shell: ShellData { other_organizations: true.into(), ..ShellData::sample() },
                    ..plain()
                },
            ),
        ]
    }
}

#[component]
fn LoginUsernameView(page: LoginUsername) -> impl IntoView {
    let shell = page.shell.clone();
    let form = when(&page.takes_passwords, || view! { <UsernameForm page=page.clone()/> });
    let social = when(&page.social.first.is_empty().negate(), || {
        (divider(), view! { <Social data=page.social.clone()/> })
    });
    view! {
        <Shell data=shell.clone() flow=Flow::Step title=page.purpose.title message=page.wrong.negate()>
            {form}
            <Passkey data=page.passkey action=shell.action/>
            {social}
            <Register data=page.registration/>
        </Shell>
    }
}

#[component]
fn UsernameForm(page: LoginUsername) -> impl IntoView {
    let username = when(&page.username_hidden.negate(), || {
        view! {
            <Field id="username" label=page.label.text wrong=page.wrong.clone() error=page.error>
                <TextInput
                    id="username"
                    value=page.username
                    autocomplete=page.passkey.enabled.choose("username webauthn", "username")
                    focus=true
                    wrong=page.wrong
                />
            </Field>
        }
    });
    let remember_me = when(&page.remember_me, || {
        view! {
            <div class="cx-options">
                <Checkbox id="rememberMe" label=texts::REMEMBER_ME.text() checked=page.remembered/>
            </div>
        }
    });
    view! {
        <form class="cx-form" id="kc-form-login" action=page.shell.action method="post">
            {username}
            {remember_me}
            <SubmitButton id="kc-login" name="login" label=texts::SIGN_IN.text()/>
        </form>
    }
}
