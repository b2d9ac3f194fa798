//! Events: beginning and ending them, going back to one, inviting to it, and wrapping it up.

use super::exchange::sync;
use super::{Place, journal, moment, promised};
use crate::journal::{
    Channel, EventEdit, EventStart, Journal, Logged, Moment, Outcome, PersonEdit, Where,
};
use crate::line::parse_many;
use mingle_proto::id::DocumentId;
use mingle_proto::record::Contact;
use mingle_proto::timestamp::Timestamp;

promised! {
    an_event_never_ends_by_itself_and_asks_after_twelve_hours,
    who_is_still_there_is_asked_again_after_as_long_a_time_on_every_device,
    what_was_learned_is_added_and_only_the_event_that_one_is_in_ends,
    an_event_that_is_over_is_entered_again_and_its_times_stay,
    an_event_that_two_devices_began_ends_once,
    an_event_begun_by_a_clock_that_is_ahead_is_on,
    an_event_is_named_by_its_name_or_the_start_of_its_id,
    invitations_quote_what_was_written_down_and_never_those_who_are_there,
    whoever_was_not_seen_for_long_is_invited_first,
    wrapping_up_proposes_one_thing_for_each_new_person_and_touches_nothing,
    somebody_is_called_by_the_first_name_where_it_is_certain_and_else_by_the_whole,
    an_event_has_a_name_and_what_is_to_be_done_has_words,
    a_line_without_an_event_keeps_the_place_and_stage_that_are_given,
}

pub(super) fn logged(journal: &mut Journal, text: &str, moment: Moment) -> Vec<Logged> {
    journal.log_many(&parse_many(text, moment.today), moment).unwrap()
}

pub(super) fn person(journal: &Journal, id: &DocumentId) -> Contact {
    journal.person(id, moment(0).today).unwrap().contact
}

pub(super) fn start(hoped: &[&str], brought: &[&str]) -> EventStart {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    EventStart {
        name: " Rust Nation ".to_owned(),
        place: "London".to_owned(),
        goal: "storage engines".to_owned(),
        hoped: owned(hoped),
        brought: owned(brought),
    }
}

pub(super) fn hours(hours: i64) -> Moment {
    moment(hours * 60)
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

fn who_is_still_there_is_asked_again_after_as_long_a_time_on_every_device(place: &dyn Place) {
    let (mut phone, mut laptop) = (journal(place, "phone"), journal(place, "laptop"));
    let id = phone.start_event(&start(&[], &[]), hours(0)).unwrap().id;
    let asks = |journal: &Journal, hour| journal.event(&id, hours(hour)).unwrap().asks_to_end;
    phone.still_there(&id, hours(13)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!([13, 24, 25].map(|hour| asks(&laptop, hour)), [false, false, true]);
    laptop.event_end("", hours(26)).unwrap();
    assert!(!asks(&laptop, 40));
    laptop.event_resume(&id, hours(41)).unwrap();
    assert_eq!([42, 53].map(|hour| asks(&laptop, hour)), [false, true], "by when it was entered");
    let nowhere = DocumentId::from_bytes([7; 16]);
    assert!(phone.still_there(&nowhere, hours(42)).is_err());
}

fn what_was_learned_is_added_and_only_the_event_that_one_is_in_ends(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let first = journal.start_event(&start(&[], &[]), hours(0)).unwrap().id;
    assert!(journal.finish_event(&first, " Those who mend write. ", hours(3)).unwrap());
    let second = journal.start_event(&start(&[], &[]), hours(5)).unwrap().id;
    assert!(!journal.finish_event(&first, "مَن يُصلِح يكتب", hours(6)).unwrap(), "it was over");
    let ended = journal.event(&first, hours(6)).unwrap().event.event;
    assert_eq!(ended.learned, "Those who mend write.\nمَن يُصلِح يكتب");
    assert_eq!(ended.ends, Some(hours(3).now));
    assert_eq!(journal.current_event(hours(6)).unwrap().map(|on| on.id), Some(second));
    assert!(!journal.finish_event(&first, " ", hours(7)).unwrap());
    assert_eq!(journal.event(&first, hours(7)).unwrap().event.event, ended, "nothing is nothing");
    // Broken off and asked again, it has the words already; the end of a line is other words.
    assert!(!journal.finish_event(&first, "مَن يُصلِح يكتب", hours(8)).unwrap());
    assert_eq!(journal.event(&first, hours(8)).unwrap().event.event, ended);
    journal.finish_event(&first, "يكتب", hours(9)).unwrap();
    assert!(journal.event(&first, hours(9)).unwrap().event.event.learned.ends_with("يكتب\nيكتب"));

    // Two devices began one each before they met.
    let mut phone = self::journal(place, "phone");
    let third = phone.event_start("Late talks", "", "", hours(10)).unwrap().id;
    sync(journal.store_mut(), phone.store_mut());
    let ends = |journal: &Journal, id| journal.event(id, hours(11)).unwrap().event.event.ends;
    assert!(journal.finish_event(&second, "", hours(11)).unwrap(), "one is in the other");
    assert_eq!((ends(&journal, &second), ends(&journal, &third)), (Some(hours(11).now), None));
    assert_eq!(journal.current_event(hours(11)).unwrap().map(|on| on.id), Some(third));
    assert!(phone.finish_event(&third, "", hours(12)).unwrap(), "with it ends what it hides");
    assert_eq!(phone.current_event(hours(12)).unwrap(), None);
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
    assert_eq!(journal.which_event("Ruby Nation").unwrap_err().code(), "no-such-event");
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

fn somebody_is_called_by_the_first_name_where_it_is_certain_and_else_by_the_whole(
    place: &dyn Place,
) {
    let mut journal = journal(place, "a");
    let event = journal.start_event(&start(&[], &[]), moment(0)).unwrap().id;
    let cases = [
        ("Dr. Petra Kowalski", "Petra"),
        ("Prof. Dr. med. Petra Kowalski", "Petra"),
        ("Dipl.-Ing. Zoë Müller", "Zoë"),
        ("Sir Ian Ruiz", "Ian"),
        ("Dr Kowalski", "Dr Kowalski"),
        ("Dr.", "Dr."),
        ("Nguyễn Văn An", "Nguyễn Văn An"),
        ("李 小龍", "李 小龍"),
        ("بدر الدين", "بدر الدين"),
        ("Ludwig van der Meer", "Ludwig"),
        ("J. Smith", "J. Smith"),
        ("Kowalski, Petra", "Kowalski, Petra"),
        ("Mona", "Mona"),
        ("ana ruiz", "ana"),
    ];
    for (name, called) in cases {
        let contact = Contact { name: name.to_owned(), ..Contact::default() };
        let id = journal.add_contact(contact, moment(1)).unwrap();
        let note = "about storage engines";
        journal.say_hello(&id, Channel::Talk, Outcome::Talked, note, moment(2)).unwrap();
        journal
            .edit_contact(&id, moment(2), |contact| contact.met_event = event.to_string())
            .unwrap();
        let list = journal.wrap_up(&event, moment(3)).unwrap().people;
        let row = list.iter().find(|row| row.person.id == id).unwrap();
        assert_eq!(row.proposal.as_ref().unwrap().what, format!("Write to {called}"), "{name}");
    }
    journal.event_end("", moment(4)).unwrap();
    let invited = journal.invitations("Rust", "", "storage", moment(60 * 24 * 40)).unwrap();
    assert_eq!(invited.len(), 3);
    for one in invited {
        let called = cases.into_iter().find(|(name, _)| *name == one.person.name).unwrap().1;
        assert!(one.draft.starts_with(&format!("Hi {called}, I am")), "{}", one.draft);
    }
}

fn an_event_has_a_name_and_what_is_to_be_done_has_words(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let nameless = journal.event_start(" \u{a0}", "London", "", moment(0)).unwrap_err();
    assert_eq!(nameless.code(), "nameless-event");
    assert!(nameless.hint().is_some() && journal.current_event(moment(0)).unwrap().is_none());
    let event = journal.start_event(&start(&[], &[]), moment(0)).unwrap();
    let edit = |name: Option<&str>| EventEdit {
        name: name.map(str::to_owned),
        goal: Some("kites".to_owned()),
        ..EventEdit::default()
    };
    let nameless = journal.edit_event(&event.id, &event.heads, &edit(Some(" ")), moment(1));
    assert_eq!(nameless.unwrap_err().code(), "nameless-event");
    let now = journal.event(&event.id, moment(1)).unwrap().event.event;
    assert_eq!((now.name.as_str(), now.goal.as_str()), ("Rust Nation", "storage engines"));
    assert!(journal.edit_event(&event.id, &event.heads, &edit(None), moment(1)).unwrap());
    let ana = logged(&mut journal, "Ana", moment(2)).remove(0).person.id;
    let nothing = journal.write_down(&event.id, &ana, " ", "other", moment(3)).unwrap_err();
    assert_eq!(nothing.code(), "nothing-to-do");
    assert!(journal.due(moment(3).today).unwrap().mine.is_empty());
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
