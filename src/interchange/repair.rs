//! Puts rows right that have more cells than columns, most often because an address holds an unquoted comma.
//!
//! What a column means says what to expect in it, and what sound rows have there is learned; a broken row is joined where
//! its cells then fit best. Where two joins fit equally well, only the cells beside the doubtful stretch are believed.

use std::{borrow::Cow, ops::Range};

/// How many rows are learned from.
const LEARNED: u32 = 5_000;

/// How many rows the meaning of a column counts as, where few sound ones stand beside the broken.
const EXPECTED: u32 = 8;

/// How much better a comma fits into what is written freely: people put commas there, and hardly elsewhere.
const FREELY: i64 = 200;

/// Says what a column's meaning lets expect in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// A name or a word.
    Words,
    /// What somebody writes in sentences: the only place where commas are at home.
    Prose,
    Email,
    Date,
    /// A number, an amount or a telephone number.
    Number,
    /// Whatever there is.
    Anything,
}

/// Holds what sound rows have in each column.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    columns: Vec<Seen>,
    rows: u32,
    /// Which columns are written freely.
    freely: Vec<bool>,
}

/// What became of a row with too many cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repair {
    /// The columns that stay unclear.
    pub unclear: Range<usize>,
    /// The column in which cells were joined, where it is one and surely so.
    pub joined: Option<usize>,
    /// What stood beyond the last column.
    pub beyond: String,
}

#[derive(Debug, Clone, Default)]
struct Seen {
    empty: u32,
    digits: u32,
    date: u32,
    email: u32,
    letters: u32,
    with_digit: u32,
    longest: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Empty,
    Digits,
    Date,
    Email,
    Letters,
    Mixed,
}

impl Seen {
    /// Begins with what is expected, as if so many rows had shown it.
    fn expecting(expected: Expected) -> Self {
        let part = EXPECTED / 4;
        let mut seen = Self {
            empty: part,
            ..Self::default()
        };
        match expected {
            Expected::Words => (seen.letters, seen.with_digit) = (part * 2, part),
            Expected::Prose => (seen.letters, seen.with_digit) = (part + 1, part * 2 - 1),
            Expected::Email => seen.email = part * 3,
            Expected::Date => seen.date = part * 3,
            Expected::Number => (seen.digits, seen.with_digit) = (part * 2, part),
            Expected::Anything => (seen.letters, seen.with_digit, seen.digits) = (part, part, part),
        }
        seen
    }
}

fn form(cell: &str) -> Form {
    let cell = cell.trim();
    if super::values::is_nothing(cell) {
        Form::Empty
    } else if cell.contains('@') && cell.split([',', ';']).all(|part| part.contains('@')) {
        Form::Email
    } else if matches!(
        super::values::date(cell, Some(super::values::DayOrder::DayFirst)),
        super::values::ReadDate::Is(_)
    ) {
        Form::Date
    } else if cell.bytes().all(|byte| {
        byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'-' | b'+' | b' ' | b'(' | b')')
    }) {
        Form::Digits
    } else if cell.bytes().any(|byte| byte.is_ascii_digit()) {
        Form::Mixed
    } else {
        Form::Letters
    }
}

impl Shape {
    /// Begins with what the columns' meanings let expect.
    pub fn expecting(columns: impl Iterator<Item = Expected>) -> Self {
        let columns: Vec<Expected> = columns.collect();
        Self {
            rows: if columns.is_empty() { 0 } else { EXPECTED },
            freely: columns.iter().map(|of| *of == Expected::Prose).collect(),
            columns: columns.into_iter().map(Seen::expecting).collect(),
        }
    }

    /// Learns from a row that has as many cells as columns.
    pub fn see(&mut self, cells: &[Cow<'_, str>]) {
        if self.rows >= LEARNED {
            return;
        }
        self.rows += 1;
        self.columns.resize(cells.len(), Seen::default());
        for (seen, cell) in self.columns.iter_mut().zip(cells) {
            match form(cell) {
                Form::Empty => seen.empty += 1,
                Form::Digits => seen.digits += 1,
                Form::Date => seen.date += 1,
                Form::Email => seen.email += 1,
                Form::Letters => seen.letters += 1,
                Form::Mixed => seen.with_digit += 1,
            }
            seen.longest = seen.longest.max(cell.len());
        }
    }

    /// Says how much a cell is like what a column has, from 0 to 1000.
    fn likeness(&self, column: usize, cell: &str) -> i64 {
        let Some(seen) = self.columns.get(column) else {
            return 0;
        };
        let total = i64::from(self.rows.max(1));
        let same = match form(cell) {
            Form::Empty => seen.empty,
            Form::Digits => seen.digits,
            Form::Date => seen.date,
            Form::Email => seen.email,
            Form::Letters => seen.letters,
            Form::Mixed => seen.with_digit,
        };
        let freely = self.freely.get(column).is_some_and(|freely| *freely);
        i64::from(same) * 1000 / total
            - if seen.longest > 0 && cell.len() > seen.longest * 2 && !freely {
                200
            } else {
                0
            }
    }

    /// Joins cells so that `surplus` fewer remain, or leaves what stands beyond the last column.
    pub fn repair(&self, cells: &mut Vec<Cow<'_, str>>, surplus: usize) -> Repair {
        let width = cells.len().saturating_sub(surplus);
        if width == 0 {
            return Repair::default();
        }
        // Prose puts a blank after its comma; a delimiter has none.
        let spaced: Vec<usize> = (1..cells.len())
            .filter(|at| cells[*at].starts_with(' ') && !cells[at - 1].is_empty())
            .collect();
        if spaced.len() == surplus {
            // Each that follows another of the same cell joins it, too.
            let joined = spaced.first().map(|at| at - 1);
            let joined = joined.filter(|at| spaced.last() == Some(&(at + surplus)));
            for at in spaced.into_iter().rev() {
                join(cells, at - 1, 1);
            }
            return Repair {
                joined,
                ..Repair::default()
            };
        }
        let scores: Vec<i64> = (0..width)
            .map(|at| self.score(cells, at, surplus))
            .collect();
        let best = scores.iter().copied().max().unwrap_or_default();
        // Where all stands in its place as it is, no comma is to blame: there is more than the header tells of.
        let straight: i64 = (0..width)
            .map(|column| self.likeness(column, &cells[column]))
            .sum();
        if straight > best {
            let beyond = cells.split_off(width);
            return Repair {
                beyond: beyond.join(", "),
                ..Repair::default()
            };
        }
        let fitting: Vec<usize> = (0..width).filter(|at| scores[*at] >= best - 150).collect();
        let (first, last) = (
            fitting.first().copied().unwrap_or(0),
            fitting.last().copied().unwrap_or(width - 1),
        );
        join(cells, first, surplus);
        if first == last {
            return Repair {
                joined: Some(first),
                ..Repair::default()
            };
        }
        Repair {
            unclear: first..last + 1,
            ..Repair::default()
        }
    }

    /// Scores the row as it is when the cells from `at` on are joined.
    fn score(&self, cells: &[Cow<'_, str>], at: usize, surplus: usize) -> i64 {
        let before: i64 = (0..at)
            .map(|column| self.likeness(column, &cells[column]))
            .sum();
        let after: i64 = (at + 1..cells.len() - surplus)
            .map(|column| self.likeness(column, &cells[column + surplus]))
            .sum();
        let joined = cells[at..=at + surplus].join(",");
        let freely = self.freely.get(at).is_some_and(|freely| *freely);
        let sum = before + after + self.likeness(at, &joined);
        if freely || parts_thousands(&cells[at..=at + surplus]) {
            sum + FREELY
        } else {
            sum
        }
    }
}

/// Says whether the commas between cells part the thousands of one number: `1`, `234.50`.
fn parts_thousands(cells: &[Cow<'_, str>]) -> bool {
    let Some((last, before)) = cells.split_last() else {
        return false;
    };
    let whole = last.trim().split('.').next().unwrap_or_default();
    let first = before.first().map_or("", |cell| cell.trim());
    let digits = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit());
    let threes = |text: &str| text.len() == 3 && digits(text);
    // A currency may stand before it.
    let led = first.trim_start_matches(|sign: char| !sign.is_ascii_digit());
    (1..=3).contains(&led.len())
        && digits(led)
        && first.len() - led.len() < 4
        && before.iter().skip(1).all(|cell| threes(cell.trim()))
        && threes(whole)
}

fn join(cells: &mut Vec<Cow<'_, str>>, at: usize, surplus: usize) {
    let end = (at + surplus + 1).min(cells.len());
    let joined = cells[at..end].join(",");
    cells.splice(at..end, [Cow::Owned(joined)]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(text: &str) -> Vec<Cow<'static, str>> {
        text.split(',')
            .map(|cell| Cow::Owned(cell.to_owned()))
            .collect()
    }

    #[test]
    fn joins_where_the_cells_fit() {
        let mut shape = Shape::default();
        for line in [
            "1,Anna,Main St 5,Berlin,12209",
            "2,Ben,Kirchgasse 6,Graz,8010",
            "3,Cho,Obere Str. 57,Wien,1010",
        ] {
            shape.see(&row(line));
        }
        let mut spaced = row("4,Dan,Rua do Paço, 67,Rio,20040");
        assert_eq!(shape.repair(&mut spaced, 1).joined, Some(2));
        assert_eq!(spaced[2], "Rua do Paço, 67");
        let mut tight = row("5,Eva,Calle 3,bajo,Madrid,28001");
        let unclear = shape.repair(&mut tight, 1).unclear;
        assert_eq!(
            (tight.len(), tight[0].as_ref(), tight[4].as_ref()),
            (5, "5", "28001")
        );
        assert!(!unclear.contains(&0) && !unclear.contains(&4));
    }

    #[test]
    fn what_a_column_means_shows_the_damage_where_no_row_is_sound() {
        use Expected::{Anything, Date, Email, Number, Prose, Words};
        let people = Shape::expecting([Words, Words, Email, Words, Prose].into_iter());
        for (line, whole) in [
            (
                "Fa,La,a@x.example,Acme,likes tea,coffee",
                "likes tea,coffee",
            ),
            ("Fb,Lb,b@x.example,Bolt,n,m,o", "n,m,o"),
            (
                "Fd,Ld,d@x.example,Dart, likes tea, coffee",
                " likes tea, coffee",
            ),
        ] {
            let mut cells = row(line);
            let surplus = cells.len() - 5;
            assert_eq!(people.repair(&mut cells, surplus).joined, Some(4), "{line}");
            assert_eq!(cells[4], whole);
        }
        // Of two that fit alike neither is believed, and all the others are.
        let plain = Shape::expecting([Words, Email, Number, Words, Words].into_iter());
        let mut cells = row("Ann Bo,a@x.example,555 010 1234,CEO,Acme,left over");
        let repair = plain.repair(&mut cells, 1);
        assert!(!(0..3).any(|at| repair.unclear.contains(&at)), "{repair:?}");
        assert_eq!(cells[..3], row("Ann Bo,a@x.example,555 010 1234"));
        // Of a number's thousands the comma is told by the threes behind it.
        let deals = Shape::expecting([Words, Words, Number, Date].into_iter());
        for (line, amount) in [
            ("D1,C1,1,234.50,2025-12-31", "1,234.50"),
            ("D2,C2,12,500,2025-12-31", "12,500"),
        ] {
            let mut cells = row(line);
            assert_eq!(deals.repair(&mut cells, 1).joined, Some(2), "{line}");
            assert_eq!(cells[2], amount);
        }
        let dated = Shape::expecting([Words, Date, Prose, Number, Anything].into_iter());
        let mut cells = row("Anna,2026-03-04,came late,and left,12,x");
        assert_eq!(dated.repair(&mut cells, 1).joined, Some(2));
    }

    #[test]
    fn what_stands_beyond_the_header_costs_nothing_of_the_row() {
        let mut shape = Shape::default();
        for line in [
            "Anna,Adler,Acme,anna@acme.example,Buyer",
            "Ben,Berg,Bolt,ben@bolt.example,CTO",
        ] {
            shape.see(&row(line));
        }
        let mut more = row("Eve,East,Acme,eve@acme.example,CEO,extra,cells");
        let repair = shape.repair(&mut more, 2);
        assert_eq!(more, row("Eve,East,Acme,eve@acme.example,CEO"));
        assert_eq!(
            (repair.beyond.as_str(), repair.unclear),
            ("extra, cells", 0..0)
        );
    }
}
