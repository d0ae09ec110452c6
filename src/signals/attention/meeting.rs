//! Meetings of today, and those that are over of which nobody wrote what came.

use super::{Class, Draft};
use crate::domain::days;
use crate::domain::record::days_between;
use crate::domain::words::Words;
use crate::signals::owed::owed_to;
use crate::signals::people;
use crate::signals::pulse::{AccountPulse, Item, Pulse, What};
use crate::signals::signs::{clock, from_their_zone};

/// For how many days a meeting that nobody wrote up comes up.
pub const WRITE_UP_DAYS: i32 = 14;

/// Gives the line of a meeting.
pub fn line(pulse: &Pulse<'_>, account: &AccountPulse, item: &Item) -> Option<Draft> {
    let What::Meeting {
        starts,
        ends,
        channel,
        aimed,
        ..
    } = &item.what
    else {
        return None;
    };
    let (today, now) = (pulse.today(), pulse.now.timestamp());
    let mine = starts.timestamp().to_zoned(pulse.now.time_zone().clone());
    let day = mine.date();
    let over = ends.as_ref().unwrap_or(starts).timestamp() < now;
    let ago = days_between(day, today);
    if day > today || ago > WRITE_UP_DAYS {
        return None;
    }
    let key = starts.timestamp().as_second();
    let whom = people::few(&pulse.names, &item.people);
    if over && (ago > 0 || ends.is_some()) {
        let mut draft = Draft::of(account, item, Class::WriteUp, key);
        let signal = &mut draft.signal;
        signal.lead = if ago == 0 {
            clock(starts, &mine)
        } else {
            days::said(day, today)
        };
        signal.text = with_people(&item.text, &whom);
        signal.reason = "it is over, and nothing is written".into();
        signal.due = Some(day);
        signal.step = "write what you received, what you gave, and the next step".into();
        return Some(draft);
    }
    let mut draft = Draft::of(account, item, Class::Meeting, key);
    let signal = &mut draft.signal;
    signal.lead = clock(starts, &mine);
    signal.text = with_people(&item.text, &whom);
    if let Some(theirs) = from_their_zone(starts, &mine) {
        signal.text = format!("{} · {theirs}", signal.text);
    }
    let minutes = (starts.timestamp().as_second() - now.as_second()).div_euclid(60);
    let when = match minutes {
        ..=-1 => "it is on now".to_owned(),
        0 => "now".into(),
        1..=99 => format!("in {minutes} min"),
        _ => format!("in {} h", (minutes + 30) / 60),
    };
    signal.due = Some(day);
    let owed = owed_to(pulse, account, &item.people, day);
    signal.reason = if *aimed {
        when
    } else {
        format!("{when} · no aim yet")
    };
    signal.step = match (aimed, owed.as_slice()) {
        (false, _) => "say what must come of it, then read the brief".into(),
        (true, []) => format!(
            "read the brief before the {}",
            match channel {
                Some(c) => c.word(),
                None => "meeting",
            }
        ),
        (true, [one]) => format!("read the brief; {one}"),
        (true, [one, rest @ ..]) => format!("read the brief; {one}, and {} more", rest.len()),
    };
    Some(draft)
}

fn with_people(text: &str, whom: &str) -> String {
    if whom.is_empty() {
        text.to_owned()
    } else {
        format!("{text} · {whom}")
    }
}
