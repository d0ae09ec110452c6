//! A recap in one's own words: what the book says is put into words that one would send, and those are what is sent.
//!
//! They are kept as a draft is, beside the book: on the page they stand in the place of what the book says until they are let go.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget as _;
use ratatui_textarea::{CursorMove, TextArea};

use super::action::Action;
use super::data::{BriefAsk, Draft, Order, Paper};
use super::look::Look;
use super::model::{Effect, Model, Origin, Place};
use super::overlays::Overlay;
use super::overlays::form::prose;
use super::strip::{Doc, Strip};
use super::theme::Role;
use crate::brief::letter;
use crate::domain::Object;

/// Words while they are written.
#[derive(Debug, Clone)]
pub struct Words {
    /// Of which page.
    ask: BriefAsk,
    /// What the book says.
    book: String,
    area: Box<TextArea<'static>>,
    /// The selection was made with shift held down.
    shifted: bool,
}

impl Words {
    fn text(&self) -> String {
        self.area.lines().join("\n")
    }
}

/// Names the place of the draft that words are kept as; only a recap is put into words.
fn place(ask: &BriefAsk) -> Option<String> {
    match ask.paper {
        Paper::Recap(id) => Some(format!("recap {id}")),
        _ => None,
    }
}

/// Gives the words that a page was put into.
pub fn of<'a>(model: &'a Model, ask: &BriefAsk) -> Option<&'a str> {
    let place = place(ask)?;
    let draft = model.drafts.iter().find(|draft| draft.place == place)?;
    draft.fields.first().map(|(_, words)| words.as_str())
}

/// Writes the page that was put into words.
pub fn doc(words: &str, look: &Look<'_>, width: u16) -> Doc {
    let mut doc = Doc::new(width.min(super::screens::brief::WIDEST));
    let edit = look.key(Action::Edit);
    doc.paragraph(
        Role::Faint,
        &format!("In your words, as they are copied and written; {edit} goes on with them."),
    );
    doc.gap();
    for line in words.lines() {
        if line.trim().is_empty() {
            doc.gap();
        } else {
            doc.paragraph(Role::Text, line);
        }
    }
    doc
}

/// Opens the words of the recap that is shown; false where none is.
pub fn open(model: &mut Model) -> bool {
    let Place::Brief(ask) = &model.here.place else {
        return false;
    };
    let ask = ask.clone();
    let (Some(_), Some(page)) = (place(&ask), model.data.page(&ask)) else {
        return false;
    };
    let book = letter(page);
    let text = of(model, &ask).unwrap_or(&book).trim_end().to_owned();
    let mut area = Box::new(prose::of(&text));
    area.move_cursor(CursorMove::Top);
    area.move_cursor(CursorMove::Head);
    model.overlays.push(Overlay::Words(Box::new(Words {
        ask,
        book,
        area,
        shifted: false,
    })));
    true
}

/// Does an action while words are written.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Words(words)) = model.overlays.last_mut() else {
        return Vec::new();
    };
    match action {
        Action::FormSave | Action::FormLeave => {
            let effects = keep(model);
            model.overlays.pop();
            let look = model.look();
            let (copy, write) = (look.key(Action::Copy), look.key(Action::Write));
            let said = if effects.is_empty() {
                format!("As the book says it; {copy} copies it, {write} writes it.")
            } else {
                format!("These words are what {copy} copies and {write} writes.")
            };
            model.say(&said);
            effects
        }
        Action::FormEditor => vec![Effect::Edit(words.text())],
        Action::FormDraft => {
            *words.area = prose::of(words.book.trim_end());
            keep(model)
        }
        action => {
            if prose::act(&mut words.area, &mut words.shifted, action) {
                return keep(model);
            }
            Vec::new()
        }
    }
}

/// Types text into the words.
pub fn typed(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Words(words)) = model.overlays.last_mut() {
        words.area.insert_str(text);
    }
    keep(model)
}

/// Takes the words as the editor brings them back.
pub fn edited(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(Overlay::Words(words)) = model.overlays.last_mut() {
        *words.area = prose::of(text.trim_end());
    }
    keep(model)
}

/// Keeps the words so far; those that say what the book says are no words of one's own.
fn keep(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Words(words)) = model.overlays.last() else {
        return Vec::new();
    };
    let Some(place) = place(&words.ask) else {
        return Vec::new();
    };
    let (text, account) = (words.text(), words.ask.account);
    let touchpoint = match words.ask.paper {
        Paper::Recap(id) => Some(id),
        _ => None,
    };
    let own = !text.trim().is_empty() && text.trim_end() != words.book.trim_end();
    let had = model.drafts.iter().any(|draft| draft.place == place);
    model.drafts.retain(|draft| draft.place != place);
    let order = if own {
        let draft = Draft {
            place,
            fields: vec![("words".into(), text)],
            account: Some(account),
            record: touchpoint,
            were: Object::new(),
            on: Some(model.now.date()),
        };
        model.drafts.push(draft.clone());
        Order::KeepDraft(draft)
    } else if had {
        Order::DropDraft(place)
    } else {
        return Vec::new();
    };
    vec![Effect::Order(order, Origin::Quiet)]
}

/// Lists the keys that matter while words are written.
pub fn hints() -> Vec<(Action, &'static str)> {
    vec![
        (Action::FormSave, "done"),
        (Action::FormEditor, "your editor"),
        (Action::FormDraft, "as the book says it"),
        (Action::FormLeave, "back, all is kept"),
    ]
}

/// Draws the words over everything but the footer.
pub fn draw(words: &Words, look: &Look<'_>, area: Rect, buf: &mut Buffer) {
    let row = Rect {
        height: 1.min(area.height),
        ..area
    };
    Strip::of(Role::Muted, " ally   ")
        .text(Role::Accent, "Recap in your words")
        .text(Role::Muted, " · ")
        .text(Role::Strong, look.who.title(words.ask.account))
        .paint(buf, row, look.theme);
    let top = area.y + 2.min(area.height);
    let body = Rect {
        x: area.x + 1,
        y: top,
        width: area
            .width
            .saturating_sub(2)
            .min(super::screens::brief::WIDEST),
        height: area.bottom().saturating_sub(top),
    };
    let mut shown = words.area.clone();
    shown.set_style(look.theme.style(Role::Input));
    shown.set_cursor_line_style(Style::new());
    shown.set_cursor_style(look.theme.style(Role::Caret));
    shown.set_selection_style(look.theme.style(Role::Selected));
    shown.render(body, buf);
}
