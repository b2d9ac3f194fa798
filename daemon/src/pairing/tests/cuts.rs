use super::*;
use futures_util::{SinkExt, StreamExt};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio_tungstenite::{accept_async, connect_async};

/// Messages of a pairing, both directions together.
const MESSAGES: usize = 9;

/// Lets so many messages pass, then cuts both ways without a word.
async fn cable(to: SocketAddr, passes: usize) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (mut near_out, mut near_in) = accept_async(stream).await.unwrap().split();
        let far = connect_async(format!("ws://{to}/pair")).await.unwrap().0;
        let (mut far_out, mut far_in) = far.split();
        let passed = AtomicUsize::new(0);
        let cut = || passed.fetch_add(1, Ordering::SeqCst) >= passes;
        let there = async {
            while let Some(Ok(message)) = near_in.next().await {
                if (message.is_binary() && cut()) || far_out.send(message).await.is_err() {
                    return;
                }
            }
        };
        let back = async {
            while let Some(Ok(message)) = far_in.next().await {
                if (message.is_binary() && cut()) || near_out.send(message).await.is_err() {
                    return;
                }
            }
        };
        tokio::select! { () = there => {}, () = back => {} }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn cut_at_every_message_no_one_is_left_with_half_of_it_once_it_is_tried_again() {
    for passes in 0..MESSAGES {
        let (ana, bo) = (Daemon::up().await, Place::new());
        let (id, code) = ana.show();
        let tried = bo.join(cable(ana.address, passes).await, &code).await;
        let (has, is_had) = (bo.has(ana.place.key.id()), ana.place.has(bo.key.id()));
        let told = format!("{passes} messages: {tried:?}, {has}, {is_had}");
        assert_eq!(tried.is_ok(), has, "what it says is what stands: {told}");
        if let Ok(paired) = &tried {
            assert!(!paired.confirmed, "the other has not heard it: {told}");
        }
        assert!(is_had || !has, "it never believes alone: {told}");
        let between = matches!(tried, Err(Tried::Cut(Cut::Between)));
        assert!(between || has == is_had, "only one place leaves more to do: {told}");
        if is_had {
            let told = ana.told(id, |stage| matches!(stage, Stage::CutOff { .. })).await;
            assert_eq!(told.guesses_left, 3);
        }
        assert!(bo.join(ana.address, &code).await.unwrap().confirmed, "{told}");
        assert!(bo.has(ana.place.key.id()) && ana.place.has(bo.key.id()), "{told}");
        ana.told(id, |stage| matches!(stage, Stage::Joined { .. })).await;
    }
}
