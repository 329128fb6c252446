//! Tabs that come back, are behind, or leave: what the others get to know, and what they do without.

use core::time::Duration;

use cx_auth_core::io::{FrameFailure, WakeCause};
use cx_auth_core::secret::SecretText;
use cx_auth_core::{AuthState, Config, Input};
use cx_auth_testkit::{Behaviour, Tabs, agentdesk};

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn shared() -> Config {
    agentdesk().with_shared_session()
}

#[test]
fn page_leaves_for_the_sign_out_once_it_is_written_down_and_told() {
    // Else the page was gone, now and then, before the browser had written it down: the others were never told.
    let mut tabs = Tabs::signed_in(shared(), 2);
    let before = tabs.look_at(0).record.navigations.len();
    tabs.tab(0).sign_out();
    assert_eq!(tabs.look_at(0).record.navigations.len(), before);
    tabs.settle();
    assert_eq!(tabs.look_at(0).record.navigations.len(), before + 1);
    assert_eq!(tabs.look_at(1).state().status(), "signed-out");

    // A browser that does not write it down in time does not keep the user.
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.tab(0).sign_out();
    tabs.tab(0).take_inputs();
    tabs.advance(seconds(2));
    assert_eq!(tabs.look_at(0).record.navigations.len(), before + 1);
}

#[test]
fn tab_that_is_behind_asks_for_a_sign_in_in_the_end() {
    // No hidden frame ever answers: a content filter, for one. It was never told that its session is over.
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.server().token.once(Behaviour::Slow(seconds(2)));
    tabs.advance(seconds(46));
    let holder = (0..2).find(|index| tabs.look_at(*index).refreshes_in_flight() == 1).expect("one asks");
    let other = 1 - holder;
    tabs.close_ears(other);
    tabs.tab(other).frame_failure = Some(FrameFailure::Timeout);
    tabs.advance(seconds(5));
    tabs.close(holder);
    tabs.advance(seconds(60));
    assert_eq!(tabs.look_at(other).state().status(), "retrying");
    tabs.advance(seconds(600));
    assert_eq!(tabs.look_at(other).state().status(), "needs-sign-in");
}

#[test]
fn tab_that_is_behind_a_session_of_another_sign_in_goes_on_with_its_own() {
    // A page in the back/forward cache, while the page after it signed in anew; then "back". Cookies of the provider are
    // blocked, so that no hidden frame finds a session: the page's own refresh token is good all the same.
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.close_ears(1);
    tabs.tab(0).sign_in_and_return();
    tabs.settle();
    tabs.close(0);
    tabs.server().silent_error = Some("login_required".to_owned());
    tabs.tab(1).wake(WakeCause::Restored);
    tabs.settle();
    assert_eq!(tabs.look_at(1).state(), &AuthState::SignedIn);
    tabs.advance(seconds(100));
    assert_eq!(tabs.look_at(1).state(), &AuthState::SignedIn);
}

#[test]
fn tab_from_the_back_forward_cache_sees_at_once_what_it_has_missed() {
    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.close_ears(1);
    tabs.tab(0).sign_out();
    tabs.settle();
    assert_eq!(tabs.look_at(1).state(), &AuthState::SignedIn, "it has heard nothing");
    tabs.tab(1).wake(WakeCause::Restored);
    tabs.settle();
    assert_eq!(tabs.look_at(1).state().status(), "signed-out");

    let mut tabs = Tabs::signed_in(shared(), 2);
    tabs.tab(1).wake(WakeCause::Restored);
    tabs.settle();
    tabs.assert_all(&AuthState::SignedIn);
    assert_eq!(tabs.look_at(0).origin.queue_length(), 0);
}

#[test]
fn logout_that_the_provider_tells_of_ends_this_session_and_no_other() {
    for (sid, status) in [("7f0c", "needs-sign-in"), ("other", "signed-in")] {
        let mut tabs = Tabs::signed_in(shared(), 8);
        tabs.tab(2).handle(Input::Heard(SecretText::new(format!("kind=logout&sid={sid}"))));
        tabs.settle();
        for (index, tab) in tabs.living() {
            assert_eq!(tab.state().status(), status, "tab {index}");
            assert!(tab.record.navigations.is_empty());
        }
    }
}
