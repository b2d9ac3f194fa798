//! What is dark and what is light, by what is around: light falls unevenly, and no one level parts a whole picture.

use crate::luma::Luma;

/// Levels are told for squares of so many pixels: what is around a pixel changes slowly.
const CELL: usize = 4;

/// A picture, and the level below which each of its pixels is dark.
pub struct Binary {
    pub luma: Luma,
    /// Cells in a row.
    across: usize,
    /// One a cell.
    levels: Vec<u8>,
}

impl Binary {
    /// By the mean of the square around each pixel that reaches about `radius` pixels to each side.
    pub fn by_surroundings(luma: Luma, radius: usize) -> Self {
        let cells = Cells::of(&luma);
        let (across, down) = (cells.across, cells.means.len() / cells.across);
        let (sums, bias) = (cells.sums(), cells.bias());
        let reach = (radius / CELL).max(1);
        let mut levels = Vec::with_capacity(cells.means.len());
        for y in 0..down {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(down));
            levels.extend((0..across).map(|x| {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(across));
                let at = |x: usize, y: usize| {
                    sums.get(y * (across + 1) + x).copied().unwrap_or_default()
                };
                let sum = at(right, bottom) + at(left, top) - at(left, bottom) - at(right, top);
                let mean = sum / ((bottom - top) * (right - left)) as u32;
                (mean as u8).saturating_sub(bias)
            }));
        }
        Self { luma, across, levels }
    }

    /// By one level for all: the one that parts the picture's brightnesses best (Otsu 1979).
    pub fn by_one_level(luma: Luma) -> Self {
        let level = parting_level(&histogram(luma.pixels()));
        let across = luma.width().div_ceil(CELL);
        let levels = vec![level; across * luma.height().div_ceil(CELL)];
        Self { luma, across, levels }
    }

    /// Whether each pixel of a row is dark.
    pub fn row(&self, y: usize) -> impl Iterator<Item = bool> {
        let width = self.luma.width();
        let pixels = self.luma.pixels().get(y * width..(y + 1) * width).unwrap_or_default();
        let first = y / CELL * self.across;
        let levels = self.levels.get(first..first + self.across).unwrap_or_default();
        let cells = pixels.chunks(CELL).zip(levels);
        cells.flat_map(|(pixels, level)| pixels.iter().map(move |pixel| pixel < level))
    }

    fn level(&self, x: usize, y: usize) -> Option<u8> {
        self.levels.get(y / CELL * self.across + x / CELL).copied()
    }

    /// Whether the pixel is dark; none outside.
    pub fn dark(&self, x: i32, y: i32) -> Option<bool> {
        let (x, y) = (usize::try_from(x).ok()?, usize::try_from(y).ok()?);
        if x >= self.luma.width() {
            return None;
        }
        Some(*self.luma.pixels().get(y * self.luma.width() + x)? < self.level(x, y)?)
    }

    /// How far below its level a point is: above 0 where it is dark; none outside.
    pub fn darkness(&self, x: f32, y: f32) -> Option<f32> {
        if x < 0.0 || y < 0.0 || x >= self.luma.width() as f32 || y >= self.luma.height() as f32 {
            return None;
        }
        let level = self.level(x as usize, y as usize)?;
        Some(f32::from(level) - self.luma.between(x, y))
    }
}

/// The mean of each cell, row by row.
struct Cells {
    across: usize,
    means: Vec<u8>,
}

impl Cells {
    fn of(luma: &Luma) -> Self {
        let (width, across) = (luma.width(), luma.width().div_ceil(CELL));
        let mut means = Vec::with_capacity(across * luma.height().div_ceil(CELL));
        for rows in luma.pixels().chunks(width * CELL) {
            let mut sums = vec![0u32; across];
            for row in rows.chunks_exact(width) {
                for (sum, cell) in sums.iter_mut().zip(row.chunks(CELL)) {
                    *sum += cell.iter().map(|pixel| u32::from(*pixel)).sum::<u32>();
                }
            }
            let height = rows.len() / width;
            let cells = sums.iter().enumerate();
            means.extend(cells.map(|(x, sum)| {
                let pixels = (width - x * CELL).min(CELL) * height;
                (sum / pixels.max(1) as u32) as u8
            }));
        }
        Self { across, means }
    }

    /// Sums of all cells above and to the left, so that any rectangle's is had from four of them.
    fn sums(&self) -> Vec<u32> {
        let stride = self.across + 1;
        let mut sums = vec![0u32; stride];
        for row in self.means.chunks(self.across) {
            let above = sums.len() - stride;
            sums.push(0);
            let mut in_row = 0;
            for (x, mean) in row.iter().enumerate() {
                in_row += u32::from(*mean);
                sums.push(sums.get(above + x + 1).copied().unwrap_or_default() + in_row);
            }
        }
        sums
    }

    /// How much darker than its surroundings a pixel must be: less where the whole picture has little contrast.
    fn bias(&self) -> u8 {
        let histogram = histogram(&self.means);
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
}

fn histogram(pixels: &[u8]) -> [u32; 256] {
    let mut histogram = [0; 256];
    for pixel in pixels {
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
