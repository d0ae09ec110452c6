//! The one place that prints.
//!
//! To a terminal: toned, and fitted to its width. To a pipe: plain and stable, cells of a list parted by tabs, no escape
//! codes. What customers and files say goes through [`plain`] here, so that no caller can forget it. A pipe that was
//! closed at the other end is not an error: the rest is not said, and the command ends quietly.

#![allow(clippy::print_stdout, clippy::print_stderr)] // This is the place.

use std::io::{BufWriter, ErrorKind, IsTerminal, Write};

use serde::Serialize;

use crate::domain::plain;

/// How something is said on a terminal; the numbers are those of the terminal's own palette.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Tone {
    /// As everything else.
    #[default]
    Plain,
    /// A name, a title.
    Strong,
    /// A label, what is read second.
    Muted,
    /// Late or broken, and nothing else.
    Late,
    /// Kept, solved, won.
    Good,
    /// Where the eye should go.
    Accent,
}

impl Tone {
    fn code(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Strong => "1",
            Tone::Muted => "2",
            Tone::Late => "1;31",
            Tone::Good => "32",
            Tone::Accent => "36",
        }
    }
}

/// One piece of a line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Cell {
    text: String,
    tone: Tone,
}

impl Cell {
    /// Says a text in a tone.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self::new(Tone::Plain, text)
    }
}

/// A list, a row a line.
#[derive(Clone, Debug, Default)]
pub struct Table {
    heads: Vec<&'static str>,
    /// Columns whose cells stand at the right.
    right: Vec<usize>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// Makes an empty list; the heads are shown on a terminal only.
    pub fn new(heads: &[&'static str]) -> Self {
        Self {
            heads: heads.to_vec(),
            ..Self::default()
        }
    }

    /// Puts the cells of a column at the right, as figures stand.
    #[must_use]
    pub fn right(mut self, column: usize) -> Self {
        self.right.push(column);
        self
    }

    /// Adds a row.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Says whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Gives the width of each column, so that all fit into so many cells: the widest column gives way first.
    fn widths(&self, room: usize) -> Vec<usize> {
        let columns = self
            .rows
            .iter()
            .map(Vec::len)
            .max()
            .unwrap_or(0)
            .max(self.heads.len());
        let mut widths = vec![0; columns];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(plain::width(&plain::line(&cell.text)));
            }
        }
        for (width, head) in widths.iter_mut().zip(&self.heads) {
            // A column of nothing is left out, its head too.
            if *width > 0 {
                *width = (*width).max(plain::width(head));
            }
        }
        let gaps =
            |widths: &[usize]| widths.iter().filter(|w| **w > 0).count().saturating_sub(1) * GAP;
        while widths.iter().sum::<usize>() + gaps(&widths) > room {
            let Some(widest) = widths
                .iter()
                .enumerate()
                .max_by_key(|(_, w)| **w)
                .map(|(at, _)| at)
            else {
                break;
            };
            if widths[widest] <= LEAST {
                break;
            }
            widths[widest] -= 1;
        }
        widths
    }
}

/// The blanks between two columns.
const GAP: usize = 2;
/// No column is made narrower than this.
const LEAST: usize = 6;

/// Where everything is said.
pub struct Output {
    to: BufWriter<Box<dyn Write>>,
    /// The cells of the terminal's line; nothing where it is no terminal.
    width: Option<usize>,
    colour: bool,
    closed: bool,
    /// Why it could not be written, where nobody hung up: a full disk.
    failed: Option<std::io::Error>,
}

impl Output {
    /// Says everything on standard output.
    pub fn standard() -> Self {
        let terminal = std::io::stdout().is_terminal();
        let width = terminal.then(|| {
            crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns.max(20)))
        });
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            && std::env::var_os("TERM").is_none_or(|v| v != "dumb");
        Self {
            to: BufWriter::with_capacity(1 << 16, Box::new(std::io::stdout())),
            width,
            colour: terminal && wanted,
            closed: false,
            failed: None,
        }
    }

    /// Says whether somebody reads it on a terminal.
    pub fn is_terminal(&self) -> bool {
        self.width.is_some()
    }

    /// Gives the cells of a line on the terminal; nothing in a pipe.
    pub fn width(&self) -> Option<usize> {
        self.width
    }

    /// Says whether the reader hung up, so that nothing more needs to be worked out.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Says one line; on a terminal it is cut to the width.
    pub fn line(&mut self, text: impl Into<Cell>) {
        self.cells(vec![text.into()]);
    }

    /// Says one line of pieces; on a terminal it is cut to the width.
    pub fn cells(&mut self, cells: Vec<Cell>) {
        let mut said = String::new();
        let mut left = self.width.unwrap_or(usize::MAX);
        for cell in cells {
            let text = plain::line(&cell.text);
            let text = plain::fit(&text, left);
            left -= plain::width(&text).min(left);
            self.tone(&mut said, cell.tone, &text);
        }
        said.truncate(said.trim_end().len());
        said.push('\n');
        self.put(said.as_bytes());
    }

    /// Says a name and what it has, the text wrapped beside the name.
    pub fn labelled(&mut self, label: &str, text: &str, room: usize, tone: Tone) {
        let lines: Vec<String> = match self.width {
            Some(width) => plain::wrap(text, width.saturating_sub(room + GAP).max(20)),
            None => plain::lines(text)
                .map(std::borrow::Cow::into_owned)
                .collect(),
        };
        for (at, line) in lines.into_iter().enumerate() {
            let head = if at == 0 { label } else { "" };
            self.cells(vec![
                Cell::new(Tone::Muted, plain::pad(head, room)),
                " ".repeat(GAP).into(),
                Cell::new(tone, line),
            ]);
        }
    }

    /// Says a heading, with a line of air before it unless it is the first thing said.
    pub fn heading(&mut self, text: &str, first: bool) {
        if !first {
            self.line("");
        }
        self.line(Cell::new(Tone::Strong, text));
    }

    /// Says a list: columns in line on a terminal, parted by tabs in a pipe.
    pub fn table(&mut self, table: &Table) {
        let Some(width) = self.width else {
            for row in &table.rows {
                let cells: Vec<_> = row.iter().map(|cell| plain::line(&cell.text)).collect();
                self.put(format!("{}\n", cells.join("\t")).as_bytes());
            }
            return;
        };
        if table.is_empty() {
            return;
        }
        let widths = table.widths(width);
        let heads: Vec<Cell> = table
            .heads
            .iter()
            .map(|head| Cell::new(Tone::Muted, *head))
            .collect();
        if heads.iter().any(|head| !head.text.is_empty()) {
            self.row(&heads, &widths, &table.right);
        }
        for row in &table.rows {
            self.row(row, &widths, &table.right);
        }
    }

    /// Says one row of a list to a pipe, its cells parted by tabs.
    pub fn plain_row(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.put(b"\t");
            }
            self.put(plain::line(cell).as_bytes());
        }
        self.put(b"\n");
    }

    fn row(&mut self, row: &[Cell], widths: &[usize], right: &[usize]) {
        let mut said = String::new();
        let shown = widths
            .iter()
            .zip(row)
            .enumerate()
            .filter(|(_, (width, _))| **width > 0);
        for (nth, (at, (width, cell))) in shown.enumerate() {
            if nth > 0 {
                said.push_str(&" ".repeat(GAP));
            }
            let text = if right.contains(&at) {
                plain::pad_left(&cell.text, *width)
            } else {
                plain::pad(&cell.text, *width)
            };
            self.tone(&mut said, cell.tone, &text);
        }
        said.truncate(said.trim_end().len());
        said.push('\n');
        self.put(said.as_bytes());
    }

    fn tone(&self, to: &mut String, tone: Tone, text: &str) {
        let code = tone.code();
        let bare = text.trim_end();
        if !self.colour || code.is_empty() || bare.is_empty() {
            to.push_str(text);
        } else {
            to.push_str(&format!(
                "\u{1b}[{code}m{bare}\u{1b}[0m{}",
                &text[bare.len()..]
            ));
        }
    }

    /// Says one JSON document.
    pub fn json(&mut self, value: &impl Serialize) {
        self.json_text(serde_json::to_string_pretty(value).unwrap_or_default());
    }

    /// Says one JSON value on a line of its own.
    pub fn json_line(&mut self, value: &impl Serialize) {
        self.json_text(serde_json::to_string(value).unwrap_or_default());
    }

    fn json_text(&mut self, text: String) {
        let mut text = plain::json(text);
        text.push('\n');
        self.put(text.as_bytes());
    }

    /// Passes on bytes that are a file's: an export, a completion script.
    ///
    /// On a terminal they are a person's to read, and what would steer it is shown instead of obeyed.
    pub fn bytes(&mut self, bytes: &[u8]) {
        if !self.is_terminal() {
            return self.put(bytes);
        }
        for line in plain::lines(&String::from_utf8_lossy(bytes)) {
            self.put(line.as_bytes());
            self.put(b"\n");
        }
    }

    fn put(&mut self, bytes: &[u8]) {
        if self.closed {
            return;
        }
        if let Err(error) = self.to.write_all(bytes) {
            self.closed = true;
            if error.kind() != ErrorKind::BrokenPipe {
                self.failed = Some(error);
            }
        }
    }

    /// Sends out what was said so far.
    ///
    /// Errors where it could not be written, as on a full disk; a reader who hung up is no error.
    pub fn finish(&mut self) -> std::io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if self.closed {
            return Ok(());
        }
        match self.to.flush() {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            other => other,
        }
    }
}

/// Says one line to the person on standard error, whatever standard output is.
pub fn tell(text: &str) {
    let mut to = std::io::stderr().lock();
    for line in plain::lines(text) {
        // Nobody is left to be told where this fails.
        let _ = writeln!(to, "{line}");
    }
}

/// Shows how far something has come on one line of the terminal, which the next call or [`tell`] writes over.
pub fn progress(text: &str) {
    if std::io::stderr().is_terminal() {
        let width =
            crossterm::terminal::size().map_or(80, |(columns, _)| usize::from(columns.max(20)));
        let text = plain::line(text);
        let mut to = std::io::stderr().lock();
        let _ = write!(to, "\r{}\r", plain::pad(&text, width - 1));
        let _ = to.flush();
    }
}

/// Asks on the terminal; gives the line that was typed, nothing at the end of input.
pub fn ask(question: &str) -> Option<String> {
    // Not locked while it waits: Ctrl-C has something to say there, too.
    let mut to = std::io::stderr();
    let _ = write!(to, "{} ", plain::line(question));
    let _ = to.flush();
    let mut line = String::new();
    match std::io::stdin().read_line(&mut line) {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end_matches(['\n', '\r']).to_owned()),
    }
}

/// Asks a question that is answered with yes or no; nothing typed is no.
pub fn confirm(question: &str) -> bool {
    ask(&format!("{question} [y/N]"))
        .is_some_and(|answer| matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn said(width: Option<usize>, colour: bool, say: impl FnOnce(&mut Output)) -> String {
        let paper = Paper::default();
        let mut out = Output {
            to: BufWriter::new(Box::new(paper.clone())),
            width,
            colour,
            closed: false,
            failed: None,
        };
        say(&mut out);
        out.finish().unwrap();
        drop(out);
        let bytes = paper.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn table() -> Table {
        let mut table = Table::new(&["id", "state", "title"]);
        table.row(vec![
            "pm1".into(),
            Cell::new(Tone::Late, "open"),
            "send the \u{1b}[31mprice list of the whole year".into(),
        ]);
        table.row(vec!["pm12".into(), "kept".into(), "call".into()]);
        table
    }

    #[test]
    fn a_pipe_gets_tabs_and_no_codes() {
        assert_eq!(
            said(None, false, |out| out.table(&table())),
            "pm1\topen\tsend the ␛[31mprice list of the whole year\npm12\tkept\tcall\n"
        );
    }

    #[test]
    fn a_terminal_gets_columns_that_fit() {
        let shown = said(Some(30), false, |out| out.table(&table()));
        assert_eq!(
            shown,
            "id    state  title\npm1   open   send the ␛[31mpr…\npm12  kept   call\n"
        );
        assert!(shown.lines().all(|line| plain::width(line) <= 30));
    }

    #[test]
    fn colour_is_only_where_it_is_wanted() {
        let shown = said(Some(80), true, |out| out.table(&table()));
        assert!(shown.contains("\u{1b}[1;31mopen\u{1b}[0m"), "{shown:?}");
        assert!(!said(Some(80), false, |out| out.table(&table())).contains('\u{1b}'));
    }

    #[test]
    fn json_is_the_same_value_and_harmless() {
        let text = "a\u{9b}31m\u{202e}b\u{7f}";
        let shown = said(None, false, |out| out.json_line(&text));
        assert!(!shown.contains('\u{9b}') && !shown.contains('\u{202e}'));
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), text);
    }

    #[test]
    fn a_full_disk_is_not() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut out = Output {
            to: BufWriter::with_capacity(4, Box::new(Full)),
            width: None,
            colour: false,
            closed: false,
            failed: None,
        };
        out.line("something long enough");
        out.line("and more of it");
        assert_eq!(out.finish().unwrap_err().kind(), ErrorKind::StorageFull);
    }

    #[test]
    fn a_file_that_is_shown_on_a_terminal_does_not_steer_it() {
        let shown = said(Some(80), false, |out| {
            out.bytes("name\nA\u{1b}[2J\u{202e}\n".as_bytes());
        });
        assert!(
            !shown.contains('\u{1b}') && !shown.contains('\u{202e}'),
            "{shown:?}"
        );
        assert_eq!(shown.lines().count(), 2);
    }

    #[test]
    fn a_closed_pipe_is_quiet() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let mut out = Output {
            to: BufWriter::with_capacity(4, Box::new(Gone)),
            width: None,
            colour: false,
            closed: false,
            failed: None,
        };
        out.line("something long enough");
        out.finish().unwrap();
        assert!(out.is_closed());
    }
}
