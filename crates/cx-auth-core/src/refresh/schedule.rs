//! When tokens are renewed, and how long to wait after a failure.

use core::time::Duration;

use crate::time::{Entropy, ServerTime};

/// How long before its expiry a token is renewed: a quarter of its life, at most a minute.
pub(crate) fn margin(lifetime: Duration) -> Duration {
    (lifetime / 4).min(LONGEST_MARGIN)
}

/// When to renew a token made at `issued_at`: before it, or the refresh token, expires.
pub(crate) fn due(
    issued_at: ServerTime,
    lifetime: Duration,
    refresh_lifetime: Option<Duration>,
) -> ServerTime {
    let lifetime = refresh_lifetime.map_or(lifetime, |refresh_lifetime| refresh_lifetime.min(lifetime));
    issued_at.plus(lifetime - margin(lifetime))
}

/// How much validity a caller may demand: not more than a token has when it is due to be renewed, because then each
/// call would renew it again.
pub(crate) fn demandable(wanted: Duration, lifetime: Duration) -> Duration {
    wanted.min(lifetime - margin(lifetime))
}

/// How long to wait after so many failed attempts in a row: about 1, 2, 4 ... 30 seconds, of which the second half is
/// random, so that the tabs of a whole contact centre do not come back at once.
pub(crate) fn backoff(failures: u32, entropy: &mut Entropy) -> Duration {
    let longest = (FIRST_WAIT << failures.saturating_sub(1).min(10)).min(LONGEST_WAIT);
    let half = longest / 2;
    let random = u64::from(u32::from_le_bytes(entropy.take()));
    Duration::from_millis(half + half * random / u64::from(u32::MAX))
}

const LONGEST_MARGIN: Duration = Duration::from_secs(60);
/// In milliseconds.
const FIRST_WAIT: u64 = 1_000;
const LONGEST_WAIT: u64 = 30_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn token_is_renewed_after_three_quarters_of_its_life_or_a_minute_before_its_end() {
        let issued_at = ServerTime::from_seconds(1_790_000_000);
        assert_eq!(due(issued_at, seconds(60), None), issued_at.plus(seconds(45)));
        assert_eq!(due(issued_at, seconds(3600), None), issued_at.plus(seconds(3540)));
    }

    #[test]
    fn refresh_token_that_expires_first_decides() {
        let issued_at = ServerTime::from_seconds(1_790_000_000);
        assert_eq!(due(issued_at, seconds(3600), Some(seconds(40))), issued_at.plus(seconds(30)));
    }

    #[test]
    fn waits_double_up_to_half_a_minute_and_half_of_each_is_random() {
        for (failures, longest) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (7, 30), (u32::MAX, 30)]
        {
            let wait = |byte| backoff(failures, &mut Entropy::new([byte; Entropy::LENGTH]));
            assert_eq!(wait(0), seconds(longest) / 2);
            assert_eq!(wait(255), seconds(longest));
        }
    }
}
