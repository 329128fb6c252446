//! From values to a flat text.

/// Writes a list or an object, element by element.
#[derive(Debug)]
pub struct FlatWriter(String);

impl FlatWriter {
    /// The list with the elements that `write` writes.
    pub fn list(write: impl FnOnce(&mut Self)) -> String {
        let mut writer = Self(String::new());
        writer.nested('[', ']', write);
        writer.0
    }

    /// An element of a list: an object.
    pub fn element(&mut self, write: impl FnOnce(&mut Self)) {
        self.nested('{', '}', write);
    }

    /// A member of an object: a text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.sized(name);
        self.element_text(value);
    }

    /// A text, if there is one.
    pub fn optional_text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// A whole number.
    pub fn number(&mut self, name: &str, value: i64) {
        self.sized(name);
        self.0.push('#');
        if value < 0 {
            self.0.push('-');
        }
        self.digits(value.unsigned_abs());
    }

    /// A truth value.
    pub fn flag(&mut self, name: &str, value: bool) {
        self.sized(name);
        self.0.push(if value { 't' } else { 'f' });
    }

    /// A value that is JSON already.
    pub fn json(&mut self, name: &str, json: &str) {
        self.sized(name);
        self.0.push('j');
        self.sized(json);
    }

    /// Bytes.
    pub fn bytes(&mut self, name: &str, bytes: &[u8]) {
        self.sized(name);
        self.0.push('b');
        self.sized(&bytes.iter().copied().map(char::from).collect::<String>());
    }

    /// A list of texts.
    pub fn texts(&mut self, name: &str, values: &[String]) {
        self.sized(name);
        self.nested('[', ']', |list| values.iter().for_each(|value| list.element_text(value)));
    }

    /// An object.
    pub fn object(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.sized(name);
        self.element(write);
    }

    fn element_text(&mut self, value: &str) {
        self.0.push('"');
        self.sized(value);
    }

    fn nested(&mut self, open: char, close: char, write: impl FnOnce(&mut Self)) {
        self.0.push(open);
        write(self);
        self.0.push(close);
    }

    fn sized(&mut self, text: &str) {
        self.digits(text.chars().map(|character| character.len_utf16() as u64).sum());
        self.0.push_str(text);
    }

    fn digits(&mut self, value: u64) {
        let places = (u64::BITS - value.leading_zeros()).div_ceil(4).max(1);
        for place in (0..places).rev() {
            self.0.extend(char::from_digit((value >> (4 * place) & 15) as u32, 16));
        }
        self.0.push(';');
    }
}
