//! `login-update-password.ftl`: a new password.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text, when};

use super::page::Page;
use crate::{
    components::{
        button::{SubmitButton, Weight},
        checkbox::Checkbox,
        field::Field,
        password_field::PasswordField,
        password_policy::{PasswordRules, Policy},
    },
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginUpdatePassword {
    #[datum(nested)]
    shell: ShellData,
    /// Whether the person began this in an application, and may leave it.
    #[datum(expr = "isAppInitiatedAction??", sample = false)]
    may_cancel: Flag,
    #[datum(expr = "(user.username)!(auth.attemptedUsername)!''", sample = "agent1")]
    username: Text,
    #[datum(expr = "messagesPerField.existsError('password')", sample = false)]
    wrong: Flag,
    #[datum(expr = "messagesPerField.get('password')", sample = "Invalid password: minimum length 10.")]
    error: Text,
    #[datum(expr = "messagesPerField.existsError('password-confirm')", sample = false)]
    different: Flag,
    #[datum(expr = "messagesPerField.get('password-confirm')", sample = "Passwords don't match.")]
    different_error: Text,
    #[datum(nested)]
    policy: Policy,
}

impl Page for LoginUpdatePassword {
    const NAME: &'static str = "login-update-password";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginUpdatePasswordView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let plain = || Self {
            shell: ShellData::sample().with_message("warning", "You need to change your password."),
            ..Self::sample()
        };
        vec![
            ("asked by the realm", plain()),
            ("too short", Self { wrong: true.into(), ..Self::sample() }),
            ("different", Self { different: true.into(), ..Self::sample() }),
            ("asked by an application", Self { may_cancel: true.into(), ..Self::sample() }),
            ("no rules", Self { policy: Policy::none(), ..Self::sample() }),
            ("every rule", Self { policy: Policy::every(), ..Self::sample() }),
        ]
    }
}

#[component]
fn LoginUpdatePasswordView(page: LoginUpdatePassword) -> impl IntoView {
    let shell = page.shell;
    let wrong = page.wrong.or(&page.different);
    let policy = page.policy.exists();
    let described = policy.choose("password-policy", "");
    let first = new_password("password-new", page.different.negate(), page.wrong.clone(), described);
    let second = new_password("password-confirm", page.different.clone(), page.different.clone(), "".into());
    let rules = when(
        &policy,
        || view! { <PasswordRules policy=page.policy id="password-policy" username=page.username.clone()/> },
    );
    let cancel = when(&page.may_cancel, || {
        view! {
            <SubmitButton
                id="kc-cancel"
                name="cancel-aia"
                value="true"
                label=texts::CANCEL.text()
                weight=Weight::Secondary
            />
        }
    });
    view! {
        <Shell
            data=shell.clone()
            flow=Flow::Step
            title=texts::UPDATE_PASSWORD_TITLE.text()
            message=wrong.negate()
        >
            <form class="cx-form" id="kc-passwd-update-form" action=shell.action method="post">
                // Tells a password manager whose password this is; it has no name, so it is not posted.
                <input type="text" value=page.username autocomplete="username" readonly hidden/>
                <Field id="password-new" label=texts::NEW_PASSWORD.text() wrong=page.wrong error=page.error>
                    {first}
                    {rules}
                </Field>
                <Field
                    id="password-confirm"
                    label=texts::CONFIRM_PASSWORD.text()
                    wrong=page.different
                    error=page.different_error
                >
                    {second}
                </Field>
                <div class="cx-options">
                    <Checkbox id="logout-sessions" label=texts::SIGN_OUT_OTHERS.text()/>
                </div>
                <div class="cx-actions">
                    <SubmitButton id="kc-submit" name="login" label=texts::SUBMIT.text()/>
                    {cancel}
                </div>
            </form>
        </Shell>
    }
}

fn new_password(id: &'static str, focus: Flag, wrong: Flag, described: Text) -> impl IntoView {
    let has_description = wrong.or(&described.is_empty().negate());
    let error = Text::from(format!("{id}-error "));
    let description = wrong.choose(error.join(described.clone()), described);
    view! {
        <PasswordField
            id=id
            autocomplete="new-password"
            focus=focus
            wrong=wrong
            has_description=has_description
            description=description
            show=texts::SHOW_PASSWORD.text()
            hide=texts::HIDE_PASSWORD.text()
            caps_lock=texts::CAPS_LOCK.text()
        />
    }
}
