//! A device of the owner that sends what no program should take. It is believed to be hostile: a stolen laptop.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use anyhow::Result;
use mingle_tests::agreement::{peer, proven_equal};
use mingle_tests::device::Device;
use mingle_tests::eventually::eventually;
use mingle_tests::lab::Lab;
use mingle_tests::peer::{Caller, HELLO, length};

/// What a daemon of a small journal may hold at most, in bytes, whatever it is sent.
const MOST_MEMORY: u64 = 150_000_000;
/// What one sends.
type Say = fn(&mut Caller) -> Result<()>;

#[test]
fn each_bad_frame_ends_its_session_with_a_reason_and_harms_nothing_else() {
    let lab = Lab::new(3);
    let (ana, mal, chi) = devices(&lab);
    let key = mal.key();
    let cases: [(&str, &str, Say); 9] = [
        ("a version that nobody speaks", "version", |caller| caller.hello(98, 99, 0)),
        ("a greeting that is no CBOR", "broken", |caller| caller.send_bytes(&[HELLO, 0xff, 0xff])),
        ("an empty frame", "broken", |caller| caller.send_bytes(&[])),
        ("a frame said to have 200 MB", "broken", |caller| {
            caller.send_stream(&[length(200_000_000), vec![0; 200_000]].concat())
        }),
        ("a length without an end", "broken", |caller| caller.send_stream(&[0xff; 10])),
        ("a bomb of 1 MB that inflates to 1 GB", "broken", |caller| {
            let bomb = mingle_proto::hostile::deflate_bomb();
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
    ];
    for (what, code, say) in cases {
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

/// Ana's daemon; Mal's key and place, which Ana takes for the owner's; and a third daemon that keeps to the protocol.
fn devices(lab: &Lab) -> (Device, Device, Device) {
    let ana = Device::new("ana", lab.host(0));
    let mal = Device::new("mal", lab.host(1));
    let chi = Device::new("chi", lab.host(2));
    ana.introduce(&mal);
    ana.introduce_at(&chi);
    chi.introduce_at(&ana);
    ana.log("Ursula Vogel, collects turmalin");
    ana.up();
    chi.up();
    (ana, mal, chi)
}
