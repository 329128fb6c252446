//! How Keycloak writes bytes: base64url, mostly without padding. The browser's own base64 does the work.

use js_sys::{ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// The bytes that Keycloak wrote as base64url.
pub(super) fn bytes(base64url: &str) -> Option<JsValue> {
    let binary = window().atob(&padded(base64url)).ok()?;
    // `atob` gives one character for each byte.
    let bytes: Vec<u8> =
        binary.chars().filter_map(|character| u8::try_from(u32::from(character)).ok()).collect();
    Some(Uint8Array::from(bytes.as_slice()).into())
}

/// The bytes as Keycloak reads them: base64url without padding.
pub(super) fn text(buffer: &ArrayBuffer) -> String {
    let binary: String = Uint8Array::new(buffer).to_vec().into_iter().map(char::from).collect();
    unpadded(&window().btoa(&binary).unwrap_or_default())
}

/// Base64url, with or without padding, as base64.
fn padded(base64url: &str) -> String {
    let mut base64: String = base64url
        .trim_end_matches('=')
        .chars()
        .map(|character| match character {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    while !base64.len().is_multiple_of(4) {
        base64.push('=');
    }
    base64
}

/// Base64 as base64url without padding.
fn unpadded(base64: &str) -> String {
    base64.trim_end_matches('=').replace('+', "-").replace('/', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64url_is_read_with_and_without_padding() {
        assert_eq!(padded("_-8"), "/+8=");
        assert_eq!(padded("_-8="), "/+8=");
        assert_eq!(padded("Y2hh"), "Y2hh");
        assert_eq!(unpadded("/+8="), "_-8");
    }
}
