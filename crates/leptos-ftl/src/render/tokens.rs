//! Splits what Leptos wrote into tags and text, without looking into the marks.

use crate::mark::{self, DIRECTIVE_START, Directive, Piece};

/// A part of the document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text, with marks.
    Text(&'a str),
    /// The content of an element that holds only text (`title`, `textarea`), with marks.
    OnlyText(&'a str),
    /// The content of an element whose text is not HTML (`script`, `style`).
    Raw(&'a str),
    /// A start tag.
    Start(Tag<'a>),
    /// An end tag.
    End(&'a str),
    /// A comment; Leptos' markers are empty ones.
    Comment(&'a str),
    /// `<!DOCTYPE …>`
    Doctype(&'a str),
}

/// A start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) parts: Vec<TagPart<'a>>,
    pub(super) self_closing: bool,
}

/// What stands in a start tag after its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TagPart<'a> {
    Attribute {
        name: &'a str,
        /// The value as HTML writes it, if there is one.
        value: Option<&'a str>,
    },
    Directive(Directive),
}

/// Reads tokens from the front of a document.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// The element just opened whose content is no HTML.
    text_element: Option<&'a str>,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(html: &'a str) -> Self {
        Self { rest: html, text_element: None }
    }

    /// The next token; inside SVG and MathML `title` is an element like any other.
    pub(super) fn next(&mut self, foreign: bool) -> Result<Option<Token<'a>>, String> {
        if let Some(name) = self.text_element.take() {
            return Ok(Some(self.element_text(name)));
        }
        let Some(first) = self.rest.chars().next() else {
            return Ok(None);
        };
        if first != '<' {
            let end = self.rest.find('<').unwrap_or(self.rest.len());
            return Ok(Some(Token::Text(self.take(end))));
        }
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            let end = comment.find("-->").ok_or("a comment does not end: `<!--`")?;
            let comment = &comment[..end];
            self.take("<!--".len() + end + "-->".len());
            return Ok(Some(Token::Comment(comment)));
        }
        if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
            let end = self.rest.find('>').ok_or("a declaration does not end")?;
            let declaration = self.take(end + 1);
            return Ok(Some(if declaration == "<!>" {
                Token::Comment("")
            } else if declaration.to_ascii_lowercase().starts_with("<!doctype") {
                Token::Doctype(declaration)
            } else {
                Token::Comment(&declaration[2..declaration.len() - 1])
            }));
        }
        if let Some(end_tag) = self.rest.strip_prefix("</") {
            let name = tag_name(end_tag)?;
            let end = end_tag.find('>').ok_or("an end tag does not end")?;
            self.take(2 + end + 1);
            return Ok(Some(Token::End(name)));
        }
        self.start_tag(foreign).map(Some)
    }

    fn start_tag(&mut self, foreign: bool) -> Result<Token<'a>, String> {
        self.take(1);
        let name = tag_name(self.rest)?;
        self.take(name.len());
        let mut parts = Vec::new();
        let mut self_closing = false;
        loop {
            self.skip_space();
            match self.rest.chars().next() {
                None => return Err(format!("the tag `<{name}` does not end")),
                Some('>') => {
                    self.take(1);
                    break;
                }
                Some('/') => {
                    self.take(1);
                    self_closing = self.rest.starts_with('>');
                }
                Some(character) if mark::is_reserved(character) => {
                    let (piece, length) = mark::mark_at(self.rest);
                    self.take(length);
                    let Piece::Directive(directive) = piece else {
                        return Err(format!("a datum stands in the tag `<{name}>` itself"));
                    };
                    parts.push(TagPart::Directive(directive));
                }
                Some(_) => parts.push(self.attribute(name)?),
            }
        }
        if !self_closing && is_text_element(name) && !(foreign && name == "title") {
            self.text_element = Some(name);
        }
        Ok(Token::Start(Tag { name, parts, self_closing }))
    }

    fn attribute(&mut self, tag: &str) -> Result<TagPart<'a>, String> {
        // a name may begin with `=`
        let end = self.rest[1..]
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
            .map_or(self.rest.len(), |end| end + 1);
        // a directive may follow an attribute without a value at once
        let end = self.rest[..end].find(DIRECTIVE_START).unwrap_or(end);
        let name = self.take(end);
        if name.contains(mark::is_reserved) {
            return Err(format!("a datum stands in the name of an attribute of `<{tag}>`"));
        }
        self.skip_space();
        if !self.rest.starts_with('=') {
            return Ok(TagPart::Attribute { name, value: None });
        }
        self.take(1);
        self.skip_space();
        let value = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => {
                let end = self.rest[1..]
                    .find(quote)
                    .ok_or_else(|| format!("the attribute `{name}` does not end"))?;
                let value = &self.rest[1..=end];
                self.take(end + 2);
                value
            }
            _ => {
                let end =
                    self.rest.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(self.rest.len());
                let value = self.take(end);
                if value.contains(mark::is_reserved) {
                    return Err(format!("a datum stands in the attribute `{name}`, which has no quotes"));
                }
                value
            }
        };
        Ok(TagPart::Attribute { name, value: Some(value) })
    }

    fn element_text(&mut self, name: &str) -> Token<'a> {
        let lower = self.rest.to_ascii_lowercase();
        let end = lower.find(&format!("</{}", name.to_ascii_lowercase())).unwrap_or(self.rest.len());
        let content = self.take(end);
        if matches!(name, "title" | "textarea") { Token::OnlyText(content) } else { Token::Raw(content) }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace());
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }
}

fn tag_name(text: &str) -> Result<&str, String> {
    let end = text
        .find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/' | DIRECTIVE_START))
        .unwrap_or(text.len());
    let name = &text[..end];
    if name.contains(mark::is_reserved) {
        return Err("a datum stands in the name of a tag, or at once after it".into());
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let seen: String = text.chars().take(12).collect();
        return Err(format!("`<{seen}` is no tag, and FreeMarker may read it as one of its own"));
    }
    Ok(name)
}

fn is_text_element(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "title" | "textarea" | "script" | "style" | "xmp" | "iframe" | "noembed" | "noframes" | "plaintext"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mark::{Kind, expression};

    fn all(html: &str) -> Result<Vec<Token<'_>>, String> {
        let mut tokens = Tokens::new(html);
        let mut all = Vec::new();
        while let Some(token) = tokens.next(false)? {
            all.push(token);
        }
        Ok(all)
    }

    #[test]
    fn reads_tags_attributes_and_text() {
        assert_eq!(
            all("<p id=\"a\" hidden>x<!>y</p>"),
            Ok(vec![
                Token::Start(Tag {
                    name: "p",
                    parts: vec![
                        TagPart::Attribute { name: "id", value: Some("a") },
                        TagPart::Attribute { name: "hidden", value: None },
                    ],
                    self_closing: false,
                }),
                Token::Text("x"),
                Token::Comment(""),
                Token::Text("y"),
                Token::End("p"),
            ])
        );
    }

    #[test]
    fn reads_a_directive_around_an_attribute() {
        let (start, end) = (Directive::If("a".into()), Directive::EndIf);
        let html = format!("<input{} checked{}>", start.mark(), end.mark());
        let parts = vec![
            TagPart::Directive(start),
            TagPart::Attribute { name: "checked", value: None },
            TagPart::Directive(end),
        ];
        assert_eq!(all(&html), Ok(vec![Token::Start(Tag { name: "input", parts, self_closing: false })]));
    }

    #[test]
    fn script_text_is_raw_and_title_text_is_only_text() {
        assert_eq!(all("<script>a<b</script><title>a<!>b</title>").map(|tokens| tokens.len()), Ok(6));
    }

    #[test]
    fn data_in_names_and_without_quotes_are_refused() {
        let datum = expression(Kind::Text, "x");
        for html in [
            format!("<{datum}>"),
            format!("<p {datum}>"),
            format!("<p data-{datum}=\"a\">"),
            format!("<p title={datum}>"),
            "<#if x>".to_owned(),
            "<@macro/>".to_owned(),
        ] {
            assert!(all(&html).is_err(), "{html}");
        }
    }
}
