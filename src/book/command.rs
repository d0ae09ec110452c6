//! What a face asks of the book, and what it gets back: values that also travel through the socket.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::names::Names;
use crate::domain::{Date, Id, Kind, Object};
use crate::journal::{Batch, Cause, Change, Head};
use crate::signals::AccountPulse;

/// One step of a command that writes. Ids of new records are the caller's placeholders: the book gives the real ones,
/// and puts them wherever the placeholder stands in the command.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Makes a record; the book gives its id, short id, `created`, `changed` and `author`.
    Make(Object),
    /// Makes a record just as it is, with its id and short id, as a file of our own brings it.
    Keep(Object),
    /// Sets fields of a record (null makes one unknown); `was` is what the person saw, so that nothing is overwritten unseen.
    Edit {
        /// The record.
        id: Id,
        /// Field → new value.
        set: Object,
        /// Field → the value that the person saw; unchecked where absent.
        #[serde(default)]
        was: Object,
    },
    /// Puts a record in the place of what a plan found; refused where it has moved since.
    Replace {
        /// As it was found.
        before: Object,
        /// As it is to be.
        after: Object,
    },
    /// Moves a record along its states.
    Move {
        /// The record.
        id: Id,
        /// The state.
        to: String,
        /// A word on it.
        why: Option<String>,
    },
    /// Takes a record out; links to it stay readable in history.
    Drop {
        /// The record.
        id: Id,
    },
    /// Remembers something beside the records; null forgets it.
    Setting {
        /// What it is called.
        name: String,
        /// The value.
        value: Value,
    },
    /// Adds a batch of activity.
    Activity(Batch),
    /// Adds rows of activity of one account: a line a row, a JSON array without the account.
    Rows {
        /// The account.
        account: Id,
        /// How many.
        count: u64,
        /// The lines.
        lines: String,
    },
    /// Takes out the rows of an account that a newer file replaces, by what identifies them.
    Unrow {
        /// The account.
        account: Id,
        /// Which; see `interchange::activity::identity`.
        keys: Vec<u64>,
    },
}

/// Everything that changes a book. One command is one entry and one undo.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Command {
    /// Writes.
    Write {
        /// What brings it about.
        cause: Cause,
        /// What to do, in order.
        steps: Vec<Step>,
        /// The moment the entry bears, for rehearsed history; now where absent.
        #[serde(default)]
        at: Option<jiff::Timestamp>,
        /// Who made it; the configured author where absent.
        #[serde(default)]
        author: Option<String>,
    },
    /// Does what a file in the book's directory holds (one [`Command`] as JSON), and removes the file.
    File {
        /// The file's name.
        name: String,
    },
    /// Takes back the last entry that can be, of one workbench or of all; or a given one.
    Undo {
        /// Whose.
        bench: Option<String>,
        /// Which.
        entry: Option<u64>,
    },
    /// Does again what was last taken back.
    Redo {
        /// Whose.
        bench: Option<String>,
    },
}

/// A record that a command made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Made {
    /// The caller's placeholder.
    pub placeholder: Id,
    /// Its id.
    pub id: Id,
    /// Its short id.
    pub short: String,
    /// Its kind.
    pub kind: Kind,
}

/// Says that a command was saved.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Receipt {
    /// The entry; nothing where there was nothing to change.
    pub entry: Option<u64>,
    /// The records it made, in order.
    pub made: Vec<Made>,
    /// The records it touched.
    pub touched: Vec<Id>,
    /// One line for the person, such as `Took back: “window counts” is open again`.
    pub said: String,
}

/// One question to the book; each may be asked as of a day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Query {
    /// One record by id.
    Record(Id),
    /// Several records by id; those that are gone are left out.
    Records(Vec<Id>),
    /// The record with a short id.
    Short(String),
    /// An account with all that belongs to it, itself included.
    Account(Id),
    /// Every record of a kind, in the order they were made.
    OfKind(Kind),
    /// Records without an account: our people, trends, the inbox.
    Loose,
    /// Every record.
    All,
    /// Problems that were solved and may be told to other customers, by id.
    Tellable,
    /// The pulse of each account.
    Pulses,
    /// Accounts by all they are called.
    AccountNames,
    /// Accounts and people by all they are called.
    Names,
    /// The people of some accounts by all they are called; nothing stands for those without an account.
    People(Vec<Option<Id>>),
    /// The records that another system (or `email`, `phone`) calls so.
    Foreign {
        /// The system.
        system: String,
        /// The id there.
        id: String,
    },
    /// The entries that touched a record, or all, newest first.
    History {
        /// The record.
        of: Option<Id>,
        /// At most so many.
        limit: usize,
    },
    /// The newest entries with the first changes of each: what a list shows of large ones.
    Recent {
        /// At most so many entries.
        limit: usize,
        /// At most so many changes of each.
        most: u64,
    },
    /// The newest entries that took records out, each with those alone.
    Dropped {
        /// Looked for among so many entries.
        limit: usize,
    },
    /// What was edited in some records after a moment, oldest first.
    Edits {
        /// The records.
        of: Vec<Id>,
        /// The moment.
        after: jiff::Timestamp,
    },
    /// Which records name some of these, by kind: those themselves are left out.
    Pointing(Vec<Id>),
    /// What taking an entry back would leave without its account: which accounts, and what would wait.
    Stranded {
        /// Whose entry, where none is named.
        bench: Option<String>,
        /// Which.
        entry: Option<u64>,
    },
    /// Something remembered beside the records.
    Setting(String),
    /// The names of what is remembered beside the records, of those that begin so.
    Settings(String),
    /// The rows of an account's activity, as lines of JSON arrays.
    Activity(Id),
    /// How many rows of activity there are.
    ActivityRows,
    /// What moved in what accounts buy or use, as of a day.
    Moved {
        /// The day.
        day: Date,
        /// The accounts; none named: all.
        of: Vec<Id>,
    },
    /// What accounts together buy or use, as of a day.
    Buying {
        /// The day.
        day: Date,
        /// The accounts.
        of: Vec<Id>,
        /// Of more rows than these only the months are added up.
        most: u64,
    },
    /// Pulses as far as Today needs them on a day.
    Soon(Date),
    /// Where the journal stands.
    Position,
}

/// What the book answers.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// Records, in the order asked for, or by id.
    Records(Vec<Object>),
    /// Pulses, by account.
    Pulses(Vec<AccountPulse>),
    /// Records by their kinds.
    Pointing(Vec<(Kind, Id)>),
    /// Names.
    Names(Names),
    /// Entries.
    Entries(Vec<Past>),
    /// A setting's value.
    Setting(Value),
    /// Lines.
    Lines(Vec<String>),
    /// A number.
    Count(u64),
    /// Account → what moved.
    Moved(Vec<(Id, crate::signals::behaviour::Change)>),
    /// What accounts buy or use; nothing where nothing is known of it.
    Buying(Option<Box<crate::signals::behaviour::Behaviour>>),
    /// The last entry's number and the chain after it.
    Position {
        /// The number.
        seq: u64,
        /// The chain, in hex.
        chain: String,
    },
    /// A command was saved.
    Receipt(Receipt),
}

/// An entry, for showing.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Past {
    /// Its head.
    pub head: Head,
    /// Its changes; for the history of one record, only those of it.
    pub changes: Vec<Change>,
    /// Whether it stands: not taken back.
    pub stands: bool,
    /// How many changes it has beside those.
    #[serde(default)]
    pub more: u64,
}

/// A question with the day it is asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Ask {
    /// The question.
    pub query: Query,
    /// As the book stood at the end of this day.
    #[serde(default)]
    pub as_of: Option<Date>,
}
