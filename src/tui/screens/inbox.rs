//! The lines of the inbox: what waits, when it is, and how many meetings one line stands for.

use crate::domain::words::PromiseState;
use crate::domain::{Body, Date, Record};
use crate::tui::action::Action;
use crate::tui::columns::{Column, Columns};
use crate::tui::look::Look;
use crate::tui::screens::{account, accounts};
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// In a list of fewer columns only the day stands beside what waits.
const ROOMY: u16 = 64;

/// Says whether what waits is late: it comes first here, and is told on Today.
pub fn late(record: &Record, today: Date) -> bool {
    match &record.body {
        Body::Promise(body) => {
            body.state == Some(PromiseState::Open) && body.due.is_some_and(|due| due < today)
        }
        Body::Touchpoint(body) => body.recovery.as_ref().is_some_and(|recovery| {
            recovery.resolved_on.is_none() && recovery.next_update.is_some_and(|on| on < today)
        }),
        _ => false,
    }
}

/// Says above Today what waits for an account: nothing of it stands among the lines there.
pub fn told<'a>(records: impl Iterator<Item = &'a Record>, look: &Look<'_>) -> Strip {
    let today = look.now.date();
    let (mut all, mut behind) = (0, 0);
    for record in records {
        all += 1;
        behind += usize::from(late(record, today));
    }
    if all == 0 {
        return Strip::new();
    }
    let mut strip = Strip::of(
        Role::Muted,
        &format!(" {} without an account", accounts::many(all, "line")),
    );
    if behind > 0 {
        strip = strip
            .text(Role::Muted, ", ")
            .text(Role::Late, &format!("{behind} late"));
    }
    strip
        .text(Role::Text, "   ")
        .text(Role::Accent, &look.key(Action::GoInbox))
        .text(Role::Muted, " inbox")
}

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
