//! `login.ftl`: username and password on one page.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text, when};

use super::{
    page::Page,
    sign_in::{
        Forgotten, HOSTILE, Passkey, PasskeyData, Purpose, Register, Registration, divider, long_name,
    },
};
use crate::{
    components::{
        button::SubmitButton,
        checkbox::Checkbox,
        field::{Field, TextInput},
        password_field::PasswordField,
        social::{Provider, Social, SocialData},
    },
    texts,
    theme::{Flow, Label, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct Login {
    #[datum(nested)]
    shell: ShellData,
    #[datum(nested)]
    purpose: Purpose,
    #[datum(nested)]
    label: Label,
    /// Whether the realm takes passwords at all.
    #[datum(expr = "realm.password", sample = true)]
    takes_passwords: Flag,
    /// Whether Keycloak knows already who signs in.
    #[datum(expr = "usernameHidden??", sample = false)]
    username_hidden: Flag,
    #[datum(expr = "(login.username)!''", sample = "")]
    username: Text,
    #[datum(expr = "realm.rememberMe && !usernameHidden??", sample = false)]
    remember_me: Flag,
    #[datum(expr = "(login.rememberMe)??", sample = false)]
    remembered: Flag,
    #[datum(expr = "messagesPerField.existsError('username', 'password')", sample = false)]
    wrong: Flag,
    #[datum(
        expr = "messagesPerField.getFirstError('username', 'password')",
        sample = "Invalid username or password."
    )]
    error: Text,
    #[datum(expr = "(auth.selectedCredential)!''", sample = "")]
    credential: Text,
    #[datum(nested)]
    forgotten: Forgotten,
    #[datum(nested)]
    passkey: PasskeyData,
    #[datum(nested)]
    social: SocialData,
    #[datum(nested)]
    registration: Registration,
}

impl Page for Login {
    const NAME: &'static str = "login";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let plain = || Self { social: SocialData::none(), ..Self::sample() };
        let named = |name: &str| Self { username: name.into(), ..plain() };
        vec![
            ("password only", Self { remember_me: true.into(), ..plain() }),
            ("wrong password", Self { wrong: true.into(), remember_me: true.into(), ..named("agent1") }),
            ("known username", Self { remember_me: true.into(), remembered: true.into(), ..named("agent1") }),
            (
                "username hidden",
                Self {
                    username_hidden: true.into(),
                    shell: ShellData::sample()
                        .with_account("agent1")
                        .with_message("info", "Please re-authenticate to continue"),
                    ..plain()
                },
            ),
            (
                "everything",
                Self {
                    remember_me: true.into(),
                    passkey: PasskeyData::enabled(),
                    registration: Registration::allowed(),
                    ..Self::sample()
                },
            ),
            ("passkey", Self { passkey: PasskeyData::enabled(), ..plain() }),
            (
                "timed out",
                Self {
                    shell: ShellData::sample().with_message(
                        "error",
                        "Your login attempt timed out. Login will start from the beginning.",
                    ),
                    ..plain()
                },
            ),
            (
                "providers only",
                Self { takes_passwords: false.into(), social: SocialData::three(), ..plain() },
            ),
            ("long names", Self::with_names(&long_name())),
            ("hostile names", Self::with_names(HOSTILE)),
            (
                "split layout",
                Self {
                    shell: ShellData::sample().with_panel(),
                    remember_me: true.into(),
                    social: SocialData::three(),
                    ..plain()
                },
            ),
        ]
    }
}

impl Login {
    /// The state in which every name that somebody else chose is `name`.
    fn with_names(name: &str) -> Self {
        let provider = Provider { name: name.into(), ..Provider::sample() };
        Self {
            username: name.into(),
            wrong: true.into(),
            remember_me: true.into(),
            purpose: Purpose { title: format!("Sign in to {name}").into() },
            shell: ShellData { realm: name.into(), ..ShellData::sample() },
            social: SocialData { first: vec![provider].into(), ..SocialData::none() },
            ..Self::sample()
        }
    }
}

#[component]
fn LoginView(page: Login) -> impl IntoView {
    let Login { shell, wrong, .. } = page.clone();
    let action = shell.action.clone();
    let form = when(&page.takes_passwords, || view! { <LoginForm page=page.clone()/> });
    let elsewhere = page.social.first.is_empty().negate().and(&page.takes_passwords);
    let social = when(&elsewhere, || (divider(), view! { <Social data=page.social.clone()/> }));
    let only = page.social.first.is_empty().negate().and(&page.takes_passwords.negate());
    let only_social = when(&only, || view! { <Social data=page.social.clone()/> });
    view! {
        <Shell data=shell flow=Flow::Step title=page.purpose.title message=wrong.negate()>
            {form}
            <Passkey data=page.passkey action=action/>
            {social}
            {only_social}
            <Register data=page.registration/>
        </Shell>
    }
}

#[component]
fn LoginForm(page: Login) -> impl IntoView {
    let known = page.username.is_empty().negate().and(&page.wrong.negate());
    let (wrong, autofocus) = (page.wrong.clone(), known.negate());
    let username = when(&page.username_hidden.negate(), || {
        view! {
            <Field id="username" label=page.label.text>
                <TextInput
                    id="username"
                    value=page.username
                    autocomplete=page.passkey.enabled.choose("username webauthn", "username")
                    focus=autofocus
                    wrong=wrong
                    error="password-error"
                />
            </Field>
        }
    });
    let remember_me = when(&page.remember_me, || {
        view! { <Checkbox id="rememberMe" label=texts::REMEMBER_ME.text() checked=page.remembered/> }
    });
    view! {
        <form class="cx-form" id="kc-form-login" action=page.shell.action method="post">
            {username}
            <Field id="password" label=texts::PASSWORD.text() wrong=page.wrong.clone() error=page.error>
                <PasswordField
                    id="password"
                    autocomplete="current-password"
                    focus=page.username_hidden.or(&known)
                    has_description=page.wrong.clone()
                    description="password-error"
                    wrong=page.wrong
                    show=texts::SHOW_PASSWORD.text()
                    hide=texts::HIDE_PASSWORD.text()
                    caps_lock=texts::CAPS_LOCK.text()
                />
            </Field>
            <div class="cx-options">{remember_me} {page.forgotten.view()}</div>
            <input type="hidden" id="id-hidden-input" name="credentialId" value=page.credential/>
            <SubmitButton id="kc-login" name="login" label=texts::SIGN_IN.text()/>
        </form>
    }
}
