//! JSON as the machine reads it.
//!
//! Reading is an argument, like time and randomness: [`Machine::new`](crate::Machine::new) gets a [`JsonReader`]. In a
//! browser that is `JSON.parse`, which is there anyway; a parser of Rust's would be a third of the WebAssembly.
//! Values are then looked at field by field, since derived readers and their error texts cost as much again.

mod claims;
#[cfg(any(test, feature = "serde_json"))]
mod native;
mod value;

pub use claims::Claims;
#[cfg(any(test, feature = "serde_json"))]
pub use native::read_json;
pub use value::Json;

/// Reads a JSON text (RFC 8259); `None` if it is none, or nested deeper than [`DEEPEST`].
pub type JsonReader = fn(&str) -> Option<Json>;

/// How deep arrays and objects may be nested: more than anybody needs, and no danger to the stack.
pub const DEEPEST: usize = 100;
