//! Several devices in one process: a simulated network with a virtual clock, real sessions, real documents.
#![allow(clippy::unwrap_used)]

mod costs;
mod people;
mod properties;
mod stories;
mod world;
