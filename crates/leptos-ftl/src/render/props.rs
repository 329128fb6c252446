//! An island's props: JSON in an attribute.

use super::writer::Writer;
use crate::{
    expression::grouped,
    mark::{self, Kind, Piece},
};

/// Writes the value of `data-props`.
///
/// A text is escaped for JSON by `?json_string` and then, as any interpolation, for the attribute. A number or a
/// boolean stands in the JSON without the quotes that its mark brought along, by `?c`.
pub(super) fn write(value: &str, writer: &mut Writer) -> Result<(), String> {
    let pieces = mark::pieces(value);
    let mut after_bare = false;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(literal) => {
                let mut literal = *literal;
                if after_bare {
                    literal = literal.strip_prefix(QUOTE).ok_or(NOT_ALONE)?;
                }
                if let Some(Piece::Expression(Kind::Bare, _)) = pieces.get(index + 1) {
                    literal = literal.strip_suffix(QUOTE).ok_or(NOT_ALONE)?;
                }
                writer.literal(literal);
                after_bare = false;
            }
            Piece::Expression(Kind::Bare, expression) => {
                if index == 0 || after_bare {
                    return Err(NOT_ALONE.into());
                }
                writer.interpolation(&format!("{}?c", grouped(expression)));
                after_bare = true;
            }
            Piece::Expression(Kind::Html, _) => {
                return Err("HTML is a prop of an island; an island shows no HTML from the server".into());
            }
            Piece::Expression(Kind::Text | Kind::Address, expression) => {
                if after_bare {
                    return Err(NOT_ALONE.into());
                }
                writer.interpolation(&format!("{}?json_string", grouped(expression)));
            }
            Piece::Directive(_) => return Err("a condition or a list is a prop of an island".into()),
            Piece::Damaged(_) => return Err(super::pass::DAMAGED.into()),
        }
    }
    Ok(())
}

/// The quote of a JSON string, as it stands in the attribute.
const QUOTE: &str = "&quot;";
const NOT_ALONE: &str = "a number or a boolean stands inside a string of the props; make it a text first";

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &str) -> Result<String, String> {
        let mut writer = Writer::default();
        write(value, &mut writer)?;
        Ok(writer.into_text())
    }

    #[test]
    fn texts_are_escaped_for_json_and_bare_values_lose_their_quotes() {
        let value = format!(
            "{{&quot;a&quot;:&quot;x {}&quot;,&quot;b&quot;:&quot;{}&quot;}}",
            mark::expression(Kind::Text, "t!''"),
            mark::expression(Kind::Bare, "n")
        );
        assert_eq!(
            written(&value),
            Ok("{&quot;a&quot;:&quot;x ${(t!'')?json_string}&quot;,&quot;b&quot;:${n?c}}".into())
        );
    }

    #[test]
    fn bare_value_inside_a_string_and_html_are_refused() {
        let bare = mark::expression(Kind::Bare, "n");
        assert!(written(&format!("&quot;x{bare}&quot;")).is_err());
        assert!(written(&format!("&quot;{bare}{bare}&quot;")).is_err());
        let html = mark::expression(Kind::Html, "clean(n)");
        assert!(written(&format!("&quot;{html}&quot;")).is_err());
    }
}
