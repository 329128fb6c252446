//! What counts as a digit.

/// The decimal digits of `text` as ASCII, whatever script they are written in; everything else is left out.
pub(super) fn only(text: &str) -> String {
    text.chars().filter_map(ascii_digit).collect()
}

/// `0` to `9` for the digits of ASCII, Arabic, Persian, Devanagari and full-width keyboards.
fn ascii_digit(character: char) -> Option<char> {
    const ZEROS: [char; 5] = ['0', '\u{660}', '\u{6F0}', '\u{966}', '\u{FF10}'];
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(character).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::only;

    #[test]
    fn pasted_codes_lose_spaces_and_letters_but_no_zeros() {
        assert_eq!(only("123 456"), "123456");
        assert_eq!(only("Your code: 001-207\n"), "001207");
        assert_eq!(only("abc"), "");
    }

    #[test]
    fn digits_of_other_keyboards_are_understood() {
        assert_eq!(only("٠١٢٣٤٥"), "012345");
        assert_eq!(only("۰۹۸"), "098");
        assert_eq!(only("１２"), "12");
    }
}
