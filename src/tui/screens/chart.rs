//! The organisation chart: who reports to whom, where each stands, who sways whom, and on how few threads we hang.

use std::sync::Arc;

use crate::domain::kinds::Person;
use crate::domain::names::fold;
use crate::domain::words::{Influence, Side, Stance, Words};
use crate::domain::{Body, Id, Record};
pub use crate::signals::chart::{Chart, Node, chart};
use crate::signals::chart::{met, theirs, threads};
use crate::tui::look::Look;
use crate::tui::sheet::Item;
use crate::tui::story::hidden;
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// How many lines of influence are drawn; the others are told in words alone.
const LANES: usize = 4;

fn ours(record: &Record) -> Option<&Person> {
    match &record.body {
        Body::Person(body) if body.side == Some(Side::Ours) => Some(body),
        _ => None,
    }
}

/// Lists the rows of the chart: theirs as a tree, then ours.
pub fn items(records: &[Arc<Record>], look: &Look<'_>) -> (Vec<String>, Vec<Item>) {
    let item = |row: usize, group: usize| {
        let record: &Record = &records[row];
        Item {
            id: record.id(),
            account: record.account(),
            row,
            group,
            height: if group == 0 { 2 } else { 1 },
            find: fold(&format!("{} {}", record.title(), part(record))),
        }
    };
    let mut items: Vec<Item> = chart(records)
        .nodes
        .iter()
        .map(|node| item(node.row, 0))
        .collect();
    let known = items.len();
    items.extend(
        records
            .iter()
            .enumerate()
            .filter(|(_, record)| ours(record).is_some())
            .map(|(row, _)| item(row, 1)),
    );
    let met = met(records, look.today(), &|at| look.day_of(at));
    let heading = format!(
        "Who reports to whom · {known} of theirs, {} met in six months",
        met.len()
    );
    (vec![heading, "Ours, and whom they cover".into()], items)
}

fn part(record: &Record) -> String {
    match &record.body {
        Body::Person(body) => super::account::role_of(body),
        _ => String::new(),
    }
}

/// Shows how much weight somebody has as a small column with its word.
pub fn weight(influence: Option<Influence>, look: &Look<'_>) -> String {
    let Some(influence) = influence else {
        return String::new();
    };
    format!("{} {}", column(influence, look.ascii), influence.word())
}

/// Shows how much weight somebody has as a small column.
pub fn column(influence: Influence, ascii: bool) -> &'static str {
    match (influence, ascii) {
        // Not the whole cell: those of lines that follow each other would melt into a pole.
        (Influence::High, false) => "▇",
        (Influence::Medium, false) => "▅",
        (Influence::Low, false) => "▂",
        (Influence::High, true) => "|",
        (Influence::Medium, true) => ":",
        (Influence::Low, true) => ".",
    }
}

/// Gives the role of a stance; its word always stands beside it.
pub fn stance_role(stance: Stance) -> Role {
    match stance {
        Stance::Champion | Stance::Supporter => Role::Good,
        Stance::Neutral => Role::Muted,
        Stance::Sceptic | Stance::Opponent => Role::Doubt,
    }
}

/// Gives the strokes before somebody on the first and on the second line.
fn strokes(node: &Node, reports: bool, ascii: bool) -> [String; 2] {
    let (on, last, down) = if ascii {
        ("|- ", "`- ", "|  ")
    } else {
        ("├─ ", "└─ ", "│  ")
    };
    let mut first = String::new();
    let mut second = String::new();
    for (level, goes_on) in node.lines.iter().enumerate() {
        let own = level + 1 == node.lines.len();
        first.push_str(match (own, goes_on) {
            (true, true) => on,
            (true, false) => last,
            (false, true) => down,
            (false, false) => "   ",
        });
        second.push_str(if *goes_on { down } else { "   " });
    }
    if reports {
        second.push_str(down);
    } else {
        second.push_str("   ");
    }
    [first, second]
}

/// Draws the strokes of the lines of influence beside one line of the chart.
fn lanes(chart: &Chart, at: usize, line: usize, ascii: bool) -> String {
    let mut drawn: Vec<char> = Vec::new();
    let [across, down, from_down, from_up, arrow] = if ascii {
        ['-', ':', '.', '\'', '<']
    } else {
        ['╌', '┊', '╮', '╯', '◂']
    };
    for (lane, sway) in chart.sways.iter().take(LANES).enumerate() {
        drawn.resize(lane * 2 + 2, ' ');
        let (top, bottom) = (sway.from.min(sway.to), sway.from.max(sway.to));
        let end = line == 0 && (at == sway.from || at == sway.to);
        if end {
            for cell in &mut drawn {
                if *cell == ' ' {
                    *cell = across;
                }
            }
            if at == sway.to
                && let Some(first) = drawn.first_mut()
            {
                *first = arrow;
            }
            drawn[lane * 2 + 1] = if at == top { from_down } else { from_up };
        } else if (at > top && at < bottom) || (line == 1 && at == top) {
            drawn[lane * 2 + 1] = down;
        }
    }
    drawn.resize(chart.sways.len().min(LANES) * 2, ' ');
    drawn.into_iter().collect()
}

/// Draws one line of somebody of the chart.
pub fn strip(
    chart: &Chart,
    records: &[Arc<Record>],
    row: usize,
    line: usize,
    whole: bool,
    look: &Look<'_>,
) -> Strip {
    let record: &Record = &records[row];
    let Some(at) = chart.nodes.iter().position(|node| node.row == row) else {
        return of_ours(record, records, look);
    };
    if hidden(record, look) {
        return if line == 0 {
            Strip::of(Role::Doubt, "private")
        } else {
            Strip::new()
        };
    }
    let node = &chart.nodes[at];
    let reports = chart
        .nodes
        .get(at + 1)
        .is_some_and(|next| next.lines.len() > node.lines.len());
    let Some(body) = theirs(record) else {
        return Strip::new();
    };
    // What a filter leaves hangs from nobody in sight; whom somebody reports to is said in words then.
    let [first, second] = if whole {
        strokes(node, reports, look.ascii)
    } else {
        [String::new(), String::new()]
    };
    let led = body.reports_to.filter(|_| !whole);
    let gutter = if whole && !chart.sways.is_empty() {
        format!("  {}", lanes(chart, at, line, look.ascii))
    } else {
        String::new()
    };
    if line == 0 {
        let stance = body.stance.filter(|_| !look.present);
        return Strip::of(Role::Faint, &first)
            .text(Role::Strong, &record.title())
            .right(
                stance.map_or(Role::Faint, stance_role),
                &format!("{:<9}", stance.map_or("", |stance| stance.word())),
            )
            .right(Role::Accent, &gutter);
    }
    let mut said = Strip::of(Role::Faint, &second).text(Role::Muted, &part(record));
    if let Some(led) = led {
        said.push(Role::Muted, &format!(" · led by {}", look.who.called(led)));
    }
    let swayed: Vec<&str> = chart
        .sways
        .iter()
        .filter(|sway| sway.from == at)
        .map(|sway| look.who.called(records[chart.nodes[sway.to].row].id()))
        .collect();
    if !swayed.is_empty() {
        said.push(Role::Accent, &format!(" · sways {}", swayed.join(", ")));
    }
    let weight = if look.present {
        String::new()
    } else {
        // The columns stand below each other, whatever the word.
        format!("{:<9}", weight(body.influence, look))
    };
    said.right(Role::Muted, &weight)
        .right(Role::Accent, &gutter)
}

/// Draws somebody of ours, and whom they cover.
fn of_ours(record: &Record, records: &[Arc<Record>], look: &Look<'_>) -> Strip {
    let covered: Vec<Id> = records
        .iter()
        .filter(|other| theirs(other).is_some_and(|body| body.covered_by.contains(&record.id())))
        .map(|other| other.id())
        .collect();
    let strip = Strip::of(Role::Text, &record.title()).text(Role::Muted, &{
        let part = part(record);
        if part.is_empty() {
            part
        } else {
            format!("  {part}")
        }
    });
    if covered.is_empty() {
        strip.right(Role::Muted, "nobody")
    } else {
        strip.right(Role::Muted, &look.called_short(&covered))
    }
}

/// Says the single threads in a line above the chart.
pub fn head(records: &[Arc<Record>], look: &Look<'_>) -> Strip {
    let threads = threads(
        records,
        look.today(),
        &|at| look.day_of(at),
        &|id| look.who.called(id).to_owned(),
        look.present,
    );
    if threads.is_empty() {
        return Strip::new();
    }
    Strip::of(
        Role::Doubt,
        &format!(" single thread: {}", threads.join(" · ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::chart::Sway;

    fn person(number: u8, boss: Option<u8>, sways: &[u8]) -> Arc<Record> {
        let mut object = serde_json::json!({
            "id": Id::from_bytes([number; 16]), "kind": "person", "name": format!("P{number}"),
            "created": "2026-01-10T10:00:00Z", "changed": "2026-01-10T10:00:00Z", "author": "me",
            "links": sways.iter().map(|to| serde_json::json!({"to": Id::from_bytes([*to; 16]), "how": "drives"})).collect::<Vec<_>>(),
        });
        if let Some(boss) = boss {
            object["reports_to"] = serde_json::json!(Id::from_bytes([boss; 16]));
        }
        Arc::new(Record::read(object.as_object().cloned().unwrap_or_default()).unwrap())
    }

    #[test]
    fn a_line_goes_on_while_somebody_follows() {
        let records = [
            person(1, None, &[]),
            person(2, Some(1), &[]),
            person(3, Some(2), &[]),
            person(4, Some(1), &[]),
        ];
        let chart = chart(&records);
        let drawn: Vec<[String; 2]> = chart
            .nodes
            .iter()
            .map(|node| strokes(node, false, false))
            .collect();
        assert_eq!(drawn[1], ["├─ ".to_owned(), "│     ".to_owned()]);
        assert_eq!(drawn[2], ["│  └─ ".to_owned(), "│        ".to_owned()]);
        assert_eq!(drawn[3][0], "└─ ");
    }

    #[test]
    fn people_who_report_to_each_other_are_on_it_once() {
        let records = [
            person(1, Some(2), &[]),
            person(2, Some(1), &[]),
            person(3, Some(3), &[]),
        ];
        let mut rows: Vec<usize> = chart(&records).nodes.iter().map(|node| node.row).collect();
        rows.sort_unstable();
        assert_eq!(rows, [0, 1, 2]);
    }

    #[test]
    fn influence_is_drawn_from_whoever_sways_to_whoever_listens() {
        let records = [
            person(1, None, &[]),
            person(2, Some(1), &[]),
            person(3, Some(1), &[1]),
        ];
        let chart = chart(&records);
        assert_eq!(chart.sways, [Sway { from: 2, to: 0 }]);
        assert_eq!(lanes(&chart, 0, 0, false), "◂╮");
        assert_eq!(lanes(&chart, 0, 1, false), " ┊");
        assert_eq!(lanes(&chart, 1, 0, false), " ┊");
        assert_eq!(lanes(&chart, 2, 0, false), "╌╯");
        assert_eq!(lanes(&chart, 2, 1, false), "  ");
    }
}
