//! The book as a face has it: held here, or reached through the workbench that holds it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::clock::{Clock, random};
use super::command::{Answer, Ask, Command, Query, Receipt, Step};
use super::core::{Core, trouble};
use super::error::{BookError, Result, Trouble};
use super::execute::Bringing;
use super::kept::{Kept, Stand};
use super::shape::BookShape;
use super::typing::Typing;
use super::wire::Client;
use crate::domain::directory::Directory;
use crate::domain::names::Name;
use crate::domain::{Date, Id, Record};
use crate::interchange::{Flow, plan::Makes};
use crate::signals::Shift;
use crate::store::{self, Store, StoreError, Told};

/// How long a command waits for a holder that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a question waits for another command to be done, before it is answered from what is saved.
const A_MOMENT: Duration = Duration::from_millis(150);

/// How long a command queues for a book that others take before it.
const QUEUE: Duration = Duration::from_mins(1);

/// What a workbench says that it is, where it holds a book.
const WORKBENCH: &str = "a workbench";

/// A command or import larger than this is handed over as a file.
const LARGEST_COMMAND: usize = 512 * 1024;

/// So many names may have come one by one, before all are prepared anew.
const MANY: usize = 400;

/// How to open a book.
#[derive(Clone, Debug)]
pub struct Options {
    /// The book's directory.
    pub dir: PathBuf,
    /// The clock.
    pub clock: Clock,
    /// Who writes.
    pub author: String,
    /// Whether to make the book where there is none.
    pub create: bool,
    /// The workbench's name, where this is one: it keeps the book open, and its undo is its own.
    pub bench: Option<String>,
}

/// What happened, for whoever shows the book.
#[derive(Clone, PartialEq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Changed {
    /// The entry.
    pub seq: u64,
    /// The records it touched.
    pub touched: Vec<Id>,
    /// Whose workbench made it; nothing where a command did.
    pub bench: Option<String>,
}

pub(super) enum Hold {
    Here(Box<Core>),
    There(Client),
    /// Held elsewhere by somebody who cannot be asked: what is saved is read beside them.
    Beside(Box<Core>),
    /// Held by a workbench: what it has saved is read by the copy of its index, which is sooner than to ask it.
    Copied(Box<Core>),
    /// Let go, to be taken again (Ctrl-Z).
    Rests,
}

type Listener = Box<dyn Fn(&Changed) + Send>;

/// A book that is open.
pub struct Book {
    pub(super) hold: Hold,
    pub(super) options: Options,
    pub(super) as_of: Option<Date>,
    notices: Vec<String>,
    way: Way,
    /// How much was saved when it was opened to be read beside its holder: files of the journal, and bytes in them.
    saved: (usize, u64),
    /// Who is called what, and where the journal stood.
    directory: Option<((u64, String), Directory)>,
    /// What moved in what accounts buy or use, where the journal stood then, and on which day.
    pub(super) shifts: Option<((u64, String), Date, Vec<Shift>)>,
    /// What else of it is kept in memory.
    pub(super) kept: Kept,
    pub(super) listeners: Vec<Listener>,
    /// How others see that what is typed here is being typed.
    pub(super) typing: Option<Typing>,
}

impl Book {
    /// Opens a book: takes it where it is free, else reaches the workbench that has it.
    ///
    /// Errors where it cannot be opened (3), or is held by somebody who does not answer within five seconds (4).
    pub fn open(options: Options) -> Result<Book> {
        Self::open_telling(options, None)
    }

    /// Opens a book, and tells how far it has come, in percent, where its index must be made anew first.
    pub fn open_telling(options: Options, told: Option<Told>) -> Result<Book> {
        let way = Way {
            told,
            ..Way::default()
        };
        let hold = match take_or_reach(&options, &way) {
            // A workbench on a book that may not be written is still one to read in.
            Err(_) if options.bench.is_some() && !store::may_hold(&options.dir) => {
                Hold::Beside(Box::new(beside(&options, &way)?))
            }
            held => held?,
        };
        Ok(Self::with(hold, options, way))
    }

    /// Opens a book to ask it: where a command that cannot be asked has it, such as a long import, what is saved is read beside it.
    ///
    /// Nothing is cut, mended or waited for then. Errors as [`Book::open`] does, but for a busy holder.
    pub fn open_to_read(options: Options, told: Option<Told>) -> Result<Book> {
        let way = Way {
            reads: true,
            copies: true,
            told,
        };
        let hold = take_or_look(&options, &way)?;
        Ok(Self::with(hold, options, way))
    }

    fn with(hold: Hold, options: Options, way: Way) -> Book {
        Book {
            saved: saved(&options.dir),
            hold,
            options,
            as_of: None,
            notices: Vec::new(),
            way,
            directory: None,
            shifts: None,
            kept: Kept::default(),
            listeners: Vec::new(),
            typing: None,
        }
    }

    /// Takes or reaches the book again, after whoever had it is gone.
    fn take_again(&mut self) -> Result<()> {
        if !self.way.reads {
            return self.take_to_write();
        }
        self.forget_kept();
        self.hold = take_or_look(&self.options, &self.way)?;
        Ok(())
    }

    /// Forgets what was read: nobody knows what becomes of the book meanwhile.
    fn forget_kept(&mut self) {
        self.directory = None;
        self.shifts = None;
        self.kept = Kept::default();
    }

    fn take_to_write(&mut self) -> Result<()> {
        self.forget_kept();
        self.hold = take_or_reach(&self.options, &self.way)?;
        Ok(())
    }

    /// Answers every question from now on as the book stood at the end of a day.
    pub fn set_as_of(&mut self, day: Option<Date>) {
        self.as_of = day;
    }

    /// Gives the clock.
    pub fn clock(&self) -> &Clock {
        &self.options.clock
    }

    /// Gives the moment it is, or the end of the day that is asked about.
    pub fn now(&self) -> jiff::Zoned {
        let now = self.options.clock.now();
        match self
            .as_of
            .and_then(|day| day.at(23, 59, 59, 0).to_zoned(now.time_zone().clone()).ok())
        {
            Some(then) if then < now => then,
            _ => now,
        }
    }

    /// Gives who writes.
    pub fn author(&self) -> &str {
        &self.options.author
    }

    /// Gives the book's directory.
    pub fn dir(&self) -> &Path {
        &self.options.dir
    }

    /// Gives the workbench's name, where this is one.
    pub fn bench(&self) -> Option<&str> {
        self.options.bench.as_deref()
    }

    /// Says whether a command opened it to ask it something.
    pub(super) fn is_for_a_command(&self) -> bool {
        self.way.reads
    }

    /// Says whether the book is read as it was saved, and cannot be written from here.
    pub fn is_only_read(&self) -> bool {
        matches!(self.hold, Hold::Beside(_))
    }

    /// Reads what was saved since, where the book is only read and nobody tells of it; says whether there was anything.
    pub fn follow(&mut self) -> Result<bool> {
        let saved = saved(&self.options.dir);
        if !self.is_only_read() || saved == self.saved {
            return Ok(false);
        }
        self.saved = saved;
        self.forget_kept();
        self.hold = Hold::Beside(Box::new(beside(&self.options, &self.way)?));
        Ok(true)
    }

    /// Says whether this process holds the book.
    pub fn is_here(&self) -> bool {
        matches!(self.hold, Hold::Here(_))
    }

    /// Gives reports for the person, once: an index rebuilt, the tail of a crash put aside.
    pub fn notices(&mut self) -> Vec<String> {
        let mut out = std::mem::take(&mut self.notices);
        if let Hold::Here(core) | Hold::Beside(core) = &mut self.hold {
            out.extend(core.notices());
        }
        out
    }

    /// Calls somebody after each change that is saved here.
    pub fn listen(&mut self, listener: Listener) {
        self.listeners.push(listener);
    }

    /// Gives who is called what, prepared for many questions; it is kept, and brought up to date as the book changes.
    pub fn directory(&mut self) -> Result<Directory> {
        if self.as_of.is_some() {
            return Ok(self.names()?.into());
        }
        let position = self.position()?;
        if let Some((at, directory)) = self.directory.take() {
            let known = if at == position {
                Some(directory)
            } else {
                self.caught_up(directory, &at, &position)?
            };
            if let Some(directory) = known {
                self.directory = Some((position, directory.clone()));
                return Ok(directory);
            }
        }
        let directory = Directory::from(self.names()?);
        self.directory = Some((position, directory.clone()));
        Ok(directory)
    }

    /// Takes the names that the last entries touched; nothing where they are too many to be looked at one by one.
    fn caught_up(
        &mut self,
        mut directory: Directory,
        at: &Stand,
        now: &Stand,
    ) -> Result<Option<Directory>> {
        let Some(turned) = self.turned(at, now)? else {
            return Ok(None);
        };
        let touched: Vec<Id> = turned.records.into_iter().collect();
        if touched.len() + directory.loose() > MANY {
            return Ok(None);
        }
        let now = self
            .records(&touched)?
            .iter()
            .filter_map(Name::of)
            .collect();
        directory.renew(touched, now);
        Ok(Some(directory))
    }

    /// Asks a question.
    pub fn ask(&mut self, query: Query) -> Result<Answer> {
        let as_of = self.as_of;
        self.ask_exactly(&Ask { query, as_of })
    }

    /// Answers a question that records answer where the book is at hand as it stands now.
    pub(super) fn records_here(&mut self, query: &Query) -> Result<Option<Vec<Record>>> {
        match &mut self.hold {
            Hold::Here(core) | Hold::Beside(core) if self.as_of.is_none() => core.records(query),
            Hold::Copied(core) if self.as_of.is_none() => match core.records(query) {
                Ok(found) => Ok(found),
                Err(_) => self.ask_holder().map(|()| None),
            },
            _ => Ok(None),
        }
    }

    /// Gives every record, by id, so many at a time: where the book is at hand, it never stands in memory whole.
    pub(super) fn batches(&mut self, size: usize, each: &mut dyn FnMut(Vec<Record>)) -> Result<()> {
        match &mut self.hold {
            Hold::Here(core) | Hold::Beside(core) if self.as_of.is_none() => {
                let mut batch = Vec::with_capacity(size);
                core.each(&mut |record| {
                    batch.push(record);
                    if batch.len() == size {
                        each(std::mem::replace(&mut batch, Vec::with_capacity(size)));
                    }
                })?;
                each(batch);
            }
            _ => each(self.all()?),
        }
        Ok(())
    }

    /// Asks whoever has the book from now on, since the copy of its index does not serve.
    fn ask_holder(&mut self) -> Result<()> {
        self.way.copies = false;
        self.take_again()
    }

    pub(super) fn ask_exactly(&mut self, ask: &Ask) -> Result<Answer> {
        let began = Instant::now();
        loop {
            match &mut self.hold {
                Hold::Here(core) | Hold::Beside(core) => return core.ask(ask),
                Hold::Copied(core) => match core.ask(ask) {
                    Err(error) if error.trouble == Trouble::Damaged => self.ask_holder()?,
                    answered => return answered,
                },
                Hold::There(client) => match client.ask(ask) {
                    Err(Broken::Gone) if began.elapsed() < PATIENCE => self.take_again()?,
                    // A holder that does not answer keeps nobody from reading what is saved.
                    Err(Broken::Gone) if self.way.reads => {
                        self.hold = Hold::Beside(Box::new(beside(&self.options, &self.way)?));
                    }
                    Err(Broken::Gone) => return Err(busy(&self.options)),
                    Err(Broken::Said(error)) => return Err(error),
                    Ok(answer) => return Ok(answer),
                },
                Hold::Rests => self.take_again()?,
            }
        }
    }

    /// Does a command; a retry after the holder crashed never doubles it.
    pub fn execute(&mut self, command: Command) -> Result<Receipt> {
        let request = uuid::Uuid::from_bytes(random()).simple().to_string();
        self.execute_as(command, &request)
    }

    /// Does a command under an id that its sender made: one that was done under it before is not done again.
    pub fn execute_again(&mut self, command: Command, request: &str) -> Result<Receipt> {
        self.execute_as(command, request)
    }

    /// Writes new records, steps, and what an iterator gives after them, as one entry. Where the book is held here, only the
    /// steps ever stand in memory together as objects.
    pub(super) fn write_with(
        &mut self,
        cause: crate::journal::Cause,
        makes: Makes,
        mut steps: Vec<Step>,
        more: &mut dyn Iterator<Item = Step>,
        watch: &mut dyn FnMut(Bringing) -> Flow,
    ) -> Result<Receipt> {
        if matches!(self.hold, Hold::Rests) {
            self.take_to_write()?;
        }
        let Hold::Here(core) = &mut self.hold else {
            let makes = makes.into_iter().map(super::execute::made);
            let mut steps: Vec<Step> = makes.chain(steps.drain(..)).collect();
            steps.extend(more);
            // Whoever holds the book does it as one; from here on it cannot be given up.
            if watch(Bringing::Saves) == Flow::Stop {
                return Err(BookError::refused("stopped; nothing was imported"));
            }
            let receipt = self.execute(Command::Write {
                cause,
                steps,
                at: None,
                author: None,
            })?;
            if let Some(entry) = receipt.entry {
                watch(Bringing::Saved(entry));
            }
            return Ok(receipt);
        };
        let bench = cause.bench.clone();
        let receipt = core.write_with(cause, makes, steps, more, watch)?;
        self.tell(&receipt, bench);
        Ok(receipt)
    }

    /// Tells whoever listens what was written, and from which workbench.
    fn tell(&self, receipt: &Receipt, bench: Option<String>) {
        let Some(seq) = receipt.entry else { return };
        let changed = Changed {
            seq,
            touched: receipt.touched.clone(),
            bench,
        };
        self.listeners.iter().for_each(|tell| tell(&changed));
    }

    pub(super) fn execute_as(&mut self, command: Command, request: &str) -> Result<Receipt> {
        let began = Instant::now();
        loop {
            match &mut self.hold {
                Hold::Here(core) => {
                    let bench = bench_of(&command);
                    let receipt = core.execute(command, Some(request.to_owned()))?;
                    self.tell(&receipt, bench);
                    return Ok(receipt);
                }
                Hold::There(client) => {
                    let sent = hand_over(&self.options.dir, &command, request)?;
                    match client.execute(sent.as_ref().unwrap_or(&command), request) {
                        Err(Broken::Gone) if began.elapsed() < PATIENCE => self.take_to_write()?,
                        Err(Broken::Gone) => return Err(unanswered(&self.options)),
                        Err(Broken::Said(error)) => return Err(error),
                        Ok(receipt) => return Ok(receipt),
                    }
                }
                Hold::Beside(_) | Hold::Copied(_) | Hold::Rests => self.take_to_write()?,
            }
        }
    }

    /// Lets go of the book (a workbench that is stopped); the next question takes it again.
    pub fn rest(&mut self) {
        self.forget_kept();
        if let Hold::Here(core) = std::mem::replace(&mut self.hold, Hold::Rests) {
            core.store.release();
        }
    }
}

/// Why a client got no answer.
pub(super) enum Broken {
    /// The holder is gone, or hung up.
    Gone,
    /// The holder refused.
    Said(BookError),
}

fn bench_of(command: &Command) -> Option<String> {
    match command {
        Command::Write { cause, .. } => cause.bench.clone(),
        Command::Undo { bench, .. } | Command::Redo { bench } => bench.clone(),
        Command::File { .. } => None,
    }
}

/// Writes a large command into the book's directory, and gives the small one that names it.
fn hand_over(dir: &Path, command: &Command, request: &str) -> Result<Option<Command>> {
    if let Command::Write { steps, .. } = command {
        // A frame holds far more than this many steps only where they are tiny.
        if steps.len() < 64
            && serde_json::to_string(command).map_or(0, |text| text.len()) < LARGEST_COMMAND
        {
            return Ok(None);
        }
        let name = format!("plan-{request}.json");
        let bytes = serde_json::to_vec(command).map_err(|e| BookError::refused(e.to_string()))?;
        store::write_private(&dir.join(&name), &bytes)
            .map_err(|e| BookError::refused(format!("the plan could not be handed over: {e}")))?;
        return Ok(Some(Command::File { name }));
    }
    Ok(None)
}

/// How a book is gone to.
#[derive(Clone, Default)]
pub(super) struct Way {
    /// It is opened only to be read.
    pub(super) reads: bool,
    /// The copy of a workbench's index will do.
    pub(super) copies: bool,
    /// Is told how far it has come where an index is built first.
    pub(super) told: Option<Told>,
}

pub(super) fn store_options(options: &Options, way: &Way) -> store::Options {
    store::Options {
        reads: way.reads,
        told: way.told.clone(),
        create: options.create,
        workbench: options.bench.is_some(),
        who: match &options.bench {
            Some(_) => format!("{WORKBENCH} (process {})", std::process::id()),
            None => format!("a command (process {})", std::process::id()),
        },
        ..store::Options::new(options.clock.now().timestamp())
    }
}

fn core(store: Store, options: &Options) -> Core {
    Core::new(
        store,
        options.clock.clone(),
        options.author.clone(),
        options.dir.clone(),
    )
}

fn take(options: &Options, way: &Way) -> std::result::Result<Core, StoreError> {
    let with = store::Options {
        known: super::find::taken_in(&options.dir),
        ..store_options(options, way)
    };
    let store = Store::open(&options.dir, with, Arc::new(BookShape))?;
    Ok(core(store, options))
}

/// Counts the files of a book's journal, and the bytes in them; where they cannot be looked at, nothing.
fn saved(dir: &Path) -> (usize, u64) {
    let files = std::fs::read_dir(dir.join("journal"));
    let sizes = files.into_iter().flatten().flatten();
    sizes
        .filter_map(|file| file.metadata().ok())
        .fold((0, 0), |(count, bytes), file| {
            (count + 1, bytes + file.len())
        })
}

/// Reads what is saved, beside whoever has the book.
fn beside(options: &Options, way: &Way) -> Result<Core> {
    let store = Store::beside(
        &options.dir,
        store_options(options, way),
        Arc::new(BookShape),
    );
    Ok(core(store.map_err(trouble)?, options))
}

/// Reads what a workbench has saved by the copy of its index, where there is one that serves.
fn copied(options: &Options, way: &Way) -> Option<Store> {
    let with = store_options(options, way);
    Store::beside_copy(&options.dir, with, Arc::new(BookShape))
}

pub(super) fn take_or_reach(options: &Options, way: &Way) -> Result<Hold> {
    // Whoever may write needs the index itself.
    let way = &Way {
        told: way.told.clone(),
        ..Way::default()
    };
    match within(options, PATIENCE, way) {
        Err(_) if !store::may_hold(&options.dir) => Err(only_read(options)),
        held => held?.ok_or_else(|| busy(options)),
    }
}

fn only_read(options: &Options) -> BookError {
    BookError::damaged(format!(
        "nothing was saved: you may not write the book at {}",
        options.dir.display()
    ))
    .hint("It can be read. To write in it, get the right to write its folder and its files from whoever keeps it, or copy it and name the copy with --book.")
}

fn take_or_look(options: &Options, way: &Way) -> Result<Hold> {
    match within(options, A_MOMENT, way) {
        Ok(Some(hold)) => Ok(hold),
        Ok(None) => Ok(Hold::Beside(Box::new(beside(options, way)?))),
        // Somebody else's, or on a disk that is only read: nobody can hold it from here, but what is saved can be read.
        Err(_) if !store::may_hold(&options.dir) => {
            Ok(Hold::Beside(Box::new(beside(options, way)?)))
        }
        Err(error) => Err(error),
    }
}

/// Takes the book or reaches whoever has it; nothing where nobody answers in time.
///
/// Where one command after another has it, the book is busy and not stuck: the patience counts for each of them.
fn within(options: &Options, patience: Duration, way: &Way) -> Result<Option<Hold>> {
    let began = Instant::now();
    let mut since = began;
    let mut taken = None;
    let mut wait = Duration::from_millis(2);
    loop {
        match take(options, way) {
            Ok(core) => return Ok(Some(Hold::Here(Box::new(core)))),
            Err(StoreError::Held { by }) => {
                // Another command is soon done; what a workbench has, it has all day.
                if way.copies
                    && by.starts_with(WORKBENCH)
                    && let Some(store) = copied(options, way)
                {
                    return Ok(Some(Hold::Copied(Box::new(core(store, options)))));
                }
            }
            Err(error) => return Err(trouble(error)),
        }
        if let Some(client) = Client::connect(&options.dir) {
            return Ok(Some(Hold::There(client)));
        }
        let last = store::last_taken(&options.dir);
        if patience == PATIENCE && last != taken && began.elapsed() < QUEUE {
            since = Instant::now();
            taken = last;
        }
        if since.elapsed() > patience {
            return Ok(None);
        }
        // Those who race for one book must not keep step with each other; and whoever has waited long asks more often than
        // those who just came, or it would wait for ever.
        let jitter = u64::from(random()[0]) % 8;
        match began.elapsed().as_secs() {
            0 => {
                std::thread::sleep(wait + Duration::from_millis(jitter));
                wait = (wait * 2).min(Duration::from_millis(40));
            }
            1 => std::thread::sleep(Duration::from_millis(4 + jitter)),
            _ => std::thread::sleep(Duration::from_micros(500 + 200 * jitter)),
        }
    }
}

/// A holder fell silent after it was given something to save.
fn unanswered(options: &Options) -> BookError {
    let holder = store::holder(&options.dir).unwrap_or_else(|| "another process".into());
    BookError::busy(format!(
        "the book is held by {holder}, which was given the change and does not answer"
    ))
    .hint("It may still be saved there. Go on in that terminal or close it there, and look at `ally history` before you repeat the command.")
}

fn busy(options: &Options) -> BookError {
    let holder = store::holder(&options.dir).unwrap_or_else(|| "another process".into());
    BookError::busy(format!(
        "the book is held by {holder}, which does not answer"
    ))
    .hint("Nothing was changed. Go on in that terminal or close it there, and repeat the command.")
}
