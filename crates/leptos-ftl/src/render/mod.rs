//! The two native stages: the template for FreeMarker, and the page of the values that a view holds.

mod address;
mod attribute;
mod error;
mod nesting;
mod pass;
mod props;
mod text;
mod tokens;
mod writer;

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::{prelude::Owner, tachys::view::RenderHtml};

pub(crate) use address::guard_definition;
pub use error::StageError;

use crate::stage;

/// Renders views with settings of its own.
///
/// ```
/// # use leptos::prelude::*;
/// use leptos_ftl::render::Renderer;
///
/// let html = Renderer::new().sanitiser("clean").template("page.ftl", || view! { <p class="note">"Hi"</p> })?;
/// assert!(html.ends_with("<!DOCTYPE html><p class=\"note\">Hi</p>"));
/// # Ok::<(), leptos_ftl::render::StageError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Renderer {
    sanitiser: String,
    strict_csp: bool,
}

impl Renderer {
    /// The usual settings: Keycloak's sanitiser, and pages for a strict content security policy.
    pub fn new() -> Self {
        Self { sanitiser: "kcSanitize".to_owned(), strict_csp: true }
    }

    /// The FreeMarker function whose call every [`Html`](crate::Html) must be.
    pub fn sanitiser(mut self, name: &str) -> Self {
        name.clone_into(&mut self.sanitiser);
        self
    }

    /// Lets pages have scripts, event handlers and styles of their own, which need `'unsafe-inline'`. They can never
    /// hold data.
    pub fn allow_inline(mut self) -> Self {
        self.strict_csp = false;
        self
    }

    /// Renders the page `name` as a FreeMarker template.
    pub fn template<V: RenderHtml>(
        &self,
        name: &str,
        view: impl FnOnce() -> V,
    ) -> Result<String, StageError> {
        let (html, refusals) = stage::in_template(|| html(view));
        if let Some(reason) = refusals.into_iter().next() {
            return Err(StageError::new(name, "", reason));
        }
        pass::run(self, name, &format!("{DOCTYPE}{html}"))
    }
}

impl Default for Renderer {
    fn default() -> Self {
        Self::new()
    }
}

/// Renders the page `name` as a FreeMarker template, with the usual settings.
///
/// The view is made inside, so that everything it asks for is known to be for a template. Whatever cannot be staged
/// is an error that says where it is and what to do.
pub fn template<V: RenderHtml>(name: &str, view: impl FnOnce() -> V) -> Result<String, StageError> {
    Renderer::new().template(name, view)
}

/// Renders a page with the values that its view holds, such as samples.
pub fn sample<V: RenderHtml>(view: impl FnOnce() -> V) -> String {
    format!("{DOCTYPE}{}", html(view))
}

fn html<V: RenderHtml>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().to_html());
    owner.unset();
    html
}

const DOCTYPE: &str = "<!DOCTYPE html>";
