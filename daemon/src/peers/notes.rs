//! Notes of what strangers do, which strangers shall not be able to fill a disk with.

use std::fmt::Arguments;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const MINUTE: Duration = Duration::from_secs(60);
const NOTES_A_MINUTE: u32 = 10;

/// So many notes a minute and no more; how many were left out is told afterwards.
#[derive(Debug, Default)]
pub struct Notes(Mutex<Minute>);

#[derive(Debug, Default)]
struct Minute {
    began: Option<Instant>,
    noted: u32,
    left_out: u32,
}

impl Notes {
    /// Notes it on standard error, unless there were too many.
    pub fn note(&self, text: Arguments<'_>) {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (may, left_out) = minute.may(Instant::now());
        drop(minute);
        if left_out > 0 {
            crate::note!("{left_out} more calls came to nothing");
        }
        if may {
            crate::note!("{text}");
        }
    }
}

#[cfg(test)]
impl Notes {
    /// How many were noted in this minute, and how many left out.
    pub fn counted(&self) -> (u32, u32) {
        let minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (minute.noted, minute.left_out)
    }
}

impl Minute {
    /// Whether there is room for one more, and how many were left out in a minute that is over.
    fn may(&mut self, now: Instant) -> (bool, u32) {
        let mut left_out = 0;
        if self.began.is_none_or(|began| now.duration_since(began) >= MINUTE) {
            left_out = self.left_out;
            *self = Self { began: Some(now), noted: 0, left_out: 0 };
        }
        let may = self.noted < NOTES_A_MINUTE;
        if may {
            self.noted += 1
        } else {
            self.left_out += 1
        }
        (may, left_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_calls_is_summed_up_once_a_minute() {
        let (mut minute, start) = (Minute::default(), Instant::now());
        let noted = (0..1_000).filter(|_| minute.may(start).0).count();
        assert_eq!(noted, 10);
        assert_eq!(minute.may(start + MINUTE), (true, 990));
        assert_eq!(minute.may(start + MINUTE), (true, 0));
    }
}
