//! Days by the local calendar, seen from different days.

use jiff::civil::{Date, date};

use super::super::parse;

/// The day of a coffee, or `None` where it stayed in the note.
fn coffee(today: Date, when: &str) -> Option<Date> {
    let text = format!("Ana, coffee {when}");
    let line = parse(&text, today);
    match line.promises.as_slice() {
        [promise] => promise.due,
        _ => {
            assert_eq!(line.note, format!("coffee {when}"), "the note has it word for word");
            None
        }
    }
}

#[test]
fn a_weekday_is_the_next_such_day_after_today() {
    let names = ["mon", "tuesday", "weds", "thurs", "FRI", "Saturday", "sun"];
    let monday = date(2026, 12, 28);
    for today in (0..7).map(|days| monday + jiff::Span::new().days(days)) {
        for (offset, name) in (0_i8..).zip(names) {
            let day = coffee(today, name).unwrap();
            let ahead = (day - today).get_days();
            assert!((1..=7).contains(&ahead), "{name} seen from {today} is {day}");
            assert_eq!(
                day.weekday().to_monday_zero_offset(),
                offset,
                "{name} seen from {today} is {day}"
            );
        }
    }
}

#[test]
fn next_and_a_weekday_is_in_the_next_calendar_week() {
    let expected = date(2026, 12, 1);
    for day in 23..=29 {
        assert_eq!(
            coffee(date(2026, 11, day), "next tue"),
            Some(expected),
            "seen from the {day}th"
        );
        assert_eq!(
            coffee(date(2026, 11, day), "next week"),
            Some(date(2026, 11, 30)),
            "seen from the {day}th"
        );
    }
    assert_eq!(coffee(date(2026, 11, 30), "next tue"), Some(date(2026, 12, 8)));
}

#[test]
fn this_and_todays_weekday_is_unsure() {
    assert_eq!(coffee(date(2026, 11, 27), "this fri"), None);
    assert_eq!(coffee(date(2026, 11, 27), "fri"), Some(date(2026, 12, 4)));
    assert_eq!(coffee(date(2026, 11, 26), "this fri"), Some(date(2026, 11, 27)));
}

#[test]
fn a_day_that_is_over_means_next_year() {
    let today = date(2026, 12, 31);
    assert_eq!(coffee(today, "31.12."), Some(today));
    assert_eq!(coffee(today, "30.12."), Some(date(2027, 12, 30)));
    assert_eq!(coffee(today, "1 Jan"), Some(date(2027, 1, 1)));
    assert_eq!(coffee(today, "tomorrow"), Some(date(2027, 1, 1)));
    assert_eq!(coffee(today, "in 3 days"), Some(date(2027, 1, 3)));
    assert_eq!(coffee(today, "end of month"), Some(today));
    assert_eq!(coffee(today, "end of next month"), Some(date(2027, 1, 31)));
    assert_eq!(coffee(today, "next month"), Some(date(2027, 1, 1)));
    assert_eq!(coffee(today, "end of year"), Some(today));
}

#[test]
fn the_leap_day_is_read_only_where_it_exists() {
    assert_eq!(coffee(date(2028, 1, 10), "29.2."), Some(date(2028, 2, 29)));
    assert_eq!(coffee(date(2028, 2, 28), "tomorrow"), Some(date(2028, 2, 29)));
    assert_eq!(coffee(date(2028, 2, 29), "Feb 29"), Some(date(2028, 2, 29)));
    assert_eq!(coffee(date(2028, 3, 1), "Feb 29"), None, "2029 has none");
    assert_eq!(coffee(date(2027, 1, 10), "29 Feb"), None, "2027 has none");
    assert_eq!(coffee(date(2027, 12, 1), "29 Feb"), Some(date(2028, 2, 29)));
    assert_eq!(coffee(date(2027, 1, 10), "29 Feb 2028"), Some(date(2028, 2, 29)));
    assert_eq!(coffee(date(2028, 2, 10), "end of month"), Some(date(2028, 2, 29)));
}

#[test]
fn a_month_from_the_last_day_of_a_longer_one_is_the_last_of_the_shorter() {
    assert_eq!(coffee(date(2027, 1, 31), "in a month"), Some(date(2027, 2, 28)));
    assert_eq!(coffee(date(2027, 1, 31), "in 2 months"), Some(date(2027, 3, 31)));
}

#[test]
fn days_that_do_not_exist_stay_in_the_note() {
    for when in [
        "31.2.",
        "31.11.",
        "0.12.",
        "12.13.",
        "30 Feb",
        "Nov 31",
        "32 Dec",
        "2027-02-29",
        "31/11",
        "0/0",
        "99.99.",
    ] {
        assert_eq!(coffee(date(2026, 11, 25), when), None, "{when}");
    }
}

#[test]
fn what_can_be_read_two_ways_stays_in_the_note() {
    let doubtful = [
        "5/12",
        "1/2",
        "9/11/27",
        "24/7",
        "fri or sat",
        "fri/sat",
        "fri - sat",
        "fri?",
        "maybe fri",
        "around fri",
        "after fri",
        "until fri",
        "every fri",
        "early next week",
        "fri 7",
        "fri 9-11",
        "fri 28 Nov",
        "the 25th",
        "in 3-4 days",
        "in a few days",
        "in a couple of weeks",
        "weekend",
        "soon",
        "in may",
        "2026",
        "end of week",
        "last fri",
        "fri 3 people",
        "the 30th of",
    ];
    for when in doubtful {
        let text = format!("Ana, coffee {when}");
        let line = parse(&text, date(2026, 11, 25));
        assert!(line.promises.iter().all(|promise| promise.due.is_none()), "{when}: {line:?}");
        assert!(line.note.starts_with("coffee"), "{when}: {line:?}");
    }
}

#[test]
fn the_nth_is_of_this_month_or_the_next() {
    assert_eq!(coffee(date(2026, 11, 25), "the 30th"), Some(date(2026, 11, 30)));
    assert_eq!(coffee(date(2026, 11, 25), "on the 3rd"), Some(date(2026, 12, 3)));
    assert_eq!(coffee(date(2026, 11, 25), "the 31st"), None, "November has none");
    assert_eq!(coffee(date(2026, 12, 25), "the 1st"), Some(date(2027, 1, 1)));
}

#[test]
fn times_are_read_where_they_are_certain() {
    let time = |when: &str| {
        let text = format!("Ana, coffee {when}");
        parse(&text, date(2026, 11, 25))
            .promises
            .first()
            .and_then(|promise| promise.time)
            .map(|time| time.to_string())
    };
    let expected = [
        ("fri 9", "09:00:00"),
        ("fri 8", "08:00:00"),
        ("fri 1", "13:00:00"),
        ("fri 6", "18:00:00"),
        ("fri 12", "12:00:00"),
        ("fri 23", "23:00:00"),
        ("fri 9am", "09:00:00"),
        ("fri 9 AM", "09:00:00"),
        ("fri 12am", "00:00:00"),
        ("fri 12pm", "12:00:00"),
        ("fri 9:30pm", "21:30:00"),
        ("fri at 15:30", "15:30:00"),
        ("15:30 fri", "15:30:00"),
        ("at 9am on fri", "09:00:00"),
        ("fri @ 9", "09:00:00"),
        ("fri 15h", "15:00:00"),
        ("fri 9 o'clock", "09:00:00"),
        ("fri after work", "18:00:00"),
        ("fri morning", "09:00:00"),
        ("fri in the evening", "19:00:00"),
        ("tonight", "19:00:00"),
        ("tonight 9", "21:00:00"),
    ];
    for (when, expected) in expected {
        assert_eq!(time(when).as_deref(), Some(expected), "{when}");
    }
    for when in
        ["fri 7", "fri 0", "fri 24", "fri 13pm", "fri 25:00", "fri 9:61", "9am fri 10am", "fri"]
    {
        assert_eq!(time(when), None, "{when}");
    }
}
