//! `login-otp.ftl`: the code of an authenticator app.

use leptos::prelude::*;
use leptos_ftl::{Flag, List, Number, Staged, Text, each, when_else};

use super::{
    page::Page,
    sign_in::{HOSTILE, Purpose},
};
use crate::{
    components::{
        button::SubmitButton,
        code_field::{CodeField, look},
        field::Field,
    },
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct LoginOtp {
    #[datum(nested)]
    shell: ShellData,
    #[datum(nested)]
    purpose: Purpose,
    #[datum(list = "(otpLogin.userOtpCredentials)![] as device", sample = 1)]
    devices: List<Device>,
    #[datum(expr = "(otpLogin.selectedCredentialId)!''", sample = "1")]
    selected: Text,
    #[datum(expr = "(otpLogin.policy.digits)!6", sample = 6)]
    digits: Number,
    #[datum(expr = "messagesPerField.existsError('totp')", sample = false)]
    wrong: Flag,
    #[datum(expr = "messagesPerField.get('totp')", sample = "Invalid authenticator code.")]
    error: Text,
}

/// An authenticator app that the person has enrolled.
#[derive(Clone, Debug, Staged)]
struct Device {
    #[datum(expr = "device.id", sample = "1")]
    id: Text,
    #[datum(
        expr = "((device.userLabel)!'')?has_content?then((device.userLabel)!'', msg('otp-display-name'))",
        sample = "Work phone"
    )]
    name: Text,
    #[datum(expr = "device.id == ((otpLogin.selectedCredentialId)!'')", sample = true)]
    selected: Flag,
}

impl Page for LoginOtp {
    const NAME: &'static str = "login-otp";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <LoginOtpView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        let plain = || Self { shell: ShellData::sample().with_account("agent1"), ..Self::sample() };
        let devices = |names: [&str; 3]| {
            let device = |(index, name): (usize, &str)| Device {
                id: index.to_string().into(),
                name: name.into(),
                selected: (index == 0).into(),
            };
            names.into_iter().enumerate().map(device).collect()
        };
        vec![
            ("known account", plain()),
            ("wrong code", Self { wrong: true.into(), ..plain() }),
            ("eight digits", Self { digits: 8.into(), ..plain() }),
            ("several apps", Self { devices: devices(["Work phone", "Tablet", "Spare phone"]), ..plain() }),
            ("hostile app", Self { devices: devices([HOSTILE, "Tablet", "x"]), ..plain() }),
            (
                "another way",
                Self {
                    shell: ShellData {
                        other_ways: true.into(),
                        ..ShellData::sample().with_account("agent1")
                    },
                    ..plain()
                },
            ),
        ]
    }
}

#[component]
fn LoginOtpView(page: LoginOtp) -> impl IntoView {
    let shell = page.shell;
    let devices = page.devices.clone();
    let selected = page.selected;
    let class = look(&page.digits, &page.wrong);
    let device = when_else(
        &page.devices.more_than(1),
        || view! { <Devices devices=devices/> },
        || view! { <input type="hidden" name="selectedCredentialId" value=selected/> },
    );
    view! {
        <Shell
            data=shell.clone()
            flow=Flow::Step
            title=page.purpose.title
            lead=texts::CODE_HELP.text()
            message=page.wrong.negate()
        >
            <form class="cx-form" id="kc-otp-login-form" action=shell.action method="post">
                {device}
                <Field id="otp" label=texts::CODE.text() wrong=page.wrong.clone() error=page.error>
                    <CodeField
                        id="otp"
                        class=class
                        digits=page.digits
                        wrong=page.wrong
                        focus=true
                        sends=true
                    />
                </Field>
                <SubmitButton id="kc-login" name="login" label=texts::SIGN_IN.text()/>
            </form>
        </Shell>
    }
}

/// Which of several apps the code comes from.
#[component]
fn Devices(devices: List<Device>) -> impl IntoView {
    let rows = each(&devices, |device| {
        view! {
            <label class="cx-choice__row cx-choice__row--radio">
                <input
                    class="cx-choice__radio"
                    type="radio"
                    name="selectedCredentialId"
                    value=device.id
                    checked=device.selected
                />
                <span class="cx-choice__words cx-value">{device.name}</span>
            </label>
        }
    });
    view! {
        <fieldset class="cx-choice cx-choice--group">
            <legend class="cx-field__label">{texts::DEVICE_NAME.text()}</legend>
            {rows}
        </fieldset>
    }
}
