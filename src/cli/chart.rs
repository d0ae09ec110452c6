//! `ally chart ACCOUNT`: who reports to whom, where each stands, who sways whom, and on how few threads we hang.

use std::sync::Arc;

use serde_json::json;

use super::args::Chart as Args;
use super::here::Here;
use super::output::{Cell, Table, Tone};
use crate::book::Result;
use crate::domain::words::Words;
use crate::domain::{Id, Record};
use crate::signals::chart::{Chart, chart, theirs, threads};

/// Shows the chart of an account and its units.
pub fn run(here: &mut Here<'_>, args: &Args) -> Result<()> {
    let mut book = here.read(args.reading.as_of.as_deref())?;
    let account = book.find_account(&args.account.join(" "))?;
    let zone = book.now().time_zone().clone();
    let dossier = book.dossier(account, None)?;
    let records: Vec<Arc<Record>> = dossier.records.iter().cloned().map(Arc::new).collect();
    let everybody = || dossier.records.iter().chain(&dossier.ours);
    let called = |id: Id| {
        let one = everybody().find(|record| record.id() == id);
        one.map_or_else(|| "somebody".to_owned(), Record::title)
    };
    let found = chart(&records);
    let hang = threads(
        &records,
        here.today(),
        &|at| at.day_in(&zone),
        &called,
        false,
    );
    if args.reading.json {
        let all: Vec<_> = (0..found.nodes.len())
            .map(|at| object(&found, at, &records))
            .collect();
        here.out
            .json(&json!({"people": all, "single_threads": hang}));
        return Ok(());
    }
    if found.nodes.is_empty() {
        here.out
            .line("Nobody of theirs is known yet. ally add \"person ACCOUNT: …\" adds somebody.");
        return Ok(());
    }
    let mut table = Table::new(&["", "", "does", "part", "stands", "sways"]);
    for (at, node) in found.nodes.iter().enumerate() {
        let record = &records[node.row];
        let Some(person) = theirs(record) else {
            continue;
        };
        let sways: Vec<String> = sways(&found, at, &records)
            .map(|other| other.title())
            .collect();
        let word = |word: Option<&'static str>| word.unwrap_or_default().to_owned();
        table.row(vec![
            Cell::new(Tone::Muted, record.short().to_owned()),
            format!("{}{}", "  ".repeat(node.lines.len()), record.title()).into(),
            Cell::new(Tone::Muted, person.title.clone().unwrap_or_default()),
            word(person.part.map(Words::word)).into(),
            word(person.stance.map(Words::word)).into(),
            Cell::new(Tone::Muted, sways.join(", ")),
        ]);
    }
    here.out.table(&table);
    for thread in hang {
        here.out
            .labelled("single thread", &thread, 15, Tone::Accent);
    }
    Ok(())
}

/// Lists whom somebody sways.
fn sways<'a>(
    chart: &'a Chart,
    at: usize,
    records: &'a [Arc<Record>],
) -> impl Iterator<Item = &'a Arc<Record>> {
    let from_here = chart.sways.iter().filter(move |sway| sway.from == at);
    from_here.map(|sway| &records[chart.nodes[sway.to].row])
}

fn object(chart: &Chart, at: usize, records: &[Arc<Record>]) -> serde_json::Value {
    let record = &records[chart.nodes[at].row];
    let sways: Vec<Id> = sways(chart, at, records).map(|other| other.id()).collect();
    let mut object = record.object();
    object.insert("level".into(), json!(chart.nodes[at].lines.len()));
    object.insert("sways".into(), json!(sways));
    serde_json::Value::Object(object)
}
