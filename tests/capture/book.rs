//! A small book to type into: four accounts, their people, a fight, a promise, a complaint.

use std::collections::HashMap;
use std::sync::LazyLock;

use ally::capture::{
    Context, Made, Making, NoRecords, Parsed, Records, Settled, Step, make, parse,
};
use ally::domain::days::Weekend;
use ally::domain::directory::Directory;
use ally::domain::names::{Name, Names};
use ally::domain::{Base, Body, Date, Id, Kind, Record};
use jiff::Zoned;
use serde_json::json;

pub fn id(n: u8) -> Id {
    Id::new(1_700_000_000_000 + u64::from(n), [n; 10])
}

pub fn now() -> Zoned {
    "2026-11-23T09:31:00-05:00[America/New_York]"
        .parse()
        .unwrap()
}

pub fn today() -> Date {
    now().date()
}

pub const ACME: u8 = 1;
pub const CONN: u8 = 2;
pub const HART: u8 = 3;
pub const EMEA: u8 = 4;
pub const GRUN: u8 = 5;

/// Number, short id, name, other names, account, ours.
type Row = (
    u8,
    &'static str,
    &'static str,
    &'static [&'static str],
    u8,
    bool,
);

const PEOPLE: &[Row] = &[
    (20, "pe1", "Elena Ruiz", &[], CONN, false),
    (21, "pe2", "Raymond Cole", &["Ray"], CONN, false),
    (22, "pe3", "Anna Berg", &[], ACME, false),
    (23, "pe4", "Anne Holt", &[], ACME, false),
    (24, "pe5", "Ben Ortiz", &[], ACME, false),
    (25, "pe6", "Pat Moreno", &[], 0, true),
    (26, "pe7", "June Albright", &["JJ"], 0, true),
    (27, "pe8", "María José López", &["Majo"], ACME, false),
    (28, "pe9", "Jürgen Groß", &[], GRUN, false),
    (29, "pe10", "François d'Aubigny", &[], HART, false),
    (30, "pe11", "Siobhán O'Brien", &[], HART, false),
    (31, "pe12", "Li Wei", &["李伟"], CONN, false),
    (32, "pe13", "Anna Kowalska", &[], HART, false),
];

pub fn names() -> Names {
    let account = |n: u8, short: &str, name: &str, others: &[&str], parent: Option<u8>| Name {
        id: id(n),
        kind: Kind::Account,
        short: short.into(),
        name: name.into(),
        others: others.iter().map(|o| (*o).into()).collect(),
        account: parent.map(id),
        ours: false,
        emails: Vec::new(),
    };
    let mut all = vec![
        account(ACME, "ac1", "Acme", &["Acme Industrial"], None),
        account(
            CONN,
            "ac2",
            "Connecticut DMV",
            &["DMV", "Connecticut Department of Motor Vehicles"],
            None,
        ),
        account(HART, "ac3", "Hartford Fresh", &[], None),
        account(EMEA, "ac4", "EMEA", &[], Some(ACME)),
        account(GRUN, "ac5", "Grünwald Metall", &["GWM"], None),
    ];
    for (n, short, name, others, account, ours) in PEOPLE {
        all.push(Name {
            id: id(*n),
            kind: Kind::Person,
            short: (*short).into(),
            name: (*name).into(),
            others: others.iter().map(|o| (*o).into()).collect(),
            account: (*account > 0).then(|| id(*account)),
            ours: *ours,
            emails: if *n == 24 {
                vec!["ben@acme.example".into()]
            } else {
                Vec::new()
            },
        });
    }
    Names(all)
}

fn record(n: u8, short: &str, kind: Kind, fields: &serde_json::Value) -> Record {
    let mut base = Base::new(id(n), now().timestamp(), "me");
    base.short = short.into();
    let mut record = Record::new(kind, base);
    for (name, value) in fields.as_object().unwrap() {
        record.set(name, value.clone()).unwrap();
    }
    record
}

/// The records that lines name, and the last problem of each account.
#[derive(Clone, Default)]
pub struct Shelf {
    pub records: HashMap<Id, Record>,
    pub last: HashMap<Option<Id>, Id>,
}

impl Shelf {
    pub fn full() -> Self {
        let mut shelf = Shelf::default();
        for r in [
            record(
                40,
                "pm7",
                Kind::Promise,
                &json!({"account": id(ACME), "what": "send the Q3 price list", "direction": "ours"}),
            ),
            record(
                41,
                "pm8",
                Kind::Promise,
                &json!({"account": id(ACME), "what": "old one", "direction": "ours", "state": "kept"}),
            ),
            record(
                42,
                "ad4",
                Kind::Advocacy,
                &json!({"account": id(CONN), "ask": "waive the line charge", "state": "won"}),
            ),
            record(
                43,
                "ad5",
                Kind::Advocacy,
                &json!({"account": id(CONN), "ask": "a second technician"}),
            ),
            record(
                44,
                "pb12",
                Kind::Problem,
                &json!({"account": id(ACME), "title": "scrap rate 4 % on line 3", "asked": "less scrap"}),
            ),
            record(
                45,
                "pb13",
                Kind::Problem,
                &json!({"account": id(CONN), "title": "long lines"}),
            ),
            record(
                46,
                "qu2",
                Kind::Question,
                &json!({"account": id(ACME), "ask": "who signs above 500k?"}),
            ),
            record(
                47,
                "tp9",
                Kind::Touchpoint,
                &json!({"account": id(ACME), "channel": "complaint", "state": "held", "summary": "phones dead", "recovery": {"owner": "me"}}),
            ),
            record(
                48,
                "tp10",
                Kind::Touchpoint,
                &json!({"account": id(ACME), "channel": "call", "state": "held"}),
            ),
            record(
                49,
                "al3",
                Kind::Alternative,
                &json!({"account": id(CONN), "who": "Norland", "evidence": "they pitched in May", "state": "shortlisted"}),
            ),
            record(
                24,
                "pe5",
                Kind::Person,
                &json!({"account": id(ACME), "name": "Ben Ortiz", "side": "theirs", "emails": ["ben@acme.example"]}),
            ),
        ] {
            shelf.records.insert(r.id(), r);
        }
        shelf
    }

    /// The call with Acme goes on, and `pb12` was named in it.
    pub fn in_call() -> Self {
        let mut shelf = Self::full();
        shelf.last.insert(Some(id(ACME)), id(44));
        shelf
    }
}

impl Records for Shelf {
    fn record(&self, id: Id) -> Option<Record> {
        self.records.get(&id).cloned()
    }
    fn short(&self, short: &str) -> Option<Record> {
        self.records
            .values()
            .find(|r| r.short().eq_ignore_ascii_case(short))
            .cloned()
    }
    fn last_problem(&self, account: Option<Id>) -> Option<Id> {
        self.last.get(&account).copied()
    }
    fn of_kind(&self, account: Id, kind: Kind) -> Vec<Record> {
        let of = |record: &&Record| record.kind() == kind && record.account() == Some(account);
        self.records.values().filter(of).cloned().collect()
    }
}

/// Where the person is while typing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum At {
    /// The shell: no account, no signs.
    Shell,
    /// Acme is current, signs count.
    Acme,
    /// In a call with Acme: touchpoint tp10.
    Call,
    /// The text was pasted into the capture bar of Acme.
    Pasted,
}

pub fn with<T>(at: At, then: impl FnOnce(&Context<'_>) -> T) -> T {
    static NAMES: LazyLock<Directory> = LazyLock::new(|| names().into());
    static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::full);
    static CALL: LazyLock<Shelf> = LazyLock::new(Shelf::in_call);
    let weekend = Weekend::default();
    let shelf: &Shelf = if at == At::Call { &CALL } else { &SHELF };
    then(&Context {
        names: &NAMES,
        records: shelf,
        account: (at != At::Shell).then(|| id(ACME)),
        touchpoint: (at == At::Call).then(|| id(48)),
        today: today(),
        weekend: &weekend,
        currency: None,
        signs: at != At::Shell,
        pasted: at == At::Pasted,
    })
}

pub fn read(at: At, line: &str) -> Parsed {
    with(at, |context| parse(line, context, &Settled::default()))
}

pub fn made(at: At, line: &str) -> Made {
    with(at, |context| make_in(context, line))
}

pub fn make_in(context: &Context<'_>, line: &str) -> Made {
    let parsed = parse(line, context, &Settled::default());
    let now = now();
    let mut next = 100;
    let mut ids = || {
        next += 1;
        id(next)
    };
    make(
        &parsed,
        context,
        &mut Making {
            now: &now,
            author: "me",
            minute: context.touchpoint.is_some(),
            id: &mut ids,
        },
    )
    .unwrap()
}

/// The names of people in a parsed line, in order, stubs with a star.
pub fn people(parsed: &Parsed) -> Vec<String> {
    use ally::capture::Somebody;
    parsed
        .before
        .iter()
        .chain(&parsed.mentioned)
        .chain(&parsed.to)
        .chain(&parsed.by)
        .map(|w| match w {
            Somebody::New { name } => format!("{name}*"),
            Somebody::Words(words) => format!("“{words}”"),
            Somebody::Known { name, .. } => name.clone(),
        })
        .collect()
}

pub fn new_people(made: &Made) -> Vec<String> {
    made.steps
        .iter()
        .filter_map(|s| match s {
            Step::Make(r) if matches!(r.body, Body::Person(_)) => Some(r.title()),
            _ => None,
        })
        .collect()
}

/// A context with nobody and nothing in it.
pub fn empty_context<T>(then: impl FnOnce(&Context<'_>) -> T) -> T {
    let names = Directory::default();
    let weekend = Weekend::default();
    then(&Context {
        names: &names,
        records: &NoRecords,
        account: None,
        touchpoint: None,
        today: today(),
        weekend: &weekend,
        currency: None,
        signs: false,
        pasted: false,
    })
}
