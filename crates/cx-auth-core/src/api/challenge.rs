//! What an API says when it refuses a request: the `WWW-Authenticate` header (RFC 9110, section 11.6.1).

use crate::url;

/// One challenge of a header that may have several.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Challenge<'header> {
    scheme: &'header str,
    parameters: Vec<(&'header str, String)>,
}

impl<'header> Challenge<'header> {
    /// Reads the challenges of a header; what cannot be read is left out.
    pub(super) fn read_all(header: &'header str) -> Vec<Self> {
        let mut challenges: Vec<Self> = Vec::new();
        let mut rest = if header.len() > LONGEST { "" } else { header };
        loop {
            rest = url::split(rest, |byte| !matches!(byte, b' ' | b'\t' | b',')).1;
            let (name, after) = url::split(rest, |byte| !is_token(byte));
            if name.is_empty() {
                // Nothing that belongs here: go on behind the next comma.
                match url::cut(rest, b',').1 {
                    Some(behind) => rest = behind,
                    None => return challenges,
                }
                continue;
            }
            let after = behind_blanks(after);
            match (after.strip_prefix('='), challenges.last_mut()) {
                (Some(value), Some(challenge)) => {
                    let (value, behind) = read_value(behind_blanks(value));
                    challenge.parameters.push((name, value));
                    rest = behind;
                }
                (None, _) => {
                    challenges.push(Self { scheme: name, parameters: Vec::new() });
                    rest = after;
                }
                (Some(value), None) => rest = value,
            }
        }
    }

    /// Whether it is about access tokens (RFC 6750, section 3; RFC 9449, section 7.1).
    pub(super) fn is_for_tokens(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("bearer") || self.scheme.eq_ignore_ascii_case("dpop")
    }

    /// The first parameter of this name.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let is_meant = |(other, _): &&(&str, String)| other.eq_ignore_ascii_case(name);
        self.parameters.iter().find(is_meant).map(|(_, value)| value.as_str())
    }
}

/// A token or a quoted string (section 5.6.4), and what comes behind it.
fn read_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, behind) = url::split(text, |byte| !is_token(byte));
        return (value.to_owned(), behind);
    };
    let mut value = String::new();
    let mut characters = quoted.chars();
    loop {
        match characters.next() {
            None | Some('"') => return (value, characters.as_str()),
            Some('\\') => value.extend(characters.next()),
            Some(character) => value.push(character),
        }
    }
}

fn behind_blanks(text: &str) -> &str {
    url::split(text, |byte| !matches!(byte, b' ' | b'\t')).1
}

/// RFC 9110, section 5.6.2
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}

/// No honest header is longer.
const LONGEST: usize = 8192;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(header: &str) -> Vec<(String, Vec<(String, String)>)> {
        let own = |(name, value): &(&str, String)| ((*name).to_owned(), value.clone());
        let challenges = Challenge::read_all(header);
        challenges
            .iter()
            .map(|challenge| (challenge.scheme.to_owned(), challenge.parameters.iter().map(own).collect()))
            .collect()
    }

    fn challenge(scheme: &str, parameters: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        (scheme.to_owned(), parameters.iter().map(own).collect())
    }

    #[test]
    fn header_of_rfc_9470_section_3_is_read() {
        let header = r#"Bearer error="insufficient_user_authentication",
            error_description="A different authentication level is required", acr_values="myACR""#
            .replace('\n', " ");
        assert_eq!(
            read(&header),
            [challenge(
                "Bearer",
                &[
                    ("error", "insufficient_user_authentication"),
                    ("error_description", "A different authentication level is required"),
                    ("acr_values", "myACR"),
                ]
            )]
        );
    }

    #[test]
    fn several_challenges_are_told_apart() {
        let header =
            r#"Newauth realm="apps", type=1, title="Login to \"apps\", or not", Basic realm="simple""#;
        assert_eq!(
            read(header),
            [
                challenge(
                    "Newauth",
                    &[("realm", "apps"), ("type", "1"), ("title", r#"Login to "apps", or not"#)]
                ),
                challenge("Basic", &[("realm", "simple")]),
            ],
            "RFC 9110, section 11.6.1"
        );
        assert_eq!(
            read("Negotiate, DPoP algs = \"ES256\" , error=invalid_token,Bearer"),
            [
                challenge("Negotiate", &[]),
                challenge("DPoP", &[("algs", "ES256"), ("error", "invalid_token")]),
                challenge("Bearer", &[]),
            ]
        );
    }

    #[test]
    fn names_are_found_in_any_case_and_the_first_counts() {
        let challenges = Challenge::read_all("BEARER Error=a, ERROR=b");
        assert!(challenges[0].is_for_tokens());
        assert_eq!(challenges[0].parameter("error"), Some("a"));
    }

    #[test]
    fn nonsense_is_left_out() {
        for (header, expected) in [
            ("", vec![]),
            (",, ,", vec![]),
            ("=x", vec![]),
            (r#""Bearer error=invalid_token""#, vec![]),
            (r#"Bearer error="invalid_token"#, vec![challenge("Bearer", &[("error", "invalid_token")])]),
            (r#"Bearer error="a\"#, vec![challenge("Bearer", &[("error", "a")])]),
            ("ü, Bearer", vec![challenge("Bearer", &[])]),
        ] {
            assert_eq!(read(header), expected, "{header}");
        }
        assert!(read(&"Bearer,".repeat(10_000)).is_empty(), "too long to be honest");
    }

    proptest! {
        #[test]
        fn no_header_is_too_strange(header in "[ -~ü\"\\\\,=]{0,200}") {
            let _ = Challenge::read_all(&header);
        }

        #[test]
        fn quoted_text_is_read_as_it_was_meant(text in "[ -~ü]{0,50}") {
            let quoted = text.replace('\\', r"\\").replace('"', "\\\"");
            let header = format!("Bearer error=\"{quoted}\", DPoP");
            prop_assert_eq!(read(&header), [challenge("Bearer", &[("error", &text)]), challenge("DPoP", &[])]);
        }
    }
}
