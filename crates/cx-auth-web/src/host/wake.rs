//! `Input::Wake`: the browser's signs that the page is used again. Timers are late or silent while it is not.

use cx_auth_core::io::WakeCause;
use wasm_bindgen::JsCast;
use web_sys::{Event, EventTarget, PageTransitionEvent, VisibilityState};

use super::listener::Listener;

/// The listeners. Dropping them ends the wake-ups.
#[derive(Debug)]
pub struct WakeUps {
    _listeners: Vec<Listener>,
}

/// Calls `wake` whenever the page is visible, focused, resumed, online or back from the back/forward cache; `None` where
/// there is no page.
pub fn listen(wake: impl Fn(WakeCause) + Clone + 'static) -> Option<WakeUps> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let watched: [(&EventTarget, &'static str); 5] = [
        (&document, "visibilitychange"),
        (&document, "resume"),
        (&window, "pageshow"),
        (&window, "focus"),
        (&window, "online"),
    ];
    let listeners = watched.into_iter().map(|(target, kind)| {
        let wake = wake.clone();
        let hear = move |event: Event| cause_of(&event).into_iter().for_each(&wake);
        Listener::new(target, kind, hear)
    });
    Some(WakeUps { _listeners: listeners.collect::<Option<_>>()? })
}

/// Why the page is woken; `None` if it is being hidden.
fn cause_of(event: &Event) -> Option<WakeCause> {
    match event.type_().as_str() {
        "online" => Some(WakeCause::Online),
        "pageshow" if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) => {
            Some(WakeCause::Restored)
        }
        "visibilitychange" => {
            let document = web_sys::window()?.document()?;
            (document.visibility_state() == VisibilityState::Visible).then_some(WakeCause::Visible)
        }
        _ => Some(WakeCause::Visible),
    }
}
