//! What Keycloak's password rules ask for.

/// A rule that can be checked in the browser, counted as Keycloak counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rule {
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
    Not(String),
}

impl Rule {
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
                Self::Not(word) => password != word,
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
        assert!(!Rule::Not("agent1".into()).allows(""));
    }

    #[test]
    fn username_itself_is_refused() {
        assert!(!Rule::Not("agent1".into()).allows("agent1"));
        assert!(Rule::Not("agent1".into()).allows("agent12"));
    }
}
