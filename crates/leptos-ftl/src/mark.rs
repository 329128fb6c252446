//! How an expression travels through Leptos: as a *mark*, a run of private-use characters that no escaping touches.
//!
//! A mark stands where a value will stand. It is `U+E000 kind x payload U+E001`, and the payload holds one private-use
//! character per byte of the expression, so HTML and JSON escaping leave it alone. The two letters after the start
//! betray a mark whose letters were changed (`to_lowercase`), the two ends one that was sliced.
//! Directives (`<#if>`, `<#list>`) travel the same way between U+E002 and U+E003.

/// What a mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// An address whose scheme may be any but the dangerous ones.
    Address,
    /// A bare JSON value (number or boolean) in an island's props.
    Bare,
    /// HTML that went through the sanitiser.
    Html,
}

impl Kind {
    const ALL: [(Self, char); 4] =
        [(Self::Text, 'T'), (Self::Address, 'A'), (Self::Bare, 'B'), (Self::Html, 'H')];

    fn letter(self) -> char {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or('T', |(_, letter)| *letter)
    }

    fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == letter).map(|(kind, _)| *kind)
    }
}

/// A FreeMarker directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Directive {
    /// `<#if condition>`
    If(String),
    /// `<#else>`
    Else,
    /// `</#if>`
    EndIf,
    /// `<#list sequence as variable>`, written as one string.
    List(String),
    /// The same over a range of numbers, which an island can repeat in the browser.
    Repeat(String),
    /// `</#list>`
    EndList,
    /// `<#nested "name">`, the argument as FreeMarker writes it.
    Nested(String),
}

impl Directive {
    /// The mark of this directive.
    pub(crate) fn mark(&self) -> String {
        let (letter, payload) = match self {
            Self::If(condition) => ('I', condition.as_str()),
            Self::Else => ('E', ""),
            Self::EndIf => ('F', ""),
            Self::List(header) => ('L', header.as_str()),
            Self::Repeat(header) => ('R', header.as_str()),
            Self::EndList => ('M', ""),
            Self::Nested(argument) => ('N', argument.as_str()),
        };
        enclose(DIRECTIVE_START, letter, payload, DIRECTIVE_END)
    }

    fn from_parts(letter: char, payload: String) -> Option<Self> {
        Some(match letter {
            'I' => Self::If(payload),
            'E' => Self::Else,
            'F' => Self::EndIf,
            'L' => Self::List(payload),
            'R' => Self::Repeat(payload),
            'M' => Self::EndList,
            'N' => Self::Nested(payload),
            _ => return None,
        })
    }
}

/// A piece of text that may hold marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Text without marks.
    Literal(&'a str),
    /// An expression.
    Expression(Kind, String),
    /// A directive.
    Directive(Directive),
    /// A private-use character that belongs to no whole mark.
    Damaged(char),
}

/// The mark of `expression`.
pub(crate) fn expression(kind: Kind, expression: &str) -> String {
    enclose(EXPRESSION_START, kind.letter(), expression, EXPRESSION_END)
}

/// Splits `text` into literals, marks and damage.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_reserved) {
        if start > 0 {
            pieces.push(Piece::Literal(&rest[..start]));
        }
        let (piece, length) = mark_at(&rest[start..]);
        pieces.push(piece);
        rest = &rest[start + length..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    pieces
}

/// The mark, or the damage, at the start of `text`, and its length in bytes.
pub(crate) fn mark_at(text: &str) -> (Piece<'_>, usize) {
    let first = text.chars().next().unwrap_or(EXPRESSION_START);
    whole_mark(text).unwrap_or((Piece::Damaged(first), first.len_utf8()))
}

/// Whether `character` is one of those that marks are made of.
pub(crate) fn is_reserved(character: char) -> bool {
    (EXPRESSION_START..=LAST_BYTE).contains(&character)
}

fn whole_mark(text: &str) -> Option<(Piece<'_>, usize)> {
    let mut characters = text.char_indices();
    let (_, start) = characters.next()?;
    let end = match start {
        EXPRESSION_START => EXPRESSION_END,
        DIRECTIVE_START => DIRECTIVE_END,
        _ => return None,
    };
    let (_, letter) = characters.next()?;
    let (_, case) = characters.next()?;
    if case != CASE {
        return None;
    }
    let mut bytes = Vec::new();
    for (index, character) in characters {
        if character == end {
            let payload = String::from_utf8(bytes).ok()?;
            let piece = if start == EXPRESSION_START {
                Piece::Expression(Kind::from_letter(letter)?, payload)
            } else {
                Piece::Directive(Directive::from_parts(letter, payload)?)
            };
            return Some((piece, index + end.len_utf8()));
        }
        bytes.push(u8::try_from(u32::from(character).checked_sub(u32::from(FIRST_BYTE))?).ok()?);
    }
    None
}

fn enclose(start: char, letter: char, payload: &str, end: char) -> String {
    let mut mark = String::with_capacity(8 + payload.len() * 3);
    mark.extend([start, letter, CASE]);
    mark.extend(
        payload
            .bytes()
            .map(|byte| char::from_u32(u32::from(FIRST_BYTE) + u32::from(byte)).unwrap_or(FIRST_BYTE)),
    );
    mark.push(end);
    mark
}

const EXPRESSION_START: char = '\u{E000}';
const EXPRESSION_END: char = '\u{E001}';
/// What every directive's mark begins with.
pub(crate) const DIRECTIVE_START: char = '\u{E002}';
const DIRECTIVE_END: char = '\u{E003}';
const FIRST_BYTE: char = '\u{E100}';
const LAST_BYTE: char = '\u{E1FF}';
/// A lower-case letter after the upper-case kind: changing the case of a mark breaks it.
const CASE: char = 'x';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expression_comes_back_whole_among_literals() {
        let source = r#"msg("a<b>&", 'ü')!''"#;
        let text = format!("a {} b", expression(Kind::Text, source));
        assert_eq!(
            pieces(&text),
            [Piece::Literal("a "), Piece::Expression(Kind::Text, source.to_owned()), Piece::Literal(" b")]
        );
    }

    #[test]
    fn every_kind_and_directive_comes_back() {
        for (kind, _) in Kind::ALL {
            assert_eq!(pieces(&expression(kind, "x")), [Piece::Expression(kind, "x".into())]);
        }
        for directive in [
            Directive::If("a".into()),
            Directive::Else,
            Directive::EndIf,
            Directive::List("a as b".into()),
            Directive::Repeat("0..<3 as b".into()),
            Directive::EndList,
            Directive::Nested("\"form\"".into()),
        ] {
            assert_eq!(pieces(&directive.mark()), [Piece::Directive(directive)]);
        }
    }

    #[test]
    fn changed_case_is_damage() {
        let mark = expression(Kind::Text, "x");
        assert!(damaged(&mark.to_lowercase()));
        assert!(damaged(&mark.to_uppercase()));
    }

    #[test]
    fn sliced_mark_is_damage() {
        let mark = expression(Kind::Text, "login.username");
        let first: String = mark.chars().take(8).collect();
        let last: String = mark.chars().skip(8).collect();
        assert!(damaged(&first));
        assert!(damaged(&last));
    }

    fn damaged(text: &str) -> bool {
        pieces(text).iter().any(|piece| matches!(piece, Piece::Damaged(_)))
    }
}
