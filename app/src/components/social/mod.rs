//! Signing in elsewhere: the realm's identity providers.

use leptos::prelude::*;
use leptos_ftl::{List, Staged, Text, each, when};

use crate::{
    components::icon::{Icon, Shape},
    texts,
};

/// One identity provider.
#[derive(Clone, Debug, Staged)]
pub(crate) struct Provider {
    #[datum(expr = "provider.alias", sample = "google")]
    pub(crate) alias: Text,
    /// Which kind it is; names the icon.
    #[datum(expr = "(provider.providerId)!'oidc'", sample = "google")]
    pub(crate) kind: Text,
    #[datum(expr = "(provider.displayName)!provider.alias", sample = "Google")]
    pub(crate) name: Text,
    #[datum(expr = "provider.loginUrl", sample = "https://sso.example/broker/google/login")]
    pub(crate) url: Text,
}

impl Provider {
    fn named(kind: &str, name: &str) -> Self {
        Self { alias: kind.into(), kind: kind.into(), name: name.into(), ..Self::sample() }
    }
}

/// The identity providers of the realm: three in rows, the others behind a line that opens.
#[derive(Clone, Debug, Staged)]
pub(crate) struct SocialData {
    #[datum(list = "((social.providers)![])[0..*3] as provider", sample = first)]
    pub(crate) first: List<Provider>,
    #[datum(list = "(((social.providers)![])?size gt 3)?then(((social.providers)![])[3..], []) as provider", sample = rest)]
    pub(crate) rest: List<Provider>,
}

fn first() -> Vec<Provider> {
    vec![
        Provider::named("google", "Google"),
        Provider::named("microsoft", "Microsoft"),
        Provider::named("saml", "Head office"),
    ]
}

fn rest() -> Vec<Provider> {
    vec![Provider::named("github", "GitHub"), Provider::named("linkedin-openid-connect", "LinkedIn")]
}

impl SocialData {
    /// No providers.
    pub(crate) fn none() -> Self {
        Self { first: List::default(), rest: List::default() }
    }

    /// The first three only.
    pub(crate) fn three() -> Self {
        Self { rest: List::default(), ..Self::sample() }
    }
}

/// The rows of the identity providers.
#[component]
pub(crate) fn Social(
    /// The providers.
    data: SocialData,
) -> impl IntoView {
    let more = when(&data.rest.is_empty().negate(), || {
        view! {
            <details class="cx-more">
                <summary class="cx-more__summary">{texts::MORE_WAYS.text()} <Icon shape=Shape::ChevronDown/></summary>
                <div class="cx-more__content">
                    <ul class="cx-social__list">{each(&data.rest, row)}</ul>
                </div>
            </details>
        }
    });
    view! {
        <div class="cx-social" id="kc-social-providers">
            <ul class="cx-social__list">{each(&data.first, row)}</ul>
            {more}
        </div>
    }
}

fn row(provider: Provider) -> impl RenderHtml {
    let icon = Text::concat([Text::from("cx-social__icon cx-social__icon--"), provider.kind]);
    view! {
        <li>
            <a
                class="cx-button cx-button--secondary cx-social__link"
                id=Text::concat([Text::from("social-"), provider.alias])
                href=provider.url
                data-cx-once=""
            >
                <span class=icon aria-hidden="true"></span>
                <span class="cx-social__name">{provider.name}</span>
            </a>
        </li>
    }
}
