use std::collections::BTreeMap;

use super::*;
use crate::domain::Kind;
use crate::signals::sample::{id, record};
use proptest::prelude::*;
use serde_json::json;

fn account() -> Record {
    record(
        Kind::Account,
        1,
        json!({"name": "Northline Supply", "cadence_days": 21}),
    )
}

#[test]
fn what_is_open_is_kept_and_what_is_done_is_not() {
    let open = [
        record(Kind::Promise, 2, json!({"what": "credit the invoices"})),
        record(Kind::Advocacy, 3, json!({"ask": "30 days", "state": "won"})),
        record(
            Kind::Touchpoint,
            4,
            json!({"state": "planned", "starts": "2026-11-23T09:30:00-05:00"}),
        ),
        record(
            Kind::Touchpoint,
            5,
            json!({"state": "held", "channel": "complaint"}),
        ),
        record(
            Kind::Agreement,
            6,
            json!({"what": "supply", "state": "running"}),
        ),
        record(Kind::Alternative, 7, json!({"who": "Norland"})),
        record(Kind::Survey, 8, json!({"score": "4", "out_of": "10"})),
    ];
    let done = [
        record(
            Kind::Promise,
            2,
            json!({"what": "credit the invoices", "state": "kept"}),
        ),
        record(
            Kind::Advocacy,
            3,
            json!({"ask": "30 days", "state": "won", "told_on": "2026-11-20"}),
        ),
        record(Kind::Touchpoint, 4, json!({"state": "cancelled"})),
        record(
            Kind::Touchpoint,
            5,
            json!({"state": "held", "channel": "complaint", "recovery": {"resolved_on": "2026-11-20"}}),
        ),
        record(
            Kind::Agreement,
            6,
            json!({"what": "supply", "state": "ended"}),
        ),
        record(
            Kind::Alternative,
            7,
            json!({"who": "Norland", "state": "gone"}),
        ),
        record(Kind::Survey, 8, json!({"score": "4", "words": "slow"})),
    ];
    for (open, done) in open.iter().zip(&done) {
        assert!(keeps(open), "{}", open.title());
        assert!(!keeps(done), "{}", done.title());
    }
}

#[test]
fn a_pulse_comes_back_from_json() {
    let members = [
        record(
            Kind::Touchpoint,
            4,
            json!({"state": "held", "channel": "call", "starts": "2026-11-20T09:30:00-05:00[America/New_York]", "people": [id(9)]}),
        ),
        record(
            Kind::Promise,
            2,
            json!({"what": "credit", "due": "2026-11-21"}),
        ),
        record(
            Kind::Learning,
            3,
            json!({"fact": "they close early", "learned_on": "2026-01-01"}),
        ),
        record(
            Kind::Advocacy,
            5,
            json!({"ask": "30 days", "raised_with": ["billing"]}),
        ),
    ];
    let pulse = pulse_of(&account(), &members);
    let text = serde_json::to_string(&pulse).unwrap();
    assert_eq!(serde_json::from_str::<AccountPulse>(&text).unwrap(), pulse);
    assert_eq!(pulse.counts["touchpoint/held"], 1);
    assert_eq!(pulse.number(Kind::Promise), 1);
}

#[test]
fn a_step_that_was_promised_and_is_done_is_said() {
    let met = json!({"state": "held", "starts": "2026-11-02T10:00:00Z",
            "next_step": {"what": "the window counts of October", "when": "2026-11-09"}});
    let pulse = |closed: &str| {
        let promise =
            json!({"what": "October's window counts", "state": "kept", "closed_on": closed});
        let members = [
            record(Kind::Touchpoint, 2, met.clone()),
            record(Kind::Promise, 3, promise),
        ];
        pulse_of(&account(), &members)
            .last
            .unwrap()
            .next
            .unwrap()
            .said
    };
    assert!(pulse("2026-11-05"));
    // What was sent in the spring was another one.
    assert!(!pulse("2026-04-05"));
}

#[test]
fn a_complaint_noted_in_a_call_leaves_its_step_standing() {
    let met = json!({"state": "held", "starts": "2026-11-02T10:00:00Z",
            "next_step": {"what": "the log of both sends", "when": "2026-11-09"}});
    let complaint =
        json!({"state": "held", "starts": "2026-11-02T10:05:00Z", "channel": "complaint"});
    let later = json!({"state": "held", "starts": "2026-11-03T10:05:00Z", "channel": "complaint"});
    let last = |third: serde_json::Value| {
        let members = [
            record(Kind::Touchpoint, 2, met.clone()),
            record(Kind::Touchpoint, 3, third),
        ];
        pulse_of(&account(), &members).last.unwrap().next.is_some()
    };
    assert!(last(complaint));
    assert!(!last(later));
}

/// One step: the record with this number becomes this, or goes.
fn step() -> impl Strategy<Value = (u32, Option<Record>)> {
    let day = (1u8..28).prop_map(|d| format!("2026-10-{d:02}"));
    (2u32..24, 0usize..9, day, 2u32..24).prop_map(|(n, what, day, other)| {
            let made = match what {
                0 => Some(record(
                    Kind::Touchpoint,
                    n,
                    json!({"state": "held", "starts": format!("{day}T10:00:00Z")}),
                )),
                1 => Some(record(
                    Kind::Touchpoint,
                    n,
                    json!({"state": "planned", "starts": format!("{day}T10:00:00Z")}),
                )),
                2 => Some(record(
                    Kind::Learning,
                    n,
                    json!({"fact": "f", "check_on": day}),
                )),
                3 => Some(record(
                    Kind::Learning,
                    n,
                    json!({"fact": "g", "check_on": day, "replaces": id(other)}),
                )),
                4 => Some(record(Kind::Promise, n, json!({"what": "w", "due": day}))),
                5 => Some(record(
                    Kind::Problem,
                    n,
                    json!({"title": "t", "state": "solved", "may_be_told": "named"}),
                )),
                6 => Some(record(
                    Kind::Touchpoint,
                    n,
                    json!({"state": "held", "starts": format!("{day}T10:00:00Z"), "people": [id(40)],
                        "next_step": {"what": "the window counts of October", "when": "2026-11-09"}}),
                )),
                7 => Some(record(
                    Kind::Promise,
                    n,
                    json!({"what": "October's window counts", "to": [id(40)], "state": "kept", "closed_on": day,
                        "due": if other % 2 == 0 { "2026-11-09" } else { "2026-11-10" }}),
                )),
                _ => None,
            };
            (n, made)
        })
}

proptest! {
    #[test]
    fn taken_in_one_by_one_is_the_same_as_taken_anew(steps in proptest::collection::vec(step(), 0..60)) {
        let account = account();
        let mut members: BTreeMap<u32, Record> = BTreeMap::new();
        let mut pulse = AccountPulse::new(&account);
        for (n, after) in steps {
            let before = members.remove(&n);
            if let Some(after) = &after {
                members.insert(n, after.clone());
            }
            let all: Vec<Record> = members.values().cloned().collect();
            let anew = pulse_of(&account, &all);
            if pulse.change(before.as_ref(), after.as_ref()) == Kept::Recount {
                pulse = anew.clone();
            }
            prop_assert_eq!(&pulse, &anew);
        }
    }
}
