//! Real documents of several shapes, and the changes that a peer would send of them.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, AutoCommit, Automerge, ObjType, ROOT, ReadDoc, ScalarValue};

/// One input, and the document that it is applied to if it is a change.
pub struct Sample {
    pub name: &'static str,
    pub bytes: Vec<u8>,
    pub base: Option<Automerge>,
}

fn actor(number: u8) -> ActorId {
    ActorId::from([number; 16])
}

fn commit(document: &mut AutoCommit, time: i64) {
    document.commit_with(CommitOptions::default().with_time(time).with_message("from the phone"));
}

/// A contact with every kind of value that records use.
pub fn contact() -> AutoCommit {
    let mut document = AutoCommit::new().with_actor(actor(1));
    document.put(ROOT, "kind", "contact").unwrap();
    document.put(ROOT, "version", 1i64).unwrap();
    document.put(ROOT, "met", ScalarValue::Timestamp(1_763_000_000_000)).unwrap();
    document.put(ROOT, "warmth", 0.75).unwrap();
    document.put(ROOT, "starred", true).unwrap();
    document.put(ROOT, "photo", ScalarValue::Bytes(vec![0xb3; 32])).unwrap();
    document.put(ROOT, "visits", ScalarValue::counter(2)).unwrap();
    for (field, text) in [
        ("name", "Zoë Dvořák"),
        ("org", "Nordwind Öl"),
        ("note", "met שרה כהן at the fair 🎻, wants an intro to 山田"),
    ] {
        let id = document.put_object(ROOT, field, ObjType::Text).unwrap();
        document.splice_text(&id, 0, 0, text).unwrap();
    }
    let needs = document.put_object(ROOT, "needs", ObjType::Map).unwrap();
    document.put(&needs, "0198c0ffee", true).unwrap();
    let phones = document.put_object(ROOT, "phones", ObjType::List).unwrap();
    document.insert(&phones, 0, "+49 151 5550100").unwrap();
    document.insert(&phones, 1, ScalarValue::Null).unwrap();
    commit(&mut document, 1_763_000_000);
    document
}

/// The contact after several devices edited it apart and met again, with conflicts, deletions and text edits.
pub fn edited_by_several() -> AutoCommit {
    let mut document = contact();
    for round in 0..6u8 {
        let mut other = document.fork().with_actor(actor(10 + round));
        let (_, note) = other.get(ROOT, "note").unwrap().unwrap();
        other.update_text(&note, format!("round {round}: Łukasz called, فاطمة too")).unwrap();
        other.put(ROOT, "warmth", f64::from(round)).unwrap();
        other.increment(ROOT, "visits", 1).unwrap();
        commit(&mut other, 1_763_000_100 + i64::from(round));
        let (_, phones) = document.get(ROOT, "phones").unwrap().unwrap();
        document.insert(&phones, 0, format!("+351 21 555 0{round}")).unwrap();
        if round % 2 == 0 {
            document.delete(&phones, 1).unwrap();
        }
        document.put(ROOT, "warmth", -1.5).unwrap();
        commit(&mut document, 1_763_000_200);
        document.merge(&mut other).unwrap();
    }
    document
}

/// A long text with marks, as a story would be.
pub fn story() -> AutoCommit {
    let mut document = AutoCommit::new().with_actor(actor(3));
    let story = document.put_object(ROOT, "story", ObjType::Text).unwrap();
    document.splice_text(&story, 0, 0, &"Ana moved from Lisboa to Kraków. ".repeat(80)).unwrap();
    commit(&mut document, 1_763_100_000);
    let mark = automerge::marks::Mark::new("bold".into(), true, 4, 30);
    document.mark(&story, mark, automerge::marks::ExpandMark::Both).unwrap();
    document.splice_text(&story, 500, 200, "…").unwrap();
    commit(&mut document, 1_763_100_001);
    document
}

/// Everything a peer may send, in every form that Automerge writes.
pub fn all() -> Vec<Sample> {
    let mut samples = Vec::new();
    for (name, mut document) in
        [("contact", contact()), ("edited by several", edited_by_several()), ("story", story())]
    {
        let whole = |bytes| Sample { name, bytes, base: None };
        samples.push(whole(document.save()));
        samples.push(whole(document.save_nocompress()));
        samples.push(whole(document.save_after(&[])));
        // As Automerge's own sync would send them: changes above 256 bytes come compressed.
        let changes = document.get_changes(&[]).into_iter();
        samples.push(whole(changes.flat_map(|mut change| change.bytes().to_vec()).collect()));
    }
    let mut first = contact();
    let mut later = edited_by_several();
    let bytes = later.save_after(&first.get_heads());
    samples.push(Sample { name: "changes after", bytes, base: Some(first.document().clone()) });
    let mut empty = AutoCommit::new();
    samples.push(Sample { name: "nothing in it", bytes: empty.save(), base: None });
    samples
}
