//! One line is enough, and nothing is guessed in silence.

use super::{Place, journal, moment, promised};
use crate::journal::{Journal, JournalError, KnownBy, Logged};
use crate::line;
use mingle_proto::record::{Contact, Move};

promised! {
    one_line_makes_a_person_a_time_and_what_was_promised,
    a_person_is_known_again_by_address_number_or_only_name,
    a_name_that_several_have_makes_someone_new_and_says_so,
    a_name_at_another_organisation_makes_someone_new,
    many_lines_are_all_written_or_none,
    a_line_that_names_nobody_is_refused,
    what_is_due_stands_in_order_and_what_is_late_is_marked,
    done_is_undone_and_snoozed,
    an_event_that_is_on_is_inherited_until_it_ends,
    of_many_namesakes_the_first_are_listed,
    asking_for_one_of_several_lists_them,
    a_person_is_shown_with_everything,
}

fn log(journal: &mut Journal, text: &str) -> Logged {
    journal.log_line(&line::parse(text, moment(0).today), moment(0)).unwrap()
}

const ANA: &str = "Ana Ruiz @ Acme, needs a storage engineer, intro to Bo, coffee fri";

fn one_line_makes_a_person_a_time_and_what_was_promised(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let logged = log(&mut journal, ANA);
    assert_eq!((logged.person.name.as_str(), logged.known_by), ("Ana Ruiz", None));
    let person = journal.show("ana", moment(0).today).unwrap();
    assert_eq!(person.contact.org, "Acme");
    assert_eq!(person.contact.needs.values().collect::<Vec<_>>(), ["storage engineer"]);
    assert_eq!((person.interactions.len(), person.contact.met_at), (1, Some(moment(0).now)));
    let coffee = logged.moves.iter().find(|one| one.sort == "coffee").unwrap();
    assert_eq!((coffee.due.as_str(), coffee.state.as_str()), ("2026-11-27", "proposed"));
    let intro = logged.moves.iter().find(|one| one.sort == "intro").unwrap();
    assert_eq!((intro.about.as_str(), intro.due.as_str()), ("Bo", ""));
    assert_eq!(person.open.len(), 2);
}

fn a_person_is_known_again_by_address_number_or_only_name(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let first = log(&mut journal, "Zoë Müller @ Fjord Textiles, zoe@fjord.example, +47 912 34 567");
    let by_name = log(&mut journal, "zoe muller, offers a loom");
    assert_eq!((by_name.person.id, by_name.known_by), (first.person.id, Some(KnownBy::Name)));
    let by_email = log(&mut journal, "Z., ZOE@fjord.example");
    assert_eq!((by_email.person.id, by_email.known_by), (first.person.id, Some(KnownBy::Email)));
    let by_phone = log(&mut journal, "Z., 0047 91234567");
    assert_eq!((by_phone.person.id, by_phone.known_by), (first.person.id, Some(KnownBy::Phone)));
    let person = journal.show("zoe", moment(0).today).unwrap();
    assert_eq!((person.name.as_str(), person.interactions.len()), ("Zoë Müller", 4));
    assert_eq!(person.contact.offers.len(), 1);
    log(&mut journal, "zoe muller, offers a loom");
    assert_eq!(
        journal.show("zoe", moment(0).today).unwrap().contact.offers.len(),
        1,
        "said twice is kept once"
    );
}

fn a_name_that_several_have_makes_someone_new_and_says_so(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ids: Vec<_> =
        ["Kim @ Wren", "Kim @ Lumen"].map(|text| log(&mut journal, text).person.id).into();
    assert_ne!(ids[0], ids[1]);
    let third = log(&mut journal, "Kim, likes tea");
    assert_eq!((third.known_by, third.namesakes.len()), (None, 2));
    assert!(!ids.contains(&third.person.id));
    journal.delete(&ids[0], moment(1)).unwrap();
    journal.delete(&third.person.id, moment(1)).unwrap();
    assert_eq!(log(&mut journal, "Kim").person.id, ids[1], "only one Kim is left");
}

fn a_name_at_another_organisation_makes_someone_new(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let one = log(&mut journal, "Sam @ Harbour & Finch");
    let other = log(&mut journal, "Sam @ Sahel Solar");
    assert_ne!(one.person.id, other.person.id);
    assert_eq!(
        other.namesakes.iter().map(|one| one.id.clone()).collect::<Vec<_>>(),
        [one.person.id.to_string()]
    );
}

fn many_lines_are_all_written_or_none(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let mut lines =
        line::parse_many("- Wanjiru @ Sahel Solar\n- 李小龍\n\n- דנה, coffee mon", moment(0).today);
    assert_eq!(journal.log_many(&lines, moment(0)).unwrap().len(), 3);
    let before = journal.status().unwrap();
    lines.push(line::Line::default());
    assert_eq!(journal.log_many(&lines, moment(0)).unwrap_err().code(), "names-nobody");
    assert_eq!(journal.status().unwrap(), before);
}

fn a_line_that_names_nobody_is_refused(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let error = journal.log_line(&line::Line::default(), moment(0)).unwrap_err();
    assert!(matches!(error, JournalError::NamesNobody));
    assert!(error.hint().is_some());
    let by_address =
        line::Line { emails: vec!["desk@library.example".into()], ..line::Line::default() };
    assert_eq!(
        journal.log_line(&by_address, moment(0)).unwrap().person.name,
        "desk@library.example"
    );
}

fn due_move(journal: &mut Journal, what: &str, due: &str, time: &str, whose: &str) -> String {
    let record = Move {
        what: what.into(),
        due: due.into(),
        time: time.into(),
        whose: whose.into(),
        ..Move::default()
    };
    journal.add_move(record, moment(0)).unwrap().to_string()
}

fn what_is_due_stands_in_order_and_what_is_late_is_marked(place: &dyn Place) {
    let mut journal = journal(place, "a");
    for (what, due, time, whose) in [
        ("someday", "", "", "mine"),
        ("later", "2026-12-01", "", "mine"),
        ("late", "2026-11-20", "", "mine"),
        ("today, some time", "2026-11-21", "", "mine"),
        ("today at nine", "2026-11-21", "09:00", "mine"),
        ("Bo would call", "2026-11-19", "", "theirs"),
    ] {
        due_move(&mut journal, what, due, time, whose);
    }
    let due = journal.due(moment(0).today).unwrap();
    let listed: Vec<_> = due.mine.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(listed, ["late", "today at nine", "today, some time", "later", "someday"]);
    assert_eq!(
        due.mine.iter().map(|one| one.overdue).collect::<Vec<_>>(),
        [true, false, false, false, false]
    );
    assert_eq!(
        (due.waiting_on.len(), due.waiting_on[0].overdue, due.today.as_str()),
        (1, true, "2026-11-21")
    );
    let first = journal.due_first(moment(0).today, 2).unwrap();
    let listed: Vec<_> = first.mine.iter().map(|one| one.what.as_str()).collect();
    assert_eq!((listed, first.more_mine), (vec!["late", "today at nine"], 3));
    assert_eq!((first.waiting_on, first.more_waiting_on), (due.waiting_on, 0));
}

fn done_is_undone_and_snoozed(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let id = due_move(&mut journal, "send the paper", "2026-11-20", "15:30", "mine");
    let done = journal.done(&id[..10], moment(1)).unwrap();
    assert_eq!((done.done, done.overdue), (Some(moment(1).now), false));
    assert_eq!(
        journal.done(&id, moment(2)).unwrap().done,
        Some(moment(1).now),
        "done once is done"
    );
    assert!(journal.due(moment(2).today).unwrap().mine.is_empty());
    assert!(journal.undo_done(&id, moment(3)).unwrap().overdue);
    let snoozed = journal.snooze(&id, jiff::civil::date(2026, 12, 3), moment(4)).unwrap();
    assert_eq!(
        (snoozed.due.as_str(), snoozed.time.as_str(), snoozed.overdue),
        ("2026-12-03", "15:30", false)
    );
    assert_eq!(journal.done("zzzzzz", moment(5)).unwrap_err().code(), "no-such-id");
    for few in ["", &id[..3]] {
        let error = journal.done(few, moment(5)).unwrap_err();
        assert_eq!(
            error.code(),
            "no-such-id",
            "{few:?} may be a slip, even where only one begins so"
        );
    }
    assert_eq!(journal.done(&id[..4], moment(5)).unwrap().id.to_string(), id);
}

fn an_event_that_is_on_is_inherited_until_it_ends(place: &dyn Place) {
    let mut journal = journal(place, "a");
    assert_eq!(journal.event_end("", moment(0)).unwrap_err().code(), "no-event-is-on");
    let event =
        journal.event_start("Rust Nation", "London", "meet two maintainers", moment(0)).unwrap();
    let twice = journal.event_start("Another", "", "", moment(0)).unwrap_err();
    assert!(matches!(twice, JournalError::EventIsOn { name } if name == "Rust Nation"));
    let met = log(&mut journal, "Quyên Trần @ Blue Tram Studio");
    assert_eq!(met.event.as_deref(), Some("Rust Nation"));
    let ended = journal.event_end("Ask first, talk later.", moment(9)).unwrap();
    assert_eq!(
        (ended.id, ended.interactions, ended.event.ends),
        (event.id, 1, Some(moment(9).now))
    );
    assert_eq!(ended.event.learned, "Ask first, talk later.");
    assert!(journal.current_event(moment(10)).unwrap().is_none());
    let after = log(&mut journal, "Tomás");
    assert_eq!(after.event, None);
    let person = journal.show("quyen", moment(0).today).unwrap();
    assert_eq!(
        (person.met_at_event.as_deref(), person.contact.stage.as_str()),
        (Some("Rust Nation"), "event")
    );
    assert_eq!(
        (person.contact.met_place.as_str(), person.interactions[0].event.as_str()),
        ("London", "Rust Nation")
    );
    assert_eq!(journal.events().unwrap().len(), 1);
}

fn of_many_namesakes_the_first_are_listed(place: &dyn Place) {
    let mut journal = journal(place, "a");
    for _ in 0..12 {
        let ana = Contact { name: "Ana Ruiz".into(), ..Contact::default() };
        journal.add_contact(ana, moment(0)).unwrap();
    }
    assert_eq!(log(&mut journal, "Ana Ruiz").namesakes.len(), 10);
    let error = journal.who("ana ruiz").unwrap_err();
    let JournalError::Ambiguous { candidates, .. } = &error else { panic!("{error}") };
    assert_eq!(candidates.len(), 10);
}

fn asking_for_one_of_several_lists_them(place: &dyn Place) {
    let mut journal = journal(place, "a");
    log(&mut journal, "Ana Ruiz @ Acme");
    log(&mut journal, "Ana Lindström");
    let error = journal.show("ana", moment(0).today).unwrap_err();
    let JournalError::Ambiguous { candidates, .. } = &error else { panic!("{error}") };
    assert_eq!(candidates.len(), 2);
    assert!(error.to_string().contains("Ana Ruiz (Acme)") && error.hint().is_some(), "{error}");
    assert_eq!(journal.show("ana lindstrom", moment(0).today).unwrap().name, "Ana Lindström");
    assert_eq!(
        journal.show(&candidates[0].id, moment(0).today).unwrap().id.to_string(),
        candidates[0].id
    );
    assert_eq!(journal.show("nobody", moment(0).today).unwrap_err().code(), "no-such-person");
}

fn a_person_is_shown_with_everything(place: &dyn Place) {
    let mut journal = journal(place, "a");
    log(&mut journal, "Bo Haugen, bo@tram.example");
    let ana = log(&mut journal, "Ana Ruiz @ Acme, intro to Bo Haugen, through Bo Haugen");
    let bo = journal.who("bo@tram.example").unwrap();
    assert_eq!(ana.moves[0].people.len(), 2, "the Bo who is known is linked, not only named");
    journal.done(&ana.moves[0].id.to_string(), moment(3)).unwrap();
    let shown = journal.show("Ana Ruiz", moment(4).today).unwrap();
    assert_eq!((shown.open.len(), shown.done.len(), shown.interactions.len()), (0, 1, 1));
    assert_eq!(shown.through.map(|person| person.id), Some(bo));
    assert_eq!(journal.show(&bo.to_string()[..12], moment(4).today).unwrap().done.len(), 1);
    let json = serde_json::to_value(journal.show("bo", moment(4).today).unwrap()).unwrap();
    assert_eq!(json["contact"]["name"], "Bo Haugen");
}
