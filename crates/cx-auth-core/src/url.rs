//! URLs as text: cut apart, and put together again byte for byte.
//!
//! A parsing URL type would normalise what it gives back. The page's URL belongs to the application, and issuers and
//! redirect URIs are compared exactly, so nothing here changes what it does not have to.

use std::borrow::Cow;

/// Builds a query or a form (`application/x-www-form-urlencoded`).
pub(crate) type Parameters = form_urlencoded::Serializer<'static, String>;

/// No parameters yet.
pub(crate) fn parameters() -> Parameters {
    form_urlencoded::Serializer::new(String::new())
}

/// An endpoint's URL with parameters added; it may have some of its own (RFC 6749, section 3.1).
pub(crate) fn with_parameters(endpoint: &str, mut parameters: Parameters) -> String {
    with_query(endpoint, &parameters.finish())
}

/// The same with parameters that are written already.
pub(crate) fn with_query(endpoint: &str, query: &str) -> String {
    let separator = match endpoint.split_once('?') {
        None => "?",
        Some((_, "")) => "",
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
        let (rest, fragment) = match url.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (url, None),
        };
        let (base, query) = match rest.split_once('?') {
            Some((base, query)) => (base, Some(query)),
            None => (rest, None),
        };
        Self { base, query, fragment }
    }

    /// Scheme, host and port: all before the third slash.
    pub(crate) fn origin(&self) -> &'url str {
        let path = self.base.match_indices('/').nth(2);
        // Not `[..index]`: the text of its panic, which never comes, takes 9 kB of WebAssembly to write.
        path.and_then(|(index, _)| self.base.get(..index)).unwrap_or(self.base)
    }
}

/// The parameters of a query or fragment: each as it is written, its decoded name, and its decoded value.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, Cow<'_, str>, Cow<'_, str>)> {
    text.split('&').map(|raw| {
        let (name, value) = form_urlencoded::parse(raw.as_bytes()).next().unwrap_or_default();
        (raw, name, value)
    })
}

/// A query or fragment without the parameters of these names; the others byte for byte. `None`: nothing is left.
pub(crate) fn without(text: &str, names: &[&str]) -> Option<String> {
    let kept: Vec<&str> =
        pairs(text).filter(|(_, name, _)| !names.contains(&name.as_ref())).map(|(raw, ..)| raw).collect();
    (!kept.is_empty()).then(|| kept.join("&"))
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
    fn other_parameters_stay_byte_for_byte() {
        let query = "a=%7e+x&&code=1&b&%63ode=2&c=%E2%80%A8&=d";
        assert_eq!(without(query, &["code"]).as_deref(), Some("a=%7e+x&&b&c=%E2%80%A8&=d"));
        assert_eq!(without("code=1&code=2", &["code"]), None);
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
