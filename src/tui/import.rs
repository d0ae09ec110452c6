//! Bringing files in: which files, what their columns are where nobody knows, and the plan that the person confirms.
//!
//! Reading and planning happen on the book's thread; what comes back is a plan, and nothing is written before it is confirmed.

mod mapping;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::action::{Action, Context};
use super::line::LineEdit;
use super::model::{Effect, Model};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::interchange::Plan;
use crate::interchange::map::{ColumnMap, KINDS, targets};

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
}

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
}

/// What became of the reading.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is so far.
    Under(String),
    /// A plan to confirm, and the tables whose columns can be named.
    Plan(Arc<Plan>, Vec<Table>),
    /// A header that nobody knows.
    Unknown(Table),
    /// It cannot be read.
    Refused(String),
    /// Paths that continue what was typed.
    Paths(String, Vec<String>),
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
    /// What was typed.
    pub line: LineEdit,
    /// Paths that continue it.
    pub paths: Vec<String>,
    /// Where one is.
    pub stage: Stage,
    /// What went wrong.
    pub error: Option<String>,
    /// What is read.
    pub wanted: Wanted,
    /// The tables of the plan whose columns can be named.
    pub tables: Vec<Table>,
    /// Whether a confirmed plan is being written: only the book can say what becomes of it.
    brings: bool,
    halt: Halt,
}

/// Opens it.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.overlays.push(Overlay::Import(Box::new(Import {
        line: LineEdit::default(),
        paths: Vec::new(),
        stage: Stage::Files,
        error: None,
        wanted: Wanted::default(),
        tables: Vec::new(),
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
        self.error = None;
        self.brings = false;
        self.halt = Halt::default();
        self.stage = Stage::Under("Reading …".into());
        vec![Effect::Read(
            Box::new(self.wanted.clone()),
            self.halt.clone(),
        )]
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

/// Splits what was typed into paths: blanks part them unless quoted or after a backslash, as terminals paste dropped files.
pub fn paths(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut now: Option<String> = None;
    let mut quote: Option<char> = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', None) => now.get_or_insert_default().extend(letters.next()),
            (sign @ ('\'' | '"'), None) => {
                quote = Some(sign);
                now.get_or_insert_default();
            }
            (sign, Some(open)) if sign == open => quote = None,
            (blank, None) if blank.is_whitespace() => out.extend(now.take()),
            (letter, _) => now.get_or_insert_default().push(letter),
        }
    }
    out.extend(now);
    out.retain(|path| !path.is_empty());
    out
}

/// Says which contexts its keys are looked up in.
pub fn contexts(import: &Import) -> &'static [Context] {
    match import.stage {
        Stage::Files => &[Context::Menu, Context::Line, Context::Anywhere],
        _ => &[Context::Import, Context::Anywhere],
    }
}

/// Lists the keys that matter now.
pub fn hints(import: &Import) -> Vec<(Action, &'static str)> {
    use Action as A;
    match &import.stage {
        Stage::Files => vec![
            (A::MenuChoose, "read it"),
            (A::MenuMark, "complete the path"),
            (A::MenuLeave, "leave"),
        ],
        Stage::Under(_) => vec![(A::ImportLeave, "stop")],
        Stage::Map(_) => vec![
            (A::ImportChoose, "column"),
            (A::ImportKind, "what a row is"),
            (A::ImportGo, "the plan"),
            (A::ImportLeave, "back"),
            (A::ImportWrite, "write the map"),
        ],
        Stage::Plan(plan, _) => {
            let mut hints = Vec::new();
            if !plan.is_empty() {
                hints.push((A::ImportGo, "bring it in"));
            }
            if !import.tables.is_empty() {
                hints.push((A::ImportMap, "name the columns"));
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
            hints.push((A::ImportLeave, "back"));
            hints
        }
    }
}

/// Does an action.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let page = model.page();
    let Some(import) = here(model) else {
        return Vec::new();
    };
    match &mut import.stage {
        Stage::Files => match action {
            Action::MenuChoose => {
                let files = paths(import.line.text());
                if files.is_empty() {
                    import.error = Some("Type the path of a file, or of several.".into());
                    return Vec::new();
                }
                import.wanted = Wanted {
                    files,
                    ..Wanted::default()
                };
                import.read()
            }
            Action::MenuMark => vec![Effect::Paths(import.line.text().to_owned())],
            Action::MenuLeave => {
                model.overlays.pop();
                Vec::new()
            }
            action => {
                if import.line.act(action) {
                    import.error = None;
                }
                Vec::new()
            }
        },
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
            }
            Vec::new()
        }
        Stage::Map(mapping) => {
            let last = mapping.targets.len().saturating_sub(1);
            match action {
                Action::ImportNext => mapping.at = (mapping.at + 1).min(last),
                Action::ImportPrevious => mapping.at = mapping.at.saturating_sub(1),
                Action::ImportPageDown => mapping.at = (mapping.at + page).min(last),
                Action::ImportPageUp => mapping.at = mapping.at.saturating_sub(page),
                Action::ImportKind => {
                    mapping.kind = (mapping.kind + 1) % KINDS.len();
                    mapping.meant = false;
                    mapping.guess();
                    import.error = None;
                }
                Action::ImportSkip => {
                    if let Some(target) = mapping.targets.get_mut(mapping.at) {
                        *target = if target == "skip" && mapping.kind + 1 < KINDS.len() {
                            "extra".into()
                        } else {
                            "skip".into()
                        };
                    }
                    mapping.at = (mapping.at + 1).min(last);
                }
                Action::ImportChoose => return choose(model),
                Action::ImportWrite => {
                    let name = format!("map-{}.toml", mapping.table.fingerprint);
                    return vec![Effect::Write(name, mapping.map().to_toml())];
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
                    let map = mapping.map();
                    import.wanted.maps.retain(|(other, _)| *other != print);
                    import.wanted.maps.push((print, map));
                    return import.read();
                }
                Action::ImportLeave => {
                    import.error = None;
                    import.stage = Stage::Files;
                }
                _ => {}
            }
            Vec::new()
        }
        Stage::Plan(plan, first) => {
            match action {
                Action::ImportNext => *first += 1,
                Action::ImportPrevious => *first = first.saturating_sub(1),
                Action::ImportPageDown => *first += page,
                Action::ImportPageUp => *first = first.saturating_sub(page),
                Action::ImportGo | Action::ImportChoose if plan.is_empty() => {
                    model.overlays.pop();
                    model.say("Nothing to change: the book has it all already.");
                    return Vec::new();
                }
                Action::ImportGo | Action::ImportChoose => {
                    let plan = std::mem::take(plan);
                    import.brings = true;
                    let maps = import.wanted.maps.clone();
                    import.stage = Stage::Under("Bringing it into the book …".into());
                    return vec![Effect::Bring(plan, maps, import.halt.clone())];
                }
                Action::ImportMap => {
                    if let Some(table) = import.tables.first().cloned() {
                        let said = import
                            .wanted
                            .maps
                            .iter()
                            .find(|(print, _)| *print == table.fingerprint);
                        import.stage =
                            Stage::Map(Mapping::of(table.clone(), said.map(|(_, map)| map)));
                    }
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
    let choices = targets(mapping.word())
        .into_iter()
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
                _ => String::new(),
            };
            Choice::new(
                &target.replace('_', " "),
                &aside,
                Value::Word(target.to_owned()),
            )
        })
        .collect();
    let menu = Menu::new(&format!("“{name}” is"), Purpose::Column(at), choices)
        .at_value(&Value::Word(now));
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
        if let Some(held) = mapping.targets.get_mut(at) {
            target.clone_into(held);
        }
        mapping.at = (at + 1).min(mapping.targets.len().saturating_sub(1));
    }
}

/// Types text.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(import) = here(model)
        && import.stage == Stage::Files
    {
        import.error = None;
        import.line.insert(&text.replace('\n', " "));
    }
    Vec::new()
}

/// Takes what became of the reading.
pub fn answered(model: &mut Model, halt: &Halt, outcome: Outcome) -> Vec<Effect> {
    let Some(import) = here(model) else {
        return Vec::new();
    };
    if let Outcome::Paths(typed, found) = outcome {
        if import.stage == Stage::Files {
            if import.line.text() == typed
                && let Some(longest) = common(&found)
                && !typed.is_empty()
            {
                import.line.set(&longest);
            }
            import.paths = found;
        }
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
        Outcome::Plan(plan, tables) => {
            import.tables = tables;
            import.stage = Stage::Plan(plan, 0);
        }
        Outcome::Unknown(table) => {
            let said = import
                .wanted
                .maps
                .iter()
                .find(|(print, _)| *print == table.fingerprint);
            import.stage = Stage::Map(Mapping::of(table.clone(), said.map(|(_, map)| map)));
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

/// Gives the beginning that all paths share.
fn common(paths: &[String]) -> Option<String> {
    let (first, rest) = paths.split_first()?;
    let mut shared = first.as_str();
    for path in rest {
        while !path.starts_with(shared) {
            let mut letters = shared.chars();
            letters.next_back()?;
            shared = letters.as_str();
        }
    }
    Some(shared.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_come_as_terminals_paste_them() {
        assert_eq!(
            paths("a.csv  '/tmp/my file.csv' /tmp/your\\ file.csv \"x y\""),
            ["a.csv", "/tmp/my file.csv", "/tmp/your file.csv", "x y"]
        );
        assert!(paths("  '' ").is_empty());
    }

    #[test]
    fn a_path_is_completed_as_far_as_all_agree() {
        let found = ["/tmp/orders.csv", "/tmp/order-lines.csv"].map(str::to_owned);
        assert_eq!(common(&found).as_deref(), Some("/tmp/order"));
        assert_eq!(common(&[]), None);
    }
}
