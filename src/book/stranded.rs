//! What an account that goes leaves behind: its records wait in the inbox for another, and its units rise to where it was.
//!
//! An account goes when it is deleted, and when the entry that made it is taken back. What came to it since goes with neither,
//! and must not stand under an account that is not there.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::core::{Core, trouble};
use super::error::Result;
use crate::domain::{Id, Kind, Object};
use crate::interchange::draft::Key;
use crate::interchange::world::foreign_ids;
use crate::journal::{Change, Conflict, Edit};

/// The fields by which a record stands under an account.
const UNDER: [&str; 3] = ["account", "inbox", "parent"];

/// One record that an account leaves behind.
pub(super) struct Left {
    /// What becomes of it.
    pub edit: Edit,
    /// The account that it belonged to.
    pub account: Id,
    /// Whether it is a unit, which rises.
    pub unit: bool,
}

/// How much waits in the inbox for another account, how many units rise, and of how many accounts that is.
#[derive(Default)]
pub(super) struct Waits {
    records: usize,
    units: usize,
    accounts: HashSet<Id>,
}

impl Waits {
    /// Counts what is left behind, and what the inverse of the changes puts back into the inbox.
    pub(super) fn count(left: &[Left], changes: &[Change]) -> Waits {
        let mut waits = Waits::default();
        for one in left {
            waits.accounts.insert(one.account);
            waits.units += usize::from(one.unit);
            waits.records += usize::from(!one.unit);
        }
        let made: HashSet<Id> = changes.iter().filter_map(made_account).collect();
        for change in changes.iter().filter(|_| !made.is_empty()) {
            let Change::Edit(edit) = change else { continue };
            for (field, pair) in edit.pairs() {
                let to = pair.new.as_str().and_then(|id| id.parse().ok());
                let Some(account) = to.filter(|id| made.contains(id)) else {
                    continue;
                };
                match field {
                    "account" => waits.records += 1,
                    "parent" => waits.units += 1,
                    _ => continue,
                }
                waits.accounts.insert(account);
            }
        }
        waits
    }

    /// Says it: `69 records that belonged to it wait in the inbox`; nothing where nothing waits.
    pub(super) fn said(&self) -> Option<String> {
        let it = if self.accounts.len() == 1 {
            "it"
        } else {
            "them"
        };
        let waits = waiting(self.records, it, true);
        let rises = rising(self.units).map(|rises| format!("{rises} to what was above"));
        let parts: Vec<String> = waits.into_iter().chain(rises).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// Says how many records wait for another account, while theirs is still there or once it has gone; nothing where none does.
pub fn waiting(count: usize, it: &str, gone: bool) -> Option<String> {
    let belong = match (gone, count) {
        (_, 0) => return None,
        (true, _) => "belonged",
        (false, 1) => "belongs",
        (false, _) => "belong",
    };
    Some(match count {
        1 => format!("1 record that {belong} to {it} waits in the inbox"),
        many => format!("{many} records that {belong} to {it} wait in the inbox"),
    })
}

/// Says how many units rise; nothing where none does.
pub fn rising(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 unit rises".to_owned()),
        many => Some(format!("{many} units rise")),
    }
}

/// Gives the account that a change made.
fn made_account(change: &Change) -> Option<Id> {
    match change {
        Change::Make(object) if text(object, "kind") == Some(Kind::Account.word()) => {
            change.record()
        }
        _ => None,
    }
}

/// Takes a record out from under its account; it waits for that one to come again, where another program knows it.
fn without_account(old: &Object, account: Option<&Object>) -> Object {
    let mut new = old.clone();
    new.shift_remove("account");
    let keys: Vec<String> = account
        .into_iter()
        .flat_map(foreign_ids)
        .map(|foreign| Key::Foreign(foreign).written(Kind::Account))
        .collect();
    let called = account.filter(|_| !keys.is_empty());
    let called = called.and_then(|account| text(account, "name"));
    let called = called.map(|name| Key::Name(name.to_owned()).written(Kind::Account));
    let keys: Vec<String> = keys.into_iter().chain(called).collect();
    let waits = if keys.is_empty() {
        "account".to_owned()
    } else {
        keys.join(" | ")
    };
    new.insert("inbox".into(), json!(waits));
    new
}

fn text<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}

impl Core {
    /// Says what an undo would take an account away from: which accounts, and what would wait; nothing where nothing would.
    ///
    /// Where no entry is named it is the last step of somebody who knows what it was: what that step brought goes unasked.
    pub(super) fn stranded(
        &mut self,
        bench: Option<&str>,
        wanted: Option<u64>,
    ) -> Result<Option<(String, String)>> {
        let target = self.taken_back_by(bench, wanted)?;
        let left = self.left_behind(&target.changes)?;
        if left.is_empty() && wanted.is_none() {
            return Ok(None);
        }
        let waits = Waits::count(&left, &target.changes);
        let Some(said) = waits.said() else {
            return Ok(None);
        };
        let name = |change: &Change| match change {
            Change::Make(object) => {
                made_account(change).filter(|id| waits.accounts.contains(id))?;
                text(object, "name").map(str::to_owned)
            }
            _ => None,
        };
        let names: Vec<String> = target.changes.iter().filter_map(name).collect();
        let which = match names.as_slice() {
            [] => "accounts".to_owned(),
            [one] => format!("the account {one}"),
            [first, rest @ ..] => format!("{first} and {} more accounts", rest.len()),
        };
        Ok(Some((which, said)))
    }

    /// Lists what stands under the accounts that some changes made, and would not go with them.
    pub(super) fn left_behind(&mut self, changes: &[Change]) -> Result<Vec<Left>> {
        let mut accounts: HashMap<Id, Option<Value>> = HashMap::new();
        for change in changes {
            if let (Change::Make(object), Some(id)) = (change, made_account(change)) {
                accounts.insert(id, object.get("parent").cloned());
            }
        }
        if accounts.is_empty() {
            return Ok(Vec::new());
        }
        // What goes too, or goes back to where it was, is not left behind.
        let own: HashSet<Id> = changes
            .iter()
            .filter(|change| match change {
                Change::Edit(edit) => edit.pairs().any(|(name, _)| UNDER.contains(&name)),
                _ => true,
            })
            .filter_map(Change::record)
            .collect();
        let mut left = Vec::new();
        let mut ids: Vec<Id> = accounts.keys().copied().collect();
        ids.sort_unstable();
        for account in &ids {
            let made = changes
                .iter()
                .find(|change| made_account(change) == Some(*account));
            let made = made.and_then(|change| match change {
                Change::Make(object) => Some(object),
                _ => None,
            });
            for old in self.store.account(*account).map_err(trouble)? {
                let id = text(&old, "id").and_then(|id| id.parse::<Id>().ok());
                if id.is_none_or(|id| id == *account || own.contains(&id)) {
                    continue;
                }
                left.extend(
                    Edit::between(&old, &without_account(&old, made)).map(|edit| Left {
                        edit,
                        account: *account,
                        unit: false,
                    }),
                );
            }
        }
        for name in self.store.account_names().map_err(trouble)?.0 {
            let Some((account, above)) = name
                .account
                .filter(|_| !own.contains(&name.id))
                .and_then(|of| accounts.get_key_value(&of))
            else {
                continue;
            };
            let Some(old) = self.store.get(name.id).map_err(trouble)? else {
                continue;
            };
            let goes = |id: &Value| {
                let id = id.as_str().and_then(|id| id.parse::<Id>().ok());
                id.is_none_or(|id| accounts.contains_key(&id))
            };
            let mut new = old.clone();
            match above.as_ref().filter(|above| !goes(above)) {
                Some(above) => new.insert("parent".into(), above.clone()),
                None => new.shift_remove("parent"),
            };
            left.extend(Edit::between(&old, &new).map(|edit| Left {
                edit,
                account: *account,
                unit: true,
            }));
        }
        Ok(left)
    }

    /// Says whether a record is in the way only since it was left behind by an account.
    pub(super) fn was_left_behind(&mut self, conflict: &Conflict) -> Result<bool> {
        match conflict {
            Conflict::Moved { id, field, .. } if UNDER.contains(&field.as_str()) => {
                self.put_there_by_undo(*id, field)
            }
            _ => Ok(false),
        }
    }

    /// Says whether the entry that set a field of a record last took another back, so that nobody chose what stands there.
    fn put_there_by_undo(&mut self, id: Id, field: &str) -> Result<bool> {
        let history = self.store.history_of(id).map_err(trouble)?;
        for seq in history.into_iter().rev() {
            let entry = self.store.entry(seq).map_err(trouble)?;
            let sets = entry.changes.iter().any(|change| match change {
                Change::Edit(edit) => edit.id == id && edit.pairs().any(|(name, _)| name == field),
                made => made.record() == Some(id),
            });
            if sets {
                return Ok(entry.head.cause.undo.is_some());
            }
        }
        Ok(false)
    }

    /// Fits the inverse of a change to where an account left its record behind; nothing where nothing is left of it.
    pub(super) fn fitted(&mut self, inverse: Change) -> Result<Option<Change>> {
        let Some(id) = inverse.record() else {
            return Ok(Some(inverse));
        };
        let Some(now) = self.store.get(id).map_err(trouble)? else {
            return Ok(Some(inverse));
        };
        match inverse {
            Change::Drop(mut object) => {
                for field in UNDER {
                    if object.get(field) != now.get(field) && self.put_there_by_undo(id, field)? {
                        match now.get(field) {
                            Some(value) => object.insert(field.into(), value.clone()),
                            None => object.shift_remove(field),
                        };
                    }
                }
                Ok(Some(Change::Drop(object)))
            }
            Change::Edit(edit) => {
                let mut after = now.clone();
                let mut moved = false;
                let mut before = now.clone();
                for (field, pair) in edit.pairs() {
                    let found = now.get(field).cloned().unwrap_or_default();
                    let put = |object: &mut Object, value: &Value| match value {
                        Value::Null => object.shift_remove(field),
                        value => object.insert(field.to_owned(), value.clone()),
                    };
                    let fits = pair.old == found
                        || !UNDER.contains(&field)
                        || !self.put_there_by_undo(id, field)?;
                    if fits {
                        put(&mut before, &pair.old);
                        put(&mut after, &pair.new);
                        continue;
                    }
                    let there = match pair.new.as_str().and_then(|id| id.parse::<Id>().ok()) {
                        Some(account) => self.store.get(account).map_err(trouble)?.is_some(),
                        None => field == "inbox",
                    };
                    // Where it came from is gone too: it goes on waiting.
                    if there {
                        moved |= field == "account";
                        put(&mut after, &pair.new);
                    }
                }
                if moved {
                    after.shift_remove("inbox");
                }
                Ok(Edit::between(&before, &after).map(Change::Edit))
            }
            other => Ok(Some(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::book::{Book, Clock, Command, Options, Receipt, Step};
    use crate::domain::{Id, Object, Record};

    fn book(folder: &tempfile::TempDir) -> Book {
        let now = "2026-11-23T09:00:00-05:00[America/New_York]";
        Book::open(Options {
            dir: folder.path().join("book"),
            clock: Clock::fixed(now.parse().unwrap()),
            author: "robin".into(),
            create: true,
            bench: None,
        })
        .unwrap()
    }

    fn make(book: &mut Book, fields: serde_json::Value) -> Id {
        let mut object: Object = serde_json::from_value(fields).unwrap();
        object.insert("id".into(), json!(Id::from_bytes([0xff; 16])));
        let made = book.write("add", vec![Step::Make(object)]).unwrap().made;
        // What was made first is what was asked for; what was planned with it comes after.
        made[0].id
    }

    fn set(book: &mut Book, id: Id, field: &str, value: serde_json::Value) {
        let set = Object::from_iter([(field.to_owned(), value)]);
        let was = Object::new();
        book.write("edit", vec![Step::Edit { id, set, was }])
            .unwrap();
    }

    fn undo(book: &mut Book, entry: u64) -> Receipt {
        let entry = Some(entry);
        book.execute(Command::Undo { bench: None, entry }).unwrap()
    }

    fn read(book: &mut Book, id: Id) -> Record {
        book.record(id).unwrap().unwrap()
    }

    #[test]
    fn what_an_account_leaves_behind_waits_and_all_of_it_can_be_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = book(&folder);
        let above = make(&mut book, json!({"kind": "account", "name": "Beacon"}));
        let account = make(
            &mut book,
            json!({"kind": "account", "name": "Beacon Mutual", "parent": above}),
        );
        let unit = make(
            &mut book,
            json!({"kind": "account", "name": "Beacon East", "parent": account}),
        );
        let other = make(
            &mut book,
            json!({"kind": "promise", "what": "the map", "account": above}),
        );
        let promise = make(
            &mut book,
            json!({"kind": "promise", "what": "the list", "account": account}),
        );
        set(&mut book, other, "account", json!(account));
        let [which, waits] = book.stranded(Some(2)).unwrap().unwrap();
        assert_eq!(which, "the account Beacon Mutual");
        assert_eq!(
            waits,
            "2 records that belonged to it wait in the inbox, 1 unit rises to what was above"
        );
        let said = undo(&mut book, 2).said;
        assert!(said.ends_with(&waits), "{said}");
        for id in [promise, other] {
            let record = read(&mut book, id);
            assert_eq!(record.account(), None);
            assert_eq!(record.base.inbox.as_deref(), Some("account"));
        }
        assert_eq!(read(&mut book, unit).get("parent"), Some(json!(above)));

        // Done again, all of it is where it was; taken back once more, it waits again, and that is said.
        book.execute(Command::Redo { bench: None }).unwrap();
        assert_eq!(read(&mut book, promise).account(), Some(account));
        assert_eq!(read(&mut book, unit).get("parent"), Some(json!(account)));
        assert_eq!(read(&mut book, promise).base.inbox, None);
        let again = book.position().unwrap().0;
        assert_eq!(book.stranded(None).unwrap(), None);
        assert_eq!(book.stranded(Some(again)).unwrap().unwrap()[1], waits);
        undo(&mut book, again);

        // What came after can be taken back out of its turn: what the account left behind is in nobody's way.
        undo(&mut book, 6);
        let record = read(&mut book, other);
        assert_eq!((record.account(), record.base.inbox), (Some(above), None));
        for entry in [5, 4, 3, 1] {
            undo(&mut book, entry);
        }
        assert!(book.objects().unwrap().is_empty());
    }

    #[test]
    fn what_somebody_filed_since_stays_in_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = book(&folder);
        make(&mut book, json!({"kind": "account", "name": "Beacon"}));
        let account = book.account_names().unwrap().0[0].id;
        let promise = make(
            &mut book,
            json!({"kind": "promise", "what": "the list", "account": account}),
        );
        undo(&mut book, 1);
        set(&mut book, promise, "what", json!("the whole list"));
        let entry = Some(2);
        let refused = book
            .execute(Command::Undo { bench: None, entry })
            .unwrap_err();
        assert!(
            refused.to_string().contains("what of promise pm1"),
            "{refused}"
        );
        undo(&mut book, 4);
        undo(&mut book, 2);
        assert!(book.objects().unwrap().is_empty());
    }

    #[test]
    fn what_points_to_a_record_is_counted_without_what_belongs_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let mut book = book(&folder);
        let account = make(&mut book, json!({"kind": "account", "name": "Beacon"}));
        let problem = make(
            &mut book,
            json!({"kind": "problem", "title": "lines", "account": account}),
        );
        let linked = json!({
            "kind": "learning", "fact": "they count", "account": account,
            "links": [{"to": problem, "how": "about"}],
        });
        let learning = make(&mut book, linked);
        make(
            &mut book,
            json!({"kind": "promise", "what": "x", "account": account, "notes": problem}),
        );
        let found = book.pointing(&[problem]).unwrap();
        assert_eq!(found, [(crate::domain::Kind::Learning, learning)]);
        assert_eq!(book.pointing(&[account]).unwrap(), []);
        assert_eq!(book.pointing(&[problem, learning]).unwrap(), []);
    }
}
