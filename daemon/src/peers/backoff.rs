//! How long to wait before an address is tried again.

use std::time::Duration;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(30);

/// Waits that double from 0.2 s to 30 s, each shortened by up to a half at random, so that devices that lost each
/// other at one moment do not call at one moment.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// The next wait. `random` is any number: the whole range of `u32` is spread over the shorter half.
    pub fn next(&mut self, random: u32) -> Duration {
        let longest = FIRST.saturating_mul(1u32 << self.failures.min(16)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        longest.mul_f64(0.5 + 0.5 * f64::from(random) / f64::from(u32::MAX))
    }

    /// Starts again: the address answered, or there is news of it.
    pub fn reset(&mut self) {
        self.failures = 0;
    }
}

/// A random number for [`Backoff::next`]; the middle if the system has none.
pub fn random() -> u32 {
    getrandom::u32().unwrap_or(u32::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute_and_start_again_after_news() {
        let mut backoff = Backoff::default();
        let waits: Vec<_> = (0..10).map(|_| backoff.next(u32::MAX).as_millis()).collect();
        assert_eq!(waits, [200, 400, 800, 1600, 3200, 6400, 12800, 25600, 30000, 30000]);
        backoff.reset();
        assert_eq!(backoff.next(u32::MAX), FIRST);
    }

    #[test]
    fn a_wait_is_at_least_half_its_length_whatever_the_chance() {
        for failures in 0..40 {
            let shortest = Backoff { failures }.next(0);
            let longest = Backoff { failures }.next(u32::MAX);
            assert_eq!(shortest * 2, longest);
            assert!(Backoff { failures }.next(u32::MAX / 2) > shortest);
            assert!(longest <= LONGEST);
        }
    }
}
