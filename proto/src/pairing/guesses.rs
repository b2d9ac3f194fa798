//! How often a code may be guessed at, by all who try together.

/// So many wrong codes, and a code is of no more use.
pub const GUESSES: u8 = 3;

/// What is left of them. There is one of these for each code, whoever calls and however many at a time.
#[derive(Debug)]
pub struct Guesses {
    left: u8,
}

impl Guesses {
    pub fn left(&self) -> u8 {
        self.left
    }

    /// No guess is left: nothing that anybody says can be right any more.
    pub fn close(&mut self) {
        self.left = 0;
    }

    /// False if none is left.
    pub(super) fn take(&mut self) -> bool {
        let was = self.left;
        self.left = was.saturating_sub(1);
        was > 0
    }

    /// The guess was right, and so it was none.
    pub(super) fn give_back(&mut self) {
        self.left += 1;
    }
}

impl Default for Guesses {
    fn default() -> Self {
        Self { left: GUESSES }
    }
}
