//! Whole numbers in decimal digits, as URLs, forms and what is kept have them. The standard library's ways to write and
//! read them bring along ten times as much code.

/// Adds a number to a text.
pub(crate) fn push(text: &mut String, number: u64) {
    if number > 9 {
        push(text, number / 10);
    }
    text.push(char::from(b'0' + (number % 10) as u8));
}

/// A number, negative or not, as text.
pub(crate) fn text(number: i64) -> String {
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    push(&mut text, number.unsigned_abs());
    text
}

/// The number that a text is, if it is nothing else.
pub(crate) fn read(text: &str) -> Option<u64> {
    let mut number = None;
    for byte in text.bytes() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        number = Some(number.unwrap_or(0_u64).checked_mul(10)?.checked_add(digit.into())?);
    }
    number
}

/// The number, negative or not, that a text is, if it is nothing else.
pub(crate) fn read_signed(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        Some(digits) => 0_i64.checked_sub_unsigned(read(digits)?),
        None => i64::try_from(read(text)?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_no_whole_number_is_none() {
        for text in ["", "-", "+1", "1.0", " 1", "1e3", "0x1", "--1", "18446744073709551616"] {
            assert_eq!((read(text), read_signed(text)), (None, None), "{text}");
        }
        assert_eq!(read("-1"), None);
        assert_eq!(read_signed("9223372036854775808"), None);
        assert_eq!(read_signed("-9223372036854775809"), None);
    }

    proptest! {
        #[test]
        fn numbers_are_read_back_as_they_were(number: u64, signed: i64) {
            for number in [number, number >> 40, 0, u64::MAX] {
                let mut text = String::new();
                push(&mut text, number);
                prop_assert_eq!(&text, &number.to_string());
                prop_assert_eq!(read(&text), Some(number));
            }
            for signed in [signed, i64::MIN, i64::MAX] {
                prop_assert_eq!(text(signed), signed.to_string());
                prop_assert_eq!(read_signed(&text(signed)), Some(signed));
            }
        }
    }
}
