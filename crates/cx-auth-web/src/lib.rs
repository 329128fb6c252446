//! The WebAssembly of the npm package `cx-auth`: [`cx_auth_core::Machine`] behind one function of texts.
//!
//! It touches nothing of the browser. The package's own scripts (`pkg/host`) say what happened, and do what it answers;
//! `pkg/host/wire.d.ts` declares both, [`wire`] reads and writes them, as [`flat`] texts. What a browser does is a few lines
//! of JavaScript where the same by `web-sys` would be a thousand bytes.

pub mod engine;
mod fields;
pub mod flat;
mod options;
mod person;
pub mod wire;
