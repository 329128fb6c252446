//! What every page has around its own content.

mod account;
mod data;
#[cfg(feature = "ssr")]
mod document;
mod footer;
mod heading;
mod shell;
mod ways;

pub(crate) use data::{Label, ShellData};
#[cfg(feature = "ssr")]
pub(crate) use document::Document;
pub(crate) use shell::{Flow, Shell};

#[cfg(feature = "ssr")]
pub use document::Assets;
