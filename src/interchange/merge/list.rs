//! Merges lists: what the file added comes, what it dropped goes, what the person added or took away stays so.

use serde_json::Value;

use super::{Rules, comparable, folded, hash};

/// Under this name it is remembered in which columns the items of a list stood.
pub(super) fn columns_name(field: &str) -> String {
    format!("{field} columns")
}

/// What a source told of a list before, and what was taken off it here.
pub(super) struct Told<'a> {
    pub(super) marks: Option<&'a Value>,
    pub(super) columns: Option<&'a Value>,
    pub(super) off: &'a [String],
}

/// What a list becomes, and what is remembered of it.
pub(super) struct Merged {
    pub(super) list: Value,
    pub(super) marks: Value,
    pub(super) columns: Option<Vec<Value>>,
}

/// What becomes of an item that was told before.
enum Fate {
    /// The row says it again, or does not speak of it.
    Stays,
    /// The row has nothing in its place.
    Goes,
    /// Another item of the row takes its place.
    Replaced(usize),
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    let items = value.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).collect()
}

impl Told<'_> {
    /// Merges what a row says into what the book has.
    ///
    /// Of phone numbers two ways of writing one are one. A row that only fills takes nothing away, and one that tells only
    /// some columns leaves what stood in the others.
    pub(super) fn merge(
        &self,
        held: Option<&Value>,
        file: &[Value],
        phones: bool,
        rules: Rules<'_>,
    ) -> Merged {
        let compared = |item: &Value| comparable(item, phones, rules.region);
        let held: Vec<Value> = held.and_then(Value::as_array).cloned().unwrap_or_default();
        let base = texts(self.marks);
        let marks: Vec<String> = file.iter().map(|item| hash(&compared(item))).collect();
        let fates = self.fates(&base, &marks, rules);
        let is_held = |at: usize| {
            held.iter()
                .any(|item| compared(item) == compared(&file[at]))
        };
        // What was taken off by hand is remembered as it was written.
        let is_off = |at: usize| {
            self.off.contains(&marks[at]) || self.off.contains(&hash(&folded(&file[at])))
        };
        let is_new = |at: usize| !is_held(at) && !is_off(at) && !base.contains(&marks[at].as_str());
        let mut out = Vec::with_capacity(held.len() + file.len());
        for item in &held {
            let mark = hash(&compared(item));
            let fate = base.iter().position(|known| *known == mark);
            match fate.map(|at| &fates[at]) {
                None | Some(Fate::Stays) => out.push(item.clone()),
                Some(Fate::Replaced(by)) if is_new(*by) && !out.contains(&file[*by]) => {
                    out.push(file[*by].clone());
                }
                Some(_) => {}
            }
        }
        for (at, item) in file.iter().enumerate() {
            if is_new(at) && !out.iter().any(|held| compared(held) == compared(item)) {
                out.push(item.clone());
            }
        }
        // What stays though the row does not say it is remembered further.
        let further = |at: usize| {
            matches!(fates[at], Fate::Stays) && !marks.iter().any(|mark| mark == base[at])
        };
        let further: Vec<usize> = (0..base.len()).filter(|at| further(*at)).collect();
        let columns = rules.columns.filter(|told| told.len() == file.len());
        let before = texts(self.columns);
        let before = Some(before).filter(|before| before.len() == base.len());
        let columns = match (columns, before) {
            (Some(told), before) if before.is_some() || further.is_empty() => {
                let rest = further.iter().filter_map(|at| Some(before.as_ref()?[*at]));
                let all = told.iter().map(String::as_str).chain(rest);
                Some(all.map(Value::from).collect())
            }
            _ => None,
        };
        let rest = further.iter().map(|at| base[*at].to_owned());
        let marks = marks.iter().cloned().chain(rest);
        Merged {
            list: Value::Array(out),
            marks: Value::Array(marks.map(Value::String).collect()),
            columns,
        }
    }

    /// Says what becomes of each item that was told before.
    fn fates(&self, base: &[&str], marks: &[String], rules: Rules<'_>) -> Vec<Fate> {
        let said = |mark: &str| marks.iter().any(|said| said == mark);
        let is_new = |at: usize| !base.contains(&marks[at].as_str());
        let before = texts(self.columns);
        let fate = |at: usize| {
            if rules.fills || said(base[at]) {
                return Fate::Stays;
            }
            // What is new stands for what stood in its place; a row that tells as many tells them all, and one that tells
            // fewer says nothing of the others.
            let by_place = |own: &[usize], held: &[usize]| {
                let place = held.iter().position(|held| *held == at);
                let new = place.and_then(|place| own.get(place).copied());
                match new.filter(|own| is_new(*own)) {
                    Some(by) => Fate::Replaced(by),
                    None if own.len() >= held.len() => Fate::Goes,
                    None => Fate::Stays,
                }
            };
            let told: Vec<usize> = (0..marks.len()).collect();
            let held: Vec<usize> = (0..base.len()).collect();
            let Some(columns) = rules.columns else {
                return match by_place(&told, &held) {
                    Fate::Stays => Fate::Goes,
                    fate => fate,
                };
            };
            // Where nobody knows the columns the whole list is taken for one.
            if before.len() != base.len() || columns.len() != marks.len() {
                return by_place(&told, &held);
            }
            let of_column = |all: &[usize], marks: &dyn Fn(usize) -> bool| -> Vec<usize> {
                all.iter().copied().filter(|at| marks(*at)).collect()
            };
            let own = of_column(&told, &|own| columns[own] == before[at]);
            if own.is_empty() {
                return Fate::Stays;
            }
            by_place(&own, &of_column(&held, &|held| before[held] == before[at]))
        };
        (0..base.len()).map(fate).collect()
    }
}
