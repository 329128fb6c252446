#![doc = include_str!("../README.md")]

// lets the derive macro name this crate inside of it
extern crate self as leptos_ftl;

mod datum;
mod expression;
mod mark;
mod stage;
mod view;

#[cfg(feature = "hydrate")]
pub mod hydrate;
#[cfg(feature = "ssr")]
pub mod lint;
#[cfg(feature = "ssr")]
pub mod render;

pub use datum::{Expression, Flag, Html, List, Number, OptionalAttribute, Staged, Text};
pub use leptos_ftl_macros::Staged;
pub use view::{Sequence, Slot, each, repeat, when, when_else};
