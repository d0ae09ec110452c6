//! The footer: the three or four keys that matter where one is.

use super::action::Action;
use super::call;
use super::data::Paper;
use super::model::{Model, Place};
use super::overlays::Overlay;
use super::overlays::menu::Purpose;
use super::screens::account::Section;
use super::sheet::Pane;
use crate::capture::Chip;
use crate::domain::state;

/// Lists the keys on what a captured line means.
pub fn on_chips(chip: Option<&Chip>) -> Vec<(Action, &'static str)> {
    let doubtful = chip.is_some_and(|chip| chip.doubtful);
    let offered = chip.is_some_and(|chip| chip.instead.is_some());
    let mut keys = vec![(Action::ChipNext, "next"), (Action::ChipPrevious, "before")];
    if doubtful && offered {
        keys.insert(0, (Action::CaptureSave, "yes, that"));
    } else if !doubtful {
        keys.push((Action::ChipDrop, "it is only text"));
    }
    keys.push((Action::ChipLeave, "back to the line"));
    keys
}

/// Lists the keys on what was looked up.
pub fn on_found() -> Vec<(Action, &'static str)> {
    use Action as A;
    vec![
        (A::Open, "open"),
        (A::Copy, "copy"),
        (A::Brief, "brief"),
        (A::Capture, "capture to it"),
        (A::Call, "call"),
        (A::Edit, "edit"),
        (A::Move, "move on"),
        (A::Act, "type on"),
        (A::Help, "keys"),
    ]
}

impl Model {
    /// Lists the few keys that matter here, for the footer.
    pub fn hints(&self) -> Vec<(Action, &'static str)> {
        self.hints_under(self.overlays.last())
    }

    /// Lists the few keys that matter where that lies on top.
    pub fn hints_under(&self, top: Option<&Overlay>) -> Vec<(Action, &'static str)> {
        use Action as A;
        // Half of a sequence was typed: none of the keys of the place holds.
        if !self.keys.is_empty() {
            return vec![(A::Back, "leaves it")];
        }
        match top {
            Some(Overlay::Help(_)) => {
                let mut hints = vec![(A::PageDown, "more"), (A::Back, "back")];
                if super::draw::help_lines(self).len() + 4 <= usize::from(self.size.1) {
                    hints.remove(0);
                }
                return hints;
            }
            Some(Overlay::Menu(menu)) => {
                let mut hints = vec![(A::MenuChoose, "choose"), (A::MenuLeave, "back")];
                if menu.several {
                    hints.insert(1, (A::MenuMark, "mark"));
                }
                if matches!(menu.purpose, Purpose::Theme(_)) {
                    hints = vec![
                        (A::MenuNext, "try the next"),
                        (A::MenuChoose, "keep it"),
                        (A::MenuLeave, "as it was"),
                    ];
                }
                if matches!(menu.purpose, Purpose::Guests(_)) {
                    hints = super::guests::hints();
                }
                if matches!(menu.purpose, Purpose::Draft) {
                    hints = vec![
                        (A::MenuChoose, "go on with it"),
                        (A::LineDelete, "throw it away"),
                        (A::LineRubAll, "all of them"),
                        (A::MenuLeave, "back"),
                    ];
                }
                if matches!(menu.purpose, Purpose::LinkTo(_)) {
                    hints = vec![
                        (A::MenuChoose, "link"),
                        (A::MenuMark, "another way"),
                        (A::MenuLeave, "back"),
                    ];
                }
                return hints;
            }
            Some(Overlay::Lookup(lookup)) if lookup.acting => return on_found(),
            Some(Overlay::Lookup(lookup)) if lookup.has_nothing() => {
                return vec![(A::LineRubAll, "type anew"), (A::MenuLeave, "where I was")];
            }
            Some(Overlay::Lookup(lookup)) => {
                let act = if lookup.completes() {
                    "take the first filter"
                } else {
                    "act on it"
                };
                return vec![
                    (A::MenuChoose, "open"),
                    (A::Act, act),
                    (A::MenuLeave, "where I was"),
                    (A::Keys, "keys"),
                ];
            }
            Some(Overlay::Form(form)) => {
                let mut hints = match form.row().map(|row| &row.entry) {
                    Some(super::overlays::form::Entry::Choice(_)) => vec![
                        (A::FormEnter, "choose"),
                        (A::FormNext, "next"),
                        (A::FormSave, "save"),
                    ],
                    Some(super::overlays::form::Entry::Prose(_)) => vec![
                        (A::FormNext, "next"),
                        (A::FormSave, "save"),
                        (A::FormEditor, "editor"),
                    ],
                    _ => vec![(A::FormEnter, "save"), (A::FormNext, "next")],
                };
                if !form.fits(&self.look().reading()).is_empty() {
                    hints.retain(|(action, _)| *action != A::FormNext);
                    hints.insert(0, (A::FormNext, "take the name"));
                }
                if form.offered.is_some() {
                    hints.insert(0, (A::FormDraft, "take the draft"));
                } else if form.drafted {
                    hints.push((A::FormDraft, "without the draft"));
                }
                if form.many.is_empty() {
                    hints.push((A::FormMore, if form.all { "fewer" } else { "all fields" }));
                }
                hints.push((A::FormLeave, "leave"));
                hints.push((A::Keys, "keys"));
                return hints;
            }
            Some(Overlay::Capture(capture)) if capture.chip.is_some() => {
                return on_chips(capture.chip.and_then(|at| capture.chips.get(at)));
            }
            Some(Overlay::Capture(capture))
                if capture.offered.is_some() && capture.line.is_empty() =>
            {
                return vec![
                    (A::CaptureChips, "take the line from before"),
                    (A::CaptureLeave, "leave"),
                ];
            }
            Some(Overlay::Capture(_)) => {
                return vec![
                    (A::CaptureSave, "save"),
                    (A::CaptureChips, "what it means"),
                    (A::CaptureLeave, "leave"),
                    (A::Keys, "keys"),
                ];
            }
            Some(Overlay::Call) => return call::hints(self),
            Some(Overlay::Import(import)) => return super::import::hints(import),
            Some(Overlay::Words(_)) => return super::wording::hints(),
            Some(Overlay::Merge(merge)) => return super::merge::hints(self, merge),
            Some(Overlay::Question(_)) => return vec![(A::Yes, "yes"), (A::No, "no")],
            None => {}
        }
        self.place_hints()
    }

    /// Lists the few keys that matter in the place where one is, whatever lies over it.
    pub fn place_hints(&self) -> Vec<(Action, &'static str)> {
        use Action as A;
        let sheet = &self.here.sheet;
        if self.lost().is_some() {
            return vec![
                (A::GoTrash, "trash"),
                (A::GoInbox, "what waits"),
                (A::Lookup, "look up"),
                (A::Back, "back"),
                (A::Help, "keys"),
            ];
        }
        if sheet.filtering {
            return vec![
                (A::MenuChoose, "keep the filter"),
                (A::MenuLeave, "show all"),
            ];
        }
        if !sheet.marked.is_empty() {
            match self.here.place {
                Place::Trash => {
                    return vec![
                        (A::Mark, "mark"),
                        (A::Step, "bring these back"),
                        (A::Back, "unmark"),
                        (A::Help, "keys"),
                    ];
                }
                Place::Inbox => {
                    return vec![
                        (A::Mark, "mark"),
                        (A::File, "file these"),
                        (A::Delete, "delete these"),
                        (A::Back, "unmark"),
                        (A::Help, "keys"),
                    ];
                }
                _ => {}
            }
            let mut hints = vec![(A::Mark, "mark"), (A::Move, "move")];
            if self.here.sheet.marked.len() > 1 {
                hints.push((A::Edit, "change"));
            }
            let step = super::steps::next_word(self);
            hints.extend(
                step.filter(|word| !matches!(*word, "move on" | "edit" | "brief"))
                    .map(|word| (A::Step, word)),
            );
            hints.extend([
                (A::Delete, "delete these"),
                (A::Back, "unmark"),
                (A::Snooze, "put these off"),
                (A::Copy, "copy these"),
                (A::Help, "keys"),
            ]);
            return hints;
        }
        if let Some(hints) = self.bare_hints() {
            return hints;
        }
        if sheet.pane == Pane::Detail && self.here.place == Place::Trash {
            return vec![
                (A::Step, "bring back"),
                (A::Open, "open"),
                (A::Left, "list"),
                (A::Help, "keys"),
            ];
        }
        if sheet.pane == Pane::Detail && matches!(self.here.place, Place::History(_)) {
            return vec![
                (A::Undo, "undo this"),
                (A::Open, "open"),
                (A::Left, "list"),
                (A::Help, "keys"),
            ];
        }
        if sheet.pane == Pane::Detail {
            return vec![
                (A::Open, "open"),
                (A::Left, "list"),
                (A::Edit, "edit"),
                (A::Lookup, "look up"),
                (A::Help, "keys"),
            ];
        }
        match &self.here.place {
            Place::Today | Place::Week => {
                let step = super::steps::next_word(self);
                let mut hints = vec![(A::Open, "open")];
                hints.extend(step.map(|step| (A::Step, step)));
                if step != Some("brief") {
                    hints.push((A::Brief, "brief"));
                }
                hints.extend([
                    (A::Capture, "capture"),
                    (A::Lookup, "look up"),
                    (A::GoAccounts, "accounts"),
                    (A::Help, "keys"),
                ]);
                hints
            }
            Place::Accounts => vec![
                (A::Open, "open"),
                (A::Filter, "filter"),
                (A::New, "new"),
                (A::Brief, "brief"),
                (A::Sort, "sort"),
                (A::Lookup, "look up"),
                (A::Help, "keys"),
            ],
            Place::Account(_, Section::People) if sheet.grouping == 1 => vec![
                (A::Open, "open"),
                (A::Chart, "as a list"),
                (A::New, "new person"),
                (A::Edit, "edit"),
                (A::Back, "back"),
                (A::Help, "keys"),
            ],
            Place::Account(_, section) => {
                let new = match section {
                    Section::People => "new person",
                    Section::Stay => "new reading",
                    _ => "new",
                };
                let mut hints = vec![(A::New, new), (A::Edit, "edit")];
                if *section == Section::People {
                    hints.push((A::Chart, "chart"));
                }
                hints.extend(self.step_hints());
                hints.extend([
                    (A::Link, "link"),
                    (A::Brief, "brief"),
                    (A::Capture, "capture"),
                    (A::Lookup, "look up"),
                    (A::Section1, "to 6 sections"),
                    (A::Help, "keys"),
                ]);
                hints
            }
            Place::Board(_) => {
                let mut hints = vec![(A::Open, "open"), (A::New, "new")];
                if super::steps::next_word(self) == Some("edit") {
                    hints.push((A::Edit, "edit"));
                }
                hints.extend(self.step_hints());
                hints.extend([
                    (A::Filter, "filter"),
                    (A::Group, "group"),
                    (A::Help, "keys"),
                ]);
                hints
            }
            Place::Brief(ask) if matches!(ask.paper, Paper::Recap(_)) => vec![
                (A::Edit, "in your words"),
                (A::Copy, "copy"),
                (A::Write, "write"),
                (A::Open, "open"),
                (A::Back, "back"),
            ],
            Place::Brief(ask) if ask.paper != Paper::Brief => vec![
                (A::Open, "open"),
                (A::Write, "write"),
                (A::Copy, "copy"),
                (A::Back, "back"),
            ],
            Place::Brief(_) => vec![
                (A::Open, "open"),
                (A::Depth, "depth"),
                (A::Audience, "for whom"),
                (A::Write, "write"),
                (A::Copy, "copy"),
                (A::Back, "back"),
            ],
            Place::Calendar => vec![
                (A::Right, "day"),
                (A::Down, "week"),
                (A::PageDown, "month"),
                (A::First, "today"),
                (A::Open, "agenda"),
                (A::New, "plan"),
                (A::Help, "keys"),
            ],
            Place::History(_) => vec![
                (A::Undo, "undo this"),
                (A::Open, "what changed"),
                (A::Filter, "filter"),
                (A::GoTrash, "trash"),
                (A::Back, "back"),
                (A::Help, "keys"),
            ],
            Place::Trash => vec![
                (A::Step, "bring back"),
                (A::Mark, "mark"),
                (A::Open, "what it was"),
                (A::Filter, "filter"),
                (A::Back, "back"),
                (A::Help, "keys"),
            ],
            Place::Inbox => vec![
                (A::File, "file it"),
                (A::Edit, "edit"),
                (A::Delete, "delete"),
                (A::Guests, "guests"),
                (A::Back, "back"),
                (A::Help, "keys"),
            ],
        }
    }

    /// Lists the keys that change the chosen record: its next step in a word, and the choice of another where that is not it.
    fn step_hints(&self) -> Vec<(Action, &'static str)> {
        let mut hints = Vec::new();
        let step = super::steps::next_word(self);
        // Its form has its own key.
        hints.extend(
            step.filter(|word| *word != "edit")
                .map(|word| (Action::Step, word)),
        );
        let moves = self.chosen().and_then(|id| self.data.record(id));
        if step != Some("move on") && moves.is_some_and(|one| !state::next(one).is_empty()) {
            hints.push((Action::Move, "move on"));
        }
        hints
    }

    /// Lists the keys that matter where a list has no rows: those that act on a row do nothing there.
    fn bare_hints(&self) -> Option<Vec<(Action, &'static str)>> {
        use Action as A;
        let (shown, all) = self.here.sheet.counts();
        if shown > 0 || matches!(self.here.place, Place::Brief(_) | Place::Calendar) {
            return None;
        }
        if all > 0 {
            return Some(vec![(A::Back, "show all"), (A::Help, "keys")]);
        }
        let mut hints = match self.here.place {
            Place::Account(..) => vec![
                (A::New, "new"),
                (A::Capture, "capture"),
                (A::Brief, "brief"),
            ],
            Place::Board(_) | Place::Accounts => vec![(A::New, "new"), (A::Capture, "capture")],
            Place::Today | Place::Week => vec![
                (A::New, "new"),
                (A::Capture, "capture"),
                (A::GoAccounts, "accounts"),
            ],
            Place::Trash => vec![(A::GoHistory, "history")],
            _ => vec![(A::Capture, "capture")],
        };
        if self.here.place != Place::Today {
            hints.push((A::Back, "back"));
        }
        hints.extend([(A::Lookup, "look up"), (A::Help, "keys")]);
        Some(hints)
    }
}
