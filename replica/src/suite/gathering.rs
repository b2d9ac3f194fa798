//! Events: whom one hopes to meet, going back to one, inviting to it, and wrapping it up.

use super::exchange::sync;
use super::{Place, journal, moment, promised};
use crate::journal::{
    CardEntry, Channel, EventEdit, EventStart, ImportedContact, Journal, Logged, Moment, Outcome,
    PersonEdit, SetEdit, Where,
};
use crate::line::parse_many;
use mingle_proto::id::DocumentId;
use mingle_proto::record::Contact;
use mingle_proto::timestamp::Timestamp;

promised! {
    whom_one_hopes_to_meet_is_known_or_not_yet_met_until_a_line_is_written_about_them,
    the_card_of_someone_hoped_for_meets_them,
    a_talk_with_someone_hoped_for_meets_them_until_it_is_put_away,
    what_was_known_of_someone_hoped_for_stays_when_they_are_met,
    taking_back_the_first_line_about_someone_hoped_for_leaves_them_not_yet_met,
    a_hope_that_may_mean_several_people_asks_which_and_nothing_begins,
    hopes_of_two_devices_are_both_kept,
    an_event_never_ends_by_itself_and_asks_after_twelve_hours,
    an_event_that_is_over_is_entered_again_and_its_times_stay,
    an_event_that_two_devices_began_ends_once,
    an_event_begun_by_a_clock_that_is_ahead_is_on,
    an_event_is_named_by_its_name_or_the_start_of_its_id,
    invitations_quote_what_was_written_down_and_never_those_who_are_there,
    whoever_was_not_seen_for_long_is_invited_first,
    wrapping_up_proposes_one_thing_for_each_new_person_and_touches_nothing,
    a_line_without_an_event_keeps_the_place_and_stage_that_are_given,
}

fn logged(journal: &mut Journal, text: &str, moment: Moment) -> Vec<Logged> {
    journal.log_many(&parse_many(text, moment.today), moment).unwrap()
}

fn person(journal: &Journal, id: &DocumentId) -> Contact {
    journal.person(id, moment(0).today).unwrap().contact
}

fn start(hoped: &[&str], brought: &[&str]) -> EventStart {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    EventStart {
        name: " Rust Nation ".to_owned(),
        place: "London".to_owned(),
        goal: "storage engines".to_owned(),
        hoped: owned(hoped),
        brought: owned(brought),
    }
}

fn hours(hours: i64) -> Moment {
    moment(hours * 60)
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

fn an_event_never_ends_by_itself_and_asks_after_twelve_hours(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = journal.start_event(&start(&[], &[]), hours(0)).unwrap().id;
    let asks = |journal: &Journal, at: Moment| {
        journal.now(at).unwrap().event.expect("it is on").asks_to_end
    };
    let almost = Moment { now: Timestamp(hours(12).now.0 - 1), ..hours(12) };
    assert_eq!([hours(1), almost, hours(12)].map(|at| asks(&journal, at)), [false, false, true]);
    assert!(asks(&journal, hours(24 * 30)), "a month later it is still on, and asks");
    assert_eq!(logged(&mut journal, "Ana", hours(40))[0].event.as_deref(), Some("Rust Nation"));
    journal.event_end("", hours(41)).unwrap();
    assert!(!journal.event(&id, hours(80)).unwrap().asks_to_end);
    journal.event_resume(&id, hours(90)).unwrap();
    let asked = [hours(91), hours(102)].map(|at| asks(&journal, at));
    assert_eq!(asked, [false, true], "what was entered again asks by when that was");
}

fn an_event_that_is_over_is_entered_again_and_its_times_stay(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = journal.start_event(&start(&[], &[]), hours(0)).unwrap().id;
    logged(&mut journal, "Ana Ruiz", hours(1));
    journal.event_end("that cold rooms end talks", hours(3)).unwrap();
    assert_eq!(logged(&mut journal, "Nobody There", hours(4))[0].event, None);

    let again = journal.event_resume(&id, hours(20)).unwrap();
    assert_eq!((again.event.starts, again.event.ends), (Some(hours(0).now), Some(hours(3).now)));
    assert_eq!(journal.event_resume(&id, hours(21)).unwrap(), again, "one is in it already");
    let bo = logged(&mut journal, "Bo Haugen, likes oak", hours(21)).remove(0);
    assert_eq!(bo.event.as_deref(), Some("Rust Nation"));
    let contact = person(&journal, &bo.person.id);
    assert_eq!((contact.met_at, contact.created), (Some(hours(3).now), Some(hours(21).now)));
    journal.say_hello(&bo.person.id, Channel::Talk, Outcome::Talked, "", hours(21)).unwrap();
    let shown = journal.person(&bo.person.id, moment(0).today).unwrap();
    assert!(shown.interactions.iter().all(|talk| talk.at == Some(hours(3).now)));
    let other = journal.event_start("Another", "", "", hours(22)).unwrap_err();
    assert_eq!(other.code(), "event-is-on");

    let left = journal.event_end("and warm ones begin them", hours(23)).unwrap().event;
    assert_eq!((left.ends, left.reentered), (Some(hours(3).now), None));
    assert_eq!(left.learned, "that cold rooms end talks\nand warm ones begin them");
    let roster = journal.event(&id, hours(24)).unwrap();
    assert_eq!((roster.total, journal.current_event(hours(24)).unwrap()), (2, None));
    journal.delete(&id, hours(25)).unwrap();
    assert_eq!(journal.event_resume(&id, hours(26)).unwrap_err().code(), "no-such-record");
}

fn an_event_that_two_devices_began_ends_once(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let begin = |journal: &mut Journal, name: &str, at: Moment| {
        journal.event_start(name, "", "", at).unwrap().id
    };
    let first = begin(&mut laptop, "Fair", moment(0));
    let last = begin(&mut phone, "Fair", moment(1));
    sync(laptop.store_mut(), phone.store_mut());
    let ended = phone.event_end("that two make one", moment(60)).unwrap();
    assert_eq!((ended.id, ended.event.learned.as_str()), (last, "that two make one"));
    let other = phone.event(&first, moment(61)).unwrap().event.event;
    assert_eq!((other.ends, other.learned.as_str()), (Some(moment(60).now), ""));
    sync(laptop.store_mut(), phone.store_mut());
    for journal in [&mut laptop, &mut phone] {
        assert_eq!(journal.current_event(hours(10)).unwrap(), None);
        assert_eq!(logged(journal, "Ana Ruiz", hours(10))[0].event, None);
    }
    // Both end at once what both began.
    let first = begin(&mut laptop, "Dinner", hours(11));
    let last = begin(&mut phone, "Late talks", hours(11));
    sync(laptop.store_mut(), phone.store_mut());
    laptop.event_end("", hours(12)).unwrap();
    phone.event_end("", hours(13)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    for journal in [&laptop, &phone] {
        assert_eq!(journal.current_event(hours(14)).unwrap(), None);
        for id in [first, last] {
            let ends = journal.event(&id, hours(14)).unwrap().event.event.ends;
            assert_eq!(ends, laptop.event(&id, hours(14)).unwrap().event.event.ends);
            assert!(ends == Some(hours(12).now) || ends == Some(hours(13).now), "{ends:?}");
        }
    }
}

fn an_event_begun_by_a_clock_that_is_ahead_is_on(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let id = laptop.event_start("Rust Nation", "London", "", moment(2)).unwrap().id;
    sync(laptop.store_mut(), phone.store_mut());
    let line = |number: u8, text: &str, at: Moment| crate::journal::Entry {
        ticket: DocumentId::from_bytes([number; 16]),
        text: text.to_owned(),
        about: None,
        event: None,
        corrections: Vec::new(),
        at: at.now,
        offset: at.offset,
    };
    let event = |phone: &mut Journal, number, at| {
        phone.log(&line(number, &format!("Person {number}"), at)).unwrap()[0].event.clone()
    };
    assert_eq!(phone.current_event(moment(0)).unwrap().map(|on| on.id), Some(id));
    assert_eq!(event(&mut phone, 1, moment(0)).as_deref(), Some("Rust Nation"));
    let second = phone.event_start("Second", "", "", moment(1)).unwrap_err();
    assert_eq!(second.code(), "event-is-on");
    phone.event_end("", moment(60)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    laptop.event_start("Second", "", "", moment(62)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(event(&mut phone, 2, moment(59)).as_deref(), Some("Rust Nation"), "kept late");
    assert_eq!(event(&mut phone, 3, moment(61)).as_deref(), Some("Second"));
    phone.event_end("", moment(61)).unwrap();
    assert_eq!(phone.current_event(moment(61)).unwrap(), None);
    laptop.event_resume(&id, moment(90)).unwrap_err();
    sync(laptop.store_mut(), phone.store_mut());
    laptop.event_resume(&id, moment(92)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(event(&mut phone, 4, moment(91)).as_deref(), Some("Rust Nation"));
    assert_eq!(phone.current_event(moment(91)).unwrap().map(|on| on.id), Some(id));
    // A clock that is wrong by days is not believed.
    assert_eq!(event(&mut phone, 5, hours(-48)), None);
}

fn an_event_is_named_by_its_name_or_the_start_of_its_id(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = journal.start_event(&start(&[], &[]), moment(0)).unwrap().id;
    journal.event_end("", moment(1)).unwrap();
    for asked in ["rust nation", &id.to_string(), &id.to_string()[..8]] {
        assert_eq!(journal.which_event(asked).unwrap(), id, "{asked}");
    }
    assert_eq!(journal.which_event("Ruby Nation").unwrap_err().code(), "no-such-id");
    journal.start_event(&start(&[], &[]), moment(2)).unwrap();
    assert_eq!(journal.which_event("Rust Nation").unwrap_err().code(), "ambiguous");
}

fn invitations_quote_what_was_written_down_and_never_those_who_are_there(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let text = "Ana Ruiz, needs a storage engineer\nBo Haugen, #storage\nZoë Lind, likes kites\n\
        李小龍, talked for an hour about engines of ships\nBadr, needs a storage engineer\nStorage Sam";
    let people = logged(&mut journal, text, hours(-24 * 60));
    let ask = |journal: &Journal, goal: &str, at: Moment| {
        let proposed = journal.invitations("Rust Nation", "London", goal, at).unwrap();
        proposed.into_iter().map(|one| (one.person.name, one.why, one.draft)).collect::<Vec<_>>()
    };
    let goal = "How do storage engines fail?";
    let proposed = ask(&journal, goal, moment(0));
    assert_eq!(proposed.len(), 3);
    let whys = |name: &str| {
        let one = proposed.iter().find(|(other, ..)| other == name);
        one.map(|(_, why, _)| why.as_str())
    };
    assert_eq!(whys("Ana Ruiz"), Some("Needs “storage engineer”"));
    for (name, _, draft) in &proposed {
        assert!(!name.contains("Zoë"), "she has nothing to do with it");
        assert!(!name.contains("Sam"), "a name is no reason");
        assert!(draft.contains("Rust Nation, London") && !draft.contains("engineer"), "{draft}");
    }
    // Whoever is there, is hoped for or is brought needs no invitation.
    let ids = [people[0].person.id.to_string(), people[4].person.id.to_string()];
    journal.start_event(&start(&[&ids[0]], &[&ids[1]]), moment(1)).unwrap();
    logged(&mut journal, "Bo Haugen, again", moment(2));
    let proposed = ask(&journal, goal, moment(3));
    assert_eq!(proposed.len(), 1);
    assert_eq!(proposed[0].1, "You wrote: “talked for an hour about engines of ships”");
    assert!(ask(&journal, "what people do", moment(3)).is_empty(), "common words say nothing");
}

fn whoever_was_not_seen_for_long_is_invited_first(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let days = |days: i64| hours(days * 24);
    for (name, at) in [("Ana", -90), ("Bo", -200), ("Cem", -3), ("Dara", -40)] {
        logged(&mut journal, &format!("{name}, needs silk for kites"), days(at));
    }
    let proposed = journal.invitations("Kite day", "", "silk", days(0)).unwrap();
    let names: Vec<_> = proposed.iter().map(|one| one.person.name.as_str()).collect();
    assert_eq!(names, ["Bo", "Ana", "Dara"]);
}

fn wrapping_up_proposes_one_thing_for_each_new_person_and_touches_nothing(place: &dyn Place) {
    let mut journal = journal(place, "a");
    logged(&mut journal, "Old Friend, needs oak", hours(-100));
    let event = journal.start_event(&start(&["Mona"], &[]), moment(0)).unwrap().id;
    let text = "Ana Ruiz, needs a storage engineer, likes kites\nBo Haugen, coffee fri\n\
        Cem, he will send the paper\nDara dara@mail.example, builds boats\nOld Friend, again\nMona";
    let at = |minute: i64, line: &str, journal: &mut Journal| {
        logged(journal, line, moment(minute)).remove(0).person.id
    };
    let ids: Vec<_> =
        text.lines().zip(1..).map(|(line, minute)| at(minute, line.trim(), &mut journal)).collect();
    let before = journal.store().seq().unwrap();
    let list = journal.wrap_up(&event, moment(9)).unwrap();
    assert_eq!(journal.store().seq().unwrap(), before, "untouched means nothing");
    let rows: Vec<_> = list
        .people
        .iter()
        .map(|row| {
            let what = row.proposal.as_ref().map(|it| it.what.as_str());
            (row.person.name.as_str(), row.words.as_str(), what, row.written.len())
        })
        .collect();
    assert_eq!(
        rows,
        [
            (
                "Ana Ruiz",
                "needs storage engineer; likes kites",
                Some("Help with: storage engineer"),
                0
            ),
            ("Bo Haugen", "", None, 1),
            ("Cem", "", Some("Ask about: send the paper"), 1),
            ("Dara", "builds boats", Some("Write to Dara"), 0),
            ("Mona", "", Some("Write to Mona"), 0),
        ]
    );
    assert_eq!(list.people[3].proposal.as_ref().unwrap().sort, "mail");
    let wrote = journal.write_down(&event, &ids[0], "Help with: oak", "other", moment(10)).unwrap();
    assert_eq!((wrote.whose, wrote.due.as_str()), ("mine", ""));
    let row = journal.wrap_up(&event, moment(11)).unwrap().people.remove(0);
    assert_eq!((row.proposal, row.written[0].id), (None, wrote.id));
    journal.delete(&wrote.id, moment(12)).unwrap();
    assert!(journal.wrap_up(&event, moment(13)).unwrap().people[0].proposal.is_some());
    let nobody = DocumentId::from_bytes([9; 16]);
    let error = journal.write_down(&event, &nobody, "x", "other", moment(14)).unwrap_err();
    assert_eq!(error.code(), "no-such-record");
}

fn a_line_without_an_event_keeps_the_place_and_stage_that_are_given(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let train = Where { place: "the night train".to_owned(), stage: "everyday".to_owned() };
    let lines = parse_many("Ana\nBo, met at the school gate", moment(0).today);
    let people = journal.log_many_at(&lines, &train, moment(0)).unwrap();
    let places: Vec<_> = people
        .iter()
        .map(|one| person(&journal, &one.person.id))
        .map(|contact| (contact.met_place, contact.stage))
        .collect();
    let everyday = |place: &str| (place.to_owned(), "everyday".to_owned());
    assert_eq!(places, [everyday("the night train"), everyday("the school gate")]);
    let plain = logged(&mut journal, "Cem", moment(1)).remove(0).person.id;
    let contact = person(&journal, &plain);
    assert_eq!((contact.met_place.as_str(), contact.stage.as_str()), ("", ""), "nothing is asked");
    let heads = journal.person(&plain, moment(0).today).unwrap().heads;
    let edit = PersonEdit { stage: Some("work".to_owned()), ..PersonEdit::default() };
    journal.edit_person(&plain, &heads, &edit, moment(2)).unwrap();
    assert_eq!(person(&journal, &plain).stage, "work");
    // At an event it is the event's stage and place.
    journal.start_event(&start(&[], &[]), moment(3)).unwrap();
    let lines = parse_many("Dara", moment(3).today);
    let dara = journal.log_many_at(&lines, &train, moment(4)).unwrap().remove(0).person.id;
    let contact = person(&journal, &dara);
    assert_eq!((contact.met_place.as_str(), contact.stage.as_str()), ("London", "event"));
}
