//! What every page has around its own content.

mod account;
mod data;
mod document;
mod footer;
mod heading;
mod shell;
mod ways;

pub(crate) use data::{Label, ShellData};
pub(crate) use document::Document;
pub(crate) use shell::{Flow, Shell};

pub use document::Assets;
