//! Draws the list of a place, line by line, each as its screen means it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::signals::series::Series;
use crate::tui::columns::Columns;
use crate::tui::look::Look;
use crate::tui::model::{Model, Place};
use crate::tui::screens::account::Section;
use crate::tui::screens::{
    account, accounts, board, buying, calendar, chart, empty, history, inbox, today, trash,
};
use crate::tui::sheet::{Laid, Pane};
use crate::tui::strip::{Strip, lay};
use crate::tui::theme::Role;

/// Gives the columns of a place whose lines have some, for a line of so many cells.
fn columns_of(model: &Model, look: &Look<'_>, width: u16) -> Option<Columns> {
    let sheet = &model.here.sheet;
    match &model.here.place {
        Place::Board(kind) => Some(board::columns(
            *kind,
            sheet.grouping,
            &model.here.scale,
            look,
            width,
        )),
        Place::Accounts => Some(accounts::columns(model.data.accounts(), width)),
        Place::Inbox => Some(inbox::columns(width)),
        _ => None,
    }
}

/// Gives the part of a row that a line is written into.
fn inner(row: Rect) -> Rect {
    Rect {
        x: row.x + 1,
        width: row.width.saturating_sub(2),
        ..row
    }
}

/// Writes what stands over the columns of the list into the row above it.
pub fn heads(model: &Model, look: &Look<'_>, list: Rect, above: Rect, buf: &mut Buffer) {
    if above.height == 0 || list.width == 0 || model.here.sheet.counts().0 == 0 {
        return;
    }
    let row = Rect {
        y: above.bottom() - 1,
        height: 1,
        ..list
    };
    if let Some(columns) = columns_of(model, look, inner(row).width) {
        columns.head().paint(buf, inner(row), look.theme);
    }
}

/// Gives the words of a heading; those of a board count what the filter leaves.
fn said(model: &Model, group: usize) -> String {
    let sheet = &model.here.sheet;
    let words = sheet.heading(group);
    let (shown, all) = sheet.counts();
    if shown == all || !matches!(model.here.place, Place::Board(_) | Place::Accounts) {
        return words.to_owned();
    }
    let count = (0..shown)
        .filter_map(|at| sheet.shown(at))
        .filter(|item| item.group == group)
        .count();
    if let Some((name, aside)) = words.split_once('\t') {
        let aside = aside.rsplit_once(" · ").map_or(aside, |(aside, _)| aside);
        return format!("{name}\t{aside} · {count}");
    }
    let name = words.split_once(" · ").map_or(words, |(name, _)| name);
    format!("{name} · {count}")
}

/// Says how the lines of Today and of the days ahead are told in the order in force.
fn told_of(model: &Model) -> today::Told {
    match model.here.sheet.grouping {
        0 => today::Told::Headed,
        1 => today::Told::ByAccount,
        _ => today::Told::Together,
    }
}

/// Draws a heading with what stands at its right.
fn heading(words: &str, row: Rect, look: &Look<'_>, buf: &mut Buffer) {
    let (words, aside) = words.split_once('\t').unwrap_or((words, ""));
    Strip::of(Role::Heading, &format!(" {words}"))
        .right(Role::Muted, aside)
        .paint(
            buf,
            Rect {
                width: row.width.saturating_sub(1),
                ..row
            },
            look.theme,
        );
}

/// Draws the list; gives how many rows of it are below.
pub fn list(model: &Model, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> usize {
    let sheet = &model.here.sheet;
    let ask = model.here.place.rows_ask();
    let laid = sheet.laid();
    if laid.is_empty() {
        let room = Rect {
            x: area.x + 1,
            width: area.width.saturating_sub(2),
            ..area
        };
        empty::doc(model, &ask, room.width).paint(buf, room, look.theme, None);
        return 0;
    }
    if model.here.place == Place::Calendar {
        let weekend = &model.settings.weekend;
        calendar::draw(sheet, model.data.records(&ask), weekend, look, area, buf);
        return 0;
    }
    let chart = match &model.here.place {
        Place::Account(_, Section::People) if sheet.grouping == 1 => {
            let mut chart = chart::chart(model.data.records(&ask));
            if look.present {
                chart.sways.clear();
            }
            chart
        }
        _ => chart::Chart::default(),
    };
    let columns = match &model.here.place {
        Place::Today | Place::Week => {
            let room = area.width.saturating_sub(2);
            today::columns(model.data.matters(&ask), told_of(model), look, room)
        }
        _ => today::Columns::default(),
    };
    let waiting = match &model.here.place {
        Place::Inbox => model.waiting(),
        _ => Series::default(),
    };
    let fitted = columns_of(model, look, area.width.saturating_sub(2)).unwrap_or_default();
    let first = sheet.first_shown(&laid, area.height);
    let last = (first + usize::from(area.height)).min(laid.len());
    // A heading at the foot of the page would stand over nothing.
    let last = if last < laid.len() {
        let kept = laid[first..last]
            .iter()
            .rposition(|line| matches!(line, Laid::Row(..)));
        kept.map_or(last, |at| first + at + 1)
    } else {
        last
    };
    // Nor is an entry of two lines shown by its first alone, but for the one that one is on.
    let last = match (laid.get(last), last > first + 1) {
        (Some(Laid::Row(place, line)), true) if *line > 0 && *place != sheet.at() => {
            last - usize::from(*line).min(last - first)
        }
        _ => last,
    };
    let topped = sheet.topped(&laid, first, area.height);
    let chosen_style = look.theme.style(if sheet.pane == Pane::List {
        Role::Selected
    } else {
        Role::Resting
    });
    for (y, line) in (area.top()..area.bottom()).zip(&laid[first..last]) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        if let Some(group) = topped.filter(|_| y == area.top()) {
            heading(&said(model, group), row, look, buf);
            continue;
        }
        match line {
            Laid::Blank => {}
            Laid::Heading(group) => {
                heading(&said(model, *group), row, look, buf);
            }
            Laid::Row(place, line) => {
                let Some(item) = sheet.shown(*place) else {
                    continue;
                };
                let marked = sheet.marked.contains(&item.id);
                let inner = inner(row);
                let strip = match &model.here.place {
                    Place::Today | Place::Week => {
                        let matters = model.data.matters(&ask);
                        matters.get(item.row).map(|matter| {
                            today::strip(matter, columns, told_of(model), look, inner.width)
                        })
                    }
                    Place::Accounts => model
                        .data
                        .accounts()
                        .get(item.row)
                        .map(|line| accounts::strip(line, &fitted, look)),
                    Place::History(of) => model.data.history(*of).get(item.row).map(|entry| {
                        // Where no heading says the day, the line does.
                        history::strip(
                            entry,
                            sheet.heading(item.group).is_empty(),
                            look,
                            inner.width,
                        )
                    }),
                    Place::Account(_, Section::People) if sheet.grouping == 1 => {
                        let whole = sheet.counts().0 == sheet.counts().1;
                        Some(chart::strip(
                            &chart,
                            model.data.records(&ask),
                            item.row,
                            usize::from(*line),
                            whole,
                            look,
                        ))
                    }
                    Place::Trash => model
                        .data
                        .records(&ask)
                        .get(item.row)
                        .zip(model.data.gone().get(item.row))
                        .map(|(record, gone)| trash::strip(record, gone, look, inner.width)),
                    Place::Account(id, Section::Stay) if item.id == *id => {
                        let found = model.data.buying(*id);
                        found.map(|found| {
                            buying::strips(found, look)[usize::from(*line).min(1)].clone()
                        })
                    }
                    Place::Account(..) => model.data.records(&ask).get(item.row).map(|record| {
                        account::strips_in(record, look, inner.width)[usize::from(*line).min(1)]
                            .clone()
                    }),
                    Place::Inbox => {
                        let record = model.data.records(&ask).get(item.row);
                        let count = waiting.count(item.id);
                        record.map(|record| inbox::strip(record, count, &fitted, look))
                    }
                    _ => model.data.records(&ask).get(item.row).map(|record| {
                        let shared = (&fitted, &model.here.scale);
                        board::strip(record, item.account, sheet.grouping, *line, shared, look)
                    }),
                };
                if let Some(strip) = strip {
                    strip.paint(buf, inner, look.theme);
                }
                if *place == sheet.at() {
                    lay(buf, row, chosen_style);
                }
                if marked {
                    let sign = if look.ascii { "*" } else { "▌" };
                    Strip::of(Role::Marked, sign).paint(buf, Rect { width: 1, ..row }, look.theme);
                }
            }
        }
    }
    // What is below is counted as one counts it: headings and air are no rows.
    let below = laid[last..].iter();
    below.filter(|line| matches!(line, Laid::Row(_, 0))).count()
}
