//! Writes a page as plain text: labels in a column, remarks at the right edge, the fold as a rule.

use super::page::{Audience, Line, Page, Section};
use crate::domain::plain;

/// The narrowest page that can be laid out.
const NARROWEST: usize = 40;
/// The column of labels is never wider than this.
const WIDEST_LABEL: usize = 14;
/// A lead that is longer than this stands out of its column.
const WIDEST_LEAD: usize = 11;

/// One row as it stands on the screen or on paper.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Row {
    /// Which section it belongs to.
    pub section: usize,
    /// Which line of the section.
    pub line: usize,
    /// Whether it is the fold; then it belongs to no line.
    pub fold: bool,
    /// The column of labels, blanks included.
    pub label: String,
    /// What stands before the text in a column of its own, blanks included.
    pub lead: String,
    /// The text.
    pub body: String,
    /// What stands at the right edge.
    pub remark: String,
    /// How wide the row is.
    pub width: usize,
}

impl Row {
    /// Writes the row.
    pub fn text(&self) -> String {
        if self.fold {
            return "─".repeat(self.width);
        }
        let left = format!("{}{}{}", self.label, self.lead, self.body);
        if self.remark.is_empty() {
            return left.trim_end().to_owned();
        }
        let used = plain::width(&left) + plain::width(&self.remark);
        format!(
            "{left}{}{}",
            " ".repeat(self.width.saturating_sub(used).max(1)),
            self.remark
        )
    }
}

/// Writes a page as lines of at most so many columns, each ended by a line feed.
pub fn text(page: &Page, width: usize) -> String {
    let mut out = String::new();
    for row in rows(page, width) {
        out.push_str(&row.text());
        out.push('\n');
    }
    out
}

/// Lays a page out in rows.
pub fn rows(page: &Page, width: usize) -> Vec<Row> {
    let width = width.max(NARROWEST);
    let column = label_column(page).min(width / 3);
    let mut rows = Vec::new();
    for (at, section) in page.sections.iter().enumerate() {
        if page.fold == Some(at) {
            rows.push(Row {
                fold: true,
                section: at,
                width,
                ..Row::default()
            });
        }
        let headline = section.name == "Head";
        let lead_column = lead_column(section);
        for (number, line) in section.lines.iter().enumerate() {
            let label = match (&line.label, number) {
                _ if headline => String::new(),
                (Some(label), _) => label.clone(),
                (None, 0) => section.name.to_owned(),
                (None, _) => String::new(),
            };
            let mut label = if headline {
                String::new()
            } else {
                plain::pad(&plain::fit(&plain::line(&label), column - 1), column)
            };
            if line.under {
                label.push_str("  ");
            }
            let lead = line.lead.as_ref().map_or_else(String::new, |lead| {
                let lead = plain::fit(&plain::line(lead), width / 3).into_owned();
                if plain::width(&lead) + 2 > lead_column {
                    format!("{lead}  ")
                } else {
                    plain::pad(&lead, lead_column)
                }
            });
            lay(
                page,
                &mut rows,
                &Row {
                    section: at,
                    line: number,
                    label,
                    lead,
                    width,
                    ..Row::default()
                },
                line,
            );
        }
    }
    rows
}

/// Lays one line out in as many rows as it takes.
fn lay(page: &Page, rows: &mut Vec<Row>, first: &Row, line: &Line) {
    let mut said = line.text.clone();
    if line.unconfirmed {
        said.push_str(" ?");
    }
    let mut remark = plain::line(&line.margin()).into_owned();
    if page.why && !line.records.is_empty() {
        let shorts: Vec<&str> = line.records.iter().map(|r| r.short.as_str()).collect();
        let shorts = format!("[{}]", shorts.join(" "));
        remark = if remark.is_empty() {
            shorts
        } else {
            format!("{remark} {shorts}")
        };
    }
    let used = plain::width(&first.label) + plain::width(&first.lead);
    let room = first.width.saturating_sub(used).max(8);
    let taken = if remark.is_empty() {
        0
    } else {
        plain::width(&remark) + 2
    };
    let one = plain::line(&said);
    let parts = if plain::width(&one) + taken <= room {
        vec![one.into_owned()]
    } else {
        plain::wrap(&said, room)
    };
    let fits = |parts: &[String]| {
        let last = parts.last();
        last.is_none_or(|part| plain::width(part) + taken <= room)
    };
    // A remark on a row of its own reads as a line of its own: broken earlier, the text leaves room beside its last row.
    let headline = first.label.is_empty();
    // That it is for the team is what one takes a page for that says nothing: it gives way to how new it is.
    let team = format!(" · {}", Audience::Team.word());
    let bare = parts.first().and_then(|head| head.strip_suffix(&team));
    let bare = bare
        .map(str::to_owned)
        .filter(|_| headline && parts.len() == 1);
    let parts = match bare {
        Some(bare) if !fits(&parts) && fits(std::slice::from_ref(&bare)) => vec![bare],
        _ => parts,
    };
    let parts = if fits(&parts) || headline || room < taken + NARROWEST / 2 {
        parts
    } else {
        plain::leave(parts, room - taken)
    };
    let last = parts.len().saturating_sub(1);
    let fits_last = fits(&parts);
    for (at, part) in parts.iter().enumerate() {
        let mut row = first.clone();
        if at > 0 {
            row.label = " ".repeat(plain::width(&first.label));
            row.lead = " ".repeat(plain::width(&first.lead));
        }
        row.body.clone_from(part);
        if at == last && fits_last {
            row.remark.clone_from(&remark);
        }
        rows.push(row);
    }
    if parts.is_empty() || !fits_last {
        let mut row = first.clone();
        if !parts.is_empty() {
            row.label = " ".repeat(plain::width(&first.label));
            row.lead = String::new();
        }
        row.remark = plain::fit(
            &remark,
            first.width.saturating_sub(plain::width(&row.label) + 1),
        )
        .into_owned();
        rows.push(row);
    }
}

/// Gives the width of the column of labels: eight, or as much as the longest name takes.
fn label_column(page: &Page) -> usize {
    page.sections
        .iter()
        .filter(|section| section.name != "Head")
        .flat_map(|section| {
            section
                .lines
                .iter()
                .filter_map(|line| line.label.as_deref())
                .chain(std::iter::once(section.name))
        })
        .map(|label| plain::width(&plain::line(label)) + if label.len() > 6 { 2 } else { 1 })
        .max()
        .unwrap_or(0)
        .clamp(8, WIDEST_LABEL)
}

/// Gives the width of a section's column of leads.
fn lead_column(section: &Section) -> usize {
    section
        .lines
        .iter()
        .filter_map(|line| line.lead.as_deref())
        .map(|lead| plain::width(&plain::line(lead)) + 2)
        .filter(|width| *width <= WIDEST_LEAD)
        .max()
        .unwrap_or(0)
}
