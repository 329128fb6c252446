//! The parts of `cargo xtask check`.

pub(crate) mod deny;
pub(crate) mod javascript;
pub(crate) mod repository;
pub(crate) mod rust;
pub(crate) mod templates;
