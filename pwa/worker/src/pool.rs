//! SQLite's files on OPFS: a pool of exclusive file handles, which SQLite opens by name.

use js_sys::{Function, Promise, Reflect};
use sqlite_wasm_vfs::sahpool::{OpfsSAHError, OpfsSAHPoolCfgBuilder, OpfsSAHPoolUtil, install};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;

/// How long to wait for another try, in milliseconds: 3.2 seconds in all.
const WAITS: [i32; 8] = [10, 20, 40, 80, 150, 300, 600, 2000];

/// The pool could not be opened, because no OPFS is there or another worker holds it.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("this browser gives pages no files of their own")]
    Unsupported,
    #[error("another tab has the journal open")]
    Held,
    #[error("there is no space left for the journal")]
    Full,
    #[error("the journal's files cannot be opened: {0}")]
    Files(OpfsSAHError),
}

impl PoolError {
    /// A stable name for the page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unsupported => "no-files",
            Self::Held => "journal-held",
            Self::Full => "disk-full",
            Self::Files(_) => "journal-file",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Unsupported => {
                "update the browser, and open the page outside of a private window"
            }
            Self::Held => "go on in that tab, or close it",
            Self::Full => "make some space and try again; nothing was half-written",
            Self::Files(_) => "reload the page; if that does not help, restart the browser",
        })
    }
}

impl From<OpfsSAHError> for PoolError {
    fn from(error: OpfsSAHError) -> Self {
        match &error {
            OpfsSAHError::NotSupported => Self::Unsupported,
            // The names of the browser's own errors (webidl.spec.whatwg.org, DOMException).
            OpfsSAHError::Opfs { value, .. } => match name_of(value).as_deref() {
                Some("NoModificationAllowedError" | "InvalidStateError") => Self::Held,
                Some("QuotaExceededError") => Self::Full,
                Some("SecurityError" | "NotAllowedError") => Self::Unsupported,
                _ => Self::Files(error),
            },
            _ => Self::Files(error),
        }
    }
}

fn name_of(error: &JsValue) -> Option<String> {
    Reflect::get(error, &JsValue::from_str("name")).ok()?.as_string()
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, milliseconds: i32) -> i32;
}

/// Makes the files of this OPFS folder SQLite's own: every database opened by name from here on is one of them. The
/// pool has as many `files` ready, at least; each costs a phone a frame or two whenever it opens.
///
/// The handles are exclusive, and a worker that ended a moment ago may not have let go of them yet: so this
/// tries again for some seconds before it gives up.
pub async fn open_pool(directory: &str, files: usize) -> Result<OpfsSAHPoolUtil, PoolError> {
    let configuration =
        OpfsSAHPoolCfgBuilder::new().directory(directory).initial_capacity(files).build();
    let mut waits = WAITS.into_iter();
    loop {
        match install::<sqlite_wasm_rs::WasmOsCallback>(&configuration, true).await {
            Ok(pool) => return Ok(pool),
            Err(error) => match (PoolError::from(error), waits.next()) {
                (PoolError::Held, Some(milliseconds)) => sleep(milliseconds).await,
                (error, _) => return Err(error),
            },
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
