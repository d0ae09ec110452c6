//! Makes books of any size for measurements: seeded, so that the same numbers give the same book.
//!
//! The records are such as sellers keep: accounts with branches, people, promises, touchpoints, learnings, problems and the rest in
//! the shares that a book of some years has. Nothing here is meant to be read as a story; the demo is for that.

use jiff::{Timestamp, ToSpan, Zoned};
use rayon::prelude::*;
use serde_json::{Value, json};

use self::words::{CITY, FIRM, FIRST, INDUSTRY, LAST, MATTER, TITLE, TRADE, VERB};
use super::command::Step;
use super::core::trouble;
use super::error::{BookError, Result};
use super::handle::{Book, Hold};
use crate::domain::{Id, Kind, Object, Record};
use crate::journal::{Batch, Cause, Change, Entry, Head};

mod words;

/// How many records an entry of a made book holds.
const ENTRY: usize = 5_000;
/// How many days ago a made book was begun.
const BEGUN: i64 = 900;
/// Who keeps it.
const AUTHOR: &str = "generated";

/// How large a book to make.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Accounts, a fifth of them branches of others.
    pub accounts: usize,
    /// Records in all, accounts included.
    pub records: usize,
    /// Rows of activity.
    pub activity: usize,
    /// The seed.
    pub seed: u64,
}

/// A small generator of numbers (splitmix64), so that a seed means the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % n.max(1) as u64).unwrap_or(0)
    }
    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len())]
    }
}

/// Makes a book's records, as commands of some thousand steps each, then its activity.
pub fn steps(size: Size, now: &Zoned) -> impl Iterator<Item = Vec<Step>> {
    let mut maker = Maker::new(size, now);
    let mut done = false;
    std::iter::from_fn(move || {
        if done {
            return None;
        }
        let batch = maker.batch();
        done = batch.is_empty();
        (!done).then_some(batch)
    })
}

/// Fills a book that is new and held here; tells how many records and rows are made after each entry.
///
/// The records go into the journal as they are: that each is whole, a test says. Errors where the book is not empty, or
/// somebody else holds it.
pub fn fill(book: &mut Book, size: Size, told: &dyn Fn(usize)) -> Result<()> {
    let now = book.now();
    let Hold::Here(core) = &mut book.hold else {
        return Err(BookError::refused("somebody else holds the book"));
    };
    if core.store.position().0 != 0 {
        return Err(BookError::refused("only a new book can be filled")
            .hint("Name a directory that is not there yet."));
    }
    let mut done = 0;
    for (steps, seq) in steps(size, &now).zip(1..) {
        let changes: Vec<Change> = steps
            .into_par_iter()
            .filter_map(|step| match step {
                // The order of its fields is that of the table, as in every record of a book.
                Step::Keep(object) => Some(Change::Make(
                    Record::read(object.clone()).map_or(object, |record| record.object()),
                )),
                Step::Activity(batch) => Some(Change::Activity(batch)),
                _ => None,
            })
            .collect();
        done += changes.iter().map(weight).sum::<usize>();
        let last = changes.iter().rev().find_map(|change| match change {
            Change::Make(object) => object.get("created")?.as_str()?.parse().ok(),
            _ => None,
        });
        let head = Head {
            seq,
            at: last.unwrap_or_else(|| now.timestamp()),
            author: AUTHOR.into(),
            cause: Cause {
                command: "import".into(),
                ..Cause::default()
            },
            request: None,
            more: Object::new(),
        };
        // Made from the seed too, so that it gives the same journal to the byte.
        let salt = blake3::hash(format!("{} {seq}", size.seed).as_bytes());
        let mut half = [0; 16];
        half.copy_from_slice(&salt.as_bytes()[..16]);
        let entry = Entry { head, changes };
        core.store.append(entry, half).map_err(trouble)?;
        told(done);
    }
    Ok(())
}

fn weight(change: &Change) -> usize {
    match change {
        Change::Activity(batch) => usize::try_from(batch.rows).unwrap_or(0),
        _ => 1,
    }
}

struct Maker {
    size: Size,
    dice: Dice,
    now: Zoned,
    made: usize,
    rows: usize,
    counters: [u64; 32],
    accounts: Vec<Id>,
    people: Vec<Vec<Id>>,
}

impl Maker {
    fn new(size: Size, now: &Zoned) -> Self {
        Self {
            size,
            dice: Dice(size.seed),
            now: now.clone(),
            made: 0,
            rows: 0,
            counters: [0; 32],
            accounts: Vec::new(),
            people: Vec::new(),
        }
    }

    fn batch(&mut self) -> Vec<Step> {
        let mut out = Vec::new();
        while self.made < self.size.records && out.len() < ENTRY {
            out.push(Step::Keep(self.record()));
            self.made += 1;
        }
        if out.is_empty() && self.rows < self.size.activity && !self.accounts.is_empty() {
            out.push(Step::Activity(self.activity()));
        }
        out
    }

    /// Gives the moment at which the next record was made: spread evenly over the life of the book.
    fn moment(&self) -> Timestamp {
        let left = self.size.records.saturating_sub(self.made);
        let whole = i64::try_from(self.size.records.max(1)).unwrap_or(1);
        let ago = BEGUN * 86_400 * i64::try_from(left).unwrap_or(0) / whole;
        let now = self.now.timestamp();
        now.checked_sub(ago.seconds()).unwrap_or(now)
    }

    fn id(&mut self, then: Timestamp) -> Id {
        let mut unique = [0; 10];
        unique[..8].copy_from_slice(&self.dice.roll().to_be_bytes());
        unique[8..].copy_from_slice(&u16::try_from(self.made & 0xffff).unwrap_or(0).to_be_bytes());
        Id::new(u64::try_from(then.as_millisecond()).unwrap_or(0), unique)
    }

    fn day(&mut self, from: i64, to: i64) -> jiff::civil::Date {
        let span = usize::try_from(to - from + 1).unwrap_or(1);
        let days = from + i64::try_from(self.dice.below(span)).unwrap_or(0);
        self.now
            .date()
            .checked_add(days.days())
            .unwrap_or(self.now.date())
    }

    fn record(&mut self) -> Object {
        let kind = if self.made < self.size.accounts {
            Kind::Account
        } else if self.made < self.size.accounts * 5 {
            Kind::Person
        } else {
            match self.dice.below(100) {
                0..=21 => Kind::Promise,
                22..=46 => Kind::Touchpoint,
                47..=66 => Kind::Learning,
                67..=74 => Kind::Problem,
                75..=79 => Kind::Question,
                80..=83 => Kind::Advocacy,
                84..=90 => Kind::Person,
                91..=93 => Kind::Deal,
                94 => Kind::Agreement,
                95 => Kind::Alternative,
                96 => Kind::Loyalty,
                97 => Kind::Favour,
                98 => Kind::Survey,
                // They are the market's, not an account's: there are few.
                _ if self.dice.below(10) == 0 => Kind::Trend,
                _ => Kind::Touchpoint,
            }
        };
        let created = self.moment();
        let id = self.id(created);
        let number = &mut self.counters[usize::from(kind.number())];
        *number += 1;
        let short = format!("{}{number}", kind.letters());
        let mut object = Object::new();
        let mut put = |name: &str, value: Value| {
            object.insert(name.to_owned(), value);
        };
        put("id", json!(id));
        put("short", json!(short));
        put("kind", json!(kind));
        put("created", json!(created));
        put("changed", json!(created));
        put("author", json!(AUTHOR));
        let at = self.dice.below(self.accounts.len());
        let account = self.accounts.get(at).copied();
        let someone = self
            .people
            .get(at)
            .filter(|p| !p.is_empty())
            .map(|p| p[self.dice.below(p.len())]);
        let matter = self.dice.of(&MATTER);
        let verb = self.dice.of(&VERB);
        let city = self.dice.of(&CITY);
        if !matches!(kind, Kind::Account | Kind::Trend) {
            put("account", json!(account));
        }
        match kind {
            Kind::Account => {
                let branch =
                    self.made >= self.size.accounts - self.size.accounts / 5 && account.is_some();
                let name = if branch {
                    format!("{city} branch {}", self.made)
                } else {
                    format!(
                        "{} {} {}",
                        self.dice.of(&FIRM),
                        self.dice.of(&TRADE),
                        self.made
                    )
                };
                put("name", json!(name));
                put("industry", json!(self.dice.of(&INDUSTRY)));
                put("location", json!(city));
                put("cadence_days", json!(14 + self.dice.below(60)));
                put(
                    "business",
                    json!(format!(
                        "sells and services what {} needs around {city}",
                        self.dice.of(&INDUSTRY)
                    )),
                );
                if branch {
                    put("parent", json!(account));
                }
                self.accounts.push(id);
                self.people.push(Vec::new());
            }
            Kind::Person => {
                let (first, last) = (self.dice.of(&FIRST), self.dice.of(&LAST));
                put("name", json!(format!("{first} {last}")));
                put("side", json!("theirs"));
                put("title", json!(self.dice.of(&TITLE)));
                put(
                    "emails",
                    json!([format!(
                        "{}.{}@firm{at}.example",
                        crate::domain::names::fold(first),
                        crate::domain::names::fold(last).replace([' ', '\''], "")
                    )]),
                );
                put(
                    "phones",
                    json!([format!("+1 203 555 {:04}", self.dice.below(10_000))]),
                );
                put(
                    "stance",
                    json!(
                        self.dice
                            .of(&["champion", "supporter", "neutral", "sceptic"])
                    ),
                );
                if let Some(people) = self.people.get_mut(at) {
                    people.push(id);
                }
            }
            Kind::Promise => {
                put(
                    "direction",
                    json!(self.dice.of(&["ours", "ours", "theirs"])),
                );
                put("what", json!(format!("{verb} the {matter}")));
                put("due", json!(self.day(-700, 40)));
                put("to", json!(someone.into_iter().collect::<Vec<_>>()));
                put(
                    "state",
                    json!(if self.dice.below(60) == 0 {
                        "open"
                    } else {
                        "kept"
                    }),
                );
            }
            Kind::Touchpoint => {
                let day = self.day(-800, 30);
                let held = day < self.now.date();
                let starts = format!("{day}T{:02}:00:00Z", 8 + self.dice.below(9));
                put("starts", json!(starts));
                put(
                    "subject",
                    json!(format!(
                        "{} on {matter}",
                        self.dice.of(&["call", "meeting", "visit", "review"])
                    )),
                );
                put(
                    "channel",
                    json!(self.dice.of(&["call", "meeting", "visit", "email"])),
                );
                put("people", json!(someone.into_iter().collect::<Vec<_>>()));
                put(
                    "summary",
                    json!(format!(
                        "went through the {matter}; {city} wants us to {verb} it first"
                    )),
                );
                put("state", json!(if held { "held" } else { "planned" }));
            }
            Kind::Learning => {
                put(
                    "fact",
                    json!(format!("{city} will {verb} the {matter} before summer")),
                );
                put("person", json!(someone));
                put(
                    "facet",
                    json!(self.dice.of(&[
                        "business",
                        "goal",
                        "frustration",
                        "relationship",
                        "daily life"
                    ])),
                );
                put("learned_on", json!(self.day(-700, 0)));
                put("check_on", json!(self.day(-10, 400)));
            }
            Kind::Problem => {
                put("title", json!(format!("{matter} in {city}")));
                put("asked", json!(format!("{verb} the {matter}")));
                put(
                    "need",
                    json!(format!(
                        "people in {city} must get on without waiting for the {matter}"
                    )),
                );
                put(
                    "whys",
                    json!([{"why": format!("nobody in {city} owns the {matter}")}]),
                );
                put(
                    "cost",
                    json!({"amount": (1 + self.dice.below(900)).to_string(), "currency": "USD"}),
                );
                put("cost_per", json!("week"));
                put("cost_times", json!("10"));
                put(
                    "state",
                    json!(self.dice.of(&[
                        "heard",
                        "confirmed",
                        "diagnosed",
                        "solving",
                        "solved",
                        "parked"
                    ])),
                );
            }
            Kind::Question => {
                put(
                    "ask",
                    json!(format!("who decides on the {matter} in {city}?")),
                );
                put("whom", json!(someone.into_iter().collect::<Vec<_>>()));
                put("state", json!(self.dice.of(&["open", "asked", "dropped"])));
            }
            Kind::Advocacy => {
                put(
                    "ask",
                    json!(format!("{verb} the {matter} for {city} at no charge")),
                );
                put("raised_with", json!(["billing"]));
                put("due", json!(self.day(-90, 90)));
                put(
                    "state",
                    json!(if self.dice.below(12) == 0 {
                        self.dice.of(&["open", "accepted", "under way"])
                    } else {
                        "withdrawn"
                    }),
                );
                put("told_on", json!(self.day(-30, 0)));
            }
            Kind::Deal => {
                put("name", json!(format!("{city} {matter}")));
                put(
                    "amount",
                    json!({"amount": (1_000 + self.dice.below(900_000)).to_string(), "currency": "USD"}),
                );
                put("outcome", json!(self.dice.of(&["open", "won", "lost"])));
            }
            Kind::Agreement => {
                put("what", json!(format!("frame contract, {city}")));
                put("starts", json!(self.day(-900, -400)));
                put("ends", json!(self.day(100, 500)));
                put("notice_by", json!(self.day(20, 300)));
                put("state", json!("running"));
            }
            Kind::Alternative => {
                put(
                    "who",
                    json!(format!("{} {}", self.dice.of(&FIRM), self.dice.of(&TRADE))),
                );
                put(
                    "state",
                    json!(if self.dice.below(6) == 0 {
                        self.dice.of(&["rumoured", "seen", "shortlisted"])
                    } else {
                        "gone"
                    }),
                );
            }
            Kind::Loyalty => {
                put("on", json!(self.day(-400, 0)));
                put("stays_because", json!(["service"]));
                put(
                    "alternative",
                    json!(self.dice.of(&["would stay", "unsure", "would go"])),
                );
            }
            Kind::Favour => {
                put(
                    "what",
                    json!(
                        self.dice
                            .of(&["reference", "referral", "introduction", "quote"])
                    ),
                );
                put("person", json!(someone));
            }
            Kind::Survey => {
                put("on", json!(self.day(-400, 0)));
                put(
                    "question",
                    json!(format!("How did we {verb} the {matter}?")),
                );
                put("score", json!(self.dice.below(11).to_string()));
                put("out_of", json!("10"));
            }
            Kind::Trend => {
                put(
                    "title",
                    json!(format!("{matter} in {}", self.dice.of(&INDUSTRY))),
                );
                put("industries", json!([self.dice.of(&INDUSTRY)]));
                put(
                    "implications",
                    json!([{"account": account, "so_what": format!("{city} must {verb}")}]),
                );
                put(
                    "state",
                    json!(if self.dice.below(6) == 0 {
                        "watching"
                    } else {
                        "passed"
                    }),
                );
            }
        }
        object
    }

    /// Makes one batch of rows for one account: it orders some of our products, for some of its sites.
    fn activity(&mut self) -> Batch {
        let rows = 10_000.min(self.size.activity - self.rows);
        let at = self.dice.below(self.accounts.len());
        let account = self.accounts[at];
        let mut lines = String::new();
        for n in 0..rows {
            let row = json!([
                account,
                self.day(-900, -1),
                format!("o{}", self.rows + n / 3),
                format!("product {}", (at * 7 + self.dice.below(20)) % 200),
                CITY[(at + self.dice.below(3)) % CITY.len()],
                self.dice.of(&["phone", "web", "counter"]),
                (1 + self.dice.below(20)).to_string(),
                format!("{}.{:02}", 5 + self.dice.below(2_000), self.dice.below(100)),
                "USD"
            ]);
            lines.push_str(&row.to_string());
            lines.push('\n');
        }
        self.rows += rows;
        Batch::pack(rows as u64, lines.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Record;

    #[test]
    fn a_book_that_is_filled_twice_is_the_same_to_the_byte_and_sound() {
        let fixed = "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        let size = Size {
            accounts: 10,
            records: 300,
            activity: 12_000,
            seed: 3,
        };
        let made: Vec<Vec<u8>> = ["one", "two"]
            .iter()
            .map(|name| {
                let options = crate::book::Options {
                    dir: dir.path().join(name),
                    clock: crate::book::Clock::fixed(Zoned::clone(&fixed)),
                    author: "me".into(),
                    create: true,
                    bench: None,
                };
                let mut book = Book::open(options.clone()).unwrap();
                fill(&mut book, size, &|_| {}).unwrap();
                assert_eq!(book.all().unwrap().len(), 300);
                let accounts = book.account_names().unwrap().0;
                let rows = |id| book.activity(id).unwrap().len();
                assert_eq!(
                    accounts.iter().map(|a| a.id).map(rows).sum::<usize>(),
                    12_000
                );
                assert!(
                    fill(&mut book, size, &|_| {}).is_err(),
                    "it is no longer new"
                );
                drop(book);
                let report = crate::book::check(&options, false).unwrap();
                assert_eq!(report.findings, []);
                std::fs::read(options.dir.join("journal/00000001.ally")).unwrap()
            })
            .collect();
        assert!(made[0] == made[1]);
    }

    #[test]
    fn a_seed_means_the_same_book_and_every_record_is_whole() {
        let now: Zoned = "2026-11-23T09:00:00-05:00[America/New_York]"
            .parse()
            .unwrap();
        let size = Size {
            accounts: 20,
            records: 600,
            activity: 50,
            seed: 7,
        };
        let all: Vec<Step> = steps(size, &now).flatten().collect();
        assert_eq!(all, steps(size, &now).flatten().collect::<Vec<_>>());
        let mut records = 0;
        for step in &all {
            match step {
                Step::Keep(object) => {
                    records += 1;
                    Record::read_strictly(object.clone())
                        .unwrap()
                        .check()
                        .unwrap();
                }
                Step::Activity(batch) => assert_eq!(
                    batch
                        .unpack()
                        .unwrap()
                        .iter()
                        .filter(|b| **b == b'\n')
                        .count(),
                    50
                ),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(records, 600);
    }
}
