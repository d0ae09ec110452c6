//! The lines of the inbox: what waits, when it is, and how many meetings one line stands for.

use crate::domain::{Body, Record};
use crate::tui::look::Look;
use crate::tui::screens::account;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// In a list of fewer columns only the day stands beside what waits.
const ROOMY: usize = 64;

/// Draws what waits; `count` meetings of a series are one line.
pub fn strip(record: &Record, count: usize, look: &Look<'_>, width: u16) -> Strip {
    let width = usize::from(width);
    if hidden(record, look) {
        return Strip::of(Role::Faint, "· ")
            .text(Role::Doubt, &format!("private {}", record.kind().word()));
    }
    let roomy = width >= ROOMY;
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
    let (days, sort) = if roomy { (21, 14) } else { (15, 5) };
    let (sign, role) = look.sign_of(record);
    let title = width.saturating_sub(2 + 2 + sort + 2 + days);
    Strip::of(role, sign)
        .text(Role::Text, " ")
        .column(Role::Strong, &record.title(), title)
        .text(Role::Text, "  ")
        .column(Role::Muted, &what, sort)
        .text(Role::Text, "  ")
        .figure(Role::Muted, &when.unwrap_or_default(), days)
}
