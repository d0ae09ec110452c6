//! Writes a page as one HTML file: no script, nothing fetched; light and dark; on one printed page of A4 or Letter.

use std::fmt::Write as _;

use super::page::{Line, Page};
use crate::domain::plain;

/// The look. The type is small enough on paper for sixty lines on the shorter of the two sheets (A4 is narrower, Letter shorter).
const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #5f5f5f; --rule: #c9c9c9; --paper: #ffffff; --warn: #a03000; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8e6e1; --soft: #a2a09b; --rule: #4a4a48; --paper: #1a1a1a; --warn: #ff9d6b; } }
* { box-sizing: border-box; margin: 0; padding: 0; }
body { background: var(--paper); color: var(--ink); font: 15px/1.4 system-ui, -apple-system, 'Segoe UI', sans-serif; }
main { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.05rem; font-weight: 600; text-wrap: balance; }
header { display: flex; justify-content: space-between; gap: 1rem; border-bottom: 1px solid var(--rule); padding-bottom: .4rem; margin-bottom: .5rem; }
section { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0 .8rem; padding: .2rem 0; break-inside: avoid; }
h2 { font-size: .85rem; font-weight: 500; color: var(--soft); padding-top: .1rem; }
.line { display: flex; gap: .5rem; }
.text { flex: 1; min-width: 0; }
.under { padding-left: 1rem; }
.label { font-weight: 600; }
.lead { color: var(--soft); flex: none; min-width: var(--lead, 5rem); max-width: 40%; }
.remark { color: var(--soft); white-space: nowrap; text-align: right; padding-left: .5rem; }
.late .remark { color: var(--warn); font-weight: 600; }
.why { color: var(--soft); font-size: .8em; }
hr { border: 0; border-top: 1px solid var(--rule); margin: .4rem 0; }
footer { color: var(--soft); font-size: .8rem; border-top: 1px solid var(--rule); margin-top: .5rem; padding-top: .3rem; }
@media (max-width: 600px) {
  main { margin: 1rem auto; }
  header, .line { flex-wrap: wrap; }
  header { gap: 0 1rem; }
  section { display: block; padding: .35rem 0; }
  .line { gap: 0 .5rem; }
  .lead { min-width: 0; max-width: 100%; }
  .text { flex: 1 1 60%; overflow-wrap: anywhere; }
  .remark { white-space: normal; margin-left: auto; }
}
@page { size: auto; margin: 14mm; }
@media print {
  :root { font-size: 12px; --ink: #000; --soft: #444; --rule: #999; --paper: #fff; --warn: #000; }
  body { font-size: var(--type, 9pt); line-height: 1.25; }
  main { margin: 0; max-width: none; padding: 0; }
  h1 { font-size: 1.2rem; }
  h2 { font-size: .85em; }
  section { padding: .08rem 0; }
  .line { break-inside: avoid; }
  .under { break-before: avoid; }
}
";

/// Writes a page as one HTML file.
pub fn html(page: &Page) -> String {
    let mut out = String::new();
    let title = page
        .sections
        .first()
        .and_then(|head| head.lines.first())
        .map_or_else(|| escape(&page.name), |line| escape(&line.text));
    let _ = write!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body style=\"--type: {}\">\n<main>\n",
        type_size(super::text::rows(page, 80).len())
    );
    for (at, section) in page.sections.iter().enumerate() {
        if page.fold == Some(at) {
            out.push_str("<hr>\n");
        }
        match section.name {
            "Head" => {
                for line in &section.lines {
                    let _ = writeln!(
                        out,
                        "<header><h1>{}</h1><span class=\"remark\">{}</span></header>",
                        // A line that is too long for its window breaks behind a dot, not before it.
                        escape(&line.text).replace(" · ", "&nbsp;· "),
                        escape(&line.margin())
                    );
                }
            }
            "Foot" => {
                for line in &section.lines {
                    let _ = writeln!(out, "<footer>{}</footer>", escape(&line.text));
                }
            }
            name => {
                let _ = writeln!(
                    out,
                    "<section>\n<h2>{}</h2>\n<div style=\"--lead: {}ch\">",
                    escape(name),
                    lead_width(&section.lines)
                );
                for line in &section.lines {
                    item(&mut out, line, page.why);
                }
                out.push_str("</div>\n</section>\n");
            }
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// Gives the size of the type on paper: as large as so many rows have room for on the shorter sheet.
fn type_size(rows: usize) -> &'static str {
    match rows {
        0..=48 => "10.5pt",
        49..=54 => "9.75pt",
        _ => "9pt",
    }
}

/// Gives the width of what stands before the texts of a section, so that they stand under each other.
fn lead_width(lines: &[Line]) -> usize {
    let leads = lines.iter().filter_map(|line| line.lead.as_deref());
    leads.map(plain::width).max().unwrap_or(0).clamp(8, 24)
}

fn item(out: &mut String, line: &Line, why: bool) {
    let mut class = String::from("line");
    if line.under || line.label.as_deref() == Some("") {
        class.push_str(" under");
    }
    if line.late {
        class.push_str(" late");
    }
    let _ = write!(out, "<div class=\"{class}\">");
    if let Some(lead) = &line.lead {
        let _ = write!(out, "<span class=\"lead\">{}</span>", escape(lead));
    }
    out.push_str("<span class=\"text\">");
    if let Some(label) = line.label.as_deref().filter(|label| !label.is_empty()) {
        let _ = write!(out, "<span class=\"label\">{}</span> ", escape(label));
    }
    out.push_str(&escape(&line.text));
    if line.unconfirmed {
        out.push_str(" ?");
    }
    if why && !line.records.is_empty() {
        let shorts: Vec<&str> = line.records.iter().map(|r| r.short.as_str()).collect();
        let _ = write!(
            out,
            " <span class=\"why\">{}</span>",
            escape(&shorts.join(" "))
        );
    }
    out.push_str("</span>");
    let margin = line.margin();
    if !margin.is_empty() {
        let _ = write!(out, "<span class=\"remark\">{}</span>", escape(&margin));
    }
    out.push_str("</div>\n");
}

/// Makes a text mean itself in HTML.
pub fn escape(text: &str) -> String {
    let line = plain::line(text);
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_somebody_wrote_becomes_markup() {
        assert_eq!(
            escape("<script>alert('x') & \"y\"</script>"),
            "&lt;script&gt;alert(&#39;x&#39;) &amp; &quot;y&quot;&lt;/script&gt;"
        );
        assert!(!STYLE.contains("http"));
    }
}
