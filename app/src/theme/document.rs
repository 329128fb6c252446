//! The document around a page.

use leptos::prelude::*;
use leptos_ftl::{Text, each};

use super::data::HeadData;

/// Where the theme's scripts and its style sheet lie, under the theme's resources.
#[derive(Clone, Debug)]
pub struct Assets {
    folder: String,
}

impl Assets {
    /// The assets in `folder`.
    pub fn new(folder: impl Into<String>) -> Self {
        Self { folder: folder.into() }
    }

    fn path(&self, resources: &Text, file: &str) -> Text {
        Text::concat([resources.clone(), format!("/{}/{file}", self.folder).into()])
    }
}

/// A whole HTML document. Nothing in it is inline, so that it works under a strict content security policy.
#[component]
pub(crate) fn Document(
    /// The data of the head and the root.
    data: HeadData,
    /// Where scripts and styles lie.
    assets: Assets,
    /// The body.
    children: Children,
) -> impl IntoView {
    let path = |file| assets.path(&data.resources, file);
    let classes = Text::concat([
        Text::from("cx-page"),
        data.dark_mode.choose(" cx-auto", ""),
        data.split.choose(" cx-split", ""),
    ]);
    let resources = data.resources.clone();
    let sheets = each(&data.sheets, move |sheet| {
        view! { <link rel="stylesheet" href=Text::concat([resources.clone(), "/".into(), sheet.path])/> }
    });
    view! {
        <html lang=data.language.clone() dir=data.direction.clone() class=classes>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=data.dark_mode.choose("light dark", "light")/>
                <title>{data.title.clone()}</title>
                <link rel="icon" href=data.resources.join("/img/favicon.svg") type="image/svg+xml"/>
                <link rel="stylesheet" href=path("login.css")/>
                {sheets}
                <link rel="modulepreload" href=path("app.js")/>
                <link rel="preload" href=path("app_bg.wasm") r#as="fetch" type="application/wasm" crossorigin="anonymous"/>
                <script type="module" src=path("boot.js")></script>
            </head>
            <body class="cx-body">{children()}</body>
        </html>
    }
}
