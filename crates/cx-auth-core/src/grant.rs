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
use crate::error::{CallbackError, TokenRequestError};
use crate::inquiry::{Content, Reply};
use crate::io::{CallId, RequestId};
use crate::login::callback::CallbackAnswer;
use crate::login::exchange::{self, Tokens};
use crate::login::transaction::Transaction;
use crate::secret::SecretText;
use crate::task::{Awaited, Work};
use crate::time::ServerTime;
use crate::verify::assurance::Assurance;
use crate::verify::id_token::{IdToken, Origin};
use crate::{AuthError, Machine, Timestamp};

pub(crate) use keys::Keys;
pub(crate) use verification::Unverified;

/// A token request under way.
#[derive(Debug)]
pub(crate) struct Grant {
    /// For whoever waits for it.
    pub(crate) id: RequestId,
    pub(crate) asker: Asker,
    demand: Demand,
    /// When the request left, on the local clock.
    sent: Timestamp,
}

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

impl Machine {
    /// Exchanges the code of an answer for tokens, if the issuer gave it.
    pub(crate) fn redeem(
        &mut self,
        metadata: &Rc<Metadata>,
        transaction: Transaction,
        answer: CallbackAnswer,
        asker: Asker,
    ) -> Result<RequestId, AuthError> {
        let always_named = metadata.authorization_response_iss_parameter_supported;
        answer.check_issuer(self.config.issuer(), always_named)?;
        let code = answer.outcome.map_err(CallbackError::Refused)?;
        let client_id = self.config.client_id();
        let form = exchange::code_form(&code, &transaction.verifier, &transaction.redirect_uri, client_id);
        let Transaction { nonce, assurance, begun, .. } = transaction;
        let demand = Demand::SignIn { nonce, assurance, begun };
        Ok(self.ask_for_tokens(metadata, form, demand, asker))
    }

    /// Sends this form to the token endpoint; the result is delivered to the asker.
    pub(crate) fn ask_for_tokens(
        &mut self,
        metadata: &Rc<Metadata>,
        form: SecretText,
        demand: Demand,
        asker: Asker,
    ) -> RequestId {
        let id = self.new_id();
        let inquiry = self.inquire(&metadata.token_endpoint, Content::Form(form));
        let grant = Box::new(Grant { id, asker, demand, sent: self.now() });
        self.wait(Awaited::Inquiry(inquiry), None, Work::Grant(grant));
        self.want_keys();
        id
    }

    /// The provider has replied.
    pub(crate) fn grant_answered(&mut self, mut grant: Box<Grant>, inquiry: RequestId, reply: Reply) {
        grant.sent = reply.sent;
        let may_come_late = reply.may_come_late;
        match self.read_tokens(reply) {
            Ok(tokens) => self.verify(*grant, tokens),
            Err(error) => {
                let (asker, id) = (grant.asker, grant.id);
                if asker == Asker::Renewal && may_come_late {
                    self.call_off_renewal();
                    grant.asker = Asker::LateRenewal;
                    self.wait(Awaited::Inquiry(inquiry), None, Work::Grant(grant));
                }
                self.deliver(asker, id, Err(error.into()));
            }
        }
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

    fn deliver(&mut self, asker: Asker, id: RequestId, result: Result<Box<Granted>, GrantFailure>) {
        match asker {
            Asker::Startup => self.startup_granted(result),
            Asker::Beside => self.beside_granted(id, result),
            Asker::Renewal => self.renewal_granted(id, result),
            Asker::LateRenewal => self.late_renewal_granted(result),
            Asker::Adoption(call) => self.adoption_granted(call, result),
        }
    }
}

impl Demand {
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
