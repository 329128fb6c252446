//! Many tabs, one session: one request renews it for all, and whatever happens to one tab, the others live.

use core::time::Duration;

use cx_auth_core::io::{CallId, FrameFailure, OnLoad, RecordValue, SignInOptions, WakeCause};
use cx_auth_core::secret::{AccessToken, SecretText};
use cx_auth_core::{AuthState, Config, Input, Storage};
use cx_auth_testkit::{Behaviour, Browser, Tabs, agentdesk};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn shared() -> Config {
    agentdesk().with_shared_session()
}

fn eight() -> Tabs {
    Tabs::signed_in(shared(), 8)
}

/// The tabs' tokens, each as its tab would hand it out.
fn tokens(tabs: &mut Tabs) -> Vec<Option<String>> {
    let living: Vec<usize> = tabs.living().map(|(index, _)| index).collect();
    let calls: Vec<_> =
        living.iter().map(|index| (*index, tabs.tab(*index).access_token(seconds(1)))).collect();
    tabs.settle();
    calls.into_iter().map(|(index, call)| tabs.look_at(index).token(call)).collect()
}

fn assert_one_session(tabs: &mut Tabs) {
    let tokens = tokens(tabs);
    assert!(tokens[0].is_some());
    assert!(tokens.iter().all(|token| *token == tokens[0]), "{tokens:?}");
}

#[test]
fn new_tab_gets_the_session_of_a_living_one() {
    let mut tabs = eight();
    assert_eq!(tabs.frames(), 1, "the first has looked for it, nobody else");
    assert_eq!(tabs.requests_to("/token"), 1);
    assert_one_session(&mut tabs);
}

#[test]
fn session_comes_from_a_living_tab_even_when_the_provider_is_down() {
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.server().discovery.always(Behaviour::Down(cx_auth_core::io::HttpFailure::Network));
    tabs.server().token.always(Behaviour::Down(cx_auth_core::io::HttpFailure::Network));
    let third = tabs.open_another();
    tabs.tab(third).start(OnLoad::SignInRequired);
    tabs.settle();
    assert_eq!(tabs.look_at(third).state(), &AuthState::SignedIn);
    tabs.advance(seconds(300));
    assert_eq!(tabs.look_at(third).state().status(), "retrying");
    tabs.server().discovery.always(Behaviour::Honest);
    tabs.server().token.always(Behaviour::Honest);
    tabs.advance(seconds(35));
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
}

#[test]
fn one_request_renews_the_session_of_all_for_a_thousand_rounds() {
    let mut tabs = eight();
    let mut alone = Tabs::signed_in(shared(), 1);
    for round in 1..=1000 {
        tabs.advance(seconds(45));
        alone.advance(seconds(45));
        assert_eq!(tabs.requests_to("/token"), alone.requests_to("/token"), "in round {round}");
    }
    assert!(tabs.requests_to("/token") > 1000);
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
    assert_eq!(tabs.frames(), 1, "nothing had to be healed");
}

#[test]
fn all_that_want_another_token_at_once_make_one_request() {
    let mut tabs = eight();
    for round in 1..=100 {
        let refused = tokens(&mut tabs);
        let refused = refused[0].as_deref().expect("a token");
        let calls: Vec<_> =
            (0..8).map(|index| (index, tabs.tab(index).access_token_instead_of(refused))).collect();
        tabs.settle();
        for (index, call) in calls {
            assert_ne!(tabs.look_at(index).token(call).expect("a token"), refused, "in round {round}");
        }
        assert_eq!(tabs.requests_to("/token"), 1 + round);
    }
    assert_one_session(&mut tabs);
}

#[test]
fn slow_answer_and_late_broadcasts_still_make_one_request() {
    let mut tabs = eight();
    tabs.server().token.always(Behaviour::Slow(seconds(2)));
    for index in 0..tabs.count() {
        tabs.tab(index).broadcast_delay = Duration::from_millis(500);
    }
    tabs.advance(seconds(1000));
    assert!((21..=25).contains(&tabs.requests_to("/token")), "{}", tabs.requests_to("/token"));
    assert_eq!(tabs.frames(), 1);
}

#[test]
fn tab_that_dies_in_mid_refresh_takes_nobody_along() {
    let mut tabs = eight();
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..8).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    tabs.close(holder);
    // The server has used up the refresh token of the seven: its own session brings them a new one.
    tabs.advance(seconds(1));
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
    assert_eq!(tabs.frames(), 2, "one look at the provider heals all");
    for (_, tab) in tabs.living() {
        assert_eq!(tab.record.navigations.len(), 0);
    }
}

#[test]
fn session_that_is_told_too_late_spares_the_second_silent_sign_in() {
    // On a busy machine the healed session came to the next tab after it had given up waiting for it. It was then taken for
    // one that this tab had already, and the next tab signed in silently once more.
    let mut tabs = Tabs::signed_in(shared(), 3);
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..3).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    for index in 0..3 {
        tabs.tab(index).frame_delay = Duration::from_millis(500);
        tabs.tab(index).broadcast_delay = Duration::from_millis(1200);
    }
    tabs.close(holder);
    tabs.advance(seconds(3));
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
    assert_eq!(tabs.frames(), 3, "the first, the one that heals, and one that is called off");
    assert_eq!(tabs.requests_to("/token"), 4, "the first, the dead one's, one that is refused, one code");
    tabs.advance(seconds(50));
    assert_eq!(tabs.requests_to("/token"), 5, "and what was told is good");
}

#[test]
fn tab_that_is_behind_does_not_pass_its_old_session_for_the_newer_one() {
    // It had called its own what the record says, before it had it. Who asked it then believed that, and went to the
    // provider with a refresh token that was used up.
    let mut tabs = Tabs::signed_in(shared(), 3);
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..3).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    // It writes down that it has renewed the session, and is gone before anybody hears of it.
    for index in 0..3 {
        tabs.tab(index).broadcast_delay = seconds(10_000);
    }
    let written = tabs.tab(holder).origin.generation;
    while tabs.tab(holder).origin.generation == written {
        tabs.advance(Duration::from_millis(50));
    }
    tabs.close(holder);
    assert_eq!(tabs.requests_to("/token"), 2);
    for index in 0..3 {
        tabs.tab(index).broadcast_delay = Duration::ZERO;
        tabs.tab(index).frame_failure = Some(FrameFailure::Timeout);
    }
    tabs.advance(seconds(60));
    for (index, tab) in tabs.living() {
        assert_eq!(tab.state().status(), "retrying", "tab {index}");
    }
    for index in 0..3 {
        tabs.tab(index).frame_failure = None;
    }
    tabs.advance(seconds(40));
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
    let refused = tabs.requests_to("/token") - 2 - 1;
    assert_eq!(refused, 0, "nobody has used the old refresh token");
}

#[test]
fn lost_answer_is_healed_without_the_user() {
    let mut tabs = eight();
    for _ in 0..20 {
        tabs.server().token.once(Behaviour::AnswerLost);
        tabs.advance(seconds(70));
        tabs.assert_all(&AuthState::SignedIn);
        assert_one_session(&mut tabs);
    }
}

#[test]
fn frozen_tab_with_the_lock_in_its_hand_does_not_block_the_others() {
    let mut tabs = eight();
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..8).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    tabs.freeze(holder);
    tabs.server().token.always(Behaviour::Slow(Duration::from_millis(200)));
    tabs.advance(seconds(30));
    for (index, tab) in tabs.living().filter(|(index, _)| *index != holder) {
        assert_eq!(tab.state(), &AuthState::SignedIn, "tab {index}");
    }
    // All seven have waited for the same time; only one may take the lock away, or they would take it from each other.
    assert_eq!(
        tabs.requests_to("/token"),
        4,
        "the first, the frozen one's, one that is refused, and its silent sign-in"
    );
    let before = tabs.requests_to("/token");
    tabs.thaw(holder);
    tabs.settle();
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
    assert!(tabs.requests_to("/token") <= before + 1);
}

#[test]
fn end_of_the_session_reaches_every_tab_with_one_request_and_no_page_is_left() {
    let mut tabs = eight();
    tabs.server().end_sessions();
    tabs.advance(seconds(46));
    for (index, tab) in tabs.living() {
        assert_eq!(tab.state().status(), "needs-sign-in", "tab {index}");
        assert_eq!(tab.machine.user().map(|user| user.sub.as_str()), Some("a1b2"));
        assert!(tab.record.navigations.is_empty());
    }
    assert_eq!(tabs.requests_to("/token"), 2, "one tab has asked");
    assert_eq!(tabs.frames(), 2, "and looked for the provider's own session");
}

#[test]
fn sign_in_in_one_tab_brings_all_back() {
    let mut tabs = eight();
    tabs.server().end_sessions();
    tabs.advance(seconds(46));
    tabs.tab(3).sign_in(SignInOptions::default());
    tabs.settle();
    tabs.tab(3).sign_in_on_the_page();
    tabs.tab(3).start(OnLoad::CheckSso);
    tabs.settle();
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
}

#[test]
fn sign_out_reaches_every_tab_and_one_of_them_leaves() {
    let mut tabs = eight();
    tabs.tab(5).sign_out();
    tabs.settle();
    for (index, tab) in tabs.living() {
        assert_eq!(tab.state().status(), "signed-out", "tab {index}");
        assert_eq!(tab.state().reason(), Some("by-user"));
        assert_eq!(tab.record.navigations.len(), usize::from(index == 5));
        assert_eq!(tab.machine.user(), None);
    }
}

#[test]
fn sign_out_in_mid_refresh_is_not_undone_by_its_answer() {
    let mut tabs = eight();
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..8).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    tabs.tab((holder + 1) % 8).sign_out();
    tabs.advance(seconds(10));
    for (index, tab) in tabs.living() {
        assert_eq!(tab.state().status(), "signed-out", "tab {index}");
    }
}

#[test]
fn another_user_reaches_every_tab() {
    let mut tabs = eight();
    let claims = &mut tabs.server().id_token_claims;
    claims.insert("sub".to_owned(), "b2c3".into());
    claims.insert("preferred_username".to_owned(), "agent2".into());
    tabs.tab(0).sign_in(SignInOptions::default());
    tabs.settle();
    tabs.tab(0).sign_in_on_the_page();
    tabs.tab(0).start(OnLoad::CheckSso);
    tabs.settle();
    for (index, tab) in tabs.living() {
        let name = tab.machine.user().and_then(|user| user.username.as_deref());
        assert_eq!(name, Some("agent2"), "tab {index}");
    }
}

#[test]
fn laptop_that_slept_makes_one_request_for_all() {
    let mut tabs = eight();
    for index in 0..8 {
        tabs.freeze(index);
    }
    tabs.advance(seconds(600));
    for index in 0..8 {
        tabs.thaw(index);
    }
    for index in 0..8 {
        tabs.tab(index).wake(WakeCause::Visible);
        tabs.tab(index).wake(WakeCause::Online);
    }
    tabs.settle();
    assert_eq!(tabs.requests_to("/token"), 2);
    assert_one_session(&mut tabs);
}

#[test]
fn sleep_in_mid_refresh_is_no_reason_to_take_the_lock_away() {
    let mut tabs = eight();
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..8).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    for index in 0..8 {
        tabs.freeze(index);
    }
    tabs.advance(seconds(600));
    // The holder's page is the last to come to life.
    for index in (0..8).filter(|index| *index != holder) {
        tabs.thaw(index);
        tabs.tab(index).wake(WakeCause::Visible);
        tabs.settle();
    }
    assert_eq!(tabs.requests_to("/token"), 2, "nobody has used the same refresh token again");
    tabs.thaw(holder);
    tabs.settle();
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
    assert_eq!(tabs.frames(), 1);
}

#[test]
fn without_the_database_each_tab_is_on_its_own() {
    let mut tabs = Tabs::open(shared(), 3);
    tabs.tab(0).origin.record_fails = true;
    tabs.server().has_session = true;
    for index in 0..3 {
        tabs.tab(index).start(OnLoad::CheckSso);
        tabs.settle();
    }
    tabs.assert_all(&AuthState::SignedIn);
    tabs.advance(seconds(600));
    tabs.assert_all(&AuthState::SignedIn);
    assert_eq!(tabs.frames(), 3);
    assert_eq!(tabs.look_at(0).origin.queue_length(), 0);
}

#[test]
fn without_locks_each_tab_is_on_its_own() {
    let mut tabs = Tabs::open(shared(), 3);
    tabs.tab(0).origin.locks_fail = true;
    tabs.server().has_session = true;
    for index in 0..3 {
        tabs.tab(index).start(OnLoad::CheckSso);
        tabs.settle();
    }
    tabs.advance(seconds(600));
    tabs.assert_all(&AuthState::SignedIn);
}

#[test]
fn first_tab_after_all_were_closed_asks_the_provider() {
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.close(0);
    let third = tabs.open_another();
    tabs.close(1);
    tabs.tab(third).start(OnLoad::CheckSso);
    tabs.settle();
    assert_eq!(tabs.look_at(third).state(), &AuthState::SignedIn);
    assert_eq!(tabs.frames(), 2);
}

#[test]
fn silent_company_keeps_nobody_waiting_for_long() {
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.freeze(0);
    tabs.freeze(1);
    let third = tabs.open_another();
    tabs.tab(third).start(OnLoad::CheckSso);
    tabs.advance(seconds(1));
    assert_eq!(tabs.look_at(third).state(), &AuthState::SignedIn);
}

#[test]
fn memory_keeps_no_token_in_the_record_and_local_does() {
    for (storage, is_kept) in [(Storage::Memory, false), (Storage::Session, false), (Storage::Local, true)] {
        let mut tabs = Tabs::open(shared().with_storage(storage), 1);
        tabs.server().has_session = true;
        tabs.tab(0).start(OnLoad::CheckSso);
        tabs.settle();
        match &tabs.look_at(0).origin.value {
            RecordValue::Session(text) => assert_eq!(text.is_some(), is_kept, "{storage:?}"),
            other => panic!("{storage:?}: {other:?}"),
        }
    }
}

#[test]
fn local_storage_brings_the_session_back_after_all_tabs_were_closed() {
    let mut tabs = Tabs::open(shared().with_storage(Storage::Local), 1);
    tabs.server().has_session = true;
    tabs.tab(0).start(OnLoad::CheckSso);
    tabs.settle();
    let second = tabs.open_another();
    tabs.close(0);
    tabs.tab(second).start(OnLoad::CheckSso);
    tabs.settle();
    assert_eq!(tabs.look_at(second).state(), &AuthState::SignedIn);
    assert_eq!(tabs.frames(), 1, "no frame but the first");
    tabs.advance(seconds(100));
    tabs.assert_all(&AuthState::SignedIn);
}

#[test]
fn session_storage_brings_the_session_back_after_a_reload() {
    let mut browser = Browser::signed_in(agentdesk().with_storage(Storage::Session));
    let frames = browser.record.frames.len();
    browser.arrive("https://desk.example/");
    browser.start(OnLoad::CheckSso);
    browser.settle();
    assert_eq!(browser.state(), &AuthState::SignedIn);
    assert_eq!(browser.record.frames.len(), frames);
    browser.advance(seconds(46));
    assert_eq!(browser.state(), &AuthState::SignedIn);

    // After a night, start() waits for what becomes of the old tokens.
    browser.arrive("https://desk.example/");
    browser.sleep(seconds(50_000));
    browser.server.end_sessions();
    let start = browser.start(OnLoad::CheckSso);
    browser.settle();
    assert!(browser.answer(start).is_some());
    assert_eq!(browser.state().status(), "needs-sign-in");
    assert!(browser.storage.keys().all(|key| !key.starts_with("cx-auth.session")), "and they are gone");
}

#[test]
fn session_that_is_told_once_more_is_no_answer_to_who_wants_another_token() {
    // A tab reloads, finds the session in its storage, and hears of it once more while it waits for another token. What it
    // had kept said an older generation than it was, since it had been kept before it was written down.
    let mut tabs = Tabs::signed_in(shared().with_storage(Storage::Session), 3);
    tabs.reload(0);
    tabs.tab(0).start(OnLoad::CheckSso);
    tabs.settle();
    tabs.server().token.always(Behaviour::Slow(seconds(1)));
    let refused = tokens(&mut tabs)[0].clone().expect("a token");
    for index in 0..3 {
        let instead_of = Some(AccessToken::new(refused.clone()));
        tabs.tab(index).handle(Input::AccessToken { call: CALL, min_validity: Duration::ZERO, instead_of });
    }
    for index in 0..3 {
        let heard = Input::Heard(SecretText::new("kind=wanted&generation=0"));
        tabs.tab(index).handle(heard);
    }
    tabs.advance(seconds(3));
    for index in 0..3 {
        let token = tabs.look_at(index).token(CALL);
        let answer = tabs.look_at(index).answer(CALL);
        assert!(token.is_some_and(|token| token != refused), "tab {index}: {answer:?}");
    }
}

const CALL: CallId = CallId(9000);

#[test]
fn copied_tab_shares_the_session_instead_of_fighting_for_it() {
    // `window.open` copies the session storage, tokens included.
    let mut tabs = Tabs::open(shared().with_storage(Storage::Session), 1);
    tabs.server().has_session = true;
    tabs.tab(0).start(OnLoad::CheckSso);
    tabs.settle();
    let copy = tabs.open_another();
    let storage = tabs.look_at(0).storage.clone();
    tabs.tab(copy).storage = storage;
    tabs.tab(copy).start(OnLoad::CheckSso);
    tabs.settle();
    tabs.advance(seconds(2000));
    assert!((45..=46).contains(&tabs.requests_to("/token")), "{}", tabs.requests_to("/token"));
    tabs.assert_all(&AuthState::SignedIn);
    assert_one_session(&mut tabs);
}
