//! A template as FreeMarker reads it: literal text, interpolations and directives.

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Text that FreeMarker writes as it is.
    Literal(&'a str),
    /// `${expression}`
    Interpolation(&'a str),
    /// `#{expression}`
    NumericInterpolation,
    /// `<#name arguments>`, or `</#name>` if it closes.
    Directive { name: &'a str, closes: bool, arguments: &'a str },
    /// `<@…>` or `</@…>`
    Call,
    /// `<#-- … -->`
    Comment,
    /// Something that begins and does not end.
    Unfinished,
}

/// The first part of `text` and its length.
pub(super) fn next_part(text: &str) -> Option<(Part<'_>, usize)> {
    if text.is_empty() {
        return None;
    }
    if let Some(comment) = text.strip_prefix("<#--") {
        return Some(match comment.find("-->") {
            Some(end) => (Part::Comment, "<#--".len() + end + "-->".len()),
            None => (Part::Unfinished, text.len()),
        });
    }
    if let Some(inner) = text.strip_prefix("<#noparse>") {
        return Some(match inner.find("</#noparse>") {
            Some(end) => (Part::Literal(&inner[..end]), "<#noparse>".len() + end + "</#noparse>".len()),
            None => (Part::Unfinished, text.len()),
        });
    }
    for (start, end) in [("${", '}'), ("#{", '}'), ("<#", '>'), ("</#", '>'), ("<@", '>'), ("</@", '>')] {
        if let Some(inner) = text.strip_prefix(start) {
            let Some(length) = end_of(inner, end) else {
                return Some((Part::Unfinished, text.len()));
            };
            let part = match start {
                "${" => Part::Interpolation(&inner[..length]),
                "#{" => Part::NumericInterpolation,
                "<#" | "</#" => directive(&inner[..length], start == "</#"),
                _ => Part::Call,
            };
            return Some((part, start.len() + length + 1));
        }
    }
    let end = text
        .char_indices()
        .skip(1)
        .map(|(index, _)| index)
        .find(|index| begins_syntax(&text[*index..]))
        .unwrap_or(text.len());
    Some((Part::Literal(&text[..end]), end))
}

fn begins_syntax(text: &str) -> bool {
    ["${", "#{", "<#", "</#", "<@", "</@"].iter().any(|start| text.starts_with(start))
}

fn directive(inner: &str, closes: bool) -> Part<'_> {
    let inner = inner.trim_end_matches('/');
    let (name, arguments) = inner.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((inner, ""));
    Part::Directive { name, closes, arguments: arguments.trim() }
}

/// Where `end` stands outside of strings and brackets.
fn end_of(text: &str, end: char) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote: Option<(char, bool)> = None;
    let mut escaped = false;
    let mut before = ' ';
    for (index, character) in text.char_indices() {
        if let Some((mark, raw)) = quote {
            if escaped {
                escaped = false;
            } else if character == '\\' && !raw {
                escaped = true;
            } else if character == mark {
                quote = None;
            }
        } else {
            match character {
                '"' | '\'' => quote = Some((character, before == 'r')),
                '(' | '[' | '{' => depth += 1,
                _ if character == end && depth == 0 => return Some(index),
                ')' | ']' | '}' => depth = depth.checked_sub(1)?,
                _ => {}
            }
        }
        before = character;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(mut text: &str) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        while let Some((part, length)) = next_part(text) {
            parts.push(part);
            text = &text[length..];
        }
        parts
    }

    #[test]
    fn reads_interpolations_with_braces_in_strings() {
        assert_eq!(
            parts(r#"a${msg("}")}b#{1}"#),
            [
                Part::Literal("a"),
                Part::Interpolation(r#"msg("}")"#),
                Part::Literal("b"),
                Part::NumericInterpolation
            ]
        );
    }

    #[test]
    fn reads_directives_with_brackets_calls_and_comments() {
        assert_eq!(
            parts("<#if (a > b)><@x y=1/></#if><#-- ${c} --><#noparse>${d}</#noparse>"),
            [
                Part::Directive { name: "if", closes: false, arguments: "(a > b)" },
                Part::Call,
                Part::Directive { name: "if", closes: true, arguments: "" },
                Part::Comment,
                Part::Literal("${d}"),
            ]
        );
    }

    #[test]
    fn unfinished_parts_are_reported() {
        assert_eq!(parts("a${b"), [Part::Literal("a"), Part::Unfinished]);
        assert_eq!(parts("<#-- a"), [Part::Unfinished]);
    }
}
