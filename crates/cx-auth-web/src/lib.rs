//! The browser shell of [`cx_auth_core`]: the raw material of the npm package `cx-auth`.
//!
//! It holds no rule and takes no decision. A call from JavaScript becomes an [`Input`](cx_auth_core::Input); the
//! `driver` drains the machine; each [`Output`](cx_auth_core::Output) is done by one file in [`host`], and its
//! result, good or bad, goes back as an input with the same id. What changed is pushed to the [`Face`](face::Face), so
//! that reading it costs JavaScript no call.

pub mod client;
mod driver;
pub mod face;
pub mod host;
mod options;
pub mod person;
mod waiting;
