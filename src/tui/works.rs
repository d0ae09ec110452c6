//! Which actions do something in the place where one is: help and palette show those, and a key without one says so.

use super::action::Action;
use super::data::Paper;
use super::model::{Model, Place};
use super::screens::account::Section;
use super::screens::{accounts, board};
use super::sheet::Pane;
use crate::domain::Kind;

impl Model {
    /// Says whether an action does something in the place where one is, whatever lies over it.
    pub fn works(&self, action: Action) -> bool {
        use Action as A;
        let place = &self.here.place;
        let page = matches!(place, Place::Brief(_));
        let month = *place == Place::Calendar;
        let past = matches!(place, Place::History(_));
        let gone = *place == Place::Trash;
        let bare = !page && !month && self.here.sheet.counts().1 == 0;
        match action {
            A::Sort | A::Group => {
                let names = self.orders(action);
                !bare && !page && !month && names.len() > 1
            }
            A::Filter | A::Pane | A::Left | A::Right => !bare && !page,
            A::Mark | A::Step => !bare && !page && !month && !past,
            A::New => !past && !gone,
            A::Edit | A::Move | A::Link | A::Delete | A::Merge | A::Snooze => {
                !bare && !past && !gone
            }
            A::Specialist => {
                !bare
                    && match place {
                        Place::Board(kind) => *kind == Kind::Problem,
                        Place::Account(_, section) => {
                            matches!(section, Section::Overview | Section::Needs)
                        }
                        Place::Accounts | Place::Inbox | Place::Calendar => false,
                        _ => !past && !gone,
                    }
            }
            A::Paper => {
                !bare
                    && match place {
                        Place::Board(kind) => *kind == Kind::Advocacy,
                        Place::Inbox => false,
                        _ => !past && !gone,
                    }
            }
            A::Brief | A::Call => {
                let known = matches!(place, Place::Account(..)) || !bare;
                known && !past && !gone
            }
            A::History => !bare && !past,
            A::Open | A::Copy => !bare,
            A::Depth | A::Audience => {
                matches!(place, Place::Brief(ask) if ask.paper == Paper::Brief)
            }
            _ if action.moves() => !bare,
            _ => true,
        }
    }

    /// Lists the orders or the groupings of the place where one is; the first is its own.
    pub fn orders(&self, action: Action) -> &'static [&'static str] {
        match (&self.here.place, action) {
            (Place::Accounts, Action::Sort) => accounts::SORTS,
            (Place::Accounts, _) => accounts::GROUPS,
            (Place::Board(_), Action::Sort) => board::SORTS,
            (Place::Board(kind), _) => board::groups(*kind),
            (place, Action::Sort) => super::order::choices(place).0,
            (place, _) => super::order::choices(place).1,
        }
    }

    /// Says what an action does in the place where one is.
    pub fn said_of(&self, action: Action) -> &'static str {
        use Action as A;
        if self.here.place == Place::Calendar && self.here.sheet.pane == Pane::List {
            match action {
                A::Right => return "the next day",
                A::Left => return "the day before",
                A::Down => return "the next week",
                A::Up => return "the week before",
                A::PageDown => return "the next month",
                A::PageUp => return "the month before",
                A::First => return "today",
                A::Last => return "the last day with a meeting",
                A::Pane => return "to the day's agenda, and back",
                _ => {}
            }
        }
        action.help()
    }
}
