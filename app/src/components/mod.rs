//! The pieces that pages are made of: islands, which the browser brings to life, and fixed ones, which only the
//! template and the gallery need.

pub(crate) mod code_field;
pub(crate) mod copying;
pub(crate) mod icon;
pub(crate) mod once_links;
pub(crate) mod passkey;
pub(crate) mod password_field;
pub(crate) mod password_policy;
pub(crate) mod qr_card;
pub(crate) mod session_watcher;
pub(crate) mod submit_guard;

#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) mod button;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) mod checkbox;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) mod enrolment;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) mod field;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) mod message;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub(crate) mod social;
