#![allow(clippy::unwrap_used)]

use super::*;

#[test]
fn a_kind_from_a_peer_cannot_lead_out_of_its_folder() {
    for (kind, expected) in [
        ("contact", "contact"),
        ("field-note2", "field-note2"),
        ("../../etc", "other"),
        ("a/b", "other"),
        ("", "other"),
        ("Größe", "other"),
        (&"x".repeat(41), "other"),
    ] {
        assert_eq!(folder(&Kind::from(kind)), expected, "{kind}");
    }
}
