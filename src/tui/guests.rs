//! Guests of meetings whom nobody knows: listed, taken as people of an account, or let go.

use super::action::Action;
use super::data::{Ask, Order};
use super::model::{Effect, Model};
use super::overlays::Overlay;
use super::overlays::menu::{Choice, Menu, Purpose, Value};
use crate::book::Guest;
use crate::domain::names::fold;
use crate::domain::{Id, Kind};

/// Asks the book who waits.
pub fn ask() -> Vec<Effect> {
    vec![Effect::Ask(Ask::Guests)]
}

/// Lists those who wait, each with the address and the latest meeting.
pub fn offer(model: &mut Model, guests: &[Guest]) {
    if guests.is_empty() {
        model
            .say("No guest of a meeting waits: everybody who was invited is known, or was let go.");
        return;
    }
    let choices = guests
        .iter()
        .map(|guest| {
            let email = guest.email.as_deref().filter(|_| guest.name.is_some());
            let more = match guest.meetings.len() {
                0 | 1 => String::new(),
                many => format!(" and {} more", many - 1),
            };
            let parts = [email.unwrap_or_default(), &guest.latest];
            let parts = parts.into_iter().filter(|part| !part.is_empty());
            let aside = parts.collect::<Vec<_>>().join(" · ");
            let value = Value::Word(guest.key.clone());
            Choice::new(guest.called(), &format!("{aside}{more}"), value)
        })
        .collect();
    let title = match guests.len() {
        1 => "1 guest whom nobody knows".to_owned(),
        many => format!("{many} guests whom nobody knows"),
    };
    let menu = Menu::new(&title, Purpose::Guests(guests.to_vec()), choices);
    model.overlays.push(Overlay::Menu(Box::new(menu)));
}

/// Asks of which account the chosen one is: that of the meeting first, then whose name is in the address.
pub fn whose(model: &mut Model, guests: &[Guest], key: &str) -> Vec<Effect> {
    let Some(guest) = guests.iter().find(|guest| guest.key == key) else {
        return Vec::new();
    };
    let host = guest
        .email
        .as_deref()
        .and_then(|email| email.rsplit_once('@'));
    let host = host.map_or("", |(_, host)| host).to_lowercase();
    let near = |id: Id, title: &str| {
        let word = fold(title);
        let word = word.split(' ').next().unwrap_or_default();
        let mut labels = host.split(['.', '-']);
        if labels.any(|label| label == word || (word.len() > 3 && label.contains(word))) {
            0
        } else {
            1 + u8::from(guest.account != Some(id))
        }
    };
    let mut accounts: Vec<(u8, String, Id, String)> = model
        .who
        .of_kind(Some(Kind::Account))
        .map(|(id, known)| {
            let title = known.title.clone();
            (near(id, &title), title, id, known.short.clone())
        })
        .collect();
    if accounts.is_empty() {
        model.say("There is no account yet that they could be of.");
        return Vec::new();
    }
    accounts.sort_by_key(|one| (one.0, fold(&one.1)));
    let choices = accounts
        .iter()
        .map(|(_, title, id, short)| Choice::new(title, short, Value::Record(*id)))
        .collect();
    let title = format!("{} is of", guest.called());
    let menu = Menu::new(&title, Purpose::GuestOf(key.to_owned()), choices);
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// Makes the guest a person of the account.
pub fn take(key: String, account: Id) -> Vec<Effect> {
    super::act::order(Order::TakeGuest { key, account })
}

/// Lets the chosen one go for good.
pub fn let_go(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Menu(menu)) = model.overlays.last() else {
        return Vec::new();
    };
    let Some(Value::Word(key)) = menu.chosen().first().cloned() else {
        return Vec::new();
    };
    model.overlays.pop();
    super::act::order(Order::LetGuestGo(key))
}

/// Lists the keys of the list.
pub fn hints() -> Vec<(Action, &'static str)> {
    vec![
        (Action::MenuChoose, "take as a person"),
        (Action::LineDelete, "let go for good"),
        (Action::MenuLeave, "back"),
    ]
}
