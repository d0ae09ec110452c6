//! Draws the list of a place, line by line, each as its screen means it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::signals::series::Series;
use crate::tui::look::Look;
use crate::tui::model::{Model, Place};
use crate::tui::screens::account::Section;
use crate::tui::screens::{
    account, accounts, board, calendar, chart, empty, history, inbox, today, trash,
};
use crate::tui::sheet::{Laid, Pane};
use crate::tui::strip::{Strip, lay};
use crate::tui::theme::Role;

/// Draws the list; gives how many lines of it are below.
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
            chart::chart(model.data.records(&ask))
        }
        _ => chart::Chart::default(),
    };
    let columns = match &model.here.place {
        Place::Today | Place::Week => {
            today::columns(model.data.matters(&ask), look, area.width.saturating_sub(2))
        }
        _ => today::Columns::default(),
    };
    let waiting = match &model.here.place {
        Place::Inbox => model.waiting(),
        _ => Series::default(),
    };
    let first = sheet.first_shown(&laid, area.height);
    let chosen_style = look.theme.style(if sheet.pane == Pane::List {
        Role::Selected
    } else {
        Role::Resting
    });
    for (y, line) in (area.top()..area.bottom()).zip(&laid[first..]) {
        let row = Rect {
            y,
            height: 1,
            ..area
        };
        match line {
            Laid::Blank => {}
            Laid::Heading(group) => {
                let heading = sheet.heading(*group);
                let (heading, aside) = heading.split_once('\t').unwrap_or((heading, ""));
                Strip::of(Role::Heading, &format!(" {heading}"))
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
            Laid::Row(place, line) => {
                let Some(item) = sheet.shown(*place) else {
                    continue;
                };
                let marked = sheet.marked.contains(&item.id);
                let inner = Rect {
                    x: row.x + 1,
                    width: row.width.saturating_sub(2),
                    ..row
                };
                let strip = match &model.here.place {
                    Place::Today | Place::Week => {
                        let matters = model.data.matters(&ask);
                        matters
                            .get(item.row)
                            .map(|matter| today::strip(matter, columns, look, inner.width))
                    }
                    Place::Accounts => model
                        .data
                        .accounts()
                        .get(item.row)
                        .map(|line| accounts::strip(line, look, inner.width)),
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
                    Place::Inbox => {
                        let record = model.data.records(&ask).get(item.row);
                        let count = waiting.count(item.id);
                        record.map(|record| inbox::strip(record, count, look, inner.width))
                    }
                    Place::Account(..) => model.data.records(&ask).get(item.row).map(|record| {
                        account::strips_in(record, look, inner.width)[usize::from(*line).min(1)]
                            .clone()
                    }),
                    _ => model.data.records(&ask).get(item.row).map(|record| {
                        board::strip(
                            record,
                            item.account,
                            sheet.grouping,
                            model.here.scale,
                            look,
                            inner.width,
                        )
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
    // Rows are counted as one counts them: headings and air are none.
    let below = laid.iter().skip(first + usize::from(area.height));
    below.filter(|line| matches!(line, Laid::Row(_, 0))).count()
}
