//! The browser's shell around the replica: it runs in a dedicated worker and keeps the database on OPFS.

#![cfg(target_arch = "wasm32")]

mod batch;
mod clock;
mod failed;
mod json;
mod pool;
mod replica;
#[cfg(feature = "suite")]
mod suite;

pub use failed::Failed;
pub use pool::{PoolError, open_pool};
pub use replica::Replica;
