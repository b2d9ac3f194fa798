//! SQLite's files on OPFS: a pool of exclusive file handles, which SQLite opens by name.

use js_sys::{Function, Promise};
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

/// How long to wait for another try, in milliseconds: 3.2 seconds in all.
const WAITS: [i32; 8] = [10, 20, 40, 80, 150, 300, 600, 2000];

/// The pool could not be opened, because no OPFS is there or another worker holds it.
#[derive(Debug, thiserror::Error)]
#[error("cannot open the files in OPFS folder {directory}: {source}")]
pub struct PoolError {
    pub directory: String,
    pub source: OpfsSAHError,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: i32) -> i32;
}

/// How many files the pool has ready: a store is its database, its mark, and a journal for each.
const FILES: usize = 24;

/// Makes the files of this OPFS folder SQLite's own: every database opened by name from here on is one of them.
///
/// The handles are exclusive, and a worker that ended a moment ago may not have let go of them yet: so this
/// tries again for some seconds before it gives up.
pub async fn open_pool(directory: &str) -> Result<OpfsSAHPoolUtil, PoolError> {
    let configuration =
        OpfsSAHPoolCfgBuilder::new().directory(directory).initial_capacity(FILES).build();
    let mut waits = WAITS.into_iter();
    loop {
        let source = match install::<sqlite_wasm_rs::WasmOsCallback>(&configuration, true).await {
            Ok(pool) => return Ok(pool),
            Err(error) => error,
        };
        match waits.next() {
            Some(milliseconds) => sleep(milliseconds).await,
            None => return Err(PoolError { directory: directory.to_owned(), source }),
        }
    }
}

async fn sleep(milliseconds: i32) {
    let promise = Promise::new(&mut |resolve, _| {
        set_timeout(&resolve, milliseconds);
    });
    // A promise that nobody rejects: there is nothing to hear from it but that it is over.
    let _: Result<JsValue, JsValue> = JsFuture::from(promise).await;
}
