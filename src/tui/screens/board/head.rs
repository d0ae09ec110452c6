//! What a board adds up to, in the line above it.

use std::sync::Arc;

use super::{Industries, decided, implication};
use crate::domain::kinds::Person;
use crate::domain::state::open;
use crate::domain::words::{Direction, Side};
use crate::domain::{Body, Kind, Record};
use crate::tui::figures;
use crate::tui::look::{Look, days_between, span};
use crate::tui::strip::Strip;
use crate::tui::theme::Role;

/// Adds where a figure has been going, with how long that is; both give way together.
fn moving(strip: Strip, drawn: &str) -> Strip {
    strip
        .spare(Role::Bar, &format!("   {drawn}"))
        .spare(Role::Muted, " in 12 months")
}

/// Says a board in one line: what it adds up to, and where it has been going.
pub fn head(
    kind: Kind,
    records: &[Arc<Record>],
    accounts: &[Arc<Record>],
    look: &Look<'_>,
) -> Strip {
    if records.is_empty() {
        return Strip::new();
    }
    let (running, closed): (Vec<&Arc<Record>>, Vec<&Arc<Record>>) =
        records.iter().partition(|record| open(record));
    let line = |figures: &[u64]| figures::sparkline(figures, look.ascii);
    match kind {
        Kind::Problem => {
            let sum = figures::sum(running.iter().filter_map(|record| record.cost_each_year()));
            let unknown = running
                .iter()
                .filter(|record| record.cost_year().is_none())
                .count();
            let mut strip = Strip::of(Role::Strong, &format!(" {sum}"))
                .text(Role::Muted, &format!(" a year in {} open", running.len()));
            let costs = figures::costs(records, look.now);
            if costs.iter().any(|cost| *cost > 0) {
                strip = moving(strip, &line(&costs));
            }
            if unknown > 0 {
                strip = strip.right(Role::Doubt, &format!("{unknown} with no cost yet "));
            }
            strip
        }
        Kind::Promise => {
            let kept = figures::kept(records, look.today());
            let late = |theirs: bool| {
                running
                    .iter()
                    .filter(|record| record.days_late(look.today()).is_some_and(|days| days > 0))
                    .filter(|record| matches!(&record.body, Body::Promise(body) if (body.direction == Some(Direction::Theirs)) == theirs))
                    .count()
            };
            let strip = Strip::of(
                Role::Strong,
                &format!(" {} of {}", kept.in_time, kept.settled),
            )
            .text(Role::Muted, " of ours kept in time");
            let mut strip = moving(strip, &line(&kept.months));
            let (ours, theirs) = (late(false), late(true));
            if ours > 0 {
                strip = strip.right(Role::Late, &format!("{ours} late"));
            }
            if theirs > 0 {
                let lead = if ours > 0 { " · " } else { "" };
                strip = strip.right(Role::Muted, &format!("{lead}{theirs} of theirs"));
            }
            strip.right(Role::Text, " ")
        }
        Kind::Advocacy => {
            let untold = running.iter().filter(|record| decided(record)).count();
            let won = records
                .iter()
                .filter(|record| record.state() == Some("won"))
                .count();
            let settled = records.iter().filter(|record| decided(record)).count();
            let oldest = running
                .iter()
                .filter(|record| !decided(record))
                .map(|record| record.base.created)
                .min()
                .map(|made| {
                    days_between(
                        made.to_zoned(look.now.time_zone().clone()).date(),
                        look.today(),
                    )
                });
            let mut strip = Strip::of(Role::Strong, &format!(" {} open", running.len() - untold));
            if let Some(oldest) = oldest {
                strip.push(
                    Role::Muted,
                    &format!(", the oldest for {}", span(oldest.max(0))),
                );
            }
            if settled > 0 {
                strip = strip.spare(
                    Role::Muted,
                    &format!(" · {won} of {settled} decided were won"),
                );
            }
            if untold > 0 {
                strip = strip.right(Role::Accent, &format!("{untold} to be told "));
            }
            strip
        }
        Kind::Agreement => {
            let value = figures::sum(running.iter().filter_map(|record| match &record.body {
                Body::Agreement(body) => body.value.clone(),
                _ => None,
            }));
            let next = running
                .iter()
                .filter_map(|record| match &record.body {
                    Body::Agreement(body) => body.notice_by,
                    _ => None,
                })
                .filter(|by| *by >= look.today())
                .min();
            let mut strip = Strip::of(Role::Strong, &format!(" {value}"))
                .text(Role::Muted, &format!(" in {} running", running.len()));
            if let Some(next) = next {
                let away = span(days_between(look.today(), next));
                strip = strip.right(
                    Role::Text,
                    &format!(
                        "next notice in {away}, {} ",
                        crate::domain::days::day(next, look.today())
                    ),
                );
            }
            strip
        }
        Kind::Person => {
            let theirs: Vec<&Person> = records
                .iter()
                .filter_map(|record| match &record.body {
                    Body::Person(body) if body.side != Some(Side::Ours) => Some(body),
                    _ => None,
                })
                .collect();
            let gone = theirs
                .iter()
                .filter(|body| body.left(look.today()).is_some())
                .count();
            let alone = theirs
                .iter()
                .filter(|body| body.covered_by.is_empty() && body.left(look.today()).is_none())
                .count();
            let strip = Strip::of(Role::Strong, &format!(" {} of theirs", theirs.len() - gone))
                .text(
                    Role::Muted,
                    &format!(" · {} of ours · {gone} left", records.len() - theirs.len()),
                );
            // Whom we do not cover is ours to know, and not for a shared screen.
            if look.present {
                strip
            } else {
                strip.right(
                    if alone > 0 { Role::Doubt } else { Role::Muted },
                    &format!("{alone} covered by nobody of ours "),
                )
            }
        }
        Kind::Trend => {
            let (mut shared, mut silent, mut blank) = (0, 0, 0);
            let industries = Industries::of(accounts);
            for record in records {
                if let Body::Trend(body) = &record.body {
                    for account in industries.touched(body) {
                        match implication(body, account) {
                            Some(one) if one.shared_on.is_some() => shared += 1,
                            Some(_) => silent += 1,
                            None => blank += 1,
                        }
                    }
                }
            }
            let strip = Strip::of(
                Role::Strong,
                &format!(" {shared} of {} shared", shared + silent),
            )
            .text(Role::Muted, &format!(" of {} trends", running.len()));
            if blank > 0 {
                let said = crate::tui::screens::accounts::many(blank, "account");
                strip.right(Role::Doubt, &format!("{said} not thought about yet "))
            } else {
                strip
            }
        }
        Kind::Question => Strip::of(Role::Strong, &format!(" {} open", running.len())).text(
            Role::Muted,
            &format!(" · {} answered or dropped", closed.len()),
        ),
        _ => Strip::new(),
    }
}
