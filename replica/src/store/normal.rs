//! The normal forms of Unicode (Standard Annex 15). Natively their tables come with the program; in the page the browser
//! has them, and a phone loads none. What a character of a standard is made of never changes from one version of the
//! standard to the next, so both tell the same.

pub use form::{apart, composed, is_mark};

#[cfg(not(target_arch = "wasm32"))]
mod form {
    use unicode_normalization::UnicodeNormalization;

    /// The text in NFKD: every character taken apart as far as it goes.
    pub fn apart(text: &str) -> String {
        text.nfkd().collect()
    }

    /// The text in NFC: what belongs together in one character.
    pub fn composed(text: &str) -> String {
        text.nfc().collect()
    }

    /// True for the general categories Mn, Mc and Me.
    pub fn is_mark(character: char) -> bool {
        unicode_normalization::char::is_combining_mark(character)
    }
}

#[cfg(target_arch = "wasm32")]
mod form {
    use js_sys::{JsString, RegExp};

    /// The text in NFKD: every character taken apart as far as it goes.
    pub fn apart(text: &str) -> String {
        JsString::from(text).normalize("NFKD").into()
    }

    /// The text in NFC: what belongs together in one character.
    pub fn composed(text: &str) -> String {
        // Most texts in Latin letters have nothing left that belongs together.
        if text.is_ascii() {
            return text.to_owned();
        }
        JsString::from(text).normalize("NFC").into()
    }

    /// True for the general categories Mn, Mc and Me.
    pub fn is_mark(character: char) -> bool {
        thread_local! {
            static MARK: RegExp = RegExp::new(r"^\p{M}$", "u");
        }
        // U+0300 is the first of them.
        character >= '\u{300}' && MARK.with(|mark| mark.test(character.encode_utf8(&mut [0; 4])))
    }
}
