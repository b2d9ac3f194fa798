//! What can go wrong with a store, in a sentence for a person, with a stable code and what to do about it.

use mingle_proto::id::DocumentId;
use mingle_proto::refusal::Refusal;
use rusqlite::ErrorCode;

/// SQLITE_IOERR_SHMSIZE (sqlite.org/rescode.html).
const SHARED_FILE_CANNOT_GROW: i32 = 10 | 19 << 8;

/// Why a store cannot be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "this journal was written by a newer Mingle: its format is {found}, this program knows those up to {known}"
    )]
    Newer { found: i64, known: i64 },
    #[error("the file is a database, but not a journal of Mingle")]
    Foreign,
    #[error("another program has kept the journal busy for more than five seconds")]
    Busy,
    #[error("there is no space left for the journal")]
    Full,
    #[error("the journal's file cannot be read or written: {0}")]
    File(String),
    #[error("the journal's file is damaged: {0}")]
    Damaged(String),
    #[error("the record {id} cannot be read: {reason}")]
    Unreadable { id: DocumentId, reason: Refusal },
    #[error("there is no record {0}")]
    Missing(DocumentId),
    #[error("the system gives no random bytes: {0}")]
    Randomness(getrandom::Error),
    #[error("the journal's database does not do what is asked: {0}")]
    Database(rusqlite::Error),
}

impl StoreError {
    /// A stable name for the page and for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            StoreError::Newer { .. } => "newer-journal",
            StoreError::Foreign => "not-a-journal",
            StoreError::Busy => "journal-busy",
            StoreError::Full => "disk-full",
            StoreError::File(_) => "journal-file",
            StoreError::Damaged(_) => "journal-damaged",
            StoreError::Unreadable { .. } => "record-unreadable",
            StoreError::Missing(_) => "no-such-record",
            StoreError::Randomness(_) => "no-randomness",
            StoreError::Database(_) => "database",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            StoreError::Newer { .. } => Some("update Mingle on this device"),
            StoreError::Foreign => Some("choose another folder with --data-dir"),
            StoreError::Busy => Some("wait a moment and try again"),
            StoreError::Full => Some("make some space and try again; nothing was half-written"),
            StoreError::File(_) => {
                Some("see whether the folder may be written and the disk is well")
            }
            StoreError::Damaged(_) => Some(
                "put back an earlier copy of the data folder if you have one. If another of your devices has everything: keep \
                 the damaged folder aside, start with an empty one and sync with that device",
            ),
            StoreError::Unreadable { .. } => {
                Some("another device may still have it whole: sync with it")
            }
            StoreError::Missing(_) | StoreError::Randomness(_) | StoreError::Database(_) => None,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match &error {
            rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..) => {
                StoreError::Damaged(error.to_string())
            }
            rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
                ErrorCode::DiskFull => StoreError::Full,
                // The file that processes share beside the journal could not grow: only a full disk prevents it.
                ErrorCode::SystemIoFailure if failure.extended_code == SHARED_FILE_CANNOT_GROW => {
                    StoreError::Full
                }
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
                    StoreError::Damaged(error.to_string())
                }
                ErrorCode::CannotOpen
                | ErrorCode::ReadOnly
                | ErrorCode::PermissionDenied
                | ErrorCode::SystemIoFailure => StoreError::File(error.to_string()),
                _ => StoreError::Database(error),
            },
            _ => StoreError::Database(error),
        }
    }
}

impl From<getrandom::Error> for StoreError {
    fn from(error: getrandom::Error) -> Self {
        StoreError::Randomness(error)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => StoreError::Full,
            _ => StoreError::File(error.to_string()),
        }
    }
}
