//! URLs as text: cut apart, and put together again byte for byte.
//!
//! A parsing URL type would normalise what it gives back. The page's URL belongs to the application, and issuers and
//! redirect URIs are compared exactly, so nothing here changes what it does not have to.

use core::mem;

use crate::decimal;

/// Builds a query or a form (`application/x-www-form-urlencoded`).
#[derive(Default)]
pub(crate) struct Parameters(String);

impl Parameters {
    /// Adds one.
    pub(crate) fn append_pair(&mut self, name: &str, value: &str) -> &mut Self {
        let separator = if self.0.is_empty() { "" } else { "&" };
        for (separator, text) in [(separator, name), ("=", value)] {
            self.0.push_str(separator);
            self.0.extend(form_urlencoded::byte_serialize(text.as_bytes()));
        }
        self
    }

    /// Adds one that is a number.
    pub(crate) fn append_number(&mut self, name: &str, value: i64) -> &mut Self {
        self.append_pair(name, &decimal::text(value))
    }

    /// All of them, written.
    pub(crate) fn finish(&mut self) -> String {
        mem::take(&mut self.0)
    }
}

/// No parameters yet.
pub(crate) fn parameters() -> Parameters {
    Parameters::default()
}

/// What [`Parameters`] has written, to be read by name.
pub(crate) struct Fields<'text>(pub(crate) &'text str);

impl Fields<'_> {
    /// The first value of this name.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        pairs(self.0).into_iter().find(|pair| pair.name == name).map(|pair| pair.value)
    }

    /// The same, if it is a whole number.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        decimal::read_signed(&self.text(name)?)
    }
}

/// One parameter of a query or a form.
pub(crate) struct Pair<'text> {
    /// As it is written.
    pub(crate) raw: &'text str,
    pub(crate) name: String,
    pub(crate) value: String,
}

/// The parameters of a query or a form.
pub(crate) fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let mut rest = Some(text);
    while let Some(text) = rest {
        let (raw, behind) = cut(text, b'&');
        let (name, value) = cut(raw, b'=');
        pairs.push(Pair { raw, name: decoded(name), value: decoded(value.unwrap_or_default()) });
        rest = behind;
    }
    pairs
}

/// What is written so; if that is no text, as it is written: with its percent signs, it is like nothing of ours.
fn decoded(written: &str) -> String {
    let mut bytes = written.as_bytes().to_vec();
    for byte in &mut bytes {
        if *byte == b'+' {
            *byte = b' ';
        }
    }
    let bytes = percent_encoding::percent_decode(&bytes).collect();
    String::from_utf8(bytes).unwrap_or_else(|_| written.to_owned())
}

/// An endpoint's URL with parameters added; it may have some of its own (RFC 6749, section 3.1).
pub(crate) fn with_parameters(endpoint: &str, mut parameters: Parameters) -> String {
    with_query(endpoint, &parameters.finish())
}

/// The same with parameters that are written already.
pub(crate) fn with_query(endpoint: &str, query: &str) -> String {
    let separator = match cut(endpoint, b'?').1 {
        None => "?",
        Some("") => "",
        Some(_) => "&",
    };
    [endpoint, separator, query].concat()
}

/// A URL cut at its `?` and `#`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UrlParts<'url> {
    /// Scheme, host and path.
    pub(crate) base: &'url str,
    /// What follows `?`.
    pub(crate) query: Option<&'url str>,
    /// What follows `#`.
    pub(crate) fragment: Option<&'url str>,
}

impl<'url> UrlParts<'url> {
    /// Cuts a URL.
    pub(crate) fn of(url: &'url str) -> Self {
        let (rest, fragment) = cut(url, b'#');
        let (base, query) = cut(rest, b'?');
        Self { base, query, fragment }
    }

    /// Scheme, host and port: all before the third slash.
    pub(crate) fn origin(&self) -> &'url str {
        let mut slashes = 0;
        let is_path = |byte| {
            slashes += u8::from(byte == b'/');
            slashes == 3
        };
        split(self.base, is_path).0
    }
}

/// What is before the first of this (ASCII) character, and what is behind it, if it is there.
pub(crate) fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    let (before, rest) = split(text, |byte| byte == at);
    (before, rest.get(1..))
}

/// What is before the first (ASCII) character that is so, and the rest.
pub(crate) fn split(text: &str, mut is_end: impl FnMut(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(&mut is_end).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_url() {
        let parts = UrlParts::of("https://desk.example:8443/a/b?x=1?&y#z?#");
        assert_eq!(parts.base, "https://desk.example:8443/a/b");
        assert_eq!(parts.query, Some("x=1?&y"));
        assert_eq!(parts.fragment, Some("z?#"));
        assert_eq!(parts.origin(), "https://desk.example:8443");
        assert_eq!(UrlParts::of("https://desk.example?x").origin(), "https://desk.example");
        assert_eq!(UrlParts::of("").origin(), "");
    }

    #[test]
    fn parameters_are_read_as_they_are_written() {
        let read: Vec<_> = pairs("a=%7e+x&&b&%63ode=2=3&=%E2%82%AC&%=%2&c=%ff%")
            .into_iter()
            .map(|pair| (pair.raw, pair.name, pair.value))
            .collect();
        let expected = [
            ("a=%7e+x", "a", "~ x"),
            ("", "", ""),
            ("b", "b", ""),
            ("%63ode=2=3", "code", "2=3"),
            ("=%E2%82%AC", "", "€"),
            ("%=%2", "%", "%2"),
            ("c=%ff%", "c", "%ff%"),
        ];
        assert_eq!(read, expected.map(|(raw, name, value)| (raw, name.to_owned(), value.to_owned())));
    }

    #[test]
    fn parameters_are_added_to_those_of_the_endpoint() {
        for (endpoint, expected) in [
            ("https://sso.example/auth", "https://sso.example/auth?a=b+%26"),
            ("https://sso.example/auth?", "https://sso.example/auth?a=b+%26"),
            ("https://sso.example/auth?x=1", "https://sso.example/auth?x=1&a=b+%26"),
        ] {
            let mut parameters = parameters();
            parameters.append_pair("a", "b &");
            assert_eq!(with_parameters(endpoint, parameters), expected);
        }
    }
}
