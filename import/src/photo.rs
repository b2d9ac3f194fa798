use super::property::Head;
use super::{PHOTO_LIMIT, Photo};
use calcard::common::Data;

/// What a PHOTO property holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Picture {
    Inline(Photo),
    /// An address: kept as text, never fetched.
    Elsewhere,
    Nothing,
    /// It was left out; why.
    Unreadable(String),
}

/// Reads a PHOTO: base64 (2.1 `ENCODING=BASE64`, 3.0 `ENCODING=b`) or a data URI (RFC 2397) in version 4 or, with its
/// punctuation escaped, as Apple writes it in version 3.
pub fn read(head: &Head, value: &[u8], cut: bool) -> Picture {
    let value = value.trim_ascii();
    let start = value.get(..5).unwrap_or_default();
    let is_data = start.eq_ignore_ascii_case(b"data:");
    let is_address =
        value.windows(3).take(24).any(|part| part == b"://") || value.starts_with(b"cid:");
    if value.is_empty() {
        return Picture::Nothing;
    }
    if !is_data && (is_address || !(head.base64 || is_base64(value))) {
        return Picture::Elsewhere;
    }
    let (declared, digits) = if is_data { data_uri(value) } else { (declared(head), value) };
    if cut || digits.len() / 4 > PHOTO_LIMIT / 3 {
        let limit = PHOTO_LIMIT >> 20;
        return Picture::Unreadable(format!(
            "the photo is larger than {limit} MiB and was left out"
        ));
    }
    let Some(bytes) = base64(digits) else { return unreadable() };
    match shown(&bytes).map(str::to_owned).or(declared) {
        Some(media_type) => Picture::Inline(Photo { bytes, media_type }),
        None => Picture::Unreadable(
            "the photo is no picture of a known format and was left out".to_owned(),
        ),
    }
}

fn unreadable() -> Picture {
    Picture::Unreadable(
        "the photo's base64 is damaged and was left out; export the contact again to get it"
            .to_owned(),
    )
}

/// The bytes, through calcard's decoder, which takes a data URI. It passes over a lone last digit; here that is damage.
fn base64(digits: &[u8]) -> Option<Vec<u8>> {
    let count = digits.iter().filter(|b| !b.is_ascii_whitespace() && **b != b'=').count();
    if count == 0 || count % 4 == 1 {
        return None;
    }
    let mut uri = b"data:;base64,".to_vec();
    uri.extend_from_slice(digits);
    Data::try_parse(&uri).map(|data| data.data)
}

fn is_base64(value: &[u8]) -> bool {
    value.len() > 64
        && value.iter().all(|b| {
            b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=') || b.is_ascii_whitespace()
        })
}

/// The declared media type and the base64 digits; the digits are empty where the URI is not base64.
fn data_uri(value: &[u8]) -> (Option<String>, &[u8]) {
    let comma = value.iter().take(256).position(|b| *b == b',').unwrap_or(value.len());
    let (head, digits) = value.split_at(comma);
    let head = String::from_utf8_lossy(head.get(5..).unwrap_or_default()).replace('\\', "");
    let declared = image_type(head.split(';').next().unwrap_or_default());
    let is_base64 = head.to_ascii_lowercase().ends_with(";base64");
    (declared, if is_base64 { digits.get(1..).unwrap_or_default() } else { b"" })
}

/// `TYPE=JPEG`, `JPEG` alone, `MEDIATYPE=image/jpeg` and `TYPE=image/jpeg` all say the same.
fn declared(head: &Head) -> Option<String> {
    head.parameters.iter().find_map(|parameter| {
        let value = parameter.rsplit('=').next().unwrap_or(parameter).replace('"', "");
        image_type(&value)
    })
}

fn image_type(word: &str) -> Option<String> {
    let word = word.trim().to_ascii_lowercase();
    let kind = word.strip_prefix("image/").unwrap_or(&word);
    match kind {
        "jpeg" | "jpg" => Some("image/jpeg".to_owned()),
        "png" | "gif" | "webp" | "bmp" | "tiff" | "heic" | "heif" | "avif" => {
            Some(format!("image/{kind}"))
        }
        _ => None,
    }
}

/// What the first bytes show, whatever the card says.
fn shown(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i', ..] => Some("image/heic"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => Some("image/avif"),
        _ => None,
    }
}
