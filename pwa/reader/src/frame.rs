//! One picture, looked at in one way after another until somebody has had enough.

use crate::binary::Binary;
use crate::finders::{Triple, finders, triples};
use crate::locate::locate;
use crate::luma::Luma;
use crate::sample::read;

/// Triples of finders that are tried in one way of looking.
const TRIPLES: usize = 12;

/// A code that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub bytes: Vec<u8>,
    /// Top left, top right, bottom right, bottom left, as the code stands, in pixels of the picture.
    pub corners: [(f32, f32); 4],
}

/// One way of looking at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    scale: Scale,
    /// Light on dark.
    inverted: bool,
    smooth: bool,
    dark: Dark,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scale {
    Half,
    Whole,
    Double,
}

/// What is dark: by a part of the shorter side as radius, or by one level for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dark {
    Around(usize),
    OneLevel,
}

const fn look(scale: Scale, inverted: bool, smooth: bool, dark: Dark) -> Look {
    Look { scale, inverted, smooth, dark }
}

/// What finds the most in the least time comes first. Surroundings as narrow as a finder bring out the rings that a blur
/// has closed; wide ones, what is in focus.
const LOOKS: [Look; 11] = [
    look(Scale::Whole, false, false, Dark::Around(12)),
    look(Scale::Whole, false, true, Dark::Around(48)),
    look(Scale::Whole, true, false, Dark::Around(12)),
    look(Scale::Half, false, false, Dark::Around(32)),
    look(Scale::Whole, true, true, Dark::Around(48)),
    look(Scale::Half, false, true, Dark::Around(24)),
    look(Scale::Half, true, false, Dark::Around(32)),
    look(Scale::Whole, false, true, Dark::Around(24)),
    look(Scale::Whole, false, true, Dark::Around(72)),
    look(Scale::Whole, false, false, Dark::OneLevel),
    look(Scale::Double, false, true, Dark::Around(12)),
];

/// A picture, and which ways of looking are left. Each item is what one of them has found, so that whoever asks may stop
/// in between.
pub struct Frame {
    luma: Luma,
    turn: usize,
    tried: usize,
}

impl Frame {
    /// Begins with the best way of looking, and goes on with the others from the one that has its `turn`: so that many
    /// frames of a camera, none of which has time for all, have gone through all.
    pub fn new(luma: Luma, turn: usize) -> Self {
        Self { luma, turn, tried: 0 }
    }
}

impl Iterator for Frame {
    type Item = Vec<Found>;

    fn next(&mut self) -> Option<Vec<Found>> {
        let others = LOOKS.len() - 1;
        let which = match self.tried {
            0 => 0,
            tried if tried <= others => 1 + (self.turn % others + tried - 1) % others,
            _ => return None,
        };
        self.tried += 1;
        LOOKS.get(which).map(|look| looked(&self.luma, look))
    }
}

fn looked(luma: &Luma, look: &Look) -> Vec<Found> {
    let (scaled, scale) = match look.scale {
        Scale::Whole => (Some(luma.clone()), 1.0),
        Scale::Half => (luma.halved(), 2.0),
        // Of a large picture nobody would wait for it, and its modules are large enough.
        Scale::Double if luma.pixels().len() > 1 << 19 => (None, 1.0),
        Scale::Double => (luma.doubled(), 0.5),
    };
    let Some(mut scaled) = scaled else { return Vec::new() };
    if look.inverted {
        scaled = scaled.inverted();
    }
    if look.smooth {
        scaled = scaled.smoothed();
    }
    let shorter = scaled.width().min(scaled.height());
    let binary = match look.dark {
        Dark::Around(part) => Binary::by_surroundings(scaled, (shorter / part).max(4)),
        Dark::OneLevel => Binary::by_one_level(scaled),
    };
    codes(&binary, scale)
}

/// The codes in a picture, each once: a finder belongs to one code.
fn codes(binary: &Binary, scale: f32) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut used: Vec<Triple> = Vec::new();
    for triple in triples(&finders(binary), TRIPLES) {
        if used.iter().any(|of_a_code| of_a_code.shares(&triple)) {
            continue;
        }
        let located = locate(binary, &triple).into_iter();
        let read = located.filter_map(|at| read(&binary.luma, &at).map(|bytes| (at, bytes))).next();
        let Some((located, bytes)) = read else { continue };
        used.push(triple);
        let far = located.side as f32;
        let corners = [(0.0, 0.0), (far, 0.0), (far, far), (0.0, far)].map(|(u, v)| {
            let (x, y) = located.plane.at(u, v);
            (x * scale, y * scale)
        });
        if !found.iter().any(|known| known.bytes == bytes) {
            found.push(Found { bytes, corners });
        }
    }
    found
}
