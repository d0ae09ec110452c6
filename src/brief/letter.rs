//! Writes a page as one writes to somebody: a heading and its lines, without columns, so that it can be put into one's own words.

use super::page::{Line, Page};
use crate::domain::plain;

/// Writes a page without columns or edges; each line ends with a line feed.
pub fn letter(page: &Page) -> String {
    let mut out = String::new();
    for section in &page.sections {
        let head = section.name == "Head";
        if !head {
            out.push('\n');
            out.push_str(section.name);
            out.push('\n');
        }
        for line in &section.lines {
            let said = said(line);
            if !head {
                out.push_str("- ");
            }
            out.push_str(&plain::line(&said));
            out.push('\n');
        }
    }
    out
}

/// Writes a line as a sentence: who first, then what, then by when.
fn said(line: &Line) -> String {
    let lead = line.lead.as_ref().map(|lead| format!("{}: ", lead.trim()));
    let remark = match line.remark.trim() {
        "" => String::new(),
        // By when stands behind what it is; who was there, behind the day.
        remark => format!(", {remark}"),
    };
    format!("{}{}{remark}", lead.unwrap_or_default(), line.text)
}
