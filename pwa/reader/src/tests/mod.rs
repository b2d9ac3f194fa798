#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod decoding;
mod hostile;

use super::*;
use crate::luma::Luma;

/// A code of a text, turned by an angle, in a picture, a module so many pixels wide.
fn pictured(text: &str, module: f32, angle: f32, width: usize, height: usize) -> Luma {
    let code = draw(text).unwrap();
    let side = code.side as f32;
    let (sin, cos) = angle.sin_cos();
    let mut pixels = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let mut sum = 0.0;
            for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
                let (x, y) =
                    (x as f32 + dx - width as f32 / 2.0, y as f32 + dy - height as f32 / 2.0);
                let u = ((cos * x + sin * y) / module + side / 2.0).floor();
                let v = ((cos * y - sin * x) / module + side / 2.0).floor();
                let inside = u >= 0.0 && v >= 0.0 && u < side && v < side;
                let dark = inside && code.dark[v as usize * code.side + u as usize];
                sum += if dark { 20.0 } else { 230.0 };
            }
            pixels.push((sum / 4.0) as u8);
        }
    }
    Luma::new(pixels, width, height).unwrap()
}

const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Çelik;Inês;;;\r\nFN:Inês Çelik\r\nORG:Faro\r\nTEL:+351910000000\r\n\
                    EMAIL:ines@mail.example\r\nURL:https://ines.example\r\nEND:VCARD\r\n";

#[test]
fn a_code_is_read_however_it_is_turned_at_the_first_look() {
    for step in 0..24 {
        let angle = step as f32 * std::f32::consts::TAU / 24.0;
        for module in [3.0, 5.0] {
            let found = Frame::new(pictured(CARD, module, angle, 480, 400), 0).next().unwrap();
            assert_eq!(found.len(), 1, "turned by {step}/24, module {module}");
            assert_eq!(found[0].bytes, CARD.as_bytes());
        }
    }
}

#[test]
fn the_corners_are_the_codes() {
    let found = Frame::new(pictured(CARD, 4.0, 0.0, 480, 400), 0).next().unwrap();
    let half = draw(CARD).unwrap().side as f32 * 2.0;
    let expected = [(-half, -half), (half, -half), (half, half), (-half, half)]
        .map(|(x, y)| (x + 240.0, y + 200.0));
    for (at, should) in found[0].corners.iter().zip(expected) {
        assert!((at.0 - should.0).hypot(at.1 - should.1) < 2.0, "{at:?} for {should:?}");
    }
}

#[test]
fn light_on_dark_is_read() {
    let picture = pictured(CARD, 4.0, 0.3, 480, 400).inverted();
    assert!(
        Frame::new(picture, 0).any(|found| found.iter().any(|code| code.bytes == CARD.as_bytes()))
    );
}
