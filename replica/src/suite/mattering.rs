//! What matters now, in lists that are quick to read.

use super::exchange::{LAPTOP, PHONE, sync};
use super::{Place, journal, moment, people, promised};
use crate::journal::{
    Channel, Entry, Journal, Logged, Moment, Now, OnlyHere, Outcome, PeopleFilter,
};
use mingle_proto::id::{DeviceId, DocumentId};
use mingle_proto::session::Replica;
use mingle_proto::timestamp::Timestamp;

promised! {
    the_first_day_is_empty,
    three_moves_are_shown_overdue_first_then_today_then_undated,
    what_others_promised_and_what_is_not_confirmed_is_waited_for,
    a_coffee_is_near_from_half_an_hour_before_until_two_hours_after,
    an_event_that_is_on_shows_its_roster,
    the_latest_people_come_first_and_attempts_do_not_count,
    people_are_listed_by_name_and_by_tag,
    tags_are_counted_of_those_who_are_there,
    a_proposal_is_confirmed_edited_and_refused_if_it_is_no_date,
    only_what_no_other_device_was_proven_to_hold_is_only_here,
    what_another_device_left_out_is_only_here,
    views_of_an_older_program_are_derived_again,
}

fn log(journal: &mut Journal, text: &str, moment: Moment) -> Vec<Logged> {
    let ticket = DocumentId::random().unwrap();
    let (at, offset) = (moment.now, moment.offset);
    let entry = Entry {
        ticket,
        text: text.into(),
        about: None,
        event: None,
        corrections: Vec::new(),
        at,
        offset,
    };
    journal.log(&entry).unwrap()
}

fn logged(journal: &mut Journal, text: &str) -> Logged {
    log(journal, text, moment(0)).remove(0)
}

fn whats(moves: &[crate::journal::DueMove]) -> Vec<&str> {
    moves.iter().map(|one| one.what.as_str()).collect()
}

fn names(now: &Now) -> Vec<&str> {
    now.recent.iter().map(|row| row.name.as_str()).collect()
}

fn the_first_day_is_empty(place: &dyn Place) {
    let journal = journal(place, "a");
    let now = journal.now(moment(0)).unwrap();
    assert_eq!((now.people, now.event, now.more_moves, now.more_waiting), (0, None, 0, 0));
    assert!(now.soon.is_empty() && now.moves.is_empty() && now.waiting_on.is_empty());
    assert!(now.recent.is_empty() && journal.tags().unwrap().is_empty());
    assert_eq!(journal.only_here().unwrap(), OnlyHere::default());
}

fn three_moves_are_shown_overdue_first_then_today_then_undated(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = logged(&mut journal, "Ana Ruiz").person.id;
    let mut propose = |what: &str, due: &str, time: &str| {
        journal.propose(&ana, "other", what, due, time, moment(0)).unwrap().id
    };
    propose("later", "2026-11-22", "");
    propose("undated", "", "");
    let today = propose("today", "2026-11-21", "");
    propose("today at nine", "2026-11-21", "9:00");
    let late = propose("late", "2026-11-20", "");
    let now = journal.now(moment(1)).unwrap();
    assert_eq!(whats(&now.moves), ["late", "today at nine", "today"]);
    assert_eq!((now.more_moves, now.moves[0].overdue, now.people), (2, true, 1));
    journal.done(&late.to_string(), moment(2)).unwrap();
    journal.delete(&today, moment(2)).unwrap();
    let now = journal.now(moment(3)).unwrap();
    assert_eq!((whats(&now.moves), now.more_moves), (vec!["today at nine", "undated", "later"], 0));
}

fn what_others_promised_and_what_is_not_confirmed_is_waited_for(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = logged(&mut journal, "Ana Ruiz, coffee fri, call mon");
    let bo = logged(&mut journal, "Bo Haugen, he will send the paper");
    assert_eq!(bo.moves[0].whose, "theirs");
    let now = journal.now(moment(1)).unwrap();
    assert_eq!(whats(&now.waiting_on), ["coffee", bo.moves[0].what.as_str()]);
    assert_eq!(whats(&now.moves), ["call"]);
    let coffee = ana.moves.iter().find(|one| one.sort == "coffee").unwrap().id;
    assert_eq!(journal.confirm(&coffee, true, moment(2)).unwrap().state, "confirmed");
    let now = journal.now(moment(3)).unwrap();
    assert_eq!((now.waiting_on.len(), whats(&now.moves)), (1, vec!["call", "coffee"]));
    journal.confirm(&coffee, false, moment(4)).unwrap();
    let call = ana.moves.iter().find(|one| one.sort == "call").unwrap().id;
    for confirmed in [true, false] {
        let error = journal.confirm(&call, confirmed, moment(4)).unwrap_err();
        assert_eq!((error.code(), error.hint().is_some()), ("not-to-confirm", true));
    }
    journal.done(&coffee.to_string(), moment(4)).unwrap();
    assert_eq!(journal.confirm(&coffee, true, moment(4)).unwrap_err().code(), "not-to-confirm");
    journal.undo_done(&coffee.to_string(), moment(4)).unwrap();
    assert_eq!(journal.now(moment(5)).unwrap().waiting_on.len(), 2);
    let on_the_day = Moment { today: jiff::civil::date(2026, 11, 27), ..moment(6) };
    assert!(whats(&journal.now(on_the_day).unwrap().moves).contains(&"coffee"), "go, or ask");
    for number in 0..6 {
        logged(&mut journal, &format!("Bo Haugen, he will send me chapter {number}"));
    }
    let now = journal.now(moment(7)).unwrap();
    assert_eq!((now.waiting_on.len(), now.more_waiting), (5, 3));
}

fn a_coffee_is_near_from_half_an_hour_before_until_two_hours_after(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let ana = logged(&mut journal, "Ana Ruiz").person.id;
    // The local time of the first moment is an hour ahead of UTC.
    let local = Moment::at(moment(0).now, 3600);
    let start = jiff::Timestamp::from_millisecond(moment(0).now.0).unwrap();
    let start = jiff::tz::Offset::constant(1).to_datetime(start);
    let (due, time) = (start.date().to_string(), start.time().strftime("%H:%M").to_string());
    let coffee = journal.propose(&ana, "coffee", "", &due, &time, local).unwrap();
    journal.propose(&ana, "call", "", &due, &time, local).unwrap();
    let soon = |journal: &Journal, minutes: i64| {
        let now = Timestamp(moment(0).now.0 + minutes * 60_000);
        journal.now(Moment::at(now, 3600)).unwrap().soon.len()
    };
    let near: Vec<_> = [-32, -29, 0, 119, 122].map(|minutes| soon(&journal, minutes)).into();
    assert_eq!(near, [0, 1, 1, 1, 0]);
    journal.done(&coffee.id.to_string(), local).unwrap();
    assert_eq!(soon(&journal, 0), 0);
    // Over midnight, and far from home.
    let midnight = Moment::at(Timestamp(1_795_305_600_000), 0);
    assert_eq!(midnight.today.to_string(), "2026-11-22");
    journal.propose(&ana, "meet", "", "2026-11-21", "23:00", midnight).unwrap();
    assert_eq!(journal.now(midnight).unwrap().soon.len(), 1);
    assert_eq!(journal.now(Moment::at(midnight.now, 9 * 3600)).unwrap().soon.len(), 0);
}

fn an_event_that_is_on_shows_its_roster(place: &dyn Place) {
    let mut journal = journal(place, "a");
    log(&mut journal, "Ana Ruiz\nBo Haugen", moment(0));
    let event = journal.event_start("Rust Nation", "London", "", moment(1)).unwrap();
    log(&mut journal, "李小龍, likes kites", moment(2));
    log(&mut journal, "Ana Ruiz, likes tea", moment(3));
    log(&mut journal, "Ana Ruiz, wants to sail", moment(4));
    let away = log(&mut journal, "Someone", moment(5)).remove(0).person.id;
    journal.delete(&away, moment(5)).unwrap();
    let bo = journal.who("bo haugen").unwrap();
    journal.say_hello(&bo, Channel::Call, Outcome::Talked, "", moment(6)).unwrap();
    let now = journal.now(moment(7)).unwrap().event.unwrap();
    let rows: Vec<_> = now
        .roster
        .iter()
        .map(|row| (row.person.name.as_str(), row.note.as_str(), row.is_new))
        .collect();
    assert_eq!(rows, [("Ana Ruiz", "wants to sail", false), ("李小龍", "likes kites", true)]);
    assert_eq!((now.total, now.roster[0].at, now.event.id), (2, Some(moment(4).now), event.id));
    journal.say_hello(&bo, Channel::Talk, Outcome::Talked, "by the door", moment(8)).unwrap();
    assert_eq!(journal.event(&event.id, moment(9)).unwrap().roster[0].note, "by the door");
    journal.event_end("", moment(9)).unwrap();
    assert!(journal.now(moment(10)).unwrap().event.is_none());
    let gone = journal.event(&event.id, moment(9)).unwrap();
    assert_eq!((gone.total, gone.event.people, gone.event.interactions), (3, 3, 5));
    assert_eq!(journal.events().unwrap()[0].people, 3);
    assert_eq!(journal.event(&away, moment(9)).unwrap_err().code(), "no-such-record");
}

fn the_latest_people_come_first_and_attempts_do_not_count(place: &dyn Place) {
    let mut journal = journal(place, "a");
    for number in 0..10 {
        let name =
            ["Ana", "Bo", "Çağla", "דנה", "李小龍", "Ελένη", "Fatima", "Håkon", "Inés", "Kim"]
                [number];
        log(&mut journal, name, moment(number as i64));
    }
    let now = journal.now(moment(20)).unwrap();
    assert_eq!((names(&now).len(), names(&now)[0], names(&now)[7]), (8, "Kim", "Çağla"));
    let ana = journal.who("Ana").unwrap();
    let tried = journal
        .say_hello(&ana, Channel::Call, Outcome::NoAnswer, " rang twice ", moment(21))
        .unwrap();
    assert_eq!(names(&journal.now(moment(22)).unwrap())[0], "Kim");
    let row = |journal: &Journal| journal.people(&Default::default(), 0, 1).unwrap().rows.remove(0);
    assert_eq!((row(&journal).id, row(&journal).last), (ana, Some(moment(0).now)));
    let shown = journal.person(&ana, moment(0).today).unwrap().interactions.remove(0);
    assert_eq!(
        (shown.id, shown.outcome.as_str(), shown.note.as_str()),
        (tried, "no-answer", "rang twice")
    );
    journal.say_hello(&ana, Channel::Message, Outcome::Talked, "", moment(23)).unwrap();
    assert_eq!(names(&journal.now(moment(24)).unwrap())[0], "Ana");
    assert_eq!(row(&journal).last, Some(moment(23).now));
    let nobody = journal.say_hello(&tried, Channel::Mail, Outcome::Talked, "", moment(25));
    assert_eq!(nobody.unwrap_err().code(), "no-such-record");
}

fn people_are_listed_by_name_and_by_tag(place: &dyn Place) {
    let mut journal = journal(place, "a");
    log(&mut journal, "Çağla, #sail\nAna, #sail, coffee fri\nbo\nZoë, #sail", moment(0));
    let list = |filter: &PeopleFilter, offset, limit| {
        let people = journal.people(filter, offset, limit).unwrap();
        let names: Vec<_> = people.rows.into_iter().map(|row| (row.name, row.open)).collect();
        (people.total, names)
    };
    let named = |names: &[(&str, usize)]| -> Vec<(String, usize)> {
        names.iter().map(|(name, open)| ((*name).to_owned(), *open)).collect()
    };
    let all = PeopleFilter::default();
    assert_eq!(list(&all, 0, 9), (4, named(&[("Ana", 1), ("bo", 0), ("Çağla", 0), ("Zoë", 0)])));
    assert_eq!(list(&all, 1, 2), (4, named(&[("bo", 0), ("Çağla", 0)])));
    let sail = PeopleFilter { tag: Some("sail".into()) };
    assert_eq!(list(&sail, 1, 9), (3, named(&[("Çağla", 0), ("Zoë", 0)])));
    assert_eq!(list(&PeopleFilter { tag: Some("kite".into()) }, 0, 9), (0, Vec::new()));
}

fn tags_are_counted_of_those_who_are_there(place: &dyn Place) {
    let mut journal = journal(place, "a");
    let logged = log(&mut journal, "Ana, #sail, #kite\nBo, #sail\nKim, #tea", moment(0));
    let tags = |journal: &Journal| -> Vec<(String, usize)> {
        journal.tags().unwrap().into_iter().map(|one| (one.tag, one.people)).collect()
    };
    assert_eq!(tags(&journal), [("sail".into(), 2), ("kite".into(), 1), ("tea".into(), 1)]);
    journal.delete(&logged[1].person.id, moment(1)).unwrap();
    journal.edit_contact(&logged[2].person.id, moment(1), |it| it.tags.clear()).unwrap();
    assert_eq!(tags(&journal), [("kite".into(), 1), ("sail".into(), 1)]);
    journal.undelete(&logged[1].person.id, moment(2)).unwrap();
    assert_eq!(tags(&journal)[0], ("sail".into(), 2));
    let before = (tags(&journal), journal.now(moment(3)).unwrap());
    journal.reindex(&mut |_, _| {}).unwrap();
    assert_eq!(
        (tags(&journal), journal.now(moment(3)).unwrap()),
        before,
        "the views follow from the documents"
    );
}

fn a_proposal_is_confirmed_edited_and_refused_if_it_is_no_date(place: &dyn Place) {
    use crate::journal::MoveEdit;
    let mut journal = journal(place, "a");
    let ana = logged(&mut journal, "Ana Ruiz").person.id;
    let coffee = journal.propose(&ana, "coffee", " ", "2026-11-27", "9:30", moment(1)).unwrap();
    assert_eq!(
        (coffee.what.as_str(), coffee.state.as_str(), coffee.time.as_str()),
        ("coffee", "proposed", "09:30")
    );
    let edit = MoveEdit {
        due: Some("2026-11-28".into()),
        note: Some("the blue café".into()),
        ..MoveEdit::default()
    };
    let edited = journal.edit_move(&coffee.id, &edit, moment(2)).unwrap();
    assert_eq!(
        (edited.due.as_str(), edited.time.as_str(), edited.note.as_str()),
        ("2026-11-28", "09:30", "the blue café")
    );
    let undated = MoveEdit { due: Some(String::new()), ..MoveEdit::default() };
    assert_eq!(journal.edit_move(&coffee.id, &undated, moment(3)).unwrap().time, "");
    for (due, time, code) in [
        ("friday", "", "no-date"),
        ("2026-11-31", "", "no-date"),
        ("2026-11-27", "25:00", "no-time"),
    ] {
        let error = journal.propose(&ana, "call", "", due, time, moment(4)).unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.hint().is_some());
        let edit =
            MoveEdit { due: Some(due.into()), time: Some(time.into()), ..MoveEdit::default() };
        assert_eq!(journal.edit_move(&coffee.id, &edit, moment(4)).unwrap_err().code(), code);
    }
    assert_eq!(
        journal.propose(&coffee.id, "call", "", "", "", moment(5)).unwrap_err().code(),
        "no-such-record"
    );
}

const TABLET: DeviceId = DeviceId::from_bytes([3; 32]);

fn only_what_no_other_device_was_proven_to_hold_is_only_here(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    let mut phone = journal(place, "phone");
    let logged = log(&mut laptop, "Ana, coffee fri\nBo\nKim\nZoë", moment(0));
    let here = |journal: &Journal| {
        let here = journal.only_here().unwrap();
        (here.people, here.records)
    };
    assert_eq!(here(&laptop), (4, 9));
    laptop.add_device(&PHONE, "Telefon", "phone", Some(&LAPTOP), moment(1)).unwrap();
    laptop.add_device(&TABLET, "Tablet", "phone", Some(&LAPTOP), moment(1)).unwrap();
    assert_eq!(here(&laptop), (4, 9), "known is not proven");
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(here(&laptop), (0, 0));
    let ids: Vec<_> = logged.iter().map(|one| one.person.id).collect();
    laptop.edit_contact(&ids[0], moment(2), |it| it.role = "diver".into()).unwrap();
    laptop.say_hello(&ids[1], Channel::Call, Outcome::NoAnswer, "", moment(2)).unwrap();
    laptop.propose(&ids[2], "call", "", "", "", moment(2)).unwrap();
    laptop.delete(&ids[3], moment(2)).unwrap();
    assert_eq!(
        here(&laptop),
        (3, 4),
        "their own record, a time, a move; who is away counts as a record"
    );
    let proven = laptop.store_mut().summary().unwrap();
    laptop.store_mut().synced(&TABLET, &proven).unwrap();
    assert_eq!(here(&laptop), (0, 0), "another device has it");
    laptop.revoke_device(&TABLET, &LAPTOP, moment(3)).unwrap();
    assert_eq!(here(&laptop), (3, 4), "a device that is revoked holds nothing for the owner");
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(here(&laptop), (0, 0));
    laptop.revoke_device(&PHONE, &LAPTOP, moment(4)).unwrap();
    assert_eq!(here(&laptop), (3, 11), "there is no other device any more");
}

fn what_another_device_left_out_is_only_here(place: &dyn Place) {
    use mingle_proto::refusal::{Refusal, RefusalCode, Refused};
    let mut laptop = journal(place, "laptop");
    let mut seed = people::Seed::new(3);
    let ids: Vec<_> = (0..3)
        .map(|number| laptop.add_contact(people::contact(&mut seed, number), moment(0)).unwrap())
        .collect();
    laptop.add_device(&PHONE, "Telefon", "phone", None, moment(0)).unwrap();
    laptop.add_device(&TABLET, "Tablet", "phone", None, moment(0)).unwrap();
    let proven = laptop.store_mut().summary().unwrap();
    laptop.store_mut().synced(&PHONE, &proven).unwrap();
    let heads = laptop.store_mut().heads(&ids[..1]).unwrap().remove(0);
    let reason = Refusal::new(RefusalCode::TooLarge, "too large for it");
    laptop.store_mut().refused_by(&PHONE, &[Refused { id: ids[0], heads, reason }]).unwrap();
    assert_eq!(laptop.only_here().unwrap(), OnlyHere { people: 1, records: 1, attachments: 0 });
    laptop.store_mut().synced(&TABLET, &proven).unwrap();
    assert_eq!(laptop.only_here().unwrap(), OnlyHere::default());
}

fn views_of_an_older_program_are_derived_again(place: &dyn Place) {
    let mut journal = journal(place, "a");
    log(&mut journal, "Ana, #sail, coffee fri\nBo", moment(0));
    let before = journal.now(moment(1)).unwrap();
    journal.store_mut().spoil_views().unwrap();
    drop(journal);
    let journal = super::journal(place, "a");
    assert_eq!(journal.now(moment(1)).unwrap(), before);
}
