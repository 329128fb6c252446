//! Time and randomness as arguments.
//!
//! All times the shell gives and gets are on the *local* clock of the browser, as [`Timestamp`]. What a server said
//! is on the *server's* clock, a type of its own inside; the offset between the two is learned from the `iat` of the
//! answers, because a browser does not show the `Date` header of another origin.
//!
//! What is worked out here saturates, which takes code, and is asked for everywhere: hence `inline(never)`.

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
    #[inline(never)]
    pub fn plus(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(millis(duration)))
    }

    /// This time, earlier by `duration`.
    #[must_use]
    pub fn minus(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(millis(duration)))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    #[inline(never)]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0).max(0).unsigned_abs())
    }
}

/// The whole milliseconds of a duration, as many as can be counted. `Duration::as_millis` counts in 128 bits, which take
/// much code.
#[inline(never)]
pub fn millis(duration: Duration) -> i64 {
    let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    seconds.saturating_mul(1000).saturating_add(i64::from(duration.subsec_millis()))
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

    /// The random bytes.
    pub(crate) fn entropy(&mut self) -> &mut Entropy {
        &mut self.entropy
    }
}

/// Random bytes from a cryptographic source, enough for whatever one input can set off.
pub struct Entropy {
    bytes: [u8; Self::LENGTH],
    used: usize,
}

impl Entropy {
    /// How many random bytes each input brings: `state`, `nonce` and verifier, 32 bytes each, for each of the few sign-ins
    /// that one input may begin, and some for jitter.
    pub const LENGTH: usize = 512;

    /// Wraps bytes from `crypto.getRandomValues` or as good a source.
    pub const fn new(bytes: [u8; Self::LENGTH]) -> Self {
        Self { bytes, used: 0 }
    }

    /// The next `N` bytes; none is given out twice.
    pub(crate) fn take<const N: usize>(&mut self) -> [u8; N] {
        let taken = self
            .bytes
            .get(self.used..self.used + N)
            .and_then(|bytes| bytes.try_into().ok())
            .expect("one input begins at most four sign-ins");
        self.used += N;
        taken
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Entropy([redacted])")
    }
}

/// A point in time on the server's clock, in milliseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ServerTime(i64);

impl ServerTime {
    /// A `NumericDate` of a JWT (RFC 7519, section 2), whole seconds of it.
    pub(crate) const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since the Unix epoch, as they were kept.
    pub(crate) const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the Unix epoch, to be kept.
    pub(crate) const fn as_millis(self) -> i64 {
        self.0
    }

    /// This time, later by `duration`.
    pub(crate) fn plus(self, duration: Duration) -> Self {
        Self(Timestamp(self.0).plus(duration).0)
    }

    /// How long after `earlier` this is; zero if it is not after it.
    pub(crate) fn since(self, earlier: Self) -> Duration {
        Timestamp(self.0).since(Timestamp(earlier.0))
    }
}

/// How far the server's clock is ahead of the local one, as far as its answers tell.
///
/// An answer's `iat` was read from the server's clock between sending the request and receiving the answer, and cut
/// to a second. The estimate with the smallest uncertainty is kept, until one contradicts it: then a clock was set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ServerClock {
    learned: Option<Offset>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Offset {
    ahead_millis: i64,
    uncertainty_millis: i64,
}

impl ServerClock {
    /// Takes note of an answer made at `issued_at`, to a request sent and answered at these local times.
    pub(crate) fn learn(&mut self, issued_at: ServerTime, sent: Timestamp, received: Timestamp) {
        let round_trip = received.0.saturating_sub(sent.0).max(0);
        let middle = sent.0.saturating_add(round_trip / 2);
        let new = Offset {
            ahead_millis: issued_at.0.saturating_add(HALF_A_SECOND).saturating_sub(middle),
            uncertainty_millis: round_trip / 2 + HALF_A_SECOND,
        };
        let keep = self.learned.is_some_and(|old| {
            let apart = old.ahead_millis.saturating_sub(new.ahead_millis).saturating_abs();
            old.uncertainty_millis < new.uncertainty_millis
                && apart <= old.uncertainty_millis.saturating_add(new.uncertainty_millis)
        });
        if !keep {
            self.learned = Some(new);
        }
    }

    /// The estimate of another tab on this machine, or one that was kept.
    pub(crate) const fn kept(ahead_millis: i64, uncertainty_millis: i64) -> Self {
        Self { learned: Some(Offset { ahead_millis, uncertainty_millis }) }
    }

    /// The estimate, to be kept: how far ahead, and how uncertain.
    pub(crate) fn to_kept(self) -> (i64, i64) {
        self.learned.map_or((0, i64::MAX), |offset| (offset.ahead_millis, offset.uncertainty_millis))
    }

    /// Takes over another's estimate: it is about the same two clocks, and newer.
    pub(crate) fn adopt(&mut self, other: Self) {
        if other.learned.is_some_and(|offset| offset.uncertainty_millis < i64::MAX) {
            *self = other;
        }
    }

    /// The local clock was set back by so much: the server's was not, so the offset grew, until it is learned anew.
    pub(crate) fn local_was_set_back(&mut self, by: Duration) {
        if let Some(offset) = &mut self.learned {
            offset.ahead_millis = Timestamp(offset.ahead_millis).plus(by).0;
            offset.uncertainty_millis = i64::MAX;
        }
    }

    /// What the server's clock shows at the local time.
    #[inline(never)]
    pub(crate) fn server(&self, local: Timestamp) -> ServerTime {
        ServerTime(local.0.saturating_add(self.ahead_millis()))
    }

    /// When the server's clock will show, or has shown, this time.
    #[inline(never)]
    pub(crate) fn local(&self, server: ServerTime) -> Timestamp {
        Timestamp(server.0.saturating_sub(self.ahead_millis()))
    }

    fn ahead_millis(&self) -> i64 {
        self.learned.map_or(0, |offset| offset.ahead_millis)
    }
}

const HALF_A_SECOND: i64 = 500;

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn server_seconds(timestamp: Timestamp) -> ServerTime {
        ServerTime::from_seconds(timestamp.as_millis() / 1000)
    }

    #[test]
    fn offset_is_learned_from_the_middle_of_the_round_trip() {
        let mut clock = ServerClock::default();
        clock.learn(server_seconds(NOON.plus(seconds(600))), NOON, NOON.plus(seconds(1)));
        assert_eq!(clock.server(NOON), server_seconds(NOON.plus(seconds(600))));
        assert_eq!(clock.local(clock.server(NOON)), NOON);
    }

    #[test]
    fn slow_answer_does_not_spoil_a_good_estimate() {
        let mut clock = ServerClock::default();
        clock.learn(server_seconds(NOON), NOON, NOON);
        let good = clock;
        clock.learn(server_seconds(NOON.plus(seconds(60))), NOON.plus(seconds(60)), NOON.plus(seconds(69)));
        assert_eq!(clock, good);
    }

    #[test]
    fn clock_that_was_set_is_learned_anew() {
        let mut clock = ServerClock::default();
        clock.learn(server_seconds(NOON), NOON, NOON);
        let set_back = NOON.minus(seconds(3600));
        clock.learn(server_seconds(NOON), set_back, set_back.plus(seconds(2)));
        assert!(clock.server(set_back).since(server_seconds(NOON)) < seconds(2));
    }

    #[test]
    fn absurd_times_saturate() {
        let mut clock = ServerClock::default();
        clock.learn(ServerTime::from_seconds(i64::MAX), Timestamp(i64::MIN), Timestamp(i64::MAX));
        let _ = clock.local(clock.server(Timestamp(i64::MIN)).plus(Duration::MAX));
    }

    #[test]
    fn entropy_is_never_given_out_twice() {
        let mut bytes = [0; Entropy::LENGTH];
        for (index, byte) in (0..=255).cycle().zip(&mut bytes) {
            *byte = index;
        }
        let mut entropy = Entropy::new(bytes);
        assert_eq!(entropy.take::<2>(), [0, 1]);
        assert_eq!(entropy.take::<2>(), [2, 3]);
    }
}
