//! What happens while a device is between having proven the code and being paired.

use super::*;
use crate::authority::AuthoritySecret;
use crate::peers::socket::{Frame, Socket};
use crate::peers::{Proof, dial};
use futures_util::{SinkExt, StreamExt};
use mingle_proto::pairing::{Ended, Heard, Joining, Reason, Welcome};

/// A device that joins step by step.
pub struct ByHand {
    socket: Socket,
    pub joining: Joining,
}

impl ByHand {
    /// Until it was told whose journal it is to join.
    pub async fn until_welcome(place: &Place, address: SocketAddr, code: &Code) -> Self {
        Self::welcomed(place, address, code).await.0
    }

    async fn welcomed(place: &Place, address: SocketAddr, code: &Code) -> (Self, Welcome) {
        let socket = dial(address, "/pair", &place.name, Proof::none().unwrap()).await.unwrap();
        let ours = ours(&place.data, &place.key).unwrap();
        let (joining, first) = Joining::new(code, ours.join).unwrap();
        let mut by_hand = Self { socket, joining };
        by_hand.send(first).await;
        loop {
            match by_hand.hear().await.unwrap() {
                Heard::Send(bytes) => by_hand.send(bytes).await,
                Heard::Sign(text) => {
                    let bytes = by_hand.joining.signed(place.key.sign(&text)).unwrap();
                    by_hand.send(bytes).await;
                }
                Heard::Welcome(welcome) => return (by_hand, *welcome),
                other => panic!("{other:?}"),
            }
        }
    }

    pub async fn send(&mut self, bytes: Vec<u8>) {
        self.socket.outgoing.send(Frame::Data(bytes)).await.unwrap();
    }

    pub async fn hear(&mut self) -> Result<Heard, Ended> {
        loop {
            match self.socket.incoming.next().await {
                Some(Ok(Frame::Data(message))) => return self.joining.take(&message),
                Some(Ok(Frame::Ping | Frame::Alive)) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn taken_back_while_a_device_joins_it_ends_for_both_and_nothing_is_written() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (id, code) = ana.show();
    let mut by_hand = ByHand::until_welcome(&bo, ana.address, &code).await;
    ana.told(id, |stage| matches!(stage, Stage::Joining { .. })).await;
    ana.pairings.take_back(id);
    assert_eq!(by_hand.hear().await.unwrap_err(), Ended::TurnedAway(Reason::Closed));
    assert_eq!((ana.place.devices().len(), bo.devices().len()), (1, 1));
    let told = ana.pairings.progress(id, 0).await;
    assert_eq!(told.stage, Stage::Closed { why: Closed::TakenBack });
}

#[tokio::test(flavor = "multi_thread")]
async fn while_one_device_joins_another_with_the_code_is_told_to_wait() {
    let (ana, bo, chi) = (Daemon::up().await, Place::new(), Place::new());
    let (id, code) = ana.show();
    let mut by_hand = ByHand::until_welcome(&bo, ana.address, &code).await;
    let tried = chi.join(ana.address, &code).await;
    let busy = matches!(tried, Err(Tried::Ended(Ended::TurnedAway(Reason::Busy))));
    assert!(busy, "{tried:?}");
    // The first is not disturbed by that.
    let ready = by_hand.joining.ready().unwrap();
    by_hand.send(ready).await;
    assert!(matches!(by_hand.hear().await, Ok(Heard::Written(..))));
    drop(by_hand);
    // It is written down now, and cut off: the code is for it alone, to complete it.
    ana.told(id, |stage| matches!(stage, Stage::CutOff { .. })).await;
    let tried = chi.join(ana.address, &code).await;
    assert!(matches!(tried, Err(Tried::Ended(Ended::TurnedAway(Reason::Busy)))), "{tried:?}");
    assert!(!ana.place.has(chi.key.id()) && chi.devices().len() == 1);
    assert!(bo.join(ana.address, &code).await.unwrap().confirmed);
    assert!(bo.has(ana.place.key.id()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_call_of_the_same_device_takes_the_place_of_the_first() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let (id, code) = ana.show();
    // A cable that is pulled out says nothing: the daemon still waits on the first connection.
    let _silent = ByHand::until_welcome(&bo, ana.address, &code).await;
    assert!(bo.join(ana.address, &code).await.unwrap().confirmed);
    ana.told(id, |stage| matches!(stage, Stage::Joined { .. })).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_authoritys_key_is_given_to_who_is_written_down_and_to_nobody_before() {
    let (ana, bo) = (Daemon::up().await, Place::new());
    let ours = Authority::load_or_create(&ana.place.data).unwrap();
    let (_, code) = ana.show();
    let (mut by_hand, welcome) = ByHand::welcomed(&bo, ana.address, &code).await;
    assert_eq!(welcome.root, ours.root_der().as_ref(), "whose it is, is told");
    assert!(AuthoritySecret::from_bytes(&welcome.root).is_err(), "and no more than that");
    assert!(!ana.place.has(bo.key.id()));
    let ready = by_hand.joining.ready().unwrap();
    by_hand.send(ready).await;
    let Ok(Heard::Written(_, given)) = by_hand.hear().await else { panic!("it is written") };
    assert!(ana.place.has(bo.key.id()), "whoever has the key can be revoked");
    assert_eq!(given.expose(), ours.secret().to_bytes());
}
