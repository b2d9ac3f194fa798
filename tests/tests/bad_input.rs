//! A device of the owner that sends what no program should take. It is believed to be hostile: a stolen laptop.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::Result;
use mingle_proto::document::{ActorId, Document, Writer};
use mingle_proto::hostile;
use mingle_proto::id::{ChangeHash, DocumentId, Heads};
use mingle_proto::record::Contact;
use mingle_proto::timestamp::Timestamp;
use mingle_tests::agreement::{peer, proven_equal};
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::pairing::pair;
use mingle_tests::peer::{Caller, HELLO, Outcome, Parrot, converse, length};

/// What a daemon of a small journal may hold at most, in bytes, whatever it is sent.
const MOST_MEMORY: u64 = 150_000_000;
/// Words that only the good documents hold.
const GOOD: [&str; 3] = ["cardamom", "galangal", "sumac"];
/// What one sends.
type Say = fn(&mut Caller) -> Result<()>;

#[test]
fn each_bad_frame_ends_its_session_with_a_reason_and_harms_nothing_else() {
    let lab = Lab::new(3);
    let (ana, mal, chi) = devices(&lab);
    let key = mal.key();
    for (what, code, say) in bad_frames() {
        let farewell = mal.host.inside(|| {
            let mut caller = Caller::call(ana.socket()).unwrap();
            caller.identify(&key).unwrap();
            // It may close before all is sent.
            let _ = say(&mut caller);
            caller.farewell().unwrap()
        });
        assert_eq!(farewell.goodbye().as_deref(), Some(code), "{what}: {farewell:?}");
        assert!(ana.is_up(), "{what} ended the daemon");
        let reason = peer(&ana.status(), &mal.id())["problem"].clone();
        assert!(reason.as_str().is_some_and(|reason| reason.len() > 10), "{what}: {reason}");
        println!("{what}: {reason}");
    }
    assert!(ana.peak_memory() < MOST_MEMORY, "{} bytes", ana.peak_memory());
    eventually("others still sync", Duration::from_secs(45), || proven_equal(&ana, &chi));
}

#[test]
fn documents_that_nothing_should_load_are_refused_one_by_one_and_the_others_go_in() {
    let lab = Lab::new(3);
    let (ana, mal, chi) = devices(&lab);
    let key = mal.key();
    let (mut parrot, bad) = parrot();
    let talk = |parrot: &mut Parrot| {
        mal.host.inside(|| converse(ana.socket(), &key, parrot, |_| false).unwrap())
    };
    let outcome = talk(&mut parrot);
    let refusals: BTreeMap<_, _> =
        parrot.refused_by_peer.iter().map(|refused| (refused.id, refused)).collect();
    for (id, what) in &bad {
        let reason = refusals.get(id).map(|refused| refused.reason.message.as_str());
        assert!(reason.is_some_and(|reason| reason.len() > 10), "{what}: {reason:?}");
    }
    assert_eq!(refusals.len(), bad.len(), "{refusals:?}");
    let all_but = bad.len() as u64;
    assert!(matches!(outcome, Outcome::InSync { except } if except == all_but), "{outcome:?}");

    let told = ana.status()["refused"].as_array().unwrap().clone();
    assert_eq!(told.len(), bad.len(), "the status names each of them");
    assert!(told.iter().all(|one| one["message"].as_str().is_some_and(|reason| reason.len() > 10)));

    eventually("others still sync", Duration::from_secs(45), || proven_equal(&ana, &chi));
    for word in GOOD {
        assert!(ana.finds(word) && chi.finds(word), "{word} came in the same frames");
    }
    let outcome = talk(&mut parrot);
    assert!(matches!(outcome, Outcome::InSync { except } if except == all_but), "{outcome:?}");
    assert!(ana.is_up() && ana.peak_memory() < MOST_MEMORY, "{} bytes", ana.peak_memory());
    assert_eq!(ana.stop().code(), Some(0));
}

/// A replica that holds every hostile document there is, and some good ones among them; the bad ones by id.
fn parrot() -> (Parrot, BTreeMap<DocumentId, &'static str>) {
    let (mut parrot, mut bad) = (Parrot::default(), BTreeMap::new());
    for (number, (what, bytes)) in hostile::all().into_iter().enumerate() {
        let id = DocumentId::random().unwrap();
        let claimed = Heads::new(vec![ChangeHash([number as u8 + 1; 32])]);
        parrot.hold(id, claimed, bytes);
        bad.insert(id, what);
    }
    let writer = Writer { actor: ActorId::from([3; 16]), now: Timestamp(1_780_000_000_000) };
    for word in GOOD {
        let note = format!("grows {word}");
        let contact = Contact { name: "Inês Okafor".into(), note, ..Contact::default() };
        let mut document = Document::create(&contact, &writer);
        parrot.hold_document(DocumentId::random().unwrap(), &mut document);
    }
    (parrot, bad)
}

/// What a device says once it is known: a name for it, the code that it is turned away with, and the saying.
fn bad_frames() -> [(&'static str, &'static str, Say); 9] {
    [
        ("a version that nobody speaks", "version", |caller| caller.hello(98, 99, 0)),
        ("a greeting that is no CBOR", "broken", |caller| caller.send_bytes(&[HELLO, 0xff, 0xff])),
        ("an empty frame", "broken", |caller| caller.send_bytes(&[])),
        ("a frame said to have 200 MB", "broken", |caller| {
            caller.send_stream(&[length(200_000_000), vec![0; 200_000]].concat())
        }),
        ("a length without an end", "broken", |caller| caller.send_stream(&[0xff; 10])),
        ("a bomb of 1 MB that inflates to 1 GB", "broken", |caller| {
            let bomb = hostile::deflate_bomb();
            caller.send_bytes(&[vec![HELLO | 0x80], bomb].concat())
        }),
        ("bytes outside of the channel", "broken", |caller| caller.send_message(vec![5; 300])),
        ("a frame for which it is too early", "broken", |caller| {
            caller.send_bytes(&[9, 0xa1, 0x00, 0x80])
        }),
        ("two greetings", "broken", |caller| {
            caller.hello(1, 1, 5)?;
            caller.hello(1, 1, 5)
        }),
    ]
}

/// Ana's daemon; Mal's key and place, which Ana takes for the owner's; and a third daemon that keeps to the protocol.
fn devices(lab: &Lab) -> (Device, Device, Device) {
    let ana = Device::new("ana", lab.host(0));
    let mal = Device::new("mal", lab.host(1));
    let chi = Device::new("chi", lab.host(2));
    pair(&mal, &ana);
    pair(&chi, &ana);
    ana.log("Ursula Vogel, collects turmalin");
    ana.up();
    chi.up();
    (ana, mal, chi)
}
