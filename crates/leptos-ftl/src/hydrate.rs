//! The browser's side: what `boot.js` calls, and how one island's panic stays its own.
//!
//! A panic in WebAssembly traps: it unwinds nothing, so whatever Leptos had set for the time of the call stays set. Its
//! current owner would make the next island believe that it stands inside the failed one. `boot.js` therefore calls
//! [`ready`] before each island, which gives it a root of its own.

use std::{
    cell::{Cell, RefCell},
    panic,
    sync::Once,
};

use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static HYDRATING: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Makes the module ready for the next island; `boot.js` calls it before.
#[wasm_bindgen(js_name = ftlReady)]
pub fn ready() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| panic::set_hook(Box::new(|panic| report(panic.to_string().replace('\n', " ")))));
    HYDRATING.set(true);
    leptos::mount::hydrate_islands();
}

/// What a panic said since [`ready`], if there was one; `boot.js` asks after each island.
#[wasm_bindgen(js_name = ftlPanic)]
pub fn last_panic() -> Option<String> {
    HYDRATING.set(false);
    PANIC.take()
}

/// Keeps the message for `boot.js`, which writes the one line of a failed island; later ones go to the console.
fn report(message: String) {
    if HYDRATING.get() {
        PANIC.set(Some(message));
    } else {
        leptos::logging::error!("{message}");
    }
}
