//! The two native stages: the template for FreeMarker, and the page of the sample values.

mod error;

use leptos::{prelude::*, tachys::view::RenderHtml};

pub use error::StageError;

use crate::stage;

/// Renders the page `name` with expressions in place of data.
pub fn template<V>(name: &str, view: impl FnOnce() -> V + 'static) -> Result<String, StageError>
where
    V: RenderHtml,
{
    let (html, refusals) = stage::in_template(|| html(view));
    if let Some(reason) = refusals.into_iter().next() {
        return Err(StageError::new(name, "", reason));
    }
    Ok(html)
}

/// Renders the view with the values it holds.
pub fn sample<V>(view: impl FnOnce() -> V + 'static) -> String
where
    V: RenderHtml,
{
    html(view)
}

fn html<V: RenderHtml>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| format!("<!DOCTYPE html>{}", view().to_html()))
}
