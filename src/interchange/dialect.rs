//! Finds out how a table is written: which delimiter, whether a `sep=` line says so.
//!
//! The delimiter is found by counting fields over the first records for each candidate, which on real files is right
//! more often than any sniffer that guesses from characters.

use super::rows::Rows;

/// How many records are counted.
const SAMPLE: usize = 200;
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
const RARE: [u8; 2] = [b'^', b'~'];

/// Says how a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub delimiter: u8,
    /// Where the table begins, after a `sep=` line.
    pub start: usize,
    /// The line of the file at `start`.
    pub line: u64,
    /// The number of cells that most records have.
    pub columns: usize,
}

/// Finds the dialect of `text`.
pub fn find(text: &str) -> Dialect {
    if let Some((delimiter, start)) = said(text) {
        let columns = measure(text.get(start..).unwrap_or_default(), delimiter).columns;
        return Dialect {
            delimiter,
            start,
            line: 2,
            columns,
        };
    }
    let mut best = (
        Measured {
            score: -1.0,
            columns: 1,
        },
        b',',
    );
    for delimiter in CANDIDATES {
        let measured = measure(text, delimiter);
        if measured.score > best.0.score + 1e-9 {
            best = (measured, delimiter);
        }
    }
    // Where none of these parts anything, one of the rarer signs may.
    if best.0.score <= 0.0 {
        for delimiter in RARE {
            let measured = measure(text, delimiter);
            if measured.columns > 2 && measured.score > best.0.score + 0.5 {
                best = (measured, delimiter);
            }
        }
    }
    Dialect {
        delimiter: best.1,
        start: 0,
        line: 1,
        columns: best.0.columns,
    }
}

/// Takes the sign between cells that somebody says.
pub fn with(text: &str, delimiter: u8) -> Dialect {
    Dialect {
        delimiter,
        start: 0,
        line: 1,
        columns: measure(text, delimiter).columns,
    }
}

/// Reads a first line such as `sep=;`, which spreadsheets write and obey.
fn said(text: &str) -> Option<(u8, usize)> {
    let end = text.find('\n')?;
    let line = text.get(..end)?.trim_end_matches('\r').trim_matches('"');
    let mark = line
        .strip_prefix("sep=")
        .or_else(|| line.strip_prefix("SEP="))?;
    match mark.as_bytes() {
        [byte] => Some((*byte, end + 1)),
        _ => None,
    }
}

struct Measured {
    score: f64,
    columns: usize,
}

/// Scores a delimiter: how many records agree on a width, and how much that width explains.
#[expect(clippy::cast_precision_loss, reason = "counts of at most 200 records")]
fn measure(text: &str, delimiter: u8) -> Measured {
    let mut widths: Vec<(usize, usize)> = Vec::new();
    let mut records = 0_usize;
    let mut damaged = 0_usize;
    for row in Rows::new(text, delimiter).take(SAMPLE) {
        records += 1;
        // A lone quote inside a cell is half of a quoted cell that another delimiter would have left whole.
        let halved = row
            .cells
            .iter()
            .any(|cell| cell.matches('"').count() % 2 == 1);
        damaged += usize::from(row.damage.is_some() || halved);
        let width = row.cells.len();
        match widths.iter_mut().find(|seen| seen.0 == width) {
            Some(seen) => seen.1 += 1,
            None => widths.push((width, 1)),
        }
    }
    let Some(&(columns, agreeing)) = widths
        .iter()
        .filter(|seen| seen.0 > 1)
        .max_by_key(|seen| (seen.1, seen.0))
    else {
        return Measured {
            score: 0.0,
            columns: 1,
        };
    };
    let share = agreeing as f64 / records as f64;
    let sound = 1.0 - damaged as f64 / records as f64;
    let width = columns as f64;
    // Of one record nothing agrees with anything: there a bar more likely parts the values of a cell.
    let likely = if records == 1 && delimiter == b'|' {
        0.9
    } else if delimiter == b',' && only_decimals(text) {
        0.95
    } else {
        1.0
    };
    Measured {
        score: share * sound * likely * (1.0 - 1.0 / width),
        columns,
    }
}

/// Says whether every comma at the beginning of a text stands between two digits, as in `1,80`.
fn only_decimals(text: &str) -> bool {
    let end = text.len().min(16 * 1024);
    let bytes = text.as_bytes().get(..end).unwrap_or_default();
    let mut commas = 0;
    for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == b',') {
        let digit = |at: Option<usize>| {
            at.and_then(|at| bytes.get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        if !digit(at.checked_sub(1)) || !digit(Some(at + 1)) {
            return false;
        }
        commas += 1;
    }
    commas > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_halved_quotes_and_lists_in_cells_decide_nothing() {
        assert_eq!(find("'A';1,80;9000,50\n'B';2,00;100,30\n").delimiter, b';');
        assert_eq!(find("a,b,\"c;3;3;3\"").delimiter, b',');
        assert_eq!(find("1,x|y|z,5|6|7,on\n").delimiter, b',');
        assert_eq!(find("1,2\n3,4\n").delimiter, b',');
        assert_eq!(find("a|b|c").delimiter, b'|');
    }

    #[test]
    fn counts_fields() {
        assert_eq!(find("a;b;c\n1,5;2;3\n2,5;3;4\n").delimiter, b';');
        assert_eq!(find("a\tb\n1, 2\t3\n").delimiter, b'\t');
        assert_eq!(find("name\nx\n").delimiter, b',');
    }

    #[test]
    fn believes_a_sep_line() {
        let found = find("sep=;\r\na;b\r\n1;2\r\n");
        assert_eq!((found.delimiter, found.start, found.columns), (b';', 7, 2));
    }
}
