//! What a peer sends is taken or refused, document by document.

use super::exchange::{LAPTOP, PHONE, send, sync};
use super::{Place, journal, moment, people, promised, store};
use automerge::{AutoCommit, ROOT, transaction::Transactable};
use mingle_proto::id::{ChangeHash, DocumentId, Heads};
use mingle_proto::kind::Kind;
use mingle_proto::refusal::{Refusal, RefusalCode, Refused};
use mingle_proto::session::{Payload, Replica, Standing};

promised! {
    a_document_that_cannot_be_read_is_refused_and_the_others_are_taken,
    a_refusal_is_remembered_and_harms_nothing_that_is_held,
    two_bad_versions_of_one_document_are_both_remembered,
    no_more_than_a_few_bad_versions_of_one_document_are_remembered,
    no_more_refusals_are_remembered_than_may_be_told,
    a_version_that_the_program_died_over_is_not_tried_after_another_was_taken,
    a_refusal_is_taken_back_once_what_was_refused_has_come,
    changes_alone_of_an_unknown_document_ask_for_the_whole,
    changes_that_build_on_others_not_held_ask_for_the_whole,
    a_kind_of_a_newer_program_is_kept_and_passed_on_and_shown_nowhere,
    a_singleton_under_another_id_is_refused,
    what_a_peer_cannot_take_is_shown_with_it,
    a_payload_holds_what_the_other_side_lacks,
}

fn some_id(n: u8) -> DocumentId {
    DocumentId::from_bytes([n; 16])
}

/// Bytes that are no document.
pub fn garbage(n: u8) -> Payload {
    let heads = Heads::new(vec![ChangeHash([n; 32])]);
    Payload { id: some_id(n), heads, bytes: vec![n; 300] }
}

fn a_document_that_cannot_be_read_is_refused_and_the_others_are_taken(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), store(place, "phone"));
    let mut seed = people::Seed::new(1);
    let mut frame = vec![garbage(1), Payload { bytes: Vec::new(), ..garbage(2) }];
    for number in 0..9 {
        let id = laptop.add_contact(people::contact(&mut seed, number), moment(0)).unwrap();
        frame.push(laptop.store_mut().payload(&id, &Heads::default()).unwrap().unwrap());
    }
    let last = frame.last_mut().unwrap();
    let middle = last.bytes.len() / 2;
    last.bytes[middle] ^= 0x40;
    let applied = phone.apply(&LAPTOP, &frame).unwrap();
    assert_eq!((applied.changed.len(), applied.refused.len(), applied.incomplete.len()), (8, 3, 0));
    assert!(applied.refused.iter().all(|refused| !refused.reason.message.is_empty()));
    assert_eq!(phone.summary().unwrap().count, 3 + 8);
    assert_eq!(phone.refusals().unwrap().len(), 3);
}

fn a_refusal_is_remembered_and_harms_nothing_that_is_held(place: &dyn Place) {
    let mut phone = journal(place, "phone");
    let id = phone.add_contact(people::contact(&mut people::Seed::new(2), 0), moment(0)).unwrap();
    let before = phone.status().unwrap();
    let bad = Payload { id, ..garbage(3) };
    let applied = phone.store_mut().apply(&LAPTOP, std::slice::from_ref(&bad)).unwrap();
    assert_eq!((applied.refused[0].id, &applied.refused[0].heads), (id, &bad.heads));
    drop(phone);
    let phone = journal(place, "phone");
    let after = phone.status().unwrap();
    assert_eq!((after.documents, after.fingerprint), (before.documents, before.fingerprint));
    assert_eq!((after.refused.len(), after.refused[0].id), (1, id));
    assert!(phone.show(&id.to_string(), moment(0).today).is_ok());
}

fn two_bad_versions_of_one_document_are_both_remembered(place: &dyn Place) {
    let mut phone = store(place, "phone");
    let (one, other) = (garbage(1), Payload { id: garbage(1).id, ..garbage(2) });
    phone.apply(&LAPTOP, &[one.clone(), other.clone()]).unwrap();
    let refused = phone.refusals().unwrap();
    assert_eq!(
        refused.iter().map(|one| &one.heads).collect::<Vec<_>>(),
        [&one.heads, &other.heads]
    );
    phone.apply(&LAPTOP, std::slice::from_ref(&one)).unwrap();
    assert_eq!(phone.refusals().unwrap().len(), 2, "the same version is remembered once");
}

fn no_more_than_a_few_bad_versions_of_one_document_are_remembered(place: &dyn Place) {
    let mut phone = store(place, "phone");
    let versions: Vec<Payload> =
        (1..=30).map(|n| Payload { id: garbage(1).id, ..garbage(n) }).collect();
    phone.apply(&LAPTOP, &versions).unwrap();
    let refused = phone.refusals().unwrap();
    assert_eq!(refused.len(), 8);
    assert!(refused.iter().any(|one| one.heads == versions[29].heads), "the latest is among them");
}

fn crashed(id: DocumentId, heads: Heads) -> Refused {
    let reason = Refusal::new(RefusalCode::Crashed, "the program died while it read this record");
    Refused { id, heads, reason }
}

fn no_more_refusals_are_remembered_than_may_be_told(place: &dyn Place) {
    let mut phone = store(place, "phone");
    let died = crashed(some_id(1), garbage(1).heads);
    phone.refuse(&died).unwrap();
    let payload = |number: u64| {
        let hash = ChangeHash(*mingle_proto::id::BlobHash::of(&number.to_be_bytes()).as_bytes());
        let mut id = [9; 16];
        id[..8].copy_from_slice(&number.to_be_bytes());
        Payload { id: DocumentId::from_bytes(id), heads: Heads::new(vec![hash]), bytes: vec![1] }
    };
    let all: Vec<Payload> = (0..10_100).map(payload).collect();
    for frame in all.chunks(1000) {
        phone.apply(&LAPTOP, frame).unwrap();
    }
    let told = phone.refusals().unwrap();
    assert_eq!(told.len(), 10_000);
    assert!(told.contains(&died), "what killed the program is never dropped");
    assert!(told.iter().all(|one| one.id != all[100].id), "the oldest go");
    assert!(told.iter().any(|one| one.id == all[101].id));
}

fn a_version_that_the_program_died_over_is_not_tried_after_another_was_taken(place: &dyn Place) {
    let (mut laptop, id, _) = edited(place);
    let mut phone = store(place, "phone");
    let deadly = laptop.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    phone.refuse(&crashed(id, deadly.heads.clone())).unwrap();
    assert_eq!(phone.apply(&LAPTOP, std::slice::from_ref(&deadly)).unwrap().refused.len(), 1);

    // A version beside it, which does not hold what is in the deadly one.
    let mut beside = automerge::AutoCommit::load(&deadly.bytes).unwrap();
    let first = beside.get_changes(&[])[0].hash();
    let mut beside = beside.fork_at(&[first]).unwrap();
    beside.put(ROOT, "role", "tailor").unwrap();
    let heads = Heads::new(beside.get_heads());
    let beside = Payload { id, heads, bytes: beside.save_nocompress() };
    assert_eq!(phone.apply(&LAPTOP, &[beside]).unwrap().changed, [id]);
    assert_eq!(phone.refusals().unwrap(), [], "the document was taken: nothing is left out");

    let again = phone.apply(&LAPTOP, std::slice::from_ref(&deadly)).unwrap();
    assert_eq!((again.changed, again.refused.len()), (vec![], 1), "it is not looked at again");
    assert_eq!(phone.refusals().unwrap(), again.refused, "and told again");
}

fn a_refusal_is_taken_back_once_what_was_refused_has_come(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), store(place, "phone"));
    let id = laptop.add_contact(people::contact(&mut people::Seed::new(3), 0), moment(0)).unwrap();
    let good = laptop.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    let bad = Payload { bytes: vec![1; 40], ..good.clone() };
    phone.apply(&LAPTOP, &[bad]).unwrap();
    assert_eq!(phone.refusals().unwrap().len(), 1);
    phone.apply(&LAPTOP, &[good]).unwrap();
    assert_eq!(phone.refusals().unwrap(), []);
    assert_eq!(phone.summary().unwrap(), laptop.store_mut().summary().unwrap());
}

/// A person of a laptop with two edits, and the heads after each step.
fn edited(place: &dyn Place) -> (crate::journal::Journal, DocumentId, Vec<Heads>) {
    let mut laptop = journal(place, "laptop");
    let id = laptop.add_contact(people::contact(&mut people::Seed::new(4), 0), moment(0)).unwrap();
    let mut steps = vec![laptop.store_mut().heads(&[id]).unwrap().remove(0)];
    for role in ["one", "two"] {
        laptop.edit_contact(&id, moment(1), |contact| contact.role = role.into()).unwrap();
        steps.push(laptop.store_mut().heads(&[id]).unwrap().remove(0));
    }
    (laptop, id, steps)
}

fn changes_alone_of_an_unknown_document_ask_for_the_whole(place: &dyn Place) {
    let (mut laptop, id, steps) = edited(place);
    let mut phone = store(place, "phone");
    let changes = laptop.store_mut().payload(&id, &steps[1]).unwrap().unwrap();
    let applied = phone.apply(&LAPTOP, &[changes]).unwrap();
    assert_eq!((applied.incomplete, applied.refused, applied.changed), (vec![id], vec![], vec![]));
    send(laptop.store_mut(), &mut phone, &[id]);
    assert!(phone.includes(&id, &steps[2]).unwrap());
}

fn changes_that_build_on_others_not_held_ask_for_the_whole(place: &dyn Place) {
    let (mut laptop, id, steps) = edited(place);
    let mut phone = store(place, "phone");
    let whole = laptop.store_mut().payload(&id, &Heads::default()).unwrap().unwrap();
    let mut first = automerge::AutoCommit::load(&whole.bytes).unwrap();
    let old = first.fork_at(steps[0].as_slice()).unwrap().save_nocompress();
    phone.apply(&LAPTOP, &[Payload { id, heads: steps[0].clone(), bytes: old }]).unwrap();
    let latest = laptop.store_mut().payload(&id, &steps[1]).unwrap().unwrap();
    assert!(latest.bytes.len() < whole.bytes.len());
    assert_eq!(phone.apply(&LAPTOP, &[latest]).unwrap().incomplete, [id]);
    assert_eq!(phone.heads(&[id]).unwrap(), [steps[0].clone()], "nothing was half taken");
    assert_eq!(phone.apply(&LAPTOP, &[whole]).unwrap().changed, [id]);
}

fn a_kind_of_a_newer_program_is_kept_and_passed_on_and_shown_nowhere(place: &dyn Place) {
    let mut document = AutoCommit::new();
    document.put(ROOT, "kind", "gift").unwrap();
    document.put(ROOT, "name", "A teapot for Wanjiru").unwrap();
    document.commit();
    let heads = Heads::new(document.get_heads());
    let gift = Payload { id: some_id(9), heads, bytes: document.save() };
    let (mut laptop, mut phone) = (journal(place, "laptop"), journal(place, "phone"));
    assert_eq!(laptop.store_mut().apply(&PHONE, &[gift]).unwrap().changed, [some_id(9)]);
    sync(laptop.store_mut(), phone.store_mut());
    assert_eq!(phone.status().unwrap().by_kind["gift"], 1);
    assert!(phone.find("teapot", 10).unwrap().is_empty());
}

fn a_singleton_under_another_id_is_refused(place: &dyn Place) {
    let (mut laptop, mut phone) = (journal(place, "laptop"), store(place, "phone"));
    laptop.add_device(&PHONE, "Phone", "phone", None, moment(0)).unwrap();
    let devices = Kind::Devices.singleton_id();
    let real = laptop.store_mut().payload(&devices, &Heads::default()).unwrap().unwrap();
    let applied = phone.apply(&LAPTOP, &[Payload { id: some_id(1), ..real }]).unwrap();
    assert_eq!(applied.refused[0].reason.code, RefusalCode::NotARecord);
    assert_eq!(phone.standing(&PHONE).unwrap(), Standing::Unknown);
}

fn what_a_peer_cannot_take_is_shown_with_it(place: &dyn Place) {
    let mut laptop = journal(place, "laptop");
    laptop.store_mut().note_address(&PHONE, "").unwrap();
    let reason = Refusal::new(RefusalCode::Guard, "a bomb");
    let refused = Refused { id: some_id(1), heads: garbage(1).heads, reason };
    laptop
        .store_mut()
        .refused_by(&PHONE, &[refused.clone(), Refused { id: some_id(2), ..refused.clone() }])
        .unwrap();
    assert_eq!(laptop.status().unwrap().peers[0].refused.len(), 2);
    let reason = Refusal::new(RefusalCode::Guard, "another bomb");
    let third = Refused { reason, ..refused.clone() };
    let fourth = Refused { id: some_id(3), ..refused };
    laptop.store_mut().refused_by(&PHONE, &[third, fourth]).unwrap();
    let shown: Vec<_> = laptop.status().unwrap().peers.remove(0).refused;
    let shown: Vec<_> = shown.iter().map(|row| (row.id, row.message.as_str())).collect();
    assert_eq!(shown, [(some_id(1), "another bomb"), (some_id(3), "a bomb")]);
    laptop.store_mut().refused_by(&PHONE, &[]).unwrap();
    assert_eq!(laptop.status().unwrap().peers[0].refused.len(), 0);
    assert_eq!(laptop.status().unwrap().refused.len(), 0);
}

fn a_payload_holds_what_the_other_side_lacks(place: &dyn Place) {
    let (mut laptop, id, steps) = edited(place);
    let store = laptop.store_mut();
    let whole = store.payload(&id, &Heads::default()).unwrap().unwrap();
    let step = store.payload(&id, &steps[1]).unwrap().unwrap();
    let unknown = store.payload(&id, &garbage(1).heads).unwrap().unwrap();
    assert!(step.bytes.len() < whole.bytes.len());
    assert_eq!((&whole.heads, &step.heads), (&steps[2], &steps[2]));
    assert_eq!(unknown.bytes, whole.bytes);
    assert_eq!(store.payload(&some_id(1), &Heads::default()).unwrap(), None);
    assert!(
        store.includes(&id, &steps[0]).unwrap() && !store.includes(&id, &garbage(1).heads).unwrap()
    );
    assert!(!store.includes(&some_id(1), &steps[0]).unwrap());
}
