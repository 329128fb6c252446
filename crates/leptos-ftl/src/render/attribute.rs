//! Attributes that are neither addresses nor props.

use super::{
    text::BARE,
    tokens::{Tag, TagPart},
    writer::Writer,
};
use crate::mark::{self, Kind, Piece};

/// What a browser does with an attribute's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Shows it, submits it, compares it.
    Value,
    /// Runs it.
    Handler,
    /// Styles with it.
    Style,
    /// Parses it as a document of its own.
    Document,
}

impl Place {
    /// The place that the attribute `name` is.
    pub(super) fn of(name: &str) -> Self {
        match name {
            "style" => Self::Style,
            "srcdoc" => Self::Document,
            _ if name.starts_with("on") => Self::Handler,
            _ => Self::Value,
        }
    }

    /// Why an attribute may not stand here.
    pub(super) fn fault(self, has_data: bool, strict_csp: bool) -> Option<&'static str> {
        match (self, has_data, strict_csp) {
            (Self::Value, _, _) => None,
            (Self::Handler, true, _) => Some("a datum stands in an event handler"),
            (Self::Style, true, _) => Some("a datum stands in a style"),
            (Self::Document, true, _) => Some("a datum stands in a document within the page"),
            (Self::Document, false, _) | (_, _, false) => None,
            (Self::Handler | Self::Style, false, true) => {
                Some("a strict content security policy blocks this attribute")
            }
        }
    }
}

/// Writes the value of an ordinary attribute.
pub(super) fn write(value: &str, writer: &mut Writer) -> Result<(), String> {
    for piece in mark::pieces(value) {
        match piece {
            Piece::Literal(literal) => writer.literal(literal),
            Piece::Expression(Kind::Text | Kind::Address, expression) => {
                writer.interpolation(&expression);
            }
            Piece::Expression(Kind::Html, _) => {
                return Err("HTML from the server stands in an attribute".into());
            }
            Piece::Expression(Kind::Bare, _) => return Err(BARE.into()),
            Piece::Directive(_) => {
                return Err("a condition stands in an attribute; use `choose` or `attr`".into());
            }
            Piece::Damaged(_) => return Err(super::pass::DAMAGED.into()),
        }
    }
    Ok(())
}

/// Whether `tag` opens a script that holds data instead of code.
pub(super) fn is_data_script(tag: &Tag<'_>) -> bool {
    tag.parts.iter().any(|part| match part {
        TagPart::Attribute { name, value: Some(value) } => {
            name.eq_ignore_ascii_case("type") && matches!(*value, "application/json" | "application/ld+json")
        }
        _ => false,
    })
}
