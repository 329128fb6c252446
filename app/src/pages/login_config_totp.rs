//! `login-config-totp.ftl`: the enrolment of an authenticator app.

use leptos::prelude::*;
use leptos_ftl::{Flag, List, Number, Staged, Text, each, when};

use super::{page::Page, sign_in::HOSTILE};
use crate::{
    components::{
        button::{SubmitButton, Weight},
        checkbox::Checkbox,
        code_field::{CodeField, look},
        enrolment::{Key, KeyData, Scan},
        field::{Field, TextInput},
    },
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginConfigTotp {
    #[datum(nested)]
    shell: ShellData,
    #[datum(list = "(totp.supportedApplications)![] as app", sample = apps)]
    apps: List<App>,
    #[datum(nested)]
    key: KeyData,
    /// The secret as Keycloak wants it back.
    #[datum(expr = "totp.totpSecret", sample = "aaaaaaaaaaaaaaaaaaaa")]
    secret: Text,
    #[datum(expr = "totp.policy.digits", sample = 6)]
    digits: Number,
    #[datum(expr = "mode??", sample = false)]
    has_mode: Flag,
    #[datum(expr = "mode!''", sample = "")]
    mode: Text,
    /// Whether there is another app already, so that this one needs a name.
    #[datum(expr = "((totp.otpCredentials)![])?size gt 0", sample = false)]
    needs_name: Flag,
    #[datum(expr = "isAppInitiatedAction??", sample = false)]
    may_cancel: Flag,
    #[datum(expr = "messagesPerField.existsError('totp')", sample = false)]
    wrong_code: Flag,
    #[datum(expr = "messagesPerField.get('totp')", sample = "Invalid authenticator code.")]
    code_error: Text,
    #[datum(expr = "messagesPerField.existsError('userLabel')", sample = false)]
    wrong_name: Flag,
    #[datum(expr = "messagesPerField.get('userLabel')", sample = "Please specify device name.")]
    name_error: Text,
}

/// An authenticator app that is known to work.
#[derive(Clone, Debug, Staged)]
struct App {
    #[datum(expr = "msg(app)", sample = "FreeOTP")]
    name: Text,
}

fn apps() -> Vec<App> {
    ["FreeOTP", "Google Authenticator", "Microsoft Authenticator"]
        .map(|name| App { name: name.into() })
        .into()
}

impl Page for LoginConfigTotp {
    const NAME: &'static str = "login-config-totp";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginConfigTotpView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let asked = || Self {
            shell: ShellData::sample()
                .with_message("warning", "You need to set up Mobile Authenticator to activate your account."),
            ..Self::sample()
        };
        vec![
            ("asked by the realm", asked()),
            ("wrong code", Self { wrong_code: true.into(), ..Self::sample() }),
            ("no name", Self { wrong_name: true.into(), needs_name: true.into(), ..Self::sample() }),
            ("by hand", Self { has_mode: true.into(), mode: "manual".into(), ..Self::sample() }),
            ("counter", Self { key: KeyData::counter(), digits: 8.into(), ..Self::sample() }),
            ("asked by an application", Self { may_cancel: true.into(), ..Self::sample() }),
            ("hostile app", Self { apps: vec![App { name: HOSTILE.into() }].into(), ..Self::sample() }),
        ]
    }
}

#[component]
fn LoginConfigTotpView(page: LoginConfigTotp) -> impl IntoView {
    let shell = page.shell.clone();
    let shown = page.wrong_code.or(&page.wrong_name).negate();
    let apps = each(&page.apps, |app| view! { <li class="cx-apps__app cx-value">{app.name}</li> });
    let mode = page.mode.clone();
    let hidden_mode =
        when(&page.has_mode, || view! { <input type="hidden" id="mode" name="mode" value=mode/> });
    let cancel = when(&page.may_cancel, || {
        view! {
            <SubmitButton
                id="cancelTOTPBtn"
                name="cancel-aia"
                value="true"
                label=texts::CANCEL.text()
                weight=Weight::Secondary
            />
        }
    });
    view! {
        <Shell data=shell.clone() flow=Flow::Step title=texts::ENROLMENT_TITLE.text() message=shown>
            <form
                class="cx-form"
                id="kc-totp-settings-form"
                action=shell.action
                method="post"
                novalidate=page.may_cancel.clone()
            >
                <ol class="cx-steps" id="kc-totp-settings">
                    <li class="cx-steps__step">
                        <div class="cx-steps__body">
                            <p class="cx-steps__text">{texts::APPS.text()}</p>
                            <ul class="cx-apps" id="kc-totp-supported-apps">{apps}</ul>
                        </div>
                    </li>
                    <li class="cx-steps__step">
                        <div class="cx-steps__body">
                            <p class="cx-steps__text">{texts::SCAN.text()}</p>
                            <div class="cx-enrol">
                                <Scan data=page.key.clone()/>
                                <Key data=page.key.clone() digits=page.digits.clone() open=page.mode.is("manual")/>
                            </div>
                        </div>
                    </li>
                    <li class="cx-steps__step">
                        <Answer page=page.clone()/>
                    </li>
                </ol>
                <input type="hidden" id="totpSecret" name="totpSecret" value=page.secret/>
                {hidden_mode}
                <div class="cx-options">
                    <Checkbox id="logout-sessions" label=texts::SIGN_OUT_OTHERS.text()/>
                </div>
                <div class="cx-actions">
                    <SubmitButton id="saveTOTPBtn" label=texts::SUBMIT.text()/>
                    {cancel}
                </div>
            </form>
        </Shell>
    }
}

/// The last step: the code that the app shows, and a name for the app. The whole code does not send the form: the name
/// comes after it.
#[component]
fn Answer(page: LoginConfigTotp) -> impl IntoView {
    let (wrong_code, focus_code) = (page.wrong_code.clone(), page.wrong_code.clone());
    let class = look(&page.digits, &page.wrong_code);
    let focus_name = page.wrong_name.and(&page.wrong_code.negate());
    let optional = (page.needs_name.negate(), texts::OPTIONAL.text());
    view! {
        <div class="cx-steps__body">
            <p class="cx-steps__text">{texts::ENTER_CODE.text()}</p>
            <Field id="totp" label=texts::CODE.text() wrong=page.wrong_code.clone() error=page.code_error>
                <CodeField
                    id="totp"
                    class=class
                    digits=page.digits
                    focus=focus_code
                    wrong=wrong_code
                    sends=false
                />
            </Field>
            <Field
                id="userLabel"
                label=texts::DEVICE_NAME.text()
                note=optional
                wrong=page.wrong_name.clone()
                error=page.name_error
            >
                <TextInput
                    id="userLabel"
                    autocomplete="off"
                    focus=focus_name
                    wrong=page.wrong_name
                    required=page.needs_name
                    hint="userLabel-hint"
                />
                <p class="cx-field__hint" id="userLabel-hint">{texts::DEVICE_NAME_HINT.text()}</p>
            </Field>
        </div>
    }
    .into_any()
}
