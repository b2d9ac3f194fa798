//! The frame of a chunk and what stands in it before its columns.

use std::hash::BuildHasher;

use sha2::{Digest, Sha256};

use super::columns::{Table, read_table, within};
use super::cursor::Cursor;
use super::danger::Counted;
use super::nesting::{check_depth, check_first_action, check_history};
use super::{Danger, Inspection};

const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const COMPRESSED_CHANGE: u8 = 2;
const HASH_BYTES: u64 = 32;

impl Inspection<'_> {
    /// Checks one chunk and moves `cursor` past it.
    pub(super) fn chunk(&mut self, cursor: &mut Cursor<'_>, offset: usize) -> Result<(), Danger> {
        let left = cursor.left();
        if cursor.array("chunk header")? != MAGIC {
            return Err(match self.inspected.chunks {
                0 => Danger::BadMagic { offset },
                _ => Danger::TrailingBytes { count: left },
            });
        }
        let checksum = cursor.array("chunk header")?;
        let [kind] = cursor.array("chunk header")?;
        if kind > COMPRESSED_CHANGE {
            return Err(Danger::ChunkRefused { kind });
        }
        let length = cursor.unsigned("chunk header")?;
        let data = cursor.take(length, "chunk")?;
        if kind == COMPRESSED_CHANGE {
            let inflated = self.inflate(data)?;
            verify(checksum, CHANGE, &inflated)?;
            self.change(Cursor::new(&inflated))?;
        } else {
            verify(checksum, kind, data)?;
            match kind {
                DOCUMENT => self.document(Cursor::new(data))?,
                _ => self.change(Cursor::new(data))?,
            }
        }
        self.inspected.chunks += 1;
        Ok(())
    }

    /// Actors, heads, two column tables, the columns of both, and the heads' indexes, which old programs left out.
    fn document(&mut self, mut cursor: Cursor<'_>) -> Result<(), Danger> {
        let actors = self.actors(&mut cursor)?;
        let heads = cursor.count(HASH_BYTES, "heads")?;
        self.add_dependencies(heads)?;
        cursor.take(heads * HASH_BYTES, "heads")?;
        let changes = read_table(&mut cursor, self.limits.max_columns)?;
        let operations = read_table(&mut cursor, self.limits.max_columns)?;

        let tally = self.walk_columns(&mut cursor, &changes, Table::Changes, actors)?;
        self.add_dependencies(tally.grouped)?;
        self.add_changes(tally.rows)?;
        check_history(&tally.kept, self.limits, tally.rows)?;
        let tally =
            self.walk_columns(&mut cursor, &operations, Table::DocumentOperations, actors)?;
        check_depth(&tally.kept, self.limits)?;
        self.inspected.rows += tally.rows.max(tally.grouped);

        if !cursor.is_empty() {
            for _ in 0..heads {
                cursor.unsigned("head indexes")?;
            }
        }
        match cursor.left() {
            0 => Ok(()),
            count => Err(Danger::TrailingBytes { count }),
        }
    }

    /// Dependencies, actor, numbers, message, other actors, one column table, its columns, and extra bytes.
    fn change(&mut self, mut cursor: Cursor<'_>) -> Result<(), Danger> {
        let dependencies = cursor.count(HASH_BYTES, "dependencies")?;
        self.add_dependencies(dependencies)?;
        cursor.take(dependencies * HASH_BYTES, "dependencies")?;
        self.actor(&mut cursor)?;
        let max = self.limits.max_counter;
        let sequence = cursor.unsigned("sequence number")?;
        let start = cursor.unsigned("first operation")?;
        if !(1..=max).contains(&sequence) || !(1..=max).contains(&start) {
            return Err(Danger::BadCounter { max });
        }
        cursor.signed("time")?;
        let message = cursor.unsigned("message")?;
        cursor.take(message, "message")?;
        let others = self.actors(&mut cursor)?;
        self.add_changes(1)?;
        let operations = read_table(&mut cursor, self.limits.max_columns)?;
        let tally =
            self.walk_columns(&mut cursor, &operations, Table::ChangeOperations, others + 1)?;
        check_first_action(&tally.kept, start)?;
        let rows = tally.rows.max(tally.grouped);
        self.inspected.rows += rows;
        if start.saturating_add(rows) > max {
            return Err(Danger::BadCounter { max });
        }
        Ok(())
    }

    /// A counted list of actor ids, each with its length; returns how many.
    fn actors(&mut self, cursor: &mut Cursor<'_>) -> Result<u64, Danger> {
        let count = cursor.count(1, "actors")?;
        for _ in 0..count {
            self.actor(cursor)?;
        }
        Ok(count)
    }

    /// One actor id; the same actor in several chunks counts once.
    fn actor(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Danger> {
        let length = cursor.unsigned("actors")?;
        let id = cursor.take(length, "actors")?;
        self.actors.insert(self.hasher.hash_one(id));
        self.inspected.actors = self.actors.len() as u64;
        within(self.inspected.actors, self.limits.max_actors, Counted::Actors)
    }

    fn add_dependencies(&mut self, count: u64) -> Result<(), Danger> {
        self.dependencies = self.dependencies.saturating_add(count);
        within(self.dependencies, self.limits.max_dependencies, Counted::Dependencies)
    }

    fn add_changes(&mut self, count: u64) -> Result<(), Danger> {
        self.inspected.changes = self.inspected.changes.saturating_add(count);
        within(self.inspected.changes, self.limits.max_changes, Counted::Changes)?;
        let cells = self.inspected.changes.saturating_mul(self.inspected.actors);
        within(cells, self.limits.max_clock_cells, Counted::ClockCells)
    }
}

/// The checksum is the beginning of the SHA-256 over the kind, the length and the data.
fn verify(checksum: [u8; 4], kind: u8, data: &[u8]) -> Result<(), Danger> {
    let mut header = vec![kind];
    let mut length = data.len() as u64;
    while length >= 0x80 {
        header.push(length as u8 | 0x80);
        length >>= 7;
    }
    header.push(length as u8);
    let digest = Sha256::new().chain_update(header).chain_update(data).finalize();
    if digest.starts_with(&checksum) { Ok(()) } else { Err(Danger::BadChecksum) }
}
