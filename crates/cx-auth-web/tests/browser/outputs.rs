//! `wire::write`: every output, as `wire.d.ts` declares it.

use std::collections::BTreeSet;
use std::time::Duration;

use cx_auth_core::io::{Answer, CallId, RecordCommand, RecordValue, RequestId, StorageArea, StoreCommand};
use cx_auth_core::secret::{AccessToken, SecretText, SecretUrl};
use cx_auth_core::{AuthError, AuthState, ConfigError, Event, Json, Output, Timestamp};
use cx_auth_web::flat::{FlatWriter, read_json};
use cx_auth_web::wire::write;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::json_of;

fn written(output: &Output) -> String {
    let list = json_of(&FlatWriter::list(|outputs| write::output(outputs, output)));
    list.trim_matches(['[', ']']).to_owned()
}

fn samples() -> Vec<(Output, &'static str)> {
    let id = RequestId(7);
    let (key, url) = (|| "k".to_owned(), || SecretUrl::new("u"));
    let replace = |value| {
        let command = RecordCommand::Replace { only_if: Some(2), at_least: 3, value };
        Output::Record { id, command }
    };
    let error = || AuthError::from(ConfigError::SilentRedirectUriMissing);
    vec![
        (
            Output::Store { id, area: StorageArea::Session, command: StoreCommand::Read { key: key() } },
            r#"{"output":"read","id":7,"area":"session","key":"k"}"#,
        ),
        (
            Output::Store { id, area: StorageArea::Own, command: StoreCommand::Remove { key: key() } },
            r#"{"output":"remove","id":7,"area":"own","key":"k"}"#,
        ),
        (
            Output::Store {
                id,
                area: StorageArea::Own,
                command: StoreCommand::Write { key: key(), value: SecretText::new("v") },
            },
            r#"{"output":"write","id":7,"area":"own","key":"k","value":"v"}"#,
        ),
        (
            Output::Frame { id, url: url(), timeout: Duration::from_millis(1500) },
            r#"{"output":"frame","id":7,"url":"u","timeout":1500}"#,
        ),
        (Output::PopupOpen { id }, r#"{"output":"popupOpen","id":7}"#),
        (Output::PopupTo { id, url: url() }, r#"{"output":"popupTo","id":7,"url":"u"}"#),
        (Output::PopupClose { id }, r#"{"output":"popupClose","id":7}"#),
        (Output::Lock { id, by_force: true }, r#"{"output":"lock","id":7,"byForce":true}"#),
        (Output::Unlock { id }, r#"{"output":"unlock","id":7}"#),
        (Output::Record { id, command: RecordCommand::Read }, r#"{"output":"record","id":7}"#),
        (
            replace(RecordValue::Session(Some(SecretText::new("s")))),
            r#"{"output":"record","id":7,"replace":{"onlyIf":2,"atLeast":3,"session":"s","kind":"session"}}"#,
        ),
        (
            replace(RecordValue::Ended),
            r#"{"output":"record","id":7,"replace":{"onlyIf":2,"atLeast":3,"kind":"ended"}}"#,
        ),
        (
            replace(RecordValue::SignedOut),
            r#"{"output":"record","id":7,"replace":{"onlyIf":2,"atLeast":3,"kind":"signed-out"}}"#,
        ),
        (Output::ProofKey { id }, r#"{"output":"proofKey","id":7}"#),
        (Output::Sign { id, text: SecretText::new("t") }, r#"{"output":"sign","id":7,"text":"t"}"#),
        (Output::Broadcast(SecretText::new("m")), r#"{"output":"broadcast","message":"m"}"#),
        (Output::Navigate { id, url: url() }, r#"{"output":"navigate","id":7,"url":"u"}"#),
        (Output::ReplaceUrl { url: url() }, r#"{"output":"replaceUrl","url":"u"}"#),
        (
            Output::WakeAt(Timestamp::from_millis(1_790_000_000_000)),
            r#"{"output":"wakeAt","time":1790000000000}"#,
        ),
        (
            Output::Answer {
                call: CallId(3),
                result: Ok(Answer::AccessToken(AccessToken::new("t".to_owned()))),
            },
            r#"{"output":"resolve","call":3,"value":"t"}"#,
        ),
        (
            Output::Answer {
                call: CallId(3),
                result: Ok(Answer::Started {
                    state: AuthState::Loading,
                    app_state: Some(SecretText::new("a")),
                    action_status: Some("success".to_owned()),
                }),
            },
            r#"{"output":"resolve","call":3,"value":"a","actionStatus":"success"}"#,
        ),
        (
            Output::Answer { call: CallId(3), result: Err(error()) },
            r#"{"output":"reject","call":3,"error":{"code":"invalid-config","kind":"misuse","message":"MESSAGE"}}"#,
        ),
        (Output::Event(Event::StateChanged(AuthState::Loading)), r#"{"output":"state","status":"loading"}"#),
        (Output::Event(Event::UserChanged(None)), r#"{"output":"user"}"#),
        (
            Output::Event(Event::TokensRenewed { access_token_expires_at: Timestamp::from_millis(1) }),
            r#"{"output":"renewed"}"#,
        ),
        (
            Output::Event(Event::Noticed(error())),
            r#"{"output":"notice","error":{"code":"invalid-config","kind":"misuse","message":"MESSAGE"}}"#,
        ),
    ]
}

#[wasm_bindgen_test]
fn every_output_is_written_as_declared() {
    let message = AuthError::from(ConfigError::SilentRedirectUriMissing).to_string();
    for (output, expected) in samples() {
        assert_eq!(written(&output), expected.replace("MESSAGE", &message));
    }
}

#[wasm_bindgen_test]
fn wire_d_ts_declares_every_output_and_no_other() {
    let mut names: BTreeSet<String> = samples().iter().map(|(output, _)| name_of(&written(output))).collect();
    // Those that only a machine makes, see `engine` and `person`; and what follows upon its outputs.
    names.extend(["http", "changed", "verify", "tokens"].map(str::to_owned));
    let declared = crate::declared("export type Output", "export type OutputOf", "output:");
    assert_eq!(names.iter().map(String::as_str).collect::<BTreeSet<_>>(), declared);
}

fn name_of(output: &str) -> String {
    let output = read_json(output).expect("JSON");
    output.get("output").and_then(Json::as_text).expect("a name").to_owned()
}
