//! A text of many lines in a form: moving, selecting, deleting, and taking typing back word by word.

use ratatui_textarea::{CursorMove, TextArea};

use crate::tui::action::Action;

/// Begins a text of many lines, the place at its end.
pub fn of(text: &str) -> TextArea<'static> {
    let mut area = TextArea::new(if text.is_empty() {
        vec![String::new()]
    } else {
        text.split('\n').map(str::to_owned).collect()
    });
    area.set_wrap_mode(ratatui_textarea::WrapMode::WordOrGlyph);
    area.move_cursor(CursorMove::Bottom);
    area.move_cursor(CursorMove::End);
    area
}

/// Acts on a text; false where the action is none of typing. `shifted` says that the selection was made with shift held
/// down, and so ends with a move without it.
pub fn act(area: &mut TextArea<'static>, shifted: &mut bool, action: Action) -> bool {
    if let Some(to) = selects(action) {
        if !area.is_selecting() {
            area.start_selection();
        }
        *shifted = true;
        area.move_cursor(to);
        return true;
    }
    if std::mem::take(shifted) && moves(action) {
        area.cancel_selection();
    }
    match action {
        Action::LineLeft => area.move_cursor(CursorMove::Back),
        Action::LineRight => area.move_cursor(CursorMove::Forward),
        Action::LineWordLeft => area.move_cursor(CursorMove::WordBack),
        Action::LineWordRight => area.move_cursor(CursorMove::WordForward),
        Action::LineHome => area.move_cursor(CursorMove::Head),
        Action::LineEnd => area.move_cursor(CursorMove::End),
        Action::ProseUp => area.move_cursor(CursorMove::Up),
        Action::ProseDown => area.move_cursor(CursorMove::Down),
        Action::ProseBreak => area.insert_newline(),
        Action::LineRub => {
            area.delete_char();
        }
        Action::LineDelete => {
            area.delete_next_char();
        }
        Action::ProseCut if area.is_selecting() => {
            area.cut();
        }
        Action::LineRubWord | Action::ProseCut => {
            area.delete_word();
        }
        Action::LineRubAll => {
            area.delete_line_by_head();
        }
        Action::LineKill => {
            area.delete_line_by_end();
        }
        Action::LineYank => {
            area.paste();
        }
        Action::ProseUndo => stride(area, TextArea::undo, TextArea::redo, Way::Back),
        Action::ProseRedo => stride(area, TextArea::redo, TextArea::undo, Way::Forth),
        Action::ProseSelect if area.is_selecting() => area.cancel_selection(),
        Action::ProseSelect => area.start_selection(),
        _ => return false,
    }
    true
}

/// Says where an action that selects goes.
fn selects(action: Action) -> Option<CursorMove> {
    Some(match action {
        Action::ProseSelectLeft => CursorMove::Back,
        Action::ProseSelectRight => CursorMove::Forward,
        Action::ProseSelectUp => CursorMove::Up,
        Action::ProseSelectDown => CursorMove::Down,
        Action::ProseSelectHome => CursorMove::Head,
        Action::ProseSelectEnd => CursorMove::End,
        _ => return None,
    })
}

fn moves(action: Action) -> bool {
    matches!(
        action,
        Action::LineLeft
            | Action::LineRight
            | Action::LineWordLeft
            | Action::LineWordRight
            | Action::LineHome
            | Action::LineEnd
            | Action::ProseUp
            | Action::ProseDown
    )
}

/// Whether typing is taken back or done again.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Back,
    Forth,
}

/// Takes back, or does again, a word that was typed or deleted letter by letter; what was done at once is one step.
fn stride(
    area: &mut TextArea<'static>,
    step: fn(&mut TextArea<'static>) -> bool,
    unstep: fn(&mut TextArea<'static>) -> bool,
    way: Way,
) {
    let mut grew = None;
    let mut lettered = false;
    loop {
        let before = area.lines().join("\n");
        if !step(area) {
            return;
        }
        let after = area.lines().join("\n");
        let Some((longer, letter)) = one_letter(&before, &after) else {
            if grew.is_some() {
                unstep(area);
            }
            return;
        };
        let blank = letter.is_whitespace();
        // A word that is typed begins with the blank before it: so it goes, and so it comes back.
        let typing = longer == (way == Way::Forth);
        let begins_another = grew.is_some_and(|grew| grew != longer)
            || (blank && lettered && !(typing && way == Way::Back));
        if begins_another {
            unstep(area);
            return;
        }
        if blank && lettered {
            return;
        }
        grew = Some(longer);
        lettered |= !blank;
    }
}

/// Gives the one letter by which two texts differ, and whether the second is the longer one.
fn one_letter(before: &str, after: &str) -> Option<(bool, char)> {
    let longer = after.len() > before.len();
    let (long, short) = if longer {
        (after, before)
    } else {
        (before, after)
    };
    let same = long
        .char_indices()
        .zip(short.chars())
        .find(|((_, one), other)| one != other)
        .map_or(short.len(), |((at, _), _)| at);
    let letter = long.get(same..)?.chars().next()?;
    (long.get(same + letter.len_utf8()..) == short.get(same..)).then_some((longer, letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> TextArea<'static> {
        let mut area = of("");
        for letter in text.chars() {
            if letter == '\n' {
                act(&mut area, &mut false, Action::ProseBreak);
            } else {
                area.insert_str(letter.to_string());
            }
        }
        area
    }

    fn text(area: &TextArea<'_>) -> String {
        area.lines().join("\n")
    }

    #[test]
    fn typing_is_taken_back_word_by_word() {
        let mut area = typed("the lamp burns\nall day");
        let mut seen = Vec::new();
        for _ in 0..6 {
            act(&mut area, &mut false, Action::ProseUndo);
            seen.push(text(&area));
        }
        assert_eq!(
            seen,
            [
                "the lamp burns\nall",
                "the lamp burns",
                "the lamp",
                "the",
                "",
                ""
            ]
        );
        act(&mut area, &mut false, Action::ProseRedo);
        act(&mut area, &mut false, Action::ProseRedo);
        assert_eq!(text(&area), "the lamp");
        area.insert_str("lighter and lighter");
        act(&mut area, &mut false, Action::ProseUndo);
        assert_eq!(text(&area), "the lamp", "what was pasted goes at once");
    }

    #[test]
    fn shift_selects_and_a_move_without_it_lets_go() {
        let (mut area, mut shifted) = (typed("one two"), false);
        for _ in 0..3 {
            act(&mut area, &mut shifted, Action::ProseSelectLeft);
        }
        assert!(area.is_selecting());
        act(&mut area, &mut shifted, Action::LineLeft);
        assert!(!area.is_selecting());
        act(&mut area, &mut shifted, Action::ProseSelectHome);
        area.insert_str("x");
        assert_eq!(text(&area), "x two");
        // A selection that was begun with its own key goes on with plain moves.
        act(&mut area, &mut shifted, Action::ProseSelect);
        act(&mut area, &mut shifted, Action::LineEnd);
        assert!(area.is_selecting());
    }

    proptest! {
        #[test]
        fn all_that_was_typed_goes_and_comes_back(words in "[a-c \n]{0,24}", rubbed in 0usize..6) {
            let mut area = typed(&words);
            for _ in 0..rubbed {
                act(&mut area, &mut false, Action::LineRub);
            }
            let whole = text(&area);
            for _ in 0..64 {
                act(&mut area, &mut false, Action::ProseUndo);
            }
            prop_assert_eq!(text(&area), "");
            for _ in 0..64 {
                act(&mut area, &mut false, Action::ProseRedo);
            }
            prop_assert_eq!(text(&area), whole);
        }
    }
}
