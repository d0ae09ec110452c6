//! A form built from the field table: what matters first is asked first, the rest is folded away.
//!
//! Lines read what is typed as people write it and say what was understood; choices open a picker;
//! texts of many lines have undo and selection. Nothing typed is lost: leaving keeps a draft.

pub mod people;
pub mod prose;

use ratatui_textarea::TextArea;
use serde_json::Value;

use crate::domain::field::Type;
use crate::domain::record::SHARED;
use crate::domain::typed::{self, Reader};
use crate::domain::words::Period;
use crate::domain::{Body, Field, Id, Kind, Money, Object, Record, days};
use crate::tui::action::Action;
use crate::tui::data::Draft;
use crate::tui::known::Reading;
use crate::tui::line::LineEdit;

/// How a field is filled in.
#[derive(Debug, Clone)]
pub enum Entry {
    /// A line, read when it is left.
    Line(LineEdit),
    /// A choice from a picker.
    Choice(Value),
    /// Many lines.
    Prose(Box<TextArea<'static>>),
}

/// One field of a form.
#[derive(Debug, Clone)]
pub struct Row {
    /// The field of the table.
    pub field: &'static Field,
    /// The part of it, where a field of named parts is asked part by part.
    pub part: Option<&'static Field>,
    /// How it is filled in.
    pub entry: Entry,
    /// What it was when the form opened, as typed.
    was: String,
    /// What is wrong with it.
    pub error: Option<String>,
    /// What stood in it when a doubt was said; saved so once more, it is meant so.
    doubted: Option<String>,
}

impl Row {
    /// Gives the field or part that is asked.
    pub fn asked(&self) -> &'static Field {
        self.part.unwrap_or(self.field)
    }

    /// Gives what stands in it as text.
    pub fn typed(&self) -> String {
        match &self.entry {
            Entry::Line(line) => line.text().to_owned(),
            Entry::Choice(value) => {
                if value.is_null() {
                    String::new()
                } else {
                    value.to_string()
                }
            }
            Entry::Prose(area) => area.lines().join("\n"),
        }
    }

    /// Says whether it was changed.
    pub fn changed(&self) -> bool {
        self.typed() != self.was
    }

    /// Says whether its value is chosen rather than typed.
    pub fn is_choice(&self) -> bool {
        matches!(self.entry, Entry::Choice(_))
    }

    /// Reads its value.
    fn value(&self, reader: &dyn Reader) -> Result<Value, String> {
        match &self.entry {
            Entry::Choice(value) => Ok(value.clone()),
            // A text of a list may hold any mark but the end of its line.
            Entry::Prose(area) if matches!(self.asked().ty, Type::List(Type::Text)) => {
                let lines: Vec<&str> = area
                    .lines()
                    .iter()
                    .map(|line| line.trim())
                    .filter(|line| !line.is_empty())
                    .collect();
                Ok(if lines.is_empty() {
                    Value::Null
                } else {
                    serde_json::json!(lines)
                })
            }
            _ => typed::read(self.asked(), &self.typed(), reader).map_err(|error| error.why),
        }
    }

    /// Reads its value; none where nothing stands there, or nothing that can be read.
    pub fn read(&self, reading: &Reading<'_>) -> Option<Value> {
        self.value(reading).ok().filter(|value| !value.is_null())
    }

    /// Says what was understood of what is typed, or what is wrong with it.
    pub fn understood(&self, reading: &Reading<'_>) -> Option<Result<String, String>> {
        let typed = self.typed();
        if typed.trim().is_empty() || self.is_choice() {
            return None;
        }
        match (&self.asked().ty, self.value(reading)) {
            (Type::Date, Ok(Value::String(text))) => Some(Ok(text
                .parse()
                .map_or(text, |date| days::day(date, reading.today())))),
            (Type::Money, Ok(value)) => {
                let money = serde_json::from_value::<Money>(value).ok()?;
                Some(Ok(money.full()))
            }
            (ty @ (Type::Moment | Type::Birthday), Ok(value)) => {
                Some(Ok(typed::show(ty, &value, reading)))
            }
            (
                Type::List(_)
                | Type::Parts(_)
                | Type::Decimal
                | Type::Count
                | Type::Date
                | Type::Moment
                | Type::Money
                | Type::Birthday,
                Err(why),
            ) => Some(Err(why)),
            _ => None,
        }
    }
}

/// A form that makes or changes a record.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools)] // Each is a thing of its own, not a state.
pub struct Form {
    /// The kind.
    pub kind: Kind,
    /// The record that is changed; none makes a new one.
    pub id: Option<Id>,
    /// The account it is made in.
    pub account: Option<Id>,
    /// What stands at its head.
    pub title: String,
    /// Whether all fields are shown.
    pub all: bool,
    /// What was typed before and not saved, offered as long as nothing is typed.
    pub offered: Option<Draft>,
    /// Whether that was taken.
    pub drafted: bool,
    /// Whether it waits for the book.
    pub saving: bool,
    /// Whether others see the screen: then private fields are not asked.
    pub shared: bool,
    /// The records that are changed together; none where it is one record.
    pub many: Vec<Id>,
    /// The fields in which those differ.
    differ: Vec<&'static str>,
    rows: Vec<Row>,
    at: usize,
    were: Object,
    /// What is selected was selected with shift held down, and ends with the next move without.
    shifted: bool,
    /// Nothing was typed or moved in the row since one came to it.
    fresh: bool,
}

/// Fields that have their own way: states are moved, links are made with their key, ids come from outside.
const ELSEWHERE: &[&str] = &[
    "state", "links", "foreign", "source", "moved", "series", "rule",
];

/// Lines and texts that may well be the same in many records; others are each record's own.
const UNIFORM: &[&str] = &[
    "tags",
    "industry",
    "segment",
    "location",
    "industries",
    "expertise",
];

/// Who may see a record of which nobody said more.
const TEAM: &str = "team";

impl Form {
    /// Opens a form for a new record.
    pub fn new(kind: Kind, account: Option<Id>, record: &Record, reading: &Reading<'_>) -> Self {
        let title = format!("New {}", crate::tui::choose::named(kind));
        Self::open(kind, None, account, title, record, reading)
    }

    /// Opens a form on a record.
    pub fn edit(record: &Record, reading: &Reading<'_>) -> Self {
        let title = format!("{} · {}", record.title(), record.short());
        Self::open(
            record.kind(),
            Some(record.id()),
            record.account(),
            title,
            record,
            reading,
        )
    }

    /// Opens a form on several records: with the fields that may be the same in all of them, and what they have in common.
    pub fn together(records: &[&Record], reading: &Reading<'_>) -> Self {
        let kind = records
            .first()
            .map_or(Kind::Promise, |record| record.kind());
        let one_kind = records.iter().all(|record| record.kind() == kind);
        let mut common = records
            .first()
            .map_or_else(Object::new, |record| record.object());
        let mut differ = Vec::new();
        for field in kind.fields().iter().chain(SHARED) {
            let value = |record: &&&Record| record.get(field.name).unwrap_or(Value::Null);
            let mut values = records.iter().map(|record| value(&record));
            let first = values.next();
            if values.any(|other| Some(&other) != first.as_ref()) {
                common.shift_remove(field.name);
                differ.push(field.name);
            }
        }
        let word = if one_kind {
            crate::tui::choose::named(kind)
        } else {
            "record"
        };
        let title = format!(
            "Change {} at once",
            crate::tui::screens::accounts::many(records.len(), word)
        );
        let mut form = Self::of(kind, None, None, title, common, reading);
        form.rows.retain(|row| {
            let name = row.field.name;
            let everywhere = records.iter().all(|record| {
                let field = record.kind().field(name);
                let shared = SHARED.iter().find(|field| field.name == name);
                field
                    .or(shared)
                    .is_some_and(|field| field.ty == row.field.ty)
            });
            let uniform = row.is_choice()
                || matches!(row.field.ty, Type::Date | Type::Count)
                || UNIFORM.contains(&name);
            everywhere && uniform && row.part.is_none()
        });
        form.many = records.iter().map(|record| record.id()).collect();
        form.differ = differ;
        form.all = true;
        form.begin();
        form
    }

    /// Says whether the records that are changed together differ in a field.
    pub fn differs(&self, name: &str) -> bool {
        self.differ.contains(&name)
    }

    /// Says of a row in which nothing stands that the records differ there, and what becomes of what is chosen.
    pub fn apart(&self, row: &Row) -> Option<&'static str> {
        let differs = self.differs(row.field.name) && row.typed().is_empty();
        let list = matches!(row.field.ty, Type::List(_));
        match (differs, list) {
            (false, _) => None,
            (true, true) => Some("they differ; what is said here is added to each"),
            (true, false) => Some("they differ"),
        }
    }

    fn open(
        kind: Kind,
        id: Option<Id>,
        account: Option<Id>,
        title: String,
        record: &Record,
        reading: &Reading<'_>,
    ) -> Self {
        Self::of(kind, id, account, title, record.object(), reading)
    }

    fn of(
        kind: Kind,
        id: Option<Id>,
        account: Option<Id>,
        title: String,
        were: Object,
        reading: &Reading<'_>,
    ) -> Self {
        let mut rows = Vec::new();
        for field in kind.fields().iter().chain(SHARED) {
            if ELSEWHERE.contains(&field.name) {
                continue;
            }
            let value = were.get(field.name).cloned().unwrap_or(Value::Null);
            if let Type::Parts(parts) = field.ty {
                for part in parts {
                    let value = value.get(part.name).cloned().unwrap_or(Value::Null);
                    rows.push(row(field, Some(part), value, reading));
                }
            } else {
                rows.push(row(field, None, value, reading));
            }
        }
        // What is asked first comes first; the account is known where one is in one.
        rows.sort_by_key(|row| (!row.field.first(), row.field.name == "account"));
        let mut form = Self {
            kind,
            id,
            account,
            title,
            all: false,
            offered: None,
            drafted: false,
            saving: false,
            shared: false,
            many: Vec::new(),
            differ: Vec::new(),
            rows,
            at: 0,
            were,
            shifted: false,
            fresh: true,
        };
        if id.is_none() {
            form.begin();
        }
        form
    }

    /// Asks first for whom it is, where a list over all accounts does not say it.
    pub fn lead_with_account(&mut self) {
        let account = self.rows.iter().position(|row| row.field.name == "account");
        if let Some(account) = account.filter(|at| self.rows[*at].field.first()) {
            let row = self.rows.remove(account);
            self.rows.insert(0, row);
            self.begin();
        }
    }

    /// Goes to where something new is begun: the first row that nothing stands in yet.
    fn begin(&mut self) {
        let empty = self
            .shown()
            .find(|(_, row)| row.was.is_empty() && row.field.name != "account")
            .map(|(at, _)| at);
        self.at = empty.unwrap_or(0);
        self.fresh = true;
    }

    /// Gives the rows that are shown, with their places.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Row)> {
        let shared = self.shared;
        self.rows.iter().enumerate().filter(move |(_, row)| {
            self.unfolds(row) && !(shared && (row.field.private() || row.asked().private()))
        })
    }

    /// Says whether a row is shown though not all are: what matters first, and of a record that is changed what is filled in.
    fn unfolds(&self, row: &Row) -> bool {
        // That the team may see it is true of nearly all, and nothing that somebody filled in.
        let usual = row.field.name == "visibility" && row.was.trim_matches('"') == TEAM;
        self.all || row.field.first() || self.id.is_some() && !row.was.is_empty() && !usual
    }

    /// Gives the row where one is.
    pub fn row(&self) -> Option<&Row> {
        self.rows.get(self.at)
    }

    /// Gives the place.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Says whether something was typed.
    pub fn changed(&self) -> bool {
        self.rows.iter().any(Row::changed)
    }

    /// Goes to the next or previous shown row.
    pub fn go(&mut self, forward: bool) {
        let shown: Vec<usize> = self.shown().map(|(at, _)| at).collect();
        let here = shown.iter().position(|at| *at == self.at).unwrap_or(0);
        let next = if forward {
            (here + 1) % shown.len().max(1)
        } else {
            (here + shown.len().max(1) - 1) % shown.len().max(1)
        };
        self.at = shown.get(next).copied().unwrap_or(0);
        self.fresh = true;
    }

    /// Goes to a row.
    pub fn go_to(&mut self, at: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
        self.fresh = true;
        if self.rows.get(self.at).is_some_and(|row| !self.unfolds(row)) {
            self.all = true;
        }
    }

    /// Goes to the row of a field.
    pub fn go_to_field(&mut self, name: &str) {
        if let Some(at) = self.rows.iter().position(|row| row.field.name == name) {
            self.go_to(at);
        }
    }

    /// Hides what is private while others see the screen.
    pub fn share(&mut self) {
        self.shared = true;
        if self.shown().all(|(at, _)| at != self.at) {
            let first = self.shown().map(|(at, _)| at).next();
            self.at = first.unwrap_or(0);
        }
    }

    /// Shows all fields, or the first ones.
    pub fn fold(&mut self) {
        self.all = !self.all;
        if self.shown().all(|(at, _)| at != self.at) {
            self.at = 0;
        }
    }

    /// Says whether what is typed first takes the place of what stands there: a day is said anew, not mended.
    pub fn replaces(&self) -> bool {
        let dated = |row: &Row| {
            let ty = row.asked().ty;
            matches!(ty, Type::Date | Type::Moment | Type::Birthday) && row.error.is_none()
        };
        let full = |row: &Row| matches!(&row.entry, Entry::Line(line) if !line.is_empty());
        self.fresh && self.row().is_some_and(|row| dated(row) && full(row))
    }

    /// Types text where one is.
    pub fn insert(&mut self, text: &str) {
        if self.replaces() {
            self.act(Action::LineRub);
        }
        self.fresh = false;
        let Some(row) = self.rows.get_mut(self.at) else {
            return;
        };
        row.error = None;
        match &mut row.entry {
            Entry::Line(line) => {
                if !line.insert(&text.replace('\n', " ")) {
                    row.error = Some("there is no room for so much: it was not put in".to_owned());
                }
            }
            Entry::Prose(area) => {
                area.insert_str(text);
            }
            Entry::Choice(_) => {}
        }
    }

    /// Replaces the text where one is, as the editor brings it back.
    pub fn replace(&mut self, text: &str) {
        if let Some(row) = self.rows.get_mut(self.at) {
            row.error = None;
            match &mut row.entry {
                Entry::Line(line) => line.set(text.trim_end().replace('\n', " ").as_str()),
                Entry::Prose(area) => {
                    area.select_all();
                    area.cut();
                    area.insert_str(text.trim_end());
                }
                Entry::Choice(_) => {}
            }
        }
    }

    /// Puts a chosen value where one was.
    pub fn choose(&mut self, at: usize, value: Value) {
        if let Some(row) = self.rows.get_mut(at) {
            row.error = None;
            row.entry = Entry::Choice(value);
        }
    }

    /// Acts on the row where one is; false where the action is none of typing.
    pub fn act(&mut self, action: Action) -> bool {
        let whole = self.replaces() && matches!(action, Action::LineRub | Action::LineDelete);
        let Some(row) = self.rows.get_mut(self.at) else {
            return false;
        };
        match &mut row.entry {
            // What is marked goes as a whole, and can be put back.
            Entry::Line(line) if whole => {
                self.fresh = false;
                line.act(Action::LineEnd) && line.act(Action::LineRubAll)
            }
            Entry::Line(line) => {
                let acted = line.act(action);
                self.fresh &= !acted;
                acted
            }
            Entry::Choice(value) => {
                let clear = matches!(
                    action,
                    Action::LineRub | Action::LineDelete | Action::LineRubAll | Action::LineRubWord
                );
                if clear {
                    *value = Value::Null;
                }
                clear
            }
            Entry::Prose(area) => prose::act(area, &mut self.shifted, action),
        }
    }

    /// Says what a cost typed so far makes in a year.
    pub fn cost_year(&self, reading: &Reading<'_>) -> Option<String> {
        if self.kind != Kind::Problem {
            return None;
        }
        let base =
            crate::domain::Base::new(Id::from_bytes([0; 16]), jiff::Timestamp::UNIX_EPOCH, "");
        let mut record = Record::new(Kind::Problem, base);
        for row in self
            .rows
            .iter()
            .filter(|row| row.field.name.starts_with("cost"))
        {
            record.set(row.field.name, row.value(reading).ok()?).ok()?;
        }
        let said = record.cost_said()?;
        let Body::Problem(body) = &record.body else {
            return None;
        };
        // What a year was taken to have is said where it is not the calendar's.
        let taken = match body.cost_per {
            Some(Period::Hour) => ", of 2,000 hours",
            Some(Period::Shift) => ", of 750 shifts",
            Some(Period::Day) => ", of 250 days",
            _ => "",
        };
        Some(format!("{said}{taken}"))
    }

    /// Gives the problem as far as it is typed, to be compared with what was solved elsewhere.
    pub fn problem(&self, reading: &Reading<'_>) -> Option<Record> {
        if self.kind != Kind::Problem {
            return None;
        }
        let id = self.id.unwrap_or(Id::from_bytes([0; 16]));
        let base = crate::domain::Base::new(id, jiff::Timestamp::UNIX_EPOCH, "");
        let mut record = Record::new(Kind::Problem, base);
        for row in self.rows.iter().filter(|row| {
            matches!(
                row.field.name,
                "title" | "asked" | "need" | "whys" | "causes" | "hurts" | "tags"
            )
        }) {
            // A field that cannot be read yet says nothing yet.
            if let Ok(value) = row.value(reading) {
                let _ = record.set(row.field.name, value);
            }
        }
        Some(record)
    }

    /// Reads every changed field; what is wrong stands beside its field, and one is taken to the first.
    pub fn read(&mut self, reading: &Reading<'_>) -> Option<Vec<(String, Value)>> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        let mut wrong = None;
        for at in 0..self.rows.len() {
            let value = match self.rows[at].value(reading) {
                Ok(value) => value,
                Err(why) => {
                    self.rows[at].error = Some(why);
                    wrong = wrong.or(Some(at));
                    continue;
                }
            };
            let row = &self.rows[at];
            let siblings_changed = self
                .rows
                .iter()
                .any(|other| other.field.name == row.field.name && other.changed());
            if !siblings_changed {
                continue;
            }
            match row.part {
                None => fields.push((row.field.name.to_owned(), value)),
                Some(part) => {
                    if !fields.iter().any(|(name, _)| name == row.field.name) {
                        let were = self
                            .were
                            .get(row.field.name)
                            .cloned()
                            .unwrap_or_else(|| Value::Object(Object::new()));
                        fields.push((row.field.name.to_owned(), were));
                    }
                    if let Some((_, Value::Object(parts))) =
                        fields.iter_mut().find(|(name, _)| name == row.field.name)
                    {
                        if value.is_null() {
                            parts.shift_remove(part.name);
                        } else {
                            parts.insert(part.name.to_owned(), value);
                        }
                    }
                }
            }
        }
        if let Some(at) = wrong {
            self.go_to(at);
            return None;
        }
        for (_, value) in &mut fields {
            if value.as_object().is_some_and(Object::is_empty) {
                *value = Value::Null;
            }
        }
        Some(fields)
    }

    /// Gives the account that what is typed belongs to, as the form says it now.
    fn whose(&self) -> Option<Id> {
        let row = self.rows.iter().find(|row| row.field.name == "account");
        match row.map(|row| &row.entry) {
            Some(Entry::Choice(Value::String(id))) => id.parse().ok(),
            Some(_) => None,
            None => self.account,
        }
    }

    /// Lists who fits the name that is being typed in a line of a list.
    pub fn fits<'a>(&self, reading: &Reading<'a>) -> Vec<(Id, &'a crate::tui::known::Known)> {
        self.row()
            .map_or_else(Vec::new, |row| people::fits(row, self.whose(), reading))
    }

    /// Takes the first of them; says whether there was one.
    pub fn take_name(&mut self, reading: &Reading<'_>) -> bool {
        let account = self.whose();
        let row = self.rows.get_mut(self.at);
        row.is_some_and(|row| people::take(row, account, reading))
    }

    /// Says beside their fields what is doubtful of the names in them, and goes to the first; what was said before is meant so.
    pub fn doubts(&mut self, reading: &Reading<'_>, key: &str) -> bool {
        let account = self.whose();
        let mut first = None;
        for (at, row) in self.rows.iter_mut().enumerate() {
            let typed = row.typed();
            if !row.changed() || row.doubted.as_ref() == Some(&typed) {
                continue;
            }
            if let Some(why) = people::doubt(row, account, reading) {
                row.error = Some(format!("{why} {key} again keeps it so."));
                row.doubted = Some(typed);
                first = first.or(Some(at));
            }
        }
        if let Some(at) = first {
            self.go_to(at);
        }
        first.is_some()
    }

    /// Gives what the changed fields were when the form opened.
    pub fn were(&self, fields: &[(String, Value)]) -> Vec<(String, Value)> {
        fields
            .iter()
            .map(|(name, _)| {
                (
                    name.clone(),
                    self.were.get(name).cloned().unwrap_or(Value::Null),
                )
            })
            .collect()
    }

    /// Gives what a new record began with.
    pub fn began(&self) -> Vec<(String, Value)> {
        let fields = self
            .kind
            .fields()
            .iter()
            .filter(|field| field.name != "state");
        fields
            .filter_map(|field| {
                self.were
                    .get(field.name)
                    .map(|value| (field.name.to_owned(), value.clone()))
            })
            .filter(|(_, value)| {
                !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty())
            })
            .collect()
    }

    /// Stands an error beside its field, and goes there.
    pub fn refuse(&mut self, field: Option<&str>, why: &str) {
        self.saving = false;
        let at = field
            .and_then(|name| self.rows.iter().position(|row| row.field.name == name))
            .unwrap_or(self.at);
        // It stands beside the name of its field.
        let said = field.and_then(|name| why.strip_prefix(name)?.strip_prefix(": "));
        if let Some(row) = self.rows.get_mut(at) {
            row.error = Some(said.unwrap_or(why).to_owned());
        }
        self.go_to(at);
    }

    /// Takes note of what somebody else wrote into a field: shown to the person, it is overwritten knowingly.
    pub fn seen(&mut self, field: &str, now: Value) {
        self.were.insert(field.to_owned(), now);
    }

    /// Gives the changed fields as typed, for a draft.
    pub fn draft(&self) -> Vec<(String, String)> {
        self.rows
            .iter()
            .filter(|row| row.changed())
            .map(|row| (key(row), row.typed()))
            .collect()
    }

    /// Gives what the changed fields of a record were when the form opened.
    pub fn draft_were(&self) -> Object {
        let changed = self
            .rows
            .iter()
            .filter(|row| self.id.is_some() && row.changed());
        changed
            .map(|row| {
                let were = self.were.get(row.field.name);
                (row.field.name.to_owned(), were.cloned().unwrap_or_default())
            })
            .collect()
    }

    /// Fills in a draft.
    pub fn take_draft(&mut self, fields: &[(String, String)], were: &Object) {
        self.were.extend(were.clone());
        for (name, typed) in fields {
            let Some(at) = self.rows.iter().position(|row| key(row) == *name) else {
                continue;
            };
            self.all |= !self.unfolds(&self.rows[at]);
            let row = &mut self.rows[at];
            match &mut row.entry {
                Entry::Line(line) => line.set(typed),
                Entry::Choice(value) => *value = serde_json::from_str(typed).unwrap_or(Value::Null),
                Entry::Prose(area) => **area = prose::of(typed),
            }
        }
        self.drafted = !fields.is_empty();
    }

    /// Gives what the draft that is offered has for a row, as it would be shown.
    pub fn offers(&self, row: &Row, reading: &Reading<'_>) -> Option<String> {
        let draft = self.offered.as_ref()?;
        let (_, typed) = draft.fields.iter().find(|(name, _)| key(row) == *name)?;
        if !row.is_choice() {
            return Some(typed.clone());
        }
        let value = serde_json::from_str(typed).unwrap_or(Value::Null);
        Some(typed::show(&row.asked().ty, &value, reading))
    }

    /// Names the place of the draft.
    pub fn place(&self) -> String {
        let of = self
            .id
            .or(self.account)
            .map(|id| id.to_string())
            .unwrap_or_default();
        let what = match (self.many.is_empty(), self.id) {
            (false, _) => "many",
            (true, Some(_)) => "edit",
            (true, None) => "new",
        };
        format!("{what} {} {of}", self.kind.word())
    }
}

fn key(row: &Row) -> String {
    row.part.map_or_else(
        || row.field.name.to_owned(),
        |part| format!("{}.{}", row.field.name, part.name),
    )
}

fn row(
    field: &'static Field,
    part: Option<&'static Field>,
    value: Value,
    reading: &Reading<'_>,
) -> Row {
    let asked = part.unwrap_or(field);
    let entry = match asked.ty {
        Type::OneOf(_)
        | Type::Ref(_)
        | Type::Flag
        | Type::Who
        | Type::List(Type::Ref(_) | Type::OneOf(_) | Type::Who) => Entry::Choice(value),
        Type::Prose | Type::List(Type::Parts(_) | Type::Prose) => Entry::Prose(Box::new(
            prose::of(&typed::edit(&asked.ty, &value, reading)),
        )),
        Type::List(Type::Text) => Entry::Prose(Box::new(prose::of(&lines_of(&value)))),
        _ => Entry::Line(LineEdit::with(&typed::edit(&asked.ty, &value, reading))),
    };
    let mut row = Row {
        field,
        part,
        entry,
        was: String::new(),
        error: None,
        doubted: None,
    };
    row.was = row.typed();
    row
}

/// Writes a list of texts a line each, since a text may hold any other mark.
fn lines_of(value: &Value) -> String {
    value
        .as_array()
        .map(|items| {
            items
                .iter()
                .filter_map(Value::as_str)
                .collect::<Vec<_>>()
                .join("\n")
        })
        .unwrap_or_default()
}

/// Says how a field is written, for the line under the form.
pub fn how_to_write(field: &Field) -> String {
    match field.ty {
        Type::Text | Type::Parts(_) => String::new(),
        Type::Prose => "as many lines as you like".into(),
        Type::Date => "fri, 3 dec, in 2 weeks, 2026-12-03".into(),
        Type::Birthday => "3 dec, or 1961-12-03".into(),
        Type::Moment => "fri 14:30, tomorrow 9am, 2026-11-23 09:30".into(),
        Type::Money => "$250, 1.2m eur, 8.20 usd".into(),
        Type::Count | Type::Decimal => "a number".into(),
        Type::Flag => "yes or no".into(),
        Type::OneOf(words) => words.join(", "),
        Type::Ref(_) | Type::Who => "type a few letters of the name".into(),
        Type::List(Type::Parts(parts)) => format!(
            "one a line: {}",
            parts
                .iter()
                .map(Field::label)
                .collect::<Vec<_>>()
                .join(" | ")
        ),
        Type::List(Type::Ref(_) | Type::OneOf(_) | Type::Who) => {
            "type a few letters; several can be marked".into()
        }
        Type::List(_) => "one a line".into(),
    }
}
