//! From where a code lies to what it says: each module's brightness, dark or light, and then the decoder.

use crate::decode::Matrix;
use crate::locate::Located;
use crate::luma::Luma;

/// What a code says, as it stands in it: its character set is not told.
pub fn read(luma: &Luma, located: &Located) -> Option<Vec<u8>> {
    let modules = Modules::of(luma, located)?;
    let sharper = modules.sharpened(0.5);
    let tries = [(&modules, 5), (&sharper, 5), (&modules, 9), (&sharper, 3)];
    tries.into_iter().find_map(|(modules, reach)| modules.decoded(reach))
}

/// The brightness of each module.
struct Modules {
    side: usize,
    values: Vec<f32>,
}

impl Modules {
    fn of(luma: &Luma, located: &Located) -> Option<Self> {
        let Located { side, plane } = *located;
        let far = side as f32;
        // What lies far outside of the picture was never seen.
        for (u, v) in [(0.0, 0.0), (far, 0.0), (0.0, far), (far, far)] {
            let (x, y) = plane.at(u, v);
            let (width, height) = (luma.width() as f32, luma.height() as f32);
            if !(-width * 0.1..width * 1.1).contains(&x)
                || !(-height * 0.1..height * 1.1).contains(&y)
            {
                return None;
            }
        }
        let mut values = Vec::with_capacity(side * side);
        for v in 0..side {
            for u in 0..side {
                let at = |du: f32, dv: f32| {
                    let (x, y) = plane.at(u as f32 + du, v as f32 + dv);
                    luma.between(x, y)
                };
                let around = at(0.3, 0.3) + at(0.7, 0.3) + at(0.3, 0.7) + at(0.7, 0.7);
                values.push((at(0.5, 0.5) * 2.0 + around) / 6.0);
            }
        }
        Some(Self { side, values })
    }

    fn at(&self, u: usize, v: usize) -> Option<f32> {
        (u < self.side && v < self.side)
            .then(|| self.values.get(v * self.side + u).copied())
            .flatten()
    }

    /// Against a blur: what the neighbours have given to a module is taken off it again.
    fn sharpened(&self, strength: f32) -> Self {
        let mut values = Vec::with_capacity(self.values.len());
        for v in 0..self.side {
            for u in 0..self.side {
                let here = self.at(u, v).unwrap_or_default();
                let beside = [
                    self.at(u.wrapping_sub(1), v),
                    self.at(u + 1, v),
                    self.at(u, v.wrapping_sub(1)),
                    self.at(u, v + 1),
                ];
                let mean = beside.iter().map(|beside| beside.unwrap_or(here)).sum::<f32>() / 4.0;
                values.push(here + (here - mean) * strength);
            }
        }
        Self { values, ..*self }
    }

    /// Each module against the mean of those around it, `reach` modules to each side.
    fn decoded(&self, reach: usize) -> Option<Vec<u8>> {
        let dark = (0..self.side * self.side).map(|at| {
            let (u, v) = (at % self.side, at / self.side);
            self.at(u, v).unwrap_or_default() < self.mean_around(u, v, reach)
        });
        Matrix::new(self.side, dark.collect())?.decoded()
    }

    fn mean_around(&self, u: usize, v: usize, reach: usize) -> f32 {
        let span = |at: usize| at.saturating_sub(reach)..(at + reach + 1).min(self.side);
        let (mut sum, mut count) = (0.0, 0.0);
        for row in span(v) {
            let range = row * self.side + span(u).start..row * self.side + span(u).end;
            for value in self.values.get(range).unwrap_or_default() {
                sum += value;
                count += 1.0;
            }
        }
        sum / f32::max(count, 1.0)
    }
}
