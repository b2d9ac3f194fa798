//! What a Mingle record is, as a document; and what two replicas say to each other.
//!
//! No I/O, no SQL, no clock and no runtime in here: bytes and `now` come in, bytes and effects go out.

pub mod document;
pub mod given;
pub mod guard;
pub mod host;
#[cfg(feature = "hostile")]
pub mod hostile;
pub mod id;
pub mod inflate;
pub mod kind;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod order;
pub mod pairing;
pub mod record;
pub mod refusal;
pub mod session;
#[cfg(test)]
mod simulation;
pub mod timestamp;
