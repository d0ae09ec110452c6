//! A list of records under headings: what every screen's left side is.
//!
//! It knows which rows there are, which are left by the filter, which is chosen and which are marked;
//! what a row looks like is the screen's.

use std::collections::BTreeSet;

use super::action::Action;
use super::line::LineEdit;
use crate::domain::Id;
use crate::domain::names::fold;

/// What parts the words of a row's own line from all else that its record says.
pub const DEEPER: char = '\u{1}';

/// So few letters are looked for in the lines alone.
const FEW: usize = 3;

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The record it stands for.
    pub id: Id,
    /// The record's account, where it has one.
    pub account: Option<Id>,
    /// Which row of the screen's own data it shows.
    pub row: usize,
    /// Under which heading it stands.
    pub group: usize,
    /// How many lines it takes.
    pub height: u8,
    /// What a filter looks into, folded.
    pub find: String,
}

/// Which side has the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pane {
    /// The list.
    #[default]
    List,
    /// The detail beside it.
    Detail,
}

/// A list, and where one is in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    items: Vec<Item>,
    headings: Vec<String>,
    shown: Vec<usize>,
    at: usize,
    /// The filter, and whether it is being typed.
    pub filter: LineEdit,
    /// Whether the filter has the keys.
    pub filtering: bool,
    /// The rows marked for one action over many.
    pub marked: BTreeSet<Id>,
    /// Which of the screen's orders is in force.
    pub sort: usize,
    /// Which of the screen's groupings is in force.
    pub grouping: usize,
    /// Which side has the keys.
    pub pane: Pane,
    /// The line of the detail where one is.
    pub line: usize,
    /// How many lines stand above the chosen one, in the list and in the detail, where the mouse chose it: a click moves nothing
    /// away from under the pointer. The next key puts what is chosen where it is read best.
    pub held: [Option<usize>; 2],
}

/// A line of the list as it is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Laid {
    /// Nothing, for air.
    Blank,
    /// A heading.
    Heading(usize),
    /// One line of a row: its place among the shown ones, and which of its lines.
    Row(usize, u8),
}

impl Sheet {
    /// Takes new rows, keeping the chosen one where it is still there.
    pub fn fill(&mut self, headings: Vec<String>, items: Vec<Item>) {
        let chosen = self
            .chosen()
            .map(|item| (item.id, item.group, item.account));
        self.headings = headings;
        self.items = items;
        self.sift();
        if let Some((id, group, account)) = chosen {
            // A record can stand there more than once: under two headings, or for several accounts.
            let same = |fits: &dyn Fn(&Item) -> bool| {
                self.shown
                    .iter()
                    .position(|at| self.items[*at].id == id && fits(&self.items[*at]))
            };
            self.at = same(&|item| item.account == account && item.group == group)
                .or_else(|| same(&|item| item.account == account))
                .or_else(|| same(&|item| item.group == group))
                .or_else(|| same(&|_| true))
                .unwrap_or(self.at);
        }
        self.at = self.at.min(self.shown.len().saturating_sub(1));
        let known: BTreeSet<Id> = self.items.iter().map(|item| item.id).collect();
        self.marked.retain(|id| known.contains(id));
    }

    /// Looks again which rows the filter leaves; every word of it must be there.
    pub fn sift(&mut self) {
        let filter = fold(self.filter.text());
        let words: Vec<&str> = filter.split(' ').filter(|word| !word.is_empty()).collect();
        self.shown = (0..self.items.len())
            .filter(|at| {
                let find = &self.items[*at].find;
                let line = find.split(DEEPER).next().unwrap_or_default();
                words.iter().all(|word| {
                    // So few letters are in nearly every text; what the line says is what they are looked for in.
                    let few = word.len() <= FEW && word.is_ascii();
                    if few { line } else { find.as_str() }.contains(word)
                })
            })
            .collect();
        self.at = self.at.min(self.shown.len().saturating_sub(1));
    }

    /// Gives the chosen row.
    pub fn chosen(&self) -> Option<&Item> {
        self.shown.get(self.at).map(|at| &self.items[*at])
    }

    /// Says whether a record has a row, shown or hidden by the filter.
    pub fn has(&self, id: Id) -> bool {
        self.items.iter().any(|item| item.id == id)
    }

    /// Gives the place of the chosen row among the shown ones.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Gives a shown row.
    pub fn shown(&self, at: usize) -> Option<&Item> {
        self.shown.get(at).map(|at| &self.items[*at])
    }

    /// Counts the rows that are shown, and all.
    pub fn counts(&self) -> (usize, usize) {
        (self.shown.len(), self.items.len())
    }

    /// Gives a heading.
    pub fn heading(&self, at: usize) -> &str {
        self.headings.get(at).map_or("", String::as_str)
    }

    /// Says whether the chosen row stands under a heading.
    pub fn under(&self, heading: &str) -> bool {
        self.chosen()
            .is_some_and(|item| self.heading(item.group) == heading)
    }

    /// Gives the marked records, or else the chosen one.
    pub fn meant(&self) -> Vec<Id> {
        if self.marked.is_empty() {
            self.chosen().map(|item| item.id).into_iter().collect()
        } else {
            self.marked.iter().copied().collect()
        }
    }

    /// Chooses a record, where it is shown.
    pub fn choose(&mut self, id: Id) -> bool {
        let place = self.shown.iter().position(|at| self.items[*at].id == id);
        if let Some(place) = place {
            self.choose_at(place);
        }
        place.is_some()
    }

    /// Chooses the first row under a heading with these words, where one is shown.
    pub fn choose_under(&mut self, words: &str) {
        let place = self.shown.iter().position(|at| {
            self.headings
                .get(self.items[*at].group)
                .is_some_and(|heading| heading.to_lowercase().contains(words))
        });
        if let Some(place) = place {
            self.choose_at(place);
        }
    }

    /// Chooses a shown row by its place.
    pub fn choose_at(&mut self, place: usize) {
        if place < self.shown.len() && place != self.at {
            self.at = place;
            self.line = 0;
        }
    }

    /// Moves about; false where the action is none of moving.
    pub fn step(&mut self, action: Action, count: usize, page: usize) -> bool {
        let last = self.shown.len().saturating_sub(1);
        let page = page.max(2) - 1;
        let to = match action {
            Action::Down => self.at + count,
            Action::Up => self.at.saturating_sub(count),
            Action::PageDown => self.at + page * count,
            Action::PageUp => self.at.saturating_sub(page * count),
            Action::First => count.saturating_sub(1),
            Action::Last => last,
            _ => return false,
        };
        self.choose_at(to.min(last));
        true
    }

    /// Lays the list out in lines: headings with air above them, rows below.
    pub fn laid(&self) -> Vec<Laid> {
        let mut lines = Vec::with_capacity(self.shown.len() + 8);
        let mut group = None;
        for (place, at) in self.shown.iter().enumerate() {
            let item = &self.items[*at];
            if group != Some(item.group) {
                group = Some(item.group);
                if !self.heading(item.group).is_empty() {
                    if !lines.is_empty() {
                        lines.push(Laid::Blank);
                    }
                    lines.push(Laid::Heading(item.group));
                }
            }
            lines.extend((0..item.height).map(|line| Laid::Row(place, line)));
        }
        lines
    }

    /// Gives the group of the first rows where its heading has gone above the page; it takes the place of the first line.
    pub fn topped(&self, laid: &[Laid], first: usize, height: u16) -> Option<usize> {
        let Some(Laid::Row(place, _)) = laid.get(first).filter(|_| first > 0 && height > 5) else {
            return None;
        };
        // The heading of a single row would hide it.
        let next = laid.get(first + 1);
        if *place == self.at || !matches!(next, Some(Laid::Row(..))) {
            return None;
        }
        let group = self.shown(*place)?.group;
        (!self.heading(group).is_empty()).then_some(group)
    }

    /// Gives the first line of the layout that is shown, so that the chosen row is in sight.
    pub fn first_shown(&self, laid: &[Laid], height: u16) -> usize {
        let height = usize::from(height);
        let at = laid
            .iter()
            .position(|line| matches!(line, Laid::Row(place, _) if *place == self.at))
            .unwrap_or(0);
        let above = self.held[0].unwrap_or(height / 2);
        let first = at
            .saturating_sub(above)
            .min(laid.len().saturating_sub(height));
        self.whole(laid, first, (at, height))
    }

    /// Moves the first line so that no entry begins with its second line, and none stands without its heading.
    fn whole(&self, laid: &[Laid], first: usize, (at, height): (usize, usize)) -> usize {
        if first == 0 || height <= 5 {
            return first;
        }
        let Some(Laid::Row(place, line)) = laid.get(first) else {
            // Air at the top is none.
            let blank = matches!(laid.get(first), Some(Laid::Blank));
            return first + usize::from(blank && first < at);
        };
        if *place == self.at {
            return at;
        }
        let own = |line: &&Laid| matches!(line, Laid::Row(other, _) if other == place);
        let end = first + laid[first..].iter().take_while(own).count();
        let shown = u16::try_from(height).unwrap_or(u16::MAX);
        if self.topped(laid, end - 1, shown).is_some() {
            // The heading takes the place of the last line of what is not shown.
            return end - 1;
        }
        let heading = self
            .shown(*place)
            .map_or("", |item| self.heading(item.group));
        let alone = !heading.is_empty() && !matches!(laid.get(end), Some(Laid::Row(..)));
        match (alone, laid.get(first - 1)) {
            // The last of a group stands with its heading, or goes with it.
            (true, Some(Laid::Heading(_))) if at + 1 < first + height => first - 1,
            (true, _) => end + usize::from(matches!(laid.get(end), Some(Laid::Blank))),
            (false, _) if *line == 0 => first,
            (false, _) => end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(number: u8, group: usize, find: &str) -> Item {
        Item {
            id: Id::from_bytes([number; 16]),
            account: None,
            row: usize::from(number),
            group,
            height: 1,
            find: find.into(),
        }
    }

    fn sheet() -> Sheet {
        let mut sheet = Sheet::default();
        sheet.fill(
            vec!["One".into(), "Two".into()],
            vec![
                item(1, 0, "anna berg"),
                item(2, 0, "ben ortiz"),
                item(3, 1, "anna cole"),
            ],
        );
        sheet
    }

    #[test]
    fn the_chosen_row_stays_when_rows_come_and_go() {
        let mut sheet = sheet();
        sheet.step(Action::Last, 1, 10);
        sheet.fill(
            vec![String::new()],
            vec![item(9, 0, "new"), item(3, 0, "anna cole")],
        );
        assert_eq!(sheet.chosen().unwrap().row, 3);
        sheet.fill(vec![String::new()], vec![item(9, 0, "new")]);
        assert_eq!(sheet.chosen().unwrap().row, 9);
        sheet.fill(Vec::new(), Vec::new());
        assert_eq!(sheet.chosen(), None);
    }

    #[test]
    fn every_word_of_the_filter_must_be_there() {
        let mut sheet = sheet();
        sheet.filter.set("Änna co");
        sheet.sift();
        assert_eq!(sheet.counts(), (1, 3));
        assert_eq!(sheet.chosen().unwrap().row, 3);
    }

    #[test]
    fn the_heading_of_the_first_rows_stays_on_top() {
        let mut sheet = Sheet::default();
        let items = (0..30)
            .map(|at| item(at, usize::from(at / 20), ""))
            .collect();
        sheet.fill(vec!["One".into(), "Two".into()], items);
        let laid = sheet.laid();
        assert_eq!(
            sheet.topped(&laid, 0, 10),
            None,
            "it stands there by itself"
        );
        sheet.step(Action::Last, 1, 10);
        assert_eq!(sheet.topped(&laid, 5, 10), Some(0));
        assert_eq!(
            sheet.topped(&laid, 20, 10),
            None,
            "it would hide a single row"
        );
        assert_eq!(sheet.topped(&laid, 21, 10), None, "there is air");
        assert_eq!(sheet.topped(&laid, 25, 10), Some(1));
        assert_eq!(
            sheet.topped(&laid, 25, 4),
            None,
            "there is no room to spare"
        );
    }

    #[test]
    fn headings_have_air_above() {
        assert_eq!(
            sheet().laid(),
            [
                Laid::Heading(0),
                Laid::Row(0, 0),
                Laid::Row(1, 0),
                Laid::Blank,
                Laid::Heading(1),
                Laid::Row(2, 0)
            ]
        );
    }
}
