//! Everything that the workbench knows: where one is, what lies over it, what the book said last.

use std::collections::{HashSet, VecDeque};

use jiff::Zoned;

use super::action::Context;
use super::call::{self, Call};
use super::data::{Ask, BriefAsk, Data, Draft, Order};
use super::held::Held;
use super::keymap::{Key, Keymap};
use super::known::Who;
use super::look::Look;
use super::order;
use super::overlays::Overlay;
use super::overlays::form::Form;
use super::overlays::lookup::Found;
use super::screens::account::Section;
use super::screens::{
    account, accounts, board, buying, calendar, chart, history, inbox, today, trash,
};
use super::sheet::{DEEPER, Item, Pane, Sheet};
use super::strip::{MEASURE, Strip};
use super::theme::{Depth, Theme, Themes};
use crate::book::{Spot, Sweep};
use crate::capture::People;
use crate::domain::days::Weekend;
use crate::domain::names::fold;
use crate::domain::words::TouchpointState;
use crate::domain::{Body, Id, Kind, plain};
use crate::signals::series::Series;

/// How many rows a filter looks into in depth; of a longer list it knows the lines alone.
const DEEP: usize = 5_000;

/// A place where one can be.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    /// What needs me now.
    Today,
    /// The days ahead.
    Week,
    /// A month of touchpoints.
    Calendar,
    /// The list of accounts.
    Accounts,
    /// One account, in one of its sections.
    Account(Id, Section),
    /// Every record of a kind.
    Board(Kind),
    /// The page before the meeting.
    Brief(BriefAsk),
    /// What was changed.
    History(Option<Id>),
    /// What was deleted.
    Trash,
    /// Lines without an account.
    Inbox,
}

impl Place {
    /// Lists what it asks the book.
    pub fn asks(&self) -> Vec<Ask> {
        match self {
            Place::Today => vec![Ask::Today, Ask::Mentioned, Ask::Inbox],
            Place::Week => vec![Ask::Week, Ask::Ahead],
            Place::Calendar => vec![Ask::Calendar],
            Place::Accounts => vec![Ask::Accounts],
            Place::Account(id, _) => vec![Ask::Account(*id), Ask::Buying(*id)],
            // What a trend means is asked of every account of its industries.
            Place::Board(Kind::Trend) => vec![Ask::Kind(Kind::Trend), Ask::Kind(Kind::Account)],
            Place::Board(kind) => vec![Ask::Kind(*kind)],
            Place::Brief(ask) => vec![Ask::Brief(ask.clone())],
            Place::History(of) => vec![Ask::History(*of)],
            Place::Trash => vec![Ask::Trash],
            Place::Inbox => vec![Ask::Inbox],
        }
    }

    /// Gives the question whose records its rows are.
    pub fn rows_ask(&self) -> Ask {
        self.asks().remove(0)
    }
}

/// A place with its list as one left it.
#[derive(Debug, Clone, PartialEq)]
pub struct Screen {
    /// Where it is.
    pub place: Place,
    /// Its list.
    pub sheet: Sheet,
    /// The record to choose once it is there.
    pub wanted: Option<Id>,
    /// The words of the heading under which to choose the first row once it is there.
    pub heading: Option<&'static str>,
    /// What the place adds up to, in a line above its list.
    pub head: Strip,
    /// How large the largest figure of its list is.
    pub scale: board::Scale,
    /// It was looked up during a call, to which one goes back from here.
    pub over_call: bool,
    /// The book has answered since one came here.
    pub settled: bool,
}

impl Screen {
    /// Opens a place.
    pub fn at(place: Place) -> Self {
        Self {
            place,
            sheet: Sheet::default(),
            wanted: None,
            heading: None,
            head: Strip::new(),
            scale: board::Scale::default(),
            over_call: false,
            settled: false,
        }
    }
}

/// What the world is asked to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the book.
    Ask(Ask),
    /// Tell the book to do something; the origin comes back with the answer.
    Order(Order, Origin),
    /// Look something up.
    Find {
        /// What was typed.
        query: String,
        /// Where the cursor is, in bytes.
        at: usize,
        /// The account one is in, which counts a little.
        within: Option<Id>,
        /// Which question it is.
        asked: u64,
    },
    /// Say what a line to capture is understood as.
    Understand {
        /// The line.
        line: String,
        /// Where it is typed.
        spot: Box<Spot>,
    },
    /// Save a line of a call.
    Note {
        /// The line.
        line: String,
        /// Where it is typed.
        spot: Box<Spot>,
        /// When the call began.
        began: Zoned,
    },
    /// Sweep a call.
    Sweep(Box<Sweep>, Box<Spot>),
    /// Read files and say what they would change.
    Read(Box<super::import::Wanted>, super::import::Halt),
    /// Forget what is remembered of a header, and read the files again.
    Forget(String, Box<super::import::Wanted>, super::import::Halt),
    /// Bring a confirmed plan into the book, and remember which column is what.
    Bring(
        std::sync::Arc<crate::interchange::Plan>,
        Vec<(String, crate::interchange::map::ColumnMap)>,
        super::import::Stamps,
        super::import::Halt,
    ),
    /// List the paths that continue what is typed.
    Paths(String),
    /// Let the person write a text in their editor.
    Edit(String),
    /// Put text on the clipboard.
    Copy(String),
    /// Write a text to a file of that name in the folder where the program was started.
    Write(String, String),
    /// Remember the theme.
    KeepTheme(String),
    /// Draw everything anew.
    Redraw,
    /// Go into the background.
    Suspend,
    /// End.
    Quit,
}

/// Where an order came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A key on a screen.
    Screen,
    /// A form, which stays open where it is refused.
    Form,
    /// The capture bar, likewise.
    Capture,
    /// Something kept quietly.
    Quiet,
}

/// A line at the foot that goes away with the next key.
#[derive(Debug, Clone, PartialEq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Whether something went wrong.
    pub bad: bool,
}

/// What the person has set.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// How many colours the terminal shows.
    pub depth: Depth,
    /// Letters instead of signs.
    pub ascii: bool,
    /// Whether the book is a throw-away one.
    pub demo: bool,
    /// The free days of the week.
    pub weekend: Weekend,
    /// The currency of an amount that names none.
    pub currency: Option<String>,
}

/// Everything that the workbench knows.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // Each is a thing of its own, not a state.
pub struct Model {
    /// Columns and rows.
    pub size: (u16, u16),
    /// The moment that the screen shows.
    pub now: Zoned,
    /// What the person has set.
    pub settings: Settings,
    /// Every theme.
    pub themes: Themes,
    /// The theme in force.
    pub theme: Theme,
    /// The keys in force.
    pub keymap: Keymap,
    /// Who is who.
    pub who: Who,
    /// What the book said last.
    pub data: Data,
    /// Where one is.
    pub here: Screen,
    /// Where one was before.
    pub back: Vec<Screen>,
    /// Where one went back from.
    pub forth: Vec<Screen>,
    /// What lies over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What lay over places that were left by the lookup, to be there again when one comes back: each with how many places lay
    /// behind it.
    pub aside: Vec<(usize, Vec<Overlay>)>,
    /// The beginning of a sequence.
    pub keys: Vec<Key>,
    /// How often the next action is meant.
    pub count: Option<usize>,
    /// What is said at the foot.
    pub toast: Option<Toast>,
    /// Private facts are hidden.
    pub present: bool,
    /// The book may not be written from here.
    pub only_read: bool,
    /// What was typed and not saved.
    pub drafts: Vec<Draft>,
    /// The record that was saved last by a form or a captured line.
    pub saved: Option<Id>,
    /// Lines captured before.
    pub captured: Vec<String>,
    /// What was looked up before, the newest last.
    pub looked_up: Vec<String>,
    /// The call that is going on.
    pub call: Option<Box<Call>>,
    /// The form of many that was left with something typed, for when the same are changed again.
    pub left_many: Option<Box<Form>>,
    /// The call that was swept last, for whoever takes its sweep back.
    pub swept: Option<Box<Call>>,
    /// Everybody's name, folded for completing, and of which state of the names that is.
    pub people: Option<(u64, People)>,
    /// What was typed before the answer that it needs has come.
    pub held: VecDeque<Held>,
    /// The book has not yet said what the line means that is being typed.
    pub understanding: bool,
    /// How many orders are on their way to the book.
    pub orders: usize,
    /// Whose records the detail is waiting for.
    pub beside: Option<Ask>,
    /// Questions whose answers were overtaken by a change that was made here.
    pub reading: HashSet<Ask>,
    /// Whether the book changed while an order was on its way.
    pub missed: bool,
    /// What was typed last could not be written down: it is lost when the workbench ends.
    pub unkept: bool,
    /// The last key of this list deleted, so that the line where one is took the place of another and was not chosen.
    pub struck: bool,
    /// The record where one is while the book is read anew because somebody else changed it: it may be gone then.
    pub watched: Option<Id>,
}

impl Model {
    /// Opens the workbench on Today.
    pub fn new(
        now: Zoned,
        settings: Settings,
        themes: Themes,
        theme: Theme,
        keymap: Keymap,
    ) -> Self {
        let theme = theme.fitted(settings.depth);
        Self {
            size: (80, 24),
            now,
            settings,
            themes,
            theme,
            keymap,
            who: Who::default(),
            data: Data::default(),
            here: Screen::at(Place::Today),
            back: Vec::new(),
            forth: Vec::new(),
            overlays: Vec::new(),
            aside: Vec::new(),
            keys: Vec::new(),
            count: None,
            toast: None,
            present: false,
            only_read: false,
            drafts: Vec::new(),
            saved: None,
            captured: Vec::new(),
            looked_up: Vec::new(),
            call: None,
            left_many: None,
            swept: None,
            people: None,
            held: VecDeque::new(),
            understanding: false,
            orders: 0,
            beside: None,
            reading: HashSet::new(),
            missed: false,
            unkept: false,
            struck: false,
            watched: None,
        }
    }

    /// Gives what drawing may look at.
    pub fn look(&self) -> Look<'_> {
        Look {
            stories: self.data.stories(),
            currency: self.currency(),
            weekend: &self.settings.weekend,
            theme: &self.theme,
            keymap: &self.keymap,
            who: &self.who,
            now: &self.now,
            ascii: self.settings.ascii,
            present: self.present,
        }
    }

    /// Says which contexts a key is looked up in, the innermost first.
    pub fn contexts(&self) -> &'static [Context] {
        self.contexts_under(self.overlays.last())
    }

    /// Says which contexts a key is looked up in where that lies on top.
    pub fn contexts_under(&self, top: Option<&Overlay>) -> &'static [Context] {
        match top {
            Some(Overlay::Help(_)) => &[Context::List, Context::Global, Context::Anywhere],
            Some(Overlay::Menu(_)) => &[Context::Menu, Context::Line, Context::Anywhere],
            Some(Overlay::Lookup(lookup)) if lookup.acting => &[
                Context::Lookup,
                Context::List,
                Context::Global,
                Context::Anywhere,
            ],
            Some(Overlay::Lookup(_)) => &[
                Context::Lookup,
                Context::Menu,
                Context::Line,
                Context::Anywhere,
            ],
            Some(Overlay::Form(form)) => match form.row().map(|row| &row.entry) {
                Some(super::overlays::form::Entry::Prose(_)) => &[
                    Context::Prose,
                    Context::Form,
                    Context::Line,
                    Context::Anywhere,
                ],
                _ => &[Context::Form, Context::Line, Context::Anywhere],
            },
            Some(Overlay::Words(_)) => &[
                Context::Prose,
                Context::Form,
                Context::Line,
                Context::Anywhere,
            ],
            Some(Overlay::Capture(capture)) if capture.chip.is_some() => call::ON_CHIPS,
            Some(Overlay::Capture(_)) => &[Context::Capture, Context::Line, Context::Anywhere],
            Some(Overlay::Call) => call::contexts(self),
            Some(Overlay::Import(import)) => super::import::contexts(import),
            Some(Overlay::Merge(_)) => &[Context::Merge, Context::Anywhere],
            Some(Overlay::Question(_)) => &[Context::Question, Context::Anywhere],
            None if self.here.sheet.filtering => &[Context::Menu, Context::Line, Context::Anywhere],
            None => match self.here.place {
                Place::Account(..) => &[
                    Context::Account,
                    Context::List,
                    Context::Global,
                    Context::Anywhere,
                ],
                Place::Inbox => &[
                    Context::Inbox,
                    Context::List,
                    Context::Global,
                    Context::Anywhere,
                ],
                Place::Brief(_) => &[
                    Context::Brief,
                    Context::List,
                    Context::Global,
                    Context::Anywhere,
                ],
                _ => &[Context::List, Context::Global, Context::Anywhere],
            },
        }
    }

    /// Says whether letters are typed rather than acted on.
    pub fn typing(&self) -> bool {
        self.contexts().contains(&Context::Line)
    }

    /// Says whether the detail stands beside the list at this size.
    pub fn has_detail(&self) -> bool {
        match self.here.place {
            Place::Brief(_) => false,
            Place::Today | Place::Week => self.size.0 >= 140,
            // A line of these wants its room; the detail comes with a key.
            Place::Board(_) | Place::History(_) | Place::Trash | Place::Calendar => {
                self.size.0 >= 140
            }
            // A tree with its lines is wider than a list.
            Place::Account(_, Section::People) if self.here.sheet.grouping == 1 => {
                self.size.0 >= 120
            }
            _ => self.size.0 >= 72,
        }
    }

    /// Gives the widths of the list and of the detail.
    pub fn widths(&self) -> (u16, u16) {
        let width = self.size.0;
        if !self.has_detail() {
            return (width, width);
        }
        let list = match self.here.place {
            Place::Today | Place::Week if width >= 180 => (width * 16 / 25).min(128),
            Place::Today | Place::Week => width.saturating_sub(54).max(width * 3 / 5).min(126),
            // On a wide screen a name that is cut is worth more than a detail that is wide.
            Place::Board(_) | Place::History(_) | Place::Trash if width >= 150 => {
                (width * 2 / 3).min(136)
            }
            Place::Board(_) | Place::History(_) | Place::Trash => (width * 5 / 8).clamp(72, 128),
            // The accounts beside it are what its lines are filed by, on a narrow screen too.
            Place::Inbox => (width * 3 / 5).clamp(40, 128),
            Place::Account(_, Section::People) if self.here.sheet.grouping == 1 => {
                (width / 2).clamp(64, 90)
            }
            // In a day's cell the names of accounts want to be read.
            Place::Calendar => (width * 7 / 10).clamp(72, 140),
            Place::Accounts if width >= 150 => (width * 3 / 5).min(124),
            Place::Accounts => (width * 11 / 20).clamp(38, 110),
            // A detail as wide as one reads leaves the rest to the titles.
            _ => (width * 9 / 20)
                .clamp(34, 72)
                .max(width.saturating_sub(MEASURE + 4)),
        };
        (list, width.saturating_sub(list + 3))
    }

    /// Gives the cells of a line of the list.
    fn line_width(&self) -> u16 {
        let list = self.widths().0;
        let rule = u16::from(self.has_detail());
        list.saturating_sub(rule + 2)
    }

    /// Counts the lines of the list that fit.
    pub fn page(&self) -> usize {
        usize::from(self.size.1.saturating_sub(6)).max(1)
    }

    /// Fills the list of the place where one is from what the book said last.
    pub fn refill(&mut self) {
        let ask = self.here.place.rows_ask();
        let look = self.look();
        let sheet = &self.here.sheet;
        let (head, scale) = self.head(&ask);
        let finding = sheet.filtering || !sheet.filter.is_empty();
        let (headings, items): (Vec<String>, Vec<Item>) = match &self.here.place {
            Place::Today | Place::Week => today::items(self.data.matters(&ask), &look, finding),
            Place::Accounts => {
                let order = (sheet.sort, sheet.grouping, finding);
                accounts::items(self.data.accounts(), &look, order)
            }
            Place::Account(_, Section::People) if sheet.grouping == 1 => {
                chart::items(self.data.records(&ask), &look)
            }
            Place::Calendar => calendar::items(self.data.records(&ask), &look),
            Place::Account(id, section) => {
                let buys = self.data.buying(*id).is_some();
                account::items(*id, *section, self.data.records(&ask), buys, &look)
            }
            Place::Board(kind) => board::items(
                *kind,
                self.data.records(&ask),
                self.data.records(&Ask::Kind(Kind::Account)),
                &look,
                (sheet.sort, sheet.grouping, finding),
                (&scale, self.line_width()),
            ),
            Place::Trash => trash::items(self.data.records(&ask), self.data.gone(), &look),
            Place::Inbox => {
                let records = self.data.records(&ask);
                let (headings, mut items) = board::items(
                    Kind::Learning,
                    records,
                    &[],
                    &look,
                    (0, 2, true),
                    (&scale, self.line_width()),
                );
                let series = self.waiting();
                items.retain(|item| series.shows(item.id));
                // What is late waits least of all.
                let today = self.now.date();
                let late = |item: &Item| {
                    records
                        .get(item.row)
                        .is_some_and(|record| inbox::late(record, today))
                };
                items.sort_by_key(|item| !late(item));
                (headings, items)
            }
            Place::History(of) => history::items(self.data.history(*of), &look),
            Place::Brief(_) => (Vec::new(), Vec::new()),
        };
        let charted =
            matches!(self.here.place, Place::Account(_, Section::People)) && sheet.grouping == 1;
        let (headings, mut items) = if charted {
            (headings, items)
        } else {
            order::arrange(self, &ask, (headings, items))
        };
        if finding {
            self.deepen(&ask, &mut items);
        }
        if self.present {
            // What is not shown is not found by its words either.
            for item in items.iter_mut().filter(|item| self.who.hides(item.id)) {
                item.find.clear();
            }
        }
        self.here.head = head;
        self.here.scale = scale;
        let untouched =
            self.here.sheet.at() == 0 && self.here.wanted.is_none() && self.here.heading.is_none();
        self.here.sheet.fill(headings, items);
        if let Some(heading) = self.here.heading
            && self.data.has(&ask)
        {
            self.here.sheet.choose_under(heading);
            // Its heading stands on top.
            self.here.sheet.held[0] = Some(1);
            self.here.heading = None;
        }
        let asks = self.here.place.asks();
        let fresh = asks.iter().all(|ask| self.data.is_fresh(ask));
        if untouched && !self.here.settled {
            // What was shown first was an older answer; the top is that of the new one.
            self.here.sheet.choose_at(0);
        }
        self.here.settled |= fresh;
        if fresh {
            self.look_after();
        }
        if let Some(wanted) = self.here.wanted
            && (self.here.sheet.choose(wanted) || fresh)
        {
            self.here.wanted = None;
        }
    }

    /// Says that the record where one was is gone by somebody else's doing, so that no key meant for it falls on the next one.
    fn look_after(&mut self) {
        let Some(id) = self.watched.take() else {
            return;
        };
        let sheet = &mut self.here.sheet;
        if sheet.has(id) || sheet.filtering {
            return;
        }
        sheet.pane = Pane::List;
        self.struck = true;
        let title = plain::fit(self.who.plain(id), 44).into_owned();
        self.complain(&format!(
            "“{title}” is not here any more: it was changed or deleted elsewhere."
        ));
    }

    /// Says which lines of the inbox stand for a series of meetings.
    pub fn waiting(&self) -> Series {
        let records = self.data.records(&Ask::Inbox).iter();
        Series::of(
            records.map(std::convert::AsRef::as_ref),
            self.now.timestamp(),
        )
    }

    /// Adds to lines of the inbox the other meetings of their series: what one does to the line is done to all.
    pub fn with_series(&self, mut ids: Vec<Id>) -> Vec<Id> {
        if self.here.place == Place::Inbox {
            let series = self.waiting();
            let others = ids.iter().filter_map(|id| series.others.get(id));
            let others: Vec<Id> = others.flatten().copied().collect();
            ids.extend(others);
        }
        ids
    }

    /// Lets a filter find a row by everything that its record says, and by whom it names.
    fn deepen(&self, ask: &Ask, items: &mut [Item]) {
        let accounts = self.here.place == Place::Accounts;
        for item in items.iter_mut().take(DEEP) {
            let record = if accounts {
                self.data.accounts().get(item.row).map(|line| &line.record)
            } else {
                self.data.records(ask).get(item.row)
            };
            if let Some(record) = record.filter(|record| record.id() == item.id) {
                let mut above = item.account;
                // Nothing is its own parent; should a book say so, that ends here.
                for _ in 0..16 {
                    above = above.and_then(|id| self.who.get(id)?.account);
                    let Some(account) = above else { break };
                    item.find.push(' ');
                    item.find.push_str(&fold(self.who.title(account)));
                }
                item.find.push(DEEPER);
                match item.account.filter(|_| record.kind() == Kind::Trend) {
                    // A line of a trend is found by what it means for its own account, not by what it means for another.
                    Some(account) => {
                        let own = super::implications::of(record, account);
                        item.find.push_str(&fold(&self.who.words(&own)));
                    }
                    None => item.find.push_str(&fold(&self.who.words(record))),
                }
            }
        }
    }

    /// Gives the account whose page stands open though it was deleted meanwhile.
    pub fn lost(&self) -> Option<Id> {
        let account = match &self.here.place {
            Place::Account(id, _) => *id,
            Place::Brief(ask) => ask.account,
            _ => return None,
        };
        self.who.is_gone(account).then_some(account)
    }

    /// Gives the account that one is in; a list over all accounts is in none, whatever is chosen there.
    pub fn within(&self) -> Option<Id> {
        match &self.here.place {
            Place::Account(id, _) => Some(*id),
            Place::Brief(ask) => Some(ask.account),
            _ => self.call.as_ref().map(|call| call.account),
        }
    }

    /// Gives the currency of an amount that names none: the one that was set, else the one that the records here use most.
    pub fn currency(&self) -> Option<String> {
        if self.settings.currency.is_some() {
            return self.settings.currency.clone();
        }
        let records = self.data.records(&self.here.place.rows_ask());
        let mut used: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
        for record in records.iter().take(500) {
            let money = match &record.body {
                Body::Problem(body) => body.cost.as_ref(),
                Body::Agreement(body) => body.value.as_ref(),
                Body::Deal(body) => body.amount.as_ref(),
                _ => None,
            };
            if let Some(money) = money {
                *used.entry(money.currency.as_str()).or_default() += 1;
            }
        }
        let most = used.into_iter().max_by_key(|(_, count)| *count);
        most.map(|(currency, _)| currency.to_owned())
    }

    /// Says what the place adds up to, and how large its largest figure is.
    fn head(&self, ask: &Ask) -> (Strip, board::Scale) {
        let (look, records) = (self.look(), self.data.records(ask));
        match &self.here.place {
            Place::Board(kind) => (
                board::head(
                    *kind,
                    records,
                    self.data.records(&Ask::Kind(Kind::Account)),
                    &look,
                ),
                board::scale(records, self.size.1, &look),
            ),
            Place::Account(_, Section::People) => {
                (chart::head(records, &look), board::Scale::default())
            }
            Place::Account(id, Section::Overview | Section::Stay) => {
                let found = self.data.buying(*id);
                let head = found.map(|found| buying::head(found, &look));
                (head.unwrap_or_default(), board::Scale::default())
            }
            Place::Today if !self.data.matters(ask).is_empty() => {
                let series = self.waiting();
                let waiting = self.data.records(&Ask::Inbox).iter();
                let waiting = waiting.filter(|record| series.shows(record.id()));
                let told = inbox::told(waiting.map(std::convert::AsRef::as_ref), &look);
                (told, board::Scale::default())
            }
            _ => (Strip::new(), board::Scale::default()),
        }
    }

    /// Gives the account that one is in, or that is chosen.
    pub fn account(&self) -> Option<Id> {
        match &self.here.place {
            Place::Account(id, _) => Some(*id),
            Place::Brief(ask) => Some(ask.account),
            Place::Calendar => self.touch().and_then(|record| record.account()),
            _ => {
                let item = self.here.sheet.chosen()?;
                // What stands under a meeting does not name its account once more, and has one.
                let known = || {
                    self.who
                        .get(item.id)
                        .filter(|known| known.kind != Kind::Account)
                };
                item.account.or_else(|| known()?.account)
            }
        }
    }

    /// Says where a line is typed, for what it is understood as.
    pub fn spot(&self, account: Option<Id>, pasted: bool) -> Spot {
        let problem = self.chosen().filter(|id| {
            self.who
                .get(*id)
                .is_some_and(|known| known.kind == Kind::Problem)
        });
        Spot {
            account,
            touchpoint: None,
            problem,
            weekend: self.settings.weekend.clone(),
            currency: self.settings.currency.clone(),
            signs: true,
            pasted,
            signed_once: true,
            by_people: false,
        }
    }

    /// Gives what was looked up, while the keys of a list act on it.
    pub fn acted_on(&self) -> Option<&Found> {
        match self.overlays.last() {
            Some(Overlay::Lookup(lookup)) if lookup.acting => lookup.chosen(),
            _ => None,
        }
    }

    /// Gives the records that are meant by a key on a list: those that are marked, else the one where one is.
    pub fn meant(&self) -> Vec<Id> {
        if self.acted_on().is_some() || self.here.sheet.marked.is_empty() {
            self.chosen().into_iter().collect()
        } else {
            self.here.sheet.meant()
        }
    }

    /// Gives the planned meeting that a call from a record is, where it is one of today or was not written up.
    ///
    /// One who rings the day before prepares the meeting, and does not hold it: it stays planned.
    pub fn held_now(&self, id: Id) -> Option<Id> {
        let record = self.data.record(id)?;
        let Body::Touchpoint(body) = &record.body else {
            return None;
        };
        let starts = body.starts.as_ref()?;
        let day = self.look().day_of(starts);
        let planned = body.state == Some(TouchpointState::Planned);
        (planned && day <= self.now.date()).then_some(id)
    }

    /// Gives the record that is meant by a key on a list.
    pub fn chosen(&self) -> Option<Id> {
        if let Some(found) = self.acted_on() {
            return Some(found.id);
        }
        match self.here.place {
            Place::History(_) => None,
            Place::Brief(_) => self.linked(),
            Place::Calendar => self.touch().map(|record| record.id()),
            _ => self.here.sheet.chosen().map(|item| item.id),
        }
    }

    /// Gives the touchpoint of the calendar that is meant: the one of the agenda's line, else the first of the day.
    fn touch(&self) -> Option<&std::sync::Arc<crate::domain::Record>> {
        let look = self.look();
        let records = self.data.records(&Ask::Calendar);
        if self.here.sheet.pane == Pane::Detail {
            let linked = self.linked()?;
            return records.iter().find(|record| record.id() == linked);
        }
        let day = calendar::chosen(&self.here.sheet)?;
        calendar::between(records, day, day, &look).first()
    }

    /// Says something at the foot.
    pub fn say(&mut self, text: &str) {
        self.toast = Some(Toast {
            text: text.to_owned(),
            bad: false,
        });
    }

    /// Says what went wrong.
    pub fn complain(&mut self, text: &str) {
        self.toast = Some(Toast {
            text: text.to_owned(),
            bad: true,
        });
    }
}
