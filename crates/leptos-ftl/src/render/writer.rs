//! The template's text as it grows, with everything that FreeMarker could misread written otherwise.

use crate::expression;

/// The template's text.
#[derive(Default)]
pub(super) struct Writer {
    text: String,
}

impl Writer {
    /// Writes what this crate itself composed.
    pub(super) fn syntax(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes HTML text or the text of an attribute, where character references are read.
    pub(super) fn literal(&mut self, text: &str) {
        for character in text.chars() {
            let before = self.text.chars().next_back();
            match (before, character) {
                // `${` and `#{` begin interpolations
                (Some('$' | '#'), '{') => self.text.push_str("&#123;"),
                // `<#`, `</#`, `<@` and `</@` begin directives; in text `<` cannot occur
                (_, '<') => self.text.push_str("&lt;"),
                (_, other) => self.text.push(other),
            }
        }
    }

    /// Writes an interpolation; in HTML templates FreeMarker escapes its value.
    pub(super) fn interpolation(&mut self, expression: &str) {
        self.text.push_str("${");
        self.text.push_str(expression);
        self.text.push('}');
    }

    /// Writes `<#name argument>`.
    pub(super) fn directive(&mut self, name: &str, argument: &str) {
        self.text.push_str("<#");
        self.text.push_str(name);
        self.text.push(' ');
        if argument.contains('>') {
            // `>` outside of brackets and strings would end the directive
            self.text.push_str(&expression::grouped(argument));
        } else {
            self.text.push_str(argument);
        }
        self.text.push('>');
    }

    pub(super) fn ends_with(&self, end: &str) -> bool {
        self.text.ends_with(end)
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_text_cannot_become_an_interpolation() {
        let mut writer = Writer::default();
        writer.literal("${7*7} #{1} $");
        writer.literal("{x} <#if>");
        assert_eq!(writer.into_text(), "$&#123;7*7} #&#123;1} $&#123;x} &lt;#if>");
    }

    #[test]
    fn greater_than_cannot_end_a_directive() {
        let mut writer = Writer::default();
        writer.directive("if", "a > b");
        assert_eq!(writer.into_text(), "<#if (a > b)>");
    }
}
