//! What is unknown of an account, and how well we know them: a figure that opens into its parts.

use serde::Serialize;

use crate::domain::record::{Body, Record, days_between};
pub use crate::domain::unknown::{Around, Gap, gaps};
use crate::domain::unknown::{READING_DAYS, TOUCH_DAYS, last_touch};
use crate::domain::words::{AgreementState, Influence, Part, ProblemState, Side};

/// How well we know an account: it counts knowledge, not activity, and never stands alone.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct HowWell {
    /// How many of the points are known.
    pub known: usize,
    /// How many there are.
    pub of: usize,
    /// What it is made of.
    pub parts: Vec<Known>,
}

impl HowWell {
    /// Gives the figure in percent; nothing where there is nothing to know yet.
    pub fn percent(&self) -> Option<usize> {
        (self.known * 100).checked_div(self.of)
    }
}

/// One part of what there is to know.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Known {
    /// What it is about: people, problems, why they stay, what runs, their business.
    pub name: &'static str,
    /// What is known, in words.
    pub known: Vec<String>,
    /// What is missing, in words.
    pub missing: Vec<String>,
    /// The one question that would raise it most.
    pub raise: Option<Gap>,
}

/// Writes points as one reads them, each person or problem once: `Hale: where they stand, what they want`.
pub fn by_subject(points: &[String]) -> Vec<String> {
    let mut said: Vec<(Option<&str>, String)> = Vec::new();
    for point in points {
        // A title may hold a colon; what is asked of it does not.
        let (about, what) = match point.rsplit_once(": ") {
            Some((about, what)) => (Some(about), what),
            None => (None, point.as_str()),
        };
        match said
            .iter_mut()
            .find(|(known, _)| about.is_some() && *known == about)
        {
            Some((_, all)) => {
                all.push_str(", ");
                all.push_str(what);
            }
            None => said.push((about, point.clone())),
        }
    }
    said.into_iter().map(|(_, text)| text).collect()
}

/// Counts what is known of an account and what is missing.
pub fn how_well(around: &Around<'_>) -> HowWell {
    let gaps = gaps(around);
    let parts = vec![
        business(around),
        people(around),
        problems(around),
        stays(around),
        agreements(around),
    ];
    let mut parts: Vec<Known> = parts
        .into_iter()
        .filter(|part| !part.known.is_empty() || !part.missing.is_empty())
        .collect();
    for part in &mut parts {
        let belongs = |gap: &&Gap| match gap.field {
            "stance" | "wants_now" | "touch" => part.name == "people",
            "need" | "whys" | "cost" | "hurts" | "measure" | "outcome" | "worth" => {
                part.name == "problems"
            }
            "loyalty" | "alternative" | "on" => part.name == "why they stay",
            "signs" => part.name == "what runs",
            _ => false,
        };
        part.raise = gaps.iter().find(belongs).cloned();
    }
    HowWell {
        known: parts.iter().map(|p| p.known.len()).sum(),
        of: parts.iter().map(|p| p.known.len() + p.missing.len()).sum(),
        parts,
    }
}

fn part(name: &'static str, points: Vec<(bool, String)>) -> Known {
    let (known, missing): (Vec<_>, Vec<_>) = points.into_iter().partition(|(known, _)| *known);
    Known {
        name,
        known: known.into_iter().map(|(_, text)| text).collect(),
        missing: missing.into_iter().map(|(_, text)| text).collect(),
        raise: None,
    }
}

fn business(around: &Around<'_>) -> Known {
    let Body::Account(b) = &around.account.body else {
        return part("their business", Vec::new());
    };
    part(
        "their business",
        vec![
            (b.business.is_some(), "how they make money".into()),
            (b.day.is_some(), "a day in their life".into()),
            (b.aims_now.is_some(), "what they want now".into()),
            (
                b.aims_later.is_some(),
                "what they want years from now".into(),
            ),
            (
                b.bought_on.is_some(),
                "what we promised when they bought".into(),
            ),
        ],
    )
}

fn theirs(record: &Record) -> bool {
    matches!(&record.body, Body::Person(b) if b.side != Some(Side::Ours))
}

fn people(around: &Around<'_>) -> Known {
    let mut points = Vec::new();
    for record in around.records.iter().filter(|r| theirs(r)) {
        let Body::Person(b) = &record.body else {
            continue;
        };
        let matters = matches!(b.part, Some(Part::Decides | Part::CanVeto | Part::Pays))
            || b.influence == Some(Influence::High);
        let name = record.title();
        points.push((b.part.is_some(), format!("{name}: part in a decision")));
        if matters {
            let met = last_touch(around.records, record.id())
                .is_some_and(|on| days_between(on, around.today) <= TOUCH_DAYS);
            points.push((b.stance.is_some(), format!("{name}: where they stand")));
            points.push((b.wants_now.is_some(), format!("{name}: what they want")));
            points.push((met, format!("{name}: met within a quarter")));
        }
    }
    let decides = around
        .records
        .iter()
        .any(|r| matches!(&r.body, Body::Person(b) if b.part == Some(Part::Decides)));
    points.push((decides, "who decides".into()));
    part("people", points)
}

fn problems(around: &Around<'_>) -> Known {
    let mut points = Vec::new();
    for record in around.records {
        let Body::Problem(b) = &record.body else {
            continue;
        };
        let title = record.title();
        match b.state {
            Some(ProblemState::Parked) | None => {}
            Some(ProblemState::Solved | ProblemState::Verified) => {
                points.push((
                    b.outcome.is_some(),
                    format!("{title}: what is different now"),
                ));
                points.push((b.worth.is_some(), format!("{title}: what it was worth")));
            }
            Some(_) => {
                let why = !b.whys.is_empty() || !b.causes.is_empty();
                points.push((b.need.is_some(), format!("{title}: what they need")));
                points.push((why, format!("{title}: why")));
                points.push((b.cost.is_some(), format!("{title}: what it costs")));
                points.push((!b.hurts.is_empty(), format!("{title}: whom it hurts")));
                points.push((b.measure.is_some(), format!("{title}: how it is measured")));
            }
        }
    }
    part("problems", points)
}

fn stays(around: &Around<'_>) -> Known {
    let newest = around
        .records
        .iter()
        .filter_map(|r| match &r.body {
            Body::Loyalty(b) => Some((b.on, r.id(), b)),
            _ => None,
        })
        .max_by_key(|(on, id, _)| (*on, *id));
    let fresh = newest.is_some_and(|(on, ..)| {
        on.is_some_and(|on| days_between(on, around.today) <= READING_DAYS)
    });
    let reading = newest.map(|(.., b)| b);
    part(
        "why they stay",
        vec![
            (
                reading.is_some_and(|b| !b.stays_because.is_empty() || b.because.is_some()),
                "why they stay".into(),
            ),
            (
                reading.is_some_and(|b| b.alternative.is_some()),
                "whether they would, given something as good".into(),
            ),
            (
                reading.is_some_and(|b| !b.evidence.is_empty()),
                "what shows it".into(),
            ),
            (fresh, "asked within half a year".into()),
        ],
    )
}

fn agreements(around: &Around<'_>) -> Known {
    let mut points = Vec::new();
    for record in around.records {
        if let Body::Agreement(b) = &record.body
            && b.state == Some(AgreementState::Running)
        {
            let title = record.title();
            points.push((b.ends.is_some(), format!("{title}: until when")));
            points.push((!b.signs.is_empty(), format!("{title}: who signs")));
            points.push((
                b.renews.is_some(),
                format!("{title}: what happens at its end"),
            ));
        }
    }
    part("what runs", points)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_of_one_subject_stand_together() {
        let points = [
            "Hale: where they stand",
            "who decides",
            "Ames: met",
            "Hale: what they want",
        ];
        let points: Vec<String> = points.iter().map(|point| (*point).to_owned()).collect();
        assert_eq!(
            by_subject(&points),
            [
                "Hale: where they stand, what they want",
                "who decides",
                "Ames: met"
            ]
        );
    }
}
