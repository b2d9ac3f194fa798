#![allow(clippy::unwrap_used)]

use super::*;

const ANA: DeviceId = DeviceId::from_bytes([1; 32]);
const BO: DeviceId = DeviceId::from_bytes([2; 32]);
const CLEO: DeviceId = DeviceId::from_bytes([3; 32]);

fn add(board: &Board, role: Role) -> Line {
    board.add(role, "127.0.0.1:7979".parse().unwrap(), None, &CancellationToken::new())
}

fn proven(board: &Board, role: Role, device: DeviceId) -> Line {
    let line = add(board, role);
    board.authenticated(line.id, device);
    line
}

#[test]
fn of_crossing_calls_the_one_of_the_smaller_id_stays() {
    let board = Board::new(BO);
    let ours = proven(&board, Role::Dialer, ANA);
    let theirs = proven(&board, Role::Listener, ANA);
    assert!(ours.stop.is_cancelled() && !theirs.stop.is_cancelled());
    let ours = proven(&board, Role::Dialer, CLEO);
    let theirs = proven(&board, Role::Listener, CLEO);
    assert!(!ours.stop.is_cancelled() && theirs.stop.is_cancelled());
}

#[test]
fn a_device_that_lost_its_connection_gets_a_new_one_while_the_old_is_not_known_to_be_dead() {
    let board = Board::new(ANA);
    let lines: Vec<_> = (0..4).map(|_| proven(&board, Role::Listener, BO)).collect();
    let ended: Vec<_> = lines.iter().map(|line| line.stop.is_cancelled()).collect();
    assert_eq!(ended, [true, false, false, false], "no more than a few, and the newest stays");
}

#[test]
fn a_change_reaches_every_session_but_the_one_that_brought_it_and_each_id_once() {
    let board = Board::new(ANA);
    let (bo, cleo) = (proven(&board, Role::Dialer, BO), proven(&board, Role::Dialer, CLEO));
    let (one, two) = (DocumentId::from_bytes([1; 16]), DocumentId::from_bytes([2; 16]));
    board.changed(Some(bo.id), &[one]);
    board.changed(None, &[two, one]);
    assert_eq!(bo.changed.take(), [one, two]);
    assert_eq!(cleo.changed.take(), [one, two]);
    assert!(cleo.changed.take().is_empty());
    board.changed(Some(bo.id), &[two]);
    assert!(bo.changed.take().is_empty());
}

#[test]
fn strangers_are_not_shown_and_a_device_is_shown_as_far_as_its_best_session() {
    let board = Board::new(ANA);
    let stranger = add(&board, Role::Listener);
    assert!(board.connected().is_empty());
    let (old, new) = (proven(&board, Role::Listener, BO), proven(&board, Role::Listener, BO));
    board.set_state(old.id, State::InSync { except: 2 });
    board.set_state(new.id, State::Exchanging { sent: 1, received: 0 });
    let shown = &board.connected()[&BO];
    assert_eq!((shown.state, shown.except), (PeerState::InSync, 2));
    for line in [old, new, stranger] {
        board.remove(line.id);
    }
    assert!(board.connected().is_empty() && !board.is_connected(&BO));
}

#[test]
fn what_a_session_brought_is_not_told_again_when_it_is_found_in_the_store() {
    let heads = |n: u8| Heads::new(vec![mingle_proto::id::ChangeHash([n; 32])]);
    let board = Board::new(ANA);
    let (bo, cleo) = (proven(&board, Role::Dialer, BO), proven(&board, Role::Dialer, CLEO));
    let id = DocumentId::from_bytes([1; 16]);
    board.will_tell([(id, heads(1))]);
    board.found_changed([(id, heads(1))]);
    assert!(bo.changed.take().is_empty() && cleo.changed.take().is_empty());
    board.will_tell([(id, heads(2))]);
    board.found_changed([(id, heads(3))]);
    assert_eq!(bo.changed.take(), [id], "the owner edited it at the same time");
}

#[test]
fn a_session_that_is_busy_keeps_no_other_session_waiting() {
    let board = std::sync::Arc::new(Board::new(ANA));
    let busy = board.at_work();
    assert!(board.nobody_at_work().is_none(), "the watch comes again later");
    let (done, ended) = std::sync::mpsc::channel();
    let other = {
        let board = board.clone();
        std::thread::spawn(move || {
            drop(board.at_work());
            let _ = done.send(());
        })
    };
    ended.recv_timeout(std::time::Duration::from_secs(10)).expect("the other session goes on");
    other.join().unwrap();
    drop(busy);
    assert!(board.nobody_at_work().is_some());
}
