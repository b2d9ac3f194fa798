//! Many lines at once.

use super::super::parse_many;
use super::{today, told};

#[test]
fn bullets_boxes_and_numbers_are_dropped_and_blank_lines_skipped() {
    let text = "\u{FEFF}- Ana Ruiz @ Acme, coffee fri\r\n\r\n  • Bo Li\n* 李娜 @ 华为\n1. Zoë Åström\n2) Cy\n(3) Dee\n- [ ] Eli\n☐ Fay\n---\n – Gil, 27.11. party\n   \n+ Hui\n> Ida\n- [x] #rust\n🎉";
    let told: Vec<String> = parse_many(text, today()).iter().map(told).collect();
    let expected = [
        "name=Ana Ruiz; org=Acme; mine=Coffee: coffee 2026-11-27",
        "name=Bo Li",
        "name=李娜; org=华为",
        "name=Zoë Åström",
        "name=Cy",
        "name=Dee",
        "name=Eli",
        "name=Fay",
        "name=Gil; note=27.11. party",
        "name=Hui",
        "name=Ida",
        "tag=rust",
        "note=🎉",
    ];
    assert_eq!(told, expected);
}

#[test]
fn what_only_looks_like_a_bullet_stays() {
    let told: Vec<String> =
        parse_many("+49 170 1234567\n27.11. party\n-Ana\n2026 plans\n*", today())
            .iter()
            .map(told)
            .collect();
    assert_eq!(told, ["phone=+49 170 1234567", "note=27.11. party", "name=Ana", "note=2026 plans"]);
}

#[test]
fn chips_of_pasted_lines_point_into_the_pasted_text() {
    let text =
        "\u{FEFF}- Ana Ruiz @ Acme  \r\n\u{2028}  \u{200F}• דנה לוי, coffee fri \n12. Zoë, #tea";
    let lines = parse_many(text, today());
    let chips: Vec<(&str, &str)> = lines
        .iter()
        .flat_map(|line| &line.chips)
        .map(|chip| (&text[chip.span.clone()], chip.text.as_str()))
        .collect();
    let expected = [
        ("Ana Ruiz", "Ana Ruiz"),
        ("@ Acme", "Acme"),
        ("דנה לוי", "דנה לוי"),
        ("coffee fri", "coffee"),
        ("fri", "fri"),
        ("Zoë", "Zoë"),
        ("#tea", "tea"),
    ];
    assert_eq!(chips, expected);
}
