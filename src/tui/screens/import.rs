//! Bringing files in: the path, the columns at the left with their fields and the first rows beside them, and the plan.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::{Kind, plain};
use crate::interchange::Plan;
use crate::interchange::map::targets;
use crate::interchange::merge::Changed;
use crate::interchange::plan::{Class, FilePlan, RowPlan};
use crate::interchange::said;
use crate::tui::import::{Import, Mapping, Stage};
use crate::tui::line::LineEdit;
use crate::tui::look::{Look, UNKNOWN};
use crate::tui::strip::{Strip, lay};
use crate::tui::theme::Role;

/// From this width on the fields stand at the right.
const WIDE: u16 = 112;
/// So many rows of one sort are told.
const TOLD: usize = 200;

/// Draws it over everything but the footer; gives the cell of the caret where something is typed.
pub fn draw(import: &Import, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Option<(u16, u16)> {
    let line = |y: u16| Rect {
        x: area.x + 1,
        y: area.y + y,
        width: area.width.saturating_sub(2),
        height: u16::from(area.y + y < area.bottom()),
    };
    let put = |buf: &mut Buffer, y: u16, strip: Strip| strip.paint(buf, line(y), look.theme);
    let mut y = 2;
    if let Some(error) = &import.error {
        for text in plain::wrap(error, usize::from(line(0).width).max(8)) {
            put(buf, y, Strip::of(Role::Error, &text));
            y += 1;
        }
        y += 1;
    }
    let rest = Rect {
        y: (area.y + y).min(area.bottom()),
        height: area.height.saturating_sub(y),
        ..line(0)
    };
    match &import.stage {
        Stage::Files => {
            put(buf, 0, entitled("Bring in what you have"));
            return files(import, look, rest, buf);
        }
        Stage::Under(said) => {
            put(buf, 0, entitled("Bring in what you have"));
            put(buf, y, Strip::of(Role::Text, said));
        }
        Stage::Map(mapping) => {
            let file = mapping.table.file.rsplit('/').next().unwrap_or_default();
            let head = entitled(&format!("What are the columns of {file}? "))
                .right(Role::Muted, "a row is one of ")
                .right(Role::Accent, mapping.called());
            put(buf, 0, head);
            if import.error.is_none() {
                let how = crate::tui::import::reading::told(&mapping.table, &mapping.how);
                put(buf, 1, Strip::of(Role::Muted, &format!("Read as {how}.")));
            }
            columns(mapping, look, rest, buf);
            if let Some(line) = &mapping.writes {
                return write_to(line, look, rest, buf);
            }
        }
        Stage::Plan(plan, first) => {
            let head = if plan.is_empty() {
                "Nothing would change"
            } else {
                "This would change; nothing is written yet"
            };
            put(buf, 0, entitled(head));
            let lines = told(plan, usize::from(rest.width));
            let height = usize::from(rest.height);
            // What does not fit is said to be there, so that nobody confirms what was never seen.
            let shown = if lines.len() > height {
                height.saturating_sub(1)
            } else {
                height
            };
            let first = (*first).min(lines.len().saturating_sub(shown));
            if lines.len() > height && height > 0 {
                let below = lines.len() - first - shown;
                let says = match below {
                    0 => "this is the end of it".to_owned(),
                    1 => "1 more line below".to_owned(),
                    below => format!("{below} more lines below, with the sum at the end"),
                };
                let last = Rect {
                    y: rest.bottom() - 1,
                    height: 1,
                    ..rest
                };
                let role = if below > 0 { Role::Doubt } else { Role::Muted };
                Strip::new().right(role, &says).paint(buf, last, look.theme);
            }
            for (row, strip) in lines[first..].iter().enumerate().take(shown) {
                let y = rest.y + u16::try_from(row).unwrap_or(0);
                strip.paint(
                    buf,
                    Rect {
                        y,
                        height: 1,
                        ..rest
                    },
                    look.theme,
                );
            }
        }
    }
    None
}

/// Begins the first line as every screen does.
fn entitled(words: &str) -> Strip {
    Strip::of(Role::Accent, "ally").text(Role::Strong, &format!("   {words}"))
}

fn files(import: &Import, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Option<(u16, u16)> {
    let row = |at: u16| Rect {
        y: area.y + at,
        height: u16::from(at < area.height),
        ..area
    };
    let (text, at) = import
        .files
        .line
        .shown(usize::from(area.width).saturating_sub(10));
    Strip::of(Role::Muted, "Files: ")
        .text(Role::Input, &text)
        .paint(buf, row(0), look.theme);
    let teach = [
        "Several at once, parted by blanks: their order does not matter, and all of it is one undo.",
        "CSV of any program, vCard, iCalendar, an invitation as .eml, ally's own exports.",
        "The plan is shown first. The same file twice changes nothing; what you typed yourself is never overwritten unseen.",
    ];
    let mut y = 2;
    for text in teach {
        for text in plain::wrap(text, usize::from(area.width).max(8)) {
            Strip::of(Role::Muted, &text).paint(buf, row(y), look.theme);
            y += 1;
        }
    }
    y += 1;
    let room = usize::from(area.height.saturating_sub(y));
    let listed = &import.files.listed;
    let chosen = import.files.at;
    let first = chosen.map_or(0, |at| (at + 1).saturating_sub(room));
    // A size stands near the name that it is of.
    let abouts = listed.iter().map(|one| plain::width(&one.about));
    let about = abouts.max().unwrap_or(0);
    let paths = listed.iter().map(|one| plain::width(&one.path));
    let name = paths
        .max()
        .unwrap_or(0)
        .min(usize::from(area.width).saturating_sub(about + 4))
        .max(8);
    for (place, one) in listed.iter().enumerate().skip(first).take(room) {
        let role = if chosen == Some(place) {
            Role::Strong
        } else {
            Role::Muted
        };
        Strip::of(Role::Text, " ")
            .column(role, &one.path, name)
            .text(Role::Text, "  ")
            .figure(Role::Muted, &one.about, about)
            .paint(buf, row(y), look.theme);
        if chosen == Some(place) {
            lay(buf, row(y), look.theme.style(Role::Selected));
        }
        y += 1;
    }
    let caret = area.x + 7 + u16::try_from(at).unwrap_or(0);
    (area.height > 0).then_some((caret.min(area.right().saturating_sub(1)), area.y))
}

/// Asks at the foot where the columns are written to.
fn write_to(line: &LineEdit, look: &Look<'_>, area: Rect, buf: &mut Buffer) -> Option<(u16, u16)> {
    const LEAD: &str = "Write the columns to: ";
    let row = Rect {
        y: area.bottom().saturating_sub(1),
        height: 1.min(area.height),
        ..area
    };
    let room = usize::from(area.width).saturating_sub(LEAD.len() + 1);
    let (text, at) = line.shown(room);
    Strip::of(Role::Strong, LEAD)
        .text(Role::Input, &text)
        .paint(buf, row, look.theme);
    let caret = u16::try_from(LEAD.len() + at).unwrap_or(0);
    (area.height > 0).then_some(((area.x + caret).min(area.right().saturating_sub(1)), row.y))
}

fn columns(mapping: &Mapping, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let side = if area.width >= WIDE { 44 } else { 0 };
    let left = Rect {
        width: area.width.saturating_sub(side + u16::from(side > 0) * 3),
        ..area
    };
    let wide = usize::from(left.width);
    let name = (wide * 30 / 100).clamp(10, 34);
    let field = (wide * 20 / 100).clamp(9, 22);
    let row = |at: usize| Rect {
        y: left.y + u16::try_from(at).unwrap_or(0),
        height: 1,
        ..left
    };
    if left.height < 3 {
        return;
    }
    // What does not fit is said to be there.
    let all = mapping.table.header.len();
    let place = if all + 4 > usize::from(left.height) {
        format!("column {} of {all}", mapping.at + 1)
    } else {
        String::new()
    };
    Strip::new()
        .column(Role::Heading, "Column", name + 2)
        .column(Role::Heading, "Field", field + 2)
        .text(Role::Heading, "First rows")
        .right(Role::Muted, &place)
        .paint(buf, row(0), look.theme);
    // The last two lines say what the first row becomes.
    let room = usize::from(left.height).saturating_sub(4).max(1);
    let first = mapping
        .at
        .saturating_sub(room / 2)
        .min(mapping.table.header.len().saturating_sub(room));
    let arrow = if look.ascii { "> " } else { "→ " };
    for (place, column) in mapping
        .table
        .header
        .iter()
        .enumerate()
        .skip(first)
        .take(room)
    {
        let target = mapping.targets.get(place).map_or("", String::as_str);
        let guessed = mapping.guessed.get(place) == Some(&true);
        let role = match target {
            _ if guessed => Role::Doubt,
            "extra" => Role::Muted,
            "skip" => Role::Faint,
            _ => Role::Accent,
        };
        let values: Vec<&str> = mapping
            .table
            .sample
            .iter()
            .filter_map(|row| row.get(place))
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .collect();
        let own = if column.is_empty() {
            "(no name)"
        } else {
            column
        };
        let at = row(place - first + 1);
        Strip::new()
            .column(Role::Text, own, name)
            .text(Role::Faint, arrow)
            .column(role, &filled(target, guessed), field)
            .text(Role::Text, "  ")
            .text(Role::Muted, &values.join(" · "))
            .paint(buf, at, look.theme);
        if place == mapping.at {
            lay(buf, at, look.theme.style(Role::Selected));
        }
    }
    let made: Vec<String> = mapping
        .targets
        .iter()
        .enumerate()
        .filter(|(_, target)| !matches!(target.as_str(), "extra" | "skip"))
        .filter_map(|(at, target)| {
            let value = mapping.table.sample.first()?.get(at)?;
            (!value.is_empty()).then(|| format!("{} {value}", target.replace('_', " ")))
        })
        .collect();
    let below = usize::from(left.height) - 2;
    let said = match (mapping.lacks(), mapping.doubts()) {
        (Some(lack), _) => Strip::of(Role::Doubt, &format!("Not yet: {lack}.")),
        (None, Some(doubt)) => Strip::of(Role::Doubt, &format!("Note: {doubt}.")),
        (None, None) => {
            Strip::of(Role::Muted, "The first row says: ").text(Role::Text, &made.join(" · "))
        }
    };
    said.paint(buf, row(below), look.theme);
    let kept = match &mapping.table.beside {
        _ if looked_at(mapping).is_some() => looked_at(mapping).unwrap_or_default(),
        Some((file, _)) if *file == mapping.table.file => {
            "Begun as you said before; what you choose now is kept for this header.".to_owned()
        }
        Some((file, _)) => format!(
            "Begun as {} beside it says; what you choose is kept for this header.",
            file.rsplit('/').next().unwrap_or(file)
        ),
        None => {
            "“extra” is kept with the record; what you choose is kept for this header.".to_owned()
        }
    };
    if mapping.writes.is_none() {
        Strip::of(Role::Muted, &kept).paint(buf, row(below + 1), look.theme);
    }
    if side > 0 {
        fields(
            mapping,
            look,
            Rect {
                x: area.right() - side,
                width: side,
                ..area
            },
            buf,
        );
    }
}

/// Writes a field's name, with a mark where it is only a guess.
fn filled(target: &str, guessed: bool) -> String {
    let mark = if guessed { " ?" } else { "" };
    format!("{}{mark}", target.replace('_', " "))
}

/// Says of the column where one is why it is taken for what it is, or what its cells look like although it fills no field.
fn looked_at(mapping: &Mapping) -> Option<String> {
    let at = mapping.at;
    let name = plain::fit(mapping.table.header.get(at)?, 24).into_owned();
    let guessed = mapping.guessed.get(at) == Some(&true);
    let free = matches!(mapping.targets.get(at)?.as_str(), "extra" | "skip");
    match mapping.looks(at) {
        Some(looks) if guessed => Some(format!("“{name}” looks like {}: a guess.", looks.words())),
        None if guessed => Some(format!("“{name}” is a guess by its head.")),
        Some(looks) if free && !mapping.suggested(at).is_empty() => {
            Some(format!("“{name}” looks like {}.", looks.words()))
        }
        _ => None,
    }
}

/// Lists the fields at the right, each with the column that fills it.
fn fields(mapping: &Mapping, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    for y in area.top()..area.bottom() {
        let rule = if look.ascii { "|" } else { "│" };
        let at = Rect {
            x: area.x - 2,
            y,
            width: 1,
            height: 1,
        };
        Strip::of(Role::Faint, rule).paint(buf, at, look.theme);
    }
    let mut y = area.y;
    let mut put = |strip: Strip| {
        if y < area.bottom() {
            strip.paint(
                buf,
                Rect {
                    y,
                    height: 1,
                    ..area
                },
                look.theme,
            );
        }
        y += 1;
    };
    put(Strip::of(
        Role::Heading,
        &format!("Fields of {}", mapping.called()),
    ));
    let now = mapping.targets.get(mapping.at).map_or("", String::as_str);
    for target in targets(mapping.word()) {
        if matches!(target, "extra" | "skip") {
            continue;
        }
        let named = mapping.table.header.iter().zip(&mapping.targets);
        let from: Vec<&str> = named
            .filter(|(_, held)| *held == target)
            .map(|(name, _)| name.as_str())
            .collect();
        let role = match (target == now, from.is_empty()) {
            (true, _) => Role::Strong,
            (_, true) => Role::Faint,
            _ => Role::Text,
        };
        put(Strip::new()
            .column(role, &target.replace('_', " "), 16)
            .text(Role::Muted, &from.join(", ")));
    }
}

/// Writes a plan, a line each: per file what it is, counts, then what is rejected, changes, is doubtful and new.
pub fn told(plan: &Plan, width: usize) -> Vec<Strip> {
    let mut out = Vec::new();
    for file in &plan.files {
        if !out.is_empty() {
            out.push(Strip::new());
        }
        if let Some((what, help)) = &file.unknown {
            said(&mut out, Role::Late, "rejected  ", what, width);
            said(&mut out, Role::Muted, "          ", help, width);
            continue;
        }
        let about = file.recognised.as_deref().unwrap_or("not recognised");
        out.push(
            Strip::of(
                Role::Strong,
                file.file.rsplit('/').next().unwrap_or_default(),
            )
            .text(Role::Muted, &format!("  {about}")),
        );
        let how = file.read_as.line(&file.encoding, file.delimiter);
        said(&mut out, Role::Muted, "read as   ", &how, width);
        let counts = [
            (file.new, "new", Role::Good),
            (file.changed, "changed", Role::Accent),
            (file.same, "same", Role::Muted),
            (file.doubtful, "doubtful", Role::Doubt),
            (file.rejected.len() as u64, "rejected", Role::Late),
        ];
        let rows = if file.rows == 1 { "row" } else { "rows" };
        let mut strip = Strip::of(Role::Text, &format!("{} {rows}:", file.rows));
        for (count, word, role) in counts {
            if count > 0 {
                strip = strip.text(role, &format!("  {count} {word}"));
            }
        }
        let kinds: Vec<String> = file
            .kinds
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(kind, count)| match Kind::parse(kind) {
                Some(kind) if *count != 1 => format!("{count} {}", kind.plural()),
                _ => format!("{count} {kind}"),
            })
            .collect();
        if !kinds.is_empty() {
            strip = strip.text(Role::Muted, &format!("  makes {}", kinds.join(", ")));
        }
        out.push(strip);
        if !file.beside.is_empty() {
            let names = file.beside.iter().take(TOLD).map(String::as_str);
            let text = format!(
                "accounts of which only the name is told: {}",
                names.collect::<Vec<_>>().join("; ")
            );
            said(&mut out, Role::Good, "new       ", &text, width);
        }
        for warning in &file.warnings {
            said(&mut out, Role::Muted, "note      ", warning, width);
        }
        for row in file.rejected.iter().take(TOLD) {
            let why = format!("line {}: {}", row.line, row.why);
            said(&mut out, Role::Late, "rejected  ", &why, width);
        }
        more(&mut out, file.rejected.len());
        for (class, word, role) in [
            (Class::Changed, "changed   ", Role::Accent),
            (Class::Doubtful, "doubtful  ", Role::Doubt),
            (Class::Same, "same      ", Role::Muted),
            (Class::New, "new       ", Role::Good),
        ] {
            let rows: Vec<&RowPlan> = file
                .details
                .iter()
                .filter(|row| row.class == class)
                .collect();
            for row in rows.iter().take(TOLD) {
                out.push(
                    Strip::of(role, word)
                        .text(Role::Text, &format!("{} {}", row.kind, row.name))
                        .right(Role::Muted, &format!("line {}", row.line)),
                );
                for note in &row.notes {
                    said(&mut out, Role::Muted, "          ", note, width);
                }
                // By what it is known elsewhere is not what anybody decides on.
                let told = |change: &&Changed| change.field != "foreign";
                for change in row.changed.iter().filter(told) {
                    let over = if row.overwrites(change) {
                        "  over the book's own"
                    } else {
                        ""
                    };
                    out.extend(turned(change, over, width));
                }
                let kept = row.kept.iter().filter(told);
                for change in kept.filter(|kept| !row.overwrites(kept)) {
                    out.extend(kept_own(change, width));
                }
            }
            more(&mut out, rows.len());
        }
    }
    out.push(Strip::new());
    said(&mut out, Role::Strong, "in all    ", &total(plan), width);
    if let Some(next) = next(plan) {
        said(&mut out, Role::Muted, "next      ", next, width);
    }
    out
}

/// Says what to do where nothing would come of a plan.
fn next(plan: &Plan) -> Option<&'static str> {
    let sum = |of: fn(&FilePlan) -> u64| plan.files.iter().map(of).sum::<u64>();
    if !plan.is_empty() {
        return None;
    }
    let rejected = sum(|file| file.rejected.len() as u64);
    let mut rows = plan.files.iter().flat_map(|file| &file.details);
    if rejected == 0 && rows.any(|row| !row.kept.is_empty()) {
        return Some("What was typed in the book stays; the file's values can be taken instead.");
    }
    Some(
        match (sum(|file| file.rows), rejected, sum(|file| file.same)) {
            (0, ..) => {
                "There is no row under its header. Export it again with its rows, or go back and take another file."
            }
            (_, 0, _) => {
                "The book has it all already; there is nothing to bring in. Go back to take another file."
            }
            (_, _, 0) => {
                "Every row was rejected, for the reasons above. Say which column is what, or how the file is read; or mend the file and read it again."
            }
            _ => {
                "What was not rejected, the book has already. Mend the rejected rows in the file and read it again."
            }
        },
    )
}

/// Says what will happen over all files.
fn total(plan: &Plan) -> String {
    let sum = |of: fn(&FilePlan) -> u64| plan.files.iter().map(of).sum::<u64>();
    let counts = [
        (sum(|file| file.new), "new"),
        (sum(|file| file.changed), "changed"),
        (sum(|file| file.same), "same"),
        (sum(|file| file.doubtful), "doubtful"),
        (sum(|file| file.rejected.len() as u64), "rejected"),
    ];
    let counted: Vec<String> = counts
        .iter()
        .filter(|(count, word)| *count > 0 || *word == "new")
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let doubtful = if sum(|file| file.doubtful) > 0 {
        "; what is doubtful is made apart and linked, and M on one of two makes them one"
    } else {
        ""
    };
    let once = if plan.is_empty() {
        ""
    } else {
        " One entry, one undo."
    };
    format!("{}{doubtful}.{once}", counted.join(", "))
}

/// Adds a text under its word, as many lines as it takes.
fn said(out: &mut Vec<Strip>, role: Role, word: &str, text: &str, width: usize) {
    for (at, line) in plain::wrap(text, width.saturating_sub(word.len()).max(20))
        .iter()
        .enumerate()
    {
        let lead = if at == 0 { word } else { "          " };
        out.push(Strip::of(role, lead).text(Role::Text, line));
    }
}

fn more(out: &mut Vec<Strip>, all: usize) {
    if all > TOLD {
        out.push(Strip::of(
            Role::Muted,
            &format!("          and {} more", all - TOLD),
        ));
    }
}

/// Where the values of a changed field stand.
const VALUES: usize = 30;

/// Begins a line of a field: its name in a column of its own.
fn field(change: &Changed) -> Strip {
    let name = change.field.strip_prefix("extra.").unwrap_or(&change.field);
    let name = plain::fit(&plain::line(&name.replace('_', " ")), VALUES - 14).into_owned();
    Strip::of(Role::Text, &" ".repeat(12)).column(Role::Muted, &name, VALUES - 12)
}

/// Gives the look of a value, which is that of a doubt where there is none.
fn known(value: Option<&str>, role: Role) -> Role {
    if value.is_some() { role } else { Role::Doubt }
}

/// Says what a field becomes, and what it was; in two lines where one is too short.
fn turned(change: &Changed, over: &str, width: usize) -> Vec<Strip> {
    let (old, new) = values(change);
    let Some(old) = old else {
        return vec![field(change).text(Role::Good, &format!("+ {}", new.unwrap_or_default()))];
    };
    let role = known(new.as_deref(), Role::Text);
    let new = new.unwrap_or_else(|| UNKNOWN.into());
    let one = plain::width(&old) + plain::width(&new) + plain::width(over) + 3 + VALUES <= width;
    if one {
        return vec![
            field(change)
                .text(Role::Muted, &old)
                .text(Role::Faint, " → ")
                .text(role, &new)
                .text(Role::Doubt, over),
        ];
    }
    vec![
        field(change).text(Role::Muted, &format!("- {old}")),
        Strip::of(Role::Text, &" ".repeat(VALUES))
            .text(Role::Good, &format!("+ {new}"))
            .text(Role::Doubt, over),
    ]
}

/// Says what stays as it is in the book, and what the file has instead.
fn kept_own(change: &Changed, width: usize) -> Vec<Strip> {
    let unknown = || UNKNOWN.to_owned();
    let (old, new) = values(change);
    let role = known(old.as_deref(), Role::Text);
    let (old, new) = (old.unwrap_or_else(unknown), new.unwrap_or_else(unknown));
    let kept = field(change)
        .text(role, &old)
        .text(Role::Muted, "  is kept");
    let says = "; the file says ";
    if VALUES + plain::width(&old) + 9 + says.len() + plain::width(&new) <= width {
        return vec![kept.text(Role::Muted, says).text(Role::Doubt, &new)];
    }
    vec![
        kept,
        Strip::of(Role::Text, &" ".repeat(VALUES))
            .text(Role::Muted, "file: ")
            .text(Role::Doubt, &new),
    ]
}

/// Says what a field was and what it is, or what the file says; nothing where it is unknown.
fn values(change: &Changed) -> (Option<String>, Option<String>) {
    let (old, new) = said::both(change.old.as_ref(), change.new.as_ref());
    let line = |said: String| plain::line(&said).into_owned();
    (old.map(line), new.map(line))
}
