//! Bringing files in: which files, what their columns are where nobody knows, and the plan that the person confirms.
//!
//! Reading and planning happen on the book's thread; what comes back is a plan, and nothing is written before it is confirmed.

mod files;
mod mapping;
pub mod page;
pub mod reading;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::action::{Action, Context};
use super::line::LineEdit;
use super::model::{Effect, Model};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::interchange::Plan;
use crate::interchange::map::{ColumnMap, KINDS, Looks, targets};
use crate::interchange::read_as::ReadAs;

pub use files::{Files, Listed, parted, paths, quoted};
pub use mapping::Mapping;

/// Tells work under way to stop.
#[derive(Debug, Clone, Default)]
pub struct Halt(Arc<AtomicBool>);

impl Halt {
    /// Asks for the stop.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Says whether it was asked for.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl PartialEq for Halt {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What is to be read, and how.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Wanted {
    /// The files.
    pub files: Vec<String>,
    /// Which column is what, by the header's fingerprint.
    pub maps: Vec<(String, ColumnMap)>,
    /// Whether the file's value counts where both sides moved.
    pub theirs: bool,
    /// The header whose columns are shown again, as they are read now.
    pub look: Option<String>,
}

/// Files as they were when they were read, each with the hash of what was in it.
pub type Stamps = Vec<(String, String)>;

/// A table that nobody knows, as far as it was looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// The file.
    pub file: String,
    /// The header's fingerprint.
    pub fingerprint: String,
    /// The columns.
    pub header: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// What says which column is what, and what it says: a file beside it, or the book that read it so before.
    pub beside: Option<(String, ColumnMap)>,
    /// The known table that it is, and what each column was taken for.
    pub known: Option<(String, BTreeMap<String, String>)>,
    /// What a row is, in the word of a column map.
    pub kind: String,
    /// How its letters are written.
    pub encoding: String,
    /// The sign between its cells.
    pub delimiter: Option<char>,
    /// How its days and numbers were read.
    pub read_as: ReadAs,
    /// Under which fingerprint the book remembers something of this header.
    pub remembered: Option<String>,
}

/// What became of the reading.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is so far.
    Under(String),
    /// A plan to confirm, the tables whose columns can be named, and the files as they were read.
    Plan(Arc<Plan>, Vec<Table>, Stamps),
    /// The files are others than when the plan was made, so that nothing was brought in: what to say.
    Moved(String),
    /// A header that nobody knows.
    Unknown(Table),
    /// It cannot be read.
    Refused(String),
    /// What fits the last word of what was typed.
    Paths(String, Vec<Listed>),
    /// It is in the book; what to say.
    Brought(String),
}

/// Where one is in bringing files in.
#[derive(Debug, Clone, PartialEq)]
pub enum Stage {
    /// Typing which files.
    Files,
    /// The book reads; so far.
    Under(String),
    /// Saying which column is what.
    Map(Mapping),
    /// Looking at the plan, from a line on.
    Plan(Arc<Plan>, usize),
}

/// Bringing files in, while it lies over the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Which files.
    pub files: Files,
    /// Where one is.
    pub stage: Stage,
    /// What went wrong.
    pub error: Option<String>,
    /// What is read.
    pub wanted: Wanted,
    /// The tables of the plan whose columns can be named.
    pub tables: Vec<Table>,
    /// The files as they were read for the plan.
    pub stamps: Stamps,
    /// Whether a confirmed plan is being written: only the book can say what becomes of it.
    brings: bool,
    halt: Halt,
}

/// Opens it.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.overlays.push(Overlay::Import(Box::new(Import {
        files: Files::default(),
        stage: Stage::Files,
        error: None,
        wanted: Wanted::default(),
        tables: Vec::new(),
        stamps: Stamps::new(),
        brings: false,
        halt: Halt::default(),
    })));
    vec![Effect::Paths(String::new())]
}

impl Import {
    /// Says whether the book is at work, so that what is typed meanwhile waits.
    pub fn is_under(&self) -> bool {
        matches!(self.stage, Stage::Under(_))
    }

    fn read(&mut self) -> Vec<Effect> {
        let wanted = Box::new(self.begin());
        vec![Effect::Read(wanted, self.halt.clone())]
    }

    /// Gets ready to wait for the book; gives what is asked of it. The columns are shown again only this once.
    fn begin(&mut self) -> Wanted {
        self.error = None;
        self.brings = false;
        self.halt = Halt::default();
        self.stage = Stage::Under("Reading …".into());
        let wanted = self.wanted.clone();
        self.wanted.look = None;
        wanted
    }

    /// Forgets what is remembered of a header, and reads it again as it shows itself.
    fn forget(&mut self, table: &Table) -> Result<Vec<Effect>, &'static str> {
        let print = &table.fingerprint;
        let said = self.wanted.maps.len();
        self.wanted.maps.retain(|(other, _)| other != print);
        match &table.remembered {
            Some(remembered) => {
                let wanted = Box::new(self.begin());
                Ok(vec![Effect::Forget(
                    remembered.clone(),
                    wanted,
                    self.halt.clone(),
                )])
            }
            None if self.wanted.maps.len() < said => Ok(self.read()),
            None => Err("Nothing is remembered of this header."),
        }
    }

    /// Gives the tables that a key can be meant for.
    fn tables_here(&self) -> Vec<&Table> {
        match &self.stage {
            Stage::Map(mapping) => vec![&mapping.table],
            _ => self.tables.iter().collect(),
        }
    }
}

fn here(model: &mut Model) -> Option<&mut Import> {
    model
        .overlays
        .iter_mut()
        .rev()
        .find_map(|overlay| match overlay {
            Overlay::Import(import) => Some(&mut **import),
            _ => None,
        })
}

/// Says which contexts its keys are looked up in.
pub fn contexts(import: &Import) -> &'static [Context] {
    match import.stage {
        Stage::Files
        | Stage::Map(Mapping {
            writes: Some(_), ..
        }) => &[Context::Menu, Context::Line, Context::Anywhere],
        _ => &[Context::Import, Context::Anywhere],
    }
}

/// Lists the keys that matter now.
pub fn hints(import: &Import) -> Vec<(Action, &'static str)> {
    use Action as A;
    match &import.stage {
        Stage::Files => vec![
            (A::MenuChoose, "read it"),
            (A::MenuNext, "choose one"),
            (A::MenuMark, "complete the path"),
            (A::MenuLeave, "leave"),
        ],
        Stage::Map(Mapping {
            writes: Some(_), ..
        }) => vec![(A::MenuChoose, "write it"), (A::MenuLeave, "do not")],
        Stage::Under(_) => vec![(A::ImportLeave, "stop")],
        Stage::Map(_) => vec![
            (A::ImportChoose, "column"),
            (A::ImportKind, "what a row is"),
            (A::ImportGo, "the plan"),
            (A::ImportReading, "read as"),
            (A::ImportLeave, "back"),
            (A::ImportHelp, "help"),
            (A::ImportWrite, "write the map"),
            (A::ImportForget, "forget it"),
        ],
        Stage::Plan(plan, _) => {
            let mut hints = Vec::new();
            if !plan.is_empty() {
                hints.push((A::ImportGo, "bring it in"));
            } else if !import.wanted.maps.is_empty() {
                hints.push((A::ImportGo, "keep how it is read"));
            }
            if plan
                .files
                .iter()
                .any(|file| file.details.iter().any(|row| !row.kept.is_empty()))
            {
                let said = if import.wanted.theirs {
                    "keep the book's"
                } else {
                    "take the file's"
                };
                hints.push((A::ImportTheirs, said));
            }
            if !import.tables.is_empty() {
                hints.push((A::ImportMap, "columns"));
                hints.push((A::ImportReading, "read as"));
            }
            hints.push((A::ImportLeave, "back"));
            hints.push((A::ImportHelp, "help"));
            hints
        }
    }
}

/// How many lines of a page the plan's own head and foot may take.
const BESIDE: usize = 3;

/// Does an action.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if matches!(
        action,
        Action::ImportMap | Action::ImportReading | Action::ImportForget
    ) {
        return on_table(model, action);
    }
    if action == Action::ImportHelp {
        model.overlays.push(Overlay::Help(0));
        return Vec::new();
    }
    let (page, width) = (model.page(), usize::from(model.size.0));
    let Some(import) = here(model) else {
        return Vec::new();
    };
    match &mut import.stage {
        Stage::Files if action == Action::MenuLeave => {
            model.overlays.pop();
            Vec::new()
        }
        Stage::Files => {
            let step = import.files.act(action, page);
            step_on(import, step)
        }
        Stage::Under(_) => {
            if action == Action::ImportLeave {
                import.halt.stop();
                if import.brings {
                    // Whether it came in time, the book says.
                    import.stage = Stage::Under("Stopping …".into());
                } else {
                    import.stage = Stage::Files;
                    model.say("Stopped; nothing was changed.");
                }
            } else if matches!(action, Action::ImportGo | Action::ImportChoose) && !import.brings {
                model.say("The plan comes first; the key counts once it is there.");
            }
            Vec::new()
        }
        Stage::Map(mapping) if mapping.writes.is_some() => writing(mapping, action),
        Stage::Map(mapping) => {
            let last = mapping.targets.len().saturating_sub(1);
            match action {
                Action::ImportNext => mapping.at = (mapping.at + 1).min(last),
                Action::ImportPrevious => mapping.at = mapping.at.saturating_sub(1),
                Action::ImportPageDown => mapping.at = (mapping.at + page).min(last),
                Action::ImportPageUp => mapping.at = mapping.at.saturating_sub(page),
                Action::ImportFirst => mapping.at = 0,
                Action::ImportLast => mapping.at = last,
                Action::ImportKind => {
                    mapping.kind = (mapping.kind + 1) % KINDS.len();
                    mapping.meant = false;
                    mapping.guess();
                    import.error = None;
                }
                Action::ImportSkip => {
                    let now = mapping.targets.get(mapping.at);
                    let out = now.is_some_and(|target| target == "skip");
                    let back = out && mapping.kind + 1 < KINDS.len();
                    mapping.say(mapping.at, if back { "extra" } else { "skip" });
                    mapping.at = (mapping.at + 1).min(last);
                }
                Action::ImportChoose => return choose(model),
                Action::ImportWrite => {
                    mapping.writes = Some(LineEdit::with(&mapping.own_file()));
                }
                Action::ImportGo => {
                    if let Some(lack) = mapping.lacks() {
                        import.error = Some(format!("{lack}: choose the column that has it."));
                        return Vec::new();
                    }
                    // Asked once: the same key again says that it is meant.
                    if let Some(doubt) = mapping.doubts().filter(|_| !mapping.meant) {
                        mapping.meant = true;
                        import.error = Some(format!(
                            "Is this meant? {}. Choose the column that has it, or press the same key again.",
                            crate::domain::plain::capital(doubt)
                        ));
                        return Vec::new();
                    }
                    import.error = None;
                    let print = mapping.table.fingerprint.clone();
                    let map = mapping.is_said().then(|| mapping.map());
                    import.wanted.maps.retain(|(other, _)| *other != print);
                    import.wanted.maps.extend(map.map(|map| (print, map)));
                    return import.read();
                }
                // The plan is there again as it was; what was chosen of the columns is not said.
                Action::ImportLeave if !import.tables.is_empty() => return import.read(),
                Action::ImportLeave => {
                    import.error = None;
                    import.stage = Stage::Files;
                }
                _ => {}
            }
            Vec::new()
        }
        Stage::Plan(plan, first) => {
            // Beyond its end one would press as often back before anything moved.
            let lines = crate::tui::screens::import::told(plan, width).len();
            let end = lines.saturating_sub(page.saturating_sub(BESIDE));
            match action {
                Action::ImportNext => *first = (*first + 1).min(end),
                Action::ImportPrevious => *first = first.saturating_sub(1),
                Action::ImportPageDown => *first = (*first + page).min(end),
                Action::ImportPageUp => *first = first.saturating_sub(page),
                Action::ImportFirst => *first = 0,
                Action::ImportLast => *first = end,
                Action::ImportGo | Action::ImportChoose
                    if plan.is_empty() && import.wanted.maps.is_empty() =>
                {
                    model.overlays.pop();
                    model.say("Nothing to change: the book has it all already.");
                    return Vec::new();
                }
                Action::ImportGo | Action::ImportChoose => {
                    let plan = std::mem::take(plan);
                    import.brings = true;
                    let maps = import.wanted.maps.clone();
                    import.stage = Stage::Under("Bringing it into the book …".into());
                    let stamps = import.stamps.clone();
                    return vec![Effect::Bring(plan, maps, stamps, import.halt.clone())];
                }
                Action::ImportTheirs => {
                    import.wanted.theirs = !import.wanted.theirs;
                    return import.read();
                }
                Action::ImportLeave => import.stage = Stage::Files,
                _ => {}
            }
            Vec::new()
        }
    }
}

/// Does what a key means for a table: of several one is chosen first.
fn on_table(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(import) = here(model) else {
        return Vec::new();
    };
    let shown = match &import.stage {
        Stage::Map(mapping) => mapping.writes.is_none() && action != Action::ImportMap,
        Stage::Plan(..) => true,
        _ => false,
    };
    let tables = import.tables_here();
    match tables.as_slice() {
        [] => Vec::new(),
        _ if !shown => Vec::new(),
        [table] => {
            let print = table.fingerprint.clone();
            of_table(model, action, &print)
        }
        tables => {
            let choice = |table: &&Table| {
                let name = table.file.rsplit('/').next().unwrap_or_default();
                let about = table.known.as_ref().map_or("", |(title, _)| title.as_str());
                Choice::new(name, about, Value::Word(table.fingerprint.clone()))
            };
            let choices = tables.iter().map(choice).collect();
            let menu = Menu::new("Of which file", Purpose::OfTable(action), choices);
            model.overlays.push(Overlay::Menu(Box::new(menu)));
            Vec::new()
        }
    }
}

/// Does what a key means for the table with a header.
pub fn of_table(model: &mut Model, action: Action, print: &str) -> Vec<Effect> {
    if action == Action::ImportReading {
        return reading::open(model, print);
    }
    let Some(import) = here(model) else {
        return Vec::new();
    };
    let mut tables = import.tables_here().into_iter();
    let Some(table) = tables.find(|table| table.fingerprint == print).cloned() else {
        return Vec::new();
    };
    if action == Action::ImportMap {
        let mut said = import.wanted.maps.iter();
        let said = said.find(|(known, _)| known == print);
        let said = said.or(table.beside.as_ref()).map(|(_, map)| map.clone());
        import.error = None;
        import.stage = Stage::Map(Mapping::of(table, said.as_ref()));
        return Vec::new();
    }
    let was = table.remembered.is_some();
    match import.forget(&table) {
        Ok(effects) => {
            model.say(if was {
                "Forgotten: this header is read as it shows itself."
            } else {
                "What you chose of this header is taken back; nothing was remembered yet."
            });
            effects
        }
        Err(why) => {
            model.say(why);
            Vec::new()
        }
    }
}

/// Goes on from a key on the list of files.
fn step_on(import: &mut Import, step: files::Step) -> Vec<Effect> {
    match step {
        files::Step::Stay => Vec::new(),
        files::Step::List => {
            import.error = None;
            vec![Effect::Paths(import.files.line.text().to_owned())]
        }
        files::Step::Read(files) => {
            import.tables.clear();
            import.wanted = Wanted {
                files,
                ..Wanted::default()
            };
            import.read()
        }
        files::Step::Wrong(why) => {
            import.error = Some(why);
            Vec::new()
        }
    }
}

/// Types where the columns are written to.
fn writing(mapping: &mut Mapping, action: Action) -> Vec<Effect> {
    let Some(line) = &mut mapping.writes else {
        return Vec::new();
    };
    match action {
        Action::MenuChoose if line.text().trim().is_empty() => Vec::new(),
        Action::MenuChoose => {
            let name = line.text().trim().to_owned();
            mapping.writes = None;
            vec![Effect::Write(name, mapping.map().to_toml())]
        }
        Action::MenuLeave => {
            mapping.writes = None;
            Vec::new()
        }
        action => {
            line.act(action);
            Vec::new()
        }
    }
}

/// Opens the fields that a column can be.
fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(Import {
        stage: Stage::Map(mapping),
        ..
    }) = here(model)
    else {
        return Vec::new();
    };
    let at = mapping.at;
    let name = mapping.table.header.get(at).cloned().unwrap_or_default();
    let now = mapping.targets.get(at).cloned().unwrap_or_default();
    // What the cells look like stands first, and is a key away where nothing was chosen.
    let likely = mapping.suggested(at);
    let looks = mapping.looks(at).map(Looks::words);
    let others = targets(mapping.word()).into_iter();
    let others = others.filter(|target| !likely.contains(target));
    let free = matches!(now.as_str(), "extra" | "skip");
    let now = likely
        .first()
        .filter(|_| free)
        .map_or(now, |first| (*first).to_owned());
    let choices = likely
        .iter()
        .copied()
        .chain(others)
        .map(|target| {
            let by = mapping
                .targets
                .iter()
                .position(|held| held == target)
                .and_then(|by| mapping.table.header.get(by))
                .filter(|_| target != "extra" && target != "skip");
            let aside = match (target, by) {
                ("extra", _) => "kept with the record, in no field".to_owned(),
                ("skip", _) => "left out".to_owned(),
                (_, Some(by)) => format!("from “{by}”"),
                (target, None) if likely.contains(&target) => {
                    format!("looks like {}", looks.unwrap_or_default())
                }
                _ => String::new(),
            };
            Choice::new(
                &target.replace('_', " "),
                &aside,
                Value::Word(target.to_owned()),
            )
        })
        .collect();
    // What stands in it tells what it is, and the list lies over it.
    let values = mapping.table.sample.iter().filter_map(|row| row.get(at));
    let values: Vec<&str> = values
        .map(String::as_str)
        .filter(|cell| !cell.is_empty())
        .take(2)
        .collect();
    let title = if values.is_empty() {
        format!("“{name}” is")
    } else {
        format!("“{name}”, such as {}, is", values.join(" · "))
    };
    let menu = Menu::new(&title, Purpose::Column(at), choices).at_value(&Value::Word(now));
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// Takes the field that was chosen for a column; one value has one column, the one that was chosen last.
pub fn chosen(model: &mut Model, at: usize, target: &str) {
    if let Some(Import {
        stage: Stage::Map(mapping),
        error,
        ..
    }) = here(model)
    {
        *error = None;
        mapping.say(at, target);
        mapping.at = (at + 1).min(mapping.targets.len().saturating_sub(1));
    }
}

/// Types text.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    let Some(import) = here(model) else {
        return Vec::new();
    };
    match &mut import.stage {
        Stage::Files => {
            let step = import.files.typed(text);
            step_on(import, step)
        }
        Stage::Map(Mapping {
            writes: Some(line), ..
        }) => {
            line.insert(&text.replace('\n', " "));
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Takes what became of the reading.
pub fn answered(model: &mut Model, halt: &Halt, outcome: Outcome) -> Vec<Effect> {
    let Some(import) = here(model) else {
        return Vec::new();
    };
    if let Outcome::Paths(typed, found) = outcome {
        import.files.take(typed, found);
        return Vec::new();
    }
    // What was stopped has nothing more to say.
    if import.halt != *halt || !matches!(import.stage, Stage::Under(_)) {
        return Vec::new();
    }
    match outcome {
        // What it says after it was asked to stop would hide that it was heard.
        Outcome::Under(_) if import.halt.is_stopped() => {}
        Outcome::Under(said) => import.stage = Stage::Under(said),
        Outcome::Plan(plan, tables, stamps) => {
            import.tables = tables;
            import.stamps = stamps;
            import.stage = Stage::Plan(plan, 0);
        }
        Outcome::Unknown(table) => {
            let mut said = import.wanted.maps.iter();
            let said = said.find(|(print, _)| *print == table.fingerprint);
            let said = said.or(table.beside.as_ref()).map(|(_, map)| map.clone());
            import.stage = Stage::Map(Mapping::of(table, said.as_ref()));
        }
        // What was confirmed cannot be done as it was: it is planned again, and that is said.
        Outcome::Moved(why) => {
            let effects = import.read();
            import.error = Some(why);
            return effects;
        }
        Outcome::Refused(why) => {
            import.error = Some(why);
            let print = import.wanted.maps.last().map(|(print, _)| print.clone());
            import.stage = match import
                .tables
                .iter()
                .find(|table| Some(&table.fingerprint) == print.as_ref())
            {
                Some(table) => Stage::Map(Mapping::of(
                    table.clone(),
                    import.wanted.maps.last().map(|(_, map)| map),
                )),
                None => Stage::Files,
            };
        }
        Outcome::Brought(says) => {
            model
                .overlays
                .retain(|overlay| !matches!(overlay, Overlay::Import(_)));
            model.say(&says);
        }
        Outcome::Paths(..) => {}
    }
    Vec::new()
}
