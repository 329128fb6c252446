//! What Keycloak's password rules ask for.

/// A rule that can be checked in the browser, counted as Keycloak counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule<'a> {
    /// So many characters.
    Length(usize),
    /// So many lower-case letters.
    LowerCase(usize),
    /// So many upper-case letters.
    UpperCase(usize),
    /// So many digits.
    Digits(usize),
    /// So many characters that are neither letters nor digits.
    Special(usize),
    /// Anything but this word.
    Not(&'a str),
}

impl<'a> Rule<'a> {
    /// The rule that the page calls `name`, with its value.
    pub(super) fn named(name: &str, value: &'a str) -> Option<Self> {
        let count = || value.parse().ok();
        Some(match name {
            "length" => Self::Length(count()?),
            "lowerCase" => Self::LowerCase(count()?),
            "upperCase" => Self::UpperCase(count()?),
            "digits" => Self::Digits(count()?),
            "specialChars" => Self::Special(count()?),
            "notUsername" => Self::Not(value),
            _ => return None,
        })
    }

    /// Whether `password` follows the rule. Nothing typed follows none.
    pub(super) fn allows(&self, password: &str) -> bool {
        let at_least =
            |count: usize, which: fn(&char) -> bool| password.chars().filter(which).count() >= count;
        !password.is_empty()
            && match self {
                // Java counts UTF-16 units.
                Self::Length(count) => password.encode_utf16().count() >= *count,
                Self::LowerCase(count) => at_least(*count, |c| c.is_lowercase()),
                Self::UpperCase(count) => at_least(*count, |c| c.is_uppercase()),
                Self::Digits(count) => at_least(*count, |c| c.is_numeric()),
                Self::Special(count) => at_least(*count, |c| !c.is_alphanumeric()),
                Self::Not(word) => password != *word,
            }
    }
}

#[cfg(test)]
mod tests {
    use super::Rule;

    #[test]
    fn rules_count_their_own_kind_of_character() {
        assert!(Rule::Length(4).allows("a1B-"));
        assert!(!Rule::Length(5).allows("a1B-"));
        assert!(Rule::LowerCase(1).allows("a1B-") && !Rule::LowerCase(2).allows("a1B-"));
        assert!(Rule::UpperCase(1).allows("a1B-") && !Rule::UpperCase(2).allows("a1B-"));
        assert!(Rule::Digits(1).allows("a1B-") && !Rule::Digits(2).allows("a1B-"));
        assert!(Rule::Special(1).allows("a1B-") && !Rule::Special(2).allows("a1B-"));
    }

    #[test]
    fn nothing_typed_follows_no_rule() {
        assert!(!Rule::Length(0).allows(""));
        assert!(!Rule::Not("agent1").allows(""));
    }

    #[test]
    fn username_itself_is_refused() {
        assert!(!Rule::Not("agent1").allows("agent1"));
        assert!(Rule::Not("agent1").allows("agent12"));
    }

    #[test]
    fn rules_of_the_page_are_found_by_their_name() {
        assert_eq!(Rule::named("upperCase", "2"), Some(Rule::UpperCase(2)));
        assert_eq!(Rule::named("upperCase", "two"), None);
        assert_eq!(Rule::named("passwordHistory", "3"), None);
    }
}
