//! Where tokens may go: to these origins, compared exactly, and to no others.

use crate::config::is_secure_url;
use crate::url::UrlParts;

/// The origin of a URL that a token may be sent to: encrypted or on this machine, and with nothing in it that hides where
/// it goes. In lower case and without the port that goes without saying.
pub(crate) fn of(url: &str) -> Option<String> {
    if !is_secure_url(url) {
        return None;
    }
    let origin = UrlParts::of(url).origin();
    let is_plain = |byte: u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'/' | b'.' | b'-' | b'_' | b'[' | b']')
    };
    if !origin.bytes().all(is_plain) {
        return None;
    }
    let origin = origin.to_ascii_lowercase();
    let standard_port = if origin.starts_with("https:") { ":443" } else { ":80" };
    Some(match origin.strip_suffix(standard_port) {
        Some(without) => without.to_owned(),
        None => origin,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_compared_in_one_spelling() {
        for (url, expected) in [
            ("https://api.example/v1?x#y", "https://api.example"),
            ("https://API.example:443/", "https://api.example"),
            ("https://api.example:8443", "https://api.example:8443"),
            ("http://localhost:80/", "http://localhost"),
            ("http://[::1]:8180/", "http://[::1]:8180"),
            ("https://[::443]/", "https://[::443]"),
        ] {
            assert_eq!(of(url).as_deref(), Some(expected), "{url}");
        }
    }

    #[test]
    fn what_hides_where_it_goes_has_no_origin() {
        for url in [
            "http://api.example/",
            "https://desk.example@evil.example/",
            "https://user:password@api.example/",
            "https://desk.example\\@evil.example/",
            "https://desk.example%2eevil.example/",
            "https://dеsk.example/",
            "//api.example/",
            "/v1",
            "javascript:alert(1)",
            "data:text/plain,https://api.example/",
            "",
        ] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
