//! Pairing by a short code: one device shows it (`mingle pair`), it is typed on another (`mingle join`).
//!
//! The daemon that shows a code answers `/pair` while it does, and only then. What is said there is
//! `mingle_proto::pairing`'s; here are the sockets, the clock, and what is written down.

mod answer;
mod authority;
mod call;
mod open;
mod opening;
mod progress;
mod record;
mod routes;
mod seek;
#[cfg(test)]
mod tests;

pub use call::{Cut, Tried, join};
pub use open::Pairings;
pub use opening::{Opened, Opening};
pub use progress::{Closed, Other, Progress, Stage};
pub use record::{Ours, ours};
pub use routes::routes;
pub use seek::{Open, Seen, locate, seek};
