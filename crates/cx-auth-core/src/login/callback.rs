//! The provider's answer in a URL (RFC 6749, section 4.1.2; RFC 9207): is there one, is it ours, what does it say.
//!
//! The page's URL is the one input that any stranger can write. An answer counts as ours if its `state` has our
//! prefix or its `iss` is our issuer; whatever else looks like an answer is reported but left alone, because it may
//! be meant for another library on the page.

use crate::Config;
use crate::error::{CallbackError, ServerError};
use crate::login::transaction::{self, STATE_PREFIX};
use crate::secret::AuthorizationCode;
use crate::url::{self, Pair, UrlParts};

/// What a page's URL says.
#[derive(Debug)]
pub(crate) enum PageUrl {
    /// Nothing of the protocol's, or an answer to another client on the same page.
    Plain,
    /// The user is back from signing out.
    SignedOut {
        /// The URL without our parameters.
        stripped: String,
    },
    /// An answer to us, or meant to look like one.
    Callback {
        /// What it says.
        answer: Result<CallbackAnswer, CallbackError>,
        /// The URL without our parameters.
        stripped: String,
    },
    /// An answer to somebody else, or a clumsy forgery.
    Foreign,
}

/// A well-formed answer.
#[derive(Debug)]
pub(crate) struct CallbackAnswer {
    /// Which sign-in it claims to belong to.
    pub(crate) state: String,
    /// Who claims to answer.
    pub(crate) issuer: Option<String>,
    /// What became of the action that was asked for (Keycloak's `kc_action_status`).
    pub(crate) action_status: Option<String>,
    /// The answer proper.
    pub(crate) outcome: Result<AuthorizationCode, ServerError>,
}

impl PageUrl {
    /// Reads a page's URL.
    pub(crate) fn read(url: &str, config: &Config) -> Self {
        let parts = UrlParts::of(url);
        let mut stripped = parts.base.to_owned();
        let (in_query, query) = take_ours('?', parts.query, config, &mut stripped);
        let (in_fragment, fragment) = take_ours('#', parts.fragment, config, &mut stripped);
        match (in_query, in_fragment) {
            (Addressee::Us, Addressee::Us) => Self::Callback {
                answer: Err(CallbackError::Malformed("an answer in the query and another in the fragment")),
                stripped,
            },
            (Addressee::Us, _) => Self::Callback { answer: read_answer(&query), stripped },
            (_, Addressee::Us) => Self::Callback { answer: read_answer(&fragment), stripped },
            (Addressee::UsAfterSignOut, _) | (_, Addressee::UsAfterSignOut) => Self::SignedOut { stripped },
            (Addressee::SomebodyElse, _) | (_, Addressee::SomebodyElse) => Self::Foreign,
            (Addressee::Nobody, Addressee::Nobody) => Self::Plain,
        }
    }
}

impl CallbackAnswer {
    /// Checks that the answer is from the issuer (RFC 9207, section 2.4).
    pub(crate) fn check_issuer(&self, issuer: &str, always_named: bool) -> Result<(), CallbackError> {
        match &self.issuer {
            Some(named) if named == issuer => Ok(()),
            None if !always_named => Ok(()),
            _ => Err(CallbackError::IssuerMismatch),
        }
    }
}

/// To whom a query or fragment is addressed.
#[derive(Clone, Copy)]
enum Addressee {
    Nobody,
    Us,
    UsAfterSignOut,
    SomebodyElse,
}

impl Addressee {
    fn of(pairs: &[Pair<'_>], config: &Config) -> Self {
        let (mut ours, mut others, mut after_sign_out) = (false, false, false);
        let (mut from_issuer, mut state, mut answer) = (false, false, false);
        for Pair { name, value, .. } in pairs {
            match name.as_str() {
                "state" => {
                    state = true;
                    others |= transaction::is_of_another(value, config);
                    ours |= value.starts_with(STATE_PREFIX);
                    after_sign_out |= value.starts_with(SIGN_OUT_STATE_PREFIX);
                }
                "iss" => from_issuer |= value == config.issuer(),
                "code" | "error" => answer = true,
                _ => {}
            }
        }
        if others {
            Self::Nobody
        } else if ours || (answer && from_issuer) {
            Self::Us
        } else if after_sign_out && !answer {
            Self::UsAfterSignOut
        } else if answer && state {
            Self::SomebodyElse
        } else {
            Self::Nobody
        }
    }

    /// The parameters that were meant for us, to be taken out of the page's URL.
    const fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Us => &OUR_PARAMETERS,
            Self::UsAfterSignOut => &["state"],
            Self::Nobody | Self::SomebodyElse => &[],
        }
    }
}

/// To whom a query or fragment is addressed, and its parameters; those that were not meant for us are added to the URL.
fn take_ours<'url>(
    mark: char,
    text: Option<&'url str>,
    config: &Config,
    stripped: &mut String,
) -> (Addressee, Vec<Pair<'url>>) {
    let pairs = text.map(url::pairs).unwrap_or_default();
    let addressee = Addressee::of(&pairs, config);
    let mut separator = mark;
    for pair in &pairs {
        if !addressee.parameters().contains(&pair.name.as_str()) {
            stripped.push(separator);
            stripped.push_str(pair.raw);
            separator = '&';
        }
    }
    (addressee, pairs)
}

/// Reads an answer that is addressed to us. No parameter may appear twice (RFC 6749, section 3.1).
fn read_answer(pairs: &[Pair<'_>]) -> Result<CallbackAnswer, CallbackError> {
    let once = |wanted: &str| {
        let mut found = None;
        for pair in pairs {
            if pair.name == wanted && found.replace(pair.value.as_str()).is_some() {
                return Err(CallbackError::Malformed("a parameter appears twice"));
            }
        }
        Ok(found)
    };
    let (state, issuer, action_status) = (once("state")?, once("iss")?, once("kc_action_status")?);
    let outcome = match (once("code")?, once("error")?) {
        (Some(_), Some(_)) => return Err(CallbackError::Malformed("both a code and an error")),
        (None, None) => return Err(CallbackError::Malformed("neither a code nor an error")),
        (Some(""), None) => return Err(CallbackError::Malformed("the code is empty")),
        (Some(code), None) => Ok(AuthorizationCode::new(code.to_owned())),
        (None, Some(error)) => Err(ServerError::new(error.to_owned(), once("error_description")?)),
    };
    Ok(CallbackAnswer {
        state: state.filter(|state| !state.is_empty()).ok_or(CallbackError::StateMissing)?.to_owned(),
        issuer: issuer.map(str::to_owned),
        action_status: action_status.map(str::to_owned),
        outcome,
    })
}

/// How the `state` of a sign-out begins.
pub(crate) const SIGN_OUT_STATE_PREFIX: &str = "cx-out.";

/// The parameters of an answer; these and no others are taken out of the page's URL.
const OUR_PARAMETERS: [&str; 9] = [
    "code",
    "state",
    "iss",
    "session_state",
    "error",
    "error_description",
    "error_uri",
    "kc_action",
    "kc_action_status",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Entropy;

    const ISSUER: &str = "https://sso.example/realms/expertflow";

    fn read(url: &str) -> PageUrl {
        PageUrl::read(url, &config("agentdesk"))
    }

    fn config(client_id: &str) -> Config {
        Config::new(ISSUER, client_id).expect("a valid configuration")
    }

    fn callback(url: &str) -> (Result<CallbackAnswer, CallbackError>, String) {
        match read(url) {
            PageUrl::Callback { answer, stripped } => (answer, stripped),
            other => panic!("{url} is read as {other:?}"),
        }
    }

    #[test]
    fn code_is_read_from_the_query_and_only_ours_is_stripped() {
        let (answer, stripped) = callback(
            "https://desk.example/a?tab=%37+x&state=cx-in.s&session_state=9&iss=https%3A%2F%2Fsso.example&code=c&z#/r?q=1",
        );
        let answer = answer.expect("well-formed");
        assert_eq!(answer.state, "cx-in.s");
        assert_eq!(answer.issuer.as_deref(), Some("https://sso.example"));
        assert_eq!(answer.outcome.expect("a code").secret(), "c");
        assert_eq!(stripped, "https://desk.example/a?tab=%37+x&z#/r?q=1");
    }

    #[test]
    fn code_is_read_from_the_fragment_and_the_query_is_left_alone() {
        let (answer, stripped) = callback("https://desk.example/?code=promotion#state=cx-in.s&code=c&x=%2e");
        assert_eq!(answer.expect("well-formed").outcome.expect("a code").secret(), "c");
        assert_eq!(stripped, "https://desk.example/?code=promotion#x=%2e");
    }

    #[test]
    fn status_of_an_action_is_read_and_stripped() {
        let (answer, stripped) = callback(
            "https://desk.example/?kc_action_status=cancelled&kc_action=UPDATE_PASSWORD&state=cx-in.s&code=c&a=b",
        );
        assert_eq!(answer.expect("well-formed").action_status.as_deref(), Some("cancelled"));
        assert_eq!(stripped, "https://desk.example/?a=b");
    }

    #[test]
    fn error_is_read_with_its_description() {
        let (answer, stripped) =
            callback("https://desk.example/?error=access_denied&error_description=no+way&state=cx-in.s");
        let error = answer.expect("well-formed").outcome.expect_err("an error");
        assert_eq!(error.to_string(), "access_denied: no way");
        assert_eq!(stripped, "https://desk.example/");
    }

    #[test]
    fn malformed_answers_are_named_and_stripped() {
        for (query, error) in [
            ("state=cx-in.s&state=cx-in.s&code=c", CallbackError::Malformed("a parameter appears twice")),
            ("state=other&state=cx-in.s&code=c", CallbackError::Malformed("a parameter appears twice")),
            ("state=cx-in.s&code=c&code=d", CallbackError::Malformed("a parameter appears twice")),
            ("state=cx-in.s&code=c&%63ode=d", CallbackError::Malformed("a parameter appears twice")),
            ("state=cx-in.s&code=c&error=e", CallbackError::Malformed("both a code and an error")),
            ("state=cx-in.s", CallbackError::Malformed("neither a code nor an error")),
            ("state=cx-in.s&code=", CallbackError::Malformed("the code is empty")),
            ("code=c&iss=https%3A%2F%2Fsso.example%2Frealms%2Fexpertflow", CallbackError::StateMissing),
            (
                "code=c&state=&iss=https%3A%2F%2Fsso.example%2Frealms%2Fexpertflow",
                CallbackError::StateMissing,
            ),
        ] {
            let (answer, stripped) = callback(&format!("https://desk.example/?{query}&keep=me"));
            assert_eq!(answer.expect_err(query), error, "{query}");
            assert_eq!(stripped, "https://desk.example/?keep=me", "{query}");
        }
        let (answer, _) = callback("https://desk.example/?state=cx-in.s&code=c#state=cx-in.s&code=c");
        assert!(matches!(answer, Err(CallbackError::Malformed(_))));
    }

    #[test]
    fn what_is_not_addressed_to_us_is_left_alone() {
        assert!(matches!(read("https://desk.example/?code=c&state=forged"), PageUrl::Foreign));
        for url in [
            "",
            "https://desk.example/",
            "https://desk.example/?code=SPRING",
            "https://desk.example/?error=404",
            "https://desk.example/?state=open",
            "https://desk.example/#/customers?state=open&code=5",
        ] {
            assert!(matches!(read(url), PageUrl::Plain), "{url}");
        }
    }

    #[test]
    fn answer_to_another_client_on_the_page_is_none_of_our_business() {
        let state =
            |client_id| transaction::new_state(&mut Entropy::new([7; Entropy::LENGTH]), &config(client_id));
        let (ours, theirs) = (state("agentdesk"), state("unified-admin"));
        assert!(matches!(
            read(&format!("https://desk.example/?code=c&state={ours}")),
            PageUrl::Callback { .. }
        ));
        for issuer in ["", "&iss=https%3A%2F%2Fsso.example%2Frealms%2Fexpertflow"] {
            let url = format!("https://desk.example/?code=c&state={theirs}{issuer}");
            assert!(matches!(read(&url), PageUrl::Plain), "{url}");
        }
    }

    #[test]
    fn return_from_signing_out_is_recognised() {
        let PageUrl::SignedOut { stripped } = read("https://desk.example/?state=cx-out.x&a=b#c") else {
            panic!("not recognised");
        };
        assert_eq!(stripped, "https://desk.example/?a=b#c");
    }

    #[test]
    fn issuer_is_compared_exactly_and_demanded_where_it_is_promised() {
        let answer = |issuer: Option<&str>| CallbackAnswer {
            state: String::new(),
            issuer: issuer.map(str::to_owned),
            action_status: None,
            outcome: Ok(AuthorizationCode::new(String::new())),
        };
        assert_eq!(answer(Some(ISSUER)).check_issuer(ISSUER, false), Ok(()));
        assert_eq!(answer(None).check_issuer(ISSUER, false), Ok(()));
        assert_eq!(answer(None).check_issuer(ISSUER, true), Err(CallbackError::IssuerMismatch));
        let slash = format!("{ISSUER}/");
        assert_eq!(answer(Some(&slash)).check_issuer(ISSUER, false), Err(CallbackError::IssuerMismatch));
    }
}
