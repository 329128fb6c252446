//! Which elements and directives are open, and what they allow.

use super::tokens::{Tag, TagPart};
use crate::mark::{self, Piece};

/// The elements and directives that are open.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    elements: Vec<Element>,
    directives: Vec<Branch>,
}

#[derive(Debug)]
struct Element {
    name: String,
    region: Region,
}

#[derive(Debug)]
struct Branch {
    is_list: bool,
    depth: usize,
}

/// What will happen to a part of the page in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Region {
    /// Nothing.
    Static,
    /// Leptos will hydrate it.
    Island,
}

impl Nesting {
    /// The region at this point.
    pub(super) fn region(&self) -> Region {
        self.elements.last().map_or(Region::Static, |element| element.region)
    }

    /// Whether this point is inside SVG or MathML.
    pub(super) fn is_foreign(&self) -> bool {
        self.elements.iter().any(|element| matches!(element.name.as_str(), "svg" | "math"))
    }

    /// The elements around this point, outermost first.
    pub(super) fn place(&self) -> String {
        let names: Vec<&str> = self.elements.iter().map(|e| e.name.as_str()).collect();
        names.join(" > ")
    }

    /// Enters the element that `tag` opens.
    pub(super) fn open(&mut self, tag: &Tag<'_>) -> Result<(), String> {
        let name = tag.name.to_ascii_lowercase();
        let around = self.region();
        let region = match name.as_str() {
            ISLAND if around == Region::Island => {
                return Err("an island stands inside another one, but not among its children".into());
            }
            ISLAND => Region::Island,
            ISLAND_CHILDREN => Region::Static,
            _ => around,
        };
        if around == Region::Island && name != ISLAND_CHILDREN {
            self.check_island_element(&name, tag)?;
        }
        let is_void = VOID.contains(&name.as_str());
        let is_closed = tag.self_closing && self.is_foreign();
        if !is_void && !is_closed {
            self.elements.push(Element { name, region });
        }
        Ok(())
    }

    /// Leaves the element `name`.
    pub(super) fn close(&mut self, name: &str) -> Result<(), String> {
        let branch = self.directives.last().map_or(0, |branch| branch.depth);
        match self.elements.last() {
            Some(element) if element.name.eq_ignore_ascii_case(name) => {
                if self.elements.len() == branch {
                    return Err(format!(
                        "`</{name}>` closes an element that was opened outside of this condition or list"
                    ));
                }
                self.elements.pop();
                Ok(())
            }
            Some(element) => Err(format!("`</{name}>` stands where `</{}>` is due", element.name)),
            None => Err(format!("`</{name}>` closes nothing")),
        }
    }

    /// Enters a condition or a list.
    pub(super) fn begin(&mut self, is_list: bool) {
        self.directives.push(Branch { is_list, depth: self.elements.len() });
    }

    /// Passes from one branch of a condition to the other.
    pub(super) fn alternate(&self) -> Result<(), String> {
        match self.directives.last() {
            Some(branch) if !branch.is_list && branch.depth == self.elements.len() => Ok(()),
            _ => Err(UNBALANCED.into()),
        }
    }

    /// Leaves a condition or a list.
    pub(super) fn end(&mut self, is_list: bool) -> Result<(), String> {
        match self.directives.pop() {
            Some(branch) if branch.is_list == is_list && branch.depth == self.elements.len() => Ok(()),
            _ => Err(UNBALANCED.into()),
        }
    }

    /// Whether all is closed.
    pub(super) fn finish(&self) -> Result<(), String> {
        match (self.elements.last(), self.directives.last()) {
            (Some(element), _) => Err(format!("`<{}>` is not closed", element.name)),
            (_, Some(_)) => Err(UNBALANCED.into()),
            _ => Ok(()),
        }
    }

    fn check_island_element(&self, name: &str, tag: &Tag<'_>) -> Result<(), String> {
        let parent = self.elements.last().map_or("", |e| e.name.as_str());
        if name == "tr" && parent == "table" {
            return Err(
                "the browser puts a `<tbody>` between `<table>` and `<tr>`, where hydration finds none; \
                        write it"
                    .into(),
            );
        }
        if parent == "p" && CLOSES_PARAGRAPH.contains(&name) {
            return Err(format!(
                "the browser closes the `<p>` before `<{name}>`, where hydration looks inside of it"
            ));
        }
        let exempt = self.is_foreign() || matches!(name, "option" | "optgroup");
        if exempt || has_island_class(tag) {
            Ok(())
        } else {
            Err(format!(
                "`<{name}>` is in an island and has no class that begins with `{ISLAND_CLASS}`: \
                 the browser would take it for something that a password manager put there"
            ))
        }
    }
}

/// Whether one of the tag's classes surely begins with the prefix of an island's elements.
fn has_island_class(tag: &Tag<'_>) -> bool {
    tag.parts.iter().any(|part| match part {
        TagPart::Attribute { name, value: Some(value) } if name.eq_ignore_ascii_case("class") => {
            let mut at_start = true;
            mark::pieces(value).iter().any(|piece| {
                let Piece::Literal(literal) = piece else {
                    at_start = false;
                    return false;
                };
                let found = literal
                    .split(|c: char| c.is_ascii_whitespace())
                    .enumerate()
                    .any(|(index, class)| (index > 0 || at_start) && class.starts_with(ISLAND_CLASS));
                at_start = false;
                found
            })
        }
        _ => false,
    })
}

/// What the classes of an island's elements begin with; `boot.js` sets other elements aside while it hydrates.
pub(super) const ISLAND_CLASS: &str = "cx-";
pub(super) const ISLAND: &str = "leptos-island";
const ISLAND_CHILDREN: &str = "leptos-children";
const UNBALANCED: &str = "an element is opened in a condition or a list and closed outside of it";
const VOID: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
const CLOSES_PARAGRAPH: [&str; 20] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "details",
    "div",
    "dl",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "header",
    "hr",
    "ol",
    "p",
    "section",
    "table",
    "ul",
];
