//! Compares rows of orders and usage with what the book has of each account.

use std::collections::{HashMap, HashSet};

use serde_json::json;

use super::make::key_of;
use super::{ActivityPlan, Planner, placeholder};
use crate::domain::{Id, Kind, Object};
use crate::interchange::activity::{
    AccountBy, ActivityRow, ActivityTable, identity, name_mark, nth_key, order_mark,
};
use crate::interchange::draft::{Draft, ForeignId, Key, Reading};
use crate::interchange::merge::{self, Merged};

impl Planner<'_> {
    pub(super) fn take_activity(&mut self, file: usize, reading: &mut Reading) {
        let mut table = std::mem::take(&mut reading.activity);
        table.settle();
        self.file_kinds(file);
        self.plan.files[file].new += reading.heads;
        let mut accounts: HashMap<String, Id> = HashMap::new();
        let mut made_new = 0;
        for name in table
            .accounts()
            .into_iter()
            .map(ToOwned::to_owned)
            .collect::<Vec<_>>()
        {
            let keys = match &table.by {
                AccountBy::Id(system) => {
                    let id = Key::Foreign(ForeignId {
                        system: system.clone(),
                        id: name.clone(),
                    });
                    let called = table.names.get(&name).cloned().map(Key::Name);
                    std::iter::once(id).chain(called).collect()
                }
                _ => vec![Key::Name(name.clone())],
            };
            let id = self.find(Kind::Account, &keys, None).unwrap_or_else(|| {
                let called = table.names.get(&name).unwrap_or(&name);
                made_new += u64::from(called == &name && table.by != AccountBy::Name);
                self.make_customer(file, &keys, called)
            });
            // What another row of this command merges away bought, the one that stays has bought.
            let into = self.plan.merges.iter().find(|(gone, _)| *gone == id);
            accounts.insert(name, into.map_or(id, |(_, stays)| *stays));
        }
        let mut per: HashMap<Id, (Vec<u32>, Vec<u64>)> = HashMap::new();
        let mut order: Vec<Id> = Vec::new();
        // Accounts of one file differ in their first bytes or their last, so that mixing them in keeps keys apart.
        let mut nth: HashMap<u64, u32> = HashMap::new();
        let mut stored: HashMap<Id, HashMap<u64, u64>> = HashMap::new();
        // A table of orders alone, whose lines stand in another one.
        let only_orders = table.iter().all(|row| row.product.is_empty());
        let mut with_lines: HashSet<u64> = HashSet::new();
        for (at, row) in table.iter().enumerate() {
            let Some(&account) = accounts.get(row.account) else {
                continue;
            };
            let (bare, content) = identity(&row, 0);
            let count = nth.entry(bare ^ mixed(account)).or_default();
            let key = if *count == 0 {
                bare
            } else {
                nth_key(&row, content, *count)
            };
            *count += 1;
            let world = self.world;
            let held = stored.entry(account).or_insert_with(|| {
                if self.made(account).is_some() {
                    HashMap::new()
                } else {
                    let merged = self.plan.merges.iter();
                    let merged = merged.filter(|(_, stays)| *stays == account);
                    let all = merged.map(|(gone, _)| *gone).chain([account]);
                    all.flat_map(|id| world.activity(id)).collect()
                }
            });
            let plan = &mut self.plan.files[file];
            if !row.order.is_empty() {
                let mark = order_mark(row.order);
                if only_orders && held.contains_key(&mark) && !held.contains_key(&key) {
                    plan.same += 1;
                    continue;
                }
                // Its lines take the place of the order that came without them.
                if !row.product.is_empty() && with_lines.insert(mark ^ mixed(account)) {
                    let bare = ActivityRow {
                        product: "",
                        code: "",
                        ..row
                    };
                    let bare = nth_key(&bare, 0, 0);
                    if held.contains_key(&bare) && !held.contains_key(&mark) {
                        per.entry(account).or_default().1.push(bare);
                    }
                }
            }
            // Rows of before that had only the product's name are known by it.
            let (mut key, mut content) = (key, content);
            if !row.code.is_empty() && !held.contains_key(&key) {
                let named = ActivityRow { code: "", ..row };
                let (_, says) = identity(&named, 0);
                let known = nth_key(&named, says, *count - 1);
                if held.contains_key(&known) {
                    (key, content) = (known, says);
                }
            }
            let names = !row.code.is_empty()
                && key == nth_key(&row, content, *count - 1)
                && !held.contains_key(&name_mark(key));
            match held.get(&key) {
                Some(known) if *known == content && !names => {
                    plan.same += 1;
                    continue;
                }
                Some(_) => {
                    plan.changed += 1;
                    per.entry(account).or_default().1.push(key);
                }
                None => plan.new += 1,
            }
            let entry = per.entry(account).or_default();
            if entry.0.is_empty() {
                order.push(account);
            }
            entry.0.push(u32::try_from(at).unwrap_or(u32::MAX));
        }
        for account in order {
            if let Some((rows, replaces)) = per.remove(&account) {
                self.plan.activity.push(ActivityPlan {
                    account,
                    file,
                    rows,
                    replaces,
                });
            }
        }
        if made_new > 0 {
            let customers = if made_new == 1 {
                "customer is"
            } else {
                "customers are"
            };
            reading.warn(format!("{made_new} {customers} known only by what they bought; import their table to name them"));
        }
        while self.plan.tables.len() <= file {
            self.plan.tables.push(ActivityTable::default());
        }
        self.plan.tables[file] = table;
    }

    pub(super) fn make_customer(&mut self, file: usize, keys: &[Key], name: &str) -> Id {
        let mut draft = Draft::new(Kind::Account);
        draft.set("name", name);
        for key in keys {
            if let Key::Foreign(foreign) = key {
                draft.foreign.push(foreign.clone());
            }
        }
        let id = placeholder(self.plan.makes.len());
        let mut record = Object::from_iter([
            ("id".to_owned(), json!(id)),
            ("kind".to_owned(), json!(Kind::Account)),
            ("name".to_owned(), json!(name)),
        ]);
        if !draft.foreign.is_empty() {
            record.insert(
                "foreign".to_owned(),
                draft
                    .foreign
                    .iter()
                    .map(|foreign| json!({"system": foreign.system, "id": foreign.id}))
                    .collect(),
            );
            if keys.iter().any(|key| matches!(key, Key::Name(_))) {
                merge::note_named(&mut record);
                return self.push_customer(file, record);
            }
            // The name is only the number: when the customer's table comes, its name takes the place.
            let mut merged = Merged::default();
            let key = key_of(&draft.foreign[0]);
            merge::field(
                &mut record,
                &key,
                "name",
                &json!(name),
                self.rules(),
                &mut merged,
            );
        }
        self.push_customer(file, record)
    }

    fn push_customer(&mut self, file: usize, record: Object) -> Id {
        let id = placeholder(self.plan.makes.len());
        self.pending.add(id, Kind::Account, &record, None);
        self.plan.makes.push(record);
        self.came.push((file, 0));
        *self
            .file_kinds(file)
            .entry("account".to_owned())
            .or_default() += 1;
        id
    }
}

/// Mixes an id into 64 bits.
pub(super) fn mixed(id: Id) -> u64 {
    let (mut high, mut low) = ([0; 8], [0; 8]);
    high.copy_from_slice(&id.bytes()[..8]);
    low.copy_from_slice(&id.bytes()[8..]);
    (u64::from_le_bytes(high) ^ u64::from_le_bytes(low).rotate_left(32))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
