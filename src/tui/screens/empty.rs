//! What an empty screen teaches: what belongs there, why it is worth having, and the key that begins it.

use crate::domain::Kind;
use crate::tui::action::Action;
use crate::tui::data::Ask;
use crate::tui::look::Look;
use crate::tui::model::{Model, Place};
use crate::tui::screens::account::Section;
use crate::tui::screens::buying;
use crate::tui::strip::{Doc, Strip};
use crate::tui::theme::Role;

/// How wide a paragraph is at most, to be read with ease.
const MEASURE: u16 = 64;

/// Writes what stands where there are no rows.
pub fn doc(model: &Model, ask: &Ask, width: u16) -> Doc {
    let look = model.look();
    let mut doc = Doc::new(width.min(MEASURE));
    if let Some(why) = model.data.trouble(ask) {
        doc.paragraph(Role::Error, why);
        return doc;
    }
    if !model.data.has(ask) {
        doc.paragraph(Role::Muted, "Reading the book …");
        return doc;
    }
    if model.here.sheet.counts().1 > 0 {
        doc.paragraph(Role::Text, "Nothing here matches the filter.");
        doc.gap();
        keys(&mut doc, &look, &[(Action::Back, "shows all again")]);
        return doc;
    }
    let (title, words, next) = teaching(model);
    doc.gap();
    doc.line(Strip::of(Role::Strong, &title));
    if !words.is_empty() {
        doc.gap();
        doc.paragraph(Role::Muted, &words);
    }
    doc.gap();
    keys(&mut doc, &look, &next);
    // Nobody has written down why they stay; what they buy is known all the same.
    if let Place::Account(id, Section::Stay) = &model.here.place
        && let Some(found) = model.data.buying(*id)
    {
        buying::tell(found, &look, &mut doc);
    }
    doc
}

fn keys(doc: &mut Doc, look: &Look<'_>, next: &[(Action, &str)]) {
    for (action, words) in next {
        let key = look.key(*action);
        if !key.is_empty() {
            doc.line(
                Strip::new()
                    .column(Role::Accent, &key, 9)
                    .text(Role::Text, words),
            );
        }
    }
}

type Next = Vec<(Action, &'static str)>;

fn teaching(model: &Model) -> (String, String, Next) {
    let says = |title: &str, words: &str, next: Next| (title.to_owned(), words.to_owned(), next);
    let nobody =
        model.data.accounts().is_empty() && model.who.of_kind(Some(Kind::Account)).next().is_none();
    let people = model.who.of_kind(Some(Kind::Person)).count();
    match &model.here.place {
        Place::Today if nobody && people > 0 => {
            let are = if people == 1 {
                "person is"
            } else {
                "people are"
            };
            (
                format!("{people} {are} here, and no account yet"),
                "Whoever came with a company's name waits for its account, and goes to it by itself when it comes. Add the first account, or bring your accounts in.".to_owned(),
                vec![
                    (Action::GoPeople, "the people"),
                    (Action::GoAccounts, "the accounts; add the first one there"),
                    (Action::Import, "brings in your own data"),
                ],
            )
        }
        Place::Today if nobody => says(
            "An empty book",
            "Begin with one customer you look after, and with what you owe them. Or bring in what you have: contacts, accounts, calendars of any program; the plan is shown first, and it is one undo.",
            vec![
                (Action::Import, "brings in your own data"),
                (Action::GoAccounts, "the accounts; add the first one there"),
                (
                    Action::Capture,
                    "writes down a line: owe, ask, problem, note",
                ),
                (Action::Help, "the keys for this place"),
            ],
        ),
        Place::Today if !model.data.records(&Ask::Inbox).is_empty() => {
            let series = model.waiting();
            let waiting = model.data.records(&Ask::Inbox).iter();
            let waiting = waiting.filter(|record| series.shows(record.id())).count();
            let lines = if waiting == 1 {
                "line waits"
            } else {
                "lines wait"
            };
            (
                format!("{waiting} {lines} for an account"),
                "Nothing else needs you today. What was captured without an account is filed in the inbox, by one key a line.".to_owned(),
                vec![
                    (Action::GoInbox, "the lines without an account"),
                    (Action::GoWeek, "the days ahead"),
                    (Action::GoAccounts, "the accounts"),
                ],
            )
        }
        Place::Today => says(
            "Nothing needs you today",
            "Every promise is kept or not yet due, nobody has gone quiet, and whoever should know knows. A good day to ask somebody why they stay.",
            vec![
                (Action::GoWeek, "the days ahead"),
                (Action::GoAccounts, "the accounts"),
            ],
        ),
        Place::Week => says(
            "Nothing is planned for the coming days",
            "A planned touchpoint stands here on its day, with what the people in it wait for.",
            vec![
                (Action::New, "plans a touchpoint"),
                (Action::GoCalendar, "the whole month"),
            ],
        ),
        Place::Calendar => says(
            "Nothing is in the calendar",
            "Touchpoints stand here on their days.",
            vec![(Action::New, "plans a touchpoint")],
        ),
        Place::Accounts => says(
            "No accounts yet",
            "An account is a customer you look after; a unit or a branch is one with a parent.",
            vec![
                (Action::New, "adds the first one"),
                (Action::Import, "brings in your own data"),
            ],
        ),
        Place::Account(_, section) => of_account(*section),
        Place::Board(kind) => board(*kind),
        Place::History(_) => says(
            "Nothing was changed yet",
            "Everything that is ever changed stands here: what, when, by whom. Nothing is overwritten, and any entry can be taken back.",
            vec![(Action::Back, "back")],
        ),
        Place::Trash => says(
            "Nothing was deleted",
            "What is deleted waits here, as it was, and one key brings it back.",
            vec![
                (Action::Back, "back"),
                (Action::GoHistory, "everything that was changed"),
            ],
        ),
        Place::Inbox => says(
            "The inbox is empty",
            "A line that was captured without an account waits here until it is given one.",
            vec![(Action::Capture, "captures a line")],
        ),
        Place::Brief(_) => says("", "", Vec::new()),
    }
}

/// Says what a section of an account holds once there is something.
fn of_account(section: Section) -> (String, String, Next) {
    let (title, words, new, other) = match section {
        Section::Overview => (
            "Nothing is open here",
            "What is due, what hurts and whom you meet next stands here, the most urgent first.",
            "adds a problem, a promise, a touchpoint, a person",
            (Action::Capture, "captures a line"),
        ),
        Section::Needs => (
            "No problems yet",
            "A problem keeps what they asked for and what they need, with the whys between. A question is what you don't know yet, and whom to ask. Trends of their industry stand here as soon as you say what they mean for this account.",
            "adds a problem, a question or a trend",
            (Action::Capture, "captures one in a line: prob: or ask:"),
        ),
        Section::Debts => (
            "Nothing is owed, and nothing asked for",
            "What you promised and what they promised you, what you fight for inside your own company until they have been told, and what runs until when.",
            "adds a promise, a fight, an agreement or a deal",
            (
                Action::Capture,
                "captures one in a line: owe @name: what due:fri",
            ),
        ),
        Section::People => (
            "Nobody yet",
            "Theirs and ours: what they want for themselves, whom they report to, what they decide, where they stand, and who of ours covers them.",
            "adds a person",
            (Action::Import, "brings in your contacts"),
        ),
        Section::Timeline => (
            "Nothing has happened yet",
            "Every meeting, call and complaint, with what you received and what you gave, and what was learned there.",
            "adds a touchpoint, planned or held, or a learning",
            (
                Action::Call,
                "begins a call, and writes it down as you talk",
            ),
        ),
        Section::Stay => (
            "Nobody has asked why they stay",
            "Repeat business is not loyalty. Why do they stay, would they if an equal or better alternative came, and how do you know?",
            "adds a reading, an alternative, a favour or an answer",
            (Action::Capture, "captures what they said: quote: or rival:"),
        ),
    };
    (
        title.to_owned(),
        words.to_owned(),
        vec![(Action::New, new), other],
    )
}

fn board(kind: Kind) -> (String, String, Next) {
    let words = match kind {
        Kind::Problem => {
            "A problem keeps what they asked for and what they need, with the whys between, whom it hurts and what it costs them a year. Over all accounts they stand here, the costliest first."
        }
        Kind::Trend => {
            "A trend is where an industry is going. It comes to life with what it means for each account, whether you told them, and how they reacted."
        }
        Kind::Advocacy => {
            "What you ask of your own company for a customer stays here until it is decided and the customer has been told."
        }
        Kind::Promise => {
            "What you promised, to whom, by when, and what they promised you. A promise is never broken by accident."
        }
        Kind::Agreement => {
            "What runs until when, and by when notice must be given, the nearest first."
        }
        Kind::Person => {
            "Theirs and ours: what they want, whom they report to, where they stand, and who of ours covers them."
        }
        Kind::Question => "What you don't know yet, and whom to ask. An answer becomes a learning.",
        _ => super::super::choose::what(kind),
    };
    let new = match kind {
        Kind::Problem => "adds a problem",
        Kind::Trend => "adds a trend",
        Kind::Advocacy => "adds something to fight for",
        Kind::Promise => "adds a promise",
        Kind::Agreement => "adds an agreement",
        Kind::Person => "adds a person",
        Kind::Question => "adds a question",
        _ => "adds one",
    };
    let title = match kind {
        Kind::Problem => "No problems yet, over all accounts".to_owned(),
        Kind::Advocacy => "Nothing to fight for yet".to_owned(),
        kind => format!("No {} yet, over all accounts", kind.plural()),
    };
    (
        title,
        words.to_owned(),
        vec![(Action::New, new), (Action::Capture, "captures a line")],
    )
}
