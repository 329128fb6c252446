//! The browser's side.

/// Makes the module ready for the islands of a page.
pub fn start() {
    leptos::mount::hydrate_islands();
}
