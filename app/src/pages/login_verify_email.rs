//! `login-verify-email.ftl`: a mail that proves an address.

use leptos::prelude::*;
use leptos_ftl::{Flag, Staged, Text, when_else};

use super::{page::Page, sign_in::HOSTILE};
use crate::{
    components::button::{ButtonLink, SubmitButton, Weight},
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginVerifyEmail {
    #[datum(nested)]
    shell: ShellData,
    /// What has happened, or is about to, with the address.
    #[datum(
        expr = "verifyEmail???then(msg('emailVerifyInstruction1', verifyEmail!''), msg('emailVerifyInstruction4', (user.email)!''))",
        sample = "An email with instructions to verify your email address has been sent to your address agent1@example.org."
    )]
    instruction: Text,
    /// Whether a mail was sent already.
    #[datum(expr = "verifyEmail??", sample = true)]
    sent: Flag,
    #[datum(expr = "isAppInitiatedAction??", sample = false)]
    may_cancel: Flag,
}

impl Page for LoginVerifyEmail {
    const NAME: &'static str = "login-verify-email";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginVerifyEmailView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        vec![
            (
                "asked by the realm",
                Self {
                    shell: ShellData::sample().with_message(
                        "warning",
                        "You need to verify your email address to activate your account.",
                    ),
                    ..Self::sample()
                },
            ),
            (
                "too soon",
                Self {
                    shell: ShellData::sample().with_message(
                        "error",
                        "You must wait 28 seconds before resending the verification email.",
                    ),
                    ..Self::sample()
                },
            ),
            (
                "asked by an application",
                Self {
                    may_cancel: true.into(),
                    sent: false.into(),
                    instruction:
                        "To verify your email address, we are about to send you email with instructions \
                                  to the address agent1@example.org."
                            .into(),
                    ..Self::sample()
                },
            ),
            ("hostile address", Self { instruction: HOSTILE.into(), ..Self::sample() }),
        ]
    }
}

#[component]
fn LoginVerifyEmailView(page: LoginVerifyEmail) -> impl IntoView {
    let shell = page.shell;
    let (action, sent) = (shell.action.clone(), page.sent);
    let again = shell.action.clone();
    let next = when_else(
        &page.may_cancel,
        || view! { <FromApplication action=action sent=sent/> },
        || {
            view! {
                <div class="cx-form">
                    <p class="cx-aside">{texts::MAIL_NOT_RECEIVED.text()}</p>
                    // Keycloak sends the mail anew when it is asked for the page.
                    <ButtonLink
                        id="kc-resend"
                        href=again
                        label=texts::SEND_MAIL_AGAIN.text()
                        weight=Weight::Secondary
                    />
                </div>
            }
        },
    );
    view! {
        <Shell data=shell flow=Flow::Step title=texts::VERIFY_MAIL_TITLE.text() message=true>
            <p class="cx-value">{page.instruction}</p>
            {next}
        </Shell>
    }
}

/// The buttons for someone who began this in an application, and may leave it.
#[component]
fn FromApplication(action: Text, sent: Flag) -> impl IntoView {
    let label = sent.choose(texts::SEND_MAIL_AGAIN.text(), texts::SEND_MAIL.text());
    view! {
        <form class="cx-form" id="kc-verify-email-form" action=action method="post">
            <div class="cx-actions">
                <SubmitButton id="kc-send" label=label/>
                <SubmitButton
                    id="kc-cancel"
                    name="cancel-aia"
                    value="true"
                    label=texts::CANCEL.text()
                    weight=Weight::Secondary
                />
            </div>
        </form>
    }
}
