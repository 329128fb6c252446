//! Follows a sign-in that another tab finishes.

use std::{cell::Cell, rc::Rc, time::Duration};

use leptos::{leptos_dom::helpers::IntervalHandle, prelude::*};
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
    /// Where to go when a session appears; empty for nowhere.
    sign_in_elsewhere: Text,
    /// The hash of this page's authentication session; empty where the page has none.
    session_hash: Text,
) -> impl IntoView {
    let polling = Rc::new(Cell::new(None::<IntervalHandle>));
    let started = polling.clone();
    let (target, hash) = (sign_in_elsewhere.as_str().to_owned(), session_hash.as_str().to_owned());
    browser::when_alive(move || {
        if !hash.is_empty() {
            compare(hash);
        }
        if !target.is_empty() && session().is_none() {
            started.set(poll(target));
        }
    });
    // Safari does not always fire `beforeunload`, so a form that is sent counts as leaving too.
    for event in ["submit", "beforeunload"] {
        let polling = polling.clone();
        browser::on_window(event, move |_| {
            if let Some(handle) = polling.take() {
                handle.clear();
            }
        });
    }
    view! { <span class="cx-behaviour" hidden></span> }
}

fn compare(session_hash: String) {
    set_timeout(
        move || {
            if browser::cookie("KC_AUTH_SESSION_HASH").is_some_and(|hash| hash != session_hash) {
                drop(location().reload());
            }
        },
        COMPARE,
    );
}

/// Looks for a session until there is one; going there is asked for once, and the browser leaves the page then.
fn poll(target: String) -> Option<IntervalHandle> {
    let gone = Cell::new(false);
    set_interval_with_handle(
        move || {
            if session().is_some() && !gone.replace(true) {
                drop(location().set_href(&target));
            }
        },
        POLL,
    )
    .ok()
}

fn session() -> Option<String> {
    browser::cookie("KEYCLOAK_SESSION")
}
