use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and some more bytes of a small picture, enough for several folded lines of text";

/// Base64 by its definition (RFC 4648, 4), so that the decoder is not tested against itself.
pub fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, b| bits << 8 | u32::from(*b))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

fn folded(text: &str, width: usize, fold: &str) -> String {
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join(fold)
}

#[test]
fn photos_of_every_version_come_out_byte_for_byte() {
    let digits = base64(PNG);
    let table = [
        format!("PHOTO;PNG;ENCODING=BASE64:\r\n {}\r\n\r\nTEL:1", folded(&digits, 40, "\r\n ")),
        format!("PHOTO;TYPE=PNG;BASE64:{}\r\n\r\nTEL:1", folded(&digits, 40, "\r\n")),
        format!("PHOTO;ENCODING=b;TYPE=PNG:{}\r\nTEL:1", folded(&digits, 40, "\r\n ")),
        format!("PHOTO:data:image/png;base64,{}\r\nTEL:1", folded(&digits, 40, "\r\n ")),
        format!("PHOTO;VALUE=uri:data:image/png\\;base64\\,{digits}\r\nTEL:1"),
        format!("PHOTO:data:image/png;base64,{}\r\nTEL:1", digits.trim_end_matches('=')),
    ];
    for lines in table {
        let card = with_2(&lines);
        let photo = Photo { bytes: PNG.to_vec(), media_type: "image/png".to_owned() };
        assert_eq!(card.photo, Some(photo), "{lines}");
        assert_eq!(card.contact.phones, map([("1", "")]), "{lines}");
        assert_eq!((card.warnings.len(), extra(&card).len()), (0, 0), "{lines}");
    }
}

#[test]
fn the_bytes_tell_the_picture_s_type_where_they_and_the_card_differ() {
    let card = with(&format!("PHOTO;ENCODING=b;TYPE=JPEG:{}", base64(PNG)));
    assert_eq!(card.photo.unwrap().media_type, "image/png");
    let card = with(&format!(
        "PHOTO;ENCODING=b;TYPE=TIFF:{}",
        base64(b"II*\0 a picture that shows no other sign")
    ));
    assert_eq!(card.photo.unwrap().media_type, "image/tiff");
}

#[test]
fn an_address_of_a_photo_is_kept_and_not_fetched() {
    for line in [
        "PHOTO;VALUE=uri:https://acme.example/ana.jpg",
        "PHOTO:http://acme.example/a.jpg",
        "PHOTO;ENCODING=b;TYPE=URL:http://acme.example/a.jpg",
    ] {
        let card = with(line);
        assert_eq!((card.photo.is_none(), extra(&card)), (true, vec![line]));
    }
}

#[test]
fn a_damaged_photo_is_a_warning_and_the_card_goes_in() {
    let damaged = [
        "PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ!!!!",
        "PHOTO;ENCODING=b:AAAAA",
        "PHOTO:data:image/png;base64,%%%",
    ];
    for line in damaged {
        let card = with(&format!("{line}\nTEL:1"));
        assert_eq!((card.photo.is_none(), card.contact.phones.len()), (true, 1), "{line}");
        assert_eq!(card.warnings.len(), 1, "{line}");
        assert!(
            card.warnings[0].starts_with("line 4: the photo's base64 is damaged"),
            "{:?}",
            card.warnings
        );
    }
}

#[test]
fn what_is_no_picture_is_left_out_with_a_warning() {
    let card = with(&format!("PHOTO;ENCODING=b:{}", base64(b"<html>not a picture</html>")));
    assert_eq!(card.photo, None);
    assert_eq!(
        card.warnings,
        ["line 4: the photo is no picture of a known format and was left out"]
    );
}

#[test]
fn a_card_of_20_mb_goes_in_without_its_photo_and_the_next_one_comes() {
    let digits = base64(&vec![0xFF; 15 << 20]);
    assert!(digits.len() > 20_000_000);
    let text = format!(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo\r\nPHOTO;ENCODING=b;TYPE=JPEG:{}\r\nTEL:1\r\nEND:VCARD\r\n\
         BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cy\r\nEND:VCARD\r\n",
        folded(&digits, 74, "\r\n ")
    );
    let found = all(text.as_bytes());
    assert_eq!(names(&found), ["Bo", "Cy"]);
    let card = found[0].as_ref().unwrap();
    assert_eq!((card.photo.is_none(), card.contact.phones.len()), (true, 1));
    assert_eq!(card.warnings, ["line 4: the photo is larger than 10 MiB and was left out"]);
}

#[test]
fn a_photo_just_within_the_limit_is_kept() {
    let mut bytes = vec![0x55; PHOTO_LIMIT - 16];
    bytes[..3].copy_from_slice(&[0xFF, 0xD8, 0xFF]);
    let card = with(&format!("PHOTO;ENCODING=b:{}", folded(&base64(&bytes), 75, "\n ")));
    assert_eq!(card.photo.unwrap().bytes.len(), bytes.len());
}
