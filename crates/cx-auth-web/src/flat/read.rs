//! From a flat text to a value.

use core::str::Chars;

use cx_auth_core::Json;
use cx_auth_core::json::DEEPEST;

/// Reads a flat text; `None` if it is none, or nested deeper than [`DEEPEST`].
pub fn read(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text.chars() };
    let value = reader.value(DEEPEST)?;
    reader.next().is_none().then_some(value)
}

struct Reader<'text> {
    rest: Chars<'text>,
}

impl<'text> Reader<'text> {
    fn value(&mut self, depth: usize) -> Option<Json> {
        Some(match self.next()? {
            'n' => Json::Null,
            't' => Json::Bool(true),
            'f' => Json::Bool(false),
            '#' => Json::Number(f64::from_bits(self.number()?)),
            '"' => Json::Text(self.sized()?.to_owned()),
            '[' => {
                let depth = depth.checked_sub(1)?;
                let mut elements = Vec::new();
                while !self.take(']') {
                    elements.push(self.value(depth)?);
                }
                Json::List(elements)
            }
            '{' => {
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

    fn next(&mut self) -> Option<char> {
        self.rest.next()
    }

    fn take(&mut self, mark: char) -> bool {
        let mut rest = self.rest.clone();
        let is_there = rest.next() == Some(mark);
        if is_there {
            self.rest = rest;
        }
        is_there
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = None;
        while !self.take(';') {
            let digit = self.next()?.to_digit(16)?;
            number = Some(number.unwrap_or(0_u64).checked_mul(16)? + u64::from(digit));
        }
        number
    }

    fn sized(&mut self) -> Option<&'text str> {
        let mut units = self.number()?;
        let text = self.rest.as_str();
        while units > 0 {
            units = units.checked_sub(self.next()?.len_utf16() as u64)?;
        }
        text.get(..text.len() - self.rest.as_str().len())
    }
}
