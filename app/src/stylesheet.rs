//! The style sheet of the pages: tokens first, then the frame, then the components.

/// The whole style sheet.
pub fn text() -> String {
    // The dark tokens stand in one file and are used twice: where the browser prefers dark, and where a page says so.
    let dark = format!(
        ":root.cx-dark {{\n{DARK}}}\n\n@media (prefers-color-scheme: dark) {{\n:root.cx-auto:not(.cx-light) {{\n{DARK}}}\n}}\n"
    );
    [TOKENS, &dark].into_iter().chain(PARTS.iter().copied()).collect::<Vec<_>>().join("\n")
}

const TOKENS: &str = include_str!("theme/tokens.css");
const DARK: &str = include_str!("theme/dark.css");
const PARTS: &[&str] = &[
    include_str!("theme/base.css"),
    include_str!("theme/frame.css"),
    include_str!("components/icon/icon.css"),
    include_str!("components/brand/brand.css"),
    include_str!("components/button/button.css"),
    include_str!("components/field/field.css"),
    include_str!("components/checkbox/checkbox.css"),
    include_str!("components/password_field/password_field.css"),
    include_str!("components/password_policy/password_policy.css"),
    include_str!("components/code_field/code_field.css"),
    include_str!("components/message/message.css"),
    include_str!("components/choice/choice.css"),
    include_str!("components/social/social.css"),
    include_str!("components/language/language.css"),
    include_str!("components/qr_card/qr_card.css"),
    include_str!("components/copying/copying.css"),
    include_str!("components/enrolment/enrolment.css"),
];

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn braces_balance() {
        let css = text();
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    /// A sheet that left its origin would break under a strict content security policy.
    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        let css = text();
        for forbidden in ["@import", "http:", "https:", "url(data:", "url(\"data:"] {
            assert!(!css.contains(forbidden), "{forbidden}");
        }
    }
}
