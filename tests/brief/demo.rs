//! The pages of the demo book: their wording was weighed line by line, so any change of it shows here.

// A test that cannot go on says where.
#![allow(
    clippy::unwrap_used,
    clippy::format_push_string,
    clippy::format_collect
)]

use std::collections::BTreeMap;

use ally::book::demo::demo;
use ally::brief::{self, Ask, Audience, Depth, Dossier, Elsewhere, Past};
use ally::domain::names::{Name, Names};
use ally::domain::record::Body;
use ally::domain::words::{Side, Telling};
use ally::domain::{Id, Kind, Object, Record};
use ally::journal::Change;
use ally::signals::{self, AccountPulse, Pulse, pulse_of};
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

    fn record(&self, kind: Kind, title: &str) -> Id {
        self.records
            .values()
            .find(|r| r.kind() == kind && r.title().starts_with(title))
            .unwrap_or_else(|| panic!("no {kind} “{title}”"))
            .id()
    }

    fn pulses(&self) -> Vec<AccountPulse> {
        self.records
            .values()
            .filter(|r| r.kind() == Kind::Account)
            .map(|account| {
                let members: Vec<Record> = self
                    .records
                    .values()
                    .filter(|r| r.account() == Some(account.id()))
                    .cloned()
                    .collect();
                pulse_of(account, &members)
            })
            .collect()
    }

    fn with_pulse<T>(&self, compute: impl FnOnce(&Pulse<'_>) -> T) -> T {
        let accounts = self.pulses();
        let trends: Vec<Record> = self
            .records
            .values()
            .filter(|r| r.kind() == Kind::Trend)
            .cloned()
            .collect();
        compute(&Pulse {
            now: self.now.clone(),
            weekend: ally::domain::days::Weekend::default(),
            accounts: &accounts,
            trends: &trends,
            names: (&Names(self.records.values().filter_map(Name::of).collect())).into(),
            shifts: &[],
        })
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
            shifts: Vec::new(),
            buying: None,
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
        }
    }
}

fn at(depth: Depth) -> Ask {
    Ask {
        depth,
        ..Ask::default()
    }
}

#[test]
fn the_pages_as_they_were_weighed() {
    let demo = told(MONDAY);
    for (name, account, ask) in [
        ("dmv_page", "Connecticut DMV", at(Depth::Page)),
        ("dmv_walk_in", "Connecticut DMV", at(Depth::WalkIn)),
        ("dmv_first", "Connecticut DMV", at(Depth::First)),
        ("dmv_escalation", "Connecticut DMV", at(Depth::Escalation)),
        ("dmv_review", "Connecticut DMV", at(Depth::Review)),
        ("beacon_page", "Beacon Mutual", at(Depth::Page)),
        ("beacon_renewal", "Beacon Mutual", at(Depth::Renewal)),
        ("northline_page", "Northline Supply", at(Depth::Page)),
        ("northline_review", "Northline Supply", at(Depth::Review)),
        ("hartford_page", "Hartford Fresh", at(Depth::Page)),
        ("ridgeway_page", "Ridgeway Freight", at(Depth::Page)),
        (
            "brendan_escalation",
            "Saint Brendan Hospital",
            at(Depth::Escalation),
        ),
        (
            "dmv_for_cole_and_marsh",
            "Connecticut DMV",
            Ask {
                with: vec![demo.person("Raymond Cole"), demo.person("Theo Marsh")],
                ..Ask::default()
            },
        ),
        (
            "dmv_customer",
            "Connecticut DMV",
            Ask {
                audience: Audience::Customer,
                ..Ask::default()
            },
        ),
        (
            "dmv_private_why",
            "Connecticut DMV",
            Ask {
                audience: Audience::Private,
                why: true,
                ..Ask::default()
            },
        ),
    ] {
        insta::assert_snapshot!(name, demo.written(account, &ask));
    }
}

#[test]
fn two_customers_at_one_table_do_not_read_each_others_affairs() {
    let demo = told(MONDAY);
    let ask = |with: Vec<_>| Ask {
        audience: Audience::Customer,
        with,
        ..Ask::default()
    };
    let amsel = demo.person("Judith Amsel");
    let both = demo.written(
        "Beacon Mutual",
        &ask(vec![amsel, demo.person("Curtis Boyle")]),
    );
    assert!(!both.contains("Norland"), "{both}");
    assert!(both.contains("Amsel kept a promise"), "{both}");
    let alone = demo.written("Beacon Mutual", &ask(vec![amsel]));
    assert!(alone.contains("ours beside Norland"), "{alone}");
}

#[test]
fn the_letters_as_they_were_weighed() {
    let demo = told(MONDAY);
    let dmv = demo.dossier("Connecticut DMV");
    insta::assert_snapshot!(
        "dmv_handover",
        brief::text::text(&brief::handover(&dmv), 80)
    );
    let fight = demo.record(Kind::Advocacy, "a second cable route");
    let case = brief::case(&dmv, fight).expect("a case");
    insta::assert_snapshot!("dmv_case", brief::text::text(&case, 80));
    let ridgeway = demo.dossier("Ridgeway Freight");
    let fight = demo.record(Kind::Advocacy, "a stock that sales can't take from");
    let case = brief::case(&ridgeway, fight).expect("a case");
    insta::assert_snapshot!("ridgeway_case", brief::text::text(&case, 80));
    insta::assert_snapshot!(
        "dmv_page_markdown",
        brief::markdown::markdown(&brief::page(&dmv, &Ask::default()))
    );
}

#[test]
fn today_and_the_week_as_they_were_weighed() {
    let demo = told(MONDAY);
    let today = demo.with_pulse(|pulse| {
        signals::today(pulse)
            .iter()
            .map(|s| {
                format!(
                    "{:2} {:<14} {:>10}  {:<24} {}\n{:42}{}\n{:42}next: {}\n",
                    s.rank,
                    s.class.heading(),
                    s.lead,
                    s.name,
                    s.text,
                    "",
                    s.reason,
                    "",
                    s.step
                )
            })
            .collect::<String>()
    });
    insta::assert_snapshot!("today", today);
    let week = demo.with_pulse(|pulse| {
        let mut out = String::new();
        for day in signals::week::week(pulse, 7) {
            out.push_str(&format!("{}\n", day.date.strftime("%a %-d %b")));
            for m in &day.meetings {
                let aim = if m.aimed { "" } else { " · no aim yet" };
                out.push_str(&format!(
                    "  {} {} · {} · {}{aim}\n",
                    m.time, m.name, m.text, m.with
                ));
                for b in &m.bring {
                    out.push_str(&format!("        {} ({})\n", b.text, b.remark));
                }
            }
            for s in &day.due {
                out.push_str(&format!(
                    "  {} · {} · {} · {}\n",
                    s.lead, s.name, s.text, s.reason
                ));
            }
        }
        out
    });
    insta::assert_snapshot!("week", week);
}

#[test]
fn how_well_we_know_them_opens_into_its_parts() {
    let demo = told(MONDAY);
    let dossier = demo.dossier("Connecticut DMV");
    let records: Vec<_> = dossier.records.iter().collect();
    let around = signals::gaps::Around {
        account: &dossier.account,
        records: &records,
        trends: &dossier.trends,
        shifts: &dossier.shifts,
        today: demo.now.date(),
    };
    let known = signals::gaps::how_well(&around);
    assert_eq!(
        known.of,
        known
            .parts
            .iter()
            .map(|p| p.known.len() + p.missing.len())
            .sum::<usize>()
    );
    assert!(
        known
            .percent()
            .is_some_and(|percent| percent > 30 && percent < 100),
        "{known:?}"
    );
    for part in known
        .parts
        .iter()
        .filter(|p| p.missing.iter().any(|m| m.contains("what they need")))
    {
        assert!(part.raise.is_some(), "{part:?}");
    }
}
