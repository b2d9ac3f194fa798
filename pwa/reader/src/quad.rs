//! A finder's outline: where its outer dark ring ends, to fractions of a pixel, and the four lines through that.

use crate::binary::Binary;
use crate::finders::Finder;

/// Rays from the middle; a quarter of them meets each side.
const RAYS: usize = 72;

/// A direction, of length 1.
pub type Direction = (f32, f32);

/// A finder's outline.
#[derive(Debug, Clone, Copy)]
pub struct Quad {
    /// Top left, top right, bottom right, bottom left; those that could be told.
    pub corners: [Option<(f32, f32)>; 4],
    /// How wide a module is along the code's rows and columns, in pixels.
    pub modules: (f32, f32),
}

/// A side's line, as the direction across it and how far it is from the picture's origin in that direction.
#[derive(Debug, Clone, Copy)]
struct Side {
    across: Direction,
    far: f32,
}

/// The outline of a finder in a code whose rows and columns run about in these directions.
pub fn outline(
    binary: &Binary,
    finder: &Finder,
    along: Direction,
    down: Direction,
) -> Option<Quad> {
    let mut sides: [Vec<(f32, f32)>; 4] = Default::default();
    for ray in 0..RAYS {
        let angle = ray as f32 / RAYS as f32 * std::f32::consts::TAU;
        let direction = (angle.cos(), angle.sin());
        let Some((u, v)) = parts(direction, along, down) else { continue };
        let (right_or_left, up_or_down) = (u.abs(), v.abs());
        // Near a corner the next side may be met as well.
        if right_or_left.max(up_or_down) < right_or_left.min(up_or_down) * 1.2 {
            continue;
        }
        let side = match (right_or_left > up_or_down, u > 0.0, v > 0.0) {
            (true, true, _) => 1,
            (true, false, _) => 3,
            (false, _, true) => 2,
            (false, _, false) => 0,
        };
        if let (Some(side), Some(edge)) = (sides.get_mut(side), edge(binary, finder, direction)) {
            side.push(edge);
        }
    }
    let [top, right, bottom, left] = [
        line(&sides[0], along),
        line(&sides[1], down),
        line(&sides[2], along),
        line(&sides[3], down),
    ];
    let middle = (finder.x, finder.y);
    let width = (reach(middle, along, right)? + reach(middle, (-along.0, -along.1), left)?) / 7.0;
    let height = (reach(middle, down, bottom)? + reach(middle, (-down.0, -down.1), top)?) / 7.0;
    let corners = [
        crossing(top, left),
        crossing(top, right),
        crossing(bottom, right),
        crossing(bottom, left),
    ];
    Some(Quad { corners, modules: (width, height) })
}

/// The direction in parts of the two, which need not be square to each other.
fn parts(direction: Direction, along: Direction, down: Direction) -> Option<(f32, f32)> {
    let area = along.0 * down.1 - along.1 * down.0;
    if area.abs() < 0.1 {
        return None;
    }
    let u = (direction.0 * down.1 - direction.1 * down.0) / area;
    let v = (along.0 * direction.1 - along.1 * direction.0) / area;
    Some((u, v))
}

/// Where the ray leaves the outer ring: dark, light, dark, and then light again.
fn edge(binary: &Binary, finder: &Finder, direction: Direction) -> Option<(f32, f32)> {
    let step = (finder.module / 6.0).clamp(0.25, 1.0);
    let most = finder.module * 8.0;
    let (mut way, mut changes, mut before) = (0.0, 0, binary.darkness(finder.x, finder.y)?);
    while way < most {
        way += step;
        let at = (finder.x + direction.0 * way, finder.y + direction.1 * way);
        let now = binary.darkness(at.0, at.1)?;
        if (now > 0.0) != (before > 0.0) {
            changes += 1;
            if changes == 3 {
                let back = step * now / (now - before);
                return Some((at.0 - direction.0 * back, at.1 - direction.1 * back));
            }
        }
        before = now;
    }
    None
}

/// The line through the points of one side, twice: the second time without those that lie off the first.
fn line(points: &[(f32, f32)], about: Direction) -> Option<Side> {
    let first = fitted(points, about)?;
    let off = |point: &(f32, f32)| {
        (point.0 * first.across.0 + point.1 * first.across.1 - first.far).abs()
    };
    let mut sorted: Vec<(f32, f32)> = points.to_vec();
    sorted.sort_by(|one, other| off(one).total_cmp(&off(other)));
    sorted.truncate((points.len() * 3).div_ceil(4));
    fitted(&sorted, about)
}

/// Least squares of the distances from the line, which runs about in a known direction.
fn fitted(points: &[(f32, f32)], about: Direction) -> Option<Side> {
    if points.len() < 5 {
        return None;
    }
    let count = points.len() as f32;
    let across = (-about.1, about.0);
    let local = |point: &(f32, f32)| {
        (point.0 * about.0 + point.1 * about.1, point.0 * across.0 + point.1 * across.1)
    };
    let (sum_t, sum_d) =
        points.iter().map(local).fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let (mean_t, mean_d) = (sum_t / count, sum_d / count);
    let (tt, td) = points.iter().map(local).fold((0.0, 0.0), |sum, (t, d)| {
        (sum.0 + (t - mean_t) * (t - mean_t), sum.1 + (t - mean_t) * (d - mean_d))
    });
    let slope = if tt > 0.0 { td / tt } else { 0.0 };
    let length = 1.0f32.hypot(slope);
    let normal = ((across.0 - slope * about.0) / length, (across.1 - slope * about.1) / length);
    Some(Side { across: normal, far: (mean_d - slope * mean_t) / length })
}

/// How far it is from a point in a direction to a side.
fn reach(from: (f32, f32), direction: Direction, side: Option<Side>) -> Option<f32> {
    let side = side?;
    let speed = direction.0 * side.across.0 + direction.1 * side.across.1;
    let way = (side.far - from.0 * side.across.0 - from.1 * side.across.1) / speed;
    (speed.abs() > 0.2 && way > 0.0).then_some(way)
}

fn crossing(one: Option<Side>, other: Option<Side>) -> Option<(f32, f32)> {
    let (one, other) = (one?, other?);
    let area = one.across.0 * other.across.1 - one.across.1 * other.across.0;
    if area.abs() < 0.2 {
        return None;
    }
    let x = (one.far * other.across.1 - other.far * one.across.1) / area;
    let y = (one.across.0 * other.far - other.across.0 * one.far) / area;
    Some((x, y))
}
