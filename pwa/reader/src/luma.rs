//! Grey pictures.

/// More pixels than any camera's picture; above, nothing is read.
const MOST_PIXELS: usize = 64 << 20;

/// A grey picture, row by row from the top left, 0 for black.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Luma {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Luma {
    /// None where the sides and the number of pixels do not fit together, or are none at all or too many.
    pub fn new(pixels: Vec<u8>, width: usize, height: usize) -> Option<Self> {
        let fits = width.checked_mul(height) == Some(pixels.len());
        let measured = (1..=MOST_PIXELS).contains(&pixels.len());
        (fits && measured).then_some(Self { width, height, pixels })
    }

    /// Of a canvas's pixels: four bytes each, red, green, blue, and how opaque, which is taken for full. The weights are
    /// those of Rec. ITU-R BT.601 in 256ths.
    pub fn from_rgba(rgba: &[u8], width: usize, height: usize) -> Option<Self> {
        let (pixels, rest) = rgba.as_chunks::<4>();
        let grey = |[red, green, blue, _]: &[u8; 4]| {
            ((u32::from(*red) * 77 + u32::from(*green) * 150 + u32::from(*blue) * 29) >> 8) as u8
        };
        if !rest.is_empty() || pixels.len() > MOST_PIXELS {
            return None;
        }
        Self::new(pixels.iter().map(grey).collect(), width, height)
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Its rows, from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.pixels.chunks_exact(self.width)
    }

    /// Half as wide and high: each pixel the mean of four. None where nothing is left.
    pub fn halved(&self) -> Option<Self> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        let rows: Vec<&[u8]> = self.rows().collect();
        for pair in rows.as_chunks::<2>().0 {
            let (above, below) = (pair[0].as_chunks::<2>().0, pair[1].as_chunks::<2>().0);
            pixels.extend(above.iter().zip(below).map(|(above, below)| {
                let sum = above.iter().chain(below).map(|pixel| u32::from(*pixel)).sum::<u32>();
                ((sum + 2) / 4) as u8
            }));
        }
        Self::new(pixels, width, height)
    }

    /// Twice as wide and high, straight between the pixels: for codes whose modules are as small as pixels.
    pub fn doubled(&self) -> Option<Self> {
        let (width, height) = (self.width * 2, self.height * 2);
        let mut pixels = Vec::with_capacity(self.pixels.len() * 4);
        for y in 0..height {
            let y = y as f32 / 2.0 + 0.25;
            pixels.extend((0..width).map(|x| self.between(x as f32 / 2.0 + 0.25, y) as u8));
        }
        Self::new(pixels, width, height)
    }

    /// Light for dark.
    pub fn inverted(&self) -> Self {
        let pixels = self.pixels.iter().map(|pixel| 255 - pixel).collect();
        Self { pixels, ..*self }
    }

    /// Each pixel the mean of itself and its eight neighbours, weighted by how near they are: less noise.
    pub fn smoothed(&self) -> Self {
        let along = |line: &[u8], step: usize, out: &mut Vec<u8>| {
            let at = |index: usize| line.get(index).copied().map_or(0, u32::from);
            for index in 0..line.len() {
                let before = if index < step { index } else { index - step };
                let after = if index + step < line.len() { index + step } else { index };
                out.push(((at(before) + 2 * at(index) + at(after) + 2) / 4) as u8);
            }
        };
        let mut across = Vec::with_capacity(self.pixels.len());
        self.rows().for_each(|row| along(row, 1, &mut across));
        let mut pixels = Vec::with_capacity(self.pixels.len());
        along(&across, self.width, &mut pixels);
        Self { pixels, ..*self }
    }

    /// The brightness at a point, straight between the pixels' middles, which lie at halves; outside, that of the edge.
    pub fn between(&self, x: f32, y: f32) -> f32 {
        let most = |side: usize| side.saturating_sub(1) as f32;
        let x = (x - 0.5).clamp(0.0, most(self.width));
        let y = (y - 0.5).clamp(0.0, most(self.height));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.width - 1), (top + 1).min(self.height - 1));
        let at = |x: usize, y: usize| {
            f32::from(self.pixels.get(y * self.width + x).copied().unwrap_or_default())
        };
        let (across, down) = (x - left as f32, y - top as f32);
        let above = at(left, top) + (at(right, top) - at(left, top)) * across;
        let below = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * across;
        above + (below - above) * down
    }
}
