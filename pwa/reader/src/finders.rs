//! The three squares in a code's corners: dark, light, dark, light, dark in the widths 1:1:3:1:1 along every line through
//! their middle, however the code is turned (ISO/IEC 18004, 6.3.3 and 12).

use crate::binary::Binary;
use std::cmp::Reverse;

/// Of each part of a run, by how many modules it may differ.
const SLACK: f32 = 0.65;
/// More candidates than these are a pattern on somebody's shirt.
const MOST: usize = 60;
/// Of so many the rest is not looked for: each one more is compared with all before it.
const MOST_COMPARED: usize = 2_000;

/// A square's middle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Finder {
    pub x: f32,
    pub y: f32,
    /// About how wide a module is.
    pub module: f32,
    /// How many lines have found it.
    pub seen: u32,
}

/// The candidates, those first that were seen the most often.
pub fn finders(binary: &Binary) -> Vec<Finder> {
    let mut found: Vec<Finder> = Vec::new();
    let step = if binary.luma.height() > 560 { 2 } else { 1 };
    let (mut runs, mut starts) = (Vec::new(), Vec::new());
    for y in (0..binary.luma.height()).step_by(step) {
        if found.len() >= MOST_COMPARED {
            break;
        }
        let begins_dark = runs_of(binary, y, &mut runs);
        let mut start = 0usize;
        starts.clear();
        for run in &runs {
            starts.push(start);
            start += run;
        }
        for first in (usize::from(!begins_dark)..runs.len().saturating_sub(4)).step_by(2) {
            let Some(&[a, b, c, d, e]) = runs.get(first..first + 5) else { break };
            let five = [a, b, c, d, e].map(|run| run as f32);
            if is_finder(&five) {
                let left = starts.get(first + 2).copied().unwrap_or_default() as f32;
                let middle = left + five[2] / 2.0;
                add(&mut found, checked(binary, middle, y as f32 + 0.5, five.iter().sum()));
            }
        }
    }
    found.sort_by_key(|finder| Reverse(finder.seen));
    found.truncate(MOST);
    found
}

/// The lengths of a row's runs; whether the first is dark.
fn runs_of(binary: &Binary, y: usize, runs: &mut Vec<usize>) -> bool {
    runs.clear();
    let mut row = binary.row(y);
    let Some(first) = row.next() else { return false };
    let (mut colour, mut length) = (first, 1);
    for dark in row {
        if dark == colour {
            length += 1;
        } else {
            runs.push(length);
            (colour, length) = (dark, 1);
        }
    }
    runs.push(length);
    first
}

fn is_finder(runs: &[f32; 5]) -> bool {
    let module = runs.iter().sum::<f32>() / 7.0;
    // A pixel lies on one side or on the other: small modules are never exact.
    let slack = module * SLACK + 0.3;
    module >= 1.0
        && runs.iter().zip([1.0, 1.0, 3.0, 1.0, 1.0]).all(|(run, modules)| {
            let allowed = if modules > 1.0 { slack * 2.0 } else { slack };
            (run - modules * module).abs() <= allowed
        })
}

/// Looks at the candidate from above and from the sides.
fn checked(binary: &Binary, x: f32, y: f32, across: f32) -> Option<Finder> {
    let down = through(binary, x, y, 0, 1, across * 1.6)?;
    let y = y + down.shift;
    let again = through(binary, x, y, 1, 0, across * 1.6)?;
    let x = x + again.shift;
    let ratio = down.length / again.length;
    if !(0.3..3.4).contains(&ratio) {
        return None;
    }
    let most = down.length.max(again.length) * 1.6;
    // One of the slanting lines may run into a neighbour where a blur has closed the gap.
    through(binary, x, y, 1, 1, most).or_else(|| through(binary, x, y, 1, -1, most))?;
    Some(Finder { x, y, module: (down.length + again.length) / 14.0, seen: 1 })
}

struct Through {
    /// From the point to the middle of the innermost run, in pixels along the line.
    shift: f32,
    /// Of all five runs, in pixels along the line's steps.
    length: f32,
}

/// The five runs on the line through a point; none where they are no finder's.
fn through(binary: &Binary, x: f32, y: f32, dx: i32, dy: i32, most: f32) -> Option<Through> {
    let (x, y) = (x.floor() as i32, y.floor() as i32);
    if !binary.dark(x, y)? {
        return None;
    }
    let ahead = half(binary, (x, y), (dx, dy), most);
    let behind = half(binary, (x, y), (-dx, -dy), most);
    let [ahead, behind] = [ahead?, behind?];
    let runs = [behind[2], behind[1], behind[0] + ahead[0] + 1.0, ahead[1], ahead[2]];
    if !is_finder(&runs) {
        return None;
    }
    Some(Through { shift: (ahead[0] - behind[0]) / 2.0, length: runs.iter().sum() })
}

/// The runs dark, light, dark from a point on, without the point itself.
fn half(binary: &Binary, from: (i32, i32), step: (i32, i32), most: f32) -> Option<[f32; 3]> {
    let (mut x, mut y) = from;
    let mut runs = [0.0f32; 3];
    for (at, run) in runs.iter_mut().enumerate() {
        let wanted = at != 1;
        loop {
            (x, y) = (x + step.0, y + step.1);
            match binary.dark(x, y) {
                Some(dark) if dark == wanted => *run += 1.0,
                // The loop's next run begins with this pixel.
                Some(_) => break,
                // A code may reach the picture's edge.
                None if at == 2 => break,
                None => return None,
            }
            if *run > most {
                return None;
            }
        }
        if at < 2 {
            (x, y) = (x - step.0, y - step.1);
        }
    }
    Some(runs)
}

fn add(found: &mut Vec<Finder>, finder: Option<Finder>) {
    let Some(finder) = finder else { return };
    let near = |known: &&mut Finder| {
        let reach = known.module.max(finder.module) * 1.8;
        (known.x - finder.x).abs() < reach && (known.y - finder.y).abs() < reach
    };
    match found.iter_mut().find(near) {
        Some(known) => {
            let weight = known.seen as f32;
            let mean = |old: f32, new: f32| (old * weight + new) / (weight + 1.0);
            known.x = mean(known.x, finder.x);
            known.y = mean(known.y, finder.y);
            known.module = mean(known.module, finder.module);
            known.seen += 1;
        }
        None => found.push(finder),
    }
}

/// Three finders as they may stand in one code: top left, top right, bottom left.
#[derive(Debug, Clone, Copy)]
pub struct Triple {
    pub top_left: Finder,
    pub top_right: Finder,
    pub bottom_left: Finder,
}

impl Triple {
    fn finders(&self) -> [Finder; 3] {
        [self.top_left, self.top_right, self.bottom_left]
    }

    /// Whether both have one of the finders.
    pub fn shares(&self, other: &Self) -> bool {
        self.finders().iter().any(|finder| other.finders().contains(finder))
    }
}

/// The triples that may be a code's, the likeliest first, at most `most`.
pub fn triples(finders: &[Finder], most: usize) -> Vec<Triple> {
    let mut found: Vec<(f32, Triple)> = Vec::new();
    for (at, corner) in finders.iter().enumerate() {
        let others = finders.iter().enumerate().filter(|(other, _)| *other != at);
        let others: Vec<&Finder> = others.map(|(_, finder)| finder).collect();
        for (index, one) in others.iter().enumerate() {
            for other in others.iter().skip(index + 1) {
                if let Some(badness) = badness(corner, one, other) {
                    found.push((badness, turned(*corner, **one, **other)));
                }
            }
        }
    }
    found.sort_by(|one, other| one.0.total_cmp(&other.0));
    found.truncate(most);
    found.into_iter().map(|(_, triple)| triple).collect()
}

/// How unlike a code's corner it is; none where no code could look like this.
fn badness(corner: &Finder, one: &Finder, other: &Finder) -> Option<f32> {
    let (ax, ay) = (one.x - corner.x, one.y - corner.y);
    let (bx, by) = (other.x - corner.x, other.y - corner.y);
    let (a, b) = (ax.hypot(ay), bx.hypot(by));
    let modules = [corner.module, one.module, other.module];
    let (least, most) = (
        modules.iter().copied().fold(f32::MAX, f32::min),
        modules.iter().copied().fold(0.0, f32::max),
    );
    let cosine = (ax * bx + ay * by) / (a * b).max(1.0);
    let legs = a.max(b) / a.min(b).max(1.0);
    // The smallest code has 14 modules between two finders, the largest 170.
    let far_enough = a.min(b) > least * 9.0 && a.max(b) < most * 200.0;
    if !far_enough || most > least * 2.6 || cosine.abs() > 0.75 || legs > 2.6 {
        return None;
    }
    let rarely_seen = 1.0 / corner.seen.min(one.seen).min(other.seen).max(1) as f32;
    Some(cosine.abs() + (legs - 1.0) * 0.5 + (most / least - 1.0) * 0.5 + rarely_seen)
}

/// Clockwise, as y grows downwards.
fn turned(corner: Finder, one: Finder, other: Finder) -> Triple {
    let cross =
        (one.x - corner.x) * (other.y - corner.y) - (one.y - corner.y) * (other.x - corner.x);
    let (top_right, bottom_left) = if cross > 0.0 { (one, other) } else { (other, one) };
    Triple { top_left: corner, top_right, bottom_left }
}
