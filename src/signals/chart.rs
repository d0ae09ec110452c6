//! The organisation chart of an account: who reports to whom, who sways whom, and on how few threads we hang.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::domain::kinds::Person;
use crate::domain::record::days_between;
use crate::domain::words::{How, Part, Side, Stance};
use crate::domain::{Body, Date, Id, Moment, Record};

/// Whoever was not met for so many days hangs on no thread of ours.
const MET: i32 = 180;

/// Somebody on the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The row of the record.
    pub row: usize,
    /// For each level above whether its line goes on below, and for the own one whether a sibling follows.
    pub lines: Vec<bool>,
}

/// One line of influence: from a place on the chart to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sway {
    /// The place of whoever sways.
    pub from: usize,
    /// The place of whoever listens.
    pub to: usize,
}

/// The chart of an account: people in the order of the tree, and the lines of influence between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chart {
    /// Everybody of theirs, each below whom they report to.
    pub nodes: Vec<Node>,
    /// Who sways whom.
    pub sways: Vec<Sway>,
}

/// Gives a person of theirs.
pub fn theirs(record: &Record) -> Option<&Person> {
    match &record.body {
        Body::Person(body) if body.side != Some(Side::Ours) => Some(body),
        _ => None,
    }
}

/// Takes the chart from the records of an account.
pub fn chart(records: &[Arc<Record>]) -> Chart {
    let here: HashSet<Id> = records
        .iter()
        .filter(|record| theirs(record).is_some())
        .map(|record| record.id())
        .collect();
    let mut under: BTreeMap<Option<Id>, Vec<usize>> = BTreeMap::new();
    for (row, record) in records.iter().enumerate() {
        if let Some(body) = theirs(record) {
            let boss = body
                .reports_to
                .filter(|id| here.contains(id) && *id != record.id());
            under.entry(boss).or_default().push(row);
        }
    }
    let mut chart = Chart::default();
    let tops = under.remove(&None).unwrap_or_default();
    let mut waiting: Vec<Node> = tops
        .into_iter()
        .rev()
        .map(|row| Node {
            row,
            lines: Vec::new(),
        })
        .collect();
    while let Some(node) = waiting.pop() {
        let reports = under
            .remove(&Some(records[node.row].id()))
            .unwrap_or_default();
        let last = reports.len().saturating_sub(1);
        for (at, row) in reports.into_iter().enumerate().rev() {
            let mut lines = node.lines.clone();
            lines.push(at < last);
            waiting.push(Node { row, lines });
        }
        chart.nodes.push(node);
    }
    // People who report to each other in a circle are still somewhere.
    chart
        .nodes
        .extend(under.into_values().flatten().map(|row| Node {
            row,
            lines: Vec::new(),
        }));
    let place: HashMap<Id, usize> = chart
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| (records[node.row].id(), at))
        .collect();
    for (from, node) in chart.nodes.iter().enumerate() {
        for link in &records[node.row].base.links {
            if link.how == Some(How::Drives)
                && let Some(to) = link.to.and_then(|to| place.get(&to).copied())
                && to != from
            {
                chart.sways.push(Sway { from, to });
            }
        }
    }
    chart
}

/// Gives everybody of theirs who was met within six months.
pub fn met(records: &[Arc<Record>], today: Date, day_of: &dyn Fn(&Moment) -> Date) -> BTreeSet<Id> {
    let people: HashSet<Id> = records
        .iter()
        .filter(|record| theirs(record).is_some())
        .map(|record| record.id())
        .collect();
    records
        .iter()
        .filter_map(|record| match &record.body {
            Body::Touchpoint(body) if record.state() == Some("held") => {
                let on = day_of(body.starts.as_ref()?);
                (days_between(on, today) <= MET).then_some(&body.people)
            }
            _ => None,
        })
        .flatten()
        .filter(|id| people.contains(id))
        .copied()
        .collect()
}

/// Says on how few threads we hang: people met, people who decide and are for us, people of ours; without stances while
/// others see the screen.
pub fn threads(
    records: &[Arc<Record>],
    today: Date,
    day_of: &dyn Fn(&Moment) -> Date,
    called: &dyn Fn(Id) -> String,
    present: bool,
) -> Vec<String> {
    let people: Vec<&Arc<Record>> = records
        .iter()
        .filter(|record| theirs(record).is_some())
        .collect();
    let mut said = Vec::new();
    if people.len() < 2 {
        return said;
    }
    let met = met(records, today, day_of);
    match met.len() {
        0 => said.push("nobody of theirs was met in six months".to_owned()),
        1 => said.extend(
            met.first()
                .map(|one| format!("only {} was met in six months", called(*one))),
        ),
        _ => {}
    }
    if !present {
        let decides =
            |body: &Person| matches!(body.part, Some(Part::Decides | Part::CanVeto | Part::Pays));
        let deciders = people
            .iter()
            .filter(|record| theirs(record).is_some_and(decides))
            .count();
        let friends: Vec<Id> = people
            .iter()
            .filter(|record| {
                theirs(record).is_some_and(|body| {
                    decides(body)
                        && matches!(body.stance, Some(Stance::Champion | Stance::Supporter))
                })
            })
            .map(|record| record.id())
            .collect();
        match (deciders, friends.as_slice()) {
            (1.., []) => said.push("nobody who decides is for us".into()),
            (2.., [one]) => said.push(format!(
                "of {deciders} who decide only {} is for us",
                called(*one)
            )),
            _ => {}
        }
    }
    let covering: BTreeSet<Id> = people
        .iter()
        .filter_map(|record| theirs(record))
        .flat_map(|body| body.covered_by.iter().copied())
        .collect();
    let covered = people
        .iter()
        .filter(|record| theirs(record).is_some_and(|body| !body.covered_by.is_empty()))
        .count();
    if covering.len() == 1
        && covered >= 2
        && let Some(one) = covering.first()
    {
        said.push(format!(
            "{} alone knows all {covered} of them",
            called(*one)
        ));
    }
    said
}
