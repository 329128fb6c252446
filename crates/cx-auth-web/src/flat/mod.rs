//! Values as they cross to the package's scripts and back: flat texts, described in `flat.js`, the other half of this.

mod read;
mod write;

pub use read::read;
pub use write::FlatWriter;

use cx_auth_core::Json;
use wasm_bindgen::prelude::*;

/// The machine's reader of JSON: the browser's own.
pub fn read_json(text: &str) -> Option<Json> {
    read(&flat_json(text))
}

#[wasm_bindgen(module = "/src/flat/flat.js")]
extern "C" {
    /// The flat text of a JSON text; empty if it is none.
    #[wasm_bindgen(js_name = flatJson)]
    pub fn flat_json(text: &str) -> String;
}
