//! The one pass over Leptos' output: marks become FreeMarker, each in the way that suits its place.

use super::{
    Renderer,
    address::{self, Guards},
    attribute::{self, Place},
    error::StageError,
    nesting::{ISLAND, Nesting, Region},
    text::Run,
    tokens::{Tag, TagPart, Token, Tokens},
    writer::Writer,
};
use crate::{
    expression,
    mark::{self, Directive, Piece},
};

/// Turns the marked `html` of the page `name` into a template.
pub(super) fn run(renderer: &Renderer, name: &str, html: &str) -> Result<String, StageError> {
    let mut pass = Pass {
        renderer,
        nesting: Nesting::default(),
        guards: Guards::default(),
        writer: Writer::default(),
        run: Run::default(),
        list_has_begun: false,
        script_is_data: false,
    };
    match pass.document(html) {
        Ok(()) => Ok(format!("{HEADER}{}\n{}", pass.guards.definitions(), pass.writer.into_text())),
        Err(fault) => Err(StageError::new(name, &pass.nesting.place(), fault)),
    }
}

struct Pass<'a> {
    renderer: &'a Renderer,
    nesting: Nesting,
    guards: Guards,
    writer: Writer,
    /// The text since the last tag, comment or directive.
    run: Run<'a>,
    /// Whether nothing but directives came since the start of a list.
    list_has_begun: bool,
    /// Whether the script that is open holds data.
    script_is_data: bool,
}

type Outcome = Result<(), String>;

impl<'a> Pass<'a> {
    fn document(&mut self, html: &'a str) -> Outcome {
        let mut tokens = Tokens::new(html);
        while let Some(token) = tokens.next(self.nesting.is_foreign())? {
            match token {
                Token::Text(text) => self.text(text)?,
                Token::OnlyText(text) => self.only_text(text)?,
                Token::Raw(text) => self.raw(text)?,
                Token::Start(tag) => self.start(&tag)?,
                Token::End(name) => {
                    self.end_run(&format!("</{name}>"))?;
                    self.nesting.close(name)?;
                    self.writer.syntax(&format!("</{name}>"));
                }
                Token::Comment(comment) => self.comment(comment)?,
                Token::Doctype(doctype) => self.writer.syntax(doctype),
            }
        }
        self.end_run("")?;
        self.nesting.finish()
    }

    fn text(&mut self, text: &'a str) -> Outcome {
        for piece in mark::pieces(text) {
            match piece {
                Piece::Directive(directive) => {
                    self.end_run("<#")?;
                    self.directive(&directive)?;
                }
                piece => {
                    check(&piece)?;
                    if self.list_has_begun && self.nesting.region() == Region::Island {
                        return Err(
                            "what an island repeats begins with text; begin it with an element".into()
                        );
                    }
                    self.run.push(piece);
                }
            }
        }
        Ok(())
    }

    /// The content of `title` or `textarea`, where Leptos' markers would be text.
    fn only_text(&mut self, text: &'a str) -> Outcome {
        for part in text.split("<!>") {
            for piece in mark::pieces(part) {
                if let Piece::Directive(directive) = piece {
                    self.end_run("<#")?;
                    self.directive(&directive)?;
                } else {
                    check(&piece)?;
                    self.run.push(piece);
                }
            }
        }
        if self.run.has_html() {
            return Err(HTML_ELSEWHERE.into());
        }
        let run = std::mem::take(&mut self.run);
        run.write(&mut self.writer)
    }

    fn raw(&mut self, text: &str) -> Outcome {
        if text.contains(mark::is_reserved) {
            return Err("a datum stands in a script or a style sheet".into());
        }
        if self.renderer.strict_csp && !self.script_is_data && !text.trim().is_empty() {
            return Err("a script or a style sheet stands in the page itself, \
                        which a strict content security policy blocks"
                .into());
        }
        if ["${", "#{", "<#", "</#", "<@", "</@"].iter().any(|syntax| text.contains(syntax)) {
            return Err("FreeMarker would interpret a part of this script or style sheet".into());
        }
        self.writer.syntax(text);
        Ok(())
    }

    fn comment(&mut self, comment: &str) -> Outcome {
        if comment.contains(mark::is_reserved) {
            return Err("a datum stands in a comment".into());
        }
        if self.nesting.region() == Region::Static {
            // markers and comments are of no use where nothing hydrates
            return Ok(());
        }
        if !comment.is_empty() {
            return Err("a comment stands in an island".into());
        }
        self.end_run("<!>")?;
        self.list_has_begun = false;
        self.writer.syntax("<!>");
        Ok(())
    }

    fn directive(&mut self, directive: &Directive) -> Outcome {
        let in_island = self.nesting.region() == Region::Island;
        match directive {
            Directive::If(condition) => {
                checked(condition)?;
                self.nesting.begin(false);
                self.writer.directive("if", condition);
            }
            Directive::Else => {
                self.nesting.alternate()?;
                self.writer.syntax("<#else>");
            }
            Directive::EndIf => {
                self.nesting.end(false)?;
                self.writer.syntax("</#if>");
            }
            Directive::List(_) if in_island => {
                return Err(
                    "an island cannot repeat the items of a list, which it does not know in the browser; \
                            use `repeat`, or draw the list outside"
                        .into(),
                );
            }
            Directive::List(header) | Directive::Repeat(header) => {
                checked(header)?;
                self.nesting.begin(true);
                self.writer.directive("list", header);
                self.list_has_begun = true;
            }
            Directive::EndList => {
                self.nesting.end(true)?;
                self.writer.syntax("</#list>");
                self.list_has_begun = false;
            }
            Directive::Nested(_) if in_island => return Err("a slot stands in an island".into()),
            Directive::Nested(argument) => self.writer.directive("nested", argument),
        }
        Ok(())
    }

    /// Writes the text node that ends before `next`.
    fn end_run(&mut self, next: &str) -> Outcome {
        if self.run.is_empty() {
            return Ok(());
        }
        let run = std::mem::take(&mut self.run);
        if run.has_html() {
            return self.html(&run, next);
        }
        match self.nesting.region() {
            Region::Static => run.write(&mut self.writer),
            Region::Island => run.write_never_empty(&mut self.writer),
        }
    }

    fn html(&mut self, run: &Run<'_>, next: &str) -> Outcome {
        let expression = run.only_html().ok_or(HTML_ELSEWHERE)?;
        if !self.writer.ends_with(">") || !next.starts_with("</") {
            return Err(HTML_ELSEWHERE.into());
        }
        if self.nesting.region() == Region::Island {
            return Err("an island shows HTML from the server; only the page around it may".into());
        }
        if !expression::is_call(expression, &self.renderer.sanitiser) {
            return Err(format!(
                "`{expression}` is HTML that did not go through the sanitiser, `{}(…)`",
                self.renderer.sanitiser
            ));
        }
        checked(expression)?;
        self.writer.interpolation(&format!("{expression}?no_esc"));
        Ok(())
    }

    fn start(&mut self, tag: &Tag<'_>) -> Outcome {
        self.end_run("<")?;
        self.list_has_begun = false;
        self.nesting.open(tag)?;
        let name = tag.name.to_ascii_lowercase();
        self.script_is_data = name == "script" && attribute::is_data_script(tag);
        self.writer.syntax("<");
        self.writer.syntax(tag.name);
        for part in &tag.parts {
            match part {
                TagPart::Directive(directive @ (Directive::If(_) | Directive::EndIf)) => {
                    self.directive(directive)?;
                }
                TagPart::Directive(_) => {
                    return Err(format!("a list or a slot stands in the tag `<{name}>`"));
                }
                TagPart::Attribute { name: attribute, value } => self
                    .attribute(&name, attribute, *value)
                    .map_err(|fault| format!("in `<{name} {attribute}>`: {fault}"))?,
            }
        }
        self.writer.syntax(if tag.self_closing { "/>" } else { ">" });
        Ok(())
    }

    fn attribute(&mut self, tag: &str, name: &str, value: Option<&str>) -> Outcome {
        self.writer.syntax(" ");
        self.writer.syntax(name);
        let Some(value) = value else {
            return Ok(());
        };
        let name = name.to_ascii_lowercase();
        let has_data = value.contains(mark::is_reserved);
        for piece in mark::pieces(value) {
            check(&piece)?;
        }
        let place = Place::of(&name);
        if let Some(fault) = place.fault(has_data, self.renderer.strict_csp) {
            return Err(fault.into());
        }
        // the author may have used the other quotes
        let value = &value.replace('"', "&quot;");
        self.writer.syntax("=\"");
        if tag == ISLAND && name == "data-props" {
            super::props::write(value, &mut self.writer)?;
        } else if address::is_address(&name) {
            self.guards.write(value, &mut self.writer)?;
        } else {
            attribute::write(value, &mut self.writer)?;
        }
        self.writer.syntax("\"");
        Ok(())
    }
}

/// Refuses damaged marks and expressions that would leave their place.
fn check(piece: &Piece<'_>) -> Outcome {
    match piece {
        Piece::Damaged(_) => Err(DAMAGED.into()),
        Piece::Expression(_, expression) => checked(expression),
        Piece::Literal(_) | Piece::Directive(_) => Ok(()),
    }
}

fn checked(expression: &str) -> Outcome {
    expression::fault(expression).map_or(Ok(()), Err)
}

/// Sets what the pass relies on, whatever FreeMarker's configuration: HTML with escaping, angle brackets, and white
/// space as it stands.
const HEADER: &str = r#"<#ftl output_format="HTML" auto_esc=true strip_whitespace=false>"#;
pub(super) const DAMAGED: &str = "a datum was sliced, changed in case or taken apart; a text of the template can only be copied and put together";
const HTML_ELSEWHERE: &str =
    "HTML from the server is not the whole content of an element; use `inner_html=…`";
