//! Where a code's modules lie in a picture: first by its three finders, then by its alignment patterns.

use crate::binary::Binary;
use crate::decode::alignment_places;
use crate::finders::{Finder, Triple};
use crate::luma::Luma;
use crate::plane::{Known, Plane};
use crate::quad::{Direction, Quad, outline};

/// A code found: its modules along a side, and where they lie.
#[derive(Debug, Clone, Copy)]
pub struct Located {
    pub side: usize,
    pub plane: Plane,
}

/// The codes that three finders may belong to, the likeliest first.
pub fn locate(binary: &Binary, triple: &Triple) -> Vec<Located> {
    let Some(corner) = Corner::of(binary, triple) else { return Vec::new() };
    let mut fits: Vec<(f32, Located)> = Vec::new();
    for side in corner.sides() {
        let Some(plane) = corner.plane(side) else { continue };
        let likeness = timing(&binary.luma, &plane, side);
        fits.push((likeness, Located { side, plane }));
    }
    fits.sort_by(|one, other| other.0.total_cmp(&one.0));
    let likely = fits.into_iter().filter(|(likeness, _)| *likeness > 0.35).take(2);
    likely.map(|(_, located)| corner.aligned(&binary.luma, located)).collect()
}

/// Three finders with their outlines.
struct Corner {
    finders: [Finder; 3],
    quads: [Option<Quad>; 3],
    /// Modules between the middles of two finders, as far as their outlines tell.
    between: f32,
}

impl Corner {
    fn of(binary: &Binary, triple: &Triple) -> Option<Self> {
        let finders = [triple.top_left, triple.top_right, triple.bottom_left];
        let [origin, right, below] = finders;
        let (along, width) = direction(&origin, &right)?;
        let (down, height) = direction(&origin, &below)?;
        let quads = finders.map(|finder| outline(binary, &finder, along, down));
        // A projective line's length in modules is the one by the geometric mean of the scales at its ends.
        let modules = |at: usize, pick: fn(&Quad) -> f32, instead: f32| {
            quads.get(at).and_then(Option::as_ref).map_or(instead, pick)
        };
        let mean = |far: usize, pick: fn(&Quad) -> f32, length: f32| {
            let [near, far] = [modules(0, pick, 0.0), modules(far, pick, 0.0)];
            match (near > 0.0, far > 0.0) {
                (true, true) => Some(length / (near * far).sqrt()),
                (true, false) => Some(length / near),
                (false, true) => Some(length / far),
                (false, false) => None,
            }
        };
        let widths =
            [mean(1, |quad| quad.modules.0, width), mean(2, |quad| quad.modules.1, height)];
        let known: Vec<f32> = widths.into_iter().flatten().collect();
        let between = match known.len() {
            0 => (width + height) / 2.0 / origin.module,
            count => known.iter().sum::<f32>() / count as f32,
        };
        Some(Self { finders, quads, between })
    }

    /// The sides that a code may have: 17 and four more for each version, the nearest first.
    fn sides(&self) -> Vec<usize> {
        let version = ((self.between + 7.0 - 17.0) / 4.0).clamp(0.0, 50.0);
        let mut versions: Vec<i32> = (-2..=2).map(|off| version.round() as i32 + off).collect();
        versions.retain(|version| (1..=40).contains(version));
        versions.sort_by(|one, other| {
            (*one as f32 - version).abs().total_cmp(&(*other as f32 - version).abs())
        });
        versions.into_iter().map(|version| (17 + 4 * version) as usize).collect()
    }

    /// What the finders say of where a code of this side lies.
    fn known(&self, side: usize) -> Vec<Known> {
        let far = side as f32 - 7.0;
        let mut known = Vec::with_capacity(15);
        for ((finder, quad), (u, v)) in
            self.finders.iter().zip(&self.quads).zip([(0.0, 0.0), (far, 0.0), (0.0, far)])
        {
            known.push(Known {
                modules: (u + 3.5, v + 3.5),
                pixels: (finder.x, finder.y),
                weight: 1.0,
            });
            let corners = quad.map(|quad| quad.corners).unwrap_or_default();
            for (corner, (du, dv)) in
                corners.into_iter().zip([(0.0, 0.0), (7.0, 0.0), (7.0, 7.0), (0.0, 7.0)])
            {
                if let Some(pixels) = corner {
                    known.push(Known { modules: (u + du, v + dv), pixels, weight: 0.5 });
                }
            }
        }
        known
    }

    fn plane(&self, side: usize) -> Option<Plane> {
        let known = self.known(side);
        if known.len() >= 8 {
            return Plane::fitted(&known);
        }
        let far = side as f32 - 3.5;
        let at = |index: usize, modules: (f32, f32)| {
            self.finders.get(index).map(|it| Known { modules, pixels: (it.x, it.y), weight: 1.0 })
        };
        Plane::affine(at(0, (3.5, 3.5))?, at(1, (far, 3.5))?, at(2, (3.5, far))?)
    }

    /// As located, with what the alignment patterns say: first the one in the corner without a finder, which says the
    /// most, then all others.
    fn aligned(&self, luma: &Luma, located: Located) -> Located {
        let Located { side, mut plane } = located;
        let mut known = self.known(side);
        let places = alignment_places((side - 17) / 4);
        let places: Vec<f32> = places.into_iter().map(|place| place as f32 + 0.5).collect();
        let Some(last) = places.last().copied() else { return located };
        let reach = 3.0 + side as f32 / 14.0;
        if let Some(found) = alignment(luma, &plane, (last, last), reach) {
            known.push(found);
            plane = Plane::fitted(&known).unwrap_or(plane);
        }
        for (index, v) in places.iter().enumerate() {
            for (other, u) in places.iter().enumerate() {
                let ends = |at: usize| at == 0 || at + 1 == places.len();
                let first = index == 0 || other == 0;
                if ends(index) && ends(other) && (first || places.len() == 2) {
                    continue;
                }
                known.extend(alignment(luma, &plane, (*u, *v), 1.5));
            }
        }
        Located { side, plane: Plane::fitted(&known).unwrap_or(plane) }
    }
}

fn direction(from: &Finder, to: &Finder) -> Option<(Direction, f32)> {
    let (x, y) = (to.x - from.x, to.y - from.y);
    let length = x.hypot(y);
    (length > 1.0).then_some(((x / length, y / length), length))
}

/// How much row 7 and column 7 are like the timing patterns, dark and light by turns: 1 for exactly, 0 for not at all.
fn timing(luma: &Luma, plane: &Plane, side: usize) -> f32 {
    let along = |turned: bool| {
        let brightness = |at: usize| {
            let (u, v) = (at as f32 + 0.5, 6.5);
            let (x, y) = if turned { plane.at(v, u) } else { plane.at(u, v) };
            luma.between(x, y)
        };
        let row: Vec<f32> = (6..=side - 7).map(brightness).collect();
        let (mut signed, mut all) = (0.0, 0.0);
        for (at, three) in row.windows(3).enumerate() {
            let &[before, here, after] = three else { continue };
            let lighter = here - (before + after) / 2.0;
            // The first of the three is dark, so that the one between is light.
            signed += if at & 1 == 0 { lighter } else { -lighter };
            all += lighter.abs();
        }
        signed / all.max(1.0)
    };
    along(false).min(along(true)) * 0.5 + along(false).max(along(true)) * 0.5
}

/// The alignment pattern nearest to what it should look like, within `reach` modules of where it should be.
fn alignment(luma: &Luma, plane: &Plane, place: (f32, f32), reach: f32) -> Option<Known> {
    let best = |middle: (f32, f32), reach: f32, step: f32| {
        let steps = (reach / step).round() as i32;
        let mut best = (f32::MIN, middle);
        for down in -steps..=steps {
            for along in -steps..=steps {
                let (du, dv) = (along as f32 * step, down as f32 * step);
                let at = (middle.0 + du, middle.1 + dv);
                // Of two that are alike, the nearer one.
                let likeness = like_alignment(luma, plane, at) - du.hypot(dv) * 0.01;
                if likeness > best.0 {
                    best = (likeness, at);
                }
            }
        }
        best
    };
    let (_, coarse) = best(place, reach, 0.5);
    let (_, finer) = best(coarse, 0.4, 0.2);
    let (likeness, at) = best(finer, 0.1, 0.1);
    (likeness > 0.62).then(|| Known { modules: place, pixels: plane.at(at.0, at.1), weight: 2.0 })
}

/// How much the five modules by five around a point are like an alignment pattern: the correlation, 1 for exactly.
fn like_alignment(luma: &Luma, plane: &Plane, middle: (f32, f32)) -> f32 {
    let (mut sum, mut squares, mut with) = (0.0, 0.0, 0.0);
    for v in -2..=2i32 {
        for u in -2..=2i32 {
            let (x, y) = plane.at(middle.0 + u as f32, middle.1 + v as f32);
            let value = luma.between(x, y);
            // Of the 25, eight are light; their mean is taken off.
            let light = if u.abs().max(v.abs()) == 1 { 17.0 / 25.0 } else { -8.0 / 25.0 };
            sum += value;
            squares += value * value;
            with += value * light;
        }
    }
    let spread = (squares - sum * sum / 25.0).max(1.0);
    with / (spread * 8.0 * 17.0 / 25.0).sqrt()
}
