//! Ties the records of one row of a prefixed table to each other.

use super::NOTHING;
use super::how::Plan;
use crate::domain::Kind;
use crate::interchange::{
    build::Builder,
    draft::{Draft, Key, Reference},
};

impl Plan {
    /// Ties the records of one row of a prefixed table to each other.
    pub(super) fn joined(&self, drafts: Vec<Vec<Draft>>) -> Result<Vec<Draft>, String> {
        let main = self.main;
        let mut firsts: Vec<Option<Draft>> = drafts
            .into_iter()
            .map(|mut drafts| {
                if drafts.is_empty() {
                    None
                } else {
                    Some(drafts.remove(0))
                }
            })
            .collect();
        let key_of = |firsts: &[Option<Draft>], kind: Kind| -> Vec<Key> {
            let Some(draft) = firsts.iter().flatten().find(|draft| draft.kind == kind) else {
                return Vec::new();
            };
            let mut keys: Vec<Key> = draft.foreign.iter().cloned().map(Key::Foreign).collect();
            keys.extend(
                draft
                    .list("emails")
                    .map(|email| Key::Email(email.to_owned())),
            );
            if !draft.text("name").is_empty() {
                keys.push(Key::Name(draft.text("name").to_owned()));
            }
            keys
        };
        let (account, person, deal) = (
            key_of(&firsts, Kind::Account),
            key_of(&firsts, Kind::Person),
            key_of(&firsts, Kind::Deal),
        );
        for draft in firsts.iter_mut().flatten() {
            let has = |field: &str| draft.refs.iter().any(|reference| reference.field == field);
            let mut more = Vec::new();
            if draft.kind != Kind::Account && !has("account") {
                more.push(Reference {
                    field: "account",
                    kind: Kind::Account,
                    keys: account.clone(),
                    many: false,
                    make: true,
                });
            }
            let whom = match draft.kind {
                Kind::Touchpoint => Some(("people", true)),
                Kind::Promise => Some(("to", true)),
                Kind::Learning => Some(("person", false)),
                Kind::Deal => Some(("links", true)),
                _ => None,
            };
            if let Some((field, many)) = whom.filter(|(field, _)| !has(field)) {
                more.push(Reference {
                    field,
                    kind: Kind::Person,
                    keys: person.clone(),
                    many,
                    make: false,
                });
            }
            if matches!(
                draft.kind,
                Kind::Touchpoint | Kind::Promise | Kind::Learning
            ) {
                more.push(Reference {
                    field: "links",
                    kind: Kind::Deal,
                    keys: deal.clone(),
                    many: true,
                    make: false,
                });
            }
            for reference in more {
                draft.refer(reference);
            }
        }
        // In a table of activities the others are only mentioned; in a sheet of everything each is told in full.
        let about_activities = firsts
            .get(main)
            .and_then(Option::as_ref)
            .is_some_and(|draft| matches!(draft.kind, Kind::Touchpoint | Kind::Promise));
        let mut ordered = Vec::new();
        if let Some(first) = firsts.get_mut(main).and_then(Option::take) {
            ordered.push(first);
        }
        for mut draft in firsts.into_iter().flatten() {
            let thin = draft.fields.len() <= 1
                || (matches!(draft.kind, Kind::Person | Kind::Deal) && draft.fields.len() <= 2);
            draft.mentioned = thin
                && draft.foreign.is_empty()
                && (about_activities || draft.kind == Kind::Account);
            // A person who is only a name in a list of activities is no record of its own, nor a deal without an account.
            let bare = match draft.kind {
                Kind::Person => draft.list("emails").next().is_none(),
                Kind::Deal => !draft
                    .refs
                    .iter()
                    .any(|reference| reference.field == "account"),
                _ => false,
            };
            if draft.mentioned && about_activities && bare {
                continue;
            }
            if Builder::has_name(&draft) {
                ordered.push(draft);
            }
        }
        match ordered.first() {
            Some(first) if Builder::has_name(first) => Ok(ordered),
            _ => Err(NOTHING.to_owned()),
        }
    }
}
