//! Tells the marks of a body from its text: tags, keys, quotes, escapes.

use std::ops::Range;

use super::heads::Key;

/// A key with its value, as typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Keyed {
    /// The key.
    pub key: Key,
    /// The value without its quotes.
    pub value: String,
    /// Where both stand; punctuation after the value is left to the text.
    pub span: Range<usize>,
}

/// Reads a tag: `+pricing`, `+blocked-on-merge`, `+q3:review`. It begins with a letter.
pub fn tag(raw: &str, at: usize) -> Option<(String, Range<usize>)> {
    let rest = raw[at..].strip_prefix('+')?;
    if !rest.starts_with(char::is_alphabetic) {
        return None;
    }
    let len = rest
        .find(|c: char| {
            !(c.is_alphanumeric()
                || matches!(c, '-' | '_' | ':')
                || unicode_normalization::char::is_combining_mark(c))
        })
        .unwrap_or(rest.len());
    let name = rest[..len].trim_end_matches(['-', '_', ':']);
    let after = &rest[name.len()..];
    let clean = after.chars().next().is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | '.'
                    | ';'
                    | ':'
                    | '!'
                    | '?'
                    | ')'
                    | ']'
                    | '…'
                    | '"'
                    | '”'
                    | '»'
                    | '\''
                    | '-'
                    | '_'
            )
    });
    // "+foo@bar.com" and "+a.b" are no tags with something stuck to them: they are text.
    let glued = after.starts_with(['.', ':', '-', '_', '\''])
        && after
            .trim_start_matches(['.', ':', '-', '_', '\''])
            .starts_with(char::is_alphanumeric);
    (clean && !glued).then(|| (name.to_owned(), at..at + 1 + name.len()))
}

/// Reads a key of the closed list with a value; any other word before a colon is text.
pub fn keyed(raw: &str, at: usize, until: usize) -> Option<Keyed> {
    let rest = &raw[at..until];
    let colon = rest.find(':').filter(|colon| *colon <= 4)?;
    let key = Key::parse(&rest[..colon])?;
    let after = &rest[colon + 1..];
    if let Some(quoted) = after.strip_prefix('"') {
        let close = quoted.find('"')?;
        let value = quoted[..close].trim().to_owned();
        let end = at + colon + 1 + 1 + close + 1;
        return (!value.is_empty()).then_some(Keyed {
            key,
            value,
            span: at..end,
        });
    }
    let len = after.find(char::is_whitespace).unwrap_or(after.len());
    let value =
        after[..len].trim_end_matches([',', '.', ';', '!', '?', ')', ']', '"', '”', '»', '…']);
    if value.is_empty() || value.starts_with("//") {
        return None;
    }
    Some(Keyed {
        key,
        value: value.to_owned(),
        span: at..at + colon + 1 + value.len(),
    })
}

/// Finds the end of a quoted stretch that opens here; nothing where it does not close.
pub fn quoted(raw: &str, at: usize) -> Option<usize> {
    const PAIRS: &[(char, &[char])] = &[
        ('"', &['"']),
        ('“', &['”']),
        ('„', &['“', '”']),
        ('«', &['»']),
        ('»', &['«']),
        ('”', &['”']),
    ];
    let open = raw[at..].chars().next()?;
    let closes = PAIRS.iter().find(|(o, _)| *o == open)?.1;
    let from = at + open.len_utf8();
    raw[from..]
        .char_indices()
        .filter(|(_, c)| closes.contains(c))
        .map(|(i, c)| (from + i, from + i + c.len_utf8()))
        .find(|(close, end)| *close > from && !raw[*end..].starts_with(char::is_alphanumeric))
        .map(|(_, end)| end)
}

/// Says whether `--` stands alone here.
pub fn ends_marks(raw: &str, at: usize) -> bool {
    raw[at..]
        .strip_prefix("--")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Finds the end of the word that starts here.
pub fn word_end(raw: &str, at: usize) -> usize {
    raw[at..]
        .find(char::is_whitespace)
        .map_or(raw.len(), |len| at + len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_begins_with_a_letter_and_ends_clean() {
        for (typed, name) in [
            ("+pricing", Some("pricing")),
            ("+blocked-on-merge now", Some("blocked-on-merge")),
            ("+q3:review,", Some("q3:review")),
            ("+todo: call", Some("todo")),
            ("+größe.", Some("größe")),
            ("+49 170", None),
            ("+foo@bar.com", None),
            ("+a.b", None),
            ("++x", None),
            ("+", None),
        ] {
            assert_eq!(tag(typed, 0).map(|(n, _)| n).as_deref(), name, "{typed}");
        }
    }

    #[test]
    fn the_keys_are_a_closed_list() {
        let read = |t: &str| keyed(t, 0, t.len()).map(|k| (k.key, k.value));
        assert_eq!(read("due:fri, and"), Some((Key::Due, "fri".into())));
        assert_eq!(
            read("by:\"Ben Ortiz\" x"),
            Some((Key::By, "Ben Ortiz".into()))
        );
        for text in [
            "re: pricing",
            "10:30",
            "http://x:80",
            "due: fri",
            "to://x",
            "due:",
            "due:,",
            "dueé:fri",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn quotes_close_or_are_none() {
        assert_eq!(quoted("\"due:fri\" is", 0), Some(9));
        assert_eq!(quoted("“due:fri” is", 0), Some("“due:fri”".len()));
        assert_eq!(quoted("\"due:fri is", 0), None);
    }
}
