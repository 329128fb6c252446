//! Asking the token endpoint (RFC 6749, sections 4.1.3 and 6): the one pipeline for every code and every refresh token.
//!
//! A grant is sent, read and verified, and then delivered to whoever asked for it, exactly once, good or bad. Each
//! step is bounded in time. A refresh that is given up stays here without a deadline: asleep in mid-request, a browser
//! may ring its timers before it delivers the answer, and with rotation on, that answer has the only refresh token that
//! is still good.

mod adopt;
mod keys;
mod verification;

use std::rc::Rc;

use oauth2::RefreshToken;

use crate::discovery::Metadata;
use crate::error::TokenRequestError;
use crate::grant::verification::Unverified;
use crate::inquiry::{Content, Reply};
use crate::io::{CallId, HttpFailure, RequestId};
use crate::login::exchange::{self, Tokens};
use crate::login::transaction::Transaction;
use crate::secret::SecretText;
use crate::time::ServerTime;
use crate::verify::assurance::Assurance;
use crate::verify::id_token::{IdToken, Origin};
use crate::{Machine, Timestamp};

pub(crate) use keys::Keys;

/// A token request under way.
#[derive(Debug)]
pub(crate) struct Grant {
    id: GrantId,
    asker: Asker,
    demand: Demand,
    /// When the request left, on the local clock.
    sent: Timestamp,
    stage: Stage,
}

/// Names a grant, for whoever waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GrantId(RequestId);

/// Who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// `start()`, for the callback the page was opened with.
    Startup,
    /// A sign-in beside the page.
    Beside,
    /// The renewal of the session.
    Renewal,
    /// The renewal, which has given it up.
    LateRenewal,
    /// The application, which has the tokens already.
    Adoption(CallId),
}

/// What the ID token in the answer must say.
#[derive(Debug)]
pub(crate) enum Demand {
    /// It must be there, with this `nonce`, and say that the user signed in as was asked for when this was begun.
    SignIn { nonce: String, assurance: Assurance, begun: Timestamp },
    /// If it is there, it must continue this session.
    Refresh { subject: String, nonce: String, issued_at: ServerTime },
    /// It must be there, of whichever sign-in.
    Adoption,
}

#[derive(Debug)]
enum Stage {
    /// The request is being made, or is on its way.
    Asking { inquiry: RequestId },
    /// The ID token that came is being verified.
    Verifying(Box<Unverified>),
}

/// Verified tokens.
#[derive(Debug)]
pub(crate) struct Granted {
    pub(crate) tokens: Tokens,
    /// The ID token as it came, for `id_token_hint`.
    pub(crate) raw_id_token: Option<SecretText>,
    /// What it says.
    pub(crate) id_token: Option<IdToken>,
    /// When the request left, on the local clock.
    pub(crate) sent: Timestamp,
}

/// No tokens that can be used.
#[derive(Debug)]
pub(crate) struct GrantFailure {
    pub(crate) error: TokenRequestError,
    /// The next refresh token, if there was one in an answer that could not be verified yet: the one before is used up.
    pub(crate) refresh_token: Option<RefreshToken>,
}

impl From<TokenRequestError> for GrantFailure {
    fn from(error: TokenRequestError) -> Self {
        Self { error, refresh_token: None }
    }
}

impl Grant {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            // The inquiry has its own.
            Stage::Asking { .. } => None,
            Stage::Verifying(unverified) => unverified.deadline(),
        }
    }
}

impl Machine {
    /// Sends this form to the token endpoint; the result is delivered to the asker.
    pub(crate) fn ask_for_tokens(
        &mut self,
        metadata: &Rc<Metadata>,
        form: SecretText,
        demand: Demand,
        asker: Asker,
    ) -> GrantId {
        let id = GrantId(self.new_id());
        let inquiry = self.inquire(&metadata.token_endpoint, Content::Form(form));
        let sent = self.now();
        self.grants.push(Grant { id, asker, demand, sent, stage: Stage::Asking { inquiry } });
        self.want_keys();
        id
    }

    /// Forgets a grant: whatever comes of it is no longer wanted.
    pub(crate) fn forget_grant(&mut self, id: GrantId) {
        self.forget_grants(|grant| grant.id == id);
    }

    /// Forgets the refreshes that were given up: the session they would continue is no longer the one there is.
    pub(crate) fn forget_late_grants(&mut self) {
        self.forget_grants(|grant| grant.asker == Asker::LateRenewal);
    }

    fn forget_grants(&mut self, is_meant: impl Fn(&Grant) -> bool) {
        while let Some(index) = self.grants.iter().position(&is_meant) {
            if let Stage::Asking { inquiry } = self.grants.remove(index).stage {
                self.forget_inquiry(inquiry);
            }
        }
    }

    /// Takes up a reply, if a grant waits for it; gives it back if not.
    pub(crate) fn grant_answered(&mut self, id: RequestId, reply: Reply) -> Option<Reply> {
        let is_meant = |grant: &Grant| matches!(&grant.stage, Stage::Asking { inquiry } if *inquiry == id);
        let Some(index) = self.grants.iter().position(is_meant) else { return Some(reply) };
        let mut grant = self.grants.remove(index);
        grant.sent = reply.sent;
        match self.read_tokens(reply) {
            Ok(tokens) => self.verify(grant, tokens),
            Err(error) => {
                let (asker, id_of_grant) = (grant.asker, grant.id);
                if asker == Asker::Renewal && self.may_be_answered_late(id) {
                    self.forget_late_grants();
                    grant.asker = Asker::LateRenewal;
                    self.grants.push(grant);
                }
                self.deliver(asker, id_of_grant, Err(error.into()));
            }
        }
        None
    }

    /// The tokens of an answer, of the kind that was asked for (RFC 9449, section 5).
    fn read_tokens(&mut self, reply: Reply) -> Result<Tokens, TokenRequestError> {
        let tokens = exchange::read(reply.result?, self.read_json)?;
        match (reply.is_proven, tokens.is_bound) {
            (false, true) => Err(TokenRequestError::NotUnderstood("a bound token that was not asked for")),
            (true, false) if self.config.dpop() => {
                Err(TokenRequestError::NotUnderstood("the token is not bound to the key, as `dpop` demands"))
            }
            _ => Ok(tokens),
        }
    }

    pub(crate) fn give_up_overdue_grants(&mut self) {
        let now = self.now();
        let is_overdue = |grant: &Grant| grant.deadline().is_some_and(|deadline| deadline <= now);
        while let Some(index) = self.grants.iter().position(is_overdue) {
            let grant = self.grants.remove(index);
            self.put_off(grant, TokenRequestError::from(HttpFailure::Timeout));
        }
    }

    fn deliver(&mut self, asker: Asker, id: GrantId, result: Result<Granted, GrantFailure>) {
        match asker {
            Asker::Startup => self.startup_granted(id, result),
            Asker::Beside => self.beside_granted(id, result),
            Asker::Renewal => self.renewal_granted(id, result),
            Asker::LateRenewal => self.late_renewal_granted(result),
            Asker::Adoption(call) => self.adoption_granted(call, result),
        }
    }
}

impl Demand {
    /// What the ID token must say at the end of this sign-in.
    pub(crate) fn sign_in(transaction: &Transaction) -> Self {
        Self::SignIn {
            nonce: transaction.nonce.clone(),
            assurance: transaction.assurance.clone(),
            begun: transaction.created,
        }
    }

    fn origin(&self) -> Origin<'_> {
        match self {
            Self::SignIn { nonce, assurance, begun } => Origin::SignIn { nonce, assurance, begun: *begun },
            Self::Refresh { subject, nonce, issued_at } => {
                Origin::Refresh { subject, nonce, issued_at: *issued_at }
            }
            Self::Adoption => Origin::Adoption,
        }
    }

    /// A sign-in must bring an ID token (OpenID Connect Core 1.0, section 3.1.3.3), a refresh need not (section 12.2).
    fn check_absence(&self) -> Result<(), TokenRequestError> {
        match self {
            Self::SignIn { .. } | Self::Adoption => Err(crate::error::IdTokenError::Missing.into()),
            Self::Refresh { .. } => Ok(()),
        }
    }
}
