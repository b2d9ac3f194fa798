//! Several devices in one process: a simulated network with a virtual clock, real sessions, real documents.
#![allow(clippy::unwrap_used)]

mod people;
mod stories;
mod world;
