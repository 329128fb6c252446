//! Whatever happens in whatever order: no panic, no second refresh in flight, no call answered twice, none forgotten,
//! and no state that nothing leads out of.

use core::time::Duration;

use cx_auth_core::Input;
use cx_auth_core::io::{
    CallId, CryptoFailure, FrameFailure, HttpFailure, OnLoad, RequestId, Response, SignInOptions,
    StorageFailure, Verified, WakeCause,
};
use cx_auth_core::secret::{SecretText, SecretUrl};
use cx_auth_testkit::{Behaviour, Browser, CryptoHealth, StorageHealth, agentdesk};
use proptest::prelude::*;

/// One thing that happens.
#[derive(Clone, Debug)]
enum Step {
    Start(OnLoad),
    SignIn,
    SignInOnThePage,
    SignOut,
    AccessToken(u64),
    AnotherToken,
    AuthorizeApi,
    Revoke,
    Nonce(u8),
    ProofsDemanded(bool),
    Advance(u64),
    Sleep(u64),
    SetClock(i64),
    Wake(WakeCause),
    Token(Behaviour),
    Discovery(Behaviour),
    Keys(Behaviour),
    RotateKeys,
    HideKeys(bool),
    ForgeSignatures(bool),
    Crypto(CryptoHealth),
    UserInfo(Behaviour),
    SilentError(Option<&'static str>),
    Frame(Option<FrameFailure>),
    Storage(StorageHealth),
    EndSessions,
    Stray(u64, u8),
    OpenAgain,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        4 => Just(Behaviour::Honest),
        2 => (0..20_u64).prop_map(|seconds| Behaviour::Slow(Duration::from_secs(seconds))),
        1 => Just(Behaviour::AnswerLost),
        1 => Just(Behaviour::Down(HttpFailure::Network)),
        1 => Just(Behaviour::Forgotten),
        1 => Just(Behaviour::Literal(500, String::new())),
        1 => Just(Behaviour::Literal(200, "<html>".into())),
        1 => Just(Behaviour::Literal(400, r#"{"error":"invalid_grant"}"#.into())),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let wake = prop_oneof![
        Just(WakeCause::Timer),
        Just(WakeCause::Visible),
        Just(WakeCause::Online),
        Just(WakeCause::Restored)
    ];
    let on_load = prop_oneof![Just(OnLoad::CheckSso), Just(OnLoad::SignInRequired)];
    let frame = prop_oneof![Just(None), Just(Some(FrameFailure::Timeout)), Just(Some(FrameFailure::Blocked))];
    let storage = prop_oneof![
        3 => Just(StorageHealth::Good),
        1 => Just(StorageHealth::Bad(StorageFailure::Denied)),
        1 => Just(StorageHealth::ReadOnly(StorageFailure::Full)),
        1 => Just(StorageHealth::Mute)
    ];
    let crypto = prop_oneof![
        3 => Just(CryptoHealth::Good),
        1 => Just(CryptoHealth::Bad(CryptoFailure::Unavailable)),
        1 => Just(CryptoHealth::Mute)
    ];
    let silent =
        prop_oneof![2 => Just(None), 1 => Just(Some("login_required")), 1 => Just(Some("server_error"))];
    prop_oneof![
        3 => on_load.prop_map(Step::Start),
        1 => Just(Step::SignIn),
        3 => Just(Step::SignInOnThePage),
        1 => Just(Step::SignOut),
        4 => (0..100_u64).prop_map(Step::AccessToken),
        2 => Just(Step::AnotherToken),
        2 => Just(Step::AuthorizeApi),
        1 => Just(Step::Revoke),
        1 => (0..3_u8).prop_map(Step::Nonce),
        1 => any::<bool>().prop_map(Step::ProofsDemanded),
        6 => (0..60_u64).prop_map(Step::Advance),
        1 => (0..10_000_u64).prop_map(Step::Sleep),
        1 => (-1000..1000_i64).prop_map(Step::SetClock),
        3 => wake.prop_map(Step::Wake),
        3 => behaviour().prop_map(Step::Token),
        1 => behaviour().prop_map(Step::Discovery),
        2 => behaviour().prop_map(Step::Keys),
        2 => Just(Step::RotateKeys),
        1 => any::<bool>().prop_map(Step::HideKeys),
        1 => any::<bool>().prop_map(Step::ForgeSignatures),
        1 => crypto.prop_map(Step::Crypto),
        2 => behaviour().prop_map(Step::UserInfo),
        1 => silent.prop_map(Step::SilentError),
        1 => frame.prop_map(Step::Frame),
        1 => storage.prop_map(Step::Storage),
        1 => Just(Step::EndSessions),
        3 => (0..40_u64, 0..6_u8).prop_map(|(id, kind)| Step::Stray(id, kind)),
        1 => Just(Step::OpenAgain),
    ]
}

/// An answer that nobody waits for, or that is of the wrong kind, or comes twice.
fn stray(id: u64, kind: u8) -> Input {
    let id = RequestId(id);
    match kind {
        0 => Input::Http { id, result: Ok(Response::new(200, "{}")) },
        1 => Input::Http { id, result: Err(HttpFailure::Timeout) },
        2 => Input::Stored { id, result: Ok(Some(SecretText::new("[]"))) },
        3 => Input::Frame {
            id,
            result: Ok(SecretUrl::new("https://desk.example/silent.html?code=x&state=cx-in.y")),
        },
        4 => Input::Verified { id, result: Ok(Verified { is_valid: false, hash: Vec::new() }) },
        _ => Input::NavigationFailed { id },
    }
}

/// The calls of the page that is open, each of which must be answered in the end.
#[derive(Default)]
struct Calls {
    open: Vec<CallId>,
}

impl Calls {
    fn perform(&mut self, browser: &mut Browser, step: Step) {
        match step {
            Step::Start(on_load) => self.open.push(browser.start(on_load)),
            Step::SignIn => self.open.push(browser.sign_in(SignInOptions::default())),
            Step::SignInOnThePage => {
                if !browser.record.navigations.last().is_some_and(|url| url.contains("/auth?")) {
                    return;
                }
                browser.sign_in_on_the_page();
                self.open.clear();
            }
            Step::SignOut => self.open.push(browser.sign_out()),
            Step::AccessToken(seconds) => self.open.push(browser.access_token(Duration::from_secs(seconds))),
            Step::AnotherToken => {
                let last = self.open.iter().rev().find_map(|call| browser.token(*call));
                self.open.push(browser.access_token_instead_of(&last.unwrap_or_default()));
            }
            Step::AuthorizeApi => self.open.push(browser.authorize_api("GET", "https://api.example/", None)),
            Step::Revoke => self.open.push(browser.revoke()),
            Step::Nonce(number) => browser.server.proofs.nonce = Some(number.to_string()),
            Step::ProofsDemanded(demanded) => browser.server.proofs.demanded = demanded,
            Step::Advance(seconds) => browser.advance(Duration::from_secs(seconds)),
            Step::Sleep(seconds) => browser.sleep(Duration::from_secs(seconds)),
            Step::SetClock(seconds) => browser.set_clock(seconds),
            Step::Wake(cause) => browser.wake(cause),
            Step::Token(behaviour) => browser.server.token.once(behaviour),
            Step::Discovery(behaviour) => browser.server.discovery.once(behaviour),
            Step::Keys(behaviour) => browser.server.keys.once(behaviour),
            Step::RotateKeys => browser.server.rotate_keys("k2"),
            Step::HideKeys(are_hidden) => browser.server.published_keys = are_hidden.then(Vec::new),
            Step::ForgeSignatures(forges) => browser.server.forges_signatures = forges,
            Step::Crypto(health) => browser.crypto_health = health,
            Step::UserInfo(behaviour) => {
                browser.server.user_info.once(behaviour);
                self.open.push(browser.user_info());
            }
            Step::SilentError(error) => browser.server.silent_error = error.map(str::to_owned),
            Step::Frame(failure) => browser.frame_failure = failure,
            Step::Storage(health) => browser.storage_health = health,
            Step::EndSessions => browser.server.end_sessions(),
            Step::Stray(id, kind) => browser.handle(stray(id, kind)),
            Step::OpenAgain => {
                let url = browser.page_url().to_owned();
                browser.arrive(&url);
                self.open.clear();
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_breaks(steps in prop::collection::vec(step(), 1..60), signed_in: bool, dpop: bool) {
        let config = agentdesk().with_dpop(dpop).with_api_origins(["https://api.example"]).expect("an origin");
        let mut browser = if signed_in {
            Browser::signed_in(config)
        } else {
            Browser::open(config, "https://desk.example/")
        };
        let mut calls = Calls::default();
        for step in steps {
            calls.perform(&mut browser, step);
            prop_assert!(browser.refreshes_in_flight() <= 1, "two refreshes in flight");
        }
        prop_assert!(browser.record.answered.values().all(|times| *times == 1), "a call was answered twice");

        // From wherever this ended: when the world is well again, every call gets its answer ...
        browser.server.token.always(Behaviour::Honest);
        browser.server.discovery.always(Behaviour::Honest);
        browser.server.keys.always(Behaviour::Honest);
        browser.server.user_info.always(Behaviour::Honest);
        browser.server.published_keys = None;
        browser.server.forges_signatures = false;
        browser.crypto_health = CryptoHealth::Good;
        browser.server.silent_error = None;
        browser.frame_failure = None;
        browser.storage_health = StorageHealth::Good;
        browser.advance(Duration::from_secs(2000));
        for call in calls.open {
            prop_assert!(browser.answer(call).is_some(), "{call:?} was never answered");
        }
        // ... nobody is stuck in a state that only passes ...
        prop_assert!(!matches!(browser.state().status(), "retrying"), "{:?}", browser.state());
        // ... and the user can sign in.
        browser.sign_in_and_return();
        prop_assert_eq!(browser.state().status(), "signed-in");
        for line in &browser.record.log {
            for secret in browser.secrets() {
                prop_assert!(!line.contains(&secret), "{} is in {}", secret, line);
            }
        }
    }
}
