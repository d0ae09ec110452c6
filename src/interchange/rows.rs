//! Splits delimited text into rows, forgiving what real exports do wrong.
//!
//! A row is never lost in silence: an unclosed quote costs its own line and no more, and every row knows the line it
//! began on. Cells borrow the text where they hold no doubled quote.

use std::borrow::Cow;

/// The most bytes that one cell may hold.
pub const CELL_LIMIT: usize = 4 * 1024 * 1024;
/// A quote that stays open over more lines than this was never meant to be closed.
const OPEN_LINES: usize = 20_000;
/// After this many unclosed quotes a file is searched for closing ones only nearby.
const PATIENCE: usize = 64;
const IMPATIENT_LINES: usize = 200;

/// Says what is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// A quote is opened and not closed; the row holds only its first line.
    UnclosedQuote,
    /// A cell is longer than [`CELL_LIMIT`].
    CellTooLong,
}

/// Holds one row's cells and the line it began on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row<'a> {
    /// The line of the file on which the row begins.
    pub line: u64,
    /// The cells as written, without their quotes.
    pub cells: Vec<Cow<'a, str>>,
    /// What is wrong with it, if anything.
    pub damage: Option<Damage>,
    /// Whether one or more empty lines stood before it.
    pub after_blank: bool,
    /// The row as the file has it, without its line's end.
    pub written: &'a str,
}

impl Row<'_> {
    /// Says whether no cell holds anything but blanks.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Iterates over the rows of a text.
#[derive(Debug, Clone)]
pub struct Rows<'a> {
    text: &'a str,
    delimiter: u8,
    expected: Option<usize>,
    position: usize,
    line: u64,
    unclosed: usize,
}

struct Attempt<'a> {
    cells: Vec<Cow<'a, str>>,
    end: usize,
    lines: u64,
    open_at_end: bool,
    stray_after_line: bool,
    too_long: bool,
}

impl<'a> Rows<'a> {
    /// Begins at the start of `text`.
    pub fn new(text: &'a str, delimiter: u8) -> Self {
        Self {
            text,
            delimiter,
            expected: None,
            position: 0,
            line: 1,
            unclosed: 0,
        }
    }

    /// Tells how many columns a sound row has, which decides whether a row that runs over lines is sound.
    pub fn expect(&mut self, columns: usize) {
        self.expected = Some(columns);
    }

    /// Gives the byte at which the next row begins.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Goes on at another place of the text.
    pub fn seek(&mut self, position: usize, line: u64) {
        self.position = position;
        self.line = line;
    }

    fn attempt(&self, start: usize, one_line: bool) -> Attempt<'a> {
        let bytes = self.text.as_bytes();
        let most_lines = if self.unclosed > PATIENCE {
            IMPATIENT_LINES
        } else {
            OPEN_LINES
        };
        let mut seen = Attempt {
            cells: Vec::with_capacity(self.expected.unwrap_or(8)),
            end: start,
            lines: 0,
            open_at_end: false,
            stray_after_line: false,
            too_long: false,
        };
        let mut at = start;
        loop {
            let opening = if one_line {
                None
            } else {
                opening_quote(bytes, at, self.delimiter)
            };
            let stop = if let Some(from) = opening {
                match self.quoted(from, most_lines, &mut seen) {
                    Some(stop) => stop,
                    None => return seen,
                }
            } else {
                let stop = cell_end(bytes, at, self.delimiter);
                seen.too_long |= stop - at > CELL_LIMIT;
                seen.cells.push(Cow::Borrowed(slice(self.text, at, stop)));
                stop
            };
            match bytes.get(stop) {
                Some(byte) if *byte == self.delimiter => at = stop + 1,
                Some(b'\r') if bytes.get(stop + 1) == Some(&b'\n') => {
                    seen.end = stop + 2;
                    seen.lines += 1;
                    return seen;
                }
                Some(_) => {
                    seen.end = stop + 1;
                    seen.lines += 1;
                    return seen;
                }
                None => {
                    seen.end = stop;
                    return seen;
                }
            }
        }
    }

    /// Reads a quoted cell whose text begins at `from`; gives where its end mark stands, or nothing where it stays open.
    fn quoted(&self, from: usize, most_lines: usize, seen: &mut Attempt<'a>) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let mut at = from;
        let mut plain_from = from;
        let mut owned: Option<String> = None;
        let mut crossed = 0;
        loop {
            match bytes.get(at) {
                None => {
                    seen.open_at_end = true;
                    seen.end = at;
                    return None;
                }
                Some(b'"') => {
                    let next = bytes.get(at + 1).copied();
                    if next == Some(b'"') {
                        owned.get_or_insert_default().push_str(slice(
                            self.text,
                            plain_from,
                            at + 1,
                        ));
                        at += 2;
                        plain_from = at;
                        continue;
                    }
                    let after = skip_blanks(bytes, at + 1, self.delimiter);
                    let ends = bytes.get(after).is_none_or(|byte| {
                        *byte == self.delimiter || matches!(byte, b'\n' | b'\r')
                    });
                    if ends {
                        let rest = slice(self.text, plain_from, at);
                        let cell = match owned {
                            Some(mut text) => {
                                text.push_str(rest);
                                Cow::Owned(text)
                            }
                            None => Cow::Borrowed(rest),
                        };
                        seen.too_long |= cell.len() > CELL_LIMIT;
                        seen.cells.push(cell);
                        return Some(after);
                    }
                    // An unescaped quote inside the text: kept as it stands, a backslash before it is an escape.
                    seen.stray_after_line |= crossed > 0;
                    if at > plain_from && bytes.get(at - 1) == Some(&b'\\') {
                        owned.get_or_insert_default().push_str(slice(
                            self.text,
                            plain_from,
                            at - 1,
                        ));
                        plain_from = at;
                    }
                    at += 1;
                }
                Some(b'\n') => {
                    crossed += 1;
                    seen.lines += 1;
                    at += 1;
                    if crossed > most_lines || at - from > CELL_LIMIT {
                        seen.open_at_end = true;
                        seen.end = at;
                        return None;
                    }
                }
                Some(_) => at += 1,
            }
        }
    }

    /// Says whether a row that ran over several lines swallowed rows that stand well by themselves.
    fn swallowed(&self, seen: &Attempt<'a>) -> bool {
        if seen.open_at_end {
            return true;
        }
        if seen.lines < 2 {
            return false;
        }
        let Some(expected) = self.expected else {
            return seen.stray_after_line;
        };
        let fits = seen.cells.len() == expected;
        if fits && !seen.stray_after_line {
            return false;
        }
        if !fits && seen.stray_after_line {
            return true;
        }
        let bytes = self.text.as_bytes();
        let next = line_end(bytes, self.position);
        self.attempt(after_break(bytes, next), true).cells.len() == expected
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let bytes = self.text.as_bytes();
        let mut after_blank = false;
        loop {
            match bytes.get(self.position)? {
                b'\r' if bytes.get(self.position + 1) == Some(&b'\n') => self.position += 2,
                b'\r' | b'\n' => self.position += 1,
                _ => break,
            }
            self.line += 1;
            after_blank = true;
        }
        let line = self.line;
        let (text, begin) = (self.text, self.position);
        let written = |end: usize| slice(text, begin, end).trim_end_matches(['\n', '\r']);
        let seen = self.attempt(self.position, false);
        if self.swallowed(&seen) {
            self.unclosed += 1;
            let first = self.attempt(self.position, true);
            let written = written(first.end);
            self.position = first.end.max(self.position + 1);
            self.line += 1;
            return Some(Row {
                line,
                cells: first.cells,
                damage: Some(Damage::UnclosedQuote),
                after_blank,
                written,
            });
        }
        let written = written(seen.end);
        self.position = seen.end.max(self.position + 1);
        self.line += seen.lines;
        let damage = seen.too_long.then_some(Damage::CellTooLong);
        Some(Row {
            line,
            cells: seen.cells,
            damage,
            after_blank,
            written,
        })
    }
}

fn slice(text: &str, from: usize, to: usize) -> &str {
    text.get(from..to).unwrap_or_default()
}

fn cell_end(bytes: &[u8], from: usize, delimiter: u8) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .position(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r'))
        .unwrap_or(rest.len())
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))
        .unwrap_or(rest.len())
}

fn after_break(bytes: &[u8], at: usize) -> usize {
    if bytes.get(at) == Some(&b'\r') && bytes.get(at + 1) == Some(&b'\n') {
        at + 2
    } else {
        at + 1
    }
}

fn skip_blanks(bytes: &[u8], mut at: usize, delimiter: u8) -> usize {
    while bytes
        .get(at)
        .is_some_and(|byte| matches!(byte, b' ' | b'\t') && *byte != delimiter)
    {
        at += 1;
    }
    at
}

/// Gives where the text of a quoted cell begins, blanks before its quote allowed.
fn opening_quote(bytes: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let first = skip_blanks(bytes, at, delimiter);
    (bytes.get(first) == Some(&b'"')).then_some(first + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str, columns: usize) -> Vec<(u64, Vec<String>, bool)> {
        let mut rows = Rows::new(text, b',');
        rows.expect(columns);
        rows.map(|row| {
            (
                row.line,
                row.cells.iter().map(ToString::to_string).collect(),
                row.damage.is_some(),
            )
        })
        .collect()
    }

    #[test]
    fn reads_quotes_lines_and_ends() {
        let rows = cells(
            "id,note\r\n1,\"line 1\r\nline 2\r\n\"\r\n2,\"say \"\"hi\"\"\"\r\n\r\n3, \"x\" ,",
            2,
        );
        assert_eq!(rows[1].1, ["1", "line 1\r\nline 2\r\n"]);
        assert_eq!((rows[2].0, rows[2].1[1].as_str()), (5, "say \"hi\""));
        assert_eq!(
            (rows[3].0, rows[3].1.len(), rows[3].1[1].as_str()),
            (7, 3, "x")
        );
    }

    #[test]
    fn an_unclosed_quote_costs_one_line() {
        let rows = cells("a,b\n1,\"open\n2,x\n3,y\n", 2);
        assert_eq!(
            rows.iter().map(|row| (row.0, row.2)).collect::<Vec<_>>(),
            [(1, false), (2, true), (3, false), (4, false)]
        );
    }

    #[test]
    fn an_unclosed_quote_that_meets_a_later_one_costs_one_line() {
        let rows = cells("a,b\n1,\"open\n2,\"x\"\n3,\"y\"\n", 2);
        assert_eq!(
            rows.iter().map(|row| row.2).collect::<Vec<_>>(),
            [false, true, false, false]
        );
        assert_eq!(rows[2].1, ["2", "x"]);
    }

    #[test]
    fn a_quote_inside_a_cell_stays() {
        let rows = cells(
            "a,b\n1,\"He said \"hello\" to\nall\"\n2,5\" pipe\n3,\"a \\\"b\\\" c\"\n",
            2,
        );
        assert_eq!(rows[1].1[1], "He said \"hello\" to\nall");
        assert_eq!(rows[2].1[1], "5\" pipe");
        assert_eq!(rows[3].1[1], "a \"b\" c");
    }

    #[test]
    fn bare_carriage_returns_end_rows() {
        assert_eq!(cells("a,b\r1,2\r3,4", 2).len(), 3);
    }
}
