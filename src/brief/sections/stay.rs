//! Renewal: what runs until when, what they could take instead, and why they stay.

use super::watch::count;
use crate::brief::cut;
use crate::brief::page::{Audience, Line};
use crate::brief::setting::Setting;
use crate::domain::record::{Body, days_between};
use crate::domain::unknown::newest_loyalty;
use crate::domain::words::{AgreementState, AlternativeState, Renews, Strength, Words, Would};

/// Describes the agreements that run, the one that ends first before the others; at most two.
pub fn agreements(s: &Setting<'_>) -> Vec<Line> {
    let mut found: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Agreement(b)
                if matches!(
                    b.state,
                    Some(AgreementState::Running | AgreementState::Proposed)
                ) =>
            {
                Some((r, b))
            }
            _ => None,
        })
        .collect();
    found.sort_by_key(|(r, b)| {
        let by = b.notice_by.filter(|by| *by >= s.today).or(b.ends);
        (by.is_none(), by, r.id())
    });
    if found.is_empty() {
        // What a customer may not see is not said to be missing.
        return match s.ask.audience {
            Audience::Customer => Vec::new(),
            _ => vec![Line::new("no agreement is written down")],
        };
    }
    let mut lines = Vec::new();
    for (record, b) in found.into_iter().take(2) {
        let mut first = Line::new(s.cut(&record.title(), 8)).from(record);
        if let Some(value) = &b.value {
            first.remark = value.brief();
        }
        lines.push(first);
        let mut parts = Vec::new();
        if let Some(ends) = b.ends {
            parts.push(format!("ends {}", s.past(ends)));
        }
        parts.extend(b.renews.map(|renews| {
            match renews {
                Renews::Itself => "renews by itself",
                Renews::ByUs => "renews only if we act",
                Renews::Ends => "ends unless made anew",
            }
            .to_owned()
        }));
        parts.push(if b.signs.is_empty() {
            "who signs?".to_owned()
        } else {
            format!(
                "{} {}",
                s.names(&b.signs),
                if b.signs.len() == 1 { "signs" } else { "sign" }
            )
        });
        let mut second = Line::new(parts.join("; ")).label("").under().from(record);
        if let Some(by) = b.notice_by {
            let left = days_between(s.today, by);
            second.remark = if left >= 0 {
                format!("notice by {}, in {}", s.past(by), count(left))
            } else {
                format!("notice day was {}", s.past(by))
            };
        }
        lines.push(second);
    }
    lines
}

/// Describes what they could take instead, the nearest first; at most three.
pub fn alternatives(s: &Setting<'_>) -> Vec<Line> {
    let mut found: Vec<_> = s
        .dossier
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Alternative(b) if b.state != Some(AlternativeState::Gone) => Some((r, b)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(r, b)| (std::cmp::Reverse(b.state), r.id()));
    let mut lines = Vec::new();
    for (record, b) in found.into_iter().take(3) {
        let better = b.equal_or_better.as_ref().map_or_else(String::new, |text| {
            format!(": {}", cut::small(&s.cut(text, 7)))
        });
        let mut line = s.mark(
            Line::new(format!("{}{better}", s.cut(&record.title(), 4))),
            record,
        );
        let state = b.state.map_or("", |state| match state {
            AlternativeState::Rumoured => "a rumour",
            AlternativeState::Seen => "they are looking at it",
            AlternativeState::Shortlisted => "shortlisted",
            AlternativeState::Chosen => "chosen",
            AlternativeState::Gone => "gone",
        });
        line.remark.push_str(state);
        if !b.favoured_by.is_empty() {
            line.remark = format!("{} · favoured by {}", line.remark, s.names(&b.favoured_by));
        }
        lines.push(line);
        if let Some(ours) = &b.our_difference {
            lines.push(
                Line::new(format!("we differ: {}", cut::small(&s.cut(ours, 8))))
                    .label("")
                    .under()
                    .from(record),
            );
        }
    }
    lines
}

/// Says why they stay, whether they would, and what shows it.
pub fn reasons(s: &Setting<'_>) -> Vec<Line> {
    let newest = newest_loyalty(&s.dossier.records);
    let Some((on, record, b)) = newest else {
        return match s.ask.audience {
            Audience::Customer => Vec::new(),
            _ => vec![Line::new("nobody has asked why they stay")],
        };
    };
    let mut lines = Vec::new();
    let words: Vec<&str> = b.stays_because.iter().map(|w| w.word()).collect();
    let because = b.because.as_ref().map_or_else(String::new, |text| {
        format!(": {}", cut::small(&s.cut(text, 9)))
    });
    if !words.is_empty() || !because.is_empty() {
        let mut line = Line::new(format!("{}{because}", words.join(", "))).lead("because");
        line.remark = on.map_or_else(String::new, |on| s.past(on));
        lines.push(s.mark(line, record));
    }
    lines.push(
        match b.alternative {
            None => Line::new("nobody has asked: given something as good?"),
            Some(would) => {
                let word = match would {
                    Would::Stay => "yes",
                    Would::Unsure => "unsure",
                    Would::Go => "no, they would go",
                };
                let why = b
                    .alternative_because
                    .as_ref()
                    .map_or_else(String::new, |text| {
                        format!(": {}", cut::small(&s.cut(text, 8)))
                    });
                let mut line = Line::new(format!("{word}{why}"));
                line.late = would == Would::Go;
                line
            }
        }
        .lead("would stay")
        .from(record),
    );
    for (name, strength, because) in [
        ("trust", b.trust, &b.trust_because),
        ("relevance", b.relevance, &b.relevance_because),
        ("affection", b.affection, &b.affection_because),
    ] {
        // A reading never stands without its because.
        if let (Some(strength), Some(because)) = (strength, because) {
            let word = match strength {
                Strength::Thin => "thin",
                Strength::Sound => "sound",
                Strength::Strong => "strong",
            };
            lines.push(
                Line::new(format!("{word}: {}", cut::small(&s.cut(because, 7))))
                    .lead(name)
                    .from(record),
            );
        }
    }
    lines
}
