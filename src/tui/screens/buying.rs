//! What an account buys or uses: when, what, where, how and how much, and what moved without a why.

use std::collections::BTreeMap;

use jiff::ToSpan;

use crate::domain::Money;
use crate::domain::unknown::by_percent;
use crate::signals::behaviour::{Behaviour, Change};
use crate::tui::figures::{MONTHS, sparkline};
use crate::tui::look::Look;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// Of products, sites or channels no more than these are named.
const TOLD: usize = 6;

/// Says in a line how often they order, and whether the next order is late.
pub fn head(found: &Behaviour, look: &Look<'_>) -> Strip {
    let said = found.rhythm(look.today(), &|day| look.said(day));
    let role = match found.overdue(look.today()) {
        Some(_) => Role::Doubt,
        None => Role::Muted,
    };
    let does = if found.rows == 0 {
        " they use  "
    } else {
        " they buy  "
    };
    Strip::of(Role::Muted, does)
        .text(Role::Bar, &sparkline(&months(found, look), look.ascii))
        .text(role, &format!("  {said}"))
}

/// Counts the rows of each of the last twelve months, oldest first.
fn months(found: &Behaviour, look: &Look<'_>) -> Vec<u64> {
    let this = look.today().first_of_month();
    (0..i64::try_from(MONTHS).unwrap_or(0))
        .rev()
        .filter_map(|back| this.checked_sub(back.months()).ok())
        .map(|month| {
            let rows = found.months.get(&month.strftime("%Y-%m").to_string());
            rows.map_or(0, |(rows, _)| u64::try_from(*rows).unwrap_or(u64::MAX))
        })
        .collect()
}

/// Draws it as two lines of a list: how often they order, and what moved without a why.
pub fn strips(found: &Behaviour, look: &Look<'_>) -> [Strip; 2] {
    let said = found.rhythm(look.today(), &|day| look.said(day));
    let first = Strip::of(Role::Bar, &sparkline(&months(found, look), look.ascii))
        .text(Role::Text, &format!("  {said}"));
    let second = match found.changes.first() {
        Some(change) => Strip::of(Role::Doubt, &format!("  {}", moved(change))),
        None => Strip::of(Role::Muted, "  nothing moved without a known reason"),
    };
    [first, second]
}

fn moved(change: &Change) -> String {
    format!(
        "{} {} since {}; why?",
        by_percent(change.percent),
        change.what,
        change.since.strftime("%B %Y")
    )
}

/// Tells it whole under a heading.
pub fn tell(found: &Behaviour, look: &Look<'_>, doc: &mut Doc) {
    doc.heading("What they buy");
    let said = found.rhythm(look.today(), &|day| look.said(day));
    if found.rows > 0 {
        doc.labelled("when", Role::Text, &said);
    }
    for (at, used) in found.uses().iter().enumerate() {
        let label = if at == 0 { "uses" } else { "" };
        doc.labelled(label, Role::Text, used);
    }
    for (label, parts) in [
        ("what", &found.products),
        ("where", &found.sites),
        ("how", &found.channels),
    ] {
        let said = most(parts);
        if !said.is_empty() {
            doc.labelled(label, Role::Text, &said);
        }
    }
    let sums: Vec<String> = found
        .amount
        .iter()
        .map(|(currency, sum)| Money::new(sum.round_dp(2), currency).full())
        .collect();
    if !sums.is_empty() {
        doc.labelled("worth", Role::Text, &sums.join(" + "));
    }
    for (at, change) in found.changes.iter().take(TOLD).enumerate() {
        let label = if at == 0 { "changed" } else { "" };
        doc.labelled(label, Role::Doubt, &moved(change));
    }
}

/// Names the largest parts with their rows.
fn most(parts: &BTreeMap<String, usize>) -> String {
    let mut sorted: Vec<(&String, &usize)> = parts.iter().collect();
    sorted.sort_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0)));
    let rest = sorted.len().saturating_sub(TOLD);
    let mut said: Vec<String> = sorted
        .iter()
        .take(TOLD)
        .map(|(name, rows)| format!("{name} {rows}"))
        .collect();
    if rest > 0 {
        said.push(format!("{rest} more"));
    }
    said.join(" · ")
}
