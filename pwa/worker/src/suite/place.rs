//! A promise's place in the browser: the databases of the pool that its worker has opened.

#![allow(clippy::unwrap_used)]

use mingle_replica::store::{Store, StoreError};
use mingle_replica::suite::Place;
use sqlite_wasm_rs::vfs::VfsFilesManager;
use sqlite_wasm_rs::vfs::transfer::DbTransfer;
use sqlite_wasm_vfs::sahpool::OpfsSAHPoolUtil;
use std::cell::RefCell;

thread_local! {
    static POOL: RefCell<Option<OpfsSAHPoolUtil>> = const { RefCell::new(None) };
}

/// Remembers the pool for the promises of this worker.
pub fn keep(pool: OpfsSAHPoolUtil) {
    POOL.set(Some(pool));
}

fn pool() -> OpfsSAHPoolUtil {
    POOL.with_borrow(|pool| pool.clone()).unwrap()
}

/// The origin's private file system.
pub struct Opfs;

impl Place for Opfs {
    fn try_open(&self, name: &str) -> Result<Store, StoreError> {
        Store::open(name)
    }

    fn raw_bytes(&self, name: &str) -> Vec<u8> {
        pool().export_db(name).unwrap()
    }

    fn put_raw_bytes(&self, name: &str, bytes: &[u8]) {
        let pool = pool();
        pool.remove(name).unwrap();
        // Unchecked, for promises about damaged and foreign files.
        pool.import_db_unchecked(name, bytes).unwrap();
    }
}
