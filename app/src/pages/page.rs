//! What all pages have in common.

use leptos::prelude::*;
use leptos_ftl::Staged;

use crate::theme::ShellData;
#[cfg(feature = "ssr")]
use crate::theme::{Assets, Document};

/// A page of Keycloak: its data, its view, and the states in which the gallery and the tests show it.
pub(crate) trait Page: Staged + Clone + Send + 'static {
    /// The name of Keycloak's template, without `.ftl`.
    const NAME: &'static str;

    /// The data of the frame.
    fn shell(&self) -> &ShellData;

    /// The body of the page.
    fn view(self) -> AnyView;

    /// The states besides the plain sample, each with a name.
    fn states() -> Vec<(&'static str, Self)>;
}

/// A page among all pages.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// The name of Keycloak's template, without `.ftl`.
    pub name: &'static str,
    /// The states in which the gallery and the tests show it.
    pub states: fn() -> Vec<State>,
    /// The template for Keycloak.
    #[cfg(feature = "ssr")]
    pub template: fn(&Assets) -> Result<String, leptos_ftl::render::StageError>,
}

impl Entry {
    pub(super) const fn of<P: Page>() -> Self {
        Self {
            name: P::NAME,
            states: states::<P>,
            #[cfg(feature = "ssr")]
            template: template::<P>,
        }
    }
}

/// A page in one of its states.
pub struct State {
    /// What is special about it.
    pub name: &'static str,
    /// Whether it has the panel beside it.
    pub split: bool,
    /// Its body.
    pub body: Box<dyn FnOnce() -> AnyView>,
    /// The whole document.
    #[cfg(feature = "ssr")]
    pub document: Box<dyn FnOnce(&Assets) -> String>,
}

impl std::fmt::Debug for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("State").field("name", &self.name).finish_non_exhaustive()
    }
}

fn states<P: Page>() -> Vec<State> {
    std::iter::once(("plain", P::sample()))
        .chain(P::states())
        .map(|(name, page)| State {
            name,
            split: page.shell().head.split.value_or(false),
            body: {
                let page = page.clone();
                Box::new(move || page.view())
            },
            #[cfg(feature = "ssr")]
            document: Box::new(move |assets: &Assets| {
                let assets = assets.clone();
                leptos_ftl::render::sample(move || document(page, assets))
            }),
        })
        .collect()
}

#[cfg(feature = "ssr")]
fn template<P: Page>(assets: &Assets) -> Result<String, leptos_ftl::render::StageError> {
    let assets = assets.clone();
    leptos_ftl::render::template(&format!("{}.ftl", P::NAME), move || document(P::template(), assets))
}

#[cfg(feature = "ssr")]
fn document<P: Page>(page: P, assets: Assets) -> impl RenderHtml {
    let head = page.shell().head.clone();
    view! {
        <Document data=head assets=assets>
            {page.view()}
        </Document>
    }
}
