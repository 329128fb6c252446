//! Which stage this thread is in, and what was asked of data that the template stage cannot know.

use std::{cell::RefCell, panic::Location};

thread_local! {
    static TEMPLATE: RefCell<Option<Template>> = const { RefCell::new(None) };
}

/// The template that is being made.
#[derive(Default)]
struct Template {
    refusals: Vec<String>,
    loops: usize,
}

/// Whether a template is being made.
pub(crate) fn is_template() -> bool {
    TEMPLATE.with_borrow(Option::is_some)
}

/// Notes that somebody asked for the value of `expression` while a template is made.
#[track_caller]
pub(crate) fn refuse_reading(expression: &str) {
    let place = Location::caller();
    TEMPLATE.with_borrow_mut(|template| {
        if let Some(template) = template {
            template.refusals.push(format!(
                "{}:{} reads the value of `{expression}`, which nobody knows before FreeMarker runs; \
                 make it a condition (`when`, `choose`), or say what the template shows (`value_or`)",
                place.file(),
                place.line()
            ));
        }
    });
}

/// The name of a loop's variable, which no other loop of this template has.
pub(crate) fn loop_variable() -> String {
    TEMPLATE.with_borrow_mut(|template| {
        let loops = template.as_mut().map_or(0, |template| {
            template.loops += 1;
            template.loops
        });
        format!("index_{loops}")
    })
}

/// Runs `make` in the template stage; its result, and what was refused meanwhile.
#[cfg(feature = "ssr")]
pub(crate) fn in_template<T>(make: impl FnOnce() -> T) -> (T, Vec<String>) {
    /// Ends the stage also when `make` panics.
    struct Stage;
    impl Drop for Stage {
        fn drop(&mut self) {
            TEMPLATE.take();
        }
    }
    TEMPLATE.set(Some(Template::default()));
    let stage = Stage;
    let made = make();
    let refusals = TEMPLATE.take().unwrap_or_default().refusals;
    drop(stage);
    (made, refusals)
}
