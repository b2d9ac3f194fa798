//! The address of the steps as a QR code (ISO/IEC 18004).

use anyhow::{Result, anyhow};
use fast_qr::{ECL, QRBuilder};
use serde::{Deserialize, Serialize};

/// Its modules, without the quiet zone of four that belongs around them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Modules along a side.
    pub side: usize,
    /// From the top, `1` for a dark one.
    pub rows: Vec<String>,
}

impl Qr {
    /// # Errors
    /// If the text is too long for one.
    pub fn of(text: &str) -> Result<Self> {
        // A screen has no scratches: of the four levels the second from below.
        let code = QRBuilder::new(text)
            .ecl(ECL::M)
            .build()
            .map_err(|error| anyhow!("no QR code can be made: {error}"))?;
        let row = |at: usize| -> String {
            let modules = code[at].iter().take(code.size);
            modules.map(|module| if module.value() { '1' } else { '0' }).collect()
        };
        Ok(Self { side: code.size, rows: (0..code.size).map(row).collect() })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Pixels along a module; not a multiple of what a reader samples by.
    const PIXELS: usize = 5;
    const QUIET: usize = 4;

    /// What a camera sees of it, read by a program that is none of ours.
    fn read(qr: &Qr) -> String {
        let side = (qr.side + 2 * QUIET) * PIXELS;
        let shade = |column: usize, row: usize| {
            let at = |place: usize| (place / PIXELS).checked_sub(QUIET);
            let row = at(row).and_then(|row| qr.rows.get(row));
            let module = row.zip(at(column)).and_then(|(row, at)| row.as_bytes().get(at));
            if module == Some(&b'1') { 0 } else { 255 }
        };
        let mut seen = rqrr::PreparedImage::prepare_from_greyscale(side, side, shade);
        let grids = seen.detect_grids();
        assert_eq!(grids.len(), 1);
        grids[0].decode().unwrap().1
    }

    #[test]
    fn a_reader_of_qr_codes_finds_the_address_and_nothing_else_in_it() {
        for text in [
            "http://10.0.0.1:80/",
            "http://192.168.1.20:7979/",
            "http://192.168.100.200:65535/",
            "http://[fd12:3456:789a::20]:7979/",
            "http://[fd12:3456:789a:bcde:f012:3456:789a:bcde]:65535/",
        ] {
            assert_eq!(read(&Qr::of(text).unwrap()), text);
        }
    }

    #[test]
    fn an_address_is_a_square_with_a_finder_in_three_corners() {
        for (text, side) in
            [("http://192.168.1.20:7979/", 25), ("http://[fd12:3456:789a::20]:7979/", 29)]
        {
            let qr = Qr::of(text).unwrap();
            assert_eq!((qr.side, qr.rows.len()), (side, side), "{text}");
            assert!(
                qr.rows
                    .iter()
                    .all(|row| row.len() == side && row.bytes().all(|it| b"01".contains(&it)))
            );
            let finder =
                ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"];
            let last = side - 7;
            for (at, line) in finder.iter().enumerate() {
                assert_eq!(&qr.rows[at][..7], *line);
                assert_eq!(&qr.rows[at][last..], *line);
                assert_eq!(&qr.rows[last + at][..7], *line);
            }
            assert_ne!(&qr.rows[last][last..], finder[0]);
        }
        assert!(Qr::of(&"x".repeat(8_000)).is_err());
    }
}
