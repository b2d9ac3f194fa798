//! From a code's modules to the bytes that it holds (ISO/IEC 18004): format, mask, codewords, their repair, segments.
//!
//! `rqrr` can do this, too, and does it right; but it multiplies by tables of 128 kB that nothing makes smaller, which is
//! more than all else here together, and a phone loads it over a party's network.

mod blocks;
mod format;
mod function;
mod repair;
mod segments;

pub use function::alignment_places;

/// A code's modules, dark or light.
pub struct Matrix {
    side: usize,
    dark: Vec<bool>,
}

impl Matrix {
    /// None where the side is no code's, or there are not as many modules as it says.
    pub fn new(side: usize, dark: Vec<bool>) -> Option<Self> {
        let is_side = (21..=177).contains(&side) && side % 4 == 1;
        (is_side && dark.len() == side * side).then_some(Self { side, dark })
    }

    /// Whether the module is dark; column and row from the top left.
    fn dark(&self, u: usize, v: usize) -> bool {
        self.dark.get(v * self.side + u).copied().unwrap_or_default()
    }

    fn version(&self) -> usize {
        (self.side - 17) / 4
    }

    /// As in a mirror: some codes are printed so, and a pane of glass shows any code so from behind.
    fn mirrored(&self) -> Self {
        let dark = (0..self.dark.len()).map(|at| self.dark(at / self.side, at % self.side));
        Self { side: self.side, dark: dark.collect() }
    }

    /// What the code says; none where too much of it cannot be read.
    pub fn decoded(&self) -> Option<Vec<u8>> {
        self.upright().or_else(|| self.mirrored().upright())
    }

    fn upright(&self) -> Option<Vec<u8>> {
        format::formats(self).into_iter().find_map(|format| {
            let codewords = function::codewords(self, format.mask);
            let data = blocks::repaired(&codewords, self.version(), format.level)?;
            segments::bytes(&data, self.version())
        })
    }
}
