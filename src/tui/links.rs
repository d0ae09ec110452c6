//! Addresses on the screen that the terminal can open: http, https and mailto, and nothing else.
//!
//! The frame is drawn as ever; afterwards the cells of each address are written once more inside an OSC 8
//! sequence. A terminal that knows nothing of it shows the same text. What customers and files say is
//! untrusted, so an address is made of the letters that an address may have, or it is none.

use std::io::{self, Write};

use ratatui::backend::Backend;
use ratatui::buffer::{Buffer, Cell};

/// An address as it stands on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// What the terminal opens.
    pub address: String,
    /// Where its first cell is.
    pub at: (u16, u16),
    /// Its cells as they were drawn.
    cells: Vec<Cell>,
}

/// The longest address that is offered; a longer one is broken into lines and would be opened in part.
const LONGEST: usize = 200;

/// Finds the addresses of a frame.
pub fn found(buf: &Buffer) -> Vec<Link> {
    let mut links = Vec::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut x = buf.area.left();
        while x < buf.area.right() {
            let begun = x;
            let mut text = String::new();
            while x < buf.area.right() && is_part(buf[(x, y)].symbol()) {
                text.push_str(buf[(x, y)].symbol());
                x += 1;
            }
            if let Some((address, long)) = address(&text)
                && !goes_on(buf, (begun, y), x)
            {
                let long = u16::try_from(long).unwrap_or(0);
                let cells = (begun..begun + long).map(|x| buf[(x, y)].clone());
                links.push(Link {
                    address,
                    at: (begun, y),
                    cells: cells.collect(),
                });
            }
            x = x.max(begun + 1);
        }
    }
    links
}

/// Says whether a cell holds a letter that an address can have.
fn is_part(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    match (letters.next(), letters.next()) {
        (Some(letter), None) => {
            letter.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(letter)
        }
        _ => false,
    }
}

/// Reads a word as an address, and how many of its letters belong to it; nothing where it is none.
fn address(word: &str) -> Option<(String, usize)> {
    // What ends a sentence does not belong to the address before it.
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
    if word.len() > LONGEST {
        return None;
    }
    let web = |scheme: &str| {
        word.strip_prefix(scheme).is_some_and(|rest| {
            rest.chars()
                .next()
                .is_some_and(|c| c.is_ascii_alphanumeric())
        })
    };
    if web("https://") || web("http://") || (word.starts_with("mailto:") && is_mail(&word[7..])) {
        return Some((word.to_owned(), word.len()));
    }
    is_mail(word).then(|| (format!("mailto:{word}"), word.len()))
}

fn is_mail(word: &str) -> bool {
    let Some((name, host)) = word.split_once('@') else {
        return false;
    };
    let fits = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._+%".contains(c))
    };
    fits(name)
        && fits(host)
        && !host.starts_with('.')
        && host
            .rsplit_once('.')
            .is_some_and(|(_, top)| top.len() >= 2 && top.chars().all(|c| c.is_ascii_alphabetic()))
}

/// Says whether a word was cut, or is broken and goes on in the next line.
fn goes_on(buf: &Buffer, (x, y): (u16, u16), end: u16) -> bool {
    if end < buf.area.right() && buf[(end, y)].symbol() == "…" {
        return true;
    }
    let filled = |x: u16, y: u16| {
        y < buf.area.bottom() && x < buf.area.right() && !buf[(x, y)].symbol().trim().is_empty()
    };
    // A broken word has begun its line and filled it; what follows begins under it.
    let begins = x == buf.area.left() || !filled(x - 1, y);
    end - x >= 24 && begins && filled(x, y + 1) && (x < 2 || !filled(x - 2, y + 1))
}

/// Writes the addresses once more, so that the terminal can open them.
pub fn write<W: Write>(
    out: &mut ratatui::backend::CrosstermBackend<W>,
    links: &[Link],
) -> io::Result<()> {
    for link in links {
        write!(out, "\x1b]8;;{}\x1b\\", link.address)?;
        let cells = (link.at.0..).zip(&link.cells);
        out.draw(cells.map(|(x, cell)| (x, link.at.1, cell)))?;
        write!(out, "\x1b]8;;\x1b\\")?;
    }
    if links.is_empty() {
        return Ok(());
    }
    Write::flush(out)
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::Style;

    use super::*;

    fn on(lines: &[&str]) -> Vec<String> {
        let height = u16::try_from(lines.len()).unwrap_or(1);
        let mut buf = Buffer::empty(Rect::new(0, 0, 60, height));
        for (y, line) in (0..).zip(lines) {
            buf.set_string(0, y, line, Style::new());
        }
        found(&buf).into_iter().map(|link| link.address).collect()
    }

    #[test]
    fn only_what_may_be_opened_is_an_address() {
        assert_eq!(
            on(&["see https://dmv.example, or http://a.example/x?y=1."]),
            ["https://dmv.example", "http://a.example/x?y=1"]
        );
        assert_eq!(
            on(&["emails   ruiz@dmv.example"]),
            ["mailto:ruiz@dmv.example"]
        );
        for line in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "ssh://host",
            "https://",
            "@ruiz owes",
            "a@b",
            "https://x.exam…",
            "mailto:",
        ] {
            assert!(on(&[line]).is_empty(), "{line}");
        }
    }

    #[test]
    fn a_broken_address_is_not_opened_in_part() {
        assert!(on(&["https://example.com/a/very/long/path", "and-more/of/it"]).is_empty());
    }

    #[test]
    fn it_is_written_inside_a_sequence_of_its_own() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 40, 1));
        buf.set_string(2, 0, "https://dmv.example", Style::new());
        let mut written = Vec::new();
        let mut out = ratatui::backend::CrosstermBackend::new(&mut written);
        write(&mut out, &found(&buf)).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(
            written.starts_with("\x1b]8;;https://dmv.example\x1b\\"),
            "{written:?}"
        );
        assert!(written.ends_with("\x1b]8;;\x1b\\"), "{written:?}");
    }
}
