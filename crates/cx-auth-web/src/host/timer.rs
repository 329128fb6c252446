//! `Output::WakeAt`: one timer.

use std::time::Duration;

use cx_auth_core::Timestamp;
use gloo_timers::callback::Timeout;

use super::clock;

/// A wake-up that is to come. Dropping it calls it off.
#[derive(Debug)]
pub struct Alarm {
    _timeout: Timeout,
}

/// Calls `ring` at that time, or earlier if it is further away than a timer of the browser can be set.
pub fn set(time: Timestamp, ring: impl FnOnce() + 'static) -> Alarm {
    Alarm { _timeout: Timeout::new(milliseconds(time.since(clock::now())), ring) }
}

/// The duration as the browser's timers take it: they overflow beyond 2^31 - 1 and would then ring at once.
pub(super) fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX).min(LONGEST)
}

const LONGEST: u32 = i32::MAX.unsigned_abs();
