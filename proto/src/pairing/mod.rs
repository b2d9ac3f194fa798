//! How another device becomes one of the owner's by a short code: a state machine for either side, bytes in, bytes out.
//!
//! **The code.** One device shows it for a few minutes; it is typed on the other, which *joins*. Nothing else need be
//! known of each other, and the network between them may be anybody's.
//!
//! **One exchange, one guess.** Each side sends half of a SPAKE2 exchange (over Ed25519, as the crate
//! `spake2` has it), which says nothing of the code. Whoever joins then proves its code by the first message of a Noise
//! handshake that is keyed with the result; only that message tells whether the codes are the same. The side with the
//! code counts it as a guess *before* it looks, and gives the guess back if it was right. Nobody can try codes without
//! asking, neither against what was overheard nor in the other's place.
//!
//! **Who is there.** Through that channel the joining device says who it is, and signs the handshake by its key: whoever
//! has the code takes nobody else's place, and can be revoked. The other answers with itself, the owner's
//! other devices, and for a laptop the root certificate of the owner's authority, which is no secret.
//!
//! **Neither is left alone with it.** The joining device says that it can take all that. The other writes down that the
//! device belongs to the owner, durably, and says so, to a laptop with the authority's secret: whoever has that stands in the
//! devices record, and can be revoked. Only now the joining device does the same, and says so. Whatever is
//! cut where: the one that joins never believes to belong where nobody knows it, and a second try, which changes nothing
//! that stands, completes what the first has left.
//!
//! `docs/protocol.md` has the messages byte by byte.

mod bodies;
mod channel;
mod claim;
mod code;
mod ended;
mod guesses;
mod joining;
mod secret;
mod showing;
#[cfg(test)]
mod tests;
mod tries;
mod wire;

pub use bodies::{Device, Join, MOST_AUTHORITY, Welcome};
pub use code::{Code, CodeError};
pub use ended::{Ended, Reason};
pub use guesses::{GUESSES, Guesses};
pub use joining::{Heard, Joining};
pub use secret::Secret;
pub use showing::{Asked, Showing};
pub use tries::{Call, Cut, Next, Tries};

/// The kind of device that gets the secret of the owner's authority.
pub const LAPTOP: &str = "laptop";
