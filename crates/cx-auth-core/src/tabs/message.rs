//! What tabs say to one another, and the session as it is said and kept.
//!
//! Both are texts of parameters (`application/x-www-form-urlencoded`). Whoever can hear them runs in a page of the
//! application's own origin and could ask that page for the tokens just as well.

use core::time::Duration;
use std::rc::Rc;

use oauth2::{AccessToken, RefreshToken};

use crate::secret::SecretText;
use crate::session::{ActiveSession, Renewal, RenewalStage};
use crate::time::{ServerClock, ServerTime, millis};
use crate::url::{self, Fields};
use crate::verify::jwt;
use crate::{JsonReader, User};

/// What a tab says.
#[derive(Debug)]
pub(crate) enum Message {
    /// Whoever has a session newer than this generation shall say so.
    Wanted { since: u64 },
    /// A tab takes the lock away from one that counts as frozen: whoever else waits for it, waits anew.
    Taking,
    /// The provider has ended its session of this name (OpenID Connect Front-Channel Logout 1.0), as the page it loaded
    /// for that, `pkg/front-channel.html`, says.
    LoggedOut { sid: String },
    /// The session is now this.
    Changed { generation: u64, change: Change },
}

/// What became of the session.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// There is a new one, or it was renewed.
    Session(SecretText),
    /// The provider ended it.
    Ended,
    /// The user signed out.
    SignedOut,
}

impl Message {
    pub(crate) fn read(text: &SecretText) -> Option<Self> {
        let fields = Fields(text.secret());
        match fields.text("kind")?.as_str() {
            "logout" => return Some(Self::LoggedOut { sid: fields.text("sid")? }),
            "taking" => return Some(Self::Taking),
            _ => {}
        }
        let generation = generation(&fields)?;
        let change = match fields.text("kind")?.as_str() {
            "wanted" => return Some(Self::Wanted { since: generation }),
            "session" => Change::Session(SecretText::new(fields.text("session")?)),
            "ended" => Change::Ended,
            "signed-out" => Change::SignedOut,
            _ => return None,
        };
        Some(Self::Changed { generation, change })
    }

    pub(crate) fn to_text(&self) -> SecretText {
        let mut fields = url::parameters();
        let (generation, kind) = match self {
            Self::Taking => (&0, "taking"),
            Self::LoggedOut { sid } => {
                fields.append_pair("sid", sid);
                (&0, "logout")
            }
            Self::Wanted { since } => (since, "wanted"),
            Self::Changed { generation, change: Change::Session(text) } => {
                fields.append_pair("session", text.secret());
                (generation, "session")
            }
            Self::Changed { generation, change: Change::Ended } => (generation, "ended"),
            Self::Changed { generation, change: Change::SignedOut } => (generation, "signed-out"),
        };
        fields.append_pair("kind", kind);
        fields.append_number("generation", generation.cast_signed());
        SecretText::new(fields.finish())
    }
}

/// A session as it was said or kept, with the clock its times were read on.
#[derive(Debug)]
pub(crate) struct KeptSession {
    pub(crate) session: Box<ActiveSession>,
    /// Which change of the session it was; 0 if it does not say.
    pub(crate) generation: u64,
    pub(crate) clock: ServerClock,
}

impl KeptSession {
    pub(crate) fn read(text: &SecretText, read_json: JsonReader) -> Option<Self> {
        let fields = Fields(text.secret());
        let clock = ServerClock::kept(fields.number("ahead")?, fields.number("uncertainty")?);
        let time = |name| fields.number(name).map(ServerTime::from_millis);
        let access_token = AccessToken::new(fields.text("access_token")?);
        let raw_id_token = SecretText::new(fields.text("id_token")?);
        let whose =
            if raw_id_token.secret().is_empty() { access_token.secret() } else { raw_id_token.secret() };
        let claims = jwt::claims(whose, read_json)?;
        let renewal = match fields.text("refresh_token") {
            None => None,
            Some(token) => Some(Renewal::planned(RefreshToken::new(token), clock.local(time("due")?))),
        };
        let lifetime = Duration::from_millis(u64::try_from(fields.number("lifetime")?).ok()?);
        let session = Box::new(ActiveSession {
            user: Rc::new(User::from_tokens(&claims, access_token.secret(), read_json)),
            access_token,
            is_bound: fields.number("bound")? != 0,
            expires_at: time("expires_at")?,
            lifetime,
            raw_id_token,
            issued_at: time("issued_at")?,
            nonce: fields.text("nonce")?,
            renewal,
        });
        Some(Self { session, generation: generation(&fields).unwrap_or_default(), clock })
    }
}

impl ActiveSession {
    /// The session as it is said to other tabs, and kept where the application has chosen so.
    pub(crate) fn to_text(&self, generation: u64, clock: &ServerClock) -> SecretText {
        let mut fields = url::parameters();
        fields
            .append_pair("access_token", self.access_token.secret())
            .append_pair("id_token", self.raw_id_token.secret())
            .append_pair("nonce", &self.nonce);
        if let Some(refresh_token) = self.refresh_token() {
            fields.append_pair("refresh_token", refresh_token.secret());
        }
        let (ahead, uncertainty) = clock.to_kept();
        let due = match &self.renewal {
            Some(Renewal { stage: RenewalStage::Planned { due }, .. }) => clock.server(*due),
            _ => self.expires_at,
        };
        let numbers = [
            ("bound", i64::from(self.is_bound)),
            ("expires_at", self.expires_at.as_millis()),
            ("issued_at", self.issued_at.as_millis()),
            ("due", due.as_millis()),
            ("lifetime", millis(self.lifetime)),
            ("ahead", ahead),
            ("uncertainty", uncertainty),
            ("generation", generation.cast_signed()),
        ];
        for (name, number) in numbers {
            fields.append_number(name, number);
        }
        SecretText::new(fields.finish())
    }
}

fn generation(fields: &Fields<'_>) -> Option<u64> {
    fields.number("generation").and_then(|number| u64::try_from(number).ok())
}
