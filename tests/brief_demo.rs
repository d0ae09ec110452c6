//! The pages of the demo book: their wording was weighed line by line, so any change of it shows here.

use std::collections::BTreeMap;

use ally::book::demo::demo;
use ally::brief::{self, Ask, Depth, Dossier, Elsewhere, Past};
use ally::domain::record::Body;
use ally::domain::words::{Side, Telling};
use ally::domain::{Id, Kind, Object, Record};
use ally::journal::Change;
use jiff::Zoned;

/// The demo as it stands on its day, folded from its entries.
struct Demo {
    records: BTreeMap<Id, Record>,
    history: Vec<Past>,
    now: Zoned,
}

fn told(now: &str) -> Demo {
    let now: Zoned = now.parse().expect("a moment");
    let mut objects: BTreeMap<Id, Object> = BTreeMap::new();
    let mut history = Vec::new();
    for entry in demo(&now).expect("the demo reads") {
        for change in entry.changes {
            match change {
                Change::Make(object) => {
                    let record = Record::read(object.clone()).expect("a record");
                    objects.insert(record.id(), object);
                }
                Change::Edit(edit) => {
                    let object = objects.get_mut(&edit.id).expect("made before");
                    for (field, pair) in edit.pairs() {
                        let known = |v: &serde_json::Value| (!v.is_null()).then(|| v.clone());
                        if field != "changed" {
                            history.push(Past {
                                at: entry.at,
                                record: edit.id,
                                field: field.to_owned(),
                                old: known(&pair.old),
                                new: known(&pair.new),
                                imported: entry.cause.command == "import",
                            });
                        }
                        match pair.new {
                            serde_json::Value::Null => object.shift_remove(field),
                            new => object.insert(field.to_owned(), new),
                        };
                    }
                }
                _ => {}
            }
        }
    }
    let mut counters: BTreeMap<Kind, u32> = BTreeMap::new();
    let mut records = BTreeMap::new();
    for object in objects.into_values() {
        let mut record = Record::read(object).expect("a record");
        if record.base.short.is_empty() {
            let count = counters.entry(record.kind()).or_default();
            *count += 1;
            record.base.short = format!("{}{count}", record.kind().letters());
        }
        records.insert(record.id(), record);
    }
    Demo {
        records,
        history,
        now,
    }
}

impl Demo {
    fn account(&self, name: &str) -> Id {
        self.records
            .values()
            .find(|r| r.kind() == Kind::Account && r.title() == name)
            .unwrap_or_else(|| panic!("no account {name}"))
            .id()
    }

    fn person(&self, name: &str) -> Id {
        self.records
            .values()
            .find(|r| r.kind() == Kind::Person && r.title() == name)
            .unwrap_or_else(|| panic!("nobody is called {name}"))
            .id()
    }

    fn below(&self, account: Id) -> Vec<Record> {
        self.records
            .values()
            .filter(|r| matches!(&r.body, Body::Account(b) if b.parent == Some(account)))
            .cloned()
            .collect()
    }

    fn dossier(&self, name: &str) -> Dossier {
        let account = self.account(name);
        let units = self.below(account);
        let inside = |id: Option<Id>| {
            id.is_some_and(|id| id == account || units.iter().any(|u| u.id() == id))
        };
        let all = || self.records.values();
        let ours = |r: &&Record| matches!(&r.body, Body::Person(b) if b.side == Some(Side::Ours));
        Dossier {
            account: self.records[&account].clone(),
            records: all().filter(|r| inside(r.account())).cloned().collect(),
            ours: all().filter(ours).cloned().collect(),
            guests: vec![],
            trends: all().filter(|r| r.kind() == Kind::Trend).cloned().collect(),
            elsewhere: all()
                .filter(|r| !inside(r.account()))
                .filter(|r| {
                    matches!(&r.body, Body::Problem(b)
                        if matches!(b.may_be_told, Some(Telling::Named | Telling::Unnamed)))
                })
                .map(|r| {
                    let home = r.account().expect("a problem has an account");
                    Elsewhere {
                        problem: r.clone(),
                        account: self.records[&home].clone(),
                        names: all()
                            .filter(|p| p.kind() == Kind::Person && p.account() == Some(home))
                            .map(Record::title)
                            .collect(),
                    }
                })
                .collect(),
            history: self
                .history
                .iter()
                .filter(|p| inside(self.records.get(&p.record).and_then(Record::account)))
                .cloned()
                .collect(),
            now: self.now.clone(),
            units,
        }
    }

    fn written(&self, account: &str, ask: &Ask) -> String {
        brief::text::text(&brief::page(&self.dossier(account), ask), 80)
    }
}

const MONDAY: &str = "2026-11-23T08:58:00-05:00[America/New_York]";

#[test]
fn every_account_has_a_page_within_its_limits() {
    let demo = told(MONDAY);
    for account in demo.records.values().filter(|r| r.kind() == Kind::Account) {
        for depth in Depth::ALL {
            let ask = Ask {
                depth: *depth,
                ..Ask::default()
            };
            let page = brief::page(&demo.dossier(&account.title()), &ask);
            let text = brief::text::text(&page, 80);
            let name = account.title();
            assert!(
                page.words() <= brief::WORDS,
                "{name} {depth}: {} words\n{text}",
                page.words()
            );
            assert!(
                text.lines().count() <= brief::ROWS,
                "{name} {depth}\n{text}"
            );
            if *depth == Depth::Page {
                assert!(
                    page.words_above() <= brief::WORDS_ABOVE,
                    "{name}: {} above\n{text}",
                    page.words_above()
                );
                let fold = text.lines().position(|l| l.starts_with('─'));
                assert!(
                    fold.is_none_or(|at| at < brief::FOLD),
                    "{name}: fold at {fold:?}\n{text}"
                );
            }
            println!("=== {name} {depth} {} words\n{text}", page.words());
        }
    }
}
