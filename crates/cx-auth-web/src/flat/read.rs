//! From a flat text to a value.

use cx_auth_core::Json;
use cx_auth_core::json::DEEPEST;

/// Reads a flat text; `None` if it is none, or nested deeper than [`DEEPEST`].
pub fn read(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    let value = reader.value(DEEPEST)?;
    reader.rest.is_empty().then_some(value)
}

struct Reader<'text> {
    rest: &'text str,
}

impl<'text> Reader<'text> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        let kind = *self.rest.as_bytes().first()?;
        self.rest = self.rest.get(1..)?;
        Some(match kind {
            b'n' => Json::Null,
            b't' => Json::Bool(true),
            b'f' => Json::Bool(false),
            b'#' => Json::Number(f64::from_bits(self.number()?)),
            b'"' => Json::Text(self.sized()?.to_owned()),
            b'[' => {
                let depth = depth.checked_sub(1)?;
                let mut elements = Vec::new();
                while !self.take(']') {
                    elements.push(self.value(depth)?);
                }
                Json::List(elements)
            }
            b'{' => {
                let depth = depth.checked_sub(1)?;
                let mut fields = Vec::new();
                while !self.take('}') {
                    fields.push((self.sized()?.to_owned(), self.value(depth)?));
                }
                Json::Fields(fields)
            }
            _ => return None,
        })
    }

    fn take(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn number(&mut self) -> Option<u64> {
        let (digits, rest) = self.rest.split_once(';')?;
        self.rest = rest;
        u64::from_str_radix(digits, 16).ok()
    }

    fn sized(&mut self) -> Option<&'text str> {
        let mut units = self.number()?;
        let mut rest = self.rest.chars();
        while units > 0 {
            units = units.checked_sub(rest.next()?.len_utf16() as u64)?;
        }
        let rest = rest.as_str();
        let text = self.rest.get(..self.rest.len() - rest.len())?;
        self.rest = rest;
        Some(text)
    }
}
