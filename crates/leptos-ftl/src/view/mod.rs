//! How data become Leptos views and attributes.

mod attribute;
mod child;
mod class;
mod inner_html;
mod sequence;
mod slot;

pub use sequence::{Sequence, each, repeat, when, when_else};
pub use slot::Slot;
