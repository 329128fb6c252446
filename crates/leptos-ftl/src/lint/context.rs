//! Where in an HTML document a point is, as a browser's tokeniser would say.

/// A place in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// Between tags.
    Text,
    /// In an element that holds only text.
    OnlyText { element: String, tail: String },
    /// In a script, a style sheet or the like.
    Raw { element: String, tail: String },
    /// In a comment; `tail` is how its end may begin.
    Comment { tail: String },
    /// In `<!…>`.
    Declaration { text: String },
    /// After `<`.
    TagOpen,
    /// In the name of a tag.
    TagName { name: String, closes: bool },
    /// In a tag, between attributes.
    Tag { name: String, closes: bool },
    /// In the name of an attribute, or after it.
    AttributeName { tag: String, name: String, ended: bool },
    /// After `=`.
    BeforeValue { tag: String, name: String },
    /// In the value of an attribute.
    Value(Value),
}

/// A place in the value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) tag: String,
    pub(super) name: String,
    /// The quote, if there is one.
    pub(super) quote: Option<char>,
    /// The literal text so far.
    pub(super) start: String,
    /// Whether an interpolation came.
    pub(super) has_data: bool,
}

impl Context {
    /// The context after `character`.
    pub(super) fn after(self, character: char) -> Self {
        let lower = character.to_ascii_lowercase();
        let space = character.is_ascii_whitespace();
        match self {
            Self::Text if character == '<' => Self::TagOpen,
            Self::Text => Self::Text,
            Self::OnlyText { element, tail } => {
                text_element(element, tail, lower, |element, tail| Self::OnlyText { element, tail })
            }
            Self::Raw { element, tail } => {
                text_element(element, tail, lower, |element, tail| Self::Raw { element, tail })
            }
            Self::Comment { mut tail } => {
                tail.push(character);
                if tail.ends_with("-->") { Self::Text } else { Self::Comment { tail } }
            }
            Self::Declaration { text } if character == '>' && !text.starts_with("--") => Self::Text,
            Self::Declaration { mut text } => {
                text.push(character);
                if text == "--" { Self::Comment { tail: String::new() } } else { Self::Declaration { text } }
            }
            Self::TagOpen => match character {
                '!' | '?' => Self::Declaration { text: String::new() },
                '/' => Self::TagName { name: String::new(), closes: true },
                _ if character.is_ascii_alphabetic() => {
                    Self::TagName { name: lower.to_string(), closes: false }
                }
                _ => Self::Text,
            },
            Self::TagName { name, closes } if character == '>' => Self::content(name, closes),
            Self::TagName { name, closes } if space || character == '/' => Self::Tag { name, closes },
            Self::TagName { mut name, closes } => {
                name.push(lower);
                Self::TagName { name, closes }
            }
            Self::Tag { name, closes } if character == '>' => Self::content(name, closes),
            Self::Tag { name, closes } if space || character == '/' => Self::Tag { name, closes },
            Self::Tag { name, .. } => {
                Self::AttributeName { tag: name, name: lower.to_string(), ended: false }
            }
            Self::AttributeName { tag, .. } if character == '>' => Self::content(tag, false),
            Self::AttributeName { tag, name, .. } if character == '=' => Self::BeforeValue { tag, name },
            Self::AttributeName { tag, name, .. } if space => Self::AttributeName { tag, name, ended: true },
            Self::AttributeName { tag, .. } if character == '/' => Self::Tag { name: tag, closes: false },
            Self::AttributeName { tag, ended: true, .. } => {
                Self::AttributeName { tag, name: lower.to_string(), ended: false }
            }
            Self::AttributeName { tag, mut name, .. } => {
                name.push(lower);
                Self::AttributeName { tag, name, ended: false }
            }
            Self::BeforeValue { tag, name } if space => Self::BeforeValue { tag, name },
            Self::BeforeValue { tag, .. } if character == '>' => Self::content(tag, false),
            Self::BeforeValue { tag, name } => {
                let quote = matches!(character, '"' | '\'').then_some(character);
                Self::Value(Value {
                    tag,
                    name,
                    quote,
                    start: quote.map_or_else(|| character.to_string(), |_| String::new()),
                    has_data: false,
                })
            }
            Self::Value(value) => value.after(character),
        }
    }

    /// The context in which a directive may begin: a name that was being read has ended.
    pub(super) fn at_directive(self) -> Self {
        match self {
            Self::TagName { name, closes } => Self::Tag { name, closes },
            Self::AttributeName { tag, .. } => Self::Tag { name: tag, closes: false },
            other => other,
        }
    }

    /// Whether two branches that end here and there leave the document in one state.
    pub(super) fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Value(one), Self::Value(two)) => {
                (&one.tag, &one.name, one.quote) == (&two.tag, &two.name, two.quote)
            }
            _ => self == other,
        }
    }

    /// The context after branches that agree: an address counts as begun only if it is in every one of them.
    pub(super) fn merged_with(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Value(mut one), Self::Value(two)) => {
                if two.start.len() < one.start.len() {
                    one.start.clone_from(&two.start);
                }
                one.has_data &= two.has_data;
                Self::Value(one)
            }
            (end, _) => end,
        }
    }

    fn content(element: String, closes: bool) -> Self {
        let tail = String::new();
        match element.as_str() {
            _ if closes => Self::Text,
            "title" | "textarea" => Self::OnlyText { element, tail },
            "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext" => {
                Self::Raw { element, tail }
            }
            _ => Self::Text,
        }
    }
}

impl Value {
    fn after(mut self, character: char) -> Context {
        match self.quote {
            Some(quote) if character == quote => {
                return Context::Tag { name: self.tag, closes: false };
            }
            None if character == '>' => return Context::content(self.tag, false),
            None if character.is_ascii_whitespace() => {
                return Context::Tag { name: self.tag, closes: false };
            }
            _ => {}
        }
        self.start.push(character);
        Context::Value(self)
    }
}

/// The content of an element that ends only with its end tag.
fn text_element(
    element: String,
    mut tail: String,
    character: char,
    stay: impl FnOnce(String, String) -> Context,
) -> Context {
    if character == '<' {
        tail.clear();
    }
    tail.push(character);
    if tail == format!("</{element}") {
        Context::TagName { name: element, closes: true }
    } else if tail.len() > element.len() + 2 {
        stay(element, String::new())
    } else {
        stay(element, tail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(text: &str) -> Context {
        text.chars().fold(Context::Text, Context::after)
    }

    #[test]
    fn follows_tags_attributes_and_text() {
        assert_eq!(after("<p class=\"a\">x</p>"), Context::Text);
        assert!(matches!(after("<p class=\"a"), Context::Value(value) if value.quote == Some('"')));
        assert!(matches!(after("<p class=a"), Context::Value(value) if value.quote.is_none()));
        assert!(matches!(after("<p cla"), Context::AttributeName { .. }));
        assert!(matches!(after("<p hidden class"), Context::AttributeName { name, .. } if name == "class"));
        assert!(matches!(after("<p"), Context::TagName { .. }));
    }

    #[test]
    fn follows_scripts_titles_and_comments() {
        assert!(matches!(after("<script>a</b>"), Context::Raw { .. }));
        assert_eq!(after("<script>a</script>"), Context::Text);
        assert!(matches!(after("<title>a<b>"), Context::OnlyText { .. }));
        assert_eq!(after("<title>a<</title>"), Context::Text);
        assert!(matches!(after("<!-- a > b"), Context::Comment { .. }));
        assert_eq!(after("<!-- a --><!><!DOCTYPE html>"), Context::Text);
    }
}
