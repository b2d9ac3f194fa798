//! From where a code lies to what it says: each module's brightness, dark or light, and then the decoder.

use crate::decode::Matrix;
use crate::locate::Located;
use crate::luma::Luma;

/// How far blurs reach that are taken off again, as the deviation in modules.
const BLURS: [f32; 2] = [0.5, 0.72];
/// So often: more brings out the noise.
const ROUNDS: usize = 6;

/// What a code says, as it stands in it: its character set is not told.
pub fn read(luma: &Luma, located: &Located) -> Option<Vec<u8>> {
    let modules = Modules::of(luma, located)?;
    let plain = [5, 9].into_iter().find_map(|reach| modules.decoded(reach));
    plain.or_else(|| BLURS.into_iter().find_map(|blur| modules.sharpened(blur).decoded(6)))
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

    /// Against a blur: what, blurred, would be what was seen (van Cittert 1931), and nowhere darker or lighter than that.
    fn sharpened(&self, blur: f32) -> Self {
        let least = self.values.iter().copied().fold(f32::MAX, f32::min);
        let most = self.values.iter().copied().fold(f32::MIN, f32::max);
        let mut sharp = self.values.clone();
        for _ in 0..ROUNDS {
            let again = self.blurred(&sharp, blur);
            for ((value, seen), again) in sharp.iter_mut().zip(&self.values).zip(again) {
                *value = (*value + seen - again).clamp(least, most);
            }
        }
        Self { values: sharp, ..*self }
    }

    /// Gauss's blur over the nearest modules, across and then down.
    fn blurred(&self, values: &[f32], blur: f32) -> Vec<f32> {
        let weight = |away: f32| (-away * away / (2.0 * blur * blur)).exp();
        let (near, far) = (weight(1.0), weight(2.0));
        let all = 1.0 + 2.0 * near + 2.0 * far;
        let along = |values: &[f32], step: usize, line: usize| {
            let at = |from: usize, steps: isize| {
                let place = (from / step % line) as isize + steps;
                let place = place.clamp(0, line as isize - 1) - (from / step % line) as isize;
                let index = from as isize + place * step as isize;
                usize::try_from(index)
                    .ok()
                    .and_then(|index| values.get(index))
                    .copied()
                    .unwrap_or_default()
            };
            let blurred = (0..values.len()).map(|from| {
                let sum = at(from, 0)
                    + near * (at(from, -1) + at(from, 1))
                    + far * (at(from, -2) + at(from, 2));
                sum / all
            });
            blurred.collect::<Vec<f32>>()
        };
        along(&along(values, 1, self.side), self.side, self.side)
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
