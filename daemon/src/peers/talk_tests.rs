#![allow(clippy::unwrap_used)]

use super::*;
use crate::authority::credentials::Credentials;
use crate::data_dir::DataDir;
use crate::device::DeviceKey;
use crate::discovery::name::NetworkName;
use crate::journal;
use crate::words::moment_now;
use tokio::sync::mpsc;

fn device(folder: &tempfile::TempDir, name: &str) -> (DataDir, DeviceKey) {
    let data = DataDir::open(Some(folder.path().join(name))).unwrap();
    let key = DeviceKey::load_or_create(&data).unwrap();
    journal::open_as_device(&data, &key).unwrap();
    (data, key)
}

fn log(data: &DataDir, line: &str) {
    let mut store = Store::open(data.journal()).unwrap();
    let contact = mingle_proto::record::Contact { name: line.into(), ..Default::default() };
    store.write(now(), |writing| writing.create(&contact)).unwrap();
}

/// What a caller brought, durably, before its connection broke is told to the other sessions all the same.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_just_before_the_connection_broke_is_told_to_the_other_sessions() {
    let folder = tempfile::tempdir().unwrap();
    let (data, key) = device(&folder, "ana");
    let (their_data, their_key) = device(&folder, "bo");
    for (data, key, other, name) in
        [(&data, &key, &their_key, "Bo"), (&their_data, &their_key, &key, "Ana")]
    {
        let mut journal = journal::open_as_device(data, key).unwrap();
        journal.add_device(&other.id(), name, "laptop", Some(&key.id()), moment_now()).unwrap();
    }
    log(&data, "Zoë");
    log(&their_data, "Łukasz Dvořák");

    let name = NetworkName::load_or_create(&data).unwrap();
    let credentials = Credentials::new(&data, &name, Vec::new(), None).unwrap();
    let peers = Peers::new(key.clone(), data.clone(), name, credentials, CancellationToken::new());
    let board = peers.board();
    let address = "127.0.0.1:1".parse().unwrap();
    let stop = CancellationToken::new();
    let third = board.add(Role::Listener, address, None, &stop);
    let line = board.add(Role::Listener, address, None, &stop);
    let seq = Store::open(data.journal()).unwrap().changed_since(i64::MAX).unwrap().1;

    let versions = mingle_proto::session::VERSIONS;
    let (message_in, inbox) = mpsc::channel(64);
    let (outbox, mut frame_out) = mpsc::channel(512);
    let settings =
        Settings { us: key.id(), role: Role::Listener, expect: None, versions: versions.clone() };
    let talk = Talk {
        peers: peers.clone(),
        settings,
        line,
        inbox,
        outbox,
        place: None,
        proven: CancellationToken::new(),
        address,
        in_sync_since: None,
    };
    let work = tokio::task::spawn_blocking(move || talk.run());

    let mut theirs = Store::open(their_data.journal()).unwrap();
    let settings = Settings { us: their_key.id(), role: Role::Dialer, expect: None, versions };
    let (mut session, first) = Session::new(settings).unwrap();
    let mut effects = VecDeque::from(first);
    // Bo's side, until it has sent documents besides the singletons that come first; then its connection breaks.
    'talking: loop {
        let sent = match session.state() {
            State::Exchanging { sent, .. } => sent,
            _ => 0,
        };
        let documents_go_out = sent >= 2;
        if documents_go_out {
            frame_out.close();
            while frame_out.try_recv().is_ok() {}
        }
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Send(message) => message_in.send(message).await.unwrap(),
                Effect::Sign(bytes) => {
                    let signature = their_key.sign(&bytes);
                    effects.extend(session.handle(Event::Signed(signature), &mut theirs));
                }
                Effect::Close(ended) => panic!("{ended}"),
                _ => {}
            }
        }
        if documents_go_out {
            break 'talking;
        }
        match frame_out.recv().await.unwrap() {
            Frame::Data(message) => {
                effects.extend(session.handle(Event::Message(&message), &mut theirs));
            }
            _ => unreachable!(),
        }
    }
    drop((message_in, frame_out));
    work.await.unwrap().unwrap();
    assert!(peers.proven().has(address.ip()), "nobody pushes it out there any more");

    // What the watch does with what it finds.
    let mut store = Store::open(data.journal()).unwrap();
    let (brought, _) = store.changed_since(seq).unwrap();
    let heads = store.heads(&brought).unwrap();
    let held: Vec<_> = brought.iter().copied().zip(heads).collect();
    let contacts = store.reading().contacts(0, 10).unwrap();
    assert_eq!(contacts.len(), 2, "what was brought is durable");
    board.found_changed(held);
    let told = third.changed.take();
    for id in &brought {
        assert!(told.contains(id), "{id} is held here, and the third device was never told");
    }
}
