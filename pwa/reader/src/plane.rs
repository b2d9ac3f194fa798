//! From a code's modules to a picture's pixels: a projective map, fitted to points that are known on both sides.

/// A point on both sides, and how far it is to be trusted.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// In modules, from the code's top left corner.
    pub modules: (f32, f32),
    /// In pixels.
    pub pixels: (f32, f32),
    pub weight: f32,
}

/// Modules and pixels in the plane's own measures: near 1 on both sides, so that the equations lose nothing.
const MODULES: f64 = 64.0;
const PIXELS: f64 = 512.0;

/// A map from modules to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane([f64; 8]);

impl Plane {
    /// The map that fits best, by least squares; none where the points do not determine one.
    pub fn fitted(known: &[Known]) -> Option<Self> {
        // The normal equations of the linear form, each with its right side.
        let mut rows = [[0.0f64; 9]; 8];
        for point in known {
            let (u, v) =
                (f64::from(point.modules.0) / MODULES, f64::from(point.modules.1) / MODULES);
            let (x, y) = (f64::from(point.pixels.0) / PIXELS, f64::from(point.pixels.1) / PIXELS);
            let weight = f64::from(point.weight);
            for line in [
                [u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x],
                [0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y],
            ] {
                for (row, left) in rows.iter_mut().zip(line) {
                    for (sum, right) in row.iter_mut().zip(line) {
                        *sum += weight * left * right;
                    }
                }
            }
        }
        solved(rows).map(Self)
    }

    /// Without perspective, by three points.
    pub fn affine(origin: Known, right: Known, below: Known) -> Option<Self> {
        let corner =
            |far: Known, near: Known| (far.pixels.0 - near.pixels.0, far.pixels.1 - near.pixels.1);
        let (along, down) = (corner(right, origin), corner(below, origin));
        let fourth = Known {
            modules: (right.modules.0, below.modules.1),
            pixels: (origin.pixels.0 + along.0 + down.0, origin.pixels.1 + along.1 + down.1),
            weight: 1.0,
        };
        Self::fitted(&[origin, right, below, fourth])
    }

    /// The pixel at which a point of the code lies.
    pub fn at(&self, u: f32, v: f32) -> (f32, f32) {
        let [a, b, c, d, e, f, g, h] = self.0;
        let (u, v) = (f64::from(u) / MODULES, f64::from(v) / MODULES);
        let w = (g * u + h * v + 1.0) / PIXELS;
        (((a * u + b * v + c) / w) as f32, ((d * u + e * v + f) / w) as f32)
    }
}

/// Gauss's elimination with the largest pivot of each column.
fn solved(mut rows: [[f64; 9]; 8]) -> Option<[f64; 8]> {
    for column in 0..8 {
        let largest = (column..8).max_by(|one, other| {
            let size = |row: &usize| {
                rows.get(*row).and_then(|row| row.get(column)).map_or(0.0, |it| it.abs())
            };
            size(one).total_cmp(&size(other))
        })?;
        rows.swap(column, largest);
        let pivot = *rows.get(column)?;
        let scale = *pivot.get(column)?;
        if scale.abs() < 1e-9 {
            return None;
        }
        for (at, row) in rows.iter_mut().enumerate() {
            let share = row.get(column).copied()? / scale;
            if at != column && share != 0.0 {
                row.iter_mut().zip(pivot).for_each(|(value, of_pivot)| *value -= share * of_pivot);
            }
        }
    }
    let mut solution = [0.0; 8];
    for (at, value) in solution.iter_mut().enumerate() {
        let row = rows.get(at)?;
        *value = row.last()? / row.get(at)?;
    }
    solution.iter().all(|value| value.is_finite()).then_some(solution)
}
