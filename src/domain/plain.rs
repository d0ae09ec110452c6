//! Makes what customers and files say fit for a screen or a pipe.
//!
//! Names, notes and imported cells are untrusted: they may hold escape sequences, direction overrides
//! or marks that take no room, and a terminal obeys all of them. Everything that prints goes through
//! here; the record itself keeps its text as it came.

use std::borrow::Cow;
use std::fmt::Write;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// What stands where text was cut off.
const CUT: &str = "…";

/// Makes one line of text fit to be shown: no control reaches the terminal, nothing turns the
/// direction or hides, and breaks of line become blanks.
///
/// Controls become their pictures (`␛`), so that a forged cell is seen rather than obeyed.
pub fn line(text: &str) -> Cow<'_, str> {
    let ascii = text.bytes().all(|b| matches!(b, b' '..=b'~'));
    if ascii || text.chars().all(is_harmless) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut last = ' ';
    for c in text.chars() {
        if let Some(c) = pictured(c, last) {
            shown.push(c);
            last = c;
        }
    }
    Cow::Owned(shown)
}

/// Makes a text fit to be a file for others: what turns the direction of what follows, and every control but tab and line
/// breaks, is left out; letters that need a joiner or a mark of direction of their own keep it.
pub fn file(text: &str) -> Cow<'_, str> {
    if text.chars().any(steers) {
        Cow::Owned(text.chars().filter(|c| !steers(*c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// Says whether a sign turns the direction of what follows or is a control that [`file`] leaves out.
pub fn steers(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Writes out, in JSON, what a terminal would obey and JSON lets through: it is the same value to every reader.
pub fn json(text: String) -> String {
    let hides = |c: char| matches!(c, '\u{7f}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if !text.chars().any(hides) {
        return text;
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if hides(c) {
            // A text takes whatever is written to it.
            let _ = write!(safe, "\\u{:04x}", c as u32);
        } else {
            safe.push(c);
        }
    }
    safe
}

/// Makes text of many lines fit to be shown, its breaks of line kept.
pub fn lines(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    text.lines().map(line)
}

/// Counts the cells that a text takes on a terminal.
pub fn width(text: &str) -> usize {
    // Most of what is shown is plain ASCII, where a byte is a cell.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return text.len();
    }
    // So are letters of Latin scripts, and the quotation marks and arrows of a page: each alone, one cell.
    if text.chars().all(is_one_cell) {
        return text.chars().count();
    }
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// Says whether a character takes one cell whatever stands beside it of its like.
fn is_one_cell(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{2ff}' | '–' | '—' | '‘' | '’' | '“' | '”' | '•' | '…' | '€' | '←'..='↓' | '─')
}

/// Begins a sentence with a capital letter.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Cuts a line to a width in cells, an ellipsis standing for what was cut; never inside a grapheme.
pub fn fit(text: &str, cells: usize) -> Cow<'_, str> {
    if text.len() <= cells || width(text) <= cells {
        return Cow::Borrowed(text);
    }
    if cells == 0 {
        return Cow::Borrowed("");
    }
    let mut used = 0;
    let mut end = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        let wide = UnicodeWidthStr::width(grapheme);
        if used + wide > cells - 1 {
            break;
        }
        used += wide;
        end = at + grapheme.len();
    }
    Cow::Owned(format!("{}{CUT}", text[..end].trim_end_matches(apart)))
}

/// Says whether a mark only parts what stands before it from what comes next: where that is cut away, it hangs.
pub fn apart(mark: char) -> bool {
    matches!(mark, ' ' | '·' | ',' | ';' | ':' | '–')
}

/// Breaks text into lines of at most so many cells: at blanks, within a word only where it must.
///
/// Breaks of line in the text are kept, and each line is fit to be shown.
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(1);
    let mut wrapped = Vec::new();
    for line in lines(text) {
        let mut current = String::new();
        let mut used = 0;
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let mut together = 0;
        for (at, word) in words.iter().enumerate() {
            let wide = width(word);
            // A figure stays with its unit, and a day with its month, where the line is wide enough for all of it.
            if at >= together {
                together = at + belonging(&words[at..]);
            }
            let whole = width(&words[at..together].join(" "));
            let needed = if whole <= cells { whole } else { wide };
            // A sentence of a script without blanks goes on where the line has room.
            let flows = wide > cells && wide > word.chars().count() && used + 3 <= cells;
            if used > 0 && used + 1 + needed > cells && !flows {
                // The end of the line parts as well as a point does.
                let kept = current.trim_end_matches(" ·").len();
                if kept > 0 {
                    current.truncate(kept);
                }
                wrapped.push(std::mem::take(&mut current));
                used = 0;
            }
            if used > 0 {
                current.push(' ');
                used += 1;
            }
            if wide <= cells {
                current.push_str(word);
                used += wide;
                continue;
            }
            let fits = |piece: &&str| UnicodeWidthStr::width(*piece) <= cells;
            // A mark that takes a cell of its own can make a grapheme wider than the line.
            let pieces = word.graphemes(true).flat_map(|grapheme| {
                let whole = Some(grapheme).filter(fits);
                let parts = if whole.is_some() { "" } else { grapheme };
                whole
                    .into_iter()
                    .chain(parts.split("").filter(|part| !part.is_empty()))
            });
            for piece in pieces {
                let wide = UnicodeWidthStr::width(piece);
                if used + wide > cells && used > 0 {
                    wrapped.push(std::mem::take(&mut current));
                    used = 0;
                }
                current.push_str(piece);
                used += wide;
            }
        }
        wrapped.push(current);
    }
    while wrapped.last().is_some_and(String::is_empty) {
        wrapped.pop();
    }
    wrapped
}

/// Leaves so many cells free behind the last of some lines, by taking as few of its words as make a line to the next.
pub fn leave(mut broken: Vec<String>, room: usize) -> Vec<String> {
    const FEW: usize = 10;
    let Some(last) = broken.last().filter(|last| width(last) > room) else {
        return broken;
    };
    let words: Vec<&str> = last.split(' ').collect();
    let (mut at, mut begins) = (0, Vec::new());
    while at < words.len() {
        begins.push(at);
        at += belonging(&words[at..]);
    }
    let parted = begins
        .into_iter()
        .rev()
        .filter(|at| *at > 0)
        .find_map(|at| {
            let (before, after) = (words[..at].join(" "), words[at..].join(" "));
            let enough = width(&after) >= FEW.min(room) && width(&after) <= room;
            enough.then(|| (before.trim_end_matches(" ·").to_owned(), after))
        });
    if let Some((before, after)) = parted {
        broken.pop();
        broken.push(before);
        broken.push(after);
    }
    broken
}

/// Counts the words at the beginning that are read as one: `Thu 19 Nov`, `3 d late`, `$1.18 M a year`, `71 %`.
fn belonging(words: &[&str]) -> usize {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const UNITS: [&str; 10] = ["d", "wk", "mo", "yr", "h", "min", "s", "%", "k", "M"];
    const EACH: [&str; 7] = ["hour", "shift", "day", "week", "month", "quarter", "year"];
    let bare = |word: &str| -> String {
        let marks = |c: char| matches!(c, ',' | '.' | ';' | ':' | '?' | '!' | ')' | '”' | '"');
        word.trim_end_matches(marks).to_owned()
    };
    let figure = |word: &str| word.ends_with(|c: char| c.is_ascii_digit());
    let mut count = 1;
    while count < words.len().min(6) {
        // What ends with a mark ends what belongs together.
        let (last, next) = (words[count - 1], bare(words[count]));
        let next = next.as_str();
        let joined = if DAYS.contains(&last) {
            figure(next) && next.len() <= 2
        } else if figure(last) {
            UNITS.contains(&next) || MONTHS.contains(&next) || next == "a" && money(words[0])
        } else if count > 1 && MONTHS.contains(&last) {
            next.len() == 4 && next.bytes().all(|b| b.is_ascii_digit())
        } else if count > 1 && UNITS.contains(&last) {
            matches!(next, "late" | "ago" | "over") || next == "a" && matches!(last, "k" | "M")
        } else {
            count > 1 && last == "a" && EACH.contains(&next)
        };
        if !joined {
            break;
        }
        count += 1;
    }
    // “8 a” alone is no figure.
    if count > 1 && words[count - 1] == "a" {
        count -= 1;
    }
    count
}

/// Says whether a word begins with the sign of a currency.
fn money(word: &str) -> bool {
    word.starts_with(['$', '€', '£', '¥'])
}

/// Fits a line to exactly so many cells, blanks at its right.
pub fn pad(text: &str, cells: usize) -> String {
    let clean = line(text);
    let cut = fit(&clean, cells);
    format!("{cut}{}", " ".repeat(cells.saturating_sub(width(&cut))))
}

/// Fits a line to exactly so many cells, blanks at its left.
pub fn pad_left(text: &str, cells: usize) -> String {
    let clean = line(text);
    let cut = fit(&clean, cells);
    format!("{}{cut}", " ".repeat(cells.saturating_sub(width(&cut))))
}

fn is_harmless(c: char) -> bool {
    c.is_ascii_graphic() || c == ' ' || (!c.is_ascii() && !c.is_control() && !hides(c))
}

/// Says what to show for a character, or nothing where it has no place on a screen.
fn pictured(c: char, last: char) -> Option<char> {
    match c {
        '\n' | '\r' | '\t' => Some(' '),
        '\u{7f}' => Some('␡'),
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{80}'..='\u{9f}' => Some('·'),
        // Joiners and variation selectors belong to the letter or the picture before them; alone they hide.
        '\u{200c}' | '\u{200d}' if !last.is_ascii() => Some(c),
        c if hides(c) => None,
        c => Some(c),
    }
}

/// Tells the characters that take no room, or turn the direction of what follows.
fn hides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn controls_are_shown_and_not_obeyed() {
        assert_eq!(line("\u{1b}[2J\u{1b}[HACME"), "␛[2J␛[HACME");
        assert_eq!(line("Paid\rUN\u{8}\u{0}\u{7f}\u{9b}31m"), "Paid UN␈␀␡·31m");
        assert_eq!(line("two\nlines\tand a tab"), "two lines and a tab");
    }

    #[test]
    fn nothing_turns_the_direction_or_hides() {
        assert_eq!(line("invoice_\u{202e}fdp.exe"), "invoice_fdp.exe");
        assert_eq!(line("Ac\u{200b}\u{feff}\u{200d}me\u{e0041}"), "Acme");
        assert_eq!(line("👨\u{200d}👩\u{200d}👧"), "👨\u{200d}👩\u{200d}👧");
    }

    #[test]
    fn width_is_by_grapheme() {
        for (text, cells) in [
            ("株式会社", 8),
            ("e\u{301}\u{301}", 1),
            ("🇫🇷", 2),
            ("1\u{fe0f}\u{20e3}", 2),
            ("👨\u{200d}👩\u{200d}👧\u{200d}👦", 2),
        ] {
            assert_eq!(width(text), cells, "{text}");
        }
    }

    #[test]
    fn what_counts_as_one_cell_takes_one_cell_alone_and_beside_its_like() {
        let all: String = ('\u{1}'..'\u{3000}').filter(|c| is_one_cell(*c)).collect();
        assert!(all.chars().count() > 600);
        assert_eq!(all.graphemes(true).count(), all.chars().count());
        assert!(all.graphemes(true).all(|g| UnicodeWidthStr::width(g) == 1));
    }

    #[test]
    fn a_script_without_blanks_fills_its_lines() {
        assert_eq!(
            wrap("→ 株式会社東日本電力公社", 10),
            ["→ 株式会社", "東日本電力", "公社"]
        );
        assert_eq!(
            wrap("→ abcdefghijklmnop", 10),
            ["→", "abcdefghij", "klmnop"]
        );
    }

    #[test]
    fn a_figure_stays_with_its_unit() {
        assert_eq!(
            wrap("line date · Cole · by Fri 4 Dec", 28),
            ["line date · Cole · by", "Fri 4 Dec"]
        );
        assert_eq!(
            wrap("phone numbers, 3 d late.", 18),
            ["phone numbers,", "3 d late."]
        );
        assert_eq!(
            wrap("it costs them $1.18 M a year, and more", 26),
            ["it costs them", "$1.18 M a year, and more"]
        );
        assert_eq!(
            wrap("from 71 % of 8 a day", 8),
            ["from", "71 % of", "8 a day"]
        );
        assert_eq!(wrap("and a person", 7), ["and a", "person"]);
        assert_eq!(wrap("hour, and a man", 9), ["hour, and", "a man"]);
        assert_eq!(wrap("Thu 19 Nov 2026", 6), ["Thu 19", "Nov", "2026"]);
    }

    #[test]
    fn a_cut_is_marked_and_never_splits() {
        assert_eq!(fit("Connecticut", 20), "Connecticut");
        assert_eq!(fit("Connecticut DMV", 12), "Connecticut…");
        assert_eq!(fit("株式会社", 4), "株…");
        assert_eq!(fit("abc", 0), "");
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(
            wrap("people must get the basic facts", 12),
            ["people must", "get the", "basic facts"]
        );
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("one\n\ntwo\n", 9), ["one", "", "two"]);
    }

    #[test]
    fn the_torture_set_has_its_widths() {
        let folder = std::env::var("ALLY_CORPUS").unwrap_or_else(|_| "../shared/corpus".into());
        let Ok(text) = std::fs::read_to_string(format!("{folder}/terminal/torture.json")) else {
            println!("skipped: no corpus");
            return;
        };
        let cases: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
        assert!(!cases.is_empty());
        for case in cases {
            let shown = line(case["s"].as_str().unwrap()).into_owned();
            assert!(shown.chars().all(|c| !c.is_control()), "{case}");
            if let Some(cells) = case["cells"].as_u64() {
                assert_eq!(width(&shown) as u64, cells, "{case}");
            }
        }
    }

    #[test]
    fn a_grapheme_wider_than_the_line_is_broken() {
        assert_eq!(wrap("\u{1aff5}\u{1031}", 2), ["\u{1aff5}", "\u{1031}"]);
    }

    #[test]
    fn nothing_hangs_where_a_text_is_cut_or_broken() {
        assert_eq!(fit("in writing, and more", 12), "in writing…");
        assert_eq!(fit("the tally · Wed", 13), "the tally…");
        assert_eq!(
            wrap("deputy · champion · decides", 20),
            ["deputy · champion", "decides"]
        );
        assert_eq!(wrap("· · ·", 3).join("|"), "·|·");
    }

    #[test]
    fn the_last_line_leaves_room_for_what_stands_beside_it() {
        let broken = wrap("one cut cable must not silence three branches", 50);
        assert_eq!(broken.len(), 1);
        assert_eq!(
            leave(broken, 30),
            ["one cut cable must not silence", "three branches"]
        );
        assert_eq!(leave(vec!["short".into()], 30), ["short"]);
        assert_eq!(leave(Vec::new(), 3), Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn any_text_becomes_fit(text in "\\PC*|(?s).*", cells in 0usize..40) {
            let shown = line(&text);
            let harmless = |c: char| !c.is_control() && !('\u{202a}'..='\u{202e}').contains(&c) && !('\u{2066}'..='\u{2069}').contains(&c);
            prop_assert!(shown.chars().all(harmless));
            prop_assert!(width(&fit(&shown, cells)) <= cells);
            let broken = wrap(&text, cells.max(2));
            prop_assert!(broken.iter().all(|line| width(line) <= cells.max(2)));
            prop_assert!(leave(broken, cells / 2).iter().all(|line| width(line) <= cells.max(2)));
        }
    }
}
