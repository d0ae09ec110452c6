//! Which column of a file is what, while the person says so.

use super::Table;
use crate::book::MAP_ENDING;
use crate::interchange::map::{ColumnMap, KINDS, doubts, guess, lacks, likely_kind};
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
    /// The column where one is.
    pub at: usize,
    /// Whether a doubt about it was shown, and it was left so.
    pub meant: bool,
    /// Where it is to be written, while that is typed.
    pub writes: Option<LineEdit>,
}

impl Mapping {
    /// Begins with what can be guessed, or what was said before.
    pub fn of(table: Table, said: Option<&ColumnMap>) -> Self {
        let kind = said.map_or_else(
            || likely_kind(&table.header, &table.sample),
            |map| {
                KINDS
                    .iter()
                    .find(|(kind, _)| *kind == map.kind)
                    .map_or("person", |(kind, _)| kind)
            },
        );
        let mut mapping = Self {
            kind: KINDS
                .iter()
                .position(|(known, _)| *known == kind)
                .unwrap_or(0),
            targets: Vec::new(),
            at: 0,
            meant: said.is_some(),
            writes: None,
            table,
        };
        mapping.guess();
        if let Some(map) = said {
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
    }

    /// Gives the kind's word in a map.
    pub fn word(&self) -> &'static str {
        KINDS[self.kind % KINDS.len()].0
    }

    /// Says what a person calls such rows.
    pub fn called(&self) -> &'static str {
        KINDS[self.kind % KINDS.len()].1
    }

    /// Gives the map as it is chosen.
    pub fn map(&self) -> ColumnMap {
        let named = self.table.header.iter().zip(&self.targets);
        ColumnMap {
            kind: self.word().to_owned(),
            system: None,
            dates: None,
            decimal: None,
            currency: None,
            encoding: None,
            delimiter: None,
            columns: named
                .filter(|(name, _)| !name.is_empty())
                .map(|(name, target)| (name.clone(), target.clone()))
                .collect(),
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
        let chosen: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        lacks(self.word(), &chosen)
    }

    /// Says what it would do that is hardly meant.
    pub fn doubts(&self) -> Option<&'static str> {
        let chosen: Vec<&str> = self.targets.iter().map(String::as_str).collect();
        doubts(self.word(), &chosen)
    }
}
