//! `Output::Store`: the tab's session storage, where the transaction of a sign-in waits for the return.

use cx_auth_core::io::{StorageFailure, StoreCommand};
use cx_auth_core::secret::SecretText;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomException, Storage};

/// Does as commanded. A browser that forbids storage does so here, with an exception, and not a moment earlier.
pub fn perform(command: StoreCommand) -> Result<Option<SecretText>, StorageFailure> {
    let storage = session_storage()?;
    match command {
        StoreCommand::Read { key } => Ok(storage.get_item(&key).map_err(failure)?.map(SecretText::new)),
        StoreCommand::Write { key, value } => {
            storage.set_item(&key, value.secret()).map_err(failure)?;
            Ok(None)
        }
        StoreCommand::Remove { key } => {
            storage.remove_item(&key).map_err(failure)?;
            Ok(None)
        }
    }
}

fn session_storage() -> Result<Storage, StorageFailure> {
    let window = web_sys::window().ok_or(StorageFailure::Denied)?;
    window.session_storage().map_err(failure)?.ok_or(StorageFailure::Denied)
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn failure(thrown: JsValue) -> StorageFailure {
    match thrown.dyn_ref::<DomException>() {
        Some(exception) if exception.name() == "QuotaExceededError" => StorageFailure::Full,
        _ => StorageFailure::Denied,
    }
}
