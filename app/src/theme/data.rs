//! The data that every page has.

use leptos_ftl::{Flag, List, Staged, Text};

use crate::components::message::MessageData;

/// The data of the frame around each page.
#[derive(Clone, Debug, Staged)]
pub(crate) struct ShellData {
    #[datum(nested)]
    pub(crate) head: HeadData,

    #[datum(
        expr = "((realm.displayName)!'')?has_content?then((realm.displayName)!'', (realm.name)!'')",
        sample = "ExpertFlow"
    )]
    pub(crate) realm: Text,

    /// Whether the page says who signs in.
    #[datum(
        expr = "auth?has_content && auth.showUsername() && !auth.showResetCredentials()",
        sample = false
    )]
    pub(crate) account_known: Flag,
    #[datum(expr = "(auth.attemptedUsername)!''", sample = "agent1")]
    pub(crate) account: Text,
    #[datum(expr = "url.loginRestartFlowUrl", sample = "https://sso.example/restart")]
    pub(crate) restart: Text,

    /// Whether there is a message; a warning is not for someone who began the action in an application.
    #[datum(
        expr = "message?has_content && (message.type != 'warning' || !isAppInitiatedAction??)",
        sample = false
    )]
    pub(crate) has_message: Flag,
    #[datum(nested)]
    pub(crate) message: MessageData,

    /// Whether there are other ways to prove who one is.
    #[datum(expr = "auth?has_content && auth.showTryAnotherWayLink()", sample = false)]
    pub(crate) other_ways: Flag,
    #[datum(expr = "switchOrganizationEnabled!false", sample = false)]
    pub(crate) other_organizations: Flag,
    /// Only for pages that are part of a flow: elsewhere Keycloak has no such address and fails.
    #[datum(expr = "url.loginAction", sample = "https://sso.example/authenticate")]
    pub(crate) action: Text,

    #[datum(
        expr = "((realm.internationalizationEnabled)!false) && (((locale.supported)![])?size gt 1)",
        sample = true
    )]
    pub(crate) has_languages: Flag,
    #[datum(expr = "(locale.current)!''", sample = "English")]
    pub(crate) current_language: Text,
    #[datum(list = r#"((locale.supported)![])?sort_by("label") as language"#, sample = languages)]
    pub(crate) languages: List<Language>,

    #[datum(
        expr = "((realm.attributes.cxHelpUrl)!(properties.cxHelpUrl)!'')?matches('https?://.+')?then((realm.attributes.cxHelpUrl)!(properties.cxHelpUrl)!'', '')",
        sample = "https://help.example/"
    )]
    pub(crate) help: Text,
    #[datum(
        expr = "((realm.attributes.cxPrivacyUrl)!(properties.cxPrivacyUrl)!'')?matches('https?://.+')?then((realm.attributes.cxPrivacyUrl)!(properties.cxPrivacyUrl)!'', '')",
        sample = "https://www.example/privacy"
    )]
    pub(crate) privacy: Text,
    #[datum(
        expr = "((realm.attributes.cxImprintUrl)!(properties.cxImprintUrl)!'')?matches('https?://.+')?then((realm.attributes.cxImprintUrl)!(properties.cxImprintUrl)!'', '')",
        sample = ""
    )]
    pub(crate) imprint: Text,

    /// Where to go when another tab has signed in.
    #[datum(expr = "(url.ssoLoginInOtherTabsUrl)!''", sample = "")]
    pub(crate) sign_in_elsewhere: Text,
    #[datum(expr = "(authenticationSession.authSessionIdHash)!''", sample = "")]
    pub(crate) session_hash: Text,
}

/// The data of the document's head and root.
#[derive(Clone, Debug, Staged)]
#[cfg_attr(not(feature = "ssr"), allow(dead_code, reason = "the gallery has a document of its own"))]
pub(crate) struct HeadData {
    /// Language of the page.
    #[datum(expr = "lang", sample = "en")]
    pub(crate) language: Text,
    #[datum(expr = "((locale.rtl)!false)?then('rtl', 'ltr')", sample = "ltr")]
    pub(crate) direction: Text,
    #[datum(expr = "title!''", sample = "Sign in to ExpertFlow")]
    pub(crate) title: Text,
    /// Whether the realm lets the browser choose a dark page.
    #[datum(expr = "darkMode!false", sample = true)]
    pub(crate) dark_mode: Flag,
    /// Whether the realm, or else the theme, asks for the layout with a panel.
    #[datum(expr = "((realm.attributes.cxLayout)!(properties.cxLayout)!'card') == 'split'", sample = false)]
    pub(crate) split: Flag,
    #[datum(expr = "url.resourcesPath", sample = "")]
    pub(crate) resources: Text,
    /// Style sheets of a brand.
    #[datum(list = "((properties.cxStyles)!'')?word_list as sheet", sample = 0)]
    pub(crate) sheets: List<Sheet>,
}

/// A style sheet of a brand.
#[derive(Clone, Debug, Staged)]
#[cfg_attr(not(feature = "ssr"), allow(dead_code, reason = "the gallery has a document of its own"))]
pub(crate) struct Sheet {
    #[datum(expr = "sheet", sample = "css/brand.css")]
    pub(crate) path: Text,
}

/// A language that the realm offers.
#[derive(Clone, Debug, Staged)]
pub(crate) struct Language {
    #[datum(expr = "language.label", sample = "English")]
    pub(crate) label: Text,
    #[datum(expr = "language.languageTag", sample = "en")]
    pub(crate) tag: Text,
    #[datum(expr = "language.url", sample = "#")]
    pub(crate) url: Text,
    #[datum(expr = "language.languageTag == ((locale.currentLanguageTag)!'')", sample = false)]
    pub(crate) current: Flag,
}

fn languages() -> Vec<Language> {
    [("العربية", "ar"), ("Deutsch", "de"), ("English", "en"), ("Español", "es"), ("فارسی", "fa")]
        .map(|(label, tag)| Language {
            label: label.into(),
            tag: tag.into(),
            current: (tag == "en").into(),
            ..Language::sample()
        })
        .into()
}

impl ShellData {
    /// The same page with a message.
    pub(crate) fn with_message(self, kind: &str, summary: &str) -> Self {
        Self {
            has_message: true.into(),
            message: MessageData { kind: kind.into(), summary: summary.into() },
            ..self
        }
    }

    /// The same page with the panel beside it.
    pub(crate) fn with_panel(self) -> Self {
        Self { head: HeadData { split: true.into(), ..self.head }, ..self }
    }

    /// The same page for someone whom Keycloak knows already.
    pub(crate) fn with_account(self, name: &str) -> Self {
        Self { account_known: true.into(), account: name.into(), ..self }
    }
}

/// How the realm calls the name by which people sign in.
#[derive(Clone, Debug, Staged)]
pub(crate) struct Label {
    #[datum(
        expr = "(!realm.loginWithEmailAllowed)?then(msg('username'), realm.registrationEmailAsUsername?then(msg('email'), msg('usernameOrEmail')))",
        sample = "Username or email"
    )]
    pub(crate) text: Text,
}
