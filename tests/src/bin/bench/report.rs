//! What was measured, as a table with the aims beside it.

use serde::Serialize;

/// Bytes and round trips that a sync may take; times have no aim, as they depend on the machine.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Aim {
    pub bytes: u64,
    pub round_trips: Option<u64>,
}

/// One sync of two replicas, each in a process of its own.
#[derive(Debug, Clone, Serialize)]
pub struct Sync {
    pub scenario: &'static str,
    /// Records of the larger side.
    pub records: u64,
    /// Both ways, after both have proven who they are, as handed to the socket: encrypted, compressed.
    pub bytes: u64,
    /// Longest chain of messages that each waited for the one before, from the proof of identity to 'in sync' on both
    /// sides, in pairs.
    pub round_trips: u64,
    /// From the call to 'in sync' on both sides.
    pub seconds: f64,
    /// The most memory that each process held, in bytes.
    pub peak_memory: [u64; 2],
    pub aim: Option<Aim>,
}

/// Something that one device does by itself.
#[derive(Debug, Clone, Serialize)]
pub struct Local {
    pub what: &'static str,
    pub records: u64,
    pub seconds: f64,
    /// How often it was done; `seconds` is the median of one time, `worst` the longest.
    pub times: usize,
    pub worst: f64,
}

/// Everything that one run measured.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub syncs: Vec<Sync>,
    pub local: Vec<Local>,
}

impl Sync {
    pub fn bytes_a_record(&self) -> f64 {
        self.bytes as f64 / self.records.max(1) as f64
    }

    /// What the aim asks for and was not reached.
    pub fn missed(&self) -> Option<String> {
        let aim = self.aim?;
        let trips = aim.round_trips.filter(|most| self.round_trips > *most);
        let name = format!("{} at {} records", self.scenario, self.records);
        if self.bytes > aim.bytes {
            return Some(format!("{name}: {} bytes, aim {}", self.bytes, aim.bytes));
        }
        trips.map(|most| format!("{name}: {} round trips, aim {most}", self.round_trips))
    }
}

impl Report {
    pub fn missed(&self) -> Vec<String> {
        self.syncs.iter().filter_map(Sync::missed).collect()
    }

    /// The tables, in Markdown.
    pub fn tables(&self) -> String {
        let mut lines = vec![
            "| sync | records | bytes | aim | a record | round trips | aim | time | peak memory |"
                .into(),
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |".into(),
        ];
        lines.extend(self.syncs.iter().map(sync_row));
        lines.push(String::new());
        lines.push("| alone | records | median | worst | times |".into());
        lines.push("| --- | ---: | ---: | ---: | ---: |".into());
        lines.extend(self.local.iter().map(local_row));
        lines.join("\n")
    }
}

fn sync_row(sync: &Sync) -> String {
    let bytes_aim = sync.aim.map(|aim| format!("<= {}", aim.bytes)).unwrap_or_default();
    let trips_aim = sync.aim.and_then(|aim| aim.round_trips).map(|most| format!("<= {most}"));
    format!(
        "| {} | {} | {} | {bytes_aim} | {:.1} | {} | {} | {} | {} + {} MB |",
        sync.scenario,
        sync.records,
        sync.bytes,
        sync.bytes_a_record(),
        sync.round_trips,
        trips_aim.unwrap_or_default(),
        duration(sync.seconds),
        megabytes(sync.peak_memory[0]),
        megabytes(sync.peak_memory[1]),
    )
}

fn local_row(local: &Local) -> String {
    let Local { what, records, seconds, times, worst } = local;
    format!("| {what} | {records} | {} | {} | {times} |", duration(*seconds), duration(*worst))
}

fn duration(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.1} ms", seconds * 1000.0) } else { format!("{seconds:.2} s") }
}

fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1_000_000)
}
