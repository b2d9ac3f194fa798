//! Devices that do not keep to the protocol: a caller that speaks it by hand, and a replica that holds anything.

mod caller;
mod conversation;
mod impostor;
mod parrot;
pub mod tls;

use std::time::Duration;

pub use caller::{
    Caller, Farewell, GOODBYE, HELLO, IDENTITY, answer_in_the_clear_to, answer_to, length,
    websocket,
};
pub use conversation::{Outcome, converse};
pub use impostor::{Claim, Heard, Impostor};
pub use parrot::Parrot;

/// How long the other side may be silent.
const PATIENCE: Duration = Duration::from_secs(10);
