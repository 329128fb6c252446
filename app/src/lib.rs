//! The sign-in pages. Each page is one Leptos view, used three times: natively it becomes the FreeMarker template that
//! Keycloak fills in (`ssr`), in the browser its islands come alive (`hydrate`), and in the gallery it is drawn from
//! sample values (`csr`).

// The type of a view holds the types of all its parts.
#![recursion_limit = "256"]
#![allow(
    unreachable_pub,
    missing_debug_implementations,
    reason = "Leptos' macros write such items for each component"
)]

mod browser;
mod components;
#[cfg(feature = "csr")]
pub mod gallery;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod pages;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod stylesheet;
#[cfg(any(feature = "ssr", feature = "csr"))]
mod texts;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod theme;
