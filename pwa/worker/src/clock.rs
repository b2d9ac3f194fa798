//! The browser's clock and calendar.

use js_sys::Date;
use mingle_proto::timestamp::Timestamp;
use mingle_replica::journal::Moment;

use crate::Problem;

/// The moment that it is here.
pub fn moment_now() -> Result<Moment, Problem> {
    let here = Date::new_0();
    let date = jiff::civil::Date::new(
        here.get_full_year() as i16,
        here.get_month() as i8 + 1,
        here.get_date() as i8,
    );
    let today = date.map_err(|_| Problem::new("no-such-day", "the device's clock shows no day"))?;
    // JavaScript counts in minutes, and westwards.
    let offset = -(here.get_timezone_offset() * 60.0) as i32;
    Ok(Moment { now: Timestamp(here.get_time() as i64), today, offset })
}
