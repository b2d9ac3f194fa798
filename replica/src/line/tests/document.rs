//! `docs/line.md` cannot lie: its examples are read here, and it names every word that opens a piece.

use super::super::{parse, words};
use super::{today, told};

const DOCUMENT: &str = include_str!("../../../../docs/line.md");

#[test]
fn the_documents_examples_are_read_as_it_says() {
    let rows = DOCUMENT
        .lines()
        .filter_map(|row| row.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "));
    let mut count = 0;
    for (line, expected) in rows {
        assert_eq!(told(&parse(line, today())), expected, "{line}");
        count += 1;
    }
    let table = DOCUMENT.lines().filter(|row| row.starts_with('|')).count();
    assert_eq!(count + 2, table, "every row but the two of the heading is an example");
    assert!(count >= 30, "only {count} examples");
}

#[test]
fn the_document_names_every_opening() {
    let document = DOCUMENT.to_lowercase();
    let actions = words::ACTIONS.iter().map(|action| action.words);
    let tables = [
        words::NEEDS,
        words::OFFERS,
        words::THROUGH,
        words::EMPLOYED,
        words::MET,
        words::MINE,
        words::OWED,
        words::THEIRS,
    ];
    let openings = tables.into_iter().flatten().copied();
    let single = [words::LIGHT_VERBS, words::JOINERS, words::SUBJECTS, words::HOPING].concat();
    for phrase in actions
        .chain(openings)
        .map(|phrase| phrase.join(" "))
        .chain(single.iter().map(ToString::to_string))
    {
        assert!(document.contains(&format!("`{phrase}`")), "`{phrase}` is not in the document");
    }
}
