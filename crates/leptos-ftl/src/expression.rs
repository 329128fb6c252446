//! Builds FreeMarker expressions out of texts and expressions.

use crate::mark::{self, Kind, Piece};

/// `text` as a FreeMarker string literal.
pub(crate) fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for character in text.chars() {
        match character {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            // `${` and `#{` are interpolations inside string literals too
            '{' => literal.push_str("\\{"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}

/// The expression whose value is the marked `text`.
pub(crate) fn of_text(text: &str) -> String {
    let terms: Vec<String> = mark::pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Literal(literal) => quoted(literal),
            Piece::Expression(Kind::Bare, expression) => format!("{}?c", grouped(&expression)),
            Piece::Expression(_, expression) => grouped(&expression),
            // kept, so that the pass that writes the template refuses it
            Piece::Directive(directive) => directive.mark(),
            Piece::Damaged(character) => character.to_string(),
        })
        .collect();
    match terms.len() {
        0 => quoted(""),
        1 => terms.concat(),
        _ => format!("({})", terms.join(" + ")),
    }
}

/// `expression` in a form that a built-in or an operator may follow.
pub(crate) fn grouped(expression: &str) -> String {
    let simple = expression.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_'));
    if simple || is_one_group(expression) { expression.to_owned() } else { format!("({expression})") }
}

/// Whether one pair of parentheses encloses the whole expression.
fn is_one_group(expression: &str) -> bool {
    expression.starts_with('(')
        && Scan::of(expression).is_ok_and(|scan| scan.first_close == Some(expression.len() - 1))
}

/// Whether `expression` is one call of the function `name` and nothing else.
#[cfg(feature = "ssr")]
pub(crate) fn is_call(expression: &str, name: &str) -> bool {
    expression.strip_prefix(name).is_some_and(is_one_group)
}

/// Why `expression` cannot stand in a template, if it cannot.
///
/// Looks only at what would let it leave its place: unbalanced brackets and quotes, and switches of escaping.
#[cfg(feature = "ssr")]
pub(crate) fn fault(expression: &str) -> Option<String> {
    if expression.trim().is_empty() {
        return Some("the expression is empty".into());
    }
    if let Err(fault) = Scan::of(expression) {
        return Some(format!("the expression `{expression}` {fault}"));
    }
    if expression.contains(['\n', '\r']) {
        return Some(format!("the expression `{expression}` has a line break"));
    }
    if expression.contains("no_esc") || expression.contains("noEsc") {
        return Some(format!("the expression `{expression}` switches escaping off"));
    }
    None
}

/// What a walk over an expression finds.
struct Scan {
    /// Where the first bracket that was opened closes.
    first_close: Option<usize>,
}

impl Scan {
    fn of(expression: &str) -> Result<Self, &'static str> {
        let mut open: Vec<char> = Vec::new();
        let mut first_close = None;
        let mut characters = expression.char_indices().peekable();
        let mut before = ' ';
        while let Some((index, character)) = characters.next() {
            match character {
                '"' | '\'' => {
                    let raw = before == 'r';
                    let mut closed = false;
                    while let Some((_, inner)) = characters.next() {
                        if inner == '\\' && !raw {
                            characters.next();
                        } else if inner == character {
                            closed = true;
                            break;
                        }
                    }
                    if !closed {
                        return Err("has a string that does not end");
                    }
                }
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' => {
                    if open.pop() != Some(character) {
                        return Err("has unbalanced brackets");
                    }
                    if open.is_empty() && first_close.is_none() {
                        first_close = Some(index);
                    }
                }
                _ => {}
            }
            before = character;
        }
        if open.is_empty() { Ok(Self { first_close }) } else { Err("has unbalanced brackets") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_cannot_leave_their_quotes() {
        assert_eq!(quoted(r#"a"b\${c}"#), r#""a\"b\\$\{c}""#);
    }

    #[test]
    fn composed_text_becomes_a_sum() {
        let text = format!("a {} b", mark::expression(Kind::Text, "x!''"));
        assert_eq!(of_text(&text), r#"("a " + (x!'') + " b")"#);
        assert_eq!(of_text(""), r#""""#);
    }

    #[test]
    fn groups_only_where_needed() {
        assert_eq!(grouped("realm.name"), "realm.name");
        assert_eq!(grouped("(a)"), "(a)");
        assert_eq!(grouped("(a)!(b)"), "((a)!(b))");
        assert_eq!(grouped("a && b"), "(a && b)");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn faults_are_found() {
        assert_eq!(fault("msg('a)')"), None);
        assert_eq!(fault(r"x?matches(r'a\')"), None);
        assert!(fault("msg('a'").is_some());
        assert!(fault("a}").is_some());
        assert!(fault("'a").is_some());
        assert!(fault(" ").is_some());
        assert!(fault("x?no_esc").is_some());
    }
}
