//! The lookup over the whole book: what of each record is found and shown, and the snapshot beside the book.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::domain::names::{ById, Name, Names};
use crate::domain::{Id, Kind, Record, parse_short, state};
use crate::lookup::{
    self, Completion, Corpus, Entry, Halt, Hit, Query, Role, Session, Term, Units, Vocabulary,
};

use super::asked;
use super::error::{BookError, Result};
use super::handle::{Book, Hold};
use super::lookup_entry::{entry_of, people_of};
use crate::store;

/// The names after `is:`, by bit.
pub(super) const FLAGS: [&str; 6] = ["open", "private", "inbox", "ours", "theirs", "unit"];

/// For so many records the names in them are read one by one.
const FEW: usize = 1_000;

/// So many records are read before their entries are made.
const BATCH: usize = 8_192;

/// While one types, what the notes have is waited for so long: on a book so large that it takes longer, `=` asks for it.
const NOTES: Duration = Duration::from_millis(60);

/// So many of the kind that a word asks for stand before the rest.
const ASKED: usize = 10;

/// A snapshot that lags behind by more records than this is written anew.
const LAG: usize = 200;

/// Gives the kinds and flags that the lookup knows by name.
///
/// The weights are in points of the score, in fours ([`lookup::weights`]): who and whom one looks for most stands first where the
/// letters fit as well, then what is worked on.
pub fn vocabulary() -> Vocabulary {
    let kinds = Kind::ALL.iter().map(|kind| {
        let (role, weight) = match kind {
            Kind::Account => (Role::Account, 8),
            Kind::Person => (Role::Person, 8),
            Kind::Problem | Kind::Advocacy | Kind::Promise => (Role::Other, 4),
            _ => (Role::Other, 0),
        };
        lookup::Kind::new(kind.number(), kind.word(), role, weight)
    });
    Vocabulary::new(
        kinds.collect(),
        FLAGS.iter().map(|f| (*f).to_owned()).collect(),
    )
}

/// Says whether a hit is private.
pub fn is_private(hit: &Hit) -> bool {
    is(hit, "private")
}

fn is(hit: &Hit, flag: &str) -> bool {
    let bit = FLAGS.iter().position(|known| *known == flag);
    bit.is_some_and(|bit| hit.flags & (1 << bit) != 0)
}

/// Takes `is:won` for what it is: a state, which stands in brackets at the end of a record's line.
fn with_states(mut query: Query) -> Query {
    let known = |typed: &str| {
        let word = typed.strip_prefix("is:")?.to_lowercase();
        let mut all = Kind::ALL.iter().flat_map(|kind| state::states(*kind));
        all.find(|state| **state == word).copied()
    };
    let mut terms = Vec::new();
    query.unknown.retain(|typed| {
        let state = known(typed);
        terms.extend(state.map(|state| Term {
            text: format!("[{state}]"),
            typed: format!("[{state}]"),
            exact: true,
        }));
        state.is_none()
    });
    query.terms.extend(terms);
    query
}

/// The lookup of one book, as far as the journal had come when it was last brought up to date.
pub struct Finder {
    corpus: Corpus,
    session: Session,
    stamp: Stamp,
    /// The snapshot is not what was written: the lookup is to be built anew.
    damaged: bool,
    /// Which accounts are units of which, as soon as somebody is in one.
    units: OnceLock<Units>,
}

#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
struct Stamp {
    shape: u32,
    seq: u64,
    chain: String,
}

/// A new number makes old snapshots be built anew.
const SHAPE: u32 = 2;

impl Finder {
    /// Opens the snapshot in a book's folder where nothing came since it was made: the book itself need not be opened for a question.
    ///
    /// It is for one question: what that reads is not kept for the next.
    /// Nothing where that is not sure; then [`Finder::open`] sees to it.
    pub fn at_hand(dir: &Path) -> Option<Finder> {
        let mut finder = Self::of_snapshot(dir)?;
        finder.session = Session::once();
        let fits = finder.stamp.shape == SHAPE && store::ends_with(dir, &finder.stamp.chain);
        fits.then_some(finder)
    }

    fn of_snapshot(dir: &Path) -> Option<Finder> {
        let (corpus, stamp) = lookup::snapshot::open(&dir.join(SNAPSHOT))?;
        Some(Finder {
            corpus,
            session: Session::new(),
            stamp: serde_json::from_slice(&stamp).ok()?,
            damaged: false,
            units: OnceLock::new(),
        })
    }

    /// Opens the snapshot beside the book and brings it up to date, or builds the lookup anew; keeps the snapshot for next time.
    pub fn open(book: &mut Book) -> Result<Finder> {
        if let Some(mut finder) = Self::of_snapshot(book.dir())
            && let Some(touched) = finder.catch_up(book)?
        {
            if touched > LAG {
                finder.save(book);
            }
            return Ok(finder);
        }
        let finder = Self::build(book)?;
        finder.save(book);
        Ok(finder)
    }

    /// Builds the lookup from every record.
    pub fn build(book: &mut Book) -> Result<Finder> {
        let (seq, chain) = book.position()?;
        let names = book.names()?;
        let names = ById::from(&names);
        let mut entries: Vec<Entry> = Vec::new();
        book.batches(BATCH, &mut |records| {
            entries.par_extend(records.into_par_iter().map(|r| entry_of(&r, &names)));
        })?;
        let threads = std::thread::available_parallelism()
            .map_or(1, std::num::NonZero::get)
            .min(8);
        let corpus = Corpus::build(vocabulary(), entries, threads);
        Ok(Finder {
            corpus,
            session: Session::new(),
            stamp: Stamp {
                shape: SHAPE,
                seq,
                chain,
            },
            damaged: false,
            units: OnceLock::new(),
        })
    }

    /// Takes in what came since; gives how many records that were, or nothing where the lookup is not of this journal.
    pub fn catch_up(&mut self, book: &mut Book) -> Result<Option<usize>> {
        let (seq, chain) = book.position()?;
        if self.damaged
            || self.stamp.shape != SHAPE
            || self.stamp.seq > seq
            || (self.stamp.seq == seq && self.stamp.chain != chain)
        {
            return Ok(None);
        }
        if self.stamp.seq == seq {
            return Ok(Some(0));
        }
        let missing = usize::try_from(seq - self.stamp.seq).unwrap_or(usize::MAX);
        // Many entries are read sooner as what they add up to.
        if missing > 5_000 {
            return Ok(None);
        }
        let entries = book.history(None, missing)?;
        let touched: BTreeSet<Id> = entries
            .iter()
            .flat_map(|e| &e.changes)
            .filter_map(crate::journal::Change::record)
            .collect();
        if touched.len() > 50_000 {
            return Ok(None);
        }
        let ids: Vec<Id> = touched.iter().copied().collect();
        let now = book.records(&ids)?;
        // What is gone may have been an account.
        if now.len() < ids.len() || now.iter().any(|record| record.kind() == Kind::Account) {
            self.units = OnceLock::new();
        }
        let names = Self::names_for(book, &now)?;
        let names = ById::from(&names);
        let gone = ids
            .iter()
            .try_for_each(|id| self.corpus.remove(id.0).map(|_| ()));
        let mut put = || {
            now.iter()
                .try_for_each(|record| self.corpus.put(entry_of(record, &names)))
        };
        // A snapshot that proves damaged is made anew.
        if gone.and_then(|()| put()).is_err() {
            return Ok(None);
        }
        self.stamp = Stamp {
            shape: SHAPE,
            seq,
            chain,
        };
        Ok(Some(ids.len()))
    }

    /// Gives the names that the lookup needs of some records: of all, where those are many.
    fn names_for(book: &mut Book, records: &[Record]) -> Result<Names> {
        if records.len() > FEW {
            return book.names();
        }
        let mut names = book.account_names()?;
        let people: BTreeSet<Id> = records.iter().flat_map(people_of).collect();
        let people = book.records(&people.into_iter().collect::<Vec<_>>())?;
        names.0.extend(people.iter().filter_map(Name::of));
        Ok(names)
    }

    /// Offers the ways to go on with what is typed; none where the snapshot proves damaged.
    pub fn complete(&mut self, line: &str, at: usize, most: usize) -> Vec<Completion> {
        let offers = lookup::complete(&self.corpus, line, at, most);
        self.damaged |= offers == Err(Halt::Damaged);
        offers.unwrap_or_default()
    }

    /// Says whether the snapshot proved damaged when something was looked for; then the lookup is to be built anew.
    pub fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Finds the best records for a query; where the snapshot proves damaged, builds the lookup anew and asks once more.
    pub fn find_in(&mut self, book: &mut Book, query: &Query, limit: usize) -> Result<Vec<Hit>> {
        match self.find(query, limit) {
            Err(_) if self.damaged => {
                self.mend(book)?;
                self.find(query, limit)
            }
            found => found,
        }
    }

    /// Builds the lookup anew where its snapshot proved damaged, and replaces that; says whether it was so.
    pub fn mend(&mut self, book: &mut Book) -> Result<bool> {
        if !self.damaged {
            return Ok(false);
        }
        *self = Self::build(book)?;
        self.save(book);
        Ok(true)
    }

    /// Writes the snapshot; a failure costs only time at the next start.
    ///
    /// Whoever reads beside a holder that does not answer writes none: what it reads may not have reached the disk yet, and the
    /// snapshot must never have what the journal can still lose ([`taken_in`]).
    pub fn save(&self, book: &Book) {
        if matches!(book.hold, Hold::Beside(_)) {
            return;
        }
        if let Ok(stamp) = serde_json::to_vec(&self.stamp) {
            let _ = lookup::snapshot::save(&self.corpus, &book.dir().join(SNAPSHOT), &stamp);
        }
    }

    /// Gives the corpus.
    pub fn corpus(&self) -> &Corpus {
        &self.corpus
    }

    /// Understands a line as far as it is typed; what belongs to the account one is in weighs more.
    pub fn understand(&self, line: &str, here: Option<Id>) -> Query {
        let mut query = with_states(Query::parse(line, self.corpus.vocabulary()));
        query.here = here.map(|id| id.0);
        // A snapshot that proves damaged says so when it is asked; its units are only not lifted.
        if let Some(here) = here {
            let units = || Units::of(&self.corpus).unwrap_or_default();
            query.below = self.units.get_or_init(units).below(here.0);
        }
        query
    }

    /// Finds the best records for a query.
    pub fn find(&mut self, query: &Query, limit: usize) -> Result<Vec<Hit>> {
        self.find_within(query, limit, None, &|| false)
    }

    /// Finds the best records for a query, unless it is no longer wanted.
    ///
    /// Errors where the snapshot proves damaged, or it is no longer wanted.
    pub fn find_unless(
        &mut self,
        query: &Query,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Hit>> {
        self.find_within(query, limit, Some(NOTES), cancel)
    }

    /// Finds by names, and where no name has the words themselves, first what the notes have: a word that somebody typed in a
    /// call is looked for as it was typed, by people who have never heard of `=`.
    fn find_within(
        &mut self,
        query: &Query,
        limit: usize,
        patience: Option<Duration>,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Hit>> {
        let mut named = self.find_named(query, limit, cancel)?;
        asked::named_first(&mut named, query);
        let asked = self.find_asked(query, limit, cancel)?;
        if !asked.is_empty() {
            return Ok(before(asked, named, limit));
        }
        let short = query
            .terms
            .iter()
            .all(|term| term.typed.chars().count() < 3);
        if query.literal || short || named.iter().any(|hit| says(hit, query)) {
            return Ok(named);
        }
        let began = Instant::now();
        let late = || patience.is_some_and(|most| began.elapsed() > most);
        let literal = Query {
            literal: true,
            ..query.clone()
        };
        // A session of its own: the other one goes on with the next letter where it was.
        let noted = Session::new().query(&self.corpus, &literal, limit, &|| cancel() || late());
        let noted = match noted {
            Err(Halt::Cancelled) if !cancel() => return Ok(named),
            noted => {
                self.damaged |= matches!(noted, Err(Halt::Damaged));
                noted.map_err(|halt| BookError::refused(halt.to_string()))?
            }
        };
        Ok(before(noted, named, limit))
    }

    /// Finds the records of a kind that one of the words asks for, the open ones first.
    fn find_asked(
        &mut self,
        query: &Query,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Hit>> {
        let Some(narrowed) = asked::narrowed(query) else {
            return Ok(Vec::new());
        };
        // A session of its own: the other one goes on with the next letter where it was.
        let mut session = std::mem::replace(&mut self.session, Session::new());
        let found = self.find_named(&narrowed, limit, cancel);
        std::mem::swap(&mut self.session, &mut session);
        let mut found = found?;
        found.retain(|hit| asked::keeps(hit, &narrowed));
        found.truncate(ASKED);
        found.sort_by_key(|hit| !is(hit, "open"));
        Ok(found)
    }

    /// Finds by what is shown of each record and what stands beside it.
    ///
    /// A word with digits in it is a number or a code: where something holds it just so, only that is an answer, since a number
    /// that is nearly right is another number.
    fn find_named(
        &mut self,
        query: &Query,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Hit>> {
        let coded =
            |text: &str| text.chars().count() > 2 && text.chars().any(|c| c.is_ascii_digit());
        if query
            .terms
            .iter()
            .any(|term| !term.exact && coded(&term.text))
        {
            let mut just_so = query.clone();
            for term in &mut just_so.terms {
                term.exact |= coded(&term.text);
            }
            let found = self.ask(&just_so, limit, cancel)?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        self.ask(query, limit, cancel)
    }

    fn ask(
        &mut self,
        query: &Query,
        limit: usize,
        cancel: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<Hit>> {
        let found = self.session.query(&self.corpus, query, limit, &|| cancel());
        self.damaged |= matches!(found, Err(Halt::Damaged));
        found.map_err(|halt| BookError::refused(halt.to_string()))
    }
}

/// Puts one list before another, each record once.
fn before(mut first: Vec<Hit>, then: Vec<Hit>, limit: usize) -> Vec<Hit> {
    let others = then
        .into_iter()
        .filter(|hit| first.iter().all(|other| other.id != hit.id));
    let others: Vec<Hit> = others.collect();
    first.extend(others);
    first.truncate(limit);
    first
}

/// Says whether each word of a query stands in a hit: as it was typed, or as a word of it with letters left out.
fn says(hit: &Hit, query: &Query) -> bool {
    let line = lookup::fold::folded(&hit.text);
    query.terms.iter().all(|term| {
        [&term.text, &term.typed]
            .iter()
            .any(|word| line.contains(*word) || hit.beside.contains(*word) || shortens(word, &line))
    })
}

/// Says whether a word is one of a line's with letters left out, the first one kept: `bridgp` is Bridgeport. Whoever typed it
/// meant a name, and the notes need not be read for it.
fn shortens(word: &str, line: &str) -> bool {
    let fits = |whole: &str| {
        let mut letters = whole.chars();
        whole.chars().next() == word.chars().next()
            && word
                .chars()
                .all(|wanted| letters.any(|letter| letter == wanted))
    };
    word.chars().count() > 2 && line.split(|c: char| !c.is_alphanumeric()).any(fits)
}

/// Gives the kind of a hit.
pub fn kind_of(hit: &Hit) -> Kind {
    Kind::ALL
        .get(usize::from(hit.kind))
        .copied()
        .unwrap_or(Kind::Account)
}

/// Gives the short id of a hit's record; nothing where its words were too many to be kept whole.
pub fn short_of(hit: &Hit) -> Option<&str> {
    let kind = kind_of(hit);
    let parts = hit.beside.rsplit(lookup::key::BAR);
    let mut last = parts.map(|part| part.rsplit(", ").next().unwrap_or(part));
    last.find(|word| parse_short(word).is_some_and(|(of, _)| of == kind))
}

/// Gives the last entry that the snapshot in a book's folder has taken in; 0 where there is none.
///
/// It was on the disk by then: a journal that ends before it has lost it.
pub(super) fn taken_in(dir: &Path) -> u64 {
    lookup::snapshot::stamp(&dir.join(SNAPSHOT))
        .and_then(|stamp| serde_json::from_slice::<Stamp>(&stamp).ok())
        .map_or(0, |stamp| stamp.seq)
}

/// Removes the snapshot, where what it was made from is no longer the journal.
pub(super) fn forget(dir: &Path) {
    let _ = std::fs::remove_file(dir.join(SNAPSHOT));
}

/// The snapshot's name in the book's folder.
const SNAPSHOT: &str = "lookup";

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::Object;
    use crate::domain::field::Type;

    /// A text for a field, with a word in it that is nowhere else; nothing where the field holds no text.
    fn text_for(ty: &Type, word: &str) -> Option<Value> {
        Some(match ty {
            Type::Text | Type::Who => json!(word),
            Type::Prose => json!(format!("first line\nand {word}")),
            Type::List(one) => json!([text_for(one, word)?]),
            Type::Parts(fields) => {
                let parts = fields.iter().filter_map(|field| {
                    let value = text_for(&field.ty, &format!("{word}{}", field.name))?;
                    Some((field.name.to_owned(), value))
                });
                let parts: Object = parts.collect();
                (!parts.is_empty()).then_some(Value::Object(parts))?
            }
            _ => return None,
        })
    }

    fn words_in(value: &Value, into: &mut Vec<String>) {
        match value {
            Value::String(text) => into.extend(text.split(' ').next_back().map(str::to_owned)),
            Value::Array(items) => items.iter().for_each(|item| words_in(item, into)),
            Value::Object(parts) => parts.values().for_each(|part| words_in(part, into)),
            _ => {}
        }
    }

    #[test]
    fn every_text_that_somebody_typed_is_found_again() {
        let names = Names::default();
        let names = ById::from(&names);
        let mut missing = Vec::new();
        for kind in Kind::ALL {
            for field in kind.fields() {
                if field.private() || matches!(field.name, "series" | "rule") {
                    continue;
                }
                let Some(value) = text_for(&field.ty, &format!("zq{}", field.name)) else {
                    continue;
                };
                let mut wanted = Vec::new();
                words_in(&value, &mut wanted);
                let mut object = Object::new();
                object.insert("id".into(), json!("019ab000-0000-7000-8000-000000000001"));
                object.insert("short".into(), json!(format!("{}1", kind.letters())));
                object.insert("kind".into(), json!(kind));
                object.insert("created".into(), json!("2026-10-01T12:00:00Z"));
                object.insert(field.name.into(), value);
                let record = Record::read(object).unwrap();
                let entry = entry_of(&record, &names);
                let all = format!("{}\n{}\n{}", entry.text, entry.also, entry.notes);
                for word in wanted {
                    if !all.contains(&word) {
                        missing.push(format!("{kind} {}: {word}", field.name));
                    }
                }
            }
        }
        assert!(missing.is_empty(), "{missing:#?}");
    }

    #[test]
    fn a_title_too_long_for_a_line_is_found_by_its_end() {
        let title = format!("{}ends in saffron", "long words ".repeat(20));
        let mut object = Object::new();
        object.insert("id".into(), json!("019ab000-0000-7000-8000-000000000001"));
        object.insert("short".into(), json!("pm1"));
        object.insert("kind".into(), json!("promise"));
        object.insert("created".into(), json!("2026-10-01T12:00:00Z"));
        object.insert("what".into(), json!(title));
        let names = Names::default();
        let entry = entry_of(&Record::read(object).unwrap(), &ById::from(&names));
        assert!(!entry.text.contains("saffron") && entry.notes.contains("saffron"));
    }

    #[test]
    fn a_name_with_letters_left_out_is_a_name() {
        assert!(shortens("bridgp", "bridgeport branch"));
        assert!(shortens("brch", "bridgeport branch"));
        for word in ["brandao", "ridgp", "bb", "bridgeports"] {
            assert!(!shortens(word, "bridgeport branch"), "{word}");
        }
    }

    #[test]
    fn no_weight_is_rounded_away() {
        let vocabulary = vocabulary();
        for kind in Kind::ALL {
            let weight = vocabulary.weight(kind.number());
            let wanted = match kind {
                Kind::Account | Kind::Person => 8,
                Kind::Problem | Kind::Advocacy | Kind::Promise => 4,
                _ => 0,
            };
            assert_eq!(weight, wanted, "{kind}");
        }
    }
}
