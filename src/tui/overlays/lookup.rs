//! Lookup: a few letters, from anywhere, over every record; back to exactly where one was.

use crate::domain::{Id, Kind, plain};
use crate::lookup::Completion;
use crate::tui::action::Action;
use crate::tui::line::LineEdit;

/// One thing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The record.
    pub id: Id,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Its account.
    pub account: Option<Id>,
    /// Whether it is private.
    pub private: bool,
    /// The line that names it.
    pub text: String,
    /// Which letters of the line were found.
    pub places: Vec<usize>,
}

/// What a question finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// What, best first.
    pub found: Vec<Found>,
    /// Of how many.
    pub total: usize,
    /// What the filter at the cursor could become.
    pub offers: Vec<Completion>,
}

/// The most that is shown of what was found.
pub const MOST: usize = 50;

/// The lookup while it is open.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lookup {
    /// What was typed.
    pub line: LineEdit,
    /// What was found, best first.
    pub found: Vec<Found>,
    /// Of how many.
    pub total: usize,
    /// Whether the keys of a list act on what is chosen.
    pub acting: bool,
    /// Which question the answer belongs to; an older answer is dropped.
    pub asked: u64,
    /// Whether the answer is still to come.
    pub waiting: bool,
    /// What the filter at the cursor could become.
    pub offers: Vec<Completion>,
    /// How many queries back the line was fetched from, as long as nothing was typed since.
    recalled: Option<(usize, String)>,
    /// Whether the answer that is to come is to the question as before, in a book that has changed.
    again: bool,
    at: usize,
}

impl Lookup {
    /// Moves about.
    pub fn step(&mut self, action: Action, page: usize) -> bool {
        let last = self.found.len().saturating_sub(1);
        self.at = match action {
            Action::MenuNext | Action::Down => (self.at + 1).min(last),
            Action::MenuPrevious | Action::Up => self.at.saturating_sub(1),
            Action::MenuPageDown | Action::PageDown => (self.at + page).min(last),
            Action::MenuPageUp | Action::PageUp => self.at.saturating_sub(page),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        };
        true
    }

    /// Takes the answer to the last question.
    pub fn take(&mut self, asked: u64, answer: Answer) {
        if asked == self.asked {
            // One stays on what one is on, wherever it stands now.
            let chosen = self.chosen().map(|found| found.id);
            self.found = answer.found;
            self.total = answer.total;
            self.offers = answer.offers;
            // What stands there already is no offer.
            self.offers
                .retain(|offer| self.line.text().get(offer.range.clone()) != Some(&offer.text));
            self.waiting = false;
            if std::mem::take(&mut self.again)
                && let Some(at) = self.found.iter().position(|f| Some(f.id) == chosen)
            {
                self.at = at;
            }
            self.at = self.at.min(self.found.len().saturating_sub(1));
        }
    }

    /// Asks the same once more, since the book has changed; nothing waits for it, and the chosen line is kept.
    pub fn ask_again(&mut self) -> u64 {
        self.asked += 1;
        self.again = !self.waiting;
        self.asked
    }

    /// Begins a new question at the first line.
    pub fn ask(&mut self) -> u64 {
        self.asked += 1;
        self.at = 0;
        self.waiting = true;
        self.again = false;
        self.asked
    }

    /// Says whether the word at the cursor is a filter that an offer completes.
    pub fn completes(&self) -> bool {
        let offer = self.offers.first();
        let word = offer.and_then(|offer| {
            let word = self.line.text().get(offer.range.clone())?;
            (offer.range.end == self.line.at()).then_some(word)
        });
        word.is_some_and(|word| word.starts_with(['@', '#', '+']) || word.contains(':'))
    }

    /// Puts the first offer in its place; without `any` only where the word is a filter already.
    pub fn complete(&mut self, any: bool) -> bool {
        let Some(offer) = self.offers.first().cloned() else {
            return false;
        };
        let line = self.line.text();
        let Some(word) = line.get(offer.range.clone()) else {
            return false;
        };
        let filter = word.starts_with(['@', '#', '+']) || word.contains(':');
        if !filter && !any || offer.range.end != self.line.at() {
            return false;
        }
        let rest = line[offer.range.end..].to_owned();
        let space = if offer.text.ends_with(':') || rest.starts_with(' ') {
            ""
        } else {
            " "
        };
        let line = format!("{}{}{space}{rest}", &line[..offer.range.start], offer.text);
        let at = line.len() - rest.len();
        self.line.set(&line);
        self.line.go(at);
        self.offers.clear();
        true
    }

    /// Fetches the query before, from the newest on; false where there is none older or something else was typed.
    pub fn recall(&mut self, earlier: &[String]) -> bool {
        let back = match &self.recalled {
            Some((back, text)) if text == self.line.text() => back + 1,
            _ if self.line.is_empty() => 0,
            _ => return false,
        };
        let Some(text) = earlier.iter().rev().nth(back) else {
            return false;
        };
        self.line.set(text);
        self.recalled = Some((back, text.clone()));
        true
    }

    /// Says whether more was found than is shown.
    pub fn is_cut(&self) -> bool {
        self.found.len() >= MOST && self.total > self.found.len()
    }

    /// Says whether nothing is like what was typed.
    pub fn has_nothing(&self) -> bool {
        self.found.is_empty() && !self.waiting && !self.line.is_empty()
    }

    /// Gives what is chosen.
    pub fn chosen(&self) -> Option<&Found> {
        self.found.get(self.at)
    }

    /// Gives the place.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to a line.
    pub fn go(&mut self, at: usize) {
        self.at = at.min(self.found.len().saturating_sub(1));
    }
}

/// Fits a line into cells: its name and its end, such as a phone number, stay whole where what stands between can give way.
pub fn fitted(text: &str, places: &[usize], cells: usize) -> (String, Vec<usize>) {
    let whole = || {
        let (shown, mut places) = in_view(text, places, cells);
        let shown = plain::fit(&shown, cells).into_owned();
        let letters = shown.chars().count();
        places.retain(|at| *at + 1 < letters || plain::width(text) <= cells);
        (shown, places)
    };
    if plain::width(text) <= cells {
        return (text.to_owned(), places.to_vec());
    }
    let (Some((name, rest)), Some((_, end))) = (text.split_once(" · "), text.rsplit_once(" · "))
    else {
        return whole();
    };
    let middle = rest
        .len()
        .checked_sub(end.len() + " · ".len())
        .and_then(|cut| rest.get(..cut));
    // Only what is short ends a line by itself; a sentence is read from its beginning.
    let Some(middle) = middle.filter(|_| plain::width(end) <= SHORT) else {
        return whole();
    };
    let fixed = plain::width(name) + plain::width(end) + 3;
    if fixed > cells {
        return whole();
    }
    let between = match cells.saturating_sub(fixed + 3) {
        room @ 4.. => format!("{} · ", plain::fit(middle, room)),
        _ => String::new(),
    };
    let shown = format!("{name} · {between}{end}");
    let begin = name.chars().count() + 3;
    let old_end = text.chars().count() - end.chars().count();
    let new_end = shown.chars().count() - end.chars().count();
    let kept = begin + between.chars().count().saturating_sub(4);
    let places = places.iter().filter_map(|at| match *at {
        at if at < begin => Some(at),
        at if at >= old_end => Some(at - old_end + new_end),
        at => (at < kept).then_some(at),
    });
    (shown, places.collect())
}

/// Gives the found letters that are worth lighting: those side by side, and those that begin a word.
///
/// A letter here and there in the middle of words reads as a hit and is none.
pub fn seen(text: &str, places: &[usize], letters: usize) -> Vec<usize> {
    let text: Vec<char> = text.chars().collect();
    let begins = |at: usize| at == 0 || text.get(at - 1).is_some_and(|c| !c.is_alphanumeric());
    let lit = places.iter().enumerate().filter(|(number, at)| {
        let before = number.checked_sub(1).and_then(|n| places.get(n));
        let beside = before.is_some_and(|b| b + 1 == **at)
            || places.get(number + 1).is_some_and(|next| *next == **at + 1);
        **at < letters && (beside || begins(**at))
    });
    lit.map(|(_, at)| *at).collect()
}

/// The end of a line that is as short as a phone number.
const SHORT: usize = 18;

/// Shortens a line where the letters found in it would be cut off: its beginning stays, and what leads up to them follows.
fn in_view(text: &str, places: &[usize], cells: usize) -> (String, Vec<usize>) {
    let letters: Vec<char> = text.chars().collect();
    let first = places.first().copied().unwrap_or(0);
    let run = places.iter().zip(first..);
    let run = run.take_while(|(at, next)| **at == *next).count();
    // Letters here and there are no reason to hide what the line begins with.
    if letters.len() <= cells || first + run < cells || run < 3 || first >= letters.len() {
        return (text.to_owned(), places.to_vec());
    }
    // A name is not cut for what follows it, unless it is most of the line.
    let name = text
        .split(" · ")
        .next()
        .map_or(0, |name| name.chars().count());
    let head = if name <= cells * 2 / 3 {
        name
    } else {
        cells / 3
    };
    let head = head.min(first);
    let mut begin: String = letters[..head].iter().collect();
    begin.truncate(begin.trim_end().len());
    begin.push_str("… ");
    // From the word before, where that is near.
    let near = first.saturating_sub(12).max(head);
    let blank = letters[near..first]
        .iter()
        .position(|letter| *letter == ' ');
    let from = blank.map_or(first, |at| near + at + 1);
    let before = begin.chars().count();
    let moved = places
        .iter()
        .filter(|at| **at >= from)
        .map(|at| at - from + before);
    let moved = moved.collect();
    begin.extend(&letters[from..]);
    (begin, moved)
}

#[cfg(test)]
mod tests {
    use super::{fitted, in_view, seen};

    #[test]
    fn letters_strewn_over_a_line_are_not_lit() {
        assert_eq!(
            seen("window of Bridgeport", &[0, 1, 7, 13, 18], 20),
            [0, 1, 7]
        );
        assert_eq!(seen("wind", &[0, 1, 3], 2), [0, 1]);
    }

    #[test]
    fn a_name_and_a_phone_number_stay_whole() {
        let text = "Dana Whitfield · runs the Bridgeport branch · 203 555 0143";
        let at = text.chars().position(|letter| letter == 'B').unwrap();
        let (shown, places) = fitted(text, &[0, at, at + 1, 46], 47);
        assert!(shown.starts_with("Dana Whitfield · runs the"), "{shown}");
        assert!(shown.ends_with("… · 203 555 0143"), "{shown}");
        assert!(shown.chars().count() <= 47, "{shown}");
        let lit: String = places
            .iter()
            .filter_map(|at| shown.chars().nth(*at))
            .collect();
        assert!(lit.starts_with('D') && lit.ends_with('2'), "{lit}");
        assert_eq!(fitted(text, &[], 30).0, "Dana Whitfield · 203 555 0143");
        assert_eq!(fitted("Bridgeport", &[0], 40).0, "Bridgeport");
    }

    #[test]
    fn letters_that_were_found_are_in_view() {
        let text = "The line from 7:40, with Lorraine's tally · observation · Connecticut DMV/Bridgeport branch";
        let at = text.chars().position(|letter| letter == 'B').unwrap();
        let (shown, places) = in_view(text, &[at, at + 1, at + 2], 40);
        assert!(
            shown.starts_with("The line from") && shown.contains("… "),
            "{shown}"
        );
        let lit: String = places
            .iter()
            .filter_map(|at| shown.chars().nth(*at))
            .collect();
        assert_eq!(lit, "Bri");
        assert!(places[0] < 37, "{shown}");
        assert_eq!(in_view("Bridgeport", &[0, 1], 40).0, "Bridgeport");
        assert_eq!(in_view(text, &[], 40).0, text);
        assert_eq!(in_view(text, &[at, at + 5], 40).0, text);
    }
}
