//! What would be understood is shown before it is written.

use super::{Place, journal, moment, promised};
use crate::journal::{Correction, Entry, Journal, MatchedBy, Meant, Preview, PreviewLine};
use mingle_proto::id::DocumentId;

promised! {
    a_preview_says_where_each_chip_stands_in_utf_16,
    a_preview_and_what_is_logged_agree,
    a_preview_shows_whom_a_line_may_mean,
    a_corrected_chip_is_shown_as_plain_words,
    a_preview_of_lines_about_someone_needs_no_name,
    a_chip_says_what_it_was_understood_as,
    a_preview_writes_nothing_and_bears_any_text,
}

fn preview(journal: &Journal, text: &str) -> Preview {
    journal.preview(text, None, &[], moment(0)).unwrap()
}

fn log(journal: &mut Journal, text: &str) -> DocumentId {
    let ticket = DocumentId::random().unwrap();
    let (at, offset) = (moment(0).now, moment(0).offset);
    let entry = Entry {
        ticket,
        text: text.into(),
        about: None,
        event: None,
        corrections: Vec::new(),
        at,
        offset,
    };
    journal.log(&entry).unwrap()[0].person.id
}

/// What stands between two places of a text, as a browser counts them.
fn between(text: &str, start: usize, end: usize) -> String {
    let units: Vec<u16> = text.encode_utf16().collect();
    String::from_utf16(&units[start..end]).unwrap()
}

fn labels(line: &PreviewLine) -> Vec<&str> {
    line.chips.iter().map(|chip| chip.label.as_str()).collect()
}

const TEXTS: [&str; 4] = [
    "Ana Ruiz @ Acme, needs a storage engineer, intro to Bo, coffee fri 15:30",
    "🚲 list:\n- Łucja Žižek 🪁, coffee fri, offers 🥭 mangoes\r\n\n2) 李小龍 @ 公司, call mon",
    "דנה, coffee fri\u{2028}ליلى حداد, needs a loom 🧶, #sail",
    "met Zoë Müller\u{301} at the tram, zoe@fjord.example, +47 912 34 567, through Bo",
];

fn a_preview_says_where_each_chip_stands_in_utf_16(place: &dyn Place) {
    let journal = journal(place, "a");
    for text in TEXTS {
        let shown = preview(&journal, text);
        assert!(shown.lines.iter().map(|line| line.chips.len()).sum::<usize>() > 2, "{text}");
        let mut last = 0;
        for line in &shown.lines {
            assert!(last <= line.start && line.start < line.end, "{text}: {line:?}");
            last = line.end;
            for chip in &line.chips {
                assert!(line.start <= chip.start && chip.end <= line.end, "{text}: {chip:?}");
                assert_eq!(between(text, chip.start, chip.end), chip.source, "{text}");
                assert!(chip.on && !chip.label.is_empty(), "{text}: {chip:?}");
            }
        }
    }
}

fn a_preview_and_what_is_logged_agree(place: &dyn Place) {
    let mut journal = journal(place, "a");
    for text in [
        "Ana Ruiz @ Acme, ana@acme.example",
        "ana ruiz, coffee fri",
        "Ana Ruiz @ Kestrel",
        "A., ana@acme.example",
    ] {
        let shown = preview(&journal, text).lines.remove(0);
        let people = journal.people(&Default::default(), 0, 9).unwrap().total;
        let id = log(&mut journal, text);
        let made = journal.people(&Default::default(), 0, 9).unwrap().total - people;
        match shown.who {
            Meant::New => assert_eq!(made, 1, "{text}"),
            Meant::Known { id: known } => assert_eq!((made, known), (0, id), "{text}"),
        }
        let person = journal.person(&id, moment(0).today).unwrap();
        assert_eq!((person.name, shown.names_nobody), (shown.title, false), "{text}");
    }
    let nobody = preview(&journal, "coffee fri").lines.remove(0);
    assert!(nobody.names_nobody && nobody.who == Meant::New && nobody.title.is_empty());
}

fn a_preview_shows_whom_a_line_may_mean(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let kim = log(&mut journal, "Kim Ly @ Wren, kim@wren.example");
    let other = log(&mut journal, "Kimberley Ode @ Lumen, coffee fri");
    let away = log(&mut journal, "Kim Away");
    journal.delete(&away, moment(1)).unwrap();
    let matches = |text: &str| -> Vec<_> {
        let line = preview(&journal, text).lines.remove(0);
        line.matches.into_iter().map(|it| (it.person.id, it.by, it.certain)).collect()
    };
    assert_eq!(matches("kim"), [(kim, MatchedBy::Like, false), (other, MatchedBy::Like, false)]);
    assert_eq!(matches("KIM LY, likes tea"), [(kim, MatchedBy::Name, true)]);
    assert_eq!(matches("Kim Ly @ Kestrel"), [(kim, MatchedBy::Name, false)]);
    assert_eq!(matches("K., KIM@wren.example"), [(kim, MatchedBy::Email, true)]);
    assert_eq!(matches("Nobody Yet"), []);
    let row = preview(&journal, "kimb").lines.remove(0).matches.remove(0).person;
    assert_eq!((row.name.as_str(), row.org.as_str(), row.open), ("Kimberley Ode", "Lumen", 1));
    for family in ["Okafor", "Lund", "Müller", "Sato", "Vega"] {
        log(&mut journal, &format!("Kim {family}"));
    }
    assert_eq!(preview(&journal, "kim").lines[0].matches.len(), 5);
}

fn a_corrected_chip_is_shown_as_plain_words(place: &dyn Place) {
    let journal = journal(place, "a");
    let text = "Bo\nAna Ruiz, coffee fri, needs tea";
    let plain = [Correction { line: 1, who: None, plain: vec!["coffee fri".into()] }];
    let shown = journal.preview(text, None, &plain, moment(0)).unwrap();
    let chips: Vec<_> =
        shown.lines[1].chips.iter().map(|chip| (chip.source.as_str(), chip.on)).collect();
    assert_eq!(chips, [("Ana Ruiz", true), ("coffee fri", false), ("needs tea", true)]);
    assert_eq!(shown.lines[1].note, "coffee fri");
    assert_eq!(preview(&journal, text).lines[1].note, "");
}

fn a_preview_of_lines_about_someone_needs_no_name(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = log(&mut journal, "Ana Ruiz @ Acme");
    let text = "coffee fri\n🚲 loves boats, CTO";
    let shown = journal.preview(text, Some(&ana), &[], moment(0)).unwrap();
    for line in &shown.lines {
        assert_eq!(
            (line.title.as_str(), line.who, line.names_nobody),
            ("Ana Ruiz", Meant::Known { id: ana }, false)
        );
        assert!(line.chips.iter().all(|chip| between(text, chip.start, chip.end) == chip.source));
    }
    assert_eq!(labels(&shown.lines[0]), ["Coffee", "Fri 27 Nov"]);
    assert_eq!(labels(&shown.lines[1]), ["CTO"]);
    assert_eq!(shown.lines[1].note, "🚲 loves boats");
}

fn a_chip_says_what_it_was_understood_as(place: &dyn Place) {
    let journal = journal(place, "a");
    let line = preview(
        &journal,
        "Ana Ruiz @ Acme, needs a storage engineer, #sail, coffee fri 15:30, intro to Bo, call 7 jan",
    );
    assert_eq!(
        labels(&line.lines[0]),
        [
            "Ana Ruiz",
            "Acme",
            "needs a storage engineer",
            "#sail",
            "Coffee",
            "Fri 27 Nov 15:30",
            "Intro to Bo",
            "Call",
            "Thu 7 Jan 2027",
        ]
    );
    let dates: Vec<_> = line.lines[0].chips.iter().filter_map(|chip| chip.due.as_deref()).collect();
    assert_eq!(dates, ["2026-11-27", "2027-01-07"]);
}

fn a_preview_writes_nothing_and_bears_any_text(place: &dyn Place) {
    let mut journal = journal(place, "a");
    log(&mut journal, "Ana Ruiz");
    let before = journal.store().changed_since(0).unwrap();
    let wrong = [
        Correction { line: 99, who: Some(Meant::New), plain: vec!["x".into()] },
        Correction {
            line: 0,
            who: Some(Meant::Known { id: DocumentId::from_bytes([9; 16]) }),
            plain: vec!["".into()],
        },
    ];
    let mut seed = super::people::Seed::new(7);
    for number in 0..300 {
        let mut text: Vec<char> = TEXTS[number % 4].chars().collect();
        for _ in 0..=seed.below(6) {
            let at = seed.below(text.len());
            text[at] = ['\n', ',', '🪁', '@', '"', '\u{202e}', ' ', '٣'][seed.below(8)];
        }
        let text: String = text.into_iter().collect();
        journal.preview(&text, None, &wrong, moment(0)).unwrap();
        journal.preview(&text, Some(&DocumentId::from_bytes([8; 16])), &[], moment(0)).unwrap();
        let shown = preview(&journal, &text);
        let chips = shown.lines.iter().flat_map(|line| &line.chips);
        assert!(
            chips.clone().all(|chip| between(&text, chip.start, chip.end) == chip.source),
            "{text:?}"
        );
        // What is no chip is in the note, whatever is corrected.
        let plain: Vec<_> = (0..shown.lines.len())
            .map(|line| Correction {
                line,
                who: None,
                plain: shown.lines[line].chips.iter().map(|it| it.source.clone()).collect(),
            })
            .collect();
        let plain = journal.preview(&text, None, &plain, moment(0)).unwrap();
        for (line, before) in plain.lines.iter().zip(&shown.lines) {
            assert!(line.chips.iter().all(|chip| !chip.on), "{text:?}: {line:?}");
            let said = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            let whole = between(&text, line.start, line.end);
            assert_eq!(said(&line.note), said(&whole), "{text:?}: {line:?} {before:?}");
        }
    }
    assert_eq!(journal.store().changed_since(0).unwrap(), before);
}
