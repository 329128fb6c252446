//! Sign-ins under way: what the return from the provider needs, kept in the tab's session storage meanwhile.
//!
//! Several may be open side by side (back button, a sign-in begun twice). Each is used once, and forgotten after an
//! hour. All lie under one key, so that old ones can be cleared without asking the storage for its keys.

use core::time::Duration;

use oauth2::PkceCodeVerifier;

use crate::login::pkce;
use crate::secret::{SecretText, SecretUrl};
use crate::time::Entropy;
use crate::url::{self, Fields};
use crate::verify::assurance::Assurance;
use crate::{Config, Timestamp};

/// One sign-in that is under way.
#[derive(Debug)]
pub(crate) struct Transaction {
    /// `state`: ties the answer to this sign-in (RFC 6749, section 10.12).
    pub(crate) state: String,
    /// `nonce`: ties the ID token to this sign-in (OpenID Connect Core 1.0, section 15.5.2).
    pub(crate) nonce: String,
    /// `code_verifier` (RFC 7636).
    pub(crate) verifier: PkceCodeVerifier,
    /// The redirect URI sent, to be sent again at the exchange (RFC 6749, section 4.1.3).
    pub(crate) redirect_uri: String,
    /// The page to show again.
    pub(crate) return_url: SecretUrl,
    /// What the sign-in must be like.
    pub(crate) assurance: Assurance,
    /// The application's own value.
    pub(crate) app_state: Option<SecretText>,
    /// When it began, on the local clock.
    pub(crate) begun: Timestamp,
}

impl Transaction {
    /// Begins a sign-in now.
    pub(crate) fn begin(
        entropy: &mut Entropy,
        config: &Config,
        begun: Timestamp,
        redirect_uri: String,
        return_url: SecretUrl,
        assurance: Assurance,
        app_state: Option<SecretText>,
    ) -> Self {
        Self {
            state: new_state(entropy, config),
            nonce: pkce::random_text(entropy),
            verifier: pkce::verifier(entropy),
            redirect_uri,
            return_url,
            assurance,
            app_state,
            begun,
        }
    }

    /// The parameters as which it was stored; `None` if they are not whole.
    fn read(line: &str) -> Option<Self> {
        let fields = Fields(line);
        let required = |name: &str| fields.text(name).filter(|text| !text.is_empty());
        let max_age = match fields.text("max_age") {
            // What cannot be read must not pass for no demand.
            Some(_) => Some(fields.number("max_age")?),
            None => None,
        };
        Some(Self {
            state: required("state")?,
            nonce: required("nonce")?,
            verifier: pkce::kept_verifier(required("verifier")?)?,
            redirect_uri: required("redirect_uri")?,
            return_url: SecretUrl::new(required("return_url")?),
            assurance: Assurance { max_age, acr: fields.text("acr") },
            app_state: fields.text("app_state").map(SecretText::new),
            begun: begun(line)?,
        })
    }

    fn to_line(&self) -> String {
        let mut line = url::parameters();
        line.append_number(BEGUN, self.begun.as_millis())
            .append_pair("state", &self.state)
            .append_pair("nonce", &self.nonce)
            .append_pair("verifier", self.verifier.secret())
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("return_url", self.return_url.secret());
        if let Some(max_age) = self.assurance.max_age {
            line.append_number("max_age", max_age);
        }
        if let Some(acr) = &self.assurance.acr {
            line.append_pair("acr", acr);
        }
        if let Some(app_state) = &self.app_state {
            line.append_pair("app_state", app_state.secret());
        }
        line.finish()
    }

    /// Whether it began too long ago, or in a future that a clock set back has made.
    pub(crate) fn is_expired(&self, now: Timestamp) -> bool {
        is_expired(self.begun, now)
    }
}

/// The sign-ins of this tab as they are stored, a line of parameters each: besides `session.rs` the one place where secrets
/// are serialized. Of one that is over there remains when it was begun: a page that is sent to and fro is known by it.
#[derive(Default)]
pub(crate) struct Transactions(Vec<String>);

impl Transactions {
    /// What the storage held. Something else there, from whomever, counts as nothing.
    pub(crate) fn recall(stored: Option<&SecretText>) -> Self {
        let mut lines = Vec::new();
        let mut rest = stored.map(SecretText::secret);
        while let Some(text) = rest {
            let (line, behind) = url::cut(text, b'\n');
            if begun(line).is_some() {
                lines.push(line.to_owned());
            }
            rest = behind;
        }
        Self(lines)
    }

    /// Whether so many were begun just now that it must be a loop.
    pub(crate) fn is_loop(&self, now: Timestamp) -> bool {
        let is_recent = |begun| begun <= now && now.since(begun) < LOOP_TIME;
        self.0.iter().filter(|line| begun(line).is_some_and(is_recent)).count() >= LOOP
    }

    /// Adds one, and clears the expired, those that are over and tell of no loop, and the oldest beyond
    /// [`MOST_SIDE_BY_SIDE`].
    pub(crate) fn add(&mut self, transaction: &Transaction, now: Timestamp) {
        self.0.retain(|line| {
            let Some(begun) = begun(line) else { return false };
            let is_over = Fields(line).text("state").is_none();
            !(is_expired(begun, now) || is_over && now.since(begun) > LOOP_TIME)
        });
        while self.0.len() >= MOST_SIDE_BY_SIDE {
            self.0.remove(0);
        }
        self.0.push(transaction.to_line());
    }

    /// Takes out the one with this `state`, so that it is used once.
    pub(crate) fn take(&mut self, state: &str) -> Option<Transaction> {
        let is_meant = |line: &&mut String| Fields(line).text("state").is_some_and(|found| found == state);
        let line = self.0.iter_mut().find(is_meant)?;
        let mut spent = url::parameters();
        spent.append_number(BEGUN, begun(line)?.as_millis());
        Transaction::read(&core::mem::replace(line, spent.finish()))
    }

    /// As it is to be stored; `None` if nothing is left to store.
    pub(crate) fn to_stored(&self) -> Option<SecretText> {
        let mut stored = String::new();
        for line in &self.0 {
            if !stored.is_empty() {
                stored.push('\n');
            }
            stored.push_str(line);
        }
        (!stored.is_empty()).then(|| SecretText::new(stored))
    }
}

/// The key under which the transactions of one client lie.
pub(crate) fn storage_key(client_id: &str, issuer: &str) -> String {
    ["cx-auth:", client_id, "@", issuer].concat()
}

fn is_expired(begun: Timestamp, now: Timestamp) -> bool {
    now.since(begun) > LIFETIME || begun.since(now) > LIFETIME
}

/// How every `state` of a sign-in begins, so that the answer to another library on the same page is not taken for ours.
pub(crate) const STATE_PREFIX: &str = "cx-in.";

/// A new `state`: unguessable, and with the tag of the client it is for at its end, so that two clients on one page know
/// whose answer it is.
pub(crate) fn new_state(entropy: &mut Entropy, config: &Config) -> String {
    [STATE_PREFIX, &pkce::random_text(entropy), ".", config.tag()].concat()
}

/// Whether a `state` was made by another client on this page.
pub(crate) fn is_of_another(state: &str, config: &Config) -> bool {
    let tag = state.strip_prefix(STATE_PREFIX).and_then(|rest| url::cut(rest, b'.').1);
    tag.is_some_and(|tag| tag != config.tag())
}

/// How long a sign-in may take.
const LIFETIME: Duration = Duration::from_secs(3600);

/// How many sign-ins may be under way in one tab.
const MOST_SIDE_BY_SIDE: usize = 16;

/// When the sign-in of this line was begun.
fn begun(line: &str) -> Option<Timestamp> {
    Fields(line).number(BEGUN).map(Timestamp::from_millis)
}

const BEGUN: &str = "begun";

/// So many sign-ins within [`LOOP_TIME`] are nobody's wish: a provider with a session answers each within a second.
const LOOP: usize = 6;
const LOOP_TIME: Duration = Duration::from_secs(30);

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn transaction(byte: u8, begun: Timestamp) -> Transaction {
        let mut entropy = Entropy::new([byte; Entropy::LENGTH]);
        let url = SecretUrl::new("https://desk.example/calls?id=7#notes");
        let config = Config::new("https://sso.example", "agentdesk").expect("a valid configuration");
        let redirect_uri = "https://desk.example/".to_owned();
        Transaction::begin(&mut entropy, &config, begun, redirect_uri, url, Assurance::default(), None)
    }

    #[test]
    fn stored_transaction_comes_back_whole_and_once() {
        let mut transactions = Transactions::default();
        let kept = transaction(1, NOON);
        transactions.add(&kept, NOON);
        let other = transaction(2, NOON);
        transactions.add(&other, NOON);

        let mut recalled = Transactions::recall(transactions.to_stored().as_ref());
        let taken = recalled.take(&kept.state).expect("it was stored");
        assert_eq!(taken.nonce, kept.nonce);
        assert_eq!(taken.verifier.secret(), kept.verifier.secret());
        assert_eq!(taken.return_url, kept.return_url);
        assert_eq!(taken.begun, NOON);
        assert!(recalled.take(&kept.state).is_none());
        assert!(recalled.take(&other.state).is_some(), "the other one stays");
        // Nothing but when they were begun.
        let stored = recalled.to_stored().map(SecretText::into_secret);
        assert_eq!(stored.as_deref(), Some("begun=1790000000000\nbegun=1790000000000"));
    }

    #[test]
    fn values_of_the_application_come_back_as_they_were() {
        for value in ["", "a&b=c\nd%0A+ü\u{2028}"] {
            let mut transactions = Transactions::default();
            let url = SecretUrl::new("https://desk.example/?a=1&b=%20#ü\n");
            let app_state = Some(SecretText::new(value));
            let assurance = Assurance { max_age: Some(i64::MAX), acr: Some(value.to_owned()) };
            let kept = Transaction { return_url: url, app_state, assurance, ..transaction(1, NOON) };
            transactions.add(&kept, NOON);
            let taken = Transactions::recall(transactions.to_stored().as_ref()).take(&kept.state);
            let taken = taken.expect("it was stored");
            assert_eq!((taken.return_url, taken.app_state), (kept.return_url, kept.app_state));
            assert_eq!(taken.assurance, kept.assurance);
        }
    }

    #[test]
    fn expired_and_surplus_transactions_are_cleared() {
        let mut transactions = Transactions::default();
        transactions.add(&transaction(0, NOON), NOON);
        let later = NOON.plus(LIFETIME + Duration::from_secs(1));
        for byte in 1..=20 {
            transactions.add(&transaction(byte, later), later);
        }
        assert_eq!(transactions.0.len(), MOST_SIDE_BY_SIDE);
        assert!(transactions.take(&transaction(0, NOON).state).is_none());
        assert!(transactions.take(&transaction(20, NOON).state).is_some());
    }

    #[test]
    fn one_that_is_open_outlives_many_that_are_over() {
        let mut transactions = Transactions::default();
        let open = transaction(0, NOON);
        transactions.add(&open, NOON);
        for byte in 1..=40 {
            let now = NOON.plus(Duration::from_secs(60) * u32::from(byte));
            let other = transaction(byte, now);
            transactions.add(&other, now);
            transactions.take(&other.state).expect("it was stored");
        }
        assert!(transactions.take(&open.state).is_some());
    }

    #[test]
    fn what_is_not_ours_in_the_storage_counts_as_nothing() {
        for stored in
            ["", "null", "{}", "[1]", r#"[{"state":"cx-in.x"}]"#, "<html>", "state=cx-in.x&nonce=n", "=&\n&="]
        {
            assert!(Transactions::recall(Some(&SecretText::new(stored))).to_stored().is_none(), "{stored}");
        }
    }

    #[test]
    fn what_is_not_whole_is_refused_and_used_up() {
        let whole =
            Transaction { assurance: Assurance { max_age: Some(60), acr: None }, ..transaction(1, NOON) };
        for (part, broken) in [("max_age=60", "max_age=60s"), ("nonce=", "once=")] {
            let stored = SecretText::new(whole.to_line().replace(part, broken));
            let mut transactions = Transactions::recall(Some(&stored));
            assert!(transactions.take(&whole.state).is_none(), "{broken}");
            let left = transactions.to_stored().map(SecretText::into_secret);
            assert_eq!(left.as_deref(), Some("begun=1790000000000"), "{broken}");
        }
    }

    #[test]
    fn debug_shows_no_verifier() {
        let transaction = Transaction {
            verifier: pkce::verifier(&mut Entropy::new([9; Entropy::LENGTH])),
            ..transaction(7, NOON)
        };
        assert!(!format!("{transaction:?}").contains(transaction.verifier.secret()));
    }
}
