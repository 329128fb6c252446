//! The callback the page was opened with: find the sign-in it belongs to, use it up, check the answer against it.

use crate::discovery::Metadata;
use crate::error::{CallbackError, DepartureError};
use crate::io::{RequestId, StorageFailure, StoreCommand};
use crate::login::callback::CallbackAnswer;
use crate::login::transaction::{Transaction, Transactions};
use crate::secret::{AuthorizationCode, SecretText, SecretUrl};
use crate::startup::{Run, Step, Way};
use crate::url::UrlParts;
use crate::{AuthError, Machine};

impl Machine {
    /// Takes up what the storage gave, if that is awaited here; gives the result back if not.
    pub(crate) fn startup_stored(
        &mut self,
        id: RequestId,
        result: Result<Option<SecretText>, StorageFailure>,
    ) -> Option<Result<Option<SecretText>, StorageFailure>> {
        let is_meant = |step: &Step| matches!(step, Step::Recalling { .. }) && step.awaits(id);
        let Some((mut run, Step::Recalling { metadata, answer, stripped, .. })) =
            self.startup.take_if(is_meant)
        else {
            return Some(result);
        };
        match self.recall(&mut run, &metadata, answer, stripped, result) {
            Ok((code, transaction)) => self.exchange(run, metadata, &code, transaction, Way::Callback),
            Err(error) => {
                run.failure = Some(error);
                self.look_for_session(run, metadata);
            }
        }
        None
    }

    /// Finds the sign-in that a callback belongs to, uses it up, and checks the answer against it.
    fn recall(
        &mut self,
        run: &mut Run,
        metadata: &Metadata,
        answer: CallbackAnswer,
        stripped: SecretUrl,
        stored: Result<Option<SecretText>, StorageFailure>,
    ) -> Result<(AuthorizationCode, Transaction), AuthError> {
        let taken = stored.map(|stored| {
            let mut transactions = Transactions::recall(stored.as_ref());
            transactions.take(&answer.state).map(|transaction| (transaction, transactions))
        });
        let (transaction, rest) = match taken {
            Ok(Some(found)) => found,
            Ok(None) => {
                self.replace_url(run, stripped);
                return Err(CallbackError::StateUnknown.into());
            }
            Err(failure) => {
                self.replace_url(run, stripped);
                return Err(DepartureError::Storage(failure).into());
            }
        };
        let key = self.storage_key();
        // Nobody waits for the result: if it fails, the code can still be used only once, by the server's doing.
        self.store(match rest.to_stored() {
            Some(value) => StoreCommand::Write { key, value },
            None => StoreCommand::Remove { key },
        });
        let return_url = transaction.return_url.clone();
        let same_origin = origin(&return_url) == origin(&stripped);
        self.replace_url(run, if same_origin { return_url } else { stripped });
        run.app_state = transaction.app_state.clone();

        if transaction.is_expired(self.now()) {
            return Err(CallbackError::Expired.into());
        }
        let always_named = metadata.authorization_response_iss_parameter_supported;
        answer.check_issuer(self.config.issuer(), always_named)?;
        let code = answer.outcome.map_err(CallbackError::Refused)?;
        Ok((code, transaction))
    }
}

fn origin(url: &SecretUrl) -> &str {
    UrlParts::of(url.secret()).origin()
}
