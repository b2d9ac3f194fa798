use jiff::civil::Date;

/// Apple writes this year where none is known.
const NO_YEAR: i16 = 1604;
/// A leap year, so that the 29th of February is a day of every birthday.
const ANY_LEAP_YEAR: i16 = 2000;

/// A birthday as a contact keeps it, `1985-04-12` or `--04-12`, from the forms of vCard 2.1 to 4.0 and Apple's; a time
/// of day is dropped, and the date stays the one that is written. None where a day cannot be told.
pub fn birthday(text: &str, omitted_year: Option<&str>) -> Option<String> {
    let date = text.trim().split(['T', 't', ' ']).next()?;
    let (year, month, day) = match date.strip_prefix("--") {
        Some(rest) => (None, month_and_day(rest)?.0, month_and_day(rest)?.1),
        None => with_year(date)?,
    };
    let omitted = omitted_year.and_then(|year| year.trim().parse::<i16>().ok());
    let year = year.filter(|year| *year != NO_YEAR && *year != 0 && Some(*year) != omitted);
    Date::new(year.unwrap_or(ANY_LEAP_YEAR), month, day).ok()?;
    Some(match year {
        Some(year) => format!("{year:04}-{month:02}-{day:02}"),
        None => format!("--{month:02}-{day:02}"),
    })
}

fn with_year(date: &str) -> Option<(Option<i16>, i8, i8)> {
    let (year, rest) = date.split_at_checked(4)?;
    let rest = rest.strip_prefix(['-', '/', '.']).unwrap_or(rest);
    let (month, day) = month_and_day(rest)?;
    Some((Some(digits(year)?), month, day))
}

fn month_and_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = match text.split_once(['-', '/', '.']) {
        Some(parts) => parts,
        None if text.len() == 4 => text.split_at_checked(2)?,
        None => return None,
    };
    Some((i8::try_from(digits(month)?).ok()?, i8::try_from(digits(day)?).ok()?))
}

fn digits(text: &str) -> Option<i16> {
    let all = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}
