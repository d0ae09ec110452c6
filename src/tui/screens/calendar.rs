//! The calendar: a month of touchpoints, planned and held, with the chosen day's agenda beside or below it.
//!
//! Its list is one of days: arrows go by day and by week, pages by month, a filter leaves the days that fit.

use std::sync::Arc;

use jiff::ToSpan;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::days::Weekend;
use crate::domain::names::fold;
use crate::domain::words::Words;
use crate::domain::{Body, Date, Id, Record, days, plain};
use crate::tui::action::Action;
use crate::tui::figures;
use crate::tui::look::{Look, days_between, span};
use crate::tui::screens::history::both;
use crate::tui::sheet::{Item, Pane, Sheet};
use crate::tui::signs::Sign;
use crate::tui::story::hidden;
use crate::tui::strip::{Doc, Strip, lay};
use crate::tui::theme::Role;

/// How far the calendar goes at most, in days before and after today.
const FAR: i32 = 1_500;

/// Gives the id by which the list knows a day.
pub fn id_of(day: Date) -> Id {
    let mut id = [0; 16];
    id[..2].copy_from_slice(&day.year().to_be_bytes());
    id[2] = day.month().to_be_bytes()[0];
    id[3] = day.day().to_be_bytes()[0];
    Id::from_bytes(id)
}

/// Gives the day that an id of the list stands for.
pub fn day_of(id: Id) -> Option<Date> {
    let bytes = id.0.as_bytes();
    let part = |at: usize| i8::try_from(bytes[at]).ok();
    Date::new(i16::from_be_bytes([bytes[0], bytes[1]]), part(2)?, part(3)?).ok()
}

/// Gives the day that is chosen.
pub fn chosen(sheet: &Sheet) -> Option<Date> {
    sheet.chosen().and_then(|item| day_of(item.id))
}

fn starts(record: &Record) -> Option<&crate::domain::Moment> {
    match &record.body {
        Body::Touchpoint(body) => body.starts.as_ref(),
        _ => None,
    }
}

/// Gives the touchpoints of a span of days; they come in the order of their beginnings.
pub fn between<'a>(
    records: &'a [Arc<Record>],
    first: Date,
    last: Date,
    look: &Look<'_>,
) -> &'a [Arc<Record>] {
    let zone = look.now.time_zone();
    let begins = |day: Date| day.to_zoned(zone.clone()).map(|at| at.timestamp());
    let (Ok(from), Ok(to)) = (begins(first), begins(last.tomorrow().unwrap_or(last))) else {
        return &[];
    };
    let at = |limit| {
        records.partition_point(|record| starts(record).is_none_or(|at| at.timestamp() < limit))
    };
    let (from, to) = (at(from), at(to));
    records.get(from..to).unwrap_or_default()
}

/// Lists the days, each with what a filter finds of it.
pub fn items(records: &[Arc<Record>], look: &Look<'_>) -> (Vec<String>, Vec<Item>) {
    let today = look.today();
    let ends = [records.first(), records.last()];
    let mut days = ends
        .into_iter()
        .flatten()
        .filter_map(|record| starts(record).map(|at| look.day_of(at)))
        .map(|day| {
            let away = days_between(today, day).clamp(-FAR, FAR);
            today.checked_add(i64::from(away).days()).unwrap_or(today)
        });
    let early = days.next().unwrap_or(today).min(today);
    let late = days.next().unwrap_or(today).max(today);
    let first = early
        .first_of_month()
        .checked_sub(1.month())
        .unwrap_or(early);
    let last = late.last_of_month().checked_add(2.months()).unwrap_or(late);
    let mut items = Vec::new();
    let mut rest = between(records, first, last, look).iter().peekable();
    for (row, day) in first
        .series(1.day())
        .take_while(|day| *day <= last)
        .enumerate()
    {
        let mut find = String::new();
        while let Some(record) =
            rest.next_if(|record| starts(record).is_some_and(|at| look.day_of(at) <= day))
        {
            if hidden(record, look) {
                continue;
            }
            let account = record.account().map_or("", |id| look.who.title(id));
            let people = match &record.body {
                Body::Touchpoint(body) => look.called(&body.people),
                _ => String::new(),
            };
            find.push_str(&fold(&format!("{account} {} {people} ", record.title())));
        }
        items.push(Item {
            id: id_of(day),
            account: None,
            row,
            group: 0,
            height: 1,
            find,
        });
    }
    (vec![String::new()], items)
}

/// Says where on the list an action leads; nothing where it is none of moving about.
pub fn moved(sheet: &Sheet, action: Action, count: usize, today: Date) -> Option<usize> {
    let at = sheet.at();
    let (shown, all) = sheet.counts();
    let last = shown.saturating_sub(1);
    let day = chosen(sheet)?;
    let by_days = |to: Date| {
        let away = days_between(day, to);
        let steps = usize::try_from(away.unsigned_abs()).unwrap_or(0);
        if away < 0 {
            at.saturating_sub(steps)
        } else {
            at + steps
        }
    };
    let months = |count: i64| day.checked_add(count.months()).map_or(at, by_days);
    let many = i64::try_from(count).unwrap_or(1);
    let to = if shown == all {
        match action {
            Action::Right => at + count,
            Action::Left => at.saturating_sub(count),
            Action::Down => at + 7 * count,
            Action::Up => at.saturating_sub(7 * count),
            Action::PageDown => months(many),
            Action::PageUp => months(-many),
            Action::First => by_days(today),
            Action::Last => (0..shown)
                .rev()
                .find(|place| {
                    sheet
                        .shown(*place)
                        .is_some_and(|item| !item.find.is_empty())
                })
                .unwrap_or(last),
            _ => return None,
        }
    } else {
        // With a filter every step leads to the next day that fits.
        match action {
            Action::Right | Action::Down | Action::PageDown => at + count,
            Action::Left | Action::Up | Action::PageUp => at.saturating_sub(count),
            Action::First => 0,
            Action::Last => last,
            _ => return None,
        }
    };
    Some(to.min(last))
}

/// Where the days of a month stand.
struct Grid {
    area: Rect,
    first: Date,
    weeks: u16,
    /// Where each day of the week begins, and where the last ends.
    at: [u16; 8],
    high: u16,
}

/// A free day needs no more cells than its number takes.
const FREE: u16 = 6;

impl Grid {
    fn of(area: Rect, day: Date, weekend: &Weekend) -> Self {
        let month = day.first_of_month();
        let before = i64::from(month.weekday().to_monday_zero_offset());
        let first = month.checked_sub(before.days()).unwrap_or(month);
        let days =
            u16::try_from(before).unwrap_or(0) + u16::from(month.days_in_month().unsigned_abs());
        let weeks = days.div_ceil(7);
        // Free days give their room to those on which one meets.
        let free: Vec<bool> = (0..7)
            .map(|at: i64| month.checked_sub((before - at).days()))
            .map(|day| day.is_ok_and(|day| !weekend.works(day)))
            .collect();
        let works = u16::try_from(free.iter().filter(|free| !**free).count()).unwrap_or(7);
        let narrow = FREE.min(area.width / 7);
        let wide = match works {
            0 => area.width / 7,
            works => area.width.saturating_sub((7 - works) * narrow) / works,
        }
        .max(1);
        let mut at = [area.x; 8];
        for (day, free) in free.iter().enumerate() {
            at[day + 1] = at[day]
                + if *free && works > 0 {
                    narrow.max(1)
                } else {
                    wide
                };
        }
        Self {
            area,
            first,
            weeks,
            at,
            high: (area.height.saturating_sub(1) / weeks).clamp(1, 9),
        }
    }

    /// Lists the days with their places.
    fn days(&self) -> impl Iterator<Item = (Date, Rect)> + '_ {
        (0..self.weeks * 7).filter_map(|at| {
            let day = self.first.checked_add(i64::from(at).days()).ok()?;
            let (week, of_week) = (at / 7, usize::from(at % 7));
            let place = Rect::new(
                self.at[of_week],
                self.area.y + 1 + week * self.high,
                self.at[of_week + 1] - self.at[of_week],
                self.high,
            );
            Some((day, place.intersection(self.area)))
        })
    }
}

/// Says how many rows a month takes where each day has so many lines.
pub fn rows(day: Date, lines: u16) -> u16 {
    Grid::of(Rect::new(0, 0, 70, 20), day, &Weekend::default()).weeks * lines + 1
}

/// Says on which day of the list a cell of the screen lies.
pub fn at(sheet: &Sheet, weekend: &Weekend, area: Rect, x: u16, y: u16) -> Option<usize> {
    let grid = Grid::of(area, chosen(sheet)?, weekend);
    let (day, _) = grid
        .days()
        .find(|(_, place)| place.contains(ratatui::layout::Position { x, y }))?;
    (0..sheet.counts().0).find(|place| {
        sheet
            .shown(*place)
            .is_some_and(|item| item.id == id_of(day))
    })
}

/// Draws the month of the chosen day.
pub fn draw(
    sheet: &Sheet,
    records: &[Arc<Record>],
    weekend: &Weekend,
    look: &Look<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let today = look.today();
    let day = chosen(sheet).unwrap_or(today);
    let grid = Grid::of(area, day, weekend);
    for (name, place) in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        .into_iter()
        .zip(grid.days().map(|(_, place)| place))
    {
        let name = if place.width < 5 { &name[..1] } else { name };
        Strip::of(Role::Heading, &format!(" {name}")).paint(
            buf,
            Rect {
                y: area.y,
                height: 1,
                ..place
            },
            look.theme,
        );
    }
    let (shown, all) = sheet.counts();
    let fits: Option<std::collections::HashSet<Id>> = (shown < all).then(|| {
        (0..shown)
            .filter_map(|place| sheet.shown(place).map(|item| item.id))
            .collect()
    });
    let last = grid.days().last().map_or(day, |(day, _)| day);
    let touches = between(records, grid.first, last, look);
    for (date, place) in grid.days() {
        let here = date.month() == day.month();
        let fit = fits.as_ref().is_none_or(|fits| fits.contains(&id_of(date)));
        let of_day: Vec<&Arc<Record>> = if fit {
            between(touches, date, date, look)
                .iter()
                .filter(|record| record.state() != Some("cancelled"))
                .collect()
        } else {
            Vec::new()
        };
        let number = date.day().to_string();
        let number = if date == today {
            Strip::of(Role::Accent, &format!(" {number}"))
                .text(Role::Accent, if place.width >= 9 { " today" } else { "*" })
        } else {
            let role = match (here && fit, weekend.works(date), of_day.is_empty()) {
                (false, ..) => Role::Faint,
                (_, _, false) => Role::Strong,
                (_, true, _) => Role::Text,
                (_, false, _) => Role::Muted,
            };
            Strip::of(role, &format!(" {number}"))
        };
        // A narrow day says how many there are, and nobody's name.
        let free = if place.width < 9 {
            0
        } else {
            usize::from(place.height.saturating_sub(1))
        };
        let mut lines = of_the_day(&of_day, free, usize::from(place.width), look);
        if !here {
            lines = lines
                .into_iter()
                .map(|line| line.all_in(Role::Faint))
                .collect();
        }
        let number = if free == 0 && !of_day.is_empty() {
            number.right(Role::Muted, &format!("{} ", of_day.len()))
        } else {
            number
        };
        number.paint(buf, Rect { height: 1, ..place }, look.theme);
        for (at, line) in lines.iter().enumerate() {
            line.paint(buf, row(place, at + 1), look.theme);
        }
        if date == day {
            let role = if sheet.pane == Pane::List {
                Role::Selected
            } else {
                Role::Resting
            };
            let high = place
                .height
                .min(u16::try_from(lines.len() + 1).unwrap_or(1));
            lay(
                buf,
                Rect {
                    height: high.max(1),
                    ..place
                },
                look.theme.style(role),
            );
        }
    }
}

fn row(place: Rect, line: usize) -> Rect {
    let line = u16::try_from(line).unwrap_or(0);
    Rect {
        y: place.y + line,
        height: u16::from(line < place.height),
        width: place.width.saturating_sub(1),
        ..place
    }
}

/// Writes the touchpoints of a day into the lines that are free: a name that is cut takes a second line where all have one.
fn of_the_day(of_day: &[&Arc<Record>], free: usize, width: usize, look: &Look<'_>) -> Vec<Strip> {
    if free == 0 {
        return Vec::new();
    }
    let count = of_day.len();
    if count > free {
        let mut lines: Vec<Strip> = of_day[..free - 1]
            .iter()
            .flat_map(|record| touch(record, look, width, 1))
            .collect();
        let more = if free == 1 {
            format!(" {count} touches")
        } else {
            format!(" {} more", count + 1 - free)
        };
        lines.push(Strip::of(Role::Muted, &more));
        return lines;
    }
    let mut spare = free - count;
    let mut lines = Vec::new();
    for record in of_day {
        let of_record = touch(record, look, width, 1 + spare.min(1));
        spare -= of_record.len() - 1;
        lines.extend(of_record);
    }
    lines
}

/// Writes a touchpoint as it stands in its day: what was held with its sign, what is planned with its hour.
fn touch(record: &Record, look: &Look<'_>, width: usize, most: usize) -> Vec<Strip> {
    let held = record.state() == Some("held");
    let name = if hidden(record, look) {
        "private"
    } else {
        record
            .account()
            .map_or("nobody yet", |id| look.who.title(id))
    };
    let mut strip = Strip::of(Role::Text, " ");
    let hour = hour(record, look);
    if width >= 24 && !held && !hour.is_empty() {
        strip.push(Role::Muted, &format!("{hour} "));
    }
    if held {
        strip.push(Role::Good, &format!("{} ", look.sign(Sign::Done)));
    }
    let role = if held { Role::Muted } else { Role::Text };
    // The last cell parts the days.
    let indent = strip.width();
    let room = width.saturating_sub(indent + 1);
    if most < 2 || plain::width(name) <= room {
        return vec![strip.text(role, name)];
    }
    let mut words = plain::wrap(name, room).into_iter();
    let first = words.next().unwrap_or_default();
    let rest = words.collect::<Vec<_>>().join(" ");
    // Further in, or it would be read as another touchpoint.
    let below = Strip::of(Role::Text, &" ".repeat(indent.max(3)));
    vec![strip.text(role, &first), below.text(role, &rest)]
}

fn hour(record: &Record, look: &Look<'_>) -> String {
    if record.all_day() {
        return String::new();
    }
    starts(record).map_or_else(String::new, |at| {
        at.0.with_time_zone(look.now.time_zone().clone())
            .strftime("%H:%M")
            .to_string()
    })
}

/// Writes the agenda of a day.
pub fn agenda(day: Date, records: &[Arc<Record>], look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width);
    let away = days_between(look.today(), day);
    let distance = match away {
        -1..=1 => String::new(),
        2.. => format!("in {}", span(away)),
        _ => format!("{} ago", span(-away)),
    };
    doc.line(Strip::of(Role::Strong, &both(day, look)).right(Role::Muted, &distance));
    let of_day = between(records, day, day, look);
    for record in of_day {
        doc.gap();
        let Body::Touchpoint(body) = &record.body else {
            continue;
        };
        let state = record.state().unwrap_or_default();
        let account = record
            .account()
            .map_or("nobody yet", |id| look.who.title(id));
        if hidden(record, look) {
            doc.line(Strip::of(Role::Doubt, "private"));
            continue;
        }
        let channel = body.channel.map_or("", Words::word);
        // What is ahead is planned; it need not be said.
        let said = match state {
            "planned" if away >= 0 => channel.to_owned(),
            _ => format!("{channel} · {state}"),
        };
        doc.link(
            Strip::new()
                .column(Role::Accent, &hour(record, look), crate::tui::strip::LABEL)
                .text(Role::Strong, account)
                .right(Role::Muted, &said),
            Some(record.id()),
        );
        doc.labelled_link("", Role::Text, &record.title(), "", Some(record.id()));
        let people = look.called_short(&body.people);
        if !people.is_empty() {
            doc.labelled_link(
                "",
                Role::Muted,
                &format!("with {people}"),
                "",
                Some(record.id()),
            );
        }
        match (&body.must, state) {
            (Some(must), _) => doc.labelled_link("must", Role::Text, must, "", Some(record.id())),
            (None, "planned") => doc.labelled_link(
                "must",
                Role::Doubt,
                &format!("{} no aim yet", look.sign(Sign::Unknown)),
                "",
                Some(record.id()),
            ),
            _ => {}
        }
        if let (Some(got), "held") = (body.received.first(), state) {
            doc.labelled_link("received", Role::Words, got, "", Some(record.id()));
        }
    }
    if of_day.is_empty() {
        doc.gap();
        doc.line(
            Strip::of(Role::Muted, "Nothing on this day. ")
                .text(Role::Accent, &look.key(Action::New))
                .text(Role::Muted, " plans a touchpoint."),
        );
        let next = records.iter().find(|record| {
            record.state() == Some("planned")
                && starts(record).is_some_and(|at| look.day_of(at) > day)
        });
        if let Some((record, at)) = next.and_then(|record| Some((record, starts(record)?))) {
            doc.gap();
            let who = record.account().map_or("", |id| look.who.title(id));
            doc.labelled_link(
                "next",
                Role::Text,
                &format!("{} · {who}", days::day(look.day_of(at), look.today())),
                "",
                Some(record.id()),
            );
        }
    }
    doc
}

/// Says the month in a line: its name, how much is planned and was held, and the touches of the year.
pub fn head(day: Date, records: &[Arc<Record>], look: &Look<'_>) -> Strip {
    let of_month = between(records, day.first_of_month(), day.last_of_month(), look);
    let count = |state: &str| {
        of_month
            .iter()
            .filter(|record| record.state() == Some(state))
            .count()
    };
    let touches = figures::touches(records, look.now);
    Strip::of(Role::Strong, &format!(" {}", day.strftime("%B %Y")))
        .text(
            Role::Muted,
            &format!("   {} planned · {} held", count("planned"), count("held")),
        )
        .right(Role::Bar, &figures::sparkline(&touches, look.ascii))
        .right(Role::Muted, " held, 12 months ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_known_by_its_id() {
        let day: Date = "2026-11-23".parse().unwrap();
        assert_eq!(day_of(id_of(day)), Some(day));
        assert_eq!(day_of(Id::from_bytes([0xff; 16])), None);
    }

    #[test]
    fn a_month_begins_on_a_monday_and_ends_on_a_sunday() {
        let weekend = Weekend::default();
        let grid = Grid::of(
            Rect::new(0, 0, 77, 21),
            "2026-11-23".parse().unwrap(),
            &weekend,
        );
        let days: Vec<Date> = grid.days().map(|(day, _)| day).collect();
        assert_eq!(days.first().unwrap().to_string(), "2026-10-26");
        assert_eq!(days.last().unwrap().to_string(), "2026-12-06");
        assert_eq!((grid.weeks, grid.high), (6, 3));
        assert_eq!(grid.at, [0, 13, 26, 39, 52, 65, 71, 77]);
        // A February that fills four weeks exactly takes four.
        assert_eq!(rows("2027-02-01".parse().unwrap(), 2), 9);
    }
}
