//! The callback the page was opened with: find the sign-in it belongs to, use it up, check the answer against it, and
//! exchange its code.

use std::rc::Rc;

use crate::beside::Brought;
use crate::discovery::Metadata;
use crate::error::{AuthErrorCode, CallbackError, DepartureError};
use crate::grant::{self, GrantFailure, Granted};
use crate::io::{RequestId, StorageArea, StorageFailure, StoreCommand};
use crate::login::callback::{CallbackAnswer, PageUrl};
use crate::login::transaction::Transactions;
use crate::secret::{SecretText, SecretUrl};
use crate::startup::{Recall, Run, Step};
use crate::task::{Awaited, Work};
use crate::url::UrlParts;
use crate::{AuthError, Machine};

impl Machine {
    pub(super) fn take_up_callback(&mut self, mut run: Box<Run>, metadata: Rc<Metadata>) {
        match PageUrl::read(run.page_url.secret(), &self.config) {
            PageUrl::Callback { answer: Ok(answer), stripped } => {
                let key = self.storage_key();
                let store = self.store(StorageArea::Session, StoreCommand::Read { key });
                let stripped = SecretUrl::new(stripped);
                let recall = Box::new(Recall { metadata, answer, stripped });
                self.wait_for(Awaited::Stored, store, Work::Recall(recall));
                self.startup.proceed(run, Step::Recalling);
            }
            PageUrl::Callback { answer: Err(error), stripped } => {
                self.replace_url(&mut run, SecretUrl::new(stripped));
                run.failure = Some(error.into());
                self.look_for_session(run);
            }
            PageUrl::Plain | PageUrl::Foreign | PageUrl::SignedOut { .. } => self.look_for_session(run),
        }
    }

    pub(crate) fn recalled(&mut self, recall: Recall, stored: Result<Option<SecretText>, StorageFailure>) {
        let Some(mut run) = self.startup.take_at(&[Step::Recalling]) else { return };
        let Recall { metadata, answer, stripped } = recall;
        match self.recall(&mut run, &metadata, answer, stripped, stored) {
            Ok(_) => self.startup.proceed(run, Step::Exchanging),
            Err(error) => {
                run.failure = Some(error);
                self.look_for_session(run);
            }
        }
    }

    pub(crate) fn startup_granted(&mut self, result: Result<Box<Granted>, GrantFailure>) {
        let Some(mut run) = self.startup.take_at(&[Step::Exchanging]) else { return };
        match self.open_session(result.map_err(|failure| AuthError::exchange(failure.error))) {
            Ok(()) => self.settle_signed_in(run),
            // The code was used before, in a copy of this tab or by the back button: the provider may well have the session
            // that came of it.
            Err(error) if error.code() == AuthErrorCode::CodeRefused => {
                run.failure = Some(error);
                self.look_for_session(run);
            }
            Err(error) => self.settle_failed(run, error),
        }
    }

    /// Finds the sign-in that a callback belongs to, uses it up, checks the answer against it, and exchanges its code.
    fn recall(
        &mut self,
        run: &mut Run,
        metadata: &Rc<Metadata>,
        mut answer: CallbackAnswer,
        stripped: SecretUrl,
        stored: Result<Option<SecretText>, StorageFailure>,
    ) -> Result<RequestId, AuthError> {
        let mut transactions = match stored {
            Ok(stored) => Transactions::recall(stored.as_ref()),
            Err(failure) => {
                self.replace_url(run, stripped);
                return Err(DepartureError::Storage(failure).into());
            }
        };
        let Some(mut transaction) = transactions.take(&answer.state) else {
            self.replace_url(run, stripped);
            return Err(CallbackError::StateUnknown.into());
        };
        let key = self.storage_key();
        // Nobody waits for the result: if it fails, the code can still be used only once, by the server's doing.
        let command = match transactions.to_stored() {
            Some(value) => StoreCommand::Write { key, value },
            None => StoreCommand::Remove { key },
        };
        self.store(StorageArea::Session, command);
        let return_url = transaction.return_url.clone();
        let same_origin = origin(&return_url) == origin(&stripped);
        self.replace_url(run, if same_origin { return_url } else { stripped });
        let (app_state, action_status) = (transaction.app_state.take(), answer.action_status.take());
        run.brought = Brought { app_state, action_status };

        if transaction.is_expired(self.now()) {
            return Err(CallbackError::Expired.into());
        }
        self.redeem(metadata, transaction, answer, grant::Asker::Startup)
    }
}

fn origin(url: &SecretUrl) -> &str {
    UrlParts::of(url.secret()).origin()
}
