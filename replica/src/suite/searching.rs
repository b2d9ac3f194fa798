//! Search finds people as they are remembered.

use super::{Place, journal, moment, people, promised};
use crate::journal::Journal;
use mingle_proto::id::DocumentId;
use mingle_proto::record::{Contact, Interaction};

promised! {
    case_accents_and_missing_last_letters_do_not_matter,
    names_in_scripts_without_spaces_are_found_by_any_part,
    names_written_from_right_to_left_are_found_with_and_without_points,
    an_emoji_can_be_looked_for,
    whatever_is_typed_is_no_operator,
    a_name_ranks_over_a_mention,
    what_is_put_away_is_not_found_until_it_is_taken_back,
    a_number_is_found_however_it_is_grouped,
    an_edit_takes_old_words_out_of_the_search,
    everything_that_was_written_can_be_found,
}

fn with(place: &dyn Place, names: &[&str]) -> (Journal, Vec<DocumentId>) {
    let mut journal = journal(place, "a");
    let ids = names
        .iter()
        .map(|name| {
            journal
                .add_contact(Contact { name: (*name).into(), ..Contact::default() }, moment(0))
                .unwrap()
        })
        .collect();
    (journal, ids)
}

fn titles(journal: &Journal, typed: &str) -> Vec<String> {
    journal.find(typed, 20).unwrap().into_iter().map(|found| found.title).collect()
}

fn case_accents_and_missing_last_letters_do_not_matter(place: &dyn Place) {
    let names =
        ["Zoë Müller", "Łukasz Dvořák", "Søren Groß", "Madonna", "İpek Yılmaz", "Nguyễn Thị Quyên"];
    let (journal, _) = with(place, &names);
    for (typed, name) in [
        ("zoe", names[0]),
        ("MULL", names[0]),
        ("lukasz dvorak", names[1]),
        ("dvo lu", names[1]),
        ("soren gross", names[2]),
        ("mado", names[3]),
        ("ipek yilm", names[4]),
        ("quyen nguyen", names[5]),
        ("m\u{fc}ller", names[0]),
        ("mu\u{308}ller", names[0]),
    ] {
        assert_eq!(titles(&journal, typed), [name], "typed {typed}");
    }
    assert!(titles(&journal, "zoe dvorak").is_empty(), "every word has to be there");
    assert!(titles(&journal, "uller").is_empty(), "words begin at their beginning");
}

fn names_in_scripts_without_spaces_are_found_by_any_part(place: &dyn Place) {
    let names = ["李小龍", "김민수", "さくらももこ", "山田 サトウ", "สมชาย ใจดี"];
    let (journal, _) = with(place, &names);
    for (typed, name) in [
        ("李", names[0]),
        ("小龍", names[0]),
        ("龍", names[0]),
        ("민수", names[1]),
        ("김", names[1]),
        ("もも", names[2]),
        ("ｻﾄｳ", names[3]),
        ("ชาย", names[4]),
    ] {
        assert_eq!(titles(&journal, typed), [name], "typed {typed}");
    }
    assert!(titles(&journal, "龍小").is_empty(), "the order counts");
}

fn names_written_from_right_to_left_are_found_with_and_without_points(place: &dyn Place) {
    let (journal, _) = with(place, &["דָּנָה כהן", "محمد العلي", "\u{202b}نور\u{202c}"]);
    assert_eq!(titles(&journal, "דנה"), ["דָּנָה כהן"]);
    assert_eq!(titles(&journal, "כהן דנ"), ["דָּנָה כהן"]);
    assert_eq!(titles(&journal, "مُحَمَّد"), ["محمد العلي"]);
    assert_eq!(titles(&journal, "نور").len(), 1);
}

fn an_emoji_can_be_looked_for(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Aroha 🐝", "Teuila"]);
    assert_eq!(titles(&journal, "🐝"), ["Aroha 🐝"]);
    journal
        .edit_contact(&ids[1], moment(1), |contact| contact.note = "night🚆train".into())
        .unwrap();
    assert_eq!(titles(&journal, "🚆"), ["Teuila"]);
    assert_eq!(titles(&journal, "train"), ["Teuila"]);
}

fn whatever_is_typed_is_no_operator(place: &dyn Place) {
    let (journal, _) = with(place, &["Niamh O'Sullivan-Reyes", "Or And Not"]);
    assert_eq!(titles(&journal, "o'sullivan-rey"), ["Niamh O'Sullivan-Reyes"]);
    assert_eq!(titles(&journal, "O’Sullivan"), ["Niamh O'Sullivan-Reyes"]);
    assert_eq!(titles(&journal, "NOT OR AND"), ["Or And Not"]);
    for typed in [
        "",
        " ",
        "\"",
        "\"\"",
        "*",
        "a*b",
        "title:x",
        "NEAR(a b)",
        "-",
        "^a",
        "(",
        ")",
        "a AND",
        "{x}",
        "\0",
        "'",
        "\u{301}",
        "+",
    ] {
        journal.find(typed, 5).unwrap();
    }
    journal.find(&"long ".repeat(2000), 5).unwrap();
}

fn a_name_ranks_over_a_mention(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Bo Lindström", "Ana Ruiz", "Ben"]);
    journal
        .edit_contact(&ids[1], moment(1), |contact| {
            contact.note = "Knows Lindström and Lindström's sister".into()
        })
        .unwrap();
    journal
        .edit_contact(&ids[2], moment(1), |contact| contact.org = "Lindström AB".into())
        .unwrap();
    assert_eq!(titles(&journal, "lindstrom"), ["Bo Lindström", "Ben", "Ana Ruiz"]);
    let snippet = &journal.find("sister", 5).unwrap()[0].snippet;
    assert!(snippet.contains("Lindström's sister"), "{snippet}");
}

fn what_is_put_away_is_not_found_until_it_is_taken_back(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Olga", "Ольга"]);
    assert!(journal.delete(&ids[1], moment(1)).unwrap());
    assert!(!journal.delete(&ids[1], moment(2)).unwrap());
    assert!(titles(&journal, "ольга").is_empty());
    assert_eq!(journal.store().reading().contacts(0, 10).unwrap().len(), 1);
    assert!(journal.undelete(&ids[1], moment(3)).unwrap());
    assert_eq!(titles(&journal, "ольга"), ["Ольга"]);
}

fn a_number_is_found_however_it_is_grouped(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Kamau"]);
    journal
        .edit_contact(&ids[0], moment(1), |contact| {
            contact.phones.insert("+254 (0)712 345-678".into(), "mobile".into());
        })
        .unwrap();
    for typed in ["+254 (0)712 345-678", "2540712345678", "+2540712", "254 0712 345", "712"] {
        assert_eq!(titles(&journal, typed), ["Kamau"], "typed {typed}");
    }
    assert_eq!(journal.who("+254 0 712345678").unwrap(), ids[0]);
}

fn an_edit_takes_old_words_out_of_the_search(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Giulia De Luca"]);
    journal
        .edit_contact(&ids[0], moment(1), |contact| contact.name = "Giulia Ferri".into())
        .unwrap();
    assert!(titles(&journal, "luca").is_empty());
    assert_eq!(titles(&journal, "giulia"), ["Giulia Ferri"]);
}

fn everything_that_was_written_can_be_found(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut seed = people::Seed::new(11);
    let contact = people::contact(&mut seed, 1);
    let id = journal.add_contact(contact.clone(), moment(0)).unwrap();
    let interaction = Interaction {
        people: [id.to_string()].into(),
        note: "Swapped sourdough".into(),
        ..Interaction::default()
    };
    journal.add_interaction(interaction, moment(1)).unwrap();
    journal.event_start("Rust Nation", "London", "find a co-author", moment(2)).unwrap();
    for typed in [&contact.org, &contact.role, &contact.name, "person1@post.example"] {
        assert!(
            journal.find(typed, 10).unwrap().iter().any(|found| found.id == id),
            "typed {typed}"
        );
    }
    let sourdough = &journal.find("sourd", 10).unwrap()[0];
    assert_eq!(
        (sourdough.title.as_str(), sourdough.snippet.as_str()),
        (contact.name.as_str(), "Swapped sourdough")
    );
    assert_eq!(journal.find("co-author", 10).unwrap()[0].title, "Rust Nation");
}
