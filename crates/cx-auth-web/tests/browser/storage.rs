//! `host::storage`: works, or says why not; never throws.

use cx_auth_core::io::{StorageFailure, StoreCommand};
use cx_auth_core::secret::SecretText;
use cx_auth_web::host::storage::perform;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page;

fn write(value: &str) -> StoreCommand {
    StoreCommand::Write { key: "key".to_owned(), value: SecretText::new(value) }
}

fn read() -> StoreCommand {
    StoreCommand::Read { key: "key".to_owned() }
}

fn remove() -> StoreCommand {
    StoreCommand::Remove { key: "key".to_owned() }
}

#[wasm_bindgen_test]
fn what_was_written_is_read_until_it_is_removed() {
    assert_eq!(perform(write("value")), Ok(None));
    assert_eq!(page::stored("key").as_deref(), Some("value"));
    assert_eq!(perform(read()), Ok(Some(SecretText::new("value"))));
    assert_eq!(perform(remove()), Ok(None));
    assert_eq!(page::stored("key"), None);
    assert_eq!(perform(read()), Ok(None));
}

#[wasm_bindgen_test]
fn denied_storage_is_a_failure_of_every_command() {
    let _restore = page::Restore;
    page::deny_storage();
    for command in [write("value"), read(), remove()] {
        assert_eq!(perform(command), Err(StorageFailure::Denied));
    }
}

#[wasm_bindgen_test]
fn full_storage_is_told_from_denied_storage() {
    let _restore = page::Restore;
    page::fill_storage();
    assert_eq!(perform(write("value")), Err(StorageFailure::Full));
    assert_eq!(perform(read()), Ok(None));
}
