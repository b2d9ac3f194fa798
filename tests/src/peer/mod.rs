//! Devices that do not keep to the protocol: a caller that speaks it by hand, and a replica that holds anything.

mod caller;
mod conversation;
mod parrot;

pub use caller::{Caller, Farewell, GOODBYE, HELLO, IDENTITY, answer_to, length, websocket};
pub use conversation::{Outcome, converse};
pub use parrot::Parrot;
