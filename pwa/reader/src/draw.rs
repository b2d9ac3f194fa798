//! A text as a QR code (ISO/IEC 18004).

use fast_qr::{ECL, QRBuilder};

/// Modules along a side up to which a code on a phone is read at arm's length: version 15.
const LARGE: usize = 77;

/// A code's modules, without the quiet zone of four that belongs around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Modules along a side.
    pub side: usize,
    /// Row by row from the top left; true for dark.
    pub dark: Vec<bool>,
}

/// The text's bytes as a code that repairs 15 % of itself, or 7 % where that would have too many modules; none where no code holds it.
pub fn draw(text: &str) -> Option<Drawing> {
    let medium = drawn(text, ECL::M);
    match medium {
        Some(drawing) if drawing.side <= LARGE => Some(drawing),
        _ => drawn(text, ECL::L),
    }
}

fn drawn(text: &str, level: ECL) -> Option<Drawing> {
    let code = QRBuilder::new(text).ecl(level).build().ok()?;
    let dark = (0..code.size).flat_map(|row| code[row].iter().take(code.size).map(|it| it.value()));
    Some(Drawing { side: code.size, dark: dark.collect() })
}
