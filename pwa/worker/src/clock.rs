//! The browser's clock and calendar.

use js_sys::Date;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::Moment;

use crate::Failed;

/// The moment that it is here.
pub fn moment_now() -> Result<Moment, Failed> {
    let here = Date::new_0();
    let date = jiff::civil::Date::new(
        here.get_full_year() as i16,
        here.get_month() as i8 + 1,
        here.get_date() as i8,
    );
    let today = date.map_err(|_| {
        Failed::new("no-day", "the clock of this device shows no day", Some("set the clock"))
    })?;
    // JavaScript counts in minutes, and westwards.
    let offset = -(here.get_timezone_offset() * 60.0) as i32;
    Ok(Moment { now: Timestamp(here.get_time() as i64), today, offset })
}
