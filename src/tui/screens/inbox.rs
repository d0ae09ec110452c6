//! The lines of the inbox: what waits, when it is, and how many meetings one line stands for.

use crate::domain::{Body, Record};
use crate::tui::columns::{Column, Columns};
use crate::tui::look::Look;
use crate::tui::screens::account;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// In a list of fewer columns only the day stands beside what waits.
const ROOMY: u16 = 64;

/// Gives the columns of the inbox at a width: what was said has all that the others leave. A day keeps its year even in
/// little room, and a series how many it stands for.
pub fn columns(width: u16) -> Columns {
    let (sort, days) = if width >= ROOMY { (14, 21) } else { (5, 15) };
    Columns::fit(
        &[
            Column::words("", 18, 400, 9),
            Column::words("", sort, sort, 2),
            Column::figures("when", days, 3),
        ],
        usize::from(width),
    )
}

/// Draws what waits; `count` meetings of a series are one line.
pub fn strip(record: &Record, count: usize, columns: &Columns, look: &Look<'_>) -> Strip {
    if hidden(record, look) {
        return Strip::of(Role::Muted, "· ")
            .text(Role::Doubt, &format!("private {}", record.kind().word()));
    }
    let roomy = columns.wide(2) > 15;
    let when = match &record.body {
        Body::Touchpoint(body) => body.starts.as_ref().map(|starts| {
            if roomy && !record.all_day() {
                look.moment(starts)
            } else {
                look.said(look.day_of(starts))
            }
        }),
        _ => Some(account::aside(record, look).0),
    };
    let what = match count {
        1 if roomy => record.kind().word().to_owned(),
        1 => String::new(),
        many if roomy => format!("series of {many}"),
        many => format!("×{many}"),
    };
    columns.line(
        look.sign_of(record),
        &[
            (Role::Strong, &record.title()),
            (Role::Muted, &what),
            (Role::Muted, &when.unwrap_or_default()),
        ],
    )
}
