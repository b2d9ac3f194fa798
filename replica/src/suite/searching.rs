//! Search finds people as they are remembered.

use super::{Place, journal, moment, people, promised};
use crate::journal::Journal;
use crate::store::fold;
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Interaction};
use std::collections::BTreeSet;

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
    one_letter_finds_people_by_every_word_of_their_names,
    people_come_first_then_titles_then_details_then_the_rest,
    of_many_that_hold_a_word_the_latest_come_first_and_none_twice,
    more_results_begin_with_the_fewer,
    a_search_finds_what_holds_the_words_and_nothing_else,
    what_is_found_is_shown_as_it_stands_now,
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

fn one_letter_finds_people_by_every_word_of_their_names(place: &dyn Place) {
    let names =
        ["Ana Ruiz", "Beatriz Álvarez", "Cem Kaya", "Ana", "Amara Abara", "李 Angela", "🐝"];
    let (mut journal, ids) = with(place, &names);
    let by_a = ["Amara Abara", "Beatriz Álvarez", "Ana", "Ana Ruiz", "李 Angela"];
    assert_eq!(titles(&journal, "a"), by_a, "the words in their order, and none twice");
    assert_eq!(titles(&journal, "Á"), by_a);
    assert_eq!(titles(&journal, "ana"), ["Ana", "Ana Ruiz"], "the whole word is no worse");
    assert_eq!(titles(&journal, "r a"), ["Ana Ruiz"]);
    assert_eq!(titles(&journal, "李"), ["李 Angela"]);
    assert_eq!(titles(&journal, "🐝"), ["🐝"]);
    assert!(journal.find("a", 0).unwrap().is_empty());

    journal.delete(&ids[3], moment(1)).unwrap();
    journal.edit_contact(&ids[0], moment(2), |contact| contact.name = "Zoe Ruiz".into()).unwrap();
    assert_eq!(titles(&journal, "an"), ["李 Angela"]);
    assert_eq!(titles(&journal, "z"), ["Zoe Ruiz"]);
    journal.undelete(&ids[3], moment(3)).unwrap();
    assert_eq!(titles(&journal, "an"), ["Ana", "李 Angela"]);
    journal.forget(&ids[3], moment(4)).unwrap();
    assert_eq!(titles(&journal, "an"), ["李 Angela"]);
    journal.edit_contact(&ids[5], moment(5), |contact| contact.name.clear()).unwrap();
    assert!(titles(&journal, "an").is_empty());
}

fn people_come_first_then_titles_then_details_then_the_rest(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Cem", "Rustam Aliev", "Bo"]);
    journal.edit_contact(&ids[0], moment(1), |cem| cem.note = "rust and more rust".into()).unwrap();
    journal.edit_contact(&ids[2], moment(2), |bo| bo.org = "Rust Belt Radio".into()).unwrap();
    journal.event_start("Rust Nation", "London", "", moment(3)).unwrap();
    let found: Vec<_> = journal.find("rust", 10).unwrap();
    let titles: Vec<_> = found.iter().map(|found| found.title.as_str()).collect();
    assert_eq!(titles, ["Rustam Aliev", "Rust Nation", "Bo", "Cem"]);
    assert_eq!(found[2].subtitle, "Rust Belt Radio");
    assert_eq!(found[3].snippet, "rust and more rust");
}

fn of_many_that_hold_a_word_the_latest_come_first_and_none_twice(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Theodora", "Cem"]);
    let notes: Vec<DocumentId> = (0..60)
        .map(|number| {
            let note = format!("the {number}th time on the train");
            let people = [ids[1].to_string()].into();
            let interaction = Interaction { people, note, ..Interaction::default() };
            journal.add_interaction(interaction, moment(number)).unwrap()
        })
        .collect();
    let found: Vec<_> =
        journal.find("the", 20).unwrap().into_iter().map(|found| found.id).collect();
    let expected: Vec<_> = [ids[0]].into_iter().chain(notes.into_iter().rev()).collect();
    assert_eq!(found, expected[..20]);
}

/// A journal with people and times together, some of them edited or put away since.
fn lived_in(place: &dyn Place, seed: &mut people::Seed) -> Journal {
    let mut journal = journal(place, "a");
    for number in 0..40 {
        let id = journal.add_contact(people::contact(seed, number), moment(0)).unwrap();
        let interaction = people::interaction(seed, &[id.to_string()]);
        let talk = journal.add_interaction(interaction, moment(0)).unwrap();
        match number % 5 {
            0 => {
                let (name, note) = (people::name(seed), seed.words(40));
                let edit = |contact: &mut Contact| (contact.name, contact.note) = (name, note);
                journal.edit_contact(&id, moment(1), edit).unwrap();
            }
            1 => assert!(journal.delete(&id, moment(1)).unwrap()),
            2 => {
                let note = seed.words(30);
                let edit = |talk: &mut Interaction| talk.note = note;
                journal.edit_interaction(&talk, moment(1), edit).unwrap();
            }
            3 => assert!(journal.delete(&talk, moment(1)).unwrap()),
            _ => {}
        }
    }
    journal
}

const TYPED: [&str; 16] = [
    "a",
    "s",
    "an",
    "ba",
    "the",
    "talk",
    "train the",
    "a s",
    "school",
    "rail",
    "kam",
    "p",
    "person1",
    "founder",
    "xylo",
    "lisb t",
];

fn more_results_begin_with_the_fewer(place: &dyn Place) {
    let mut journal = lived_in(place, &mut people::Seed::new(21));
    let find = |journal: &Journal, typed: &str, limit: usize| journal.find(typed, limit).unwrap();
    let before = TYPED.map(|typed| find(&journal, typed, 100));
    for (typed, all) in TYPED.iter().zip(&before) {
        for limit in [1, 2, 7, 20] {
            assert_eq!(find(&journal, typed, limit), all[..limit.min(all.len())], "typed {typed}");
        }
    }
    journal.reindex(&mut |_, _| {}).unwrap();
    assert_eq!(TYPED.map(|typed| find(&journal, typed, 100)), before, "derived again");
}

fn a_search_finds_what_holds_the_words_and_nothing_else(place: &dyn Place) {
    for seed in 30..33 {
        let journal = lived_in(place, &mut people::Seed::new(seed));
        let reading = journal.store().reading();
        let mut texts: Vec<(DocumentId, String)> = Vec::new();
        for id in reading.ids_of_kind(&Kind::Contact).unwrap() {
            let contact: Contact = reading.record(&id).unwrap().unwrap();
            let mut said = vec![contact.name, contact.org, contact.role, contact.story];
            said.extend([contact.note, contact.met_place]);
            said.extend(contact.tags.into_iter().chain(contact.emails.into_keys()));
            said.extend(contact.needs.into_values().chain(contact.offers.into_values()));
            texts.extend(contact.deleted.is_none().then(|| (id, said.join(" "))));
        }
        for id in reading.ids_of_kind(&Kind::Interaction).unwrap() {
            let talk: Interaction = reading.record(&id).unwrap().unwrap();
            let said = [talk.place, talk.channel, talk.note].join(" ");
            texts.extend(talk.deleted.is_none().then_some((id, said)));
        }
        for typed in TYPED {
            let holds = |text: &str| {
                let text = fold(text);
                let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
                typed.split(' ').all(|typed| words.iter().any(|word| word.starts_with(typed)))
            };
            let expected: BTreeSet<DocumentId> =
                texts.iter().filter(|(_, text)| holds(text)).map(|(id, _)| *id).collect();
            let found: Vec<DocumentId> =
                journal.find(typed, 1000).unwrap().into_iter().map(|found| found.id).collect();
            assert_eq!(found.len(), expected.len(), "seed {seed}, typed {typed}");
            assert_eq!(
                found.into_iter().collect::<BTreeSet<_>>(),
                expected,
                "seed {seed}, {typed}"
            );
        }
        drop(journal);
    }
}

fn what_is_found_is_shown_as_it_stands_now(place: &dyn Place) {
    let (mut journal, ids) = with(place, &["Ana Ruiz", "נור"]);
    let interaction = Interaction {
        people: ids.iter().map(DocumentId::to_string).collect(),
        place: "Tartu".into(),
        note: "She knows a luthier. ".repeat(20) + "Owes me a 🎻 string",
        ..Interaction::default()
    };
    let talk = journal.add_interaction(interaction, moment(1)).unwrap();
    journal.edit_contact(&ids[0], moment(2), |ana| ana.name = "Ana Ruiz Álvarez".into()).unwrap();
    let mut names = [(ids[0], "Ana Ruiz Álvarez"), (ids[1], "נור")];
    names.sort();
    let found = &journal.find("🎻", 5).unwrap()[0];
    assert_eq!((found.id, found.subtitle.as_str()), (talk, "Tartu"));
    assert_eq!(found.title, names.map(|(_, name)| name).join(", "));
    assert!(found.snippet.contains("Owes me a 🎻 string"), "{}", found.snippet);

    let ruiz = |journal: &Journal| journal.find("ruiz", 5).unwrap()[0].clone();
    journal
        .edit_contact(&ids[0], moment(3), |ana| {
            (ana.org, ana.role) = ("Kestrel".into(), "CTO".into());
            ana.emails.insert("ana@ruiz.example".into(), String::new());
        })
        .unwrap();
    assert_eq!(ruiz(&journal).subtitle, "CTO at Kestrel");
    assert_eq!(ruiz(&journal).snippet, "ana@ruiz.example");
    journal
        .edit_contact(&ids[0], moment(4), |ana| (ana.org, ana.emails) = ("".into(), [].into()))
        .unwrap();
    assert_eq!((ruiz(&journal).subtitle.as_str(), ruiz(&journal).snippet.as_str()), ("CTO", ""));
}
