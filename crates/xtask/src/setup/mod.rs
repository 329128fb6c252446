//! What may have to be installed, one file each. Every step first looks whether the thing is there.

pub(crate) mod apt;
pub(crate) mod cargo_tool;
pub(crate) mod chromium;
pub(crate) mod java;
pub(crate) mod keycloak;
pub(crate) mod node;
pub(crate) mod rust_source;
pub(crate) mod wasm_bindgen;
pub(crate) mod wasm_target;
