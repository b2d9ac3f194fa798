//! Pictures that hold no code, or hold what looks like one: nothing is read in them, and nothing breaks.

use super::decoding::fresh;
use crate::{Frame, Luma};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

fn nothing_in(pixels: Vec<u8>, width: usize, height: usize, what: &str) {
    let found: Vec<_> =
        Frame::new(Luma::new(pixels, width, height).unwrap(), 3).flatten().collect();
    assert!(found.is_empty(), "{what}: {found:?}");
}

#[test]
fn pictures_of_every_size_hold_nothing() {
    for (width, height) in
        [(1, 1), (1, 400), (400, 1), (2, 2), (3, 5), (7, 7), (8, 9), (33, 21), (401, 3)]
    {
        for grey in [0, 1, 128, 255] {
            nothing_in(
                vec![grey; width * height],
                width,
                height,
                &format!("{width} x {height} of {grey}"),
            );
        }
    }
}

#[test]
fn noise_stripes_and_rings_hold_nothing() {
    let (width, height) = (200, 150);
    let fresh = fresh();
    for seed in (0..12).chain((0..4).map(|at| fresh.wrapping_add(at))) {
        let mut random = StdRng::seed_from_u64(seed);
        let period = random.random_range(2.0..30.0f32);
        let (dx, dy) = (random.random_range(-1.0..1.0f32), random.random_range(-1.0..1.0f32));
        let picture = |shade: &mut dyn FnMut(f32, f32) -> bool| -> Vec<u8> {
            let at = (0..width * height).map(|at| ((at % width) as f32, (at / width) as f32));
            at.map(|(x, y)| if shade(x, y) { 15 } else { 240 }).collect()
        };
        nothing_in(
            picture(&mut |_, _| random.random_bool(0.5)),
            width,
            height,
            &format!("noise, seed {seed}"),
        );
        let stripes = picture(&mut |x, y| (x * dx + y * dy).rem_euclid(period) < period / 2.0);
        nothing_in(stripes, width, height, &format!("stripes, seed {seed}"));
        // Rings of a finder's widths all over the picture, of which any three may be a corner.
        let rings = picture(&mut |x, y| {
            let side = period * 7.0;
            let away = |at: f32| (at.rem_euclid(side) - side / 2.0).abs() / period;
            let away = away(x).max(away(y));
            away < 1.0 || (1.7..2.4).contains(&away)
        });
        nothing_in(rings, width, height, &format!("rings, seed {seed}"));
    }
}

#[test]
fn what_is_no_picture_is_none() {
    for (pixels, width, height) in [(0, 0, 0), (3, 2, 2), (4, usize::MAX, 2), (4, 0, 4)] {
        assert_eq!(Luma::new(vec![0; pixels], width, height), None);
    }
    assert_eq!(Luma::from_rgba(&[0; 15], 2, 2), None);
    assert_eq!(Luma::from_rgba(&[255; 16], 2, 2), Luma::new(vec![255; 4], 2, 2));
}
