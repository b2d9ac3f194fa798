//! Builders of hostile input for tests, behind the feature `hostile`. No program uses them.
//!
//! The parts are written by hand from the format's description, apart from the guard that reads them, and carry
//! checksums that are right unless the test is about checksums, so that they reach the decoder behind the check.

use flate2::{Compress, Compression, FlushCompress};
use sha2::{Digest, Sha256};

use crate::inflate::deflate;

/// Chunk kinds of Automerge's format.
pub const DOCUMENT: u8 = 0;
pub const CHANGE: u8 = 1;
pub const COMPRESSED_CHANGE: u8 = 2;
pub const BUNDLE: u8 = 3;

/// Column types: the low three bits of a specification.
pub const GROUP: u32 = 0;
pub const ACTOR: u32 = 1;
pub const INTEGER: u32 = 2;
pub const DELTA: u32 = 3;
pub const BOOLEAN: u32 = 4;
pub const TEXT: u32 = 5;
pub const VALUE_META: u32 = 6;
pub const VALUE: u32 = 7;
/// The bit that marks a column as deflated.
pub const DEFLATED: u32 = 8;

/// Specification of the column `id` of a type.
pub fn specification(id: u32, kind: u32) -> u32 {
    id << 4 | kind
}

/// An unsigned LEB128 number.
pub fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A signed LEB128 number.
pub fn signed(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        if (value == 0 && low & 0x40 == 0) || (value == -1 && low & 0x40 != 0) {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// A run that repeats an unsigned value.
pub fn run(count: i64, value: u64) -> Vec<u8> {
    [signed(count), unsigned(value)].concat()
}

/// A run that repeats a difference.
pub fn delta_run(count: i64, difference: i64) -> Vec<u8> {
    [signed(count), signed(difference)].concat()
}

/// A chunk around `data` with the checksum that belongs to it.
pub fn chunk(kind: u8, data: &[u8]) -> Vec<u8> {
    framed(kind, data, checksum(kind, data))
}

/// A compressed change: the checksum is over what is inflated.
pub fn compressed_change(change: &[u8]) -> Vec<u8> {
    framed(COMPRESSED_CHANGE, &deflate(change), checksum(CHANGE, change))
}

fn framed(kind: u8, data: &[u8], checksum: [u8; 4]) -> Vec<u8> {
    let mut bytes = vec![0x85, 0x6f, 0x4a, 0x83];
    bytes.extend(checksum);
    bytes.push(kind);
    bytes.extend(unsigned(data.len() as u64));
    bytes.extend(data);
    bytes
}

fn checksum(kind: u8, data: &[u8]) -> [u8; 4] {
    let digest = Sha256::new()
        .chain_update([kind])
        .chain_update(unsigned(data.len() as u64))
        .chain_update(data)
        .finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

/// Columns by specification, with their bytes.
pub type Columns = Vec<(u32, Vec<u8>)>;

/// A column table: how many, then specification and length of each.
pub fn table(columns: &Columns) -> Vec<u8> {
    let mut bytes = unsigned(columns.len() as u64);
    for (specification, column) in columns {
        bytes.extend(unsigned((*specification).into()));
        bytes.extend(unsigned(column.len() as u64));
    }
    bytes
}

/// The bytes of the columns, one after another.
pub fn contents(columns: &Columns) -> Vec<u8> {
    columns.iter().flat_map(|(_, column)| column.clone()).collect()
}

/// The data of a document by one actor, without heads.
pub fn document_data(changes: &Columns, operations: &Columns) -> Vec<u8> {
    let prefix = [unsigned(1), unsigned(1), vec![7], unsigned(0)].concat();
    [prefix, table(changes), table(operations), contents(changes), contents(operations)].concat()
}

/// The data of a document with nothing but actors of two bytes each, all in order.
pub fn document_of_actors(actors: u16) -> Vec<u8> {
    let ids = (0..actors).flat_map(|actor| [vec![2], actor.to_be_bytes().to_vec()].concat());
    [unsigned(actors.into()), ids.collect(), unsigned(0), table(&vec![]), table(&vec![])].concat()
}

/// The data of a change by one actor, without dependencies.
pub fn change_data(operations: &Columns) -> Vec<u8> {
    let prefix = [
        unsigned(0),
        unsigned(1),
        vec![7],
        unsigned(1),
        unsigned(1),
        signed(0),
        unsigned(0),
        unsigned(0),
    ];
    [prefix.concat(), table(operations), contents(operations)].concat()
}

/// A raw deflate stream of a little over a megabyte that inflates to a gigabyte of zeros.
pub fn deflate_bomb() -> Vec<u8> {
    let mebibyte = vec![0; 1 << 20];
    let mut encoder = Compress::new(Compression::new(9), false);
    let mut block = Vec::with_capacity(64 * 1024);
    // A full flush ends at a byte and refers to nothing before it, so that the block may be repeated.
    let flushed = encoder.compress_vec(&mebibyte, &mut block, FlushCompress::Full);
    assert!(flushed.is_ok() && encoder.total_in() == 1 << 20 && block.len() < block.capacity());
    let mut bomb = block.repeat(1024);
    bomb.extend([0x03, 0x00]);
    bomb
}

/// A compressed change of a megabyte that inflates to a gigabyte.
pub fn bomb_1mb_to_1gb() -> Vec<u8> {
    framed(COMPRESSED_CHANGE, &deflate_bomb(), [0; 4])
}

/// A document whose one deflated column of a megabyte inflates to a gigabyte.
pub fn column_bomb_1mb_to_1gb() -> Vec<u8> {
    let column = (specification(5, VALUE) | DEFLATED, deflate_bomb());
    chunk(DOCUMENT, &document_data(&vec![], &vec![column]))
}

/// A document of fewer than 69 bytes whose list of changes asks Automerge for 8 GB at once.
pub fn run_length_gigabytes() -> Vec<u8> {
    let actors = (specification(0, ACTOR), run(1_500_000_000, 0));
    chunk(DOCUMENT, &document_data(&vec![actors], &vec![]))
}

/// A change of 59 bytes with four billion operations that are all sound: Automerge reads them one by one.
pub fn run_length_operations() -> Vec<u8> {
    let count = 4_000_000_000;
    let operations = vec![
        (specification(1, TEXT), [signed(count), unsigned(1), b"k".to_vec()].concat()),
        (specification(3, BOOLEAN), unsigned(count as u64)),
        (specification(4, INTEGER), run(count, 1)),
        (specification(5, VALUE_META), run(count, 2)),
        (specification(7, GROUP), run(count, 0)),
    ];
    chunk(CHANGE, &change_data(&operations))
}

/// A change that is sound but for its checksum.
pub fn bad_checksum() -> Vec<u8> {
    framed(CHANGE, &change_data(&vec![]), [0; 4])
}

/// A bundle, which no peer needs to send.
pub fn bundle() -> Vec<u8> {
    chunk(BUNDLE, &change_data(&vec![]))
}

/// A change with bytes after it that are no chunk.
pub fn trailing_bytes() -> Vec<u8> {
    [chunk(CHANGE, &change_data(&vec![])), b"and more".to_vec()].concat()
}

/// A sound document whose maps nest `depth` deep: at a thousand, 1.6 kB on which reading by recursion overflows a
/// stack of 2 MiB and ends the process.
pub fn nested(depth: u32) -> automerge::AutoCommit {
    let mut document = automerge::AutoCommit::new();
    nest(&mut document, automerge::ROOT, depth);
    document.commit();
    document
}

/// Nests `depth` more maps below an object and returns the lowest.
pub fn nest(
    document: &mut automerge::AutoCommit,
    below: automerge::ObjId,
    depth: u32,
) -> automerge::ObjId {
    use automerge::transaction::Transactable;
    (0..depth).fold(below, |object, _| {
        // Putting a map into a map that this very function made cannot fail.
        document.put_object(&object, "in", automerge::ObjType::Map).unwrap_or(object)
    })
}

/// A document of two changes, with these highest operations and dependencies.
fn two_changes(highest: [i64; 2], dependencies: Columns) -> Vec<u8> {
    let literals = [signed(-2), signed(highest[0]), signed(highest[1] - highest[0])].concat();
    let changes = [
        vec![(specification(0, ACTOR), run(2, 0)), (specification(1, DELTA), literals)],
        dependencies,
    ];
    chunk(DOCUMENT, &document_data(&changes.concat(), &vec![]))
}

/// Every hostile input above and more, each with the code of the danger it is refused for under the default limits.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let operations =
        |specification, column| chunk(CHANGE, &change_data(&vec![(specification, column)]));
    let changes = |specification, column| {
        chunk(DOCUMENT, &document_data(&vec![(specification, column)], &vec![]))
    };
    let repeated_text = [signed(100_000), unsigned(1000), vec![b'a'; 1000]].concat();
    let values = |held| {
        vec![
            (specification(5, VALUE_META), run(1000, 100 << 4)),
            (specification(5, VALUE), vec![0; held]),
        ]
    };
    vec![
        ("empty", vec![]),
        ("bad_magic", b"not a document at all".to_vec()),
        ("chunk_refused", bundle()),
        ("chunk_refused", chunk(9, &change_data(&vec![]))),
        ("bad_checksum", bad_checksum()),
        ("trailing_bytes", trailing_bytes()),
        ("trailing_bytes", chunk(DOCUMENT, &[document_data(&vec![], &vec![]), vec![0]].concat())),
        ("inflates_too_far", bomb_1mb_to_1gb()),
        ("inflates_too_far", column_bomb_1mb_to_1gb()),
        ("too_many_rows", run_length_gigabytes()),
        ("too_many_rows", run_length_operations()),
        (
            "too_many_rows",
            operations(specification(1, TEXT), [signed(0), unsigned(u64::MAX)].concat()),
        ),
        ("too_many_rows", operations(specification(7, GROUP), run(1, 4_000_000_000))),
        ("too_many_rows", operations(specification(7, GROUP), run(500_000, 500_000))),
        ("too_much_repeated_text", operations(specification(1, TEXT), repeated_text)),
        ("values_beyond_column", chunk(CHANGE, &change_data(&values(99_999)))),
        ("claim_beyond_data", operations(specification(4, INTEGER), signed(i64::MIN))),
        ("bad_number", operations(specification(4, INTEGER), [signed(2), vec![0xff; 10]].concat())),
        ("empty_run", operations(specification(4, INTEGER), vec![0, 0])),
        ("unknown_actor", operations(specification(0, ACTOR), run(2, 1))),
        ("bad_counter", operations(specification(1, DELTA), delta_run(100_000, 1000))),
        ("bad_counter", changes(specification(1, DELTA), delta_run(2, i64::MAX))),
        ("bad_counter", changes(specification(1, DELTA), delta_run(2, -1))),
        ("bad_counter", operations(specification(0, INTEGER), run(2, u64::MAX))),
        ("too_deep", nested(10_000).save()),
        ("too_deep", nested(33).save_nocompress()),
        (
            "unknown_object",
            chunk(
                DOCUMENT,
                &document_data(
                    &vec![],
                    &vec![
                        (specification(0, ACTOR), run(2, 0)),
                        (specification(0, INTEGER), run(2, 9)),
                        (specification(4, INTEGER), run(2, 0)),
                    ],
                ),
            ),
        ),
        (
            "too_many_claimed_operations",
            two_changes([300_000, 300_000], vec![(specification(4, GROUP), run(2, 0))]),
        ),
        ("unknown_dependency", two_changes([1, 2], vec![(specification(4, GROUP), run(2, 1))])),
        (
            "unknown_dependency",
            two_changes(
                [1, 2],
                vec![
                    (specification(4, GROUP), run(2, 1)),
                    (specification(4, DELTA), delta_run(2, 1)),
                ],
            ),
        ),
        ("too_many_dependencies", changes(specification(4, GROUP), run(300_000, 1))),
        ("too_many_changes", changes(specification(0, ACTOR), run(100_001, 0))),
        ("too_many_actors", chunk(DOCUMENT, &document_of_actors(20_001))),
        ("claim_beyond_data", chunk(DOCUMENT, &unsigned(u64::MAX))),
        ("claim_beyond_data", chunk(CHANGE, &unsigned(1 << 59))),
        ("claim_beyond_data", chunk(DOCUMENT, &[unsigned(1), unsigned(1 << 40)].concat())),
        ("claim_beyond_data", chunk(CHANGE, &change_data(&vec![]))[..12].to_vec()),
        ("truncated", chunk(CHANGE, &change_data(&vec![]))[..8].to_vec()),
        ("too_large", vec![0; 5 << 20]),
        ("compressed_column", operations(specification(1, TEXT) | DEFLATED, deflate(b"a"))),
        ("column_order", chunk(CHANGE, &change_data(&vec![(0x35, vec![]), (0x34, vec![])]))),
        ("column_order", chunk(CHANGE, &change_data(&vec![(0x34, vec![]), (0x34, vec![])]))),
        (
            "too_many_columns",
            chunk(CHANGE, &change_data(&(0..65).map(|id| (id << 4, vec![])).collect())),
        ),
        (
            "deflate_unfinished",
            changes(specification(3, TEXT) | DEFLATED, deflate(b"cut")[..2].to_vec()),
        ),
        ("deflate_corrupt", framed(COMPRESSED_CHANGE, &[0xff; 40], [0; 4])),
    ]
}
