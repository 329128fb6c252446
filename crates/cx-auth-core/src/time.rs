//! Time and randomness as arguments.
//!
//! All times the shell gives and gets are on the *local* clock of the browser. What a server said is on the
//! *server's* clock; [`ServerClock`](crate::time) translates, from the `iat` of the answers.

use core::fmt;
use core::time::Duration;

/// A point in time: milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The given number of milliseconds after the Unix epoch, as `Date.now()` counts them.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This time, later by `duration`.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// This time, earlier by `duration`.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

/// What the world supplies with each input: the local time, and fresh random bytes.
///
/// ```
/// use cx_auth_core::{Entropy, Moment, Timestamp};
///
/// let random_bytes = [7; Entropy::LENGTH]; // crypto.getRandomValues(...)
/// let moment = Moment::new(Timestamp::from_millis(1_790_000_000_000), Entropy::new(random_bytes));
/// assert_eq!(moment.now().as_millis(), 1_790_000_000_000);
/// ```
#[derive(Debug)]
pub struct Moment {
    now: Timestamp,
    entropy: Entropy,
}

impl Moment {
    /// The local time `now`, with random bytes that were never used before.
    pub const fn new(now: Timestamp, entropy: Entropy) -> Self {
        Self { now, entropy }
    }

    /// The local time.
    pub const fn now(&self) -> Timestamp {
        self.now
    }
}

/// Random bytes from a cryptographic source, enough for whatever one input can set off.
pub struct Entropy {
    bytes: [u8; Self::LENGTH],
    used: usize,
}

impl Entropy {
    /// How many random bytes each input brings: `state`, `nonce`, verifier and jitter, 32 bytes each.
    pub const LENGTH: usize = 128;

    /// Wraps bytes from `crypto.getRandomValues` or as good a source.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self { bytes, used: 0 }
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Entropy([redacted])")
    }
}
