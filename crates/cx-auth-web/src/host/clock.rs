//! The local time and fresh random bytes, which each input brings along.

use cx_auth_core::{Entropy, Moment, Timestamp};

/// The local time.
#[expect(clippy::cast_possible_truncation, reason = "`Date.now()` is a whole number far below 2^53")]
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// The local time with random bytes of the browser's cryptographic source; `None` where there is no browser.
pub fn moment() -> Option<Moment> {
    let mut bytes = [0; Entropy::LENGTH];
    web_sys::window()?.crypto().ok()?.get_random_values_with_u8_array(&mut bytes).ok()?;
    Some(Moment::new(now(), Entropy::new(bytes)))
}
