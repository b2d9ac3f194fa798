//! When a device that joins calls again: a connection that breaks between both sides' writing leaves one of them alone
//! with it, and a second try, which changes nothing that stands, completes it.

use std::time::Duration;

/// How long to wait before each further call.
const AGAIN: [Duration; 4] = [
    Duration::from_millis(250),
    Duration::from_secs(1),
    Duration::from_secs(3),
    Duration::from_secs(6),
];

/// How far a call was when its connection broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nobody has written anything down.
    Early,
    /// The other side may have; this one has not. A second try completes it.
    Between,
}

/// What came of one call; `T` is what the other side told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call<T> {
    /// It is written down here, and whether the other side has heard of that.
    Kept {
        told: T,
        confirmed: bool,
    },
    Cut(Cut),
    /// Nobody answered.
    Unanswered,
    /// One of the two ended it, and a further call would end the same way.
    Over,
}

/// What is to be done after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next<T> {
    CallAgain(Duration),
    /// Both have written it down. This is what the first call told: to a later one this device is known already.
    Joined(T),
    /// It came to nothing, for the reason that the last call had.
    Failed,
}

/// The calls of one joining.
#[derive(Debug)]
pub struct Tries<T> {
    first: Option<T>,
    was_between: bool,
    calls: usize,
}

impl<T> Default for Tries<T> {
    fn default() -> Self {
        Self { first: None, was_between: false, calls: 0 }
    }
}

impl<T> Tries<T> {
    pub fn after(&mut self, call: Call<T>) -> Next<T> {
        match call {
            Call::Kept { told, confirmed } => {
                let told = self.first.take().unwrap_or(told);
                if confirmed {
                    return Next::Joined(told);
                }
                self.first = Some(told);
            }
            Call::Cut(Cut::Between) => self.was_between = true,
            Call::Cut(Cut::Early) | Call::Unanswered if self.was_between => {}
            Call::Cut(Cut::Early) | Call::Unanswered | Call::Over => return self.end(),
        }
        let wait = AGAIN.get(self.calls).copied();
        self.calls += 1;
        wait.map_or_else(|| self.end(), Next::CallAgain)
    }

    /// Whether the other side may have written down what this one has not.
    pub fn is_between(&self) -> bool {
        self.was_between && self.first.is_none()
    }

    /// What was written down here stands, whatever was said later.
    fn end(&mut self) -> Next<T> {
        self.first.take().map_or(Next::Failed, Next::Joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(told: u8, confirmed: bool) -> Call<u8> {
        Call::Kept { told, confirmed }
    }

    #[test]
    fn what_is_confirmed_is_over_at_once() {
        assert_eq!(Tries::default().after(kept(1, true)), Next::Joined(1));
    }

    #[test]
    fn what_was_told_first_counts_though_a_later_call_confirms_it_or_fails() {
        for (last, joined) in [(kept(2, true), 1), (Call::Over, 1), (Call::Unanswered, 1)] {
            let mut tries = Tries::default();
            assert_eq!(tries.after(kept(1, false)), Next::CallAgain(AGAIN[0]));
            assert!(!tries.is_between());
            assert_eq!(tries.after(last), Next::Joined(joined));
        }
    }

    #[test]
    fn only_what_broke_between_both_sides_writing_is_called_again() {
        for call in [Call::Cut(Cut::Early), Call::Unanswered, Call::<u8>::Over] {
            assert_eq!(Tries::default().after(call), Next::Failed);
        }
        let mut tries: Tries<u8> = Tries::default();
        let calls = [Call::Cut(Cut::Between), Call::Unanswered, Call::Cut(Cut::Early)];
        for (call, wait) in calls.into_iter().zip(AGAIN) {
            assert_eq!(tries.after(call), Next::CallAgain(wait));
            assert!(tries.is_between());
        }
        assert_eq!(tries.after(Call::Over), Next::Failed, "a reason is not asked for twice");
    }

    #[test]
    fn calling_ends_after_the_last_wait() {
        let mut tries: Tries<u8> = Tries::default();
        for wait in AGAIN {
            assert_eq!(tries.after(Call::Cut(Cut::Between)), Next::CallAgain(wait));
        }
        assert_eq!(tries.after(Call::Cut(Cut::Between)), Next::Failed);
    }
}
