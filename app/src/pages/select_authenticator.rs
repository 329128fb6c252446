//! `select-authenticator.ftl`: which way to prove who one is.

use leptos::prelude::*;
use leptos_ftl::{List, Staged, Text, each};

use super::page::Page;
use crate::{
    texts,
    theme::{Flow, Shell, ShellData},
};

#[derive(Clone, Debug, Staged)]
pub(crate) struct SelectAuthenticator {
    #[datum(nested)]
    shell: ShellData,
    #[datum(list = "auth.authenticationSelections as selection", sample = methods)]
    methods: List<Method>,
}

/// A way to prove who one is.
#[derive(Clone, Debug, Staged)]
struct Method {
    #[datum(expr = "selection.authExecId", sample = "1")]
    id: Text,
    #[datum(expr = "msg(selection.displayName)", sample = "Password")]
    name: Text,
    #[datum(expr = "msg(selection.helpText)", sample = "Sign in by entering your password.")]
    help: Text,
    /// Keycloak's name of the icon.
    #[datum(expr = "(selection.iconCssClass)!''", sample = "kcAuthenticatorPasswordClass")]
    icon: Text,
}

fn methods() -> Vec<Method> {
    let method = |id: &str, icon: &str, name: &str, help: &str| Method {
        id: id.into(),
        icon: icon.into(),
        name: name.into(),
        help: help.into(),
    };
    vec![
        Method::sample(),
        method(
            "2",
            "kcAuthenticatorOTPClass",
            "Authenticator Application",
            "Enter a verification code from authenticator application.",
        ),
        method("3", "kcAuthenticatorWebAuthnClass", "Passkey", "Use your Passkey to sign in."),
        method(
            "4",
            "kcAuthenticatorRecoveryAuthnCodesClass",
            "Recovery Authentication Code",
            "Enter a recovery authentication code from a previously generated list.",
        ),
        method("5", "", "A new way", "One that this theme does not know."),
    ]
}

impl Page for SelectAuthenticator {
    const NAME: &'static str = "select-authenticator";

    fn shell(&self) -> &ShellData {
        &self.shell
    }

    fn view(self) -> AnyView {
        view! { <SelectAuthenticatorView page=self/> }.into_any()
    }

    fn states() -> Vec<(&'static str, Self)> {
        vec![("known account", Self { shell: ShellData::sample().with_account("agent1"), ..Self::sample() })]
    }
}

#[component]
fn SelectAuthenticatorView(page: SelectAuthenticator) -> impl IntoView {
    let shell = page.shell;
    let rows = each(&page.methods, |method| {
        let icon = Text::concat([Text::from("cx-choice__icon cx-choice__icon--"), method.icon]);
        view! {
            <li>
                <button class="cx-choice__row" type="submit" name="authenticationExecution" value=method.id>
                    <span class=icon aria-hidden="true"></span>
                    <span class="cx-choice__words">
                        <span class="cx-choice__title">{method.name}</span>
                        <span class="cx-choice__line">{method.help}</span>
                    </span>
                </button>
            </li>
        }
    });
    view! {
        <Shell data=shell.clone() flow=Flow::Step title=texts::CHOOSE_METHOD.text() message=true>
            <form id="kc-select-credential-form" action=shell.action method="post">
                <ul class="cx-choice">{rows}</ul>
            </form>
        </Shell>
    }
}
