//! Follows a sign-in that another tab finishes.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::IntervalHandle, prelude::*};
use leptos_ftl::Text;

use crate::browser;

/// How often the session cookie is looked for.
const POLL: Duration = Duration::from_secs(2);
/// When the page compares its authentication session with the browser's.
const COMPARE: Duration = Duration::from_secs(1);

/// Goes on to the application when another tab has signed in, and loads the page anew when another tab has begun a
/// different sign-in. It stops as soon as a form is sent or the page is left.
#[island]
pub(crate) fn SessionWatcher(
    /// Where to go when a session appears.
    sign_in_elsewhere: Text,
    /// The hash of this page's authentication session; empty where the page has none.
    session_hash: Text,
) -> impl IntoView {
    Effect::new(move |_| watch(sign_in_elsewhere.as_str(), session_hash.as_str()));
    view! { <span class="cx-behaviour" hidden></span> }
}

fn watch(sign_in_elsewhere: &str, session_hash: &str) {
    if !session_hash.is_empty() {
        let session_hash = session_hash.to_owned();
        set_timeout(
            move || {
                if browser::cookie("KC_AUTH_SESSION_HASH").is_some_and(|hash| hash != session_hash) {
                    drop(location().reload());
                }
            },
            COMPARE,
        );
    }
    if sign_in_elsewhere.is_empty() || session().is_some() {
        return;
    }
    let target = sign_in_elsewhere.to_owned();
    let polling = StoredValue::new(None::<IntervalHandle>);
    let stop = move || {
        if let Some(handle) = polling.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let poll = move || {
        if session().is_some() {
            stop();
            drop(location().set_href(&target));
        }
    };
    polling.set_value(set_interval_with_handle(poll, POLL).ok());
    // Safari does not always fire `beforeunload`, so the form counts as leaving too.
    let _ = window_event_listener(ev::submit, move |_| stop());
    let _ = window_event_listener(ev::beforeunload, move |_| stop());
}

fn session() -> Option<String> {
    browser::cookie("KEYCLOAK_SESSION")
}
