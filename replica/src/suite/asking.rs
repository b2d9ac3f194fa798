//! A coffee before goodbye, one curious question, and who is offered by a link of theirs.

use super::exchange::sync;
use super::{Place, journal, moment, promised};
use crate::journal::{
    CoffeeSlot, EntriesEdit, Journal, MatchedBy, Meant, Moment, MoveEdit, PersonEdit, Question,
};
use jiff::civil::date;
use mingle_proto::id::DocumentId;
use mingle_proto::kind::Kind;
use mingle_proto::record::{Contact, Me};

promised! {
    a_coffee_is_offered_at_three_times_that_are_free,
    the_words_of_a_free_time_mean_it_in_a_line_too,
    a_coffee_at_a_time_that_is_said_is_proposed_and_then_confirmed,
    what_is_sent_of_a_coffee_has_my_number_and_their_calendar_my_name,
    a_person_has_one_question_until_their_story_is_there,
    a_coffee_has_a_day_that_is_not_over,
    a_question_that_another_device_removed_stays_if_it_is_changed,
    the_deck_is_edited_and_what_two_devices_change_is_kept,
    a_link_that_is_typed_offers_whose_it_is_however_it_is_written,
    a_link_alone_makes_nobody_the_same,
}

fn person(journal: &mut Journal, name: &str) -> DocumentId {
    let contact =
        Contact { name: name.to_owned(), met_at: Some(moment(0).now), ..Contact::default() };
    journal.add_contact(contact, moment(0)).unwrap()
}

/// Tuesday, 24 November 2026.
fn tuesday() -> Moment {
    Moment { today: date(2026, 11, 24), ..moment(0) }
}

fn slots(journal: &Journal, moment: Moment) -> Vec<(String, String, String)> {
    let slots = journal.coffee_slots(moment).unwrap();
    slots.into_iter().map(|slot| (slot.label, slot.due, slot.time)).collect()
}

fn a_coffee_is_offered_at_three_times_that_are_free(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let slot = |label: &str, due: &str, time: &str| [label, due, time].map(str::to_owned).into();
    assert_eq!(
        slots(&journal, tuesday()),
        [
            slot("Thu lunch", "2026-11-26", "12:30"),
            slot("Fri 9", "2026-11-27", "09:00"),
            slot("next Tue after work", "2026-12-01", "18:00"),
        ]
    );
    // Saturday: nobody is asked for a coffee on a weekend.
    let on_saturday: Vec<_> = slots(&journal, moment(0)).into_iter().map(|it| it.0).collect();
    assert_eq!(on_saturday, ["Mon lunch", "Tue 9", "Mon 30 Nov after work"]);
    let ana = person(&mut journal, "Ana Ruiz");
    let busy = |journal: &mut Journal, sort: &str, due: &str, time: &str| {
        journal.propose(&ana, sort, "", due, time, tuesday()).unwrap()
    };
    let lunch = busy(&mut journal, "meet", "2026-11-26", "11:30");
    busy(&mut journal, "coffee", "2026-12-02", "19:00");
    let shown: Vec<_> = slots(&journal, tuesday()).into_iter().map(|it| (it.0, it.1)).collect();
    let day = |label: &str, due: &str| (label.to_owned(), due.to_owned());
    assert_eq!(
        shown,
        [
            day("Fri lunch", "2026-11-27"),
            day("next Mon 9", "2026-11-30"),
            day("next Fri after work", "2026-12-04"),
        ]
    );
    busy(&mut journal, "call", "2026-11-27", "14:00");
    assert_eq!(slots(&journal, tuesday())[0].1, "2026-11-27", "an hour and a half apart is enough");
    journal.done(&lunch.id.to_string(), tuesday()).unwrap();
    assert_eq!(slots(&journal, tuesday())[0].0, "Thu lunch");
}

fn the_words_of_a_free_time_mean_it_in_a_line_too(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = person(&mut journal, "Ana Ruiz");
    // Sixteen days in a row, from the end of a year on, and at every hour; what is offered is taken in the end, so that
    // the next three are further away.
    for hour in 0..16 * 24 {
        let at = date(2026, 12, 21).at(0, 0, 0, 0) + jiff::SignedDuration::from_hours(hour);
        let now = at.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_millisecond();
        let moment = Moment::at(mingle_proto::timestamp::Timestamp(now), 0);
        let slots = journal.coffee_slots(moment).unwrap();
        for slot in &slots {
            let said = journal.coffee_slot(&slot.label.to_uppercase(), moment).unwrap();
            assert_eq!((&said.due, &said.time), (&slot.due, &slot.time), "{} on {at}", slot.label);
            let line = format!("Zoe, coffee {}", slot.label);
            let promise = &crate::line::parse(&line, moment.today).promises[0];
            let due = promise.due.map(crate::civil::date_text);
            let time = promise.time.map(crate::civil::time_text);
            assert_eq!(due.as_deref(), Some(slot.due.as_str()), "{line} on {at}");
            assert_eq!(time.as_deref(), Some(slot.time.as_str()), "{line} on {at}");
            assert_eq!(promise.what, "coffee", "{line}");
        }
        if hour % 24 == 23 {
            let CoffeeSlot { due, time, .. } = &slots[(hour / 24 % 3) as usize];
            journal.propose(&ana, "coffee", "", due, time, moment).unwrap();
        }
    }
    // On a Sunday, a line's `next mon` is tomorrow.
    let sunday = Moment { today: date(2026, 11, 22), ..moment(0) };
    let said = journal.coffee_slot("next mon after work", sunday).unwrap();
    assert_eq!((said.due.as_str(), said.time.as_str()), ("2026-11-23", "18:00"));
}

fn a_coffee_at_a_time_that_is_said_is_proposed_and_then_confirmed(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = person(&mut journal, "Ana Ruiz");
    for (said, due, time) in [
        ("thu LUNCH", "2026-11-26", "12:30"),
        ("next Tue after work", "2026-12-01", "18:00"),
        ("fri 9", "2026-11-27", "09:00"),
        ("wed lunch", "2026-11-25", "12:30"),
        ("fri 15:30", "2026-11-27", "15:30"),
        ("tomorrow", "2026-11-25", ""),
        ("2026-12-03 8:15", "2026-12-03", "08:15"),
        ("2026-12-03 lunch", "2026-12-03", "12:30"),
    ] {
        let slot = journal.coffee_slot(said, tuesday()).unwrap();
        assert_eq!((slot.due.as_str(), slot.time.as_str()), (due, time), "{said}");
    }
    for said in ["", "soon", "lunch", "2026-12-03 25:00"] {
        assert_eq!(journal.coffee_slot(said, tuesday()).unwrap_err().code(), "no-date", "{said}");
    }
    let coffee = journal.coffee(&ana, "2026-11-26", "12:30", tuesday()).unwrap();
    let meeting = &coffee.meeting;
    assert_eq!((meeting.sort.as_str(), meeting.state.as_str()), ("coffee", "proposed"));
    assert!(coffee.ics.contains("STATUS:TENTATIVE\r\n"));
    assert_eq!(coffee.ics_name, "coffee-2026-11-26.ics");
    journal.confirm(&meeting.id, true, tuesday()).unwrap();
    let later = Moment { now: moment(60).now, ..tuesday() };
    let sent = journal.to_send(&meeting.id, later).unwrap();
    assert_eq!(sent.meeting.state, "confirmed");
    let line = |ics: &str, name: &str| {
        ics.split("\r\n").find(|line| line.starts_with(name)).unwrap().to_owned()
    };
    assert_eq!(line(&sent.ics, "UID:"), line(&coffee.ics, "UID:"));
    assert_ne!(line(&sent.ics, "DTSTAMP:"), line(&coffee.ics, "DTSTAMP:"));
    assert_eq!(line(&sent.ics, "STATUS:"), "STATUS:CONFIRMED");
    assert_eq!(line(&sent.ics, "DTSTART"), "DTSTART:20261126T123000", "by the local clock");
    assert_eq!(journal.coffee(&ana, "soon", "", tuesday()).unwrap_err().code(), "no-date");
}

fn what_is_sent_of_a_coffee_has_my_number_and_their_calendar_my_name(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let badr = person(&mut journal, "بدر الدين");
    let coffee = journal.coffee(&badr, "2026-11-26", "12:30", tuesday()).unwrap();
    assert_eq!(coffee.message, "It was good to meet you. Coffee on Thu 26 Nov at 12:30?");
    assert!(coffee.ics.contains("SUMMARY:Coffee with بدر الدين\r\n"));
    assert!(coffee.code.contains("SUMMARY:Coffee\r\n"), "who I am is not known yet");
    journal
        .store_mut()
        .write(moment(1).now, |writing| {
            writing.edit(&Kind::Me.singleton_id(), |me: &mut Me| {
                me.name = "Zoë Lind".to_owned();
                me.phones.insert("+44 7700 900123".to_owned(), "mobile".to_owned());
            })
        })
        .unwrap();
    let month = 31 * 24 * 60;
    let later = Moment { now: moment(month).now, ..tuesday() };
    let sent = journal.to_send(&coffee.meeting.id, later).unwrap();
    assert_eq!(sent.message, "Coffee on Thu 26 Nov at 12:30? – Zoë Lind, +44 7700 900123");
    assert!(sent.code.contains("SUMMARY:Coffee with Zoë Lind\r\n"));
}

fn a_coffee_has_a_day_that_is_not_over(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = person(&mut journal, "Ana Ruiz");
    for (due, code) in [
        ("2020-11-26", "day-is-over"),
        ("2026-11-23", "day-is-over"),
        ("", "no-day"),
        (" ", "no-day"),
    ] {
        let error = journal.coffee(&ana, due, "12:30", tuesday()).unwrap_err();
        assert_eq!(error.code(), code, "{due}");
        assert!(error.hint().is_some());
    }
    assert_eq!(journal.now(tuesday()).unwrap().more_waiting, 0);
    assert!(journal.now(tuesday()).unwrap().waiting_on.is_empty(), "nothing is written");
    assert!(journal.coffee(&ana, "2026-11-24", "", tuesday()).is_ok(), "today will do");
    let meeting = journal.propose(&ana, "coffee", "", "", "", tuesday()).unwrap();
    assert_eq!(journal.to_send(&meeting.id, tuesday()).unwrap_err().code(), "no-day");
    let day = MoveEdit { due: Some("2026-11-26".to_owned()), ..MoveEdit::default() };
    journal.edit_move(&meeting.id, &day, tuesday()).unwrap();
    assert!(journal.to_send(&meeting.id, tuesday()).unwrap().ics.contains("20261126"));
}

fn a_question_that_another_device_removed_stays_if_it_is_changed(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let add = EntriesEdit { add: vec!["What is that hat?".to_owned()], ..EntriesEdit::default() };
    let id = laptop.edit_deck(&add, moment(0)).unwrap().pop().unwrap().id;
    sync(laptop.store_mut(), phone.store_mut());
    let remove = EntriesEdit { remove: vec![id.clone()], ..EntriesEdit::default() };
    laptop.edit_deck(&remove, moment(1)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    // The sheet was opened before that.
    let set =
        EntriesEdit { set: [(id, "¿Qué sombrero?".to_owned())].into(), ..EntriesEdit::default() };
    phone.edit_deck(&set, moment(2)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    for journal in [&laptop, &phone] {
        let last = journal.deck().unwrap().pop().unwrap();
        assert_eq!((last.words.as_str(), last.own), ("¿Qué sombrero?", true));
    }
}

fn asked(journal: &Journal, id: &DocumentId) -> Option<Question> {
    journal.person(id, moment(0).today).unwrap().question
}

fn a_person_has_one_question_until_their_story_is_there(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let people: Vec<_> =
        (0..40).map(|number| person(&mut journal, &format!("Person {number}"))).collect();
    let first: Vec<_> = people.iter().map(|id| asked(&journal, id).unwrap()).collect();
    let again: Vec<_> = people.iter().map(|id| asked(&journal, id).unwrap()).collect();
    assert_eq!(first, again, "the same one each time");
    let mut different: Vec<_> = first.iter().map(|question| question.id.as_str()).collect();
    different.sort_unstable();
    different.dedup();
    assert!(different.len() > 4, "they go round: {different:?}");
    // A question more changes whose it is, and nothing else.
    let add = EntriesEdit { add: vec!["What is that hat?".to_owned()], ..EntriesEdit::default() };
    journal.edit_deck(&add, moment(1)).unwrap();
    for (id, before) in people.iter().zip(&first) {
        let now = asked(&journal, id).unwrap();
        assert!(now == *before || now.words == "What is that hat?", "{now:?}");
    }
    let ana = people[0];
    let heads = journal.person(&ana, moment(0).today).unwrap().heads;
    let edit = PersonEdit { story: Some("Grew up by a dam.".to_owned()), ..PersonEdit::default() };
    journal.edit_person(&ana, &heads, &edit, moment(2)).unwrap();
    assert_eq!(asked(&journal, &ana), None);
    assert!(journal.question(&ana).unwrap().is_some(), "asked for, there is one");
}

fn the_deck_is_edited_and_what_two_devices_change_is_kept(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    let brought = laptop.deck().unwrap();
    assert!(brought.len() >= 8 && brought.iter().all(|one| !one.own && one.words.ends_with('?')));
    sync(laptop.store_mut(), phone.store_mut());
    let add = EntriesEdit {
        add: vec!["  Was macht dich stolz?  ".to_owned(), " ".to_owned()],
        remove: vec![brought[0].id.clone()],
        ..EntriesEdit::default()
    };
    let deck = laptop.edit_deck(&add, moment(1)).unwrap();
    assert_eq!(deck.len(), brought.len());
    assert!(deck.iter().all(|one| one.id != brought[0].id));
    let other = [(brought[1].id.clone(), "ما الذي فاجأك؟".to_owned())];
    let set = EntriesEdit { set: other.into(), ..EntriesEdit::default() };
    phone.edit_deck(&set, moment(1)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let deck = laptop.deck().unwrap();
    assert_eq!(deck, phone.deck().unwrap());
    let own: Vec<_> = deck.iter().filter(|one| one.own).map(|one| one.words.as_str()).collect();
    assert_eq!(own, ["ما الذي فاجأك؟", "Was macht dich stolz?"]);
    // Their own goes for good, and one that is not known is their own.
    let mine = deck.iter().find(|one| one.words.starts_with("Was")).unwrap().id.clone();
    let set = [("unknown".to_owned(), "What?".to_owned()), (mine, String::new())];
    let edit = EntriesEdit { set: set.into(), ..EntriesEdit::default() };
    let deck = laptop.edit_deck(&edit, moment(2)).unwrap();
    assert_eq!(deck.len(), brought.len());
    assert_eq!(deck.last().map(|one| (one.words.as_str(), one.own)), Some(("What?", true)));
    assert_eq!(laptop.reset_deck(moment(3)).unwrap(), brought);
    let none = EntriesEdit {
        remove: brought.iter().map(|one| one.id.clone()).collect(),
        ..EntriesEdit::default()
    };
    assert!(laptop.edit_deck(&none, moment(4)).unwrap().is_empty());
    let ana = person(&mut laptop, "Ana");
    assert_eq!(asked(&laptop, &ana), None, "an empty deck asks nothing");
}

fn with_link(name: &str, link: &str) -> Contact {
    let links = [(link.to_owned(), String::new())].into();
    Contact { name: name.to_owned(), links, ..Contact::default() }
}

fn a_link_that_is_typed_offers_whose_it_is_however_it_is_written(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let link = "https://www.linkedin.com/in/Zoe-Lind/";
    let zoe = journal.add_contact(with_link("Zoë Lind", link), moment(0)).unwrap();
    let page = journal.add_contact(with_link("Bo", "http://bo.example/~bo?page=2"), moment(0));
    let offered = |journal: &Journal, link: &str| {
        let preview = journal.preview(&format!("Z. L. {link}"), None, &[], moment(1)).unwrap();
        let matches = preview.lines[0].matches.iter().map(|it| (it.person.id, it.by));
        matches.collect::<Vec<_>>()
    };
    for link in ["linkedin.com/in/zoe-lind?trk=card", "https://de.linkedin.com/in/zoe-lind#top"] {
        assert_eq!(offered(&journal, link), [(zoe, MatchedBy::Link)], "{link}");
    }
    assert_eq!(
        offered(&journal, "https://www.bo.example/~bo?page=2"),
        [(page.unwrap(), MatchedBy::Link)]
    );
    for link in ["https://linkedin.com", "https://bo.example/~bo?page=3", "https://bo.example/"] {
        assert_eq!(offered(&journal, link), [], "{link}");
    }
    assert_eq!(journal.who("linkedin.com/in/zoe-lind").unwrap(), zoe);
    journal.delete(&zoe, moment(1)).unwrap();
    assert_eq!(offered(&journal, link), []);
}

fn a_link_alone_makes_nobody_the_same(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let team = "https://kestrel.example/team";
    let ana = journal.add_contact(with_link("Ana Ruiz", team), moment(0)).unwrap();
    let preview = journal.preview(&format!("Bo Haugen {team}"), None, &[], moment(1)).unwrap();
    let line = &preview.lines[0];
    assert_eq!(line.who, Meant::New);
    let matches: Vec<_> = line.matches.iter().map(|it| (it.person.id, it.by, it.certain)).collect();
    assert_eq!(matches, [(ana, MatchedBy::Link, false)], "it is offered, and nothing is merged");
}
