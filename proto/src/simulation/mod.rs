//! Several devices in one process: a simulated network with a virtual clock, real sessions, real documents.
#![allow(clippy::unwrap_used)]

mod attaching;
mod costs;
mod forked;
pub mod people;
pub mod properties;
mod revoking;
mod stories;
pub mod world;
