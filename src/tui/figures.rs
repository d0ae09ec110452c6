//! Figures that move over time in the small bars that show them.

use std::sync::Arc;

use super::look::Look;
use super::strip::{Doc, LABEL, Strip};
use super::theme::Role;
use crate::domain::Record;
pub use crate::signals::figures::{MONTHS, costs, kept, sum, touches};
use crate::signals::gaps::HowWell;

/// Tells how an account goes: touches, promises kept, what its open problems cost, each over twelve months; and how much of
/// what there is to know of it is known.
pub fn tell(records: &[Arc<Record>], known: Option<&HowWell>, look: &Look<'_>, doc: &mut Doc) {
    let mut told = false;
    let wide = doc.width() >= 54;
    let mut row = |doc: &mut Doc, label: &str, drawn: &str, said: &str| {
        doc.line(
            Strip::new()
                .column(Role::Muted, label, LABEL)
                .text(Role::Bar, drawn)
                .text(Role::Muted, &format!("  {said}")),
        );
        told = true;
    };
    let touches = touches(records, look.now);
    let count: u64 = touches.iter().sum();
    if count > 0 {
        let said = format!("{count} touches{}", if wide { " in 12 months" } else { "" });
        row(doc, "rhythm", &sparkline(&touches, look.ascii), &said);
    }
    let kept = kept(records, look.today());
    if kept.settled > 0 {
        let said = format!(
            "{} of {}{}",
            kept.in_time,
            kept.settled,
            if wide { " of ours in time" } else { " in time" }
        );
        let drawn = bar(kept.in_time, kept.settled, MONTHS, look.ascii);
        row(doc, "kept", &format!("{drawn:<12}"), &said);
    }
    let costs = costs(records, look.now);
    if costs.iter().any(|cost| *cost > 0) {
        let open = records
            .iter()
            .filter(|record| crate::domain::state::open(record));
        let sum = sum(open.filter_map(|record| record.cost_each_year()));
        let said = if sum.is_empty() {
            "nothing open that has a cost".to_owned()
        } else {
            format!(
                "{sum} a year{}",
                if wide { " in open problems" } else { "" }
            )
        };
        row(doc, "costs", &sparkline(&costs, look.ascii), &said);
    }
    if let Some(known) = known {
        let [part, whole] = [known.known, known.of].map(|count| count as u64);
        let drawn = bar(part, whole, MONTHS, look.ascii);
        let points = if wide { " points" } else { "" };
        let said = format!("{part} of {whole}{points}");
        row(doc, "known", &format!("{drawn:<12}"), &said);
    }
    if told {
        doc.gap();
    }
}

/// Draws a column for each figure, the highest as tall as a line.
pub fn sparkline(figures: &[u64], ascii: bool) -> String {
    let bars: &[char] = if ascii {
        &['_', '.', ':', '|']
    } else {
        &['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█']
    };
    let most = figures.iter().copied().max().unwrap_or(0).max(1);
    let top = bars.len() - 1;
    figures
        .iter()
        .map(|figure| {
            let step = usize::try_from(u128::from(*figure) * top as u128 / u128::from(most))
                .unwrap_or(top);
            // What is there at all is never drawn as nothing.
            bars[if *figure > 0 { step.max(1) } else { 0 }]
        })
        .collect()
}

/// Draws how large a part of a whole is, in so many cells.
pub fn bar(part: u64, whole: u64, cells: usize, ascii: bool) -> String {
    let halves =
        usize::try_from(u128::from(part.min(whole)) * 2 * cells as u128 / u128::from(whole.max(1)))
            .unwrap_or(0);
    let halves = if part > 0 { halves.max(1) } else { 0 };
    let (full, half) = if ascii { ("=", "-") } else { ("━", "╸") };
    let mut drawn = full.repeat(halves / 2);
    if halves % 2 == 1 {
        drawn.push_str(half);
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_show_what_is_there() {
        assert_eq!(sparkline(&[0, 1, 8, 4], false), "▁▂█▄");
        assert_eq!(sparkline(&[0, 0], true), "__");
        assert_eq!(sparkline(&[u64::MAX, 0], false), "█▁");
    }

    #[test]
    fn a_bar_is_never_longer_than_its_cells_nor_empty_where_something_is() {
        assert_eq!(bar(1, 2, 4, false), "━━");
        assert_eq!(bar(1, 1_000, 4, false), "╸");
        assert_eq!(bar(0, 0, 4, true), "");
        assert_eq!(bar(u64::MAX, u64::MAX, 4, true), "====");
        assert_eq!(bar(9, 3, 2, true), "==");
    }
}
