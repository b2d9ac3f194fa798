//! A telephone number is one, in the form of its own country and in the one from abroad.

use super::{Place, journal, moment, promised};
use crate::journal::{CardEntry, ImportedContact, Journal, KnownBy, Logged, MatchedBy};
use crate::line;
use mingle_proto::id::DocumentId;
use mingle_proto::record::Contact;

promised! {
    a_card_with_the_other_form_of_a_number_makes_nobody,
    a_line_with_the_other_form_of_a_number_is_taken_for_who_has_it,
    a_number_finds_somebody_in_either_form,
    with_few_digits_in_common_one_is_asked,
    a_number_that_two_have_in_two_countries_is_asked_about,
    a_number_that_two_of_a_firm_have_is_asked_about_in_either_form,
    someone_of_the_name_with_the_other_form_of_a_number_is_no_namesake,
    an_extension_is_not_the_firms_number_and_a_service_is_nobodys,
    somebody_with_both_forms_is_one_person,
    a_number_that_was_changed_or_put_away_tells_nobody,
    a_file_knows_somebody_again_by_equal_digits_only,
    of_two_of_one_name_with_one_form_each_the_one_with_equal_digits_is_meant,
    who_has_the_number_for_certain_is_meant_beside_who_only_may,
    a_number_with_marks_that_nobody_sees_is_known,
}

/// Each number as it is dialled from abroad and within its country.
const BOTH: [(&str, &str, &str); 8] = [
    ("Jürgen Groß", "+49 170 5550123", "0170/5550123"),
    ("Ana Ruiz", "+1 415 555 0101", "(415) 555-0101"),
    ("Niamh O’Sullivan", "+44 (0)20 7946 0958", "020 7946 0958"),
    ("נועה לוי", "+972 50 000 0000", "050-0000000"),
    ("Giulia De Luca", "+39 06 5550 1234", "06 55501234"),
    ("Léa Lefèvre", "0033 6 39 98 01 23", "06 39 98 01 23"),
    ("João 🪁 da Silva", "+55 11 95550-1234", "(11) 95550-1234"),
    ("Łukasz Zając", "48 600 555 012", "600 555 012"),
];

fn person(name: &str, numbers: &[&str]) -> Contact {
    let phones = numbers.iter().map(|number| ((*number).to_owned(), "mobile".to_owned()));
    Contact { name: name.into(), phones: phones.collect(), ..Contact::default() }
}

fn add(journal: &mut Journal, name: &str, numbers: &[&str]) -> DocumentId {
    journal.add_contact(person(name, numbers), moment(0)).unwrap()
}

/// Whom a card of this name and number may mean, and whether it does for certain.
fn told(journal: &Journal, name: &str, number: &str) -> Vec<(String, bool)> {
    let known = journal.known(&person(name, &[number])).unwrap();
    assert!(known.iter().all(|one| one.by == KnownBy::Phone), "{name} {number}: {known:?}");
    known.into_iter().map(|one| (one.person.name, one.certain)).collect()
}

/// Whom a line that is being typed may mean, and by what.
fn shown(journal: &Journal, text: &str) -> Vec<(String, MatchedBy, bool)> {
    let preview = journal.preview(text, None, &[], moment(0)).unwrap();
    let matches = preview.lines.into_iter().next().unwrap().matches.into_iter();
    matches.map(|one| (one.person.name, one.by, one.certain)).collect()
}

fn log(journal: &mut Journal, text: &str) -> Logged {
    journal.log_line(&line::parse(text, moment(0).today), moment(1)).unwrap()
}

fn import(journal: &mut Journal, contact: Contact) -> (u64, u64, u64) {
    let batch = vec![ImportedContact { contact, photo: None }];
    let counts = journal.import_contacts(batch, moment(3)).unwrap();
    (counts.created, counts.updated, counts.unchanged)
}

fn people(journal: &Journal) -> usize {
    journal.store().reading().count_people(None).unwrap()
}

fn a_card_with_the_other_form_of_a_number_makes_nobody(place: &dyn Place) {
    for (file, turned) in [("a", false), ("b", true)] {
        let mut journal = journal(place, file);
        for (number, (name, abroad, within)) in (0..).zip(BOTH) {
            let (first, second) = if turned { (within, abroad) } else { (abroad, within) };
            let id = add(&mut journal, name, &[first]);
            for asked in [name, ""] {
                assert_eq!(told(&journal, asked, second), [(name.to_owned(), true)], "{second}");
            }
            let other = told(&journal, "Þóra Sigurðardóttir", second);
            assert_eq!(other, [(name.to_owned(), false)], "another name: {second}");
            let entry = CardEntry {
                ticket: DocumentId::from_bytes([number; 16]),
                who: None,
                at: moment(1).now,
                offset: 0,
            };
            let card = ImportedContact { contact: person(name, &[second]), photo: None };
            let saved = journal.save_card(&entry, card).unwrap();
            assert_eq!((saved.person.id, saved.known_by), (id, Some(KnownBy::Phone)), "{second}");
        }
        assert_eq!(people(&journal), BOTH.len());
    }
}

fn a_line_with_the_other_form_of_a_number_is_taken_for_who_has_it(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = add(&mut journal, "Ana Ruiz", &["+1 415 555 0101"]);
    let jürgen = add(&mut journal, "Jürgen Groß", &["0170 5550123"]);
    for (text, name, id) in [
        ("A., (415) 555-0101, needs a loom", "Ana Ruiz", ana),
        ("J., +49 170 5550123", "Jürgen Groß", jürgen),
        ("J., +49 (0)170 555 01 23", "Jürgen Groß", jürgen),
    ] {
        assert_eq!(shown(&journal, text), [(name.to_owned(), MatchedBy::Phone, true)], "{text}");
        let logged = log(&mut journal, text);
        assert_eq!((logged.person.id, logged.known_by), (id, Some(KnownBy::Phone)), "{text}");
    }
    assert_eq!(people(&journal), 2);
}

fn a_number_finds_somebody_in_either_form(place: &dyn Place) {
    let mut journal = journal(place, "a");
    for (name, abroad, within) in BOTH {
        let id = add(&mut journal, name, &[abroad]);
        for asked in [abroad, within] {
            assert_eq!(journal.who(asked).unwrap(), id, "{asked}");
            let found = journal.find(asked, 1).unwrap();
            assert_eq!(found.first().map(|one| one.id), Some(id), "{asked}");
        }
    }
    let (_, abroad, within) = BOTH[0];
    let found = journal.find(abroad, 20).unwrap();
    assert_eq!(found.len(), 1, "found by the words of it too, and shown once");
    assert!(journal.find(within, 0).unwrap().is_empty());
}

fn with_few_digits_in_common_one_is_asked(place: &dyn Place) {
    let mut journal = journal(place, "a");
    add(&mut journal, "Ragnhild Haugen", &["+47 912 34 567"]);
    add(&mut journal, "Þóra", &["+354 555 0101"]);
    for (number, name) in [("912 34 567", "Ragnhild Haugen"), ("555 0101", "Þóra")] {
        assert_eq!(told(&journal, "", number), [(name.to_owned(), false)]);
    }
    let text = "R., tel 912 34 567";
    let ragnhild = ("Ragnhild Haugen".to_owned(), MatchedBy::Phone, false);
    assert!(shown(&journal, text).contains(&ragnhild), "{:?}", shown(&journal, text));
    // It is enough to show somebody, and not to write about them.
    let today = moment(0).today;
    assert_eq!(journal.show("912 34 567", today).unwrap().name, "Ragnhild Haugen");
    assert_eq!(journal.who("912 34 567").unwrap_err().code(), "no-such-person");
    assert_eq!(journal.show("912 34 568", today).unwrap_err().code(), "no-such-person");
    assert!(log(&mut journal, text).is_new);
}

fn a_number_that_two_have_in_two_countries_is_asked_about(place: &dyn Place) {
    let mut journal = journal(place, "a");
    add(&mut journal, "Jürgen Groß", &["+49 170 5550123"]);
    add(&mut journal, "Wanjiru Kamau", &["+254 170 5550123"]);
    let mut both = told(&journal, "", "0170 5550123");
    both.sort();
    assert_eq!(both, [("Jürgen Groß".to_owned(), false), ("Wanjiru Kamau".to_owned(), false)]);
    let text = "K., 0170 5550123";
    assert_eq!(shown(&journal, text).len(), 2);
    assert!(
        shown(&journal, text)
            .iter()
            .all(|(_, by, certain)| { *by == MatchedBy::Phone && !certain })
    );
    assert_eq!(journal.who("0170 5550123").unwrap_err().code(), "ambiguous");
    // From abroad each has their own.
    for (number, name) in [("+49 170 5550123", "Jürgen Groß"), ("254 170 5550123", "Wanjiru Kamau")]
    {
        assert_eq!(told(&journal, "", number), [(name.to_owned(), true)]);
    }
    assert!(told(&journal, "", "+43 170 5550123").is_empty());
    assert!(log(&mut journal, text).is_new);
}

fn a_number_that_two_of_a_firm_have_is_asked_about_in_either_form(place: &dyn Place) {
    let mut journal = journal(place, "a");
    add(&mut journal, "Paweł Zając", &["+49 30 555 0100"]);
    add(&mut journal, "Věra Dvořáková", &["030 555 0100"]);
    for number in ["+49 30 555 0100", "030/5550100", "49 (0)30 5550100"] {
        let told = told(&journal, "", number);
        assert_eq!(told.iter().map(|(_, certain)| *certain).collect::<Vec<_>>(), [false, false]);
    }
    let named = told(&journal, "Věra Dvořáková", "+49 30 555 0100");
    assert_eq!(named[0], ("Věra Dvořáková".to_owned(), true), "her name and the number: {named:?}");
    assert!(log(&mut journal, "Umut, 030 555 0100").is_new);
}

fn someone_of_the_name_with_the_other_form_of_a_number_is_no_namesake(place: &dyn Place) {
    let mut journal = journal(place, "a");
    add(&mut journal, "Kari Haugen", &["+47 912 34 567"]);
    assert_eq!(told(&journal, "Kari Haugen", "912 34 567"), [("Kari Haugen".to_owned(), true)]);
    let other = journal.known(&person("Kari Haugen", &["912 34 568"])).unwrap();
    assert!(other.len() == 1 && !other[0].certain, "{other:?}");
}

fn an_extension_is_not_the_firms_number_and_a_service_is_nobodys(place: &dyn Place) {
    let mut journal = journal(place, "a");
    add(&mut journal, "Eilidh", &["+1 415 555 0101 ext. 12", "110", "+49 110"]);
    add(&mut journal, "Meridian Turbines", &["+49 30 5550100"]);
    for number in
        ["+1 415 555 0101", "(415) 555-0101", "110", "0110", "+49 30 55501-23", "0110 110"]
    {
        assert!(told(&journal, "", number).is_empty(), "{number}");
    }
}

fn somebody_with_both_forms_is_one_person(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let numbers = ["+49 170 5550123", "0170 5550123", "49 170 5550123", "170 5550123"];
    let id = add(&mut journal, "Jürgen Groß", &numbers);
    for number in numbers {
        assert_eq!(told(&journal, "", number), [("Jürgen Groß".to_owned(), true)], "{number}");
        assert_eq!(journal.who(number).unwrap(), id);
    }
}

fn a_number_that_was_changed_or_put_away_tells_nobody(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = add(&mut journal, "Jürgen Groß", &["49 170 5550123"]);
    let change = |journal: &mut Journal, number: &str| {
        journal
            .edit_contact(&id, moment(1), |contact| {
                contact.phones = person("", &[number]).phones;
            })
            .unwrap();
    };
    // Without the plus it may be national itself, and longer from abroad.
    assert_eq!(told(&journal, "", "+7 49 170 5550123").len(), 1);
    change(&mut journal, "+49 170 5550123");
    assert!(told(&journal, "", "+7 49 170 5550123").is_empty());
    assert_eq!(told(&journal, "", "0170 5550123").len(), 1);
    change(&mut journal, "+49 170 5550124");
    assert!(told(&journal, "", "0170 5550123").is_empty());
    assert_eq!(told(&journal, "", "0170 5550124").len(), 1);
    journal.delete(&id, moment(2)).unwrap();
    assert!(told(&journal, "", "0170 5550124").is_empty());
    assert_eq!(journal.who("0170 5550124").unwrap_err().code(), "no-such-person");
}

fn a_file_knows_somebody_again_by_equal_digits_only(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let card = |uid: &str, number: &str| Contact {
        sources: [uid.to_owned()].into(),
        ..person("Jürgen Groß", &[number])
    };
    assert_eq!(import(&mut journal, card("uid:1", "+49 170 5550123")), (1, 0, 0));
    for (uid, number) in [("uid:2", "49170-5550123"), ("uid:3", "0049 (0)170 555 01 23")] {
        assert_eq!(import(&mut journal, card(uid, number)), (0, 1, 0), "{number}");
    }
    assert_eq!(import(&mut journal, card("uid:4", "0170 5550123")), (1, 0, 0));
    for (uid, number) in [("uid:1", "+49 170 5550123"), ("uid:4", "0170 5550123")] {
        assert_eq!(import(&mut journal, card(uid, number)), (0, 0, 1), "the file once more");
    }
    assert_eq!(people(&journal), 2);
}

fn of_two_of_one_name_with_one_form_each_the_one_with_equal_digits_is_meant(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let (abroad, within) = ("+49 170 5550123", "0170 5550123");
    import(&mut journal, person("Jürgen Groß", &[abroad]));
    import(&mut journal, person("Jürgen Groß", &[within]));
    let whose = |journal: &Journal, number: &str| {
        let all = journal.store().reading().contacts_named("jürgen groß").unwrap();
        let found = all.into_iter().find(|row| {
            let shown = journal.person(&row.id, moment(1).today).unwrap();
            shown.contact.phones.contains_key(number)
        });
        found.unwrap().id
    };
    for (ticket, number) in [(1, abroad), (2, within)] {
        let id = whose(&journal, number);
        for text in ["Jürgen Groß, ", "jürgen, "].map(|name| name.to_owned() + number) {
            let logged = log(&mut journal, &text);
            assert_eq!((logged.person.id, logged.known_by), (id, Some(KnownBy::Phone)), "{text}");
        }
        for name in ["Jürgen Groß", ""] {
            let known = journal.known(&person(name, &[number])).unwrap();
            assert_eq!((known[0].person.id, known[0].certain), (id, true), "{name} {number}");
            assert!(known.len() == 2 && !known[1].certain, "{known:?}");
        }
        let entry = CardEntry {
            ticket: DocumentId::from_bytes([ticket; 16]),
            who: None,
            at: moment(1).now,
            offset: 0,
        };
        let card = ImportedContact { contact: person("Jürgen Groß", &[number]), photo: None };
        assert_eq!(journal.save_card(&entry, card).unwrap().person.id, id, "{number}");
    }
    assert_eq!(people(&journal), 2);
}

fn who_has_the_number_for_certain_is_meant_beside_who_only_may(place: &dyn Place) {
    let mut journal = journal(place, "a");
    add(&mut journal, "Ragnhild Haugen", &["+47 912 34 567"]);
    let zoë = add(&mut journal, "Zoë Lind", &["912 34 567"]);
    for name in ["Zoë Lind", ""] {
        let known = told(&journal, name, "912 34 567");
        assert_eq!(known[0], ("Zoë Lind".to_owned(), true), "{known:?}");
        assert_eq!(known[1], ("Ragnhild Haugen".to_owned(), false), "{known:?}");
    }
    let logged = log(&mut journal, "Z., tel 912 34 567");
    assert_eq!((logged.person.id, logged.known_by), (zoë, Some(KnownBy::Phone)));
    assert_eq!(journal.who("912 34 567").unwrap(), zoë);
    assert_eq!(people(&journal), 2);
}

fn a_number_with_marks_that_nobody_sees_is_known(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let marked = "\u{202a}+49\u{202f}170\u{2011}5550123\u{202c}";
    let jürgen = add(&mut journal, "Jürgen Groß", &[marked]);
    let pasted = "\u{2068}\u{200e}+44 7700 900123\u{2069}";
    let ana = add(&mut journal, "Ana Ruiz", &["07700 900123"]);
    for (number, name, id) in [
        ("0170 5550123", "Jürgen Groß", jürgen),
        (marked, "Jürgen Groß", jürgen),
        (pasted, "Ana Ruiz", ana),
    ] {
        assert_eq!(told(&journal, "", number), [(name.to_owned(), true)], "{number}");
        assert_eq!(journal.who(number).unwrap(), id, "{number}");
        let found = journal.find(number, 1).unwrap();
        assert_eq!(found.first().map(|one| one.id), Some(id), "{number}");
        let text = format!("J. or A., {number}, needs a loom");
        let logged = log(&mut journal, &text);
        assert_eq!((logged.person.id, logged.known_by), (id, Some(KnownBy::Phone)), "{text}");
    }
    let made = log(&mut journal, &format!("Wanjiru Kamau, {}", pasted.replace('3', "4")));
    let shown = journal.person(&made.person.id, moment(1).today).unwrap().contact;
    let numbers: Vec<_> = shown.phones.into_keys().collect();
    assert_eq!(numbers, ["+44 7700 900124"], "nothing hidden is kept");
}
