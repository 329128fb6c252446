//! Runs of text: what will be one text node in the browser.

use super::{pass::DAMAGED, writer::Writer};
use crate::{
    expression::{self, grouped},
    mark::{Kind, Piece},
};

/// The pieces of one text node.
#[derive(Debug, Default)]
pub(super) struct Run<'a> {
    pieces: Vec<Piece<'a>>,
}

impl<'a> Run<'a> {
    pub(super) fn push(&mut self, piece: Piece<'a>) {
        self.pieces.push(piece);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether the run is nothing but HTML from the server.
    pub(super) fn has_html(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Expression(Kind::Html, _)))
    }

    /// The one expression that is HTML from the server.
    pub(super) fn only_html(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Expression(Kind::Html, expression)] => Some(expression),
            _ => None,
        }
    }

    /// Writes the run as text.
    pub(super) fn write(&self, writer: &mut Writer) -> Result<(), String> {
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => writer.literal(literal),
                Piece::Expression(Kind::Bare, _) => return Err(BARE.into()),
                Piece::Expression(_, expression) => writer.interpolation(expression),
                Piece::Directive(_) | Piece::Damaged(_) => return Err(DAMAGED.into()),
            }
        }
        Ok(())
    }

    /// Writes the run so that it is never empty: hydration looks for a text node, and finds one only if there is text.
    /// A space is what Leptos itself writes for an empty string.
    pub(super) fn write_never_empty(&self, writer: &mut Writer) -> Result<(), String> {
        let Some(sources) = self.sources() else {
            return self.write(writer);
        };
        let whole = match sources.as_slice() {
            [one] => grouped(one),
            several => {
                let terms: Vec<String> = several.iter().map(|source| grouped(source)).collect();
                format!("({})", terms.join(" + "))
            }
        };
        writer.interpolation(&format!("{whole}?has_content?then({whole}, {})", expression::quoted(" ")));
        Ok(())
    }

    /// The expressions, if the run may be empty: if it holds nothing else, and none of them writes a number.
    fn sources(&self) -> Option<Vec<&str>> {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Expression(Kind::Text | Kind::Address, source) if !source.ends_with("?c") => {
                    Some(source.as_str())
                }
                _ => None,
            })
            .collect()
    }
}

pub(super) const BARE: &str = "a number or a boolean was serialised outside of an island's props";
