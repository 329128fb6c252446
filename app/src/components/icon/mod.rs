//! Line icons, drawn in the colour of the text around them.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(not(any(feature = "ssr", feature = "csr")), allow(dead_code, reason = "islands need only some"))]
pub(crate) enum Shape {
    Alert,
    CapsLock,
    Check,
    ChevronDown,
    Copy,
    Eye,
    EyeOff,
    Globe,
    Info,
    Key,
    Person,
    Phone,
    Warning,
}

impl Shape {
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M10 2.2a7.8 7.8 0 1 0 0 15.6 7.8 7.8 0 0 0 0-15.6ZM10 6.2v4.6M10 13.8h.01",
            Self::CapsLock => "M10 3 4 9.5h3v4h6v-4h3ZM7 17h6",
            Self::Check => "M10 2.2a7.8 7.8 0 1 0 0 15.6 7.8 7.8 0 0 0 0-15.6ZM6.6 10.2l2.4 2.4 4.6-5",
            Self::ChevronDown => "m6 8 4 4 4-4",
            Self::Copy => {
                "M7.5 7.5V4a1 1 0 0 1 1-1H16a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1h-3.5M4 7.5h7.5a1 1 0 0 1 1 1V16a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8.5a1 1 0 0 1 1-1Z"
            }
            Self::Eye => {
                "M1.8 10c3.6-6.6 12.8-6.6 16.4 0-3.6 6.6-12.8 6.6-16.4 0ZM10 7.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2"
            }
            Self::EyeOff => {
                "M7.4 5.4c4-1.2 8.5.3 10.8 4.6a11 11 0 0 1-2.3 2.9M12.5 14.6c-4 1.2-8.4-.4-10.7-4.6a11 11 0 0 1 2.3-2.9M3 3l14 14M8.3 8.2a2.6 2.6 0 0 0 3.6 3.7"
            }
            Self::Globe => {
                "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM2.8 10h14.4M10 2.5c4.4 4 4.4 11 0 15-4.4-4-4.4-11 0-15"
            }
            Self::Info => "M10 2.2a7.8 7.8 0 1 0 0 15.6 7.8 7.8 0 0 0 0-15.6ZM10 9.2v4.6M10 6.3h.01",
            Self::Key => {
                "M12 8a4.2 4.2 0 1 0-3.6 4.16L9.5 13.3h1.8V15H13v1.8h3.2v-2.5l-4.4-4.4A4.2 4.2 0 0 0 12 8ZM6.8 7h.01"
            }
            Self::Person => "M10 3a3.4 3.4 0 1 0 0 6.8A3.4 3.4 0 0 0 10 3ZM3.5 17c.5-6 12.5-6 13 0",
            Self::Phone => {
                "M6.5 2h7a1.5 1.5 0 0 1 1.5 1.5v13a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 16.5v-13A1.5 1.5 0 0 1 6.5 2ZM9 15.3h2"
            }
            Self::Warning => "M10 3 2.4 16.5h15.2ZM10 8v4M10 14.3h.01",
        }
    }
}

/// An icon that says nothing to a screen reader; words beside it do.
#[component]
pub(crate) fn Icon(
    /// What it shows.
    shape: Shape,
    /// Classes besides `cx-icon`.
    #[prop(default = "cx-icon")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class viewBox="0 0 20 20" aria-hidden="true">
            <path class="cx-icon__line" d=shape.path()></path>
        </svg>
    }
}
