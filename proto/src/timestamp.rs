/// A moment: milliseconds since 1970-01-01T00:00:00Z, as Automerge's Timestamp keeps it. Never read from a clock here.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    serde::Serialize,
    serde::Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Whole seconds since 1970: the unit of Automerge's change time.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}
