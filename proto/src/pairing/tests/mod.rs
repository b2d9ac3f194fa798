//! Two sides and what is between them: every cut, every wrong order, every byte that nobody should send.
#![allow(clippy::unwrap_used)]

mod claims;
mod cuts;
mod hostile;
mod intruder;
mod welcome;

use super::*;
use crate::id::DeviceId;
use ed25519_dalek::{Signer, SigningKey};

/// What both sides have written down, and how the talk went.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The side that shows has written down the other.
    pub admitted: bool,
    /// The side that joins has written down what it was told.
    pub kept: bool,
    /// The side that shows knows that both have.
    pub confirmed: bool,
    pub welcome: Option<Welcome>,
    pub authority: Secret,
    pub join: Option<Join>,
    pub joining_ended: Option<Ended>,
    pub showing_ended: Option<Ended>,
    /// All messages, in order; true for those of the side that joins.
    pub said: Vec<(bool, Vec<u8>)>,
}

/// The key of a device.
pub fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

pub fn device(number: u8, kind: &str) -> Device {
    let id = DeviceId::from_bytes(key(number).verifying_key().to_bytes());
    Device {
        id,
        name: format!("Zoë's {kind} 🦊"),
        kind: kind.into(),
        host: String::new(),
        added: 7,
    }
}

pub fn join(kind: &str) -> Join {
    Join { device: device(2, kind), brings_devices: 1, brings_people: 40 }
}

pub fn secret() -> Secret {
    Secret::new(b"the secret of the authority".to_vec())
}

pub fn welcome() -> Welcome {
    Welcome {
        device: device(1, LAPTOP).at("mingle-0123456789.local:7979"),
        devices: vec![device(3, "phone"), device(4, LAPTOP)],
        root: b"the root of the authority".to_vec(),
        known: false,
    }
}

/// Lets both talk. `between` sees each message with its number, and hands on what arrives; `None` cuts the connection.
pub fn talk(
    typed: &Code,
    shown: &Code,
    guesses: &mut Guesses,
    mut between: impl FnMut(usize, Vec<u8>) -> Option<Vec<u8>>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let (mut joining, first) = Joining::new(typed, join(LAPTOP)).unwrap();
    let mut showing = Showing::new(shown.clone());
    let mut on_its_way = vec![(true, first)];
    while let Some((by_joining, message)) = on_its_way.pop() {
        outcome.said.push((by_joining, message.clone()));
        let Some(message) = between(outcome.said.len() - 1, message) else { return outcome };
        let answer = match by_joining {
            true => shows(&mut showing, &message, guesses, &mut outcome),
            false => joins(&mut joining, &message, &mut outcome),
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(ended) if by_joining => {
                let farewell = showing.farewell(&ended);
                outcome.showing_ended.get_or_insert(ended);
                farewell
            }
            Err(ended) => {
                let farewell = joining.farewell(&ended);
                outcome.joining_ended.get_or_insert(ended);
                farewell
            }
        };
        on_its_way.extend(answer.map(|answer| (!by_joining, answer)));
        assert!(outcome.said.len() < 40, "they talk without end");
    }
    outcome
}

fn shows(
    showing: &mut Showing,
    message: &[u8],
    guesses: &mut Guesses,
    outcome: &mut Outcome,
) -> Result<Option<Vec<u8>>, Ended> {
    match showing.take(message, guesses)? {
        Asked::Send(bytes) | Asked::Proven(bytes) => Ok(Some(bytes)),
        Asked::Join(join) => {
            outcome.join = Some(join);
            showing.welcome(welcome()).map(Some)
        }
        Asked::Ready => {
            outcome.admitted = true;
            showing.written(&secret()).map(Some)
        }
        Asked::Kept => {
            outcome.confirmed = true;
            Ok(None)
        }
    }
}

fn joins(
    joining: &mut Joining,
    message: &[u8],
    outcome: &mut Outcome,
) -> Result<Option<Vec<u8>>, Ended> {
    match joining.take(message)? {
        Heard::Send(bytes) => Ok(Some(bytes)),
        Heard::Sign(text) => joining.signed(key(2).sign(&text).to_bytes()).map(Some),
        Heard::Welcome(_) => joining.ready().map(Some),
        Heard::Written(welcome, authority) => {
            outcome.authority = authority;
            assert!(outcome.admitted, "it is told to have been written down, and was not");
            outcome.kept = true;
            outcome.welcome = Some(*welcome);
            joining.kept().map(Some)
        }
    }
}
