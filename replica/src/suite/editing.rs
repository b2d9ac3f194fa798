//! An edit of what was seen some time ago removes nothing that came since.

use super::exchange::sync;
use super::people::{self, Seed};
use super::{Place, journal, moment, promised};
use crate::journal::{EntriesEdit, EventEdit, Journal, PersonEdit, SetEdit};
use mingle_proto::given::{Heard, Wrong};
use mingle_proto::id::{DocumentId, Heads};
use mingle_proto::record::Contact;

promised! {
    an_edit_of_an_old_view_keeps_what_another_device_wrote_meanwhile,
    an_edit_of_an_old_view_keeps_what_this_device_wrote_meanwhile,
    both_sides_of_a_text_that_was_edited_at_once_are_kept,
    what_one_removes_while_another_adds_is_merged_entry_by_entry,
    an_edit_of_heads_that_are_not_known_changes_what_stands,
    an_edit_that_changes_nothing_writes_nothing,
    every_field_of_a_person_can_be_edited,
    an_event_is_edited_as_it_was_seen,
    many_edits_from_old_views_on_two_devices_agree_and_lose_nothing,
    a_device_gets_another_name,
}

fn contact(journal: &Journal, id: &DocumentId) -> Contact {
    journal.store().reading().record(id).unwrap().unwrap()
}

fn heads(journal: &Journal, id: &DocumentId) -> Heads {
    journal.person(id, moment(0).today).unwrap().heads
}

fn two(place: &dyn Place, person: Contact) -> (Journal, Journal, DocumentId) {
    let mut laptop = journal(place, "laptop");
    let mut phone = journal(place, "phone");
    let id = laptop.add_contact(person, moment(0)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    (laptop, phone, id)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn add_tags(tags: &[&str]) -> PersonEdit {
    PersonEdit {
        tags: Some(SetEdit { add: words(tags), remove: Vec::new() }),
        ..PersonEdit::default()
    }
}

fn an_edit_of_an_old_view_keeps_what_another_device_wrote_meanwhile(place: &dyn Place) {
    let person = Contact {
        name: "Ana Ruiz".into(),
        story: "Grew up on a barge.".into(),
        ..Contact::default()
    };
    let (mut laptop, mut phone, id) = two(place, person);
    let base = heads(&laptop, &id);
    phone
        .edit_contact(&id, moment(1), |it| {
            it.story.push_str(" Now she sails.");
            it.org = "Acme".into();
            it.emails.insert("ana@acme.example".into(), "work".into());
        })
        .unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    // The page shows the person as they were, and sends the whole text of the field.
    let edit = PersonEdit {
        story: Some("She grew up on a barge.".into()),
        role: Some(" CTO ".into()),
        ..PersonEdit::default()
    };
    assert!(laptop.edit_person(&id, &base, &edit, moment(2)).unwrap());
    sync(laptop.store_mut(), phone.store_mut());
    let shown = contact(&laptop, &id);
    assert_eq!(shown, contact(&phone, &id));
    assert_eq!(
        (shown.story.as_str(), shown.org.as_str(), shown.role.as_str()),
        ("She grew up on a barge. Now she sails.", "Acme", "CTO")
    );
    assert_eq!(shown.emails.len(), 1);
    assert_eq!(laptop.find("sails barge", 5).unwrap().len(), 1, "and it is found");
}

fn an_edit_of_an_old_view_keeps_what_this_device_wrote_meanwhile(place: &dyn Place) {
    let (mut laptop, mut phone, id) =
        two(place, Contact { name: "Bo".into(), ..Contact::default() });
    let base = heads(&laptop, &id);
    for (number, tag) in ["sail", "kite", "tea"].into_iter().enumerate() {
        laptop.edit_person(&id, &base, &add_tags(&[tag]), moment(number as i64)).unwrap();
    }
    drop(laptop);
    let mut laptop = super::journal(place, "laptop");
    laptop.edit_person(&id, &base, &add_tags(&["loom"]), moment(9)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    for journal in [&laptop, &phone] {
        let tags: Vec<_> = contact(journal, &id).tags.into_iter().collect();
        assert_eq!(tags, ["kite", "loom", "sail", "tea"]);
    }
}

fn both_sides_of_a_text_that_was_edited_at_once_are_kept(place: &dyn Place) {
    let person =
        Contact { name: "李小龍".into(), note: "kites 🪁, tea".into(), ..Contact::default() };
    let (mut laptop, mut phone, id) = two(place, person);
    let (old, note) = (heads(&laptop, &id), |note: &str| PersonEdit {
        note: Some(note.into()),
        ..PersonEdit::default()
    });
    assert_eq!(old, heads(&phone, &id));
    laptop.edit_person(&id, &old, &note("Big kites 🪁, tea"), moment(1)).unwrap();
    phone.edit_person(&id, &old, &note("kites 🪁, tea, rain"), moment(1)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    laptop.edit_person(&id, &old, &note("kites 🪁, green tea"), moment(2)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(contact(&laptop, &id).note, "Big kites 🪁, green tea, rain");
    assert_eq!(contact(&phone, &id).note, contact(&laptop, &id).note);
}

fn what_one_removes_while_another_adds_is_merged_entry_by_entry(place: &dyn Place) {
    let person = Contact {
        name: "Kim".into(),
        needs: [("one".into(), "a loom".into()), ("two".into(), "tea".into())].into(),
        tags: ["sail".into(), "kite".into()].into(),
        ..Contact::default()
    };
    let (mut laptop, mut phone, id) = two(place, person);
    let base = heads(&phone, &id);
    laptop
        .edit_contact(&id, moment(1), |it| {
            it.needs.insert("three".into(), "a boat".into());
            it.tags.insert("kite".into());
        })
        .unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let edit = PersonEdit {
        needs: Some(EntriesEdit {
            set: [("two".into(), "green tea".into())].into(),
            remove: words(&["one", "never there"]),
            add: words(&["a harbour", " "]),
        }),
        tags: Some(SetEdit { add: words(&[" rain "]), remove: words(&["sail"]) }),
        emails: Some(EntriesEdit { add: words(&["kim@wren.example"]), ..EntriesEdit::default() }),
        ..PersonEdit::default()
    };
    phone.edit_person(&id, &base, &edit, moment(2)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let shown = contact(&laptop, &id);
    let mut needs: Vec<_> = shown.needs.values().map(String::as_str).collect();
    needs.sort_unstable();
    assert_eq!(needs, ["a boat", "a harbour", "green tea"]);
    assert_eq!(shown.tags.into_iter().collect::<Vec<_>>(), ["kite", "rain"]);
    assert_eq!(shown.emails["kim@wren.example"], "");
}

fn an_edit_of_heads_that_are_not_known_changes_what_stands(place: &dyn Place) {
    let (mut laptop, mut phone, id) =
        two(place, Contact { name: "Bo".into(), ..Contact::default() });
    phone.edit_contact(&id, moment(1), |it| it.note = "likes rain".into()).unwrap();
    let elsewhere = heads(&phone, &id);
    for base in [elsewhere, Heads::default()] {
        let note = PersonEdit { note: Some(format!("from {base}")), ..PersonEdit::default() };
        assert!(laptop.edit_person(&id, &base, &note, moment(2)).unwrap());
        assert_eq!(contact(&laptop, &id).note, format!("from {base}"));
    }
    let nobody = laptop.edit_person(
        &DocumentId::from_bytes([5; 16]),
        &Heads::default(),
        &PersonEdit::default(),
        moment(3),
    );
    assert_eq!(nobody.unwrap_err().code(), "no-such-record");
}

fn an_edit_that_changes_nothing_writes_nothing(place: &dyn Place) {
    let (mut laptop, _, id) = two(place, Contact { name: "Bo".into(), ..Contact::default() });
    let base = heads(&laptop, &id);
    laptop.edit_person(&id, &base, &add_tags(&["sail"]), moment(1)).unwrap();
    let before = laptop.store().changed_since(0).unwrap();
    let same = PersonEdit { name: Some(" Bo ".into()), ..PersonEdit::default() };
    assert!(!laptop.edit_person(&id, &base, &same, moment(2)).unwrap());
    assert!(
        !laptop.edit_person(&id, &heads(&laptop, &id), &add_tags(&["sail"]), moment(2)).unwrap()
    );
    assert_eq!(laptop.store().changed_since(0).unwrap(), before);
}

fn every_field_of_a_person_can_be_edited(place: &dyn Place) {
    let (mut laptop, _, id) = two(place, Contact::default());
    let entries = || serde_json::json!({ "set": { "key": "word" }, "remove": [], "add": ["new"] });
    let words =
        ["name", "org", "role", "story", "learned", "note", "birthday", "met_place", "stage"];
    let maps = ["emails", "phones", "links", "addresses", "needs", "offers"];
    let mut edit = serde_json::json!({ "tags": { "add": ["sail"], "remove": [] } });
    words.iter().for_each(|field| edit[field] = (*field).into());
    maps.iter().for_each(|field| edit[field] = entries());
    let read = heard(edit.clone()).unwrap();
    laptop.edit_person(&id, &heads(&laptop, &id), &read, moment(1)).unwrap();
    let shown = serde_json::to_value(contact(&laptop, &id)).unwrap();
    for field in words {
        assert_eq!(shown[field], edit[field]);
    }
    for field in maps {
        assert_eq!(
            (shown[field]["key"].as_str(), shown[field].as_object().unwrap().len()),
            (Some("word"), 2),
            "{field}"
        );
    }
    assert_eq!(shown["tags"], serde_json::json!(["sail"]));
    let slip = heard(serde_json::json!({ "nmae": "a slip" }));
    assert_eq!(slip, Err(Wrong("`nmae` is not known".to_owned())));
}

fn heard(edit: serde_json::Value) -> Result<PersonEdit, Wrong> {
    PersonEdit::heard(serde_json::from_value(edit).unwrap())
}

fn an_event_is_edited_as_it_was_seen(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    let mut phone = journal(place, "phone");
    let event =
        laptop.event_start("Rust Nation", "London", "meet two maintainers", moment(0)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    phone.event_end("Ask first.", moment(5)).unwrap();
    sync(laptop.store_mut(), phone.store_mut());
    let edit = EventEdit {
        goal: Some("meet three maintainers".into()),
        learned: Some("Talk later. ".into()),
        ..EventEdit::default()
    };
    assert!(laptop.edit_event(&event.id, &event.heads, &edit, moment(6)).unwrap());
    let shown = laptop.event(&event.id, moment(2)).unwrap().event;
    assert_ne!(shown.heads, event.heads);
    assert_eq!(
        (shown.event.goal.as_str(), shown.event.ends),
        ("meet three maintainers", Some(moment(5).now))
    );
    assert!(
        shown.event.learned.contains("Ask first.") && shown.event.learned.contains("Talk later.")
    );
}

fn many_edits_from_old_views_on_two_devices_agree_and_lose_nothing(place: &dyn Place) {
    for number in 0..8 {
        println!("seed {number}");
        let mut seed = Seed::new(number);
        let mut both = [
            journal(place, &format!("laptop {number}")),
            journal(place, &format!("phone {number}")),
        ];
        let id = both[0].add_contact(people::contact(&mut seed, 1), moment(0)).unwrap();
        let [laptop, phone] = &mut both;
        sync(laptop.store_mut(), phone.store_mut());
        let mut seen = [vec![heads(laptop, &id)], vec![heads(phone, &id)]];
        let mut added = Vec::new();
        for round in 0..30 {
            let side = seed.below(2);
            let base = seen[side][seed.below(seen[side].len())].clone();
            let (tag, need) = (format!("tag {round}"), format!("need {round}"));
            let edit = PersonEdit {
                note: Some(format!("{} word{round}", contact(&both[side], &id).note))
                    .filter(|_| seed.below(2) == 0),
                needs: Some(EntriesEdit { add: vec![need.clone()], ..EntriesEdit::default() }),
                ..add_tags(&[&tag])
            };
            assert!(both[side].edit_person(&id, &base, &edit, moment(round)).unwrap());
            added.push((tag, need));
            seen[side].push(heads(&both[side], &id));
            if seed.below(4) == 0 {
                let [laptop, phone] = &mut both;
                sync(laptop.store_mut(), phone.store_mut());
                // A page may have been shown any of these.
                let shown = heads(laptop, &id);
                seen.iter_mut().for_each(|seen| seen.push(shown.clone()));
            }
        }
        let [laptop, phone] = &mut both;
        sync(laptop.store_mut(), phone.store_mut());
        assert_eq!(contact(laptop, &id), contact(phone, &id));
        let shown = contact(laptop, &id);
        for (tag, need) in added {
            assert!(
                shown.tags.contains(&tag) && shown.needs.values().any(|it| *it == need),
                "{tag}"
            );
        }
    }
}

fn a_device_gets_another_name(place: &dyn Place) {
    use super::exchange::{LAPTOP, PHONE};
    let mut journal = journal(place, "a");
    journal.add_device(&PHONE, "Telefon", "phone", None, moment(0)).unwrap();
    journal.name_device(&PHONE, " Jardín 📱 ", moment(1)).unwrap();
    let row = journal.devices().unwrap().remove(0);
    assert_eq!((row.name.as_str(), row.kind.as_str()), ("Jardín 📱", "phone"));
    let error = journal.name_device(&LAPTOP, "none", moment(2)).unwrap_err();
    assert_eq!(error.code(), "no-such-device");
    let problem = serde_json::to_value(crate::journal::Problem::from(&error)).unwrap();
    assert_eq!(
        (problem["code"].as_str(), problem["hint"].as_str()),
        (Some("no-such-device"), Some("`mingle devices` lists them"))
    );
}
