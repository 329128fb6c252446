//! What the three sign-in pages share: their heading, and the passkey.

use leptos::prelude::*;
use leptos_ftl::{Flag, List, Number, Staged, Text, each, when};

use crate::{
    components::{
        icon::{Icon, Shape},
        passkey::PasskeyCeremony,
    },
    texts,
};

/// What to do: sign in, and where to.
#[derive(Clone, Debug, Staged)]
pub(super) struct Purpose {
    /// With the client's name if it has one; characters that change the direction of writing are left out of it.
    #[datum(
        expr = r#"((client.name)!'')?has_content?then(msg('loginTitle', advancedMsg((client.name)!'')?replace("[\\u202A-\\u202E\\u2066-\\u2069]", "", "r")), msg('loginAccountTitle'))"#,
        sample = "Sign in to AgentDesk"
    )]
    pub(super) title: Text,
}

/// What the passkey ceremony needs; only to be read where it is enabled.
#[derive(Clone, Debug, Staged)]
pub(super) struct PasskeyData {
    #[datum(expr = "enableWebAuthnConditionalUI?has_content", sample = false)]
    pub(super) enabled: Flag,
    #[datum(expr = "challenge", sample = "Y2hhbGxlbmdl")]
    challenge: Text,
    #[datum(expr = "rpId", sample = "sso.example")]
    rp_id: Text,
    #[datum(expr = "userVerification", sample = "preferred")]
    user_verification: Text,
    #[datum(expr = "createTimeout", sample = 0)]
    timeout: Number,
    #[datum(expr = "mediation!'conditional'", sample = "none")]
    mediation: Text,
    #[datum(expr = "authenticatorAttachment!''", sample = "")]
    attachment: Text,
    #[datum(expr = "(isUserIdentified!'false')?string == 'true'", sample = false)]
    user_identified: Flag,
    #[datum(list = "(authenticators.authenticators)![] as authenticator", sample = 1)]
    keys: List<Key>,
}

#[derive(Clone, Debug, Staged)]
struct Key {
    #[datum(expr = "authenticator.credentialId", sample = "Y3JlZGVudGlhbA")]
    id: Text,
}

impl PasskeyData {
    /// The sample in which the realm has passkeys.
    pub(super) fn enabled() -> Self {
        Self { enabled: true.into(), ..Self::sample() }
    }
}

/// The passkey button with the two forms that it fills and reads.
#[component]
pub(super) fn Passkey(
    /// What the ceremony needs.
    data: PasskeyData,
    /// Where the answer is sent.
    action: Text,
) -> impl IntoView {
    when(&data.enabled, || {
        view! {
            <div class="cx-passkey">
                <form
                    id="webauth"
                    action=action
                    method="post"
                    data-cx-challenge=data.challenge
                    data-cx-rp-id=data.rp_id
                    data-cx-user-verification=data.user_verification
                    data-cx-timeout=data.timeout
                    data-cx-mediation=data.mediation
                    data-cx-attachment=data.attachment
                    data-cx-user-identified=data.user_identified.choose("true", "false")
                    data-cx-unsupported=texts::PASSKEY_UNSUPPORTED.text()
                >
                    {["clientDataJSON", "authenticatorData", "signature", "credentialId", "userHandle", "error"]
                        .map(|name| view! { <input type="hidden" id=name name=name/> })
                        .collect_view()}
                </form>
                <form id="authn_select">
                    {each(&data.keys, |key| view! { <input type="hidden" name="authn_use_chk" value=key.id/> })}
                </form>
                <button
                    class="cx-button cx-button--secondary cx-scripted cx-removable"
                    id="authenticateWebAuthnButton"
                    type="button"
                >
                    <Icon shape=Shape::Key/>
                    {texts::PASSKEY.text()}
                </button>
                <PasskeyCeremony/>
            </div>
        }
    })
}

/// Whether people may register, and where.
#[derive(Clone, Debug, Staged)]
pub(super) struct Registration {
    #[datum(expr = "realm.password && realm.registrationAllowed && !registrationDisabled??", sample = false)]
    pub(super) allowed: Flag,
    #[datum(expr = "url.registrationUrl", sample = "https://sso.example/registration")]
    url: Text,
}

impl Registration {
    /// The sample in which people may register.
    pub(super) fn allowed() -> Self {
        Self { allowed: true.into(), ..Self::sample() }
    }
}

/// The line for new people.
#[component]
pub(super) fn Register(
    /// Whether they may register, and where.
    data: Registration,
) -> impl IntoView {
    when(&data.allowed, || {
        view! {
            <p class="cx-aside cx-aside--centred" id="kc-registration">
                {texts::NEW_USER.text()} " " <a href=data.url>{texts::REGISTER.text()}</a>
            </p>
        }
    })
}

/// The link for people who forgot their password.
#[derive(Clone, Debug, Staged)]
pub(super) struct Forgotten {
    #[datum(expr = "realm.resetPasswordAllowed", sample = true)]
    pub(super) allowed: Flag,
    #[datum(expr = "url.loginResetCredentialsUrl", sample = "https://sso.example/reset-credentials")]
    pub(super) url: Text,
}

impl Forgotten {
    pub(super) fn view(self) -> impl RenderHtml {
        when(&self.allowed, || view! { <a href=self.url>{texts::FORGOT_PASSWORD.text()}</a> })
    }
}

/// The line above the ways to sign in elsewhere.
pub(super) fn divider() -> impl RenderHtml {
    view! { <p class="cx-divider">{texts::OR_SIGN_IN_WITH.text()}</p> }
}

/// Words and names that pages must bear, for the states that show it.
pub(super) const HOSTILE: &str = "</script><script>alert(1)</script>\"'&<b>\u{202e}evil\u{2028}${1+1}";

/// A name of 300 letters.
pub(super) fn long_name() -> String {
    "abcdefghij".repeat(30)
}
