//! The workbench without a terminal: keys in, picture out.
//!
//! It does at once what the model wishes of the book, so a test, a benchmark and the pictures of the
//! README drive the same program as a person does.

use std::collections::VecDeque;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::data::Ask;
use super::draw::draw;
use super::import::Stage;
use super::input::Input;
use super::keymap::Key;
use super::message::Message;
use super::model::{Effect, Model, Place, Settings};
use super::overlays::Overlay;
use super::overlays::menu::Purpose;
use super::screens::account::Section;
use super::sheet::Pane;
use super::theme::{Depth, Theme, Themes};
use super::update::{asks, update};
use super::{capturing, importing, keymap::Keymap, orders, supply};
use crate::book::find::Finder;
use crate::book::{self, Book};

/// A workbench on a book, driven by hand.
pub struct Headless {
    model: Model,
    book: Book,
    finder: Option<Finder>,
    /// Whether the person quit.
    pub ended: bool,
    /// What was put on the clipboard last.
    pub copied: Option<String>,
    /// What was wished and not done yet.
    pending: VecDeque<Effect>,
    slow: bool,
}

/// Says what a list is chosen from for.
fn purpose(of: &Purpose) -> &'static str {
    match of {
        Purpose::Palette => "palette",
        Purpose::Theme(_) => "theme",
        Purpose::Move(_) => "move",
        Purpose::Recover(_) => "recovery",
        Purpose::LinkTo(_) => "link to",
        Purpose::LinkHow(..) => "link how",
        Purpose::New => "new",
        Purpose::Draft => "drafts",
        Purpose::Snooze(_) => "snooze",
        Purpose::Postpone(_) => "another day",
        Purpose::File(_) => "file",
        Purpose::CallIn(_) => "specialist",
        Purpose::Guests(_) => "guests",
        Purpose::GuestOf(_) => "account of a guest",
        Purpose::MergeWith(_) => "merge with",
        Purpose::Column(_) => "column",
        Purpose::OfTable(_) => "table of an import",
        Purpose::Reading(_) => "how a file is read",
        Purpose::ReadAs(..) => "one way of reading",
        Purpose::Field(_) => "picker of a field",
    }
}

impl Headless {
    /// Opens the workbench at a size, in a theme.
    pub fn open(mut book: Book, size: (u16, u16), theme: &str) -> book::Result<Self> {
        let themes = Themes::embedded();
        let (theme, _) = themes.get(theme);
        let settings = Settings {
            depth: Depth::True,
            ascii: false,
            demo: false,
            weekend: crate::domain::days::Weekend::default(),
            currency: None,
        };
        let mut model = Model::new(book.now(), settings, themes, theme, Keymap::default());
        model.size = size;
        model.only_read = book.is_only_read();
        let finder = Some(Finder::build(&mut book)?);
        let mut bench = Self {
            model,
            book,
            finder,
            ended: false,
            copied: None,
            pending: VecDeque::new(),
            slow: false,
        };
        let first = asks(&bench.model)
            .into_iter()
            .chain([Effect::Ask(Ask::Drafts)])
            .collect();
        bench.pending = first;
        bench.fulfil(usize::MAX);
        Ok(bench)
    }

    /// Shows letters instead of signs.
    pub fn ascii(&mut self) {
        self.model.settings.ascii = true;
    }

    /// Takes every colour away.
    pub fn colourless(&mut self) {
        self.model.settings.depth = Depth::None;
        self.model.theme = self.model.theme.clone().without_colour();
    }

    /// Puts a theme of the program on, as if it had been chosen.
    pub fn wear(&mut self, theme: &str) {
        (self.model.theme, _) = self.model.themes.get(theme);
    }

    /// Presses keys, written as in a keymap: `g a j enter`; `'text'` is typed letter by letter.
    ///
    /// What is no key is typed as it is.
    pub fn press(&mut self, script: &str) {
        let mut rest = script.trim_start();
        while !rest.is_empty() {
            let (keys, after): (Vec<Option<Key>>, &str) =
                if let Some(quoted) = rest.strip_prefix('\'') {
                    let (text, after) = quoted.split_once('\'').unwrap_or((quoted, ""));
                    let typed = |letter: char| {
                        Key::parse(&if letter == ' ' {
                            "space".to_owned()
                        } else {
                            letter.to_string()
                        })
                    };
                    (text.chars().map(typed).collect(), after)
                } else {
                    let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
                    (vec![Key::parse(word)], after)
                };
            for key in keys.into_iter().flatten() {
                self.send(Message::Input(Input::Key(key)));
            }
            rest = after.trim_start();
        }
    }

    /// Pastes text.
    pub fn paste(&mut self, text: &str) {
        self.send(Message::Input(Input::Paste(text.to_owned())));
    }

    /// Does something with the mouse.
    pub fn mouse(&mut self, mouse: super::input::Mouse) {
        self.send(Message::Input(Input::Mouse(mouse)));
    }

    /// Gives the window another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.send(Message::Resized(width, height));
    }

    /// Says that the book was changed by somebody else, and reads it anew.
    pub fn changed(&mut self) {
        // A book that is only read cannot be told; where it cannot be read anew, it stays as it was.
        let _ = self.book.follow();
        self.catch_up();
        self.send(Message::Changed);
        self.send(Message::CaughtUp);
    }

    /// Lets it be another moment on the screen; the book's own clock stands where it stood.
    pub fn later(&mut self, now: jiff::Zoned) {
        self.send(Message::Minute(now));
    }

    /// Gives the book, to look at what the keys did.
    pub fn book(&mut self) -> &mut Book {
        &mut self.book
    }

    /// Gives the theme in force.
    pub fn theme(&self) -> &Theme {
        &self.model.theme
    }

    /// Draws one frame.
    pub fn frame(&self) -> Buffer {
        let (width, height) = self.model.size;
        let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
        draw(&self.model, &mut buf);
        buf
    }

    /// Names where one is, for whoever measures how far a walk has come: the place, or what lies over it.
    pub fn spot(&self) -> String {
        let over = match self.model.overlays.last() {
            Some(Overlay::Words(_)) => "words of a recap",
            Some(Overlay::Help(_)) => "help",
            Some(Overlay::Menu(menu)) => return format!("menu: {}", purpose(&menu.purpose)),
            Some(Overlay::Lookup(lookup)) if lookup.acting => "lookup, acting",
            Some(Overlay::Lookup(_)) => "lookup",
            Some(Overlay::Form(_)) => "form",
            Some(Overlay::Capture(capture)) if capture.chip.is_some() => "capture bar, chips",
            Some(Overlay::Capture(_)) => "capture bar",
            Some(Overlay::Call) => {
                let swept = self.model.call.as_ref();
                let swept = swept.is_some_and(|call| call.sweep.is_some());
                if swept { "sweep" } else { "call" }
            }
            Some(Overlay::Import(import)) => match import.stage {
                Stage::Plan(..) => "import, its plan",
                Stage::Map(_) => "import, its columns",
                Stage::Files | Stage::Under(_) => "import",
            },
            Some(Overlay::Merge(_)) => "merge",
            Some(Overlay::Question(_)) => "question",
            None => "",
        };
        if !over.is_empty() {
            return over.to_owned();
        }
        let sheet = &self.model.here.sheet;
        let place = match &self.model.here.place {
            Place::Account(_, Section::People) if sheet.grouping == 1 => "chart".to_owned(),
            Place::Account(_, section) => format!("account: {}", section.title()),
            Place::Board(kind) => format!("board: {kind}"),
            Place::Brief(ask) => format!("page: {}", ask.paper.word()),
            Place::History(Some(_)) => "history of a record".to_owned(),
            place => format!("{place:?}").to_lowercase(),
        };
        if sheet.filtering {
            return "filter".to_owned();
        }
        match sheet.pane {
            Pane::Detail => format!("{place}, detail"),
            Pane::List if !sheet.marked.is_empty() => format!("{place}, marked"),
            Pane::List => place,
        }
    }

    /// Draws one frame as text, a line a row.
    pub fn text(&self) -> String {
        let buf = self.frame();
        let mut text = String::new();
        for y in 0..buf.area.height {
            let mut line = String::new();
            let mut skip = 0;
            for x in 0..buf.area.width {
                let symbol = buf[(x, y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = crate::domain::plain::width(symbol).max(1);
                }
                skip -= 1;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// Makes the book slow: what is wished of it waits for [`Headless::answer`].
    pub fn slow(&mut self) {
        self.slow = true;
    }

    /// Does so many of the things that a slow book was asked; says whether there is more.
    pub fn answer(&mut self, most: usize) -> bool {
        self.fulfil(most);
        !self.pending.is_empty()
    }

    /// Brings the lookup up to date with what came since.
    fn catch_up(&mut self) {
        if let Some(finder) = &mut self.finder
            && !matches!(finder.catch_up(&mut self.book), Ok(Some(_)))
        {
            self.finder = Finder::build(&mut self.book).ok();
        }
    }

    fn send(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        self.pending.extend(effects);
        if !self.slow {
            self.fulfil(usize::MAX);
        }
    }

    /// Does what is wished, and what is wished because of that; at most so many things.
    fn fulfil(&mut self, most: usize) {
        for _ in 0..most {
            let Some(effect) = self.pending.pop_front() else {
                return;
            };
            let message = match effect {
                Effect::Ask(ask) => {
                    for (ask, answer) in supply::answers(&mut self.book, &ask) {
                        self.pending
                            .extend(update(&mut self.model, Message::Answered(ask, answer)));
                    }
                    continue;
                }
                Effect::Order(order, origin) => {
                    let done = orders::execute(&mut self.book, order);
                    if done.wrote {
                        self.catch_up();
                    }
                    Message::Done(done, origin)
                }
                Effect::Read(wanted, halt) => {
                    let settings = crate::config::Settings::default();
                    let outcome =
                        importing::read(&mut self.book, &wanted, &settings, &halt, &|_| {});
                    Message::Imported(halt, outcome)
                }
                Effect::Forget(print, wanted, halt) => {
                    let settings = crate::config::Settings::default();
                    let outcome = importing::forget(
                        &mut self.book,
                        print,
                        &wanted,
                        &settings,
                        &halt,
                        &|_| {},
                    );
                    Message::Imported(halt, outcome)
                }
                Effect::Bring(plan, maps, stamps, halt) => {
                    let outcome =
                        importing::bring(&mut self.book, plan, &maps, &stamps, &halt, &|_| {});
                    self.pending
                        .extend(update(&mut self.model, Message::Imported(halt, outcome)));
                    self.catch_up();
                    Message::Changed
                }
                Effect::Understand { line, spot } => {
                    let chips = capturing::understand(&mut self.book, &line, &spot);
                    Message::Understood { line, chips }
                }
                Effect::Note { line, spot, began } => {
                    let answer = capturing::note(&mut self.book, &line, &spot, &began);
                    self.pending
                        .extend(update(&mut self.model, Message::Noted(Box::new(answer))));
                    Message::Changed
                }
                Effect::Sweep(sweep, spot) => {
                    let done = capturing::sweep(&mut self.book, &sweep, &spot);
                    self.pending
                        .extend(update(&mut self.model, Message::Swept(done)));
                    Message::Changed
                }
                Effect::Find {
                    query,
                    at,
                    within,
                    asked,
                } => {
                    let Some(finder) = &mut self.finder else {
                        continue;
                    };
                    let mut found = supply::look_up(finder, &query, at, within, &|| false);
                    if matches!(finder.mend(&mut self.book), Ok(true)) {
                        found = supply::look_up(finder, &query, at, within, &|| false);
                    }
                    match found {
                        Some(answer) => Message::Found { asked, answer },
                        None => continue,
                    }
                }
                Effect::Copy(text) => {
                    self.copied = Some(text);
                    continue;
                }
                Effect::Quit => {
                    self.ended = true;
                    continue;
                }
                // What lies here or at home is another's on every machine; a folder that is named is not.
                Effect::Paths(typed) if typed.contains('/') => {
                    let outcome = importing::paths(&typed);
                    Message::Imported(super::import::Halt::default(), outcome)
                }
                Effect::Paths(_)
                | Effect::Edit(_)
                | Effect::Write(..)
                | Effect::KeepTheme(_)
                | Effect::Redraw
                | Effect::Suspend => continue,
            };
            self.pending.extend(update(&mut self.model, message));
        }
    }
}
