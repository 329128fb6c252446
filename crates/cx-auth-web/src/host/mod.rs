//! What the browser does for the machine: one file for each kind of output and each argument, all small and without a rule of its own.

pub mod clock;
pub mod fetch;
pub mod frame;
pub mod json;
mod listener;
pub mod location;
pub mod storage;
pub mod timer;
pub mod wake;
