//! From a sign-in that is wanted to the URL that begins it: the one pipeline for leaving the page, hidden frames and
//! popups.
//!
//! What must happen before the URL is known (a proof key's thumbprint, a pushed request) is a stage here; whoever asked is
//! told once, good or bad, and at once if nothing must.

use std::rc::Rc;

use crate::discovery::Metadata;
use crate::io::{RequestId, SignInOptions};
use crate::login::authorize;
use crate::login::transaction::Transaction;
use crate::secret::SecretUrl;
use crate::{AuthError, Machine, Timestamp};

/// A sign-in whose URL is in the making.
#[derive(Debug)]
pub(crate) struct Authorization {
    asker: Asker,
}

/// Who asked, under which id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A sign-in that leaves the page.
    Departure(RequestId),
    /// A sign-in beside the page.
    Beside(RequestId),
}

/// What is asked of the provider.
#[derive(Debug)]
pub(crate) enum Manner {
    /// A sign-in that the user takes part in.
    Interactive(Box<SignInOptions>),
    /// `prompt=none`: succeeds if the provider has a session, and one of the kind that these ask for.
    Silent(Box<SignInOptions>),
}

/// A sign-in that can begin.
#[derive(Debug)]
pub(crate) struct Authorized {
    pub(crate) metadata: Rc<Metadata>,
    pub(crate) transaction: Box<Transaction>,
    pub(crate) url: SecretUrl,
}

impl Authorization {
    #[expect(clippy::unused_self, reason = "no stage takes time yet")]
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        None
    }
}

impl Machine {
    /// Makes the URL that begins this sign-in; delivered to the asker, perhaps before this returns.
    pub(crate) fn authorize(
        &mut self,
        asker: Asker,
        metadata: Rc<Metadata>,
        transaction: Box<Transaction>,
        manner: &Manner,
    ) {
        let url = match manner {
            Manner::Interactive(options) => {
                authorize::interactive(&self.config, &metadata, &transaction, options)
            }
            Manner::Silent(options) => authorize::silent(&self.config, &metadata, &transaction, options),
        };
        self.authorized(asker, Ok(Authorized { metadata, transaction, url }));
    }

    /// Forgets a URL in the making: it is no longer wanted.
    pub(crate) fn forget_authorization(&mut self, asker: Asker) {
        self.authorizations.retain(|authorization| authorization.asker != asker);
    }

    fn authorized(&mut self, asker: Asker, result: Result<Authorized, AuthError>) {
        match asker {
            Asker::Departure(id) => self.departure_authorized(id, result),
            Asker::Beside(id) => self.beside_authorized(id, result),
        }
    }
}
