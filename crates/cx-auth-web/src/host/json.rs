//! The machine's reader of JSON: the browser's own.

use cx_auth_core::Json;
use cx_auth_core::json::DEEPEST;
use js_sys::{Array, JSON, Object};
use wasm_bindgen::{JsCast, JsValue};

/// Reads a JSON text; a [`JsonReader`](cx_auth_core::JsonReader).
pub fn read(text: &str) -> Option<Json> {
    from_value(&JSON::parse(text).ok()?, DEEPEST)
}

/// What `JSON.parse` gives is one of these and nothing else.
fn from_value(value: &JsValue, depth: usize) -> Option<Json> {
    if let Some(text) = value.as_string() {
        return Some(Json::Text(text));
    }
    if let Some(number) = value.as_f64() {
        return Some(Json::Number(number));
    }
    if let Some(value) = value.as_bool() {
        return Some(Json::Bool(value));
    }
    if value.is_null() {
        return Some(Json::Null);
    }
    let depth = depth.checked_sub(1)?;
    if let Some(elements) = value.dyn_ref::<Array>() {
        return elements.iter().map(|value| from_value(&value, depth)).collect::<Option<_>>().map(Json::List);
    }
    let mut fields = Vec::new();
    for entry in Object::entries(value.unchecked_ref()).iter() {
        let entry: Array = entry.unchecked_into();
        fields.push((entry.get(0).as_string()?, from_value(&entry.get(1), depth)?));
    }
    Some(Json::Fields(fields))
}
