//! Whatever happens to several tabs in whatever order: no panic, no second refresh in flight, no call forgotten, and when
//! the world is well again, one session in all of them.

use core::time::Duration;

use cx_auth_core::Storage;
use cx_auth_core::io::{CallId, HttpFailure, OnLoad, WakeCause, Way};
use cx_auth_testkit::{Behaviour, Tabs, agentdesk};
use proptest::prelude::*;

/// One thing that happens, mostly to one tab.
#[derive(Clone, Debug)]
enum Step {
    Start(usize),
    AccessToken(usize, u64),
    Recover(usize),
    SignInOnThePage(usize),
    SignOut(usize),
    Wake(usize, WakeCause),
    Freeze(usize),
    Thaw(usize),
    Close(usize),
    Open,
    Reload(usize),
    Advance(u64),
    Delay(usize, u64),
    Token(Behaviour),
    Discovery(Behaviour),
    EndSessions,
    SilentError(Option<&'static str>),
    NoRecord(bool),
    ForgetRecord,
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        4 => Just(Behaviour::Honest),
        2 => (0..20_u64).prop_map(|seconds| Behaviour::Slow(Duration::from_secs(seconds))),
        2 => Just(Behaviour::AnswerLost),
        1 => Just(Behaviour::Down(HttpFailure::Network)),
        1 => Just(Behaviour::Forgotten),
        1 => Just(Behaviour::Literal(500, String::new())),
        1 => Just(Behaviour::Literal(400, r#"{"error":"invalid_grant"}"#.into())),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let tab = || 0..6_usize;
    let cause = prop_oneof![Just(WakeCause::Timer), Just(WakeCause::Visible), Just(WakeCause::Online)];
    let silent = prop_oneof![2 => Just(None), 1 => Just(Some("login_required"))];
    prop_oneof![
        4 => tab().prop_map(Step::Start),
        4 => (tab(), 0..100_u64).prop_map(|(tab, seconds)| Step::AccessToken(tab, seconds)),
        2 => tab().prop_map(Step::Recover),
        1 => tab().prop_map(Step::SignInOnThePage),
        1 => tab().prop_map(Step::SignOut),
        2 => (tab(), cause).prop_map(|(tab, cause)| Step::Wake(tab, cause)),
        2 => tab().prop_map(Step::Freeze),
        2 => tab().prop_map(Step::Thaw),
        1 => tab().prop_map(Step::Close),
        1 => Just(Step::Open),
        1 => tab().prop_map(Step::Reload),
        6 => (0..60_u64).prop_map(Step::Advance),
        1 => (tab(), 0..3000_u64).prop_map(|(tab, millis)| Step::Delay(tab, millis)),
        3 => behaviour().prop_map(Step::Token),
        1 => behaviour().prop_map(Step::Discovery),
        1 => Just(Step::EndSessions),
        1 => silent.prop_map(Step::SilentError),
        1 => any::<bool>().prop_map(Step::NoRecord),
        1 => Just(Step::ForgetRecord),
    ]
}

/// The tabs, and the calls of their pages, each of which must be answered in the end.
struct Crowd {
    tabs: Tabs,
    calls: Vec<(usize, CallId)>,
}

impl Crowd {
    fn perform(&mut self, step: Step) {
        let living: Vec<usize> = self.tabs.living().map(|(index, _)| index).collect();
        let pick = |number: usize| living[number % living.len()];
        let tabs = &mut self.tabs;
        match step {
            Step::Start(tab) => self.calls.push((pick(tab), tabs.tab(pick(tab)).start(OnLoad::CheckSso))),
            Step::AccessToken(tab, seconds) => {
                let call = tabs.tab(pick(tab)).access_token(Duration::from_secs(seconds));
                self.calls.push((pick(tab), call));
            }
            Step::Recover(tab) => {
                let call = tabs.tab(pick(tab)).sign_in_beside(&[Way::Silent, Way::Popup], false);
                self.calls.push((pick(tab), call));
            }
            Step::SignInOnThePage(tab) => {
                let tab = pick(tab);
                if tabs.look_at(tab).record.navigations.last().is_some_and(|url| url.contains("/auth?")) {
                    tabs.tab(tab).sign_in_on_the_page();
                    self.calls.retain(|(other, _)| *other != tab);
                }
            }
            Step::SignOut(tab) => {
                tabs.tab(pick(tab)).sign_out();
            }
            Step::Wake(tab, cause) => tabs.tab(pick(tab)).wake(cause),
            Step::Freeze(tab) => tabs.freeze(pick(tab)),
            Step::Thaw(tab) => tabs.thaw(pick(tab)),
            Step::Close(tab) if living.len() > 1 => {
                let tab = pick(tab);
                tabs.close(tab);
                self.calls.retain(|(other, _)| *other != tab);
            }
            Step::Close(_) => {}
            Step::Open if living.len() < 6 => drop(tabs.open_another()),
            Step::Open => {}
            Step::Reload(tab) => {
                let tab = pick(tab);
                tabs.reload(tab);
                self.calls.retain(|(other, _)| *other != tab);
            }
            Step::Advance(seconds) => tabs.advance(Duration::from_secs(seconds)),
            Step::Delay(tab, millis) => {
                tabs.tab(pick(tab)).broadcast_delay = Duration::from_millis(millis);
            }
            Step::Token(behaviour) => tabs.server().token.once(behaviour),
            Step::Discovery(behaviour) => tabs.server().discovery.once(behaviour),
            Step::EndSessions => tabs.server().end_sessions(),
            Step::SilentError(error) => tabs.server().silent_error = error.map(str::to_owned),
            Step::NoRecord(fails) => tabs.tab(pick(0)).origin.record_fails = fails,
            Step::ForgetRecord => {
                let origin = &mut tabs.tab(pick(0)).origin;
                origin.generation = 0;
                origin.value = cx_auth_core::io::RecordValue::SignedOut;
            }
        }
    }
}

fn storage() -> impl Strategy<Value = Storage> {
    prop_oneof![2 => Just(Storage::Memory), 1 => Just(Storage::Session), 1 => Just(Storage::Local)]
}

proptest! {
    // A case is a day of several tabs, and takes a tenth of a second; PROPTEST_CASES asks for more of them.
    #![proptest_config(ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(48)
    ))]
    #[test]
    fn one_session_survives(
        steps in prop::collection::vec(step(), 1..80), storage in storage(), count in 1..4_usize
    ) {
        let config = agentdesk().with_shared_session().with_storage(storage);
        let was_denied = steps.iter().any(|step| matches!(step, Step::NoRecord(true)));
        let mut crowd = Crowd { tabs: Tabs::signed_in(config, count), calls: Vec::new() };
        for step in steps {
            crowd.perform(step);
            for (index, tab) in crowd.tabs.living() {
                prop_assert!(tab.refreshes_in_flight() <= 1, "two refreshes in flight in tab {index}");
            }
        }
        let Crowd { mut tabs, calls } = crowd;

        // When the world is well again, every call gets its answer ...
        tabs.server().token.always(Behaviour::Honest);
        tabs.server().discovery.always(Behaviour::Honest);
        tabs.server().silent_error = None;
        for index in 0..tabs.count() {
            tabs.thaw(index);
            tabs.tab(index).broadcast_delay = Duration::ZERO;
        }
        tabs.tab(0).origin.record_fails = false;
        tabs.advance(Duration::from_secs(2000));
        for (tab, call) in calls {
            prop_assert!(tabs.look_at(tab).answer(call).is_some(), "{call:?} of tab {tab} was never answered");
        }
        for (index, tab) in tabs.living() {
            prop_assert!(tab.record.answered.values().all(|times| *times == 1), "answered twice in tab {index}");
            prop_assert!(tab.state().status() != "retrying", "tab {index}: {:?}", tab.state());
        }
        // ... and a sign-in in one tab is a sign-in in all that share.
        let (first, _) = tabs.living().next().expect("one lives");
        let living: Vec<usize> = tabs.living().map(|(index, _)| index).collect();
        tabs.tab(first).sign_in_beside(&[Way::Popup], true);
        tabs.settle();
        prop_assert_eq!(tabs.look_at(first).state().status(), "signed-in");
        tabs.advance(Duration::from_secs(2000));
        for index in living {
            tabs.tab(index).start(OnLoad::CheckSso);
            tabs.advance(Duration::from_secs(2));
            // A tab that was denied the database is on its own from then on, and may be signed out for good.
            if was_denied {
                continue;
            }
            prop_assert_eq!(tabs.look_at(index).state().status(), "signed-in", "tab {}", index);
        }
        for (index, tab) in tabs.living() {
            for line in &tab.record.log {
                for secret in &tabs.look_at(first).server.secrets {
                    prop_assert!(!line.contains(secret.as_str()), "tab {}: {} is in {}", index, secret, line);
                }
            }
        }
    }
}
