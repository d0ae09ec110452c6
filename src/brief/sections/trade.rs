//! How they order, and which deals are open or came to an end: what is imported, in a line each under what changed.

use crate::brief::cut;
use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::kinds::Deal;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::state;
use crate::domain::words::DealOutcome;
use crate::domain::{Date, Money};

/// Lists an order that is late, deals that came to an end since `floor`, and open deals; ours alone to know. That they order as
/// they always did is no news.
pub fn lines(s: &Setting<'_>, floor: Option<Date>) -> Vec<Line> {
    if s.ask.audience == Audience::Customer {
        return Vec::new();
    }
    let since = |on: Date| on <= s.today && floor.is_none_or(|floor| on > floor);
    let mut lines = Vec::new();
    if let Some(buying) = &s.dossier.buying
        && let (Some(last), Some(every)) = (buying.last, buying.every_days)
    {
        let usual = if every == 1 {
            "usually every day".to_owned()
        } else {
            format!("usually every {every} days")
        };
        if let Some(late) = buying.late {
            let text = format!("no order since {}, {usual}", s.past(last));
            let mut line = Line::new(text)
                .remark(format!("{late} days late"))
                .from(&s.dossier.account);
            line.late = true;
            lines.push(line);
        }
    }
    let deals: Vec<(&Record, &Deal)> = s
        .dossier
        .records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Deal(deal) => Some((record, deal)),
            _ => None,
        })
        .collect();
    lines.extend(ended(s, &deals, &since));
    lines.extend(open(s, &deals));
    lines
}

/// Tells the newest deal that was won or lost.
fn ended(
    s: &Setting<'_>,
    deals: &[(&Record, &Deal)],
    since: &dyn Fn(Date) -> bool,
) -> Option<Line> {
    let ends = deals.iter().filter_map(|(record, deal)| {
        let said = match deal.outcome? {
            DealOutcome::Won => "won",
            DealOutcome::Lost => "lost",
            DealOutcome::Open => return None,
        };
        let on = deal.closes.filter(|on| since(*on))?;
        Some((on, record.id(), said, *record, *deal))
    });
    let (on, _, said, record, deal) = ends.max_by_key(|(on, id, ..)| (*on, *id))?;
    let amount = deal
        .amount
        .as_ref()
        .map(|amount| format!(", {}", amount.brief()));
    let text = format!(
        "{said}: {}{}",
        cut::small(&s.cut(&record.title(), 6)),
        amount.unwrap_or_default()
    );
    Some(Line::new(text).remark(s.past(on)).from(record))
}

/// Counts the open deals, with their sum and the one that closes next.
fn open(s: &Setting<'_>, deals: &[(&Record, &Deal)]) -> Option<Line> {
    let mut open: Vec<&(&Record, &Deal)> = deals
        .iter()
        .filter(|(record, _)| state::open(record))
        .collect();
    open.sort_by_key(|(record, deal)| (deal.closes.is_none(), deal.closes, record.id()));
    let (record, next) = open.first()?;
    let amounts = open.iter().filter_map(|(_, deal)| deal.amount.clone());
    let sum = amounts
        .map(Some)
        .reduce(|sum: Option<Money>, one| sum?.checked_add(&one?))
        .flatten();
    let title = s.cut(&record.title(), 5);
    let mut text = match open.len() {
        1 => format!("open deal: {title}"),
        many => format!("{many} open deals; next {title}"),
    };
    if let Some(sum) = sum {
        let all = if open.len() > 1 { " in all" } else { "" };
        text = format!("{text}, {}{all}", sum.brief());
    }
    let mut line = Line::new(text).from(record);
    line.remark = match next.closes {
        Some(on) if days_between(on, s.today) > 0 => format!("should have closed {}", s.past(on)),
        Some(on) => format!("closes {}", s.day(on)),
        None => String::new(),
    };
    Some(line)
}
