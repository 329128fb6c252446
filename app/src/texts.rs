//! The texts of the pages: Keycloak's message keys, and ours (`cx...`) where Keycloak has none.
//!
//! Keys that start with `cx` stand in `keycloak/theme/messages`, all others in Keycloak's own bundles. The English words
//! here are for the gallery and for tests only.

use leptos_ftl::Text;

/// A message: its key, and how it reads in English.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Message {
    key: &'static str,
    english: &'static str,
}

impl Message {
    const fn new(key: &'static str, english: &'static str) -> Self {
        Self { key, english }
    }

    /// The message in the language of the page.
    pub(crate) fn text(self) -> Text {
        Text::datum(&format!("msg('{}')", self.key), self.english)
    }

    /// The message without the arrow that some of Keycloak's links begin with.
    pub(crate) fn without_arrow(self) -> Text {
        Text::datum(&format!(r#"msg('{}')?replace("^[«»]\\s*", "", "r")"#, self.key), self.english)
    }

    /// The message about the value of the FreeMarker `expression`; `sample` is that value in the gallery.
    pub(crate) fn about(self, expression: &str, sample: &str) -> Text {
        Text::datum(&format!("msg('{}', {expression})", self.key), &self.english.replace("{0}", sample))
    }
}

macro_rules! messages {
    ($($name:ident = $key:literal, $english:literal;)*) => {
        $(pub(crate) const $name: Message = Message::new($key, $english);)*
        /// All of them.
        #[cfg(test)]
        const ALL: &[Message] = &[$($name),*];
    };
}

messages! {
    ACCEPT = "doAccept", "Accept";
    ALGORITHM = "loginTotpAlgorithm", "Algorithm";
    APPS = "loginTotpStep1", "Install one of the following applications on your mobile:";
    BACK_TO_APPLICATION = "backToApplication", "Back to Application";
    BACK_TO_LOGIN = "backToLogin", "Back to Login";
    CANCEL = "doCancel", "Cancel";
    CAPS_LOCK = "cxCapsLock", "Caps Lock is on";
    CHOOSE_METHOD = "loginChooseAuthenticator", "Select login method";
    CODE = "loginOtpOneTime", "One-time code";
    CODE_HELP = "otp-help-text", "Enter a verification code from authenticator application.";
    CONFIRM_PASSWORD = "passwordConfirm", "Confirm password";
    CONTINUE = "doContinue", "Continue";
    COPIED = "recovery-codes-copied", "Copied";
    COPY = "recovery-codes-copy", "Copy";
    COUNTER = "loginTotpCounter", "Counter";
    DECLINE = "doDecline", "Decline";
    DEVICE_NAME = "loginTotpDeviceName", "Device Name";
    DEVICE_NAME_HINT = "loginTotpStep3DeviceName", "Provide a Device Name to help you manage your OTP devices.";
    DIGITS = "loginTotpDigits", "Digits";
    ENROLMENT_TITLE = "loginTotpTitle", "Mobile Authenticator Setup";
    ENTER_CODE = "loginTotpStep3", "Enter the one-time code provided by the application and click Submit to finish the setup.";
    ENTER_KEY = "loginTotpManualStep2", "Open the application and enter the key:";
    ERROR_NEXT = "cxErrorNext", "Close this page and open your application again.";
    EXPIRED_TEXT = "cxExpiredText", "You have been here before, so this page is out of date. Continue where you left off, or start again.";
    EXPIRED_TITLE = "pageExpiredTitle", "Page has expired";
    FORGOT_PASSWORD = "doForgotPassword", "Forgot Password?";
    FORGOT_TITLE = "emailForgotTitle", "Forgot Your Password?";
    HELP = "cxHelp", "Help";
    HIDE_PASSWORD = "hidePassword", "Hide password";
    IMPRINT = "cxImprint", "Legal notice";
    INTERVAL = "loginTotpInterval", "Interval";
    LANGUAGE = "cxLanguage", "Language";
    LOGOUT = "doLogout", "Logout";
    LOGOUT_QUESTION = "logoutConfirmHeader", "Do you want to log out?";
    LOGOUT_TITLE = "logoutConfirmTitle", "Logging out";
    MAIL_NOT_RECEIVED = "emailVerifyInstruction2", "Haven't received a verification code in your email?";
    MORE_WAYS = "cxMoreWays", "More ways to sign in";
    NEW_PASSWORD = "passwordNew", "New Password";
    NEW_USER = "noAccount", "New user?";
    NOT_YOU = "cxNotYou", "Not you?";
    OPEN_APP = "cxOpenApp", "Open in your authenticator app";
    OPTIONAL = "cxOptional", "optional";
    OR_SIGN_IN_WITH = "identity-provider-login-label", "Or sign in with";
    PASSKEY = "webauthn-doAuthenticate", "Sign in with Passkey";
    PASSKEY_UNSUPPORTED = "webauthn-unsupported-browser-text", "WebAuthn is not supported by this browser. Try another one or contact your administrator.";
    PASSWORD = "password", "Password";
    POLICY_DIGITS = "cxPolicyDigits", "Digits: at least {0}";
    POLICY_HISTORY = "cxPolicyHistory", "None of your last {0} passwords";
    POLICY_LENGTH = "cxPolicyLength", "At least {0} characters";
    POLICY_LOWER_CASE = "cxPolicyLowerCase", "Lower-case letters: at least {0}";
    POLICY_MET = "cxPolicyMet", "Done";
    POLICY_NOT_EMAIL = "cxPolicyNotEmail", "Not your email address";
    POLICY_NOT_USERNAME = "cxPolicyNotUsername", "Not your username";
    POLICY_SPECIAL = "cxPolicySpecialChars", "Special characters: at least {0}";
    POLICY_TITLE = "cxPolicyTitle", "Your new password needs";
    POLICY_UPPER_CASE = "cxPolicyUpperCase", "Upper-case letters: at least {0}";
    PRIVACY = "cxPrivacy", "Privacy";
    QR_ALT = "cxQrAlt", "QR code for your authenticator app";
    REGISTER = "doRegister", "Register";
    REMEMBER_ME = "rememberMe", "Remember me";
    RESET_HELP = "emailInstruction", "Enter your username or email address and we will send you instructions on how to create a new password.";
    RESET_HELP_USERNAME = "emailInstructionUsername", "Enter your username and we will send you instructions on how to create a new password.";
    RESTART = "restartLoginTooltip", "Restart login";
    SCAN = "loginTotpStep2", "Open the application and scan the barcode:";
    SEND_MAIL = "emailVerifySend", "Send verification email";
    SEND_MAIL_AGAIN = "emailVerifyResend", "Re-send verification email";
    SHOW_PASSWORD = "showPassword", "Show password";
    SIGN_IN = "doLogIn", "Sign In";
    SIGNING_IN_AS = "cxSigningInAs", "Signing in as";
    SIGN_OUT_OTHERS = "logoutOtherSessions", "Sign out from other devices";
    SUBMIT = "doSubmit", "Submit";
    SWITCH_ORGANIZATION = "doSwitchOrganization", "Switch Organization";
    TERMS_TITLE = "termsTitle", "Terms and Conditions";
    TRY_ANOTHER_WAY = "doTryAnotherWay", "Try Another Way";
    TYPE = "loginTotpType", "Type";
    UNABLE_TO_SCAN = "loginTotpUnableToScan", "Unable to scan?";
    UPDATE_PASSWORD_TITLE = "updatePasswordTitle", "Update password";
    USE_SETTINGS = "loginTotpManualStep3", "Use the following configuration values if the application allows setting them:";
    VERIFY_MAIL_TITLE = "emailVerifyTitle", "Email verification";
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::PathBuf};

    use super::ALL;

    /// The languages that the theme claims, as Keycloak names the files.
    const LANGUAGES: [&str; 7] = ["ar", "de", "en", "es", "fa", "fr", "zh_CN"];

    fn bundle(language: &str) -> Vec<(String, String)> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../keycloak/theme/messages")
            .join(format!("messages_{language}.properties"));
        fs::read_to_string(&path)
            .expect("the bundle of each language is there")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once('='))
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .collect()
    }

    #[test]
    fn own_keys_stand_in_every_bundle_and_no_others() {
        let used: BTreeSet<String> =
            ALL.iter().map(|m| m.key.to_owned()).filter(|key| key.starts_with("cx")).collect();
        for language in LANGUAGES {
            let keys = bundle(language).into_iter().map(|(key, _)| key);
            let keys: BTreeSet<String> = keys.filter(|key| key.starts_with("cx")).collect();
            assert_eq!(keys, used, "{language}");
        }
    }

    #[test]
    fn english_of_the_gallery_is_the_english_of_the_bundle() {
        for (key, text) in bundle("en") {
            let message = ALL.iter().find(|m| m.key == key).expect("each key is used");
            assert_eq!(message.english, text.replace("''", "'"));
        }
    }

    /// Keycloak formats every message, and a lone quote would swallow what follows it.
    #[test]
    fn quotes_in_bundles_are_doubled() {
        for language in LANGUAGES {
            for (key, text) in bundle(language) {
                assert!(!text.replace("''", "").contains('\''), "{language}: {key}");
            }
        }
    }
}
