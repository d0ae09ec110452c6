//! Writes a page as Markdown.

use std::fmt::Write as _;

use super::page::{Line, Page};
use crate::domain::plain;

/// Writes a page as Markdown: a heading, then a section each with its lines as a list.
pub fn markdown(page: &Page) -> String {
    let mut out = String::new();
    for section in &page.sections {
        match section.name {
            "Head" => {
                for line in &section.lines {
                    let _ = writeln!(out, "# {}", escape(&line.text));
                    if !line.margin().is_empty() {
                        let _ = writeln!(out, "\n*{}*", escape(&line.margin()));
                    }
                }
            }
            "Foot" => {
                for line in &section.lines {
                    let _ = writeln!(out, "\n---\n\n*{}*", escape(&line.text));
                }
            }
            name => {
                let _ = writeln!(out, "\n## {name}\n");
                for line in &section.lines {
                    item(&mut out, line, page.why);
                }
            }
        }
    }
    out
}

fn item(out: &mut String, line: &Line, why: bool) {
    let mut text = String::new();
    let continued = line.label.as_deref() == Some("");
    if let Some(label) = line.label.as_deref().filter(|label| !label.is_empty()) {
        let _ = write!(text, "**{}** ", escape(label));
    }
    if let Some(lead) = &line.lead {
        let _ = write!(text, "**{}** ", escape(lead));
    }
    text.push_str(&escape(&line.text));
    if line.unconfirmed {
        text.push_str(" ?");
    }
    let margin = line.margin();
    if !margin.is_empty() {
        let _ = write!(text, " · *{}*", escape(&margin));
    }
    if why && !line.records.is_empty() {
        let shorts: Vec<&str> = line.records.iter().map(|r| r.short.as_str()).collect();
        let _ = write!(text, " `{}`", shorts.join(" "));
    }
    let _ = writeln!(out, "{}- {text}", if continued { "  " } else { "" });
}

/// Makes a text mean itself in Markdown.
pub fn escape(text: &str) -> String {
    let line = plain::line(text);
    let mut out = String::with_capacity(line.len());
    for (at, c) in line.char_indices() {
        let begins = at == 0 || line[..at].trim().is_empty();
        let special = matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~')
            || (begins && matches!(c, '#' | '+' | '-'))
            // A number and a full stop at the beginning would become a list.
            || (c == '.' && at > 0 && line[..at].trim().bytes().all(|b| b.is_ascii_digit()));
        if special {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
