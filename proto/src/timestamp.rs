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

/// The beginning of year 1 and the end of year 9999: what every calendar here can write.
const SHOWN: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

impl Timestamp {
    /// A moment that another device has named, brought into the years 1 to 9999: a page can write no others.
    pub fn heard(millis: i64) -> Self {
        Self(millis.clamp(*SHOWN.start(), *SHOWN.end()))
    }

    /// Whole seconds since 1970: the unit of Automerge's change time.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_device_can_name_a_moment_that_a_page_cannot_write() {
        // The most that JavaScript's dates take, in either direction (ECMA-262, 21.4.1.1).
        const DATES: i64 = 8_640_000_000_000_000;
        for named in [i64::MIN, -DATES - 1, 0, 1_790_000_000_000, DATES + 1, i64::MAX] {
            let Timestamp(heard) = Timestamp::heard(named);
            assert!(
                heard.abs() < DATES / 10
                    && (heard == named || named.unsigned_abs() > DATES.unsigned_abs()),
                "{named}"
            );
        }
    }
}
