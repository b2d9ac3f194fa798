//! The reasons for which the guard refuses bytes.

use crate::inflate::InflateError;

/// Why bytes from a peer are not shown to Automerge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Danger {
    #[error("there are no bytes")]
    Empty,
    #[error("{bytes} bytes are more than the {max} that one document may have")]
    TooLarge { bytes: usize, max: usize },
    #[error("byte {offset} does not begin an Automerge chunk")]
    BadMagic { offset: usize },
    #[error("a chunk of kind {kind} is neither a document nor a change")]
    ChunkRefused { kind: u8 },
    #[error("the bytes do not match their checksum")]
    BadChecksum,
    #[error("{count} bytes are left over after the last part")]
    TrailingBytes { count: usize },
    #[error("the bytes end inside the {part}")]
    Truncated { part: &'static str },
    #[error("the {part} claims {claimed} where only {left} bytes are left")]
    ClaimBeyondData { part: &'static str, claimed: u64, left: usize },
    #[error("a number in the {part} is too long for 64 bits or not in its shortest form")]
    BadNumber { part: &'static str },
    #[error("a compressed part cannot be read: {0}")]
    Deflate(InflateError),
    #[error("the compressed parts inflate to more than {max} bytes")]
    InflatesTooFar { max: usize },
    #[error("a change has a compressed column, which no change may have")]
    CompressedColumn,
    #[error("more than {max} {what}")]
    TooMany { what: Counted, max: u64 },
    #[error("a number of an operation or change is zero, negative or above {max}")]
    BadCounter { max: u64 },
    #[error("the columns are not in rising order")]
    ColumnOrder,
    #[error("a run of no length stands in a column")]
    EmptyRun,
    #[error("a column names actor {index} of {actors}")]
    UnknownActor { index: u64, actors: u64 },
    #[error("a change depends on one that does not come before it")]
    UnknownDependency,
    #[error("an operation belongs to an object that is not made before it")]
    UnknownObject,
    #[error("the first operation of all is a mark")]
    MarkFirst,
    #[error("objects nest more than {max} deep")]
    TooDeep { max: u32 },
    #[error("the values claim {claimed} bytes of a column that has {held}")]
    ValuesBeyondColumn { claimed: u64, held: usize },
}

/// What [`Danger::TooMany`] counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    Rows,
    Columns,
    Actors,
    Changes,
    Dependencies,
    /// Actors multiplied by changes: the size of Automerge's clocks.
    ClockCells,
    /// Bytes of text once every repetition is written out.
    RepeatedText,
    /// Operations that the changes of a document claim to hold.
    ClaimedOperations,
}

impl std::fmt::Display for Counted {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Rows => "rows",
            Self::Columns => "columns",
            Self::Actors => "actors",
            Self::Changes => "changes",
            Self::Dependencies => "dependencies",
            Self::ClockCells => "clock cells (actors times changes)",
            Self::RepeatedText => "bytes of repeated text",
            Self::ClaimedOperations => "operations claimed by the changes",
        })
    }
}

impl Danger {
    /// A word for the wire, the store and the page that does not change between versions.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge { .. } => "too_large",
            Self::BadMagic { .. } => "bad_magic",
            Self::ChunkRefused { .. } => "chunk_refused",
            Self::BadChecksum => "bad_checksum",
            Self::TrailingBytes { .. } => "trailing_bytes",
            Self::Truncated { .. } => "truncated",
            Self::ClaimBeyondData { .. } => "claim_beyond_data",
            Self::BadNumber { .. } => "bad_number",
            Self::Deflate(reason) => reason.code(),
            Self::InflatesTooFar { .. } => "inflates_too_far",
            Self::CompressedColumn => "compressed_column",
            Self::TooMany { what, .. } => what.code(),
            Self::BadCounter { .. } => "bad_counter",
            Self::ColumnOrder => "column_order",
            Self::EmptyRun => "empty_run",
            Self::UnknownActor { .. } => "unknown_actor",
            Self::UnknownDependency => "unknown_dependency",
            Self::UnknownObject => "unknown_object",
            Self::MarkFirst => "mark_first",
            Self::TooDeep { .. } => "too_deep",
            Self::ValuesBeyondColumn { .. } => "values_beyond_column",
        }
    }
}

impl Counted {
    fn code(self) -> &'static str {
        match self {
            Self::Rows => "too_many_rows",
            Self::Columns => "too_many_columns",
            Self::Actors => "too_many_actors",
            Self::Changes => "too_many_changes",
            Self::Dependencies => "too_many_dependencies",
            Self::ClockCells => "too_many_clock_cells",
            Self::RepeatedText => "too_much_repeated_text",
            Self::ClaimedOperations => "too_many_claimed_operations",
        }
    }
}
