//! What is dark and what is light, by what is around: light falls unevenly, and no one level parts a whole picture.

use crate::luma::Luma;

/// A picture, and the level below which each of its pixels is dark.
pub struct Binary {
    pub luma: Luma,
    levels: Vec<u8>,
}

impl Binary {
    /// By the mean of the square around each pixel that reaches `radius` pixels to each side.
    pub fn by_surroundings(luma: Luma, radius: usize) -> Self {
        let (width, height) = (luma.width(), luma.height());
        let sums = Sums::of(&luma);
        let bias = bias(&luma);
        let mut levels = Vec::with_capacity(luma.pixels().len());
        for y in 0..height {
            let (top, bottom) = (y.saturating_sub(radius), (y + radius + 1).min(height));
            levels.extend((0..width).map(|x| {
                let (left, right) = (x.saturating_sub(radius), (x + radius + 1).min(width));
                let count = (bottom - top) * (right - left);
                let mean = sums.within(left, top, right, bottom) / count.max(1) as u32;
                (mean as u8).saturating_sub(bias)
            }));
        }
        Self { luma, levels }
    }

    /// By one level for all: the one that parts the picture's brightnesses best (Otsu 1979).
    pub fn by_one_level(luma: Luma) -> Self {
        let level = parting_level(&histogram(&luma));
        let levels = vec![level; luma.pixels().len()];
        Self { luma, levels }
    }

    /// Whether each pixel of a row is dark.
    pub fn row(&self, y: usize) -> impl Iterator<Item = bool> {
        let width = self.luma.width();
        let range = y * width..(y + 1) * width;
        let pixels = self.luma.pixels().get(range.clone()).unwrap_or_default();
        let levels = self.levels.get(range).unwrap_or_default();
        pixels.iter().zip(levels).map(|(pixel, level)| pixel < level)
    }

    /// Whether the pixel is dark; none outside.
    pub fn dark(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.luma.width() {
            return None;
        }
        let at = y * self.luma.width() + x;
        Some(self.luma.pixels().get(at)? < self.levels.get(at)?)
    }

    /// How far below its level a point is: above 0 where it is dark; none outside.
    pub fn darkness(&self, x: f32, y: f32) -> Option<f32> {
        if x < 0.0 || y < 0.0 || x >= self.luma.width() as f32 || y >= self.luma.height() as f32 {
            return None;
        }
        let level = self.levels.get(y as usize * self.luma.width() + x as usize)?;
        Some(f32::from(*level) - self.luma.between(x, y))
    }
}

/// How much darker than its surroundings a pixel must be: less where the whole picture has little contrast.
fn bias(luma: &Luma) -> u8 {
    let histogram = histogram(luma);
    let all: u32 = histogram.iter().sum();
    let below = |share: u32| {
        let mut seen = 0;
        let reached = histogram.iter().position(|count| {
            seen += count;
            seen > all / 100 * share
        });
        reached.unwrap_or(255)
    };
    (below(95).saturating_sub(below(5)) / 24).clamp(1, 8) as u8
}

fn histogram(luma: &Luma) -> [u32; 256] {
    let mut histogram = [0; 256];
    for pixel in luma.pixels() {
        if let Some(count) = histogram.get_mut(usize::from(*pixel)) {
            *count += 1;
        }
    }
    histogram
}

/// The level at which the variance between the two sides is largest.
fn parting_level(histogram: &[u32; 256]) -> u8 {
    let all: f64 = histogram.iter().map(|count| f64::from(*count)).sum();
    let sum: f64 =
        (0u32..).zip(histogram).map(|(level, count)| f64::from(level) * f64::from(*count)).sum();
    let (mut below, mut sum_below, mut best) = (0.0, 0.0, (0.0, 128));
    for (level, count) in (0u8..=255).zip(histogram) {
        let between = if below > 0.0 && below < all {
            let apart = sum_below / below - (sum - sum_below) / (all - below);
            below * (all - below) * apart * apart
        } else {
            0.0
        };
        if between > best.0 {
            best = (between, level);
        }
        below += f64::from(*count);
        sum_below += f64::from(level) * f64::from(*count);
    }
    best.1
}

/// Sums of all pixels above and to the left, so that any rectangle's is had from four of them.
struct Sums {
    stride: usize,
    /// They wrap around: the differences of four are right all the same.
    sums: Vec<u32>,
}

impl Sums {
    fn of(luma: &Luma) -> Self {
        let stride = luma.width() + 1;
        let mut sums = vec![0u32; stride];
        sums.reserve(stride * luma.height());
        for row in luma.rows() {
            let above = sums.len() - stride;
            sums.push(0);
            let mut in_row = 0u32;
            for (x, pixel) in row.iter().enumerate() {
                in_row = in_row.wrapping_add(u32::from(*pixel));
                let before = sums.get(above + x + 1).copied().unwrap_or_default();
                sums.push(before.wrapping_add(in_row));
            }
        }
        Self { stride, sums }
    }

    fn within(&self, left: usize, top: usize, right: usize, bottom: usize) -> u32 {
        let at =
            |x: usize, y: usize| self.sums.get(y * self.stride + x).copied().unwrap_or_default();
        at(right, bottom)
            .wrapping_sub(at(left, bottom))
            .wrapping_sub(at(right, top))
            .wrapping_add(at(left, top))
    }
}
