//! Turns what a line says into the records and edits that it would make, as pure values.

use jiff::Zoned;
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::Context;
use super::heads::Head;
use super::parsed::{Parsed, Somebody};
use super::{again, build, edit, rival};
use crate::domain::names::fold;
use crate::domain::words::{How, Side, Visibility};
use crate::domain::{
    Base, Body, Date, FieldError, Id, Kind, Link, Object, Record, Source, Who, state,
};

/// What making needs from outside.
pub struct Making<'a> {
    /// The moment.
    pub now: &'a Zoned,
    /// Who types.
    pub author: &'a str,
    /// A line of a touchpoint begins with its minute (call mode).
    pub minute: bool,
    /// Gives ids for new records; placeholders will do.
    pub id: &'a mut dyn FnMut() -> Id,
}

/// One step of what a line makes, in order; the steps of one line are one entry.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A new record, without its short id.
    Make(Box<Record>),
    /// New values of an existing record, with the old ones, so that nothing is overwritten unseen.
    Edit {
        /// The record.
        id: Id,
        /// Field → new value.
        set: Object,
        /// Field → old value; null where it was unknown.
        was: Object,
    },
    /// A move along a record's states, today.
    Move {
        /// The record.
        id: Id,
        /// The state.
        to: String,
        /// A word on it.
        why: Option<String>,
    },
}

/// What a line makes.
#[derive(Clone, PartialEq, Debug)]
pub struct Made {
    /// What to do, in order.
    pub steps: Vec<Step>,
    /// The record that the line is about, as it stands afterwards.
    pub record: Record,
}

/// Says why a line cannot be saved.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum MakeError {
    /// There is nothing in it.
    #[error("the line is empty: there is nothing to save")]
    Empty,
    /// A field or a state does not let it.
    #[error(transparent)]
    Field(#[from] FieldError),
}

/// Makes the steps of a line.
///
/// Errors only where nothing at all can be saved; what is in doubt is saved as text.
pub fn make(
    parsed: &Parsed,
    context: &Context<'_>,
    making: &mut Making<'_>,
) -> Result<Made, MakeError> {
    if parsed.raw.trim().is_empty() {
        return Err(MakeError::Empty);
    }
    let mut maker = Maker {
        parsed,
        context,
        making,
        steps: Vec::new(),
        stubs: Vec::new(),
    };
    let record = if parsed.bare {
        build::touchpoint(&mut maker)
    } else {
        maker.run()?
    };
    let known = maker
        .steps
        .iter()
        .any(|s| !matches!(s, Step::Make(_)) && s.id() == record.id());
    if !known {
        maker.steps.push(Step::Make(Box::new(record.clone())));
    }
    Ok(Made {
        steps: maker.steps,
        record,
    })
}

impl Step {
    /// Gives the record that it makes or changes.
    pub fn id(&self) -> Id {
        match self {
            Step::Make(record) => record.id(),
            Step::Edit { id, .. } | Step::Move { id, .. } => *id,
        }
    }
}

/// A line in the making.
pub struct Maker<'m, 'a> {
    pub(super) parsed: &'m Parsed,
    pub(super) context: &'m Context<'m>,
    pub(super) making: &'m mut Making<'a>,
    pub(super) steps: Vec<Step>,
    stubs: Vec<(String, Id)>,
}

impl Maker<'_, '_> {
    fn run(&mut self) -> Result<Record, MakeError> {
        let record = match self.parsed.head {
            // What is for one's own eyes is no meeting of its own: it is what one learned in this one.
            Head::Note
                if self.context.touchpoint.is_some()
                    && self.parsed.vis == Some(Visibility::Private) =>
            {
                build::learning(self)
            }
            Head::Note | Head::Got | Head::Gave => match edit::touchpoint(self)? {
                Some(record) => record,
                None => build::touchpoint(self),
            },
            Head::Prob => build::problem(self),
            Head::Asked | Head::Need | Head::Why => match edit::problem(self)? {
                Some(record) => record,
                None => build::problem(self),
            },
            Head::Owe | Head::Wait => match again::taken(self)? {
                Some(record) => record,
                None => build::promise(self),
            },
            Head::Adv => match again::taken(self)? {
                Some(record) => record,
                None => build::advocacy(self),
            },
            Head::Trend => build::trend(self),
            Head::Ask => build::question(self),
            Head::Fact | Head::Quote => build::learning(self),
            Head::Complaint => build::complaint(self),
            Head::Rival => match rival::known(self)? {
                Some(record) => record,
                None => rival::new(self),
            },
            Head::Person => match edit::person(self)? {
                Some(record) => record,
                None => build::person(self),
            },
            Head::Told => edit::told(self)?,
            Head::Done => edit::done(self)?,
        };
        Ok(record)
    }

    /// Gives today.
    pub(super) fn today(&self) -> Date {
        self.context.today
    }

    /// Makes the frame of a new record: tags, visibility, source, the line itself, the inbox where no account is known.
    pub(super) fn record(&mut self, kind: Kind) -> Record {
        let parsed = self.parsed;
        let mut base = Base::new(
            (self.making.id)(),
            self.making.now.timestamp(),
            self.making.author,
        );
        base.tags.clone_from(&parsed.tags);
        base.raw = Some(parsed.raw.clone());
        base.visibility = parsed.vis.unwrap_or(Visibility::Team);
        base.source = self.source();
        if parsed.account.is_none() && kind != Kind::Trend {
            base.inbox = Some("account".to_owned());
        }
        if let Some(of) = parsed
            .of
            .filter(|_| kind != Kind::Problem || parsed.head == Head::Prob)
        {
            base.links.push(about(of));
        }
        Record::new(kind, base)
    }

    fn source(&mut self) -> Option<Source> {
        let who = self.parsed.src.as_ref().map(|src| self.who(src));
        let touchpoint = self.context.touchpoint.filter(|id| {
            self.context
                .records
                .record(*id)
                .is_some_and(|t| t.account() == self.parsed.account)
        });
        (who.is_some() || touchpoint.is_some()).then(|| Source {
            touchpoint,
            who,
            ..Source::default()
        })
    }

    /// Gives somebody as a record or as words; a new name becomes a stub.
    pub(super) fn who(&mut self, somebody: &Somebody) -> Who {
        match somebody {
            Somebody::Words(words) => Who::Words(words.clone()),
            other => self
                .id_of(other, Side::Theirs)
                .map_or_else(|| Who::Words(other.name().to_owned()), Who::Record),
        }
    }

    /// Gives somebody's id; a new name becomes a marked stub, once a line. Nothing for words.
    pub(super) fn id_of(&mut self, somebody: &Somebody, side: Side) -> Option<Id> {
        let name = match somebody {
            Somebody::Known { id, .. } => return Some(*id),
            Somebody::Words(_) => return None,
            Somebody::New { name } => name,
        };
        let folded = fold(name);
        if let Some((_, id)) = self.stubs.iter().find(|(known, _)| *known == folded) {
            return Some(*id);
        }
        let mut base = Base::new(
            (self.making.id)(),
            self.making.now.timestamp(),
            self.making.author,
        );
        base.tags.push("stub".to_owned());
        let theirs = side == Side::Theirs;
        if theirs && self.parsed.account.is_none() {
            base.inbox = Some("account".to_owned());
        }
        let mut record = Record::new(Kind::Person, base);
        if let Body::Person(person) = &mut record.body {
            person.name = Some(name.clone());
            person.side = Some(side);
            person.account = self.parsed.account.filter(|_| theirs);
        }
        let id = record.id();
        self.steps.push(Step::Make(Box::new(record)));
        self.stubs.push((folded, id));
        Some(id)
    }

    /// Gives the ids of several people, each once.
    pub(super) fn ids<'p>(
        &mut self,
        people: impl IntoIterator<Item = &'p Somebody>,
        side: Side,
    ) -> Vec<Id> {
        let mut ids = Vec::new();
        for somebody in people {
            if let Some(id) = self.id_of(somebody, side)
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        ids
    }

    /// Links a record to those who are mentioned and stand in none of its fields.
    pub(super) fn link_mentioned(&mut self, record: &mut Record) {
        let parsed = self.parsed;
        let everybody = parsed
            .before
            .iter()
            .chain(&parsed.mentioned)
            .chain(&parsed.to)
            .chain(&parsed.by);
        let ids = self.ids(everybody, Side::Theirs);
        let written = Value::Object(record.object()).to_string();
        for id in ids {
            if !written.contains(&id.to_string()) {
                record.base.links.push(about(id));
            }
        }
    }

    /// Edits an existing record: what changed becomes a step.
    pub(super) fn edited(&mut self, before: &Record, after: Record) -> Result<Record, MakeError> {
        after.check()?;
        let (old, new) = (before.object(), after.object());
        let mut set = Object::new();
        let mut was = Object::new();
        for name in new.keys().chain(old.keys()) {
            let (from, to) = (old.get(name), new.get(name));
            if from != to && !set.contains_key(name) {
                set.insert(name.clone(), to.cloned().unwrap_or(Value::Null));
                was.insert(name.clone(), from.cloned().unwrap_or(json!(null)));
            }
        }
        self.steps.push(Step::Edit {
            id: before.id(),
            set,
            was,
        });
        Ok(after)
    }

    /// Moves an existing record along its states.
    pub(super) fn moved(
        &mut self,
        mut record: Record,
        to: &str,
        why: Option<String>,
    ) -> Result<Record, MakeError> {
        state::advance(&mut record, to, self.today(), why.clone())?;
        self.steps.push(Step::Move {
            id: record.id(),
            to: to.to_owned(),
            why,
        });
        Ok(record)
    }
}

/// A link to what a record is about.
pub fn about(to: Id) -> Link {
    Link {
        to: Some(to),
        how: Some(How::About),
        ..Link::default()
    }
}

/// Puts text on one line.
pub fn one_line(text: &str) -> String {
    text.lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Gives the first line of a text, cut at a word where it is long.
pub fn headline(text: &str) -> String {
    const LONGEST: usize = 90;
    let line = text
        .lines()
        .map(str::trim)
        .find(|l| !l.is_empty())
        .unwrap_or("");
    let Some((cut, _)) = line.grapheme_indices(true).nth(LONGEST) else {
        return line.to_owned();
    };
    let kept = &line[..cut];
    let kept = kept.rsplit_once(' ').map_or(kept, |(before, _)| before);
    // No sign stands for what was cut: it would be kept, copied and searched as if somebody had written it.
    kept.trim_end_matches([',', ';', ':', ' ']).to_owned()
}
