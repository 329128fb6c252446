//! `wire::read`: every input that `wire.d.ts` declares.

use std::collections::BTreeSet;
use std::time::Duration;

use cx_auth_core::Input;
use cx_auth_core::io::{
    CallId, CryptoFailure, FrameFailure, HttpFailure, LockFailure, OnLoad, PopupFailure, RecordValue,
    RequestId, StorageFailure, WakeCause, Way,
};
use cx_auth_web::flat::read_json;
use cx_auth_web::wire::read;
use wasm_bindgen_test::wasm_bindgen_test;

fn input(text: &str) -> Input {
    let json = read_json(text).expect("JSON");
    read::input(&json)
        .unwrap_or_else(|| panic!("no input: {text}"))
        .unwrap_or_else(|_| panic!("refused: {text}"))
}

/// The input of this name, with what is in `more`.
fn result(name: &str, more: &str) -> Input {
    input(&format!(r#"{{"input":"{name}","id":7,{more}}}"#))
}

fn question(name: &str, options: &str) -> Input {
    input(&format!(
        r#"{{"input":"{name}","call":3,"pageUrl":"https://desk.example/#a","options":{options}}}"#
    ))
}

const ID: RequestId = RequestId(7);
const CALL: CallId = CallId(3);

#[wasm_bindgen_test]
fn every_input_that_is_declared_is_understood() {
    for name in declared() {
        let text = format!(
            r#"{{"input":"{name}","id":7,"pageUrl":"p","cause":"timer","status":200,"body":"","url":"u","message":"m","hash":"","method":"GET","token":"t","form":"f","answer":"{{}}","call":3}}"#
        );
        let without_call = text.replace(r#","call":3"#, "");
        let is_understood =
            [text, without_call].iter().any(|text| read::input(&read_json(text).expect("JSON")).is_some());
        assert!(is_understood, "{name}");
    }
    for text in [r#"{"input":"nonsense","id":7}"#, r#"{"input":"nonsense","call":7}"#, "{}", "7"] {
        assert!(read::input(&read_json(text).expect("JSON")).is_none(), "{text}");
    }
}

fn declared() -> BTreeSet<&'static str> {
    let names = crate::declared("export type Question", "export type Output", "input:");
    assert!(names.len() > 12, "{names:?}");
    names
}

#[wasm_bindgen_test]
fn questions_bring_their_options() {
    let Input::Start(start) = question("start", r#"{"onLoad":"sign-in-required"}"#) else { panic!("start") };
    assert_eq!(
        (start.call, start.page_url.secret(), start.on_load),
        (CALL, "https://desk.example/#a", OnLoad::SignInRequired)
    );

    let options = r#"{"loginHint":"a","prompt":"login","locale":"de","idpHint":"ldap","redirectUri":"r","appState":"s"}"#;
    for name in ["signIn", "signInWithPopup"] {
        let (call, options) = match question(name, options) {
            Input::SignIn(sign_in) => (sign_in.call, sign_in.options),
            Input::SignInBeside(beside) => {
                assert_eq!((beside.ways, beside.is_demanded), (vec![Way::Popup], true));
                (beside.call, beside.options)
            }
            other => panic!("{other:?}"),
        };
        let texts =
            [options.login_hint, options.prompt, options.locale, options.idp_hint, options.redirect_uri];
        assert_eq!(call, CALL);
        assert_eq!(texts.each_ref().map(Option::as_deref), ["a", "login", "de", "ldap", "r"].map(Some));
        assert_eq!(options.app_state.as_ref().map(|state| state.secret()), Some("s"));
    }

    let Input::SignInBeside(beside) = question("recover", r#"{"ways":["redirect","silent"]}"#) else {
        panic!("recover")
    };
    assert_eq!((beside.ways, beside.is_demanded), (vec![Way::Redirect, Way::Silent], false));
    let Input::SignInBeside(beside) = question("recover", "{}") else { panic!("recover") };
    assert_eq!(beside.ways, [Way::Silent, Way::Popup]);

    let Input::SignOut(sign_out) = question("signOut", r#"{"redirectUri":"r"}"#) else { panic!("signOut") };
    assert_eq!((sign_out.call, sign_out.redirect_uri.as_deref()), (CALL, Some("r")));

    for (options, seconds) in [("{}", 5.0), (r#"{"minValidity":0.5}"#, 0.5), (r#"{"minValidity":null}"#, 5.0)]
    {
        let Input::AccessToken { min_validity, instead_of: None, .. } = question("accessToken", options)
        else {
            panic!("accessToken")
        };
        assert_eq!(min_validity, Duration::from_secs_f64(seconds), "{options}");
    }
    let Input::AccessToken { instead_of: Some(token), .. } = question("accessToken", r#"{"insteadOf":"t"}"#)
    else {
        panic!("accessToken")
    };
    assert_eq!(token.secret(), "t");
}

#[wasm_bindgen_test]
fn every_cause_wakes() {
    for (cause, expected) in [
        ("timer", WakeCause::Timer),
        ("visible", WakeCause::Visible),
        ("online", WakeCause::Online),
        ("restored", WakeCause::Restored),
    ] {
        let Input::Wake(cause) = input(&format!(r#"{{"input":"wake","cause":"{cause}"}}"#)) else {
            panic!("wake")
        };
        assert_eq!(cause, expected);
    }
}

#[wasm_bindgen_test]
fn answers_and_failures_of_requests() {
    let Input::Http { id: ID, result: Ok(response) } = result("http", r#""status":503,"body":"busy""#) else {
        panic!("http")
    };
    assert_eq!((response.status, response.body.secret()), (503, "busy"));
    for (failure, expected) in [
        ("offline", HttpFailure::Offline),
        ("timeout", HttpFailure::Timeout),
        ("network", HttpFailure::Network),
    ] {
        let Input::Http { id: ID, result } = result("http", &failed(failure)) else { panic!("http") };
        assert_eq!(result, Err(expected));
    }
    assert!(
        read::input(&read_json(r#"{"input":"http","id":7,"status":-1,"body":""}"#).expect("JSON")).is_some()
    );
    assert!(
        read::input(&read_json(r#"{"input":"http","id":7,"status":65536,"body":""}"#).expect("JSON"))
            .is_none()
    );
}

#[wasm_bindgen_test]
fn answers_and_failures_of_storage() {
    let Input::Stored { id: ID, result: Ok(Some(value)) } = result("stored", r#""value":"v""#) else {
        panic!("stored")
    };
    assert_eq!(value.secret(), "v");
    let Input::Stored { result: Ok(None), .. } = result("stored", r#""more":1"#) else { panic!("stored") };
    let Input::Recorded { id: ID, result: Ok(recorded) } =
        result("recorded", r#""generation":9,"replaced":true,"kind":"session","session":"s""#)
    else {
        panic!("recorded")
    };
    assert_eq!((recorded.generation, recorded.replaced), (9, true));
    assert!(matches!(recorded.value, RecordValue::Session(Some(session)) if session.secret() == "s"));
    for (kind, expected) in [
        ("session", RecordValue::Session(None)),
        ("ended", RecordValue::Ended),
        ("signed-out", RecordValue::SignedOut),
    ] {
        let Input::Recorded { result: Ok(recorded), .. } = result("recorded", &format!(r#""kind":"{kind}""#))
        else {
            panic!("recorded")
        };
        assert_eq!((recorded.generation, recorded.value, recorded.replaced), (0, expected, false));
    }
    for (failure, expected) in [("denied", StorageFailure::Denied), ("full", StorageFailure::Full)] {
        let Input::Stored { result: stored, .. } = result("stored", &failed(failure)) else {
            panic!("stored")
        };
        let Input::Recorded { result: recorded, .. } = result("recorded", &failed(failure)) else {
            panic!("recorded")
        };
        assert_eq!((stored.err(), recorded.err()), (Some(expected), Some(expected)));
    }
}

#[wasm_bindgen_test]
fn answers_and_failures_of_windows_and_locks() {
    let Input::Frame { id: ID, result: Ok(url) } = result("frame", r#""url":"u""#) else { panic!("frame") };
    assert_eq!(url.secret(), "u");
    for (failure, expected) in [("timeout", FrameFailure::Timeout), ("blocked", FrameFailure::Blocked)] {
        let Input::Frame { result, .. } = result("frame", &failed(failure)) else { panic!("frame") };
        assert_eq!(result.err(), Some(expected));
    }
    let Input::Popup { id: ID, result: Ok(url) } = result("popup", r#""url":"u""#) else { panic!("popup") };
    assert_eq!(url.secret(), "u");
    for (failure, expected) in [("blocked", PopupFailure::Blocked), ("closed", PopupFailure::Closed)] {
        let Input::Popup { result, .. } = result("popup", &failed(failure)) else { panic!("popup") };
        assert_eq!(result.err(), Some(expected));
    }
    let Input::Locked { id: ID, result: Ok(true) } = result("locked", r#""others":true"#) else {
        panic!("locked")
    };
    for (failure, expected) in [("unavailable", LockFailure::Unavailable), ("taken", LockFailure::Taken)] {
        let Input::Locked { result, .. } = result("locked", &failed(failure)) else { panic!("locked") };
        assert_eq!(result, Err(expected));
    }
    let Input::Verified { id: ID, result: Ok(verified) } =
        result("verified", r#""isValid":true,"hash":"\u0000aÿ""#)
    else {
        panic!("verified")
    };
    assert_eq!((verified.is_valid, verified.hash), (true, vec![0, 97, 255]));
    let Input::Verified { result: Err(CryptoFailure::Unavailable), .. } =
        result("verified", &failed("unavailable"))
    else {
        panic!("verified")
    };
    let Input::ProofKey { id: ID, result: Ok(key) } = result("proofKey", r#""x":"X","y":"Y","isKept":true"#)
    else {
        panic!("proofKey")
    };
    assert_eq!((key.x.as_str(), key.y.as_str(), key.is_kept), ("X", "Y", true));
    let Input::Signed { id: ID, result: Ok(signature) } = result("signed", r#""signature":"aÿ""#) else {
        panic!("signed")
    };
    assert_eq!(signature, [97, 255]);
    for name in ["proofKey", "signed"] {
        match result(name, &failed("unavailable")) {
            Input::ProofKey { result: Err(CryptoFailure::Unavailable), .. }
            | Input::Signed { result: Err(CryptoFailure::Unavailable), .. } => {}
            other => panic!("{other:?}"),
        }
    }
    let Input::Heard(message) = input(r#"{"input":"heard","message":"m"}"#) else { panic!("heard") };
    assert_eq!(message.secret(), "m");
    assert!(matches!(result("navigationFailed", r#""more":1"#), Input::NavigationFailed { id: ID }));
}

fn failed(failure: &str) -> String {
    format!(r#""failure":"{failure}""#)
}
