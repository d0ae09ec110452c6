//! Which column of a file is what, while the person says so.

use std::collections::BTreeMap;

use super::Table;
use crate::book::MAP_ENDING;
use crate::interchange::map::{
    ColumnMap, KINDS, Looks, doubts, guess, lacks, likely_kind, looks, named,
};
use crate::interchange::vendors::titled;
use crate::tui::line::LineEdit;

/// Which column is what, while it is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// The table.
    pub table: Table,
    /// What a row makes, by its place among [`KINDS`].
    pub kind: usize,
    /// What each column is.
    pub targets: Vec<String>,
    /// Which of them are guessed by a word of the head or by the cells, and nobody said so.
    pub guessed: Vec<bool>,
    /// The column where one is.
    pub at: usize,
    /// Whether a doubt about it was shown, and it was left so.
    pub meant: bool,
    /// The known table whose columns these are, its kind, and what each is as long as nobody says otherwise.
    known: Option<(String, usize, Vec<String>)>,
    /// What is said of how it is read; its columns are not in here.
    pub how: ColumnMap,
    /// What was said of the known table's columns before.
    said: BTreeMap<String, String>,
    /// Where it is to be written, while that is typed.
    pub writes: Option<LineEdit>,
}

impl Mapping {
    /// Begins with what can be guessed, or what was said before.
    pub fn of(table: Table, said: Option<&ColumnMap>) -> Self {
        // What was said without naming the table was said of every column.
        let known = table.known.clone();
        let own = |map: &ColumnMap| map.table.is_some() || map.columns.is_empty();
        let known = known.filter(|_| said.is_none_or(own));
        let layout = known.as_ref().and_then(|(title, _)| titled(title));
        let kind = match (layout, said) {
            (Some(layout), _) => layout.kind,
            (None, Some(map)) if !map.columns.is_empty() || !table.kind.is_empty() => {
                map.kind.as_str()
            }
            (None, _) => likely_kind(&table.header, &table.sample),
        };
        let mut mapping = Self {
            kind: KINDS
                .iter()
                .position(|(known, ..)| *known == kind)
                .unwrap_or(0),
            known: None,
            said: BTreeMap::new(),
            how: said.map_or_else(
                || ColumnMap::of(""),
                |map| ColumnMap {
                    columns: BTreeMap::new(),
                    ..map.clone()
                },
            ),
            targets: Vec::new(),
            guessed: Vec::new(),
            at: 0,
            meant: said.is_some() || known.is_some(),
            writes: None,
            table,
        };
        mapping.guess();
        if let Some((title, columns)) = known {
            mapping.guessed.fill(false);
            for (name, target) in mapping.table.header.iter().zip(&mut mapping.targets) {
                if let Some(taken) = columns.get(name) {
                    taken.clone_into(target);
                }
            }
            mapping.known = Some((title, mapping.kind, mapping.targets.clone()));
            mapping.said = said.map(|map| map.columns.clone()).unwrap_or_default();
        } else if let Some(map) = said.filter(|map| !map.columns.is_empty()) {
            mapping.guessed.fill(false);
            for (name, target) in mapping.table.header.iter().zip(&mut mapping.targets) {
                if let Some(said) = map.columns.get(name) {
                    said.clone_into(target);
                }
            }
        }
        mapping
    }

    /// Guesses again what each column is.
    pub fn guess(&mut self) {
        self.targets = guess(self.word(), &self.table.header, &self.table.sample)
            .into_iter()
            .map(str::to_owned)
            .collect();
        let known = named(self.word(), &self.table.header);
        let is_guessed = |(target, known): (&String, &str)| {
            target != known && !matches!(target.as_str(), "extra" | "skip")
        };
        self.guessed = self.targets.iter().zip(known).map(is_guessed).collect();
    }

    /// Says what a column is; nobody guesses it any more.
    pub fn say(&mut self, at: usize, target: &str) {
        if let Some(held) = self.targets.get_mut(at) {
            target.clone_into(held);
        }
        if let Some(guessed) = self.guessed.get_mut(at) {
            *guessed = false;
        }
    }

    /// Says what the cells of a column look like.
    pub fn looks(&self, at: usize) -> Option<Looks> {
        let cells = self.table.sample.iter().filter_map(|row| row.get(at));
        looks(&cells.map(String::as_str).collect::<Vec<_>>())
    }

    /// Lists the fields that the cells of a column suggest and no other column fills, the likeliest first.
    pub fn suggested(&self, at: usize) -> Vec<&'static str> {
        let fields = self
            .looks(at)
            .map_or(&[][..], |looks| looks.targets(self.word()));
        let free = |field: &&&str| !self.targets.iter().any(|held| held == **field);
        fields.iter().filter(free).copied().collect()
    }

    /// Gives the kind's word in a map.
    pub fn word(&self) -> &'static str {
        KINDS[self.kind % KINDS.len()].0
    }

    /// Says what a person calls such rows.
    pub fn called(&self) -> &'static str {
        KINDS[self.kind % KINDS.len()].1
    }

    /// Gives the known table that it still is, and what its columns are there.
    fn is_known(&self) -> Option<(&str, &[String])> {
        let (title, kind, targets) = self.known.as_ref()?;
        (*kind == self.kind).then_some((title.as_str(), targets.as_slice()))
    }

    /// Says whether anything was said that the program does not know by itself.
    pub fn is_said(&self) -> bool {
        self.how.says_how()
            || self
                .is_known()
                .is_none_or(|(_, targets)| !self.said.is_empty() || targets != self.targets)
    }

    /// Gives the map as it is chosen; of a known table only the columns that are read otherwise.
    pub fn map(&self) -> ColumnMap {
        let known = self.is_known();
        let is_own = |at: usize| known.is_none_or(|(_, own)| own.get(at) != self.targets.get(at));
        let named = self.table.header.iter().zip(&self.targets);
        let named = named.enumerate().filter(|(at, _)| is_own(*at));
        let named = named.map(|(_, named)| named);
        let before = self.said.iter().filter(|_| known.is_some());
        ColumnMap {
            kind: self.word().to_owned(),
            table: known.map(|(title, _)| title.to_owned()),
            columns: before
                .chain(named)
                .filter(|(name, _)| !name.is_empty())
                .map(|(name, target)| (name.clone(), target.clone()))
                .collect(),
            ..self.how.clone()
        }
    }

    /// Names the file that these columns are written to: beside the table, and after it.
    pub fn own_file(&self) -> String {
        let (folder, name) = match self.table.file.rsplit_once('/') {
            Some((folder, name)) => (format!("{folder}/"), name),
            None => (String::new(), self.table.file.as_str()),
        };
        let stem = match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        };
        format!("{folder}{stem}{MAP_ENDING}")
    }

    /// Says what is still missing.
    pub fn lacks(&self) -> Option<&'static str> {
        // A vendor's own columns suffice, also those that have no name here.
        if self.is_known().is_some() {
            return None;
        }
        let chosen: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        lacks(self.word(), &chosen)
    }

    /// Says what it would do that is hardly meant.
    pub fn doubts(&self) -> Option<&'static str> {
        let chosen: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        doubts(self.word(), &chosen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_known_table_only_what_differs_is_said() {
        let columns = [
            ("Id", "id"),
            ("Name", "name"),
            ("IsDeleted", "extra"),
            ("Site", "extra"),
        ];
        let table = Table {
            header: columns.map(|(name, _)| name.to_owned()).to_vec(),
            known: Some((
                "salesforce accounts".to_owned(),
                columns
                    .map(|(name, target)| (name.to_owned(), target.to_owned()))
                    .into(),
            )),
            ..Table::default()
        };
        let mut mapping = Mapping::of(table.clone(), None);
        assert_eq!(mapping.word(), "account");
        assert!(!mapping.is_said());
        assert_eq!(
            (mapping.lacks(), mapping.doubts().filter(|_| !mapping.meant)),
            (None, None)
        );
        "aliases".clone_into(&mut mapping.targets[3]);
        assert!(mapping.is_said());
        let map = mapping.map();
        assert_eq!(map.table.as_deref(), Some("salesforce accounts"));
        assert_eq!(
            map.columns.into_iter().collect::<Vec<_>>(),
            [("Site".into(), "aliases".into())]
        );
        // Read by that map, what was said stays said beside what is said now.
        let mut again = Mapping::of(table.clone(), Some(&mapping.map()));
        "website".clone_into(&mut again.targets[1]);
        assert_eq!(again.map().columns.len(), 2);
        // Another kind of row is another table.
        mapping.kind = 0;
        mapping.guess();
        assert_eq!(
            (mapping.map().table, mapping.map().columns.len()),
            (None, 4)
        );
    }
}
