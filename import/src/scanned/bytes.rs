//! From a QR code's bytes to text, where no ECI says in which character set they are.
//!
//! The standard's default was Shift_JIS's single bytes in 2000 and is ISO-8859-1 since 2005; what codes hold today is
//! UTF-8. Readers therefore guess, and so does this, in the order in which a guess can be wrong the least
//! (docs/decisions/0012).

use crate::text::file_bytes;
use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

/// The text of a QR code's bytes: UTF-16 with its mark, else UTF-8 where they are valid UTF-8, else Shift_JIS where they are valid
/// Shift_JIS and have a byte that is no letter in ISO-8859-1, else ISO-8859-1 (windows-1252, as on the web).
pub fn code_text(bytes: &[u8]) -> String {
    let bytes = file_bytes(bytes);
    if let Ok(text) = std::str::from_utf8(&bytes) {
        return text.to_owned();
    }
    // Every kanji of daily use begins with such a byte, and no letter of ISO-8859-1 does.
    let beyond_latin = bytes.iter().any(|byte| (0x80..0xA0).contains(byte));
    if beyond_latin
        && let Some(text) = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&bytes)
    {
        return text.into_owned();
    }
    WINDOWS_1252.decode_without_bom_handling(&bytes).0.into_owned()
}
