//! Mutations of chunks that keep their frame sound: lengths and checksums are put right afterwards, and columns may be
//! changed in size, so that the decoder behind the guard is what meets the damage.

use mingle_proto::hostile;
use mingle_proto::inflate::inflate;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// A chunk taken apart: everything before the column tables, the tables with their columns, and what follows.
struct Parts {
    kind: u8,
    head: Vec<u8>,
    tables: Vec<hostile::Columns>,
    tail: Vec<u8>,
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take(&mut self, count: usize) -> Vec<u8> {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken.to_vec()
    }
    fn number(&mut self) -> u64 {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = self.take(1)[0];
            value |= u64::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return value;
            }
        }
    }
    fn prefixed(&mut self) {
        let length = self.number();
        self.take(length as usize);
    }
}

/// Takes apart the sound chunks of a sample; deflated columns and changes come out inflated.
fn take_apart(bytes: &[u8]) -> Vec<Parts> {
    let mut reader = Reader(bytes);
    let mut chunks = Vec::new();
    while !reader.0.is_empty() {
        reader.take(8);
        let kind = reader.take(1)[0];
        let length = reader.number() as usize;
        let data = reader.take(length);
        chunks.push(match kind {
            hostile::COMPRESSED_CHANGE => parts(hostile::CHANGE, &inflate(&data, 1 << 24).unwrap()),
            kind => parts(kind, &data),
        });
    }
    chunks
}

fn parts(kind: u8, data: &[u8]) -> Parts {
    let mut reader = Reader(data);
    if kind == hostile::DOCUMENT {
        for _ in 0..reader.number() {
            reader.prefixed();
        }
        let heads = reader.number() as usize;
        reader.take(heads * 32);
    } else {
        let dependencies = reader.number() as usize;
        reader.take(dependencies * 32);
        reader.prefixed();
        // Sequence, first operation and time are numbers of the same shape.
        let _ = (reader.number(), reader.number(), reader.number());
        reader.prefixed();
        for _ in 0..reader.number() {
            reader.prefixed();
        }
    }
    let head = data[..data.len() - reader.0.len()].to_vec();
    let mut entries = Vec::new();
    for _ in 0..if kind == hostile::DOCUMENT { 2 } else { 1 } {
        let count = reader.number();
        entries.push(
            (0..count)
                .map(|_| (reader.number() as u32, reader.number() as usize))
                .collect::<Vec<_>>(),
        );
    }
    let mut tables = Vec::new();
    for table in entries {
        let column = |(specification, length): (u32, usize)| {
            let stored = reader.take(length);
            match specification & hostile::DEFLATED {
                0 => (specification, stored),
                _ => (specification & !hostile::DEFLATED, inflate(&stored, 1 << 24).unwrap()),
            }
        };
        tables.push(table.into_iter().map(column).collect());
    }
    Parts { kind, head, tables, tail: reader.0.to_vec() }
}

fn put_together(parts: &Parts) -> Vec<u8> {
    let mut data = parts.head.clone();
    parts.tables.iter().for_each(|columns| data.extend(hostile::table(columns)));
    parts.tables.iter().for_each(|columns| data.extend(hostile::contents(columns)));
    data.extend(&parts.tail);
    hostile::chunk(parts.kind, &data)
}

/// An endless row of mutated samples, the same for the same seed.
pub struct Mutator {
    rng: StdRng,
    samples: Vec<Vec<u8>>,
}

impl Mutator {
    pub fn new(seed: u64, samples: Vec<Vec<u8>>) -> Self {
        Self { rng: StdRng::seed_from_u64(seed), samples }
    }

    /// A mutated sample, and which one it was.
    pub fn next_case(&mut self) -> (usize, Vec<u8>) {
        let of = self.rng.random_range(0..self.samples.len());
        let mut chunks = take_apart(&self.samples[of]);
        for _ in 0..self.rng.random_range(1..=4) {
            let chunk = self.rng.random_range(0..chunks.len());
            self.mutate(&mut chunks[chunk]);
        }
        if chunks.len() > 1 && self.rng.random_ratio(1, 10) {
            let (a, b) =
                (self.rng.random_range(0..chunks.len()), self.rng.random_range(0..chunks.len()));
            chunks.swap(a, b);
        }
        (of, chunks.iter().flat_map(put_together).collect())
    }

    fn mutate(&mut self, parts: &mut Parts) {
        if self.rng.random_ratio(1, 8) {
            return self.flip(&mut parts.head);
        }
        let table = self.rng.random_range(0..parts.tables.len());
        let columns = &mut parts.tables[table];
        if columns.is_empty() {
            return self.flip(&mut parts.tail);
        }
        let index = self.rng.random_range(0..columns.len());
        let kind = columns[index].0 & 7;
        match self.rng.random_range(0..12) {
            0 => drop(columns.remove(index)),
            1 => columns[index].1.clear(),
            2 => columns[index].0 ^= 1 << self.rng.random_range(0..7),
            3 | 4 => columns[index].1 = self.run(kind),
            5 | 6 => columns[index].1.extend(self.run(kind)),
            7 => {
                let from = self.rng.random_range(0..columns.len());
                columns[index].1 = columns[from].1.clone();
            }
            8 => self.resize(&mut columns[index].1),
            _ => self.flip(&mut columns[index].1),
        }
    }

    fn flip(&mut self, bytes: &mut [u8]) {
        if bytes.is_empty() {
            return;
        }
        let at = self.rng.random_range(0..bytes.len());
        bytes[at] = match self.rng.random_range(0..3) {
            0 => bytes[at] ^ 1 << self.rng.random_range(0..8),
            1 => self.rng.random(),
            _ => [0, 1, 2, 0x3f, 0x40, 0x7e, 0x7f, 0x80, 0xff][self.rng.random_range(0..9)],
        };
    }

    fn resize(&mut self, bytes: &mut Vec<u8>) {
        let at = self.rng.random_range(0..=bytes.len());
        if self.rng.random() || bytes.is_empty() {
            bytes.insert(at, self.rng.random());
        } else {
            bytes.remove(at.min(bytes.len() - 1));
        }
    }

    /// A run as a column of this kind may hold, of any length up to beyond what the guard allows.
    fn run(&mut self, kind: u32) -> Vec<u8> {
        let count = 1i64 << self.rng.random_range(0..22);
        let value = self.rng.random::<u64>() >> self.rng.random_range(0..64);
        match kind {
            hostile::BOOLEAN => hostile::unsigned(count as u64),
            hostile::DELTA => hostile::delta_run(count, self.rng.random_range(-2..3)),
            hostile::TEXT => [hostile::signed(count), vec![3], b"abc".to_vec()].concat(),
            _ if self.rng.random_ratio(1, 5) => [vec![0], hostile::unsigned(count as u64)].concat(),
            _ => hostile::run(count, if self.rng.random() { value } else { value % 8 }),
        }
    }
}
