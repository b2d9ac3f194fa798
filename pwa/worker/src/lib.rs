//! The browser's shell around the replica: it runs in a dedicated worker and keeps the database on OPFS.

#![cfg(target_arch = "wasm32")]

mod clock;
mod json;
mod pool;
mod problem;
mod replica;
#[cfg(feature = "suite")]
mod suite;

pub use pool::{PoolError, open_pool};
pub use problem::Problem;
pub use replica::Replica;
