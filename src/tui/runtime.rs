//! The loop: sleeps until something happens, moves the model, draws, and does what the model wants of the world.

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::data::Ask;
use super::draw::draw;
use super::import::{Halt, Outcome};
use super::inbox::{Inbox, Outbox, Woken};
use super::message::Message;
use super::model::{Effect, Model, Settings};
use super::overlays::lookup;
use super::terminal::{Screen, is_gone};
use super::theme::{self, Depth, Themes};
use super::update::{asks, update};
use super::{capturing, importing, orders, supply};
use crate::book::find::Finder;
use crate::book::{self, Book, BookError, Clock, Desk, Errand, News};
use crate::config::{Config, Layer};
use crate::domain::Id;
use base64::Engine;

/// How the workbench is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// The book; its `bench` names this workbench.
    pub book: book::Options,
    /// The settings.
    pub config: Config,
    /// Whether the book is a throw-away one with the demo data.
    pub demo: bool,
    /// The account to open in call mode.
    pub call: Option<Id>,
}

/// Opens the workbench and runs it until the person quits or the terminal goes.
///
/// Errors where the book cannot be opened, or the terminal cannot be taken.
pub fn run(options: &Options) -> book::Result<()> {
    let trouble =
        |error: io::Error| BookError::usage(format!("the terminal cannot be used: {error}"));
    let clock = options.book.clock.clone();
    let mut inbox = Inbox::open().map_err(trouble)?;
    let outbox = inbox.outbox();
    let news = outbox.clone();
    let desk = Desk::open(options.book.clone(), move |news_of| {
        news.send(match news_of {
            News::Changed(_) => Message::Changed,
            News::Notice(text) => Message::Say(text, true),
        });
    })?;
    let (mut model, warnings) = model(options, &clock);
    model.only_read = desk.wait(|book| book.is_only_read()).unwrap_or_default();
    let mut screen = Screen::take(options.config.settings.mouse).map_err(trouble)?;
    if let Ok((width, height)) = crossterm::terminal::size() {
        model.size = (width, height);
    }
    let world = World::new(desk, outbox, options);
    for warning in warnings {
        model.complain(&warning);
    }
    for effect in asks(&model).into_iter().chain([Effect::Ask(Ask::Drafts)]) {
        world.ask_or_order(effect);
    }
    if let Some(account) = options.call {
        for effect in super::call::open(&mut model, account, None) {
            world.ask_or_order(effect);
        }
    }
    world.open_finder();
    world.warm();
    match work(&mut screen, &mut inbox, &world, &mut model, &clock) {
        // Where the terminal went while it was written to, it ends as where it hangs up.
        Err(error) if is_gone(&error) => Ok(()),
        ended => ended.map_err(trouble),
    }
}

/// Draws, waits and does what is wanted until the person quits or the terminal goes.
fn work(
    screen: &mut Screen,
    inbox: &mut Inbox<Message>,
    world: &World,
    model: &mut Model,
    clock: &Clock,
) -> io::Result<()> {
    let mut frame = true;
    let mut stale = false;
    let mut looked = minute(model);
    loop {
        if frame {
            screen.draw(|frame| draw(model, frame.buffer_mut()))?;
        }
        let wait = until_minute(model, clock);
        let woken = inbox.wait(wait)?;
        // Whatever woke it, what follows is done at the moment that it is now: a call begins with its key.
        for effect in update(model, Message::Minute(clock.now())) {
            world.ask_or_order(effect);
        }
        frame = true;
        if model.only_read && looked != minute(model) {
            looked = minute(model);
            world.desk.follow();
        }
        for event in woken {
            let message = match event {
                Woken::Input(input) => Message::Input(input),
                Woken::Message(message) => {
                    stale |= matches!(message, Message::Changed);
                    message
                }
                Woken::Resized => match crossterm::terminal::size() {
                    Ok((width, height)) => Message::Resized(width, height),
                    Err(_) => continue,
                },
                Woken::Stop => {
                    suspend(screen, inbox, world, model, clock)?;
                    continue;
                }
                Woken::Continued => {
                    screen.forget()?;
                    continue;
                }
                Woken::End | Woken::Gone => return Ok(()),
            };
            let mut effects = VecDeque::from(update(model, message));
            while let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Quit => return Ok(()),
                    Effect::Redraw => screen.forget()?,
                    Effect::Suspend => suspend(screen, inbox, world, model, clock)?,
                    Effect::Edit(text) => {
                        let edited = screen.lend(|| edit(&text))?;
                        inbox.forget_typed();
                        effects.extend(update(model, Message::Edited(edited)));
                    }
                    Effect::Copy(text) => {
                        super::clipboard::hand(text.clone());
                        let encoded = base64::engine::general_purpose::STANDARD.encode(text);
                        screen.send(format!("\x1b]52;c;{encoded}\x07").as_bytes())?;
                    }
                    effect => world.ask_or_order(effect),
                }
            }
        }
        // What is shown comes before what may be looked up.
        if stale && model.orders == 0 {
            stale = false;
            world.refresh_finder();
        }
    }
}

/// Builds the model from the settings; what is broken in themes and keys is said, and the program starts.
fn model(options: &Options, clock: &Clock) -> (Model, Vec<String>) {
    let config = &options.config;
    let mut warnings = config.warnings.clone();
    let depth = Depth::of(|name| std::env::var(name).ok());
    let (themes, troubles) = Themes::embedded().with_folder(&config.themes());
    warnings.extend(troubles);
    let usual = theme::usual(depth, std::env::var("COLORFGBG").ok().as_deref());
    // One that was chosen here and is gone since is no fault that the person would have to mend.
    let chosen_here = config.settings.from.get("theme") == Some(&Layer::Workbench);
    let name = config
        .settings
        .theme
        .clone()
        .filter(|name| !chosen_here || themes.place(name).is_some())
        .unwrap_or_else(|| usual.into());
    let (theme, troubles) = themes.get(&name);
    warnings.extend(troubles);
    let mut keymap = super::keymap::Keymap::default();
    let keys = config.keys();
    if let Ok(text) = std::fs::read_to_string(&keys) {
        match keymap.with_file(&keys, &text) {
            Ok(map) => keymap = map,
            Err(troubles) => warnings.extend(troubles),
        }
    }
    let settings = Settings {
        depth,
        ascii: config.settings.ascii,
        demo: options.demo,
        weekend: config.settings.weekend.clone(),
        currency: config.settings.currency.clone(),
    };
    (
        Model::new(clock.now(), settings, themes, theme, keymap),
        warnings,
    )
}

/// Gives the minute that the screen shows.
fn minute(model: &Model) -> i64 {
    model.now.timestamp().as_second().div_euclid(60)
}

/// Says how long nothing needs to be drawn: to the next second of a call, else to the next minute.
fn until_minute(model: &Model, clock: &Clock) -> Option<Duration> {
    if clock.stands_still() {
        return None;
    }
    let nanoseconds = clock.now().timestamp().as_nanosecond();
    // A call has its timer on the screen; each second is one line drawn. In its sweep the timer stands still.
    let running = model.call.as_ref().is_some_and(|call| call.sweep.is_none());
    let step: i128 = if running { 1_000 } else { 60_000 };
    let into = (nanoseconds / 1_000_000).rem_euclid(step);
    let left = u64::try_from(step - into).unwrap_or(1_000);
    // A moment too late is better than one too early, which would wake it twice.
    Some(Duration::from_millis(left + 2))
}

/// Lets go of the book, gives the terminal back, stops; continued, takes both again.
fn suspend(
    screen: &mut Screen,
    inbox: &mut Inbox<Message>,
    world: &World,
    model: &mut Model,
    clock: &Clock,
) -> io::Result<()> {
    world.desk.rest();
    let stopped = screen
        .lend(|| signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP))?;
    inbox.forget_typed();
    world.desk.wake();
    if let Ok((width, height)) = crossterm::terminal::size() {
        model.size = (width, height);
    }
    for effect in update(model, Message::Minute(clock.now())) {
        world.ask_or_order(effect);
    }
    stopped
}

/// Lets the person write a text in `$VISUAL` or `$EDITOR`.
fn edit(text: &str) -> Result<String, String> {
    let editor = ["VISUAL", "EDITOR"]
        .iter()
        .find_map(|name| {
            std::env::var(name)
                .ok()
                .filter(|value| !value.trim().is_empty())
        })
        .unwrap_or_else(|| "vi".into());
    let folder =
        private_folder().map_err(|error| format!("No place for the editor's file: {error}."))?;
    let file = folder.join("text.md");
    let edited = (|| {
        std::fs::write(&file, text)
            .map_err(|error| format!("The text could not be handed to the editor: {error}."))?;
        // The variable is a command line of the person's own, such as `code --wait`.
        let status = Command::new("/bin/sh")
            .arg("-c")
            .arg(format!("{editor} \"$1\""))
            .arg("ally")
            .arg(&file)
            .status()
            .map_err(|error| {
                format!("“{editor}” could not be started: {error}. Set EDITOR to your editor.")
            })?;
        if !status.success() {
            return Err(format!(
                "“{editor}” ended with an error; the text is as it was."
            ));
        }
        std::fs::read_to_string(&file).map_err(|error| {
            format!("The edited text could not be read: {error}; the text is as it was.")
        })
    })();
    let _ = std::fs::remove_dir_all(&folder);
    edited
}

/// Makes a folder that nobody else can read.
fn private_folder() -> io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let base = std::env::var_os("XDG_RUNTIME_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let unique = u128::from_be_bytes(crate::book::clock::random());
    let folder = base.join(format!("ally-edit-{unique:032x}"));
    std::fs::DirBuilder::new().mode(0o700).create(&folder)?;
    Ok(folder)
}

/// A question for the lookup's thread.
struct Search {
    query: String,
    within: Option<Id>,
    asked: u64,
    /// Where the cursor is, in bytes.
    at: usize,
    /// The number of the question among all that were ever put.
    turn: u64,
}

/// Everything outside the model that its wishes go to.
struct World {
    desk: Desk,
    outbox: Outbox<Message>,
    finder: Arc<Mutex<Option<Finder>>>,
    searches: Sender<Search>,
    /// The turn of the newest question for the lookup.
    newest: Arc<AtomicU64>,
    kept_theme: PathBuf,
    settings: crate::config::Settings,
    /// The number of the newest line that is to be understood.
    understood: Arc<AtomicU64>,
}

impl World {
    fn new(desk: Desk, outbox: Outbox<Message>, options: &Options) -> Self {
        let finder: Arc<Mutex<Option<Finder>>> = Arc::default();
        let (searches, inbox) = channel::<Search>();
        let (held, told) = (Arc::clone(&finder), outbox.clone());
        let turns: Arc<AtomicU64> = Arc::default();
        let newest = Arc::clone(&turns);
        let errand = desk.errand();
        // A thread that cannot be started leaves the lookup without answers, and everything else as it is.
        let _ = std::thread::Builder::new()
            .name("lookup".into())
            .spawn(move || {
                while let Ok(mut search) = inbox.recv() {
                    // Only the newest question matters.
                    while let Ok(newer) = inbox.try_recv() {
                        search = newer;
                    }
                    let Ok(mut finder) = held.lock() else { return };
                    let Some(finder) = finder.as_mut() else {
                        // Whoever waits for an answer must not wait for ever.
                        told.send(Message::Found {
                            asked: search.asked,
                            answer: lookup::Answer::default(),
                        });
                        continue;
                    };
                    // A newer question ends an older one, whose answer nobody waits for any more.
                    let stale = || newest.load(Ordering::Relaxed) != search.turn;
                    let (line, at) = (&search.query, search.at);
                    let answer = supply::look_up(finder, line, at, search.within, &stale);
                    if finder.is_damaged() {
                        // Only the book's thread can make it anew; there the question is asked once more.
                        let (held, told) = (Arc::clone(&held), told.clone());
                        let newest = Arc::clone(&newest);
                        errand.run(move |book| mend(book, &held, &told, &search, &newest));
                    } else if let Some(answer) = answer {
                        told.send(Message::Found {
                            asked: search.asked,
                            answer,
                        });
                    }
                }
            });
        Self {
            desk,
            outbox,
            finder,
            searches,
            newest: turns,
            kept_theme: options.config.kept_theme(),
            settings: options.config.settings.clone(),
            understood: Arc::default(),
        }
    }

    /// Opens the lookup behind everything that is asked first.
    fn open_finder(&self) {
        let held = Arc::clone(&self.finder);
        self.desk.run(move |book| {
            if let (Ok(finder), Ok(mut held)) = (Finder::open(book), held.lock()) {
                *held = Some(finder);
            }
        });
    }

    /// Reads beside what is asked all that boards show, a little at a time, so that none is waited for.
    fn warm(&self) {
        let (errand, outbox) = (self.desk.errand(), self.outbox.clone());
        self.desk.run(move |book| warm(book, errand, outbox));
    }

    /// Sends a wish to where it is fulfilled.
    fn ask_or_order(&self, effect: Effect) {
        let outbox = self.outbox.clone();
        match effect {
            Effect::Ask(ask) => self.desk.run(move |book| {
                for (ask, answer) in supply::answers(book, &ask) {
                    outbox.send(Message::Answered(ask, answer));
                }
            }),
            Effect::Order(order, origin) => {
                self.desk.run(move |book| {
                    let done = orders::execute(book, order);
                    outbox.send(Message::Done(done, origin));
                });
            }
            Effect::Read(wanted, halt) => {
                let settings = self.settings.clone();
                self.desk.run(move |book| {
                    let told = outbox.clone();
                    let stop = halt.clone();
                    let tell = move |said| {
                        told.send(Message::Imported(stop.clone(), Outcome::Under(said)));
                    };
                    let outcome = importing::read(book, &wanted, &settings, &halt, &tell);
                    outbox.send(Message::Imported(halt, outcome));
                });
            }
            Effect::Forget(print, wanted, halt) => {
                let settings = self.settings.clone();
                self.desk.run(move |book| {
                    let told = outbox.clone();
                    let stop = halt.clone();
                    let tell = move |said| {
                        told.send(Message::Imported(stop.clone(), Outcome::Under(said)));
                    };
                    let outcome = importing::forget(book, print, &wanted, &settings, &halt, &tell);
                    outbox.send(Message::Imported(halt, outcome));
                });
            }
            Effect::Bring(plan, maps, stamps, halt) => self.desk.run(move |book| {
                let told = outbox.clone();
                let stop = halt.clone();
                let tell = move |said| {
                    told.send(Message::Imported(stop.clone(), Outcome::Under(said)));
                };
                let outcome = importing::bring(book, plan, &maps, &stamps, &halt, &tell);
                outbox.send(Message::Imported(halt, outcome));
            }),
            Effect::Paths(typed) => {
                let outcome = importing::paths(&typed);
                outbox.send(Message::Imported(Halt::default(), outcome));
            }
            Effect::Understand { line, spot } => {
                // Of a line that is typed fast only the newest letter counts; nothing is in the way of saving.
                let number = self.understood.fetch_add(1, Ordering::Relaxed) + 1;
                let newest = Arc::clone(&self.understood);
                self.desk.run(move |book| {
                    if newest.load(Ordering::Relaxed) == number {
                        let chips = capturing::understand(book, &line, &spot);
                        outbox.send(Message::Understood { line, chips });
                    }
                });
            }
            Effect::Note { line, spot, began } => self.desk.run(move |book| {
                let answer = capturing::note(book, &line, &spot, &began);
                outbox.send(Message::Noted(Box::new(answer)));
            }),
            Effect::Sweep(sweep, spot) => self.desk.run(move |book| {
                let done = capturing::sweep(book, &sweep, &spot);
                outbox.send(Message::Swept(done));
            }),
            Effect::Find {
                query,
                at,
                within,
                asked,
            } => {
                let (held, searches) = (Arc::clone(&self.finder), self.searches.clone());
                let search = Search {
                    query,
                    within,
                    asked,
                    at,
                    turn: self.newest.fetch_add(1, Ordering::Relaxed) + 1,
                };
                // One that is at work on an older question is there as well.
                let there = held.try_lock().map_or(true, |finder| finder.is_some());
                if there {
                    let _ = searches.send(search);
                } else {
                    self.desk.run(move |_: &mut Book| {
                        let _ = searches.send(search);
                    });
                }
            }
            Effect::Write(name, text) => {
                let text = crate::domain::plain::file(&text);
                let said = match importing::write_apart(&name, text.as_bytes()) {
                    Ok(name) => Message::Say(format!("Written to {name}."), false),
                    Err(error) => {
                        Message::Say(format!("{name} could not be written: {error}."), true)
                    }
                };
                outbox.send(said);
            }
            Effect::KeepTheme(name) => {
                let folder = self
                    .kept_theme
                    .parent()
                    .map(std::path::Path::to_path_buf)
                    .unwrap_or_default();
                let kept = std::fs::create_dir_all(folder)
                    .and_then(|()| std::fs::write(&self.kept_theme, &name));
                let said = match kept {
                    Ok(()) => Message::Say(format!("{name} is your theme now."), false),
                    Err(error) => Message::Say(
                        format!("{name} is in force, but could not be remembered: {error}."),
                        true,
                    ),
                };
                outbox.send(said);
            }
            Effect::Edit(_) | Effect::Copy(_) | Effect::Redraw | Effect::Suspend | Effect::Quit => {
            }
        }
    }

    /// Brings the lookup up to date with what came since.
    fn refresh_finder(&self) {
        let (held, outbox) = (Arc::clone(&self.finder), self.outbox.clone());
        self.desk.run(move |book| {
            if let Ok(mut held) = held.lock() {
                let stale = held
                    .as_mut()
                    .is_some_and(|finder| matches!(finder.catch_up(book), Ok(None) | Err(_)));
                if stale {
                    *held = Finder::build(book).ok();
                    if let Some(finder) = &*held {
                        finder.save(book);
                    }
                }
            }
            outbox.send(Message::CaughtUp);
        });
    }
}

/// Reads a little more, and comes back for the rest after what was asked meanwhile.
fn warm(book: &mut Book, errand: Errand, outbox: Outbox<Message>) {
    match book.warm() {
        Ok(true) => errand.clone().run(move |book| warm(book, errand, outbox)),
        Ok(false) => {
            outbox.send(Message::Warmed);
            errand.clone().run(move |book| warm_past(book, errand, 0));
        }
        // Whoever opens a board is told.
        Err(_) => {}
    }
}

fn warm_past(book: &mut Book, errand: Errand, step: usize) {
    if supply::warm(book, step) {
        errand
            .clone()
            .run(move |book| warm_past(book, errand, step + 1));
    }
}

/// Makes the lookup anew from the book, where its snapshot proved damaged under a question, and asks that once more.
fn mend(
    book: &mut Book,
    held: &Mutex<Option<Finder>>,
    told: &Outbox<Message>,
    search: &Search,
    newest: &AtomicU64,
) {
    let Ok(mut held) = held.lock() else { return };
    let mended = held.as_mut().map(|finder| finder.mend(book));
    if let Some(Ok(true)) = mended {
        let said = "The lookup's file was damaged; it was made anew from the book.";
        told.send(Message::Say(said.into(), false));
    }
    let stale = || newest.load(Ordering::Relaxed) != search.turn;
    let answer = match (held.as_mut(), mended) {
        (Some(finder), Some(Ok(_))) => {
            supply::look_up(finder, &search.query, search.at, search.within, &stale)
        }
        // Whoever waits for an answer must not wait for ever.
        _ => Some(lookup::Answer::default()),
    };
    if let Some(answer) = answer {
        told.send(Message::Found {
            asked: search.asked,
            answer,
        });
    }
}
