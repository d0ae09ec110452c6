//! Choosing which files: the path is typed, and what it narrows to is chosen from a list.

use crate::tui::action::Action;
use crate::tui::line::LineEdit;

/// A file or folder that fits what was typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// Its path as it is typed, blanks and quotes escaped; a folder ends in a slash.
    pub path: String,
    /// When it was written, and its size.
    pub about: String,
}

/// The line and the list under it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Files {
    /// What was typed.
    pub line: LineEdit,
    /// What fits its last word, the newest first.
    pub listed: Vec<Listed>,
    /// What had been typed when it was listed.
    pub of: String,
    /// The one that is chosen.
    pub at: Option<usize>,
}

/// What a key came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing that needs the disk.
    Stay,
    /// The line is another: what fits it is listed anew.
    List,
    /// These files are read.
    Read(Vec<String>),
    /// It cannot be done, for this reason.
    Wrong(String),
}

impl Files {
    /// Does what a key asks.
    pub fn act(&mut self, action: Action, page: usize) -> Step {
        let last = self.listed.len().saturating_sub(1);
        match action {
            Action::MenuNext if !self.listed.is_empty() => {
                self.at = Some(self.at.map_or(0, |at| (at + 1).min(last)));
            }
            Action::MenuPrevious => self.at = self.at.and_then(|at| at.checked_sub(1)),
            Action::MenuPageDown if !self.listed.is_empty() => {
                self.at = Some((self.at.unwrap_or(0) + page).min(last));
            }
            Action::MenuPageUp => self.at = self.at.map(|at| at.saturating_sub(page)),
            Action::MenuMark => return self.complete(),
            Action::MenuChoose => return self.choose(),
            action => {
                if self.line.act(action) {
                    return self.changed();
                }
            }
        }
        Step::Stay
    }

    /// Types text.
    pub fn typed(&mut self, text: &str) -> Step {
        self.line.insert(&as_pasted(text));
        self.changed()
    }

    /// Takes what fits a line; what fits another one comes too late.
    pub fn take(&mut self, of: String, listed: Vec<Listed>) {
        if of == self.line.text() {
            (self.of, self.listed, self.at) = (of, listed, None);
        }
    }

    fn changed(&mut self) -> Step {
        self.at = None;
        Step::List
    }

    /// Puts a path in the place of the last word.
    fn put(&mut self, path: &str) {
        let (before, _) = parted(self.line.text());
        let text = format!("{before}{path}");
        self.line.set(&text);
    }

    fn complete(&mut self) -> Step {
        let chosen = self.at.and_then(|at| self.listed.get(at));
        let path = if let Some(chosen) = chosen {
            chosen.path.clone()
        } else {
            let (_, word) = parted(self.line.text());
            let fit = self.listed.iter().map(|one| one.path.as_str());
            let begun: Vec<&str> = fit.filter(|path| path.starts_with(word)).collect();
            match (common(&begun), self.listed.as_slice()) {
                (Some(longest), _) if longest.len() > word.len() => longest,
                (_, [only]) => only.path.clone(),
                _ => return Step::Stay,
            }
        };
        self.put(&path);
        self.changed()
    }

    fn choose(&mut self) -> Step {
        let known = self.of == self.line.text();
        let (_, word) = parted(self.line.text());
        let chosen = match self.at {
            Some(at) => self.listed.get(at),
            // What is typed stands for the only file that it can be.
            None if known && !word.is_empty() => match self.listed.as_slice() {
                _ if self.listed.iter().any(|one| one.path == word) => None,
                [only] => Some(only),
                [] => None,
                _ => {
                    return Step::Wrong(
                        "Several files fit that: go down to the one that is meant, or type more of it.".into(),
                    );
                }
            },
            None => None,
        };
        if let Some(path) = chosen.map(|one| one.path.clone()) {
            self.put(&path);
            if path.ends_with('/') {
                return self.changed();
            }
        }
        let files = paths(self.line.text());
        if files.is_empty() {
            return Step::Wrong("Type the path of a file, or of several.".into());
        }
        Step::Read(files)
    }
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

/// Writes what is pasted so that [`paths`] reads it: a line of it that names one file has blanks of its own, even where nobody
/// quoted them (`my contacts (1).csv`).
fn as_pasted(text: &str) -> String {
    let lines = text.lines().map(|line| {
        if line.contains(['\'', '"', '\\']) {
            return line.to_owned();
        }
        let mut out = String::with_capacity(line.len() + 8);
        let mut open = false;
        for piece in line.split_inclusive(char::is_whitespace) {
            let word = piece.trim_end();
            let blank = &piece[word.len()..];
            let begins = word.starts_with(['/', '~']);
            if open && !begins && !word.is_empty() {
                // The blank before it is one of the name.
                let end = out.trim_end().len();
                let before = out.split_off(end);
                out.extend(before.chars().flat_map(|blank| ['\\', blank]));
            }
            out.push_str(word);
            out.push_str(blank);
            open = !word.is_empty() && !has_ending(word) && line_ends_a_file(line);
        }
        out
    });
    let lines: Vec<String> = lines.collect();
    if text.trim_end_matches('\n').contains('\n') || lines.len() == 1 {
        lines.join(" ")
    } else {
        text.replace('\n', " ")
    }
}

/// Says whether a line's last word ends as a file's name does.
fn line_ends_a_file(line: &str) -> bool {
    line.split_whitespace().next_back().is_some_and(has_ending)
}

/// Says whether a word ends as a file's name does: `.csv`.
fn has_ending(word: &str) -> bool {
    word.rsplit_once('.').is_some_and(|(name, ending)| {
        !name.is_empty()
            && (2..=5).contains(&ending.len())
            && ending.bytes().all(|sign| sign.is_ascii_alphanumeric())
    })
}

/// Parts what was typed into what stands before its last word, and that word as it was typed.
pub fn parted(text: &str) -> (&str, &str) {
    let mut begin = 0;
    let mut quote: Option<char> = None;
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match (letter, quote) {
            ('\\', None) => {
                letters.next();
            }
            (sign @ ('\'' | '"'), None) => quote = Some(sign),
            (sign, Some(open)) if sign == open => quote = None,
            (blank, None) if blank.is_whitespace() => begin = at + blank.len_utf8(),
            _ => {}
        }
    }
    text.split_at(begin)
}

/// Writes a path so that [`paths`] gives it back.
pub fn quoted(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter.is_whitespace() || matches!(letter, '\\' | '\'' | '"') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

/// Gives the beginning that all paths share.
fn common(paths: &[&str]) -> Option<String> {
    let (first, rest) = paths.split_first()?;
    let mut shared = *first;
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
    fn a_pasted_name_with_blanks_is_one_file() {
        for (pasted, wanted) in [
            ("my contacts (1).csv", &["my contacts (1).csv"][..]),
            ("/tmp/my contacts (1).csv", &["/tmp/my contacts (1).csv"]),
            ("/tmp/a.csv /tmp/b.csv", &["/tmp/a.csv", "/tmp/b.csv"]),
            ("a b.csv /x/c d.ics", &["a b.csv", "/x/c d.ics"]),
            ("'a b.csv' c.csv", &["a b.csv", "c.csv"]),
            ("/tmp/my\\ file.csv", &["/tmp/my file.csv"]),
            (
                "one two.csv\nthree four.csv\n",
                &["one two.csv", "three four.csv"],
            ),
            ("a.csv sage", &["a.csv", "sage"]),
            ("x", &["x"]),
        ] {
            assert_eq!(paths(&as_pasted(pasted)), wanted, "{pasted}");
        }
    }

    #[test]
    fn paths_come_as_terminals_paste_them() {
        assert_eq!(
            paths("a.csv  '/tmp/my file.csv' /tmp/your\\ file.csv \"x y\""),
            ["a.csv", "/tmp/my file.csv", "/tmp/your file.csv", "x y"]
        );
        assert!(paths("  '' ").is_empty());
        let odd = "/tmp/O'Neil \"x\" \\ y.csv";
        assert_eq!(paths(&quoted(odd)), [odd]);
        assert_eq!(parted("a.csv my\\ fi"), ("a.csv ", "my\\ fi"));
        assert_eq!(parted("'a b"), ("", "'a b"));
    }

    #[test]
    fn a_path_is_completed_as_far_as_all_agree() {
        let found = ["/tmp/orders.csv", "/tmp/order-lines.csv"];
        assert_eq!(common(&found).as_deref(), Some("/tmp/order"));
        assert_eq!(common(&[]), None);
    }

    fn files(typed: &str, listed: &[&str]) -> Files {
        let mut files = Files::default();
        files.typed(typed);
        let listed = listed.iter().map(|path| Listed {
            path: (*path).to_owned(),
            about: String::new(),
        });
        files.take(typed.to_owned(), listed.collect());
        files
    }

    #[test]
    fn what_is_typed_narrows_and_one_is_chosen() {
        let mut one = files("a.csv sage", &["x/my_sage.csv"]);
        assert_eq!(
            one.act(Action::MenuChoose, 5),
            Step::Read(vec!["a.csv".into(), "x/my_sage.csv".into()])
        );
        let mut two = files("sage", &["sage1.csv", "sage2.csv"]);
        assert!(matches!(two.act(Action::MenuChoose, 5), Step::Wrong(_)));
        two.act(Action::MenuNext, 5);
        two.act(Action::MenuNext, 5);
        assert_eq!(
            two.act(Action::MenuChoose, 5),
            Step::Read(vec!["sage2.csv".into()])
        );
        let mut folder = files("ex", &["exports/"]);
        assert_eq!(folder.act(Action::MenuChoose, 5), Step::List);
        assert_eq!(folder.line.text(), "exports/");
        // What is typed whole is that file, whatever else begins like it.
        let mut whole = files("a.csv", &["a.csv", "a.csv.old"]);
        assert_eq!(
            whole.act(Action::MenuChoose, 5),
            Step::Read(vec!["a.csv".into()])
        );
        // A list of what was typed before says nothing of what is typed now.
        let mut late = files("b", &["b.csv"]);
        late.typed("x");
        late.take("b".into(), vec![Listed::default()]);
        assert_eq!(
            late.act(Action::MenuChoose, 5),
            Step::Read(vec!["bx".into()])
        );
    }
}
