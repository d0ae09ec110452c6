//! Deleting records: what goes with them, and what is left behind.
//!
//! What belonged to an account waits in the inbox for another, and its units rise to where it was. A step that was agreed and that
//! a deleted promise said stays away with it.

use serde_json::{Value, json};

use super::command::Step;
use super::error::Result;
use super::handle::Book;
use crate::domain::{Body, Id, Object, agreed};

/// The steps that delete records, and how much they leave behind.
#[derive(Debug, Default)]
pub struct Deletion {
    /// The steps.
    pub steps: Vec<Step>,
    /// How many records wait in the inbox for another account.
    pub waits: usize,
    /// How many units rise.
    pub rises: usize,
}

fn edit(id: Id, fields: &[(&str, Value)]) -> Step {
    let named = |(name, value): &(&str, Value)| ((*name).to_owned(), value.clone());
    Step::Edit {
        id,
        set: fields.iter().map(named).collect(),
        was: Object::new(),
    }
}

impl Book {
    /// Gives the steps that delete records, and says what they leave behind.
    pub fn deleting(&mut self, ids: &[Id]) -> Result<Deletion> {
        let mut deletion = Deletion::default();
        let mut let_go = Vec::new();
        for record in self.records(ids)? {
            match &record.body {
                Body::Account(gone) => {
                    for member in self.account(record.id())? {
                        if !ids.contains(&member.id()) {
                            let fields = [("account", Value::Null), ("inbox", json!("account"))];
                            deletion.steps.push(edit(member.id(), &fields));
                            deletion.waits += 1;
                        }
                    }
                    for name in self.account_names()?.0 {
                        if name.account == Some(record.id()) && !ids.contains(&name.id) {
                            let above = gone.parent.filter(|id| !ids.contains(id));
                            let fields = [("parent", json!(above))];
                            deletion.steps.push(edit(name.id, &fields));
                            deletion.rises += 1;
                        }
                    }
                }
                Body::Promise(_) => let_go.push(record),
                _ => {}
            }
        }
        let drops = ids.iter().map(|id| Step::Drop { id: *id });
        deletion.steps.extend(drops);
        for promise in let_go {
            let Some(account) = promise.account() else {
                continue;
            };
            for touch in self.account(account)? {
                if !ids.contains(&touch.id())
                    && let Some((was, now)) = agreed::let_go(&touch, &promise)
                {
                    let one = |value| Object::from_iter([("extra".to_owned(), value)]);
                    deletion.steps.push(Step::Edit {
                        id: touch.id(),
                        set: one(now),
                        was: one(was),
                    });
                }
            }
        }
        Ok(deletion)
    }
}
