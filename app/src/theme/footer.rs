//! Language and links below a page.

use leptos::prelude::*;
use leptos_ftl::{Text, each, when};

use super::ShellData;
use crate::{
    components::icon::{Icon, Shape},
    texts::{self, Message},
};

/// The language menu, which opens without scripts, and the links that the realm sets.
#[component]
pub(super) fn Footer(
    /// The data of the frame.
    data: ShellData,
) -> impl IntoView {
    let menu = language(&data);
    view! {
        <footer class="cx-footer">
            {menu}
            {link(data.help, texts::HELP)}
            {link(data.privacy, texts::PRIVACY)}
            {link(data.imprint, texts::IMPRINT)}
        </footer>
    }
}

fn language(data: &ShellData) -> impl IntoView + use<> {
    when(&data.has_languages, || {
        let rows = each(&data.languages, |language| {
            view! {
                <li>
                    <a
                        class="cx-language__link"
                        href=language.url
                        lang=language.tag.clone()
                        hreflang=language.tag
                        aria-current=language.current.attr("true")
                    >
                        {language.label}
                    </a>
                </li>
            }
        });
        view! {
            <details class="cx-language" id="kc-locale">
                <summary class="cx-language__button">
                    <Icon shape=Shape::Globe/>
                    <span class="cx-spoken">{texts::LANGUAGE.text()} " "</span>
                    {data.current_language.clone()}
                    <Icon shape=Shape::ChevronDown/>
                </summary>
                <ul class="cx-language__list">{rows}</ul>
            </details>
        }
    })
}

/// A link that a realm may set.
fn link(address: Text, words: Message) -> impl IntoView {
    when(&address.is_empty().negate(), || {
        view! { <a class="cx-footer__link" href=address rel="noreferrer">{words.text()}</a> }
    })
}
