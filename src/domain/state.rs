//! The states of each kind, the arrows between them, and the rules of a move.

use super::field::FieldError;
use super::id::Kind;
use super::kinds::Moved;
use super::record::{Body, Move, Record};
use super::when::{Date, Moment};
use super::words::{
    AdvocacyState, AgreementState, AlternativeState, ProblemState, PromiseState, QuestionState,
    TouchpointState, TrendState, Words,
};
use serde_json::Value;

/// The arrows of a kind: from each word to the words that it may move to.
type Arrows = &'static [(&'static str, &'static [&'static str])];

/// Gives a kind's arrows; none where it has no states.
pub fn arrows(kind: Kind) -> Arrows {
    match kind {
        Kind::Problem => &[
            ("heard", &["confirmed", "parked"]),
            ("confirmed", &["diagnosed", "parked"]),
            ("diagnosed", &["solving", "parked"]),
            ("solving", &["solved", "parked"]),
            ("solved", &["verified", "parked"]),
            ("verified", &["parked"]),
            (
                "parked",
                &[
                    "heard",
                    "confirmed",
                    "diagnosed",
                    "solving",
                    "solved",
                    "verified",
                ],
            ),
        ],
        Kind::Trend => &[
            ("watching", &["advising"]),
            ("advising", &["passed"]),
            ("passed", &[]),
        ],
        // A fight can be lost or given up before anybody took it on.
        Kind::Advocacy => &[
            ("open", &["accepted", "lost", "withdrawn"]),
            ("accepted", &["under way", "lost", "withdrawn"]),
            ("under way", &["won", "lost", "withdrawn"]),
            ("won", &[]),
            ("lost", &[]),
            ("withdrawn", &[]),
        ],
        Kind::Promise => &[
            ("open", &["kept", "broken", "released"]),
            ("kept", &[]),
            ("broken", &[]),
            ("released", &[]),
        ],
        Kind::Touchpoint => &[
            ("planned", &["held", "cancelled"]),
            ("held", &[]),
            ("cancelled", &[]),
        ],
        Kind::Question => &[
            ("open", &["asked", "dropped"]),
            ("asked", &["answered", "dropped"]),
            ("answered", &[]),
            ("dropped", &[]),
        ],
        Kind::Alternative => &[
            ("rumoured", &["seen", "gone"]),
            ("seen", &["shortlisted", "gone"]),
            ("shortlisted", &["chosen", "gone"]),
            ("chosen", &[]),
            ("gone", &[]),
        ],
        Kind::Agreement => &[
            ("proposed", &["running", "lost"]),
            ("running", &["renewed", "ended", "lost"]),
            ("renewed", &[]),
            ("ended", &[]),
            ("lost", &[]),
        ],
        Kind::Account
        | Kind::Person
        | Kind::Learning
        | Kind::Favour
        | Kind::Loyalty
        | Kind::Deal
        | Kind::Survey => &[],
    }
}

/// Gives a kind's states in order; empty where it has none.
pub fn states(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Problem => ProblemState::WORDS,
        Kind::Trend => TrendState::WORDS,
        Kind::Advocacy => AdvocacyState::WORDS,
        Kind::Promise => PromiseState::WORDS,
        Kind::Touchpoint => TouchpointState::WORDS,
        Kind::Question => QuestionState::WORDS,
        Kind::Alternative => AlternativeState::WORDS,
        Kind::Agreement => AgreementState::WORDS,
        _ => &[],
    }
}

/// Gives the state that a new record of a kind has.
pub fn first(kind: Kind) -> Option<&'static str> {
    states(kind).first().copied()
}

/// Lists the states that a record may move to now.
pub fn next(record: &Record) -> &'static [&'static str] {
    let Some(now) = record.state() else {
        return &[];
    };
    arrows(record.kind())
        .iter()
        .find(|(from, _)| *from == now)
        .map_or(&[], |(_, to)| *to)
}

/// Says whether a record still asks for something: a state that is not an end.
pub fn open(record: &Record) -> bool {
    match &record.body {
        Body::Advocacy(b) => !b.closed(),
        Body::Problem(b) => !matches!(
            b.state,
            Some(ProblemState::Solved | ProblemState::Verified | ProblemState::Parked)
        ),
        Body::Touchpoint(b) => {
            b.state == Some(TouchpointState::Planned)
                || (b.state != Some(TouchpointState::Cancelled)
                    && b.recovery.as_ref().is_some_and(|r| r.resolved_on.is_none()))
        }
        Body::Alternative(b) => !matches!(b.state, Some(AlternativeState::Gone)),
        Body::Trend(b) => b.state != Some(TrendState::Passed),
        Body::Promise(b) => b.state == Some(PromiseState::Open),
        Body::Question(b) => matches!(b.state, Some(QuestionState::Open | QuestionState::Asked)),
        Body::Agreement(b) => matches!(
            b.state,
            Some(AgreementState::Proposed | AgreementState::Running)
        ),
        // What another program has deleted is no money to come.
        Body::Deal(b) => {
            b.outcome == Some(super::words::DealOutcome::Open)
                && !record
                    .base
                    .tags
                    .iter()
                    .any(|tag| tag.starts_with("deleted-in-"))
        }
        _ => false,
    }
}

/// Moves a record along its states, dated, with a word where there is one.
///
/// Errors name the rule that is not met, and what it may move to.
pub fn advance(
    record: &mut Record,
    to: &str,
    on: Date,
    why: Option<String>,
) -> Result<(), FieldError> {
    let kind = record.kind();
    let Some(word) = states(kind)
        .iter()
        .copied()
        .find(|s| s.eq_ignore_ascii_case(to.trim()))
    else {
        return Err(FieldError::new(
            "state",
            match states(kind) {
                [] => format!("{kind:#} has no states"),
                words => format!(
                    "“{to}” is no state of {kind:#}; its states are {}",
                    words.join(", ")
                ),
            },
        ));
    };
    let may = next(record);
    if !may.contains(&word) {
        let now = record.state().unwrap_or("unknown");
        return Err(FieldError::new(
            "state",
            if may.is_empty() {
                format!("{kind:#} that is {now} stays so; undo takes the last step back")
            } else {
                format!(
                    "{kind:#} that is {now} can move to {}, not to {word}",
                    may.join(" or ")
                )
            },
        ));
    }
    let mut moved = record.clone();
    moved.set("state", Value::String(word.to_owned()))?;
    moved.base.moves.push(Move {
        to: Some(word.to_owned()),
        on: Some(on),
        why,
        ..Move::default()
    });
    if let Body::Promise(b) = &mut moved.body {
        b.closed_on = Some(on);
    }
    check(&moved)?;
    *record = moved;
    Ok(())
}

/// Keeps the day that an open promise was due before, where it is given another or none.
///
/// Whoever sets the list of its days in the same step knows better, and is left alone.
pub fn keep_day(before: &Record, after: &mut Record, on: Date) {
    if let (Body::Promise(old), Body::Promise(new)) = (&before.body, &mut after.body)
        && old.due.is_some()
        && old.due != new.due
        && old.moved == new.moved
        && matches!(old.state, None | Some(PromiseState::Open))
    {
        new.moved.push(Moved {
            from: old.due,
            to: new.due,
            on: Some(on),
            ..Moved::default()
        });
    }
}

/// Lets a touchpoint that starts at another time end as much later, where its end was left as it stood.
pub fn keep_length(before: &Record, after: &mut Record) {
    if let (Body::Touchpoint(old), Body::Touchpoint(new)) = (&before.body, &mut after.body)
        && let (Some(old_start), Some(old_end)) = (&old.starts, &old.ends)
        && let (Some(start), Some(end)) = (&new.starts, &new.ends)
        && start != old_start
        && end == old_end
        && let Ok(end) = start
            .0
            .checked_add(old_start.timestamp().duration_until(old_end.timestamp()))
    {
        new.ends = Some(Moment(end));
    }
}

/// Checks the rules between a record's state and its fields.
pub fn check(record: &Record) -> Result<(), FieldError> {
    match &record.body {
        Body::Problem(b) if b.state == Some(ProblemState::Verified) && b.outcome.is_none() => {
            Err(FieldError::new(
                "outcome",
                "verified needs the customer's words in `outcome`",
            ))
        }
        Body::Agreement(b) => match (b.starts, b.ends) {
            (Some(starts), Some(ends)) if ends < starts => Err(FieldError::new(
                "ends",
                "an agreement cannot end before it starts",
            )),
            _ => Ok(()),
        },
        Body::Touchpoint(b) => match (&b.starts, &b.ends) {
            (Some(starts), Some(ends)) if ends < starts => Err(FieldError::new(
                "ends",
                "a touchpoint cannot end before it starts",
            )),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Base, Id};
    use serde_json::json;

    fn blank(kind: Kind) -> Record {
        Record::new(
            kind,
            Base::new(
                Id::new(1, [1; 10]),
                "2026-11-23T14:00:00Z".parse().unwrap(),
                "me",
            ),
        )
    }
    fn today() -> Date {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn every_state_is_in_the_arrows_and_every_arrow_leads_to_a_state() {
        for kind in Kind::ALL {
            let words = states(*kind);
            assert_eq!(
                arrows(*kind)
                    .iter()
                    .map(|(from, _)| *from)
                    .collect::<Vec<_>>(),
                words,
                "{kind}"
            );
            assert!(
                arrows(*kind)
                    .iter()
                    .flat_map(|(_, to)| *to)
                    .all(|to| words.contains(to))
            );
        }
    }

    #[test]
    fn verified_needs_the_customers_words() {
        let mut problem = blank(Kind::Problem);
        for state in ["confirmed", "diagnosed", "solving", "solved"] {
            advance(&mut problem, state, today(), None).unwrap();
        }
        let error = advance(&mut problem, "verified", today(), None).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("verified needs the customer's words in `outcome`")
        );
        assert_eq!(problem.state(), Some("solved"));
        problem.set("outcome", json!("the lines are gone")).unwrap();
        advance(
            &mut problem,
            "verified",
            today(),
            Some("Ruiz said so".into()),
        )
        .unwrap();
        assert_eq!(problem.base.moves.len(), 5);
    }

    #[test]
    fn no_arrow_is_skipped() {
        let mut problem = blank(Kind::Problem);
        assert!(advance(&mut problem, "solved", today(), None).is_err());
        advance(&mut problem, "parked", today(), None).unwrap();
        advance(&mut problem, "diagnosed", today(), None).unwrap();
        let mut promise = blank(Kind::Promise);
        advance(&mut promise, "kept", today(), None).unwrap();
        assert!(
            advance(&mut promise, "open", today(), None)
                .unwrap_err()
                .to_string()
                .contains("undo")
        );
    }

    #[test]
    fn a_fight_is_closed_only_when_the_customer_was_told() {
        let mut fight = blank(Kind::Advocacy);
        for state in ["accepted", "under way", "won"] {
            advance(&mut fight, state, today(), None).unwrap();
        }
        assert!(open(&fight));
        fight.set("told_on", json!("2026-11-23")).unwrap();
        assert!(!open(&fight));
    }
}
