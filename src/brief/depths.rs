//! The other depths: a first meeting, an escalation, a renewal, the quarter.

use super::build::{fits, foot, section, shed};
use super::cut;
use super::page::{Depth, FOLD, Line, Page, ROWS, WORDS};
use super::sections::{ask, bring, debts, head, hurts, people, since, tell, watch};
use super::setting::Setting;
use crate::domain::record::Body;

/// Fills the page of a depth.
pub fn fill(s: &mut Setting<'_>, page: &mut Page) {
    for most in [17, 15, 13, 11, 9, 8, 7] {
        s.most = most;
        let sections = match page.depth {
            Depth::First => first(s),
            _ => Vec::new(),
        };
        page.sections = sections.into_iter().flatten().collect();
        foot(s, page);
        if fits(page, WORDS, ROWS) {
            break;
        }
    }
    shed(page, WORDS, ROWS);
    fold(page);
}

/// Lays the fold before the last section that begins within its rows.
fn fold(page: &mut Page) {
    let rows = super::text::rows(page, 80);
    if rows.len() > FOLD {
        page.fold = rows
            .get(FOLD - 1)
            .map(|row| row.section)
            .filter(|at| *at > 1);
    }
}

fn first(s: &Setting<'_>) -> Vec<Option<super::Section>> {
    vec![
        section(s, "Head", head::head(s)),
        section(s, "People", people::lines(s, 5)),
        section(s, "They", they(s)),
        section(s, "Ask", ask::lines(s, 6)),
        section(s, "Watch", watch::lines(s)),
        section(s, "Debts", debts::lines(s, 3)),
        section(s, "Tell", tell::lines(s)),
        section(s, "Since", since::lines(s, 3, &[])),
        section(s, "Hurts", hurts::lines(s, 3)),
        section(s, "Bring", bring::lines(s, 3)),
    ]
}

/// Says what they do, what their days are like, and what they want.
fn they(s: &Setting<'_>) -> Vec<Line> {
    let Body::Account(b) = &s.dossier.account.body else {
        return Vec::new();
    };
    [
        ("do", &b.business),
        ("day", &b.day),
        ("want", &b.aims_now),
        ("later", &b.aims_later),
    ]
    .into_iter()
    .filter_map(|(lead, text)| Some((lead, text.as_ref()?)))
    .map(|(lead, text)| {
        Line::new(cut::small(&s.cut(text, 12)))
            .lead(lead)
            .from(&s.dossier.account)
    })
    .collect()
}
