//! Small phrases that several signals share.

use jiff::Zoned;

use crate::domain::Moment;

/// Says a number of things: `1 day`, `21 days`.
pub fn plural(count: i32, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// Says when a meeting begins, by my clock; nobody meets at midnight, so that of such a one only the day is known.
pub fn clock(starts: &Moment, mine: &Zoned) -> String {
    if starts.begins_day() {
        return "all day".to_owned();
    }
    mine.strftime("%H:%M").to_string()
}

/// Says the time where the meeting is, where that is another zone than mine: `23:30 in Tokyo`.
pub fn from_their_zone(starts: &Moment, mine: &Zoned) -> Option<String> {
    if starts.0.offset() == mine.offset() {
        return None;
    }
    if starts.begins_day() {
        return None;
    }
    // A bare offset or UTC says how a calendar wrote it, not where the meeting is.
    let zone = starts.0.time_zone().iana_name()?;
    let (_, city) = zone.rsplit_once('/')?;
    if zone.starts_with("Etc/") {
        return None;
    }
    let day = if starts.date() == mine.date() {
        String::new()
    } else {
        format!("{} ", starts.0.strftime("%a"))
    };
    Some(format!(
        "{day}{} in {}",
        starts.0.strftime("%H:%M"),
        city.replace('_', " ")
    ))
}
