//! Looks over a FreeMarker template for everything that could put data where it is read as something else.
//!
//! It knows nothing of how the template was made: it reads the file as FreeMarker and the browser would, and follows
//! the HTML context through conditions and loops. What it asks for:
//!
//! - the header sets HTML output with escaping, and nothing switches it afterwards;
//! - `?no_esc` only on a call of the sanitiser, between tags;
//! - no interpolation in scripts, style sheets, comments, names of tags and attributes, event handlers, `style`,
//!   `srcdoc`, or an attribute without quotes;
//! - in `data-props`, every interpolation ends in `?json_string` or `?c`;
//! - an address that data begin goes through a guard (`web_address`, `any_address`) defined as this crate defines it;
//! - every branch of a condition, and every turn of a loop, ends in the HTML context that the others end in;
//! - no text is run as a template (`?interpret`, `?eval`, `?new`).

mod context;
mod freemarker;
mod rules;

use std::fmt;

/// One thing that is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// Where it is, in bytes from the start.
    pub offset: usize,
    /// The interpolation or directive.
    pub excerpt: String,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "byte {}: {}: {}", self.offset, self.excerpt, self.reason)
    }
}

/// What is wrong with `template`, whose sanitiser is Keycloak's.
///
/// ```
/// let findings = leptos_ftl::lint::check(r#"<#ftl output_format="HTML" auto_esc=true><p onclick="${x}">"#);
/// assert_eq!(findings.len(), 1);
/// ```
pub fn check(template: &str) -> Vec<Finding> {
    check_with_sanitiser(template, "kcSanitize")
}

/// What is wrong with `template`, whose sanitiser is the function `sanitiser`.
pub fn check_with_sanitiser(template: &str, sanitiser: &str) -> Vec<Finding> {
    rules::Linter::new(template, sanitiser).run()
}
