//! Whom one hopes to meet at an event, until they are met.

use super::exchange::sync;
use super::gathering::{logged, person, start};
use super::{Place, journal, moment, promised};
use crate::journal::{
    CardEntry, Channel, EventEdit, ImportedContact, Journal, Outcome, PersonEdit, Problem, SetEdit,
};
use mingle_proto::id::DocumentId;
use mingle_proto::record::Contact;

promised! {
    whom_one_hopes_to_meet_is_known_or_not_yet_met_until_a_line_is_written_about_them,
    the_card_of_someone_hoped_for_meets_them,
    a_talk_with_someone_hoped_for_meets_them_until_it_is_put_away,
    what_was_known_of_someone_hoped_for_stays_when_they_are_met,
    taking_back_the_first_line_about_someone_hoped_for_leaves_them_not_yet_met,
    whom_a_hope_means_is_said_by_the_beginning_of_an_id,
    a_hope_that_may_mean_several_people_asks_which_and_nothing_begins,
    a_hope_with_an_organisation_that_no_namesake_has_is_somebody_new,
    hopes_of_two_devices_are_both_kept,
}

fn whom_one_hopes_to_meet_is_known_or_not_yet_met_until_a_line_is_written_about_them(
    place: &dyn Place,
) {
    let mut journal = journal(place, "a");
    logged(&mut journal, "Ana Ruiz", moment(0));
    let zoe = logged(&mut journal, "Zoë Lind", moment(0)).remove(0).person.id;
    let hoped = ["ana ruiz", "بدر الدين @ Kestrel, builds kites", "  ", "李小龍"];
    let on = journal.start_event(&start(&hoped, &[&zoe.to_string()]), moment(1)).unwrap();
    assert_eq!((on.event.name.as_str(), on.event.hoped.len()), ("Rust Nation", 3));
    let now = journal.event(&on.id, moment(2)).unwrap();
    let names: Vec<_> = now.hoped.iter().map(|row| (row.person.name.as_str(), row.met)).collect();
    assert_eq!(names, [("Ana Ruiz", false), ("بدر الدين", false), ("李小龍", false)]);
    assert_eq!(now.brought.iter().map(|row| row.id).collect::<Vec<_>>(), [zoe]);
    let unmet = journal.not_yet_met().unwrap();
    let rows: Vec<_> = unmet.iter().map(|row| row.person.name.as_str()).collect();
    assert_eq!(rows, ["بدر الدين", "李小龍"], "Ana was met before");
    assert_eq!(unmet[0].hoped_at, ["Rust Nation"]);
    let badr = unmet[0].person.id;
    let before = person(&journal, &badr);
    assert_eq!((before.met_at, before.org.as_str()), (None, "Kestrel"));
    assert_eq!((before.note.as_str(), before.met_event.as_str()), ("builds kites", ""));

    let met = logged(&mut journal, "بدر الدين, needs silk", moment(3)).remove(0);
    assert_eq!((met.person.id, met.is_new), (badr, false), "nobody is made twice");
    let now = journal.event(&on.id, moment(4)).unwrap();
    assert!(now.hoped[1].met && now.roster[0].is_new && !now.hoped[0].met);
    let contact = person(&journal, &badr);
    assert_eq!((contact.met_at, contact.met_place.as_str()), (Some(moment(3).now), "London"));
    assert_eq!((contact.met_event, contact.stage.as_str()), (on.id.to_string(), "event"));
    // Attempts are no meeting; a talk is one, wherever it is written down.
    let li = unmet[1].person.id;
    journal.say_hello(&li, Channel::Call, Outcome::NoAnswer, "", moment(5)).unwrap();
    assert_eq!(journal.not_yet_met().unwrap().len(), 1);
    let talk = journal.say_hello(&li, Channel::Talk, Outcome::Talked, "", moment(6)).unwrap();
    assert!(journal.not_yet_met().unwrap().is_empty());
    journal.delete(&talk, moment(7)).unwrap();
    assert_eq!(journal.not_yet_met().unwrap().len(), 1);
    // A second time together is not the first.
    logged(&mut journal, "بدر الدين, likes tea", moment(8));
    assert_eq!(person(&journal, &badr).met_at, Some(moment(3).now));
}

fn the_card_of_someone_hoped_for_meets_them(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let event = journal.start_event(&start(&["Bo Haugen"], &[]), moment(0)).unwrap();
    let entry = CardEntry {
        ticket: DocumentId::from_bytes([7; 16]),
        who: None,
        at: moment(1).now,
        offset: moment(1).offset,
    };
    let contact = Contact { name: "Bo Haugen".to_owned(), ..Contact::default() };
    let card = ImportedContact { contact, ..ImportedContact::default() };
    let bo = journal.save_card(&entry, card).unwrap();
    assert!(!bo.is_new && journal.not_yet_met().unwrap().is_empty());
    let contact = person(&journal, &bo.person.id);
    assert_eq!((contact.met_at, contact.met_event), (Some(moment(1).now), event.id.to_string()));
}

fn a_talk_with_someone_hoped_for_meets_them_until_it_is_put_away(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let event = journal.start_event(&start(&["Bo Haugen"], &[]), moment(0)).unwrap().id;
    let bo = journal.not_yet_met().unwrap()[0].person.id;
    journal.say_hello(&bo, Channel::Call, Outcome::NoAnswer, "", moment(1)).unwrap();
    assert_eq!(person(&journal, &bo).met_at, None);
    let talk = journal.say_hello(&bo, Channel::Talk, Outcome::Talked, "", moment(2)).unwrap();
    let met = |journal: &Journal| {
        let bo = person(journal, &bo);
        (bo.met_at, bo.met_place, bo.met_event, bo.stage)
    };
    let there = (Some(moment(2).now), "London".to_owned(), event.to_string(), "event".to_owned());
    assert_eq!(met(&journal), there);
    logged(&mut journal, "Bo Haugen, likes oak", moment(3));
    assert_eq!(met(&journal), there, "the line came second");
    assert_eq!(journal.wrap_up(&event, moment(4)).unwrap().people[0].person.id, bo);
    journal.delete(&talk, moment(5)).unwrap();
    assert_eq!(met(&journal), there, "there is another time together");
    let line = journal.person(&bo, moment(0).today).unwrap().interactions;
    let line = line.iter().find(|one| one.note == "likes oak").unwrap().id;
    journal.delete(&line, moment(6)).unwrap();
    journal.undelete(&talk, moment(7)).unwrap();
    for minutes in [8, 10] {
        assert_eq!(met(&journal), there);
        journal.delete(&talk, moment(minutes)).unwrap();
        assert_eq!(met(&journal), (None, String::new(), String::new(), String::new()));
        assert_eq!(journal.not_yet_met().unwrap()[0].person.id, bo);
        journal.undelete(&talk, moment(minutes + 1)).unwrap();
    }
}

fn what_was_known_of_someone_hoped_for_stays_when_they_are_met(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = logged(&mut journal, "Ana Ruiz", moment(0)).remove(0).person.id;
    journal.start_event(&start(&["Bo Haugen via Ana Ruiz"], &[]), moment(1)).unwrap();
    journal.event_end("", moment(2)).unwrap();
    let bo = journal.not_yet_met().unwrap()[0].person.id;
    assert_eq!(person(&journal, &bo).met_through, ana.to_string());
    let heads = journal.person(&bo, moment(0).today).unwrap().heads;
    let said = |words: &str| Some(words.to_owned());
    let edit =
        PersonEdit { met_place: said("Lisboa"), stage: said("work"), ..PersonEdit::default() };
    journal.edit_person(&bo, &heads, &edit, moment(3)).unwrap();
    logged(&mut journal, "Bo Haugen, likes tea", moment(4));
    let met = person(&journal, &bo);
    assert_eq!((met.met_at, met.met_place.as_str()), (Some(moment(4).now), "Lisboa"));
    assert_eq!((met.met_through, met.stage.as_str()), (ana.to_string(), "work"));
}

fn taking_back_the_first_line_about_someone_hoped_for_leaves_them_not_yet_met(place: &dyn Place) {
    let mut journal = journal(place, "a");
    journal.start_event(&start(&["Bo Haugen"], &[]), moment(0)).unwrap();
    let ticket = DocumentId::from_bytes([7; 16]);
    let entry = crate::journal::Entry {
        ticket,
        text: "Bo Haugen, needs oak".into(),
        about: None,
        event: None,
        corrections: Vec::new(),
        at: moment(1).now,
        offset: moment(1).offset,
    };
    let bo = journal.log(&entry).unwrap().remove(0).person.id;
    assert!(journal.not_yet_met().unwrap().is_empty());
    journal.take_back(&ticket, moment(2)).unwrap();
    let contact = person(&journal, &bo);
    assert_eq!((contact.met_at, contact.met_event.as_str()), (None, ""));
    assert_eq!(journal.not_yet_met().unwrap()[0].person.id, bo);
}

fn whom_a_hope_means_is_said_by_the_beginning_of_an_id(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let made = logged(&mut journal, "Ana Ruiz @ Acme\nAna Ruiz @ Kestrel\nMona Lind", moment(0));
    let error = journal.start_event(&start(&["Ana Ruiz"], &[]), moment(1)).unwrap_err();
    let candidates = Problem::from(&error).candidates;
    let told: Vec<_> =
        candidates.iter().map(|one| (&one.title[..], &one.subtitle[..], one.last)).collect();
    let last = Some(moment(0).now);
    assert!(told.contains(&("Ana Ruiz", "Acme", last)), "{told:?}");
    assert!(told.contains(&("Ana Ruiz", "Kestrel", last)), "{told:?}");
    let ids: Vec<String> = made.iter().map(|one| one.person.id.to_string()).collect();
    let hoped = [&ids[0][..8], &ids[2][..12], "Mona"];
    let on = journal.start_event(&start(&hoped, &[&ids[1][..8]]), moment(2)).unwrap();
    let now = journal.event(&on.id, moment(3)).unwrap();
    let names: Vec<_> = now.hoped.iter().map(|row| row.person.name.as_str()).collect();
    assert_eq!(names, ["Ana Ruiz", "Mona", "Mona Lind"], "the start of a name is somebody's name");
    assert_eq!(now.hoped[0].person.id, made[0].person.id);
    assert_eq!(now.brought[0].id, made[1].person.id);
    // Four letters may be anybody's name.
    let mut added = (0..80).map(|_| journal.add_contact(Contact::default(), moment(4)).unwrap());
    let letters = |id: DocumentId| id.to_string()[..4].to_owned();
    let name = added.by_ref().map(letters).find(|it| it.bytes().all(|b| b.is_ascii_alphabetic()));
    drop(added);
    let hoped = Some(SetEdit { add: vec![name.clone().unwrap()], remove: Vec::new() });
    let edit = EventEdit { hoped, ..EventEdit::default() };
    journal.edit_event(&on.id, &on.heads, &edit, moment(5)).unwrap();
    let now = journal.event(&on.id, moment(6)).unwrap();
    assert!(now.hoped.iter().any(|row| row.person.name == *name.as_ref().unwrap()), "{name:?}");
}

fn a_hope_that_may_mean_several_people_asks_which_and_nothing_begins(place: &dyn Place) {
    let mut journal = journal(place, "a");
    logged(&mut journal, "Ana Ruiz @ Acme\nAna Ruiz @ Kestrel", moment(0));
    let which = journal.start_event(&start(&["Mona", "Ana Ruiz"], &[]), moment(1)).unwrap_err();
    assert_eq!(which.code(), "ambiguous");
    let nobody = journal.start_event(&start(&["needs a storage engineer"], &[]), moment(1));
    assert_eq!(nobody.unwrap_err().code(), "names-nobody");
    assert_eq!(journal.current_event(moment(2)).unwrap(), None);
    assert_eq!(journal.store().reading().count_people(None).unwrap(), 2, "not even Mona is made");
}

fn a_hope_with_an_organisation_that_no_namesake_has_is_somebody_new(place: &dyn Place) {
    let mut journal = journal(place, "a");
    logged(&mut journal, "Bo Haugen @ Acme\nZoë Lind", moment(0));
    let hoped = &["Bo Haugen @ Kestrel", "Zoë Lind @ Kestrel"];
    let on = journal.start_event(&start(hoped, &[]), moment(1)).unwrap();
    let now = journal.event(&on.id, moment(2)).unwrap();
    let told: Vec<_> =
        now.hoped.iter().map(|it| (&it.person.name[..], &it.person.org[..])).collect();
    assert_eq!(told, [("Bo Haugen", "Kestrel"), ("Zoë Lind", "")]);
    assert_eq!(journal.store().reading().count_people(None).unwrap(), 3);
    journal.event_end("", moment(3)).unwrap();
    // Of two it is the one of that organisation, and neither without any.
    let again = journal.start_event(&start(&["bo haugen @ kestrel"], &[]), moment(4)).unwrap();
    assert_eq!(again.event.hoped, [now.hoped[0].person.id.to_string()].into());
    journal.event_end("", moment(5)).unwrap();
    let which = journal.start_event(&start(&["Bo Haugen"], &[]), moment(6)).unwrap_err();
    assert_eq!(Problem::from(&which).candidates.len(), 2);
    assert_eq!(journal.store().reading().count_people(None).unwrap(), 3);
}

fn hopes_of_two_devices_are_both_kept(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let id = laptop.start_event(&start(&["Bo Haugen"], &[]), moment(0)).unwrap().id;
    sync(laptop.store_mut(), phone.store_mut());
    let hope = |journal: &mut Journal, name: &str| {
        let base = journal.event(&id, moment(1)).unwrap().event.heads;
        let hoped = Some(SetEdit { add: vec![name.to_owned()], remove: Vec::new() });
        let edit = EventEdit { hoped, ..EventEdit::default() };
        assert!(journal.edit_event(&id, &base, &edit, moment(1)).unwrap());
    };
    hope(&mut laptop, "Łucja Żižek");
    hope(&mut phone, "נועה לוי");
    sync(laptop.store_mut(), phone.store_mut());
    let names = |journal: &Journal| {
        let rows = journal.event(&id, moment(2)).unwrap().hoped;
        rows.into_iter().map(|row| row.person.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&laptop), ["Bo Haugen", "Łucja Żižek", "נועה לוי"]);
    assert_eq!(names(&laptop), names(&phone));
    let [bo, ..] = &laptop.event(&id, moment(2)).unwrap().hoped[..] else { panic!("three") };
    let base = laptop.event(&id, moment(2)).unwrap().event.heads;
    let hoped = Some(SetEdit { add: Vec::new(), remove: vec![bo.person.id.to_string()] });
    laptop.edit_event(&id, &base, &EventEdit { hoped, ..EventEdit::default() }, moment(3)).unwrap();
    assert_eq!(names(&laptop).len(), 2);
    assert_eq!(laptop.not_yet_met().unwrap().len(), 2, "nobody hopes for Bo any more");
}
