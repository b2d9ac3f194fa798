//! Who is at the door and does nothing, and who takes the code back at the worst moment.

use super::halfway::ByHand;
use super::*;
use crate::pairing::answer::answer;
use crate::peers::socket::{Frame, Socket};
use crate::peers::{Proof, dial};
use crate::places::Ends;
use crate::words::moment_now;
use futures_util::{SinkExt, StreamExt, sink, stream};
use mingle_proto::pairing::{Ended, Heard, Reason};
use std::sync::mpsc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

fn ends() -> Ends {
    Ends { local: "10.77.0.1:7979".parse().unwrap(), remote: "10.77.0.2:40000".parse().unwrap() }
}

fn host(place: &Place) -> Host {
    let (data, key, name) = (place.data.clone(), place.key.clone(), &place.name);
    let credentials = Credentials::new(&data, name, Vec::new(), None).unwrap();
    Host { data, key, network_host: host_of(name), credentials }
}

/// Lives, and says nothing else.
fn pinging() -> Socket {
    let pings = stream::unfold((), |()| async {
        sleep(Duration::from_secs(1)).await;
        Some((Ok(Frame::Ping), ()))
    });
    let swallowed = sink::drain().sink_map_err(|never| match never {});
    Socket { incoming: Box::pin(pings), outgoing: Box::pin(swallowed) }
}

#[tokio::test(start_paused = true)]
async fn whoever_pings_and_says_nothing_is_ended_and_gives_its_place_back() {
    let (place, pairings) = (Place::new(), Pairings::new(Proven::default()));
    let opened = pairings.open(None, "mingle-0123456789".into(), Vec::new()).unwrap();
    assert!(matches!(opened, Opening::Opened(_)));
    let host = host(&place);
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let (pairings, host) = (pairings.clone(), host.clone());
        let taken = pairings.place(ends()).unwrap();
        callers.spawn(answer(pairings, host, pinging(), ends(), taken));
    }
    let began = Instant::now();
    callers.join_all().await;
    let took = began.elapsed();
    assert!((19..22).contains(&took.as_secs()), "{took:?}: none had to give way to another");
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_of_the_pairing_take_nobodys_place_at_sync() {
    let ana = Daemon::up().await;
    ana.show();
    let proof = || Proof::none().unwrap();
    let mut callers = Vec::new();
    while let Ok(socket) = dial(ana.address, "/pair", &ana.place.name, proof()).await {
        callers.push(socket);
    }
    assert!(!callers.is_empty(), "the door is full");
    let syncing = dial(ana.address, "/sync", &ana.place.name, proof()).await;
    assert!(syncing.is_ok(), "{:?}", syncing.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_waits_at_the_door_is_told_when_the_code_is_taken_back() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (id, _) = ana.show();
    let mut silent = dial(ana.address, "/pair", &bo.name, Proof::none().unwrap()).await.unwrap();
    silent.outgoing.send(Frame::Ping).await.unwrap();
    ana.pairings.take_back(id);
    let began = Instant::now();
    loop {
        match silent.incoming.next().await {
            Some(Ok(Frame::Close) | Err(_)) | None => break,
            Some(Ok(_)) => {}
        }
    }
    assert!(began.elapsed() < Duration::from_secs(5), "not by its own deadline");
}

/// Holds the journal of a place so that nobody else can write to it, until what is returned is dropped.
fn held(place: &Place) -> mpsc::Sender<()> {
    let (let_go, holding) = mpsc::channel::<()>();
    let (taken, is_taken) = mpsc::channel();
    let mut journal = open_as_device(&place.data, &place.key).unwrap();
    std::thread::spawn(move || {
        let held = journal.store_mut().write(moment_now().now, |_| {
            taken.send(()).unwrap();
            let _ = holding.recv();
            Ok::<_, mingle_replica::store::StoreError>(())
        });
        held.unwrap();
    });
    is_taken.recv().unwrap();
    let_go
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_while_a_device_is_written_down_it_is_told_what_became_of_it() {
    for says_that_it_has_kept_it in [true, false] {
        let (ana, bo) = (Daemon::up().await, Place::new());
        let (id, code) = ana.show();
        let mut by_hand = ByHand::until_welcome(&bo, ana.address, &code).await;
        let holding = held(&ana.place);
        let ready = by_hand.joining.ready().unwrap();
        by_hand.send(ready).await;
        while !ana.pairings.is_writing() {
            tokio::task::yield_now().await;
        }
        ana.pairings.take_back(id);
        assert!(!ana.pairings.is_open(), "nobody else gets in");
        drop(holding);
        let heard = by_hand.hear().await;
        assert!(matches!(heard, Ok(Heard::Written(..))), "{heard:?}");
        assert!(ana.place.has(bo.key.id()));
        if says_that_it_has_kept_it {
            let kept = by_hand.joining.kept().unwrap();
            by_hand.send(kept).await;
        } else {
            drop(by_hand);
        }
        let told = ana.told_last(id).await;
        match told.stage {
            Stage::Joined { other } if says_that_it_has_kept_it => {
                assert_eq!(other.device, bo.key.id().to_string());
            }
            Stage::Closed { why: Closed::TakenBack } if !says_that_it_has_kept_it => {
                let unfinished = told.unfinished.expect("it belongs, and that is told");
                assert_eq!(unfinished.device, bo.key.id().to_string());
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_revoked_between_welcome_and_ready_is_not_admitted() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (id, code) = ana.show();
    let mut by_hand = ByHand::until_welcome(&bo, ana.address, &code).await;
    let mut journal = open_as_device(&ana.place.data, &ana.place.key).unwrap();
    journal.add_device(&bo.key.id(), "Bo", "laptop", None, moment_now()).unwrap();
    journal.revoke_device(&bo.key.id(), &ana.place.key.id(), moment_now()).unwrap();
    let ready = by_hand.joining.ready().unwrap();
    by_hand.send(ready).await;
    assert_eq!(by_hand.hear().await.unwrap_err(), Ended::TurnedAway(Reason::Revoked));
    let told = ana.told(id, |stage| matches!(stage, Stage::CameToNothing { .. })).await;
    assert_eq!(told.unfinished, None);
    assert_eq!(ana.place.authority(), None, "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_callers_do_fills_no_disk() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    ana.show();
    for _ in 0..40 {
        let proof = Proof::none().unwrap();
        let mut socket = dial(ana.address, "/pair", &bo.name, proof).await.unwrap();
        socket.outgoing.send(Frame::Data(vec![0xff; 40])).await.unwrap();
        while let Some(Ok(frame)) = socket.incoming.next().await {
            if frame == Frame::Close {
                break;
            }
        }
    }
    assert_eq!(ana.pairings.notes().counted(), (10, 30));
}
