//! An entry is written down once, however often it comes, and can be taken back.

use super::exchange::sync;
use super::people::Seed;
use super::{Place, journal, moment, promised};
use crate::journal::{Correction, Entry, Journal, KnownBy, Logged, Meant};
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Event, Interaction, Move};
use mingle_proto::timestamp::Timestamp;
use std::collections::BTreeMap;

promised! {
    an_entry_is_written_once_however_often_it_comes,
    an_entry_that_was_put_away_or_forgotten_is_not_written_again,
    the_day_of_an_entry_is_the_day_on_which_it_was_typed,
    an_entry_inherits_the_event_that_was_on_when_it_was_typed,
    an_entry_typed_in_an_event_that_was_entered_again_belongs_to_it,
    lines_about_someone_need_no_name,
    the_owner_says_whom_a_line_means,
    words_that_are_no_chip_stay_in_the_note,
    an_entry_with_a_line_that_names_nobody_writes_nothing,
    taking_back_undoes_what_an_entry_did_and_no_more,
    taking_back_leaves_what_was_changed_since,
    someone_whom_others_speak_of_by_now_stays,
    any_entry_taken_back_leaves_the_journal_as_it_was,
}

fn ticket(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn entry(number: u8, text: &str) -> Entry {
    let moment = moment(i64::from(number));
    Entry {
        ticket: ticket(number),
        text: text.into(),
        about: None,
        event: None,
        corrections: Vec::new(),
        at: moment.now,
        offset: moment.offset,
    }
}

fn contact(journal: &Journal, id: &DocumentId) -> Contact {
    journal.store().reading().record(id).unwrap().unwrap()
}

fn writes(journal: &Journal) -> i64 {
    journal.store().changed_since(0).unwrap().1
}

const TEXT: &str = "Ana Ruiz @ Acme, needs a storage engineer, intro to Bo, coffee fri\n\
                    - 李小龍, likes kites\n- ana ruiz, offers a loom, call mon";

fn an_entry_is_written_once_however_often_it_comes(place: &dyn Place) {
    let mut journal = journal(place, "a");
    assert!(!journal.was_logged(&ticket(1)).unwrap());
    let first = journal.log(&entry(1, TEXT)).unwrap();
    assert!(journal.was_logged(&ticket(1)).unwrap());
    let facts: Vec<_> = first.iter().map(|it| (it.is_new, it.known_by, it.moves.len())).collect();
    assert_eq!(facts, [(true, None, 2), (true, None, 0), (false, Some(KnownBy::Name), 1)]);
    assert_eq!(first[0].person, first[2].person);
    let before = writes(&journal);
    let mut again = journal.log(&entry(1, TEXT)).unwrap();
    // The first line's person is known by now, and would be recognised: that it was new is remembered.
    assert_eq!(again, first);
    drop(journal);
    let mut journal = super::journal(place, "a");
    again = journal.log(&entry(1, TEXT)).unwrap();
    assert_eq!((again, writes(&journal)), (first, before));
    assert!(!journal.log(&entry(2, "Ana Ruiz")).unwrap()[0].is_new);
}

fn an_entry_that_was_put_away_or_forgotten_is_not_written_again(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let first = journal.log(&entry(1, TEXT)).unwrap();
    let ids = |all: &[Logged]| -> Vec<_> {
        all.iter().map(|one| (one.person.id, one.interaction, one.is_new)).collect()
    };
    journal.delete(&first[0].interaction, moment(5)).unwrap();
    journal.delete(&first[1].person.id, moment(5)).unwrap();
    journal.delete(&first[0].moves[0].id, moment(5)).unwrap();
    let before = writes(&journal);
    assert_eq!(ids(&journal.log(&entry(1, TEXT)).unwrap()), ids(&first));
    assert_eq!(writes(&journal), before);
    for id in [first[0].interaction, first[0].person.id, first[1].person.id, first[0].moves[1].id] {
        journal.forget(&id, moment(6)).unwrap();
    }
    let before = writes(&journal);
    assert_eq!(ids(&journal.log(&entry(1, TEXT)).unwrap()), ids(&first));
    journal.take_back(&ticket(1), moment(7)).unwrap();
    assert_eq!(ids(&journal.log(&entry(1, TEXT)).unwrap()), ids(&first));
    assert!(journal.store().reading().record::<Contact>(&first[0].person.id).unwrap().is_none());
    assert!(writes(&journal) > before, "taking back put away what was left");
}

fn the_day_of_an_entry_is_the_day_on_which_it_was_typed(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut late = entry(1, "Ana, coffee tomorrow");
    // 23:30 by UTC on 20 November is 00:30 of the next day an hour ahead.
    late.at = Timestamp(1_795_217_400_000);
    assert_eq!(journal.log(&late).unwrap()[0].moves[0].due, "2026-11-22");
    late.ticket = ticket(2);
    late.offset = -3600;
    let logged = journal.log(&late).unwrap();
    assert_eq!(logged[0].moves[0].due, "2026-11-21");
    let shown = journal.person(&logged[0].person.id, moment(0).today).unwrap();
    assert!(shown.interactions.iter().all(|one| one.at == Some(late.at)));
    late.at = Timestamp(i64::MAX);
    late.ticket = ticket(3);
    assert_eq!(journal.log(&late).unwrap().len(), 1, "no clock is too wrong to write down");
}

fn an_entry_inherits_the_event_that_was_on_when_it_was_typed(place: &dyn Place) {
    let mut journal = journal(place, "a");
    journal.event_start("Rust Nation", "London", "", moment(2)).unwrap();
    journal.event_end("", moment(4)).unwrap();
    let event = |journal: &mut Journal, number| {
        journal.log(&entry(number, &format!("Person {number}"))).unwrap()[0].event.clone()
    };
    assert_eq!(event(&mut journal, 1), None);
    assert_eq!(
        event(&mut journal, 3).as_deref(),
        Some("Rust Nation"),
        "written down after its end"
    );
    assert_eq!(event(&mut journal, 5), None);
}

fn an_entry_typed_in_an_event_that_was_entered_again_belongs_to_it(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = journal.event_start("Rust Nation", "London", "", moment(0)).unwrap().id;
    journal.event_end("", moment(10)).unwrap();
    journal.event_resume(&id, moment(20)).unwrap();
    journal.event_end("", moment(30)).unwrap();
    let typed_in = |event, number: u8, name: &str| Entry {
        event: Some(event),
        at: moment(number.into()).now,
        ..entry(number, name)
    };
    let late = journal.log(&typed_in(id, 25, "Ana Ruiz")).unwrap().remove(0);
    assert_eq!(late.event.as_deref(), Some("Rust Nation"), "though it was ended once more");
    let person = contact(&journal, &late.person.id);
    assert_eq!((person.met_at, person.met_event), (Some(moment(10).now), id.to_string()));
    let early = journal.log(&typed_in(id, 5, "李小龍")).unwrap().remove(0).person.id;
    assert_eq!(contact(&journal, &early).met_at, Some(moment(5).now), "while it was on");
    assert_eq!(journal.log(&entry(26, "Nobody There")).unwrap()[0].event, None);
    // One that is not there any more is none.
    journal.delete(&id, moment(40)).unwrap();
    assert_eq!(journal.log(&typed_in(id, 27, "Łucja Żižek")).unwrap()[0].event, None);
    assert_eq!(journal.log(&typed_in(ticket(99), 28, "Cem")).unwrap()[0].event, None);
}

fn lines_about_someone_need_no_name(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = journal.log(&entry(1, "Ana Ruiz")).unwrap().remove(0).person;
    let mut about = entry(2, "coffee fri\nloves boats, needs a loom\n@ Acme, ana@acme.example");
    about.about = Some(ana.id);
    let logged = journal.log(&about).unwrap();
    assert_eq!(logged.iter().map(|one| one.person.id).collect::<Vec<_>>(), [ana.id; 3]);
    let shown = journal.person(&ana.id, moment(0).today).unwrap();
    assert_eq!((shown.name.as_str(), shown.contact.org.as_str()), ("Ana Ruiz", "Acme"));
    assert_eq!((shown.open.len(), shown.interactions.len()), (1, 4));
    assert_eq!(shown.open[0].due, "2026-11-27");
    assert!(shown.interactions.iter().any(|one| one.note == "loves boats"));
    assert!(shown.contact.emails.contains_key("ana@acme.example"));
    about.ticket = ticket(3);
    about.about = Some(ticket(99));
    assert_eq!(journal.log(&about).unwrap_err().code(), "no-such-record");
}

fn the_owner_says_whom_a_line_means(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let kim = journal.log(&entry(1, "Kim")).unwrap().remove(0).person;
    let said = |number, who| Entry {
        corrections: vec![Correction { line: 0, who: Some(who), plain: Vec::new() }],
        ..entry(number, "Kim, likes tea")
    };
    let other = journal.log(&said(2, Meant::New)).unwrap().remove(0);
    assert!(other.is_new && other.person.id != kim.id);
    let same = journal.log(&said(3, Meant::Known { id: kim.id })).unwrap().remove(0);
    assert_eq!((same.person.id, same.is_new, same.known_by), (kim.id, false, None));
    let nickname = Entry {
        text: "that tall one from the tram".into(),
        ..said(4, Meant::Known { id: kim.id })
    };
    assert_eq!(journal.log(&nickname).unwrap()[0].person, kim, "and the name stays");
}

fn words_that_are_no_chip_stay_in_the_note(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let plain = |number, text: &str, words: &[&str]| Entry {
        corrections: vec![Correction {
            line: 0,
            who: None,
            plain: words.iter().map(|words| (*words).to_owned()).collect(),
        }],
        ..entry(number, text)
    };
    let logged = journal
        .log(&plain(
            1,
            "Ana Ruiz, needs a loom, coffee fri, needs tea, likes kites",
            &["coffee fri", "needs a loom"],
        ))
        .unwrap()
        .remove(0);
    let shown = journal.person(&logged.person.id, moment(0).today).unwrap();
    assert_eq!(
        (logged.moves.len(), shown.interactions[0].note.as_str()),
        (0, "needs a loom, coffee fri, likes kites")
    );
    assert_eq!(shown.contact.needs.values().collect::<Vec<_>>(), ["tea"]);
    let undated = journal.log(&plain(2, "Bo, coffee fri", &["fri"])).unwrap().remove(0);
    assert_eq!((undated.moves[0].what.as_str(), undated.moves[0].due.as_str()), ("coffee", ""));
    let nobody = journal.log(&plain(3, "Bo, coffee fri", &["Bo"]));
    assert_eq!(nobody.unwrap_err().code(), "names-nobody");
}

fn an_entry_with_a_line_that_names_nobody_writes_nothing(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let before = writes(&journal);
    for text in ["Ana Ruiz @ Acme\ncoffee fri", "", " \n- \n"] {
        assert_eq!(journal.log(&entry(1, text)).unwrap_err().code(), "names-nobody", "{text:?}");
    }
    assert_eq!(
        (writes(&journal), journal.people(&Default::default(), 0, 9).unwrap().total),
        (before, 0)
    );
    assert_eq!(
        journal.log(&entry(1, "Ana Ruiz @ Acme")).unwrap().len(),
        1,
        "corrected, it is taken"
    );
}

fn taking_back_undoes_what_an_entry_did_and_no_more(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = journal.log(&entry(1, "Ana Ruiz @ Acme, needs tea, #sail")).unwrap().remove(0);
    let before = contact(&journal, &ana.person.id);
    let text =
        "Ana Ruiz, CTO at Acme, needs a loom, #kite, ana@acme.example, coffee fri\nBo Haugen";
    let logged = journal.log(&entry(2, text)).unwrap();
    assert_ne!(contact(&journal, &ana.person.id), before);
    for _ in 0..2 {
        journal.take_back(&ticket(2), moment(5)).unwrap();
        assert_eq!(contact(&journal, &ana.person.id), before);
    }
    let shown = journal.person(&ana.person.id, moment(0).today).unwrap();
    assert_eq!((shown.open.len(), shown.interactions.len()), (0, 1));
    assert_eq!(journal.people(&Default::default(), 0, 9).unwrap().total, 1);
    assert!(journal.undelete(&logged[1].person.id, moment(6)).unwrap(), "put away, not forgotten");
    journal.edit_contact(&ana.person.id, moment(7), |it| it.tags.extend(["kite".into()])).unwrap();
    journal.take_back(&ticket(2), moment(8)).unwrap();
    assert!(contact(&journal, &ana.person.id).tags.contains("kite"), "it is taken back once");
    journal.take_back(&ticket(77), moment(9)).unwrap();
}

fn taking_back_leaves_what_was_changed_since(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    let mut phone = journal(place, "phone");
    let ana =
        laptop.log(&entry(1, "Ana Ruiz @ Acme, ana@acme.example")).unwrap().remove(0).person.id;
    laptop.log(&entry(2, "Ana Ruiz, CTO, #kite, needs a loom, ana@kite.example")).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    phone
        .edit_contact(&ana, moment(3), |it| {
            it.role = "Founder".into();
            it.emails.insert("ana@kite.example".into(), "work".into());
            it.story = "Grew up on a barge.".into();
        })
        .unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    laptop.take_back(&ticket(2), moment(4)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let shown = contact(&phone, &ana);
    assert_eq!((shown.role.as_str(), shown.story.as_str()), ("Founder", "Grew up on a barge."));
    assert_eq!(shown.emails["ana@kite.example"], "work", "labelled since, it stays");
    assert!(shown.tags.is_empty() && shown.needs.is_empty() && shown.org == "Acme");
}

fn someone_whom_others_speak_of_by_now_stays(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let bo = journal.log(&entry(1, "Bo Haugen, likes kites")).unwrap().remove(0).person.id;
    journal.log(&entry(2, "Bo Haugen, coffee mon")).unwrap();
    journal.take_back(&ticket(1), moment(3)).unwrap();
    let shown = journal.person(&bo, moment(0).today).unwrap();
    assert_eq!((shown.contact.deleted, shown.interactions.len(), shown.open.len()), (None, 1, 1));
    journal.take_back(&ticket(2), moment(4)).unwrap();
    journal.take_back(&ticket(1), moment(5)).unwrap();
    assert_eq!(contact(&journal, &bo).deleted, Some(moment(5).now));
}

/// All records that are not put away, in a form that can be compared.
fn living(journal: &Journal) -> BTreeMap<DocumentId, String> {
    let reading = journal.store().reading();
    let mut all = BTreeMap::new();
    for kind in [Kind::Contact, Kind::Interaction, Kind::Move, Kind::Event] {
        for id in reading.ids_of_kind(&kind).unwrap() {
            let document = reading.document(&id).unwrap().unwrap();
            let (deleted, text) = match kind {
                Kind::Contact => shown(document.read(), |it: &Contact| it.deleted),
                Kind::Interaction => shown(document.read(), |it: &Interaction| it.deleted),
                Kind::Move => shown(document.read(), |it: &Move| it.deleted),
                _ => shown(document.read(), |it: &Event| it.deleted),
            };
            if !deleted {
                all.insert(id, text);
            }
        }
    }
    all
}

fn shown<R: std::fmt::Debug>(
    record: R,
    deleted: impl Fn(&R) -> Option<Timestamp>,
) -> (bool, String) {
    (deleted(&record).is_some(), format!("{record:?}"))
}

fn any_line(seed: &mut Seed) -> String {
    let mut line =
        seed.of(&["Ana Ruiz", "Bo", "李小龍", "דנה", "Zoë Müller", "Tomás", "Kim"]).to_owned();
    for _ in 0..seed.below(5) {
        line.push_str(seed.of(&[
            " @ Acme",
            ", CTO",
            ", needs a loom",
            ", needs tea",
            ", offers kites 🪁",
            ", coffee fri",
            ", call mon 9:00",
            ", intro to Bo",
            ", #sail",
            ", #kite",
            ", a@acme.example",
            ", +47 912 34 567",
            ", likes boats",
            ", through Bo",
            ", met at the tram",
        ]));
    }
    line
}

fn any_entry(seed: &mut Seed, number: u8, known: &[DocumentId]) -> Entry {
    let lines: Vec<String> = (0..=seed.below(4)).map(|_| any_line(seed)).collect();
    let mut entry = entry(number, &lines.join("\n"));
    match seed.below(4) {
        0 if !known.is_empty() => entry.about = Some(known[seed.below(known.len())]),
        1 => entry.corrections.push(Correction {
            line: seed.below(lines.len()),
            who: Some(Meant::New),
            plain: vec!["coffee fri".into(), "needs tea".into(), "mon 9:00".into()],
        }),
        _ => {}
    }
    entry
}

fn any_entry_taken_back_leaves_the_journal_as_it_was(place: &dyn Place) {
    for number in 0..12 {
        println!("seed {number}");
        let mut seed = Seed::new(number);
        let mut journal = journal(place, &format!("journal {number}"));
        let mut known = Vec::new();
        for round in 0..6 {
            let before = living(&journal);
            let entry = any_entry(&mut seed, round, &known);
            let logged = journal.log(&entry).unwrap();
            assert!(living(&journal).len() > before.len());
            let after = living(&journal);
            let count = writes(&journal);
            assert_eq!(journal.log(&entry).unwrap().len(), logged.len());
            assert_eq!((writes(&journal), living(&journal)), (count, after.clone()), "{entry:?}");
            journal.take_back(&entry.ticket, moment(60)).unwrap();
            assert_eq!(living(&journal), before, "{entry:?}");
            let count = writes(&journal);
            journal.take_back(&entry.ticket, moment(61)).unwrap();
            journal.log(&entry).unwrap();
            assert_eq!((writes(&journal), living(&journal)), (count, before), "{entry:?}");
            let other = Entry { ticket: ticket(100 + round), ..entry };
            let again = journal.log(&other).unwrap();
            let moves = |all: &[Logged]| all.iter().map(|it| it.moves.len()).collect::<Vec<_>>();
            assert_eq!(moves(&again), moves(&logged), "{other:?}");
            assert_eq!(living(&journal).len(), after.len(), "{other:?}");
            known.extend(again.iter().map(|one| one.person.id));
        }
    }
}
