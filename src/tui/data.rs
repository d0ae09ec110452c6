//! What screens ask the book for, what it answers, and what it is told to do.
//!
//! Drawing does no I/O: a screen names its questions, the book answers on its own thread, and what is
//! drawn is the last answer. A change anywhere makes the open questions be asked again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::known::{Known, Who};
use crate::book::{Spot, Stories};
use crate::brief::{Audience, Depth, Page};
use crate::domain::{Date, Id, Kind, Moment, Object, Record};
use crate::signals::behaviour::Behaviour;
use crate::signals::specialists::{Calling, Specialist};

/// A question to the book.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ask {
    /// The names of accounts and people, and how many records of each kind there are.
    Names,
    /// The names of records that others mention; never asked, only told.
    Mentions,
    /// What needs me now.
    Today,
    /// The records that Today names.
    Mentioned,
    /// One record.
    Record(Id),
    /// Every account with its summary.
    Accounts,
    /// Every record of an account and its units.
    Account(Id),
    /// What an account and its units buy or use.
    Buying(Id),
    /// Every record of a kind, over all accounts.
    Kind(Kind),
    /// The days ahead.
    Week,
    /// The records that the days ahead name.
    Ahead,
    /// The touchpoints of the calendar.
    Calendar,
    /// Records without an account.
    Inbox,
    /// What was deleted.
    Trash,
    /// What was changed: of one record, or of the book.
    History(Option<Id>),
    /// The page before the meeting.
    Brief(BriefAsk),
    /// The records that a page cites; never asked, it comes with its page.
    Cited,
    /// Drafts that were never saved.
    Drafts,
    /// What was solved elsewhere and may be told.
    Stories,
    /// Who of ours knows what a problem is about.
    Specialists(Id),
    /// Guests of meetings whom nobody knows.
    Guests,
    /// What hangs on records that are to be deleted.
    Weight(Vec<Id>),
}

/// What hangs on records that are to be deleted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Weight {
    /// How many other records point to them, by kind.
    pub pointing: Vec<(Kind, usize)>,
    /// How many records of accounts among them wait in the inbox for another.
    pub waits: usize,
    /// How many units of accounts among them rise.
    pub rises: usize,
    /// What a meeting among them holds, in words.
    pub holds: Vec<&'static str>,
}

/// Which brief.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BriefAsk {
    /// Of which account.
    pub account: Id,
    /// For which touchpoint; else the next planned one.
    pub meeting: Option<Id>,
    /// How deep.
    pub depth: Depth,
    /// For whose eyes.
    pub audience: Audience,
    /// Which page; the one before the meeting, or that of a record.
    pub paper: Paper,
}

/// Which page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Paper {
    /// The page before the meeting.
    #[default]
    Brief,
    /// What is sent to the customer after a touchpoint.
    Recap(Id),
    /// The case for something that we fight for.
    Case(Id),
    /// What a successor reads first.
    Handover,
}

impl Paper {
    /// Gives the word for its heading and its file.
    pub fn word(self) -> &'static str {
        match self {
            Paper::Brief => "brief",
            Paper::Recap(_) => "recap",
            Paper::Case(_) => "case",
            Paper::Handover => "handover",
        }
    }
}

/// Why something is on Today: one line with its next step.
#[derive(Debug, Clone, PartialEq)]
pub struct Matter {
    /// The heading it stands under.
    pub heading: String,
    /// What stands first: a time, a day, how late.
    pub lead: String,
    /// Whether something is late or broken.
    pub late: bool,
    /// Its record.
    pub record: Id,
    /// The record's account.
    pub account: Option<Id>,
    /// What it is.
    pub text: String,
    /// Why it is here, or what goes with it.
    pub why: String,
    /// What its next step is, in a word for the footer.
    pub step: String,
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountLine {
    /// The account.
    pub record: Arc<Record>,
    /// How much it needs attention; the higher, the sooner.
    pub need: i64,
    /// Why, in a few words.
    pub why: String,
    /// The last touchpoint that was held.
    pub last: Option<Date>,
    /// The next one that is planned.
    pub next: Option<Moment>,
    /// How many open problems, open debts and people it has.
    pub counts: [usize; 3],
    /// Whether a promise is late, or a complaint not recovered.
    pub late: bool,
    /// Touchpoints held in each of the last twelve months, oldest first.
    pub rhythm: Vec<u64>,
}

/// A change of the past.
#[derive(Debug, Clone, PartialEq)]
pub struct Past {
    /// Its number in the journal.
    pub seq: u64,
    /// When.
    pub at: Moment,
    /// By whom.
    pub author: String,
    /// What was done: added, changed, imported.
    pub verb: String,
    /// To what, in words.
    pub what: String,
    /// The records it touched.
    pub records: Vec<Id>,
    /// What changed, record by record; of a large entry the first ones.
    pub changes: Vec<Changed>,
    /// Whether undoing it is possible.
    pub undoable: bool,
    /// Whether something that it touched is private.
    pub private: bool,
}

/// What an entry did to one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: &'static str,
    /// The line that names it.
    pub title: String,
    /// Whether it was made or deleted as a whole.
    pub whole: bool,
    /// What changed, a line each: name, before, after.
    pub fields: Vec<(String, String, String)>,
}

/// When something was deleted, and by whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Deleted {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: String,
}

/// Something typed and not saved.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    /// What it was typed for: `form problem`, `capture`.
    pub place: String,
    /// What was typed, field by field.
    pub fields: Vec<(String, String)>,
    /// The account one was in.
    pub account: Option<Id>,
    /// The record that was being edited.
    pub record: Option<Id>,
    /// What its fields were when that began: whoever changed one of them since is not overwritten unseen.
    #[serde(default, skip_serializing_if = "Object::is_empty")]
    pub were: Object,
    /// On which day it was typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// What was typed and not saved.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Drafts {
    /// Here, or in a workbench that is gone.
    pub here: Vec<Draft>,
    /// In another workbench, where it is being typed now.
    pub elsewhere: Vec<Draft>,
}

/// An answer of the book.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// To [`Ask::Names`].
    Names(Vec<(Id, Known)>),
    /// To [`Ask::Today`] and [`Ask::Week`].
    Matters(Vec<Matter>),
    /// To [`Ask::Accounts`].
    Accounts(Vec<AccountLine>),
    /// To [`Ask::Account`], [`Ask::Kind`], [`Ask::Inbox`], [`Ask::Calendar`], [`Ask::Cited`].
    Records(Vec<Arc<Record>>),
    /// To [`Ask::Trash`], with when each was deleted.
    Gone(Vec<Arc<Record>>, Vec<Deleted>),
    /// What records mention that is deleted, as it last was.
    Lost(Vec<(Id, Known)>),
    /// To [`Ask::Buying`]; nothing where nothing is known of it.
    Buying(Option<Arc<Behaviour>>),
    /// To [`Ask::History`].
    History(Vec<Past>),
    /// To [`Ask::Brief`].
    Page(Arc<Page>),
    /// To [`Ask::Drafts`].
    Drafts(Drafts),
    /// To [`Ask::Stories`].
    Stories(Arc<Stories>),
    /// To [`Ask::Guests`].
    Guests(Vec<crate::book::Guest>),
    /// To [`Ask::Specialists`].
    Specialists(Vec<Specialist>),
    /// To [`Ask::Weight`].
    Weight(Weight),
    /// It could not be answered; why.
    Trouble(String),
}

/// Something that the book is told to do: one entry, one undo.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Make a record, or change the fields of one.
    Save {
        /// Its kind.
        kind: Kind,
        /// The record to change; none makes a new one.
        id: Option<Id>,
        /// The fields that change, as JSON.
        fields: Vec<(String, Value)>,
        /// What those fields were when the form was opened.
        were: Vec<(String, Value)>,
    },
    /// Move records along their states.
    Move {
        /// Which.
        ids: Vec<Id>,
        /// To which state.
        to: String,
        /// A word on it.
        why: Option<String>,
    },
    /// Change one field of several records.
    Set {
        /// Which.
        ids: Vec<Id>,
        /// The field.
        field: String,
        /// Its new value.
        value: Value,
        /// What it was on the screen, so that nobody's edit is lost; of a record that no screen has, nothing.
        were: Vec<(Id, Value)>,
    },
    /// Change several records, each in its own fields.
    Each {
        /// What the entry is called.
        command: &'static str,
        /// What is changed of each.
        edits: Vec<super::together::Edit>,
        /// What is said of it.
        says: String,
    },
    /// File lines of the inbox under an account.
    File {
        /// Which.
        ids: Vec<Id>,
        /// Under which account.
        account: Id,
        /// How its lines are read.
        spot: Box<Spot>,
    },
    /// Make a guest of meetings a person of an account.
    TakeGuest {
        /// What is waited for.
        key: String,
        /// Of which account.
        account: Id,
    },
    /// Let a guest of meetings go for good.
    LetGuestGo(String),
    /// Put records off Today until a day, or wake them.
    Snooze {
        /// Which.
        ids: Vec<Id>,
        /// Until when.
        until: Option<Date>,
    },
    /// Call somebody of ours in for problems, or say that they came.
    CallIn {
        /// The problems.
        problems: Vec<Id>,
        /// Who, and what is known of it.
        calling: Box<Calling>,
    },
    /// Do another order, once it was asked about where more goes with it than the screen shows.
    Weigh(Box<Order>),
    /// Put what was chosen on another day.
    Postpone {
        /// Which.
        ids: Vec<Id>,
        /// The day.
        day: Date,
    },
    /// Delete records.
    Delete(Vec<Id>),
    /// Bring deleted records back.
    Restore(Vec<Id>),
    /// Link records to others.
    Link {
        /// From which to which.
        pairs: Vec<(Id, Id)>,
        /// How.
        how: &'static str,
    },
    /// Make two records one.
    Merge {
        /// The one that becomes part of the other.
        goes: Id,
        /// The one that stays.
        stays: Id,
        /// The fields whose value is taken from the one that goes.
        take: Vec<String>,
    },
    /// Say that two records are two, though they look like one.
    Apart(Id, Id),
    /// Capture a line.
    Capture {
        /// The line.
        line: String,
        /// Where it is typed.
        spot: Box<Spot>,
    },
    /// Undo this workbench's last entry, or the one named.
    Undo(Option<u64>),
    /// Do again what was undone.
    Redo,
    /// Keep something typed.
    KeepDraft(Draft),
    /// Forget what was typed for a place.
    DropDraft(String),
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// What to say, in a line.
    pub says: String,
    /// The record that was made or changed.
    pub record: Option<Id>,
    /// The field that something is wrong with, where it was refused.
    pub field: Option<String>,
    /// What somebody else wrote into a field meanwhile, where that is why it was refused.
    pub now: Option<(String, Value)>,
    /// Whether it was refused.
    pub refused: bool,
    /// Whether the book is another one than before.
    pub wrote: bool,
    /// What is asked before it is done, and the order that a yes gives.
    pub asks: Option<(String, Box<Order>)>,
}

/// So many records of boards that were left are kept, to be there at once when one comes back.
const WARM: usize = 60_000;

/// The last answers, by question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Data {
    answers: HashMap<Ask, Answer>,
    /// Answers from before the last change of the book.
    old: HashSet<Ask>,
}

impl Data {
    /// Takes an answer, and learns the names in it.
    pub fn take(&mut self, ask: Ask, answer: Answer, who: &mut Who) {
        match &answer {
            Answer::Names(names) if ask == Ask::Names => who.learn_all(names),
            Answer::Names(names) => names
                .iter()
                .for_each(|(id, known)| who.learn(*id, known.clone())),
            Answer::Records(records) => records
                .iter()
                .for_each(|record| who.learn(record.id(), Known::of(record))),
            Answer::Lost(lost) => {
                let news = lost.iter().filter(|(id, _)| !who.is_gone(*id));
                for (id, known) in news.collect::<Vec<_>>() {
                    who.learn(*id, known.clone());
                    who.forget(*id);
                }
            }
            Answer::Gone(records, _) => records.iter().for_each(|record| {
                who.learn(record.id(), Known::of(record));
                who.forget(record.id());
            }),
            Answer::Accounts(lines) => lines
                .iter()
                .for_each(|line| who.learn(line.record.id(), Known::of(&line.record))),
            _ => {}
        }
        self.old.remove(&ask);
        self.answers.insert(ask, answer);
    }

    /// Takes note that every answer is one from before a change.
    pub fn age(&mut self) {
        self.old = self.answers.keys().cloned().collect();
    }

    /// Says whether the answer to a question is from before a change.
    pub fn is_old(&self, ask: &Ask) -> bool {
        self.old.contains(ask)
    }

    /// Says whether a question has been answered.
    pub fn has(&self, ask: &Ask) -> bool {
        self.answers.contains_key(ask)
    }

    /// Says whether a question has an answer from after the last change of the book.
    pub fn is_fresh(&self, ask: &Ask) -> bool {
        self.has(ask) && !self.is_old(ask)
    }

    /// Forgets answers that no open place needs; the boards are kept warm as far as there is room.
    pub fn keep(&mut self, wanted: &[Ask]) {
        let boards = self
            .answers
            .iter()
            .filter_map(|(ask, answer)| match answer {
                Answer::Records(records) if matches!(ask, Ask::Kind(_)) => Some(records.len()),
                _ => None,
            });
        let warm = boards.sum::<usize>() <= WARM;
        self.answers.retain(|ask, _| {
            wanted.contains(ask)
                || (warm && matches!(ask, Ask::Kind(_)))
                || matches!(
                    ask,
                    Ask::Names | Ask::Today | Ask::Mentioned | Ask::Accounts | Ask::Stories
                )
        });
    }

    /// Forgets the records of accounts but those that are wanted.
    pub fn keep_accounts(&mut self, wanted: &[Ask]) {
        self.answers
            .retain(|ask, _| !matches!(ask, Ask::Account(_)) || wanted.contains(ask));
    }

    /// Gives the records that answer a question.
    pub fn records(&self, ask: &Ask) -> &[Arc<Record>] {
        match self.answers.get(ask) {
            Some(Answer::Records(records) | Answer::Gone(records, _)) => records,
            _ => &[],
        }
    }

    /// Gives what needs attention.
    pub fn matters(&self, ask: &Ask) -> &[Matter] {
        match self.answers.get(ask) {
            Some(Answer::Matters(matters)) => matters,
            _ => &[],
        }
    }

    /// Gives the accounts.
    pub fn accounts(&self) -> &[AccountLine] {
        match self.answers.get(&Ask::Accounts) {
            Some(Answer::Accounts(lines)) => lines,
            _ => &[],
        }
    }

    /// Gives what an account buys or uses, where something is known of it.
    pub fn buying(&self, account: Id) -> Option<&Behaviour> {
        match self.answers.get(&Ask::Buying(account)) {
            Some(Answer::Buying(found)) => found.as_deref(),
            _ => None,
        }
    }

    /// Gives what was changed.
    pub fn history(&self, of: Option<Id>) -> &[Past] {
        match self.answers.get(&Ask::History(of)) {
            Some(Answer::History(past)) => past,
            _ => &[],
        }
    }

    /// Gives when each record of the trash was deleted.
    pub fn gone(&self) -> &[Deleted] {
        match self.answers.get(&Ask::Trash) {
            Some(Answer::Gone(_, gone)) => gone,
            _ => &[],
        }
    }

    /// Gives a page.
    pub fn page(&self, ask: &BriefAsk) -> Option<&Arc<Page>> {
        match self.answers.get(&Ask::Brief(ask.clone())) {
            Some(Answer::Page(page)) => Some(page),
            _ => None,
        }
    }

    /// Gives what was solved elsewhere, once it is known.
    pub fn stories(&self) -> Option<&Stories> {
        match self.answers.get(&Ask::Stories) {
            Some(Answer::Stories(stories)) => Some(stories),
            _ => None,
        }
    }

    /// Gives why a question could not be answered.
    pub fn trouble(&self, ask: &Ask) -> Option<&str> {
        match self.answers.get(ask) {
            Some(Answer::Trouble(why)) => Some(why),
            _ => None,
        }
    }

    /// Finds a record among all answers; as it is now before as it was.
    pub fn record(&self, id: Id) -> Option<&Arc<Record>> {
        self.among(false, id).or_else(|| self.among(true, id))
    }

    /// Says whether a record is known as it is now.
    pub fn is_known(&self, id: Id) -> bool {
        self.among(false, id).is_some()
    }

    /// Finds a record among the answers from before the last change, or from after it.
    fn among(&self, old: bool, id: Id) -> Option<&Arc<Record>> {
        let answers = self.answers.iter();
        let mut answers = answers.filter(move |(ask, _)| self.old.contains(ask) == old);
        answers.find_map(|(ask, answer)| match answer {
            // A board has tens of thousands of records, by id.
            Answer::Records(records) if matches!(ask, Ask::Kind(_)) => {
                let at = records.binary_search_by_key(&id, |record| record.id());
                at.ok().and_then(|at| records.get(at))
            }
            Answer::Records(records) | Answer::Gone(records, _) => {
                records.iter().find(|record| record.id() == id)
            }
            Answer::Accounts(lines) => lines
                .iter()
                .map(|line| &line.record)
                .find(|record| record.id() == id),
            _ => None,
        })
    }
}
