//! The other depths: a first meeting, an escalation, a renewal, the quarter.

use super::build::{fits, foot, section, shed};
use super::cut;
use super::page::{Depth, FOLD, Line, Page, ROWS, Section, WORDS, WORDS_ABOVE};
use super::sections::{
    aim, ask, bring, debts, head, hurts, people, since, stay, tell, timeline, watch, worth,
};
use super::setting::Setting;
use crate::domain::record::Body;

/// Fills the page of a depth.
pub fn fill(s: &mut Setting<'_>, page: &mut Page) {
    for most in [24, 17, 15, 13, 11, 9, 8, 7] {
        s.most = most;
        page.sections = match page.depth {
            Depth::First => first(s),
            Depth::Escalation => escalation(s),
            Depth::Renewal => renewal(s),
            Depth::Review | Depth::Page | Depth::WalkIn => review(s),
        };
        foot(s, page);
        // The fold takes a row, and stands for a word.
        if fits(page, WORDS - 1, ROWS - 1) {
            break;
        }
    }
    shed(page, WORDS - 1, ROWS - 1);
    fold(page);
}

/// So many sections stand above the fold at least: the head, the aim, and what the page is for.
const LEAST_ABOVE: usize = 3;

/// Lays the fold before the section that its row falls into.
fn fold(page: &mut Page) {
    let rows = super::text::rows(page, 80);
    if rows.len() > FOLD {
        page.fold = rows
            .get(FOLD - 1)
            .map(|row| row.section)
            .filter(|at| *at > 1);
        // What is read on the way in has so many words, wherever its rows end.
        while page.words_above() > WORDS_ABOVE
            && let Some(at) = page.fold.filter(|at| *at > LEAST_ABOVE)
        {
            page.fold = Some(at - 1);
        }
        // What the page is for stands above it, however long it is.
        page.fold = page
            .fold
            .map(|at| at.max(LEAST_ABOVE))
            .filter(|at| *at < page.sections.len());
    }
}

fn gathered(parts: Vec<Option<Section>>) -> Vec<Section> {
    parts.into_iter().flatten().collect()
}

fn first(s: &Setting<'_>) -> Vec<Section> {
    gathered(vec![
        section(s, "Head", head::head(s)),
        section(s, "Aim", aim::lines(s)),
        section(s, "People", people::lines(s, 5)),
        section(s, "They", they(s)),
        section(s, "Ask", ask::lines(s, 6)),
        section(s, "Watch", watch::lines(s, 3)),
        section(s, "Debts", debts::lines(s, 3)),
        section(s, "Tell", tell::lines(s)),
        section(s, "Hurts", hurts::lines(s, 3)),
        section(s, "Bring", bring::lines(s, 3)),
    ])
}

fn escalation(s: &Setting<'_>) -> Vec<Section> {
    gathered(vec![
        section(s, "Head", head::head(s)),
        section(s, "Aim", aim::lines(s)),
        section(s, "Wrong", timeline::complaint(s)),
        section(s, "Timeline", timeline::lines(s, 9)),
        section(s, "Debts", debts::lines(s, 5)),
        section(s, "Tell", tell::lines(s)),
        section(s, "People", people::lines(s, 3)),
        section(s, "Ask", ask::lines(s, 3)),
    ])
}

fn renewal(s: &Setting<'_>) -> Vec<Section> {
    gathered(vec![
        section(s, "Head", head::head(s)),
        section(s, "Aim", aim::lines(s)),
        section(s, "Runs", stay::agreements(s)),
        section(s, "Watch", watch::complaints(s)),
        section(s, "Instead", stay::alternatives(s)),
        section(s, "Solved", worth::solved(s, None, 4)),
        section(s, "Worth", worth::total(s, None)),
        section(s, "Kept", worth::kept(s, None)),
        section(s, "Stay", stay::reasons(s)),
        section(s, "Debts", debts::lines(s, 3)),
        section(s, "Tell", tell::lines(s)),
        section(s, "People", people::lines(s, 2)),
        section(s, "Ask", ask::lines(s, 3)),
    ])
}

fn review(s: &Setting<'_>) -> Vec<Section> {
    let from = s.ask.since;
    let solved = worth::solved(s, from, 4);
    let learned = worth::learned(s, from, 4);
    // What stands among these is not told again as a change.
    let above = gathered(vec![
        section(s, "Solved", solved.clone()),
        section(s, "Learned", learned.clone()),
    ]);
    gathered(vec![
        section(s, "Head", head::head(s)),
        section(s, "Solved", solved),
        section(s, "Worth", worth::total(s, from)),
        section(s, "Kept", worth::kept(s, from)),
        section(s, "Free", worth::free(s, from, 3)),
        section(s, "Fought", worth::fought(s, from, 4)),
        section(s, "Learned", learned),
        section(s, "Touch", worth::touches(s, from)),
        section(s, "Changed", since::lines(s, 5, &above)),
        section(s, "Debts", debts::lines(s, 4)),
        section(s, "Hurts", hurts::lines(s, 3)),
        section(s, "Ask", ask::lines(s, 2)),
    ])
}

/// Says what they do, what their days are like, and what they want.
pub(super) fn they(s: &Setting<'_>) -> Vec<Line> {
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
        Line::new(cut::capital(&s.cut(text, 12)))
            .lead(lead)
            .from(&s.dossier.account)
    })
    .collect()
}
