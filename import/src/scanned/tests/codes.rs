//! The bytes of codes in the character sets that codes have.

use super::*;

fn vcard(name: &str) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:post@mail.example\r\nEND:VCARD\r\n")
}

fn name_of(bytes: &[u8]) -> String {
    match understand_code(bytes) {
        Scanned::Cards(cards) => cards[0].as_ref().unwrap().contact.name.clone(),
        other => panic!("{other:?}"),
    }
}

const NAMES: [&str; 9] = [
    "Inês Çelik",
    "Łucja Żižek",
    "Øyvind Bjørnstad",
    "Наталія Коваль",
    "נועה לוי",
    "ليلى حداد",
    "山田太郎",
    "Sukarno",
    "Mía 🌻 Peña",
];

#[test]
fn names_in_any_script_come_out_of_utf_8() {
    for name in NAMES {
        assert_eq!(name_of(vcard(name).as_bytes()), name);
        let marked = [&b"\xEF\xBB\xBF"[..], vcard(name).as_bytes()].concat();
        assert_eq!(name_of(&marked), name);
    }
}

#[test]
fn western_names_come_out_of_iso_8859_1() {
    for name in ["Inês Çelik", "Øyvind Bjørnstad", "äöü", "Éléonore Ruiz", "ééécéé jj", "Müller"]
    {
        let (bytes, _, lost) = encoding_rs::WINDOWS_1252.encode(name);
        assert!(!lost && std::str::from_utf8(&bytes).is_err());
        assert_eq!(code_text(&bytes), name);
    }
}

#[test]
fn japanese_names_come_out_of_shift_jis() {
    for name in ["山田太郎", "林", "佐藤 さくら", "ヤマダ タロウ"] {
        let text = format!("MECARD:N:{name};TEL:0312345678;;");
        let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(&text);
        assert!(!lost);
        assert_eq!(name_of(&bytes), name, "{bytes:x?}");
    }
}

#[test]
fn a_card_that_names_its_character_set_is_taken_at_its_word() {
    let (name, _, _) = encoding_rs::WINDOWS_1251.encode("Наталія");
    let head = b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=windows-1251:".as_slice();
    assert_eq!(name_of(&[head, &name, b"\r\nEND:VCARD\r\n"].concat()), "Наталія");
}

#[test]
fn utf_16_with_its_mark_is_read() {
    let units = vcard("Łucja Żižek");
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(units.encode_utf16().flat_map(u16::to_be_bytes));
    assert_eq!(name_of(&bytes), "Łucja Żižek");
}
