//! Attributes that hold an address: nobody's data may choose a scheme that runs code.

use super::writer::Writer;
use crate::{
    expression,
    mark::{self, Kind, Piece},
};

/// The functions that a template's addresses went through, to be defined at its head.
#[derive(Debug, Default)]
pub(super) struct Guards {
    web: bool,
    any: bool,
}

impl Guards {
    /// The definitions.
    pub(super) fn definitions(&self) -> String {
        let mut text = String::new();
        if self.web {
            text.push_str(&guard_definition(WEB));
        }
        if self.any {
            text.push_str(&guard_definition(ANY));
        }
        text
    }

    /// Writes the value of an attribute that holds an address.
    pub(super) fn write(&mut self, value: &str, writer: &mut Writer) -> Result<(), String> {
        let pieces = mark::pieces(value);
        if let Some(Piece::Literal(start)) = pieces.first() {
            if let Some(scheme) = dangerous_scheme(start) {
                return Err(format!("the address begins with `{scheme}:`"));
            }
            let settled = pieces.len() == 1 || start.contains([':', '/', '?', '#']);
            if !settled {
                return Err("a datum continues what may be the scheme of the address; \
                            begin the address with `/`, `./`, `#`, `?`, a scheme, or the datum"
                    .into());
            }
            for piece in &pieces {
                match piece {
                    Piece::Literal(literal) => writer.literal(literal),
                    Piece::Expression(_, expression) => writer.interpolation(expression),
                    Piece::Directive(_) | Piece::Damaged(_) => return Err(DAMAGED.into()),
                }
            }
            return Ok(());
        }
        let any = pieces
            .iter()
            .all(|piece| matches!(piece, Piece::Expression(Kind::Address, _) | Piece::Literal(_)));
        let name = if any {
            self.any = true;
            ANY
        } else {
            self.web = true;
            WEB
        };
        // the literal parts are HTML, the address is not
        let address = expression::of_text(&unescaped(value));
        let call = if expression::is_call(&address, "") {
            // a sum brings brackets along
            format!("{name}{address}")
        } else {
            format!("{name}({address})")
        };
        writer.interpolation(&call);
        Ok(())
    }
}

/// Whether the attribute `name` holds an address that a browser follows, loads or runs.
pub(super) fn is_address(name: &str) -> bool {
    matches!(
        name,
        "href"
            | "src"
            | "action"
            | "formaction"
            | "poster"
            | "data"
            | "cite"
            | "background"
            | "ping"
            | "manifest"
            | "xlink:href"
    )
}

/// How the guard `name` is defined in a template.
pub(crate) fn guard_definition(name: &str) -> String {
    let pattern = if name == ANY { ANY_PATTERN } else { WEB_PATTERN };
    format!(
        "<#function {name} address><#return address?matches(r\"{pattern}\")?then(address, \"about:invalid\")></#function>"
    )
}

/// The dangerous scheme that `start` begins with, as a browser would read it.
fn dangerous_scheme(start: &str) -> Option<&'static str> {
    let read: String = unescaped(start)
        .chars()
        .filter(|c| !c.is_ascii_control() && !c.is_whitespace())
        .collect::<String>()
        .to_ascii_lowercase();
    if read.starts_with("data:image/") {
        return None;
    }
    ["javascript", "vbscript", "data", "file", "blob", "filesystem"]
        .into_iter()
        .find(|scheme| read.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(':')))
}

/// Undoes the escaping that Leptos did.
fn unescaped(html: &str) -> String {
    html.replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

const WEB: &str = "web_address";
/// `http:`, `https:`, or no scheme at all: no colon before the first `/`, `?` or `#`.
const WEB_PATTERN: &str = "(?is)https?://.*|[^:/?#]*(?:[/?#].*)?";
const ANY: &str = "any_address";
/// As above, or a well-formed scheme that is not one of the dangerous ones. (A scheme with white space or a control
/// character in it, which a browser would skip, is not well-formed.)
const ANY_PATTERN: &str =
    "(?is)(?!(?:javascript|vbscript|data|file|blob|filesystem):)[a-z][a-z0-9+.-]*:.*|[^:/?#]*(?:[/?#].*)?";
const DAMAGED: &str = "the address holds a damaged mark";

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: &str) -> Result<String, String> {
        let mut writer = Writer::default();
        Guards::default().write(value, &mut writer)?;
        Ok(writer.into_text())
    }

    fn datum(kind: Kind) -> String {
        mark::expression(kind, "url.x")
    }

    #[test]
    fn address_from_data_is_guarded_as_a_whole() {
        assert_eq!(
            written(&format!("{}/a?b&amp;c", datum(Kind::Text))),
            Ok("${web_address(url.x + \"/a?b&c\")}".into())
        );
        assert_eq!(written(&datum(Kind::Address)), Ok("${any_address(url.x)}".into()));
    }

    #[test]
    fn address_with_a_settled_start_is_not_guarded() {
        for start in ["/", "#", "?a=", "./", "https://a.example/", "mailto:"] {
            assert_eq!(written(&format!("{start}{}", datum(Kind::Text))), Ok(format!("{start}${{url.x}}")));
        }
    }

    #[test]
    fn dangerous_and_unsettled_starts_are_refused() {
        for start in ["javascript:", " JavaScript:alert(1)", "java\tscript:", "vbscript:x", "data:text/html,"]
        {
            assert!(written(start).is_err(), "{start}");
        }
        assert!(written(&format!("java{}", datum(Kind::Text))).is_err());
        assert!(written("data:image/png;base64,AA").is_ok());
    }
}
