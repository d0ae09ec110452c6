//! Compares rows of orders and usage with what the book has of each account.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use super::attach::point;
use super::find::BUT_FOR_THE_FORM;
use super::make::key_of;
use super::{ActivityPlan, Class, FilePlan, Planner, placeholder};
use crate::domain::usage::is_use;
use crate::domain::{Id, Kind, Object, names::fold};
use crate::interchange::activity::{
    AccountBy, ActivityRow, ActivityTable, identity, name_mark, nth_key, order_mark,
};
use crate::interchange::draft::{Draft, ForeignId, Key, Reading};
use crate::interchange::merge::{self, Merged};
use crate::interchange::world::{bare, texts};

impl Planner<'_> {
    pub(super) fn take_activity(&mut self, file: usize, reading: &mut Reading) {
        let mut table = std::mem::take(&mut reading.activity);
        table.settle();
        self.file_kinds(file);
        let mut accounts: HashMap<String, Id> = HashMap::new();
        // Accounts that this file tells the number of.
        let mut taught: HashSet<Id> = HashSet::new();
        let mut made_new = 0;
        let sold = table.sold_to();
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
            let known = self.by_the_name(&table, &name);
            let known = known.or_else(|| self.find(Kind::Account, &keys, None));
            let known = known.or_else(|| {
                let email = table.emails.get(&name).unwrap_or(&name);
                self.account_of_buyer(email)
            });
            // Who only asked for an offer, or cancelled all, is no customer for that.
            if known.is_none()
                && (name.contains('@')
                    || sold
                        .as_ref()
                        .is_some_and(|sold| !sold.contains(name.as_str())))
            {
                continue;
            }
            if let (Some(id), Some(Key::Foreign(number))) = (known, keys.first())
                && table.names.contains_key(&name)
                && self.learn_number(id, number)
            {
                taught.insert(id);
            }
            let id = if let Some(id) = known {
                id
            } else {
                let called = table.names.get(&name).unwrap_or(&name);
                let numbered = called == &name && table.by != AccountBy::Name;
                made_new += u64::from(numbered);
                let alike = if numbered {
                    Vec::new()
                } else {
                    self.plan.files[file].beside.push(called.clone());
                    self.by_bare_name(&bare(&fold(called)))
                };
                let id = self.make_customer(file, &keys, called);
                if let Some(says) = self.doubt_customer(file, id, &alike) {
                    reading.warn(says);
                }
                id
            };
            // What another row of this command merges away bought, the one that stays has bought.
            let into = self.plan.merges.iter().find(|(gone, _)| *gone == id);
            accounts.insert(name, into.map_or(id, |(_, stays)| *stays));
        }
        let mut earlier = std::mem::take(&mut self.overlap);
        let mut per: HashMap<Id, (Vec<u32>, Vec<u64>)> = HashMap::new();
        let mut order: Vec<Id> = Vec::new();
        // Accounts of one file differ in their first bytes or their last, so that mixing them in keeps keys apart.
        let mut nth: HashMap<u64, u32> = HashMap::new();
        let mut stored: HashMap<Id, HashMap<u64, u64>> = HashMap::new();
        // A table of orders alone, whose lines stand in another one.
        let only_orders = table.iter().all(|row| row.product.is_empty());
        let mut with_lines: HashSet<u64> = HashSet::new();
        // A row of a file that counts several things is several here, and one to whoever counts rows.
        let mut line: Option<(u64, Class)> = None;
        for (at, row) in table.iter().enumerate() {
            let Some(&account) = accounts.get(row.account) else {
                if table.is_void(at) {
                    count_line(&mut self.plan.files[file], &mut line, row.line, Class::Same);
                    continue;
                }
                reading.reject(row.line, "no company is named, and nobody is known at the address of whoever ordered; import their people first", "");
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
                let mut held = if self.made(account).is_some() {
                    HashMap::new()
                } else {
                    let merged = self.plan.merges.iter();
                    let merged = merged.filter(|(_, stays)| *stays == account);
                    let all = merged.map(|(gone, _)| *gone).chain([account]);
                    all.flat_map(|id| world.activity(id)).collect()
                };
                earlier.lay_over(account, &mut held);
                held
            });
            let plan = &mut self.plan.files[file];
            if !row.order.is_empty() {
                let mark = order_mark(row.order);
                if only_orders && held.contains_key(&mark) && !held.contains_key(&key) {
                    if table.is_void(at) {
                        reading.warn("orders that are cancelled by now are still counted by their lines; import the lines in the same command to take them back");
                    }
                    count_line(plan, &mut line, row.line, Class::Same);
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
                    if held.contains_key(&bare)
                        && !held.contains_key(&mark)
                        && !earlier.supersede(account, bare)
                    {
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
            // So are rows of before that did not say that they count a use.
            if is_use(row.channel) && !held.contains_key(&key) {
                for product in [row.product, ""] {
                    let before = ActivityRow {
                        channel: "",
                        product,
                        ..row
                    };
                    let (_, says) = identity(&before, 0);
                    let known = nth_key(&before, says, *count - 1);
                    if held.get(&known) == Some(&says) {
                        (key, content) = (known, says);
                    }
                }
            }
            let names = !row.code.is_empty()
                && key == nth_key(&row, content, *count - 1)
                && !held.contains_key(&name_mark(key));
            if table.is_void(at) {
                // What was not sold takes back what the book has of it, and is nothing by itself.
                let mut is_held = held.contains_key(&key);
                if is_held && let Some(told) = earlier.take(account, key) {
                    is_held = told.in_book.is_some();
                    if !is_held {
                        let of = &mut self.plan.files[told.file];
                        of.new = of.new.saturating_sub(1);
                        of.same += 1;
                    }
                } else if is_held && !earlier.cancelled.remove(&(account, key)) {
                    per.entry(account).or_default().1.push(key);
                }
                if per.contains_key(&account) {
                    order.push(account);
                }
                let class = if is_held { Class::Changed } else { Class::Same };
                count_line(&mut self.plan.files[file], &mut line, row.line, class);
                continue;
            }
            let mut class = match held.get(&key) {
                Some(known) if *known == content && !names => Class::Same,
                Some(_) => Class::Changed,
                None => Class::New,
            };
            let mut replaces = class == Class::Changed;
            let in_book = held.get(&key).copied();
            if replaces && let Some(told) = earlier.take(account, key) {
                replaces = false;
                if told.in_book == Some(content) && !names {
                    // What the earlier file said otherwise the later one takes back.
                    earlier.cancelled.insert((account, key));
                    let of = &mut self.plan.files[told.file];
                    of.changed = of.changed.saturating_sub(1);
                    of.same += 1;
                    class = Class::Same;
                }
                earlier.keep_book(account, key, told.in_book);
            } else if replaces && earlier.cancelled.remove(&(account, key)) {
                // An earlier file takes the book's row out already.
                replaces = false;
            }
            let plan = &mut self.plan.files[file];
            if self.has_heads && !row.order.is_empty() {
                let lines = self.lines_of.entry(order_mark(row.order));
                lines.or_default().insert(class);
            }
            let told = match class {
                Class::Same if taught.contains(&account) => Class::Changed,
                class => class,
            };
            taught.remove(&account);
            count_line(plan, &mut line, row.line, told);
            match class {
                Class::Changed | Class::New => {}
                Class::Same | Class::Doubtful => continue,
            }
            let entry = per.entry(account).or_default();
            if replaces {
                entry.1.push(key);
            }
            if entry.0.is_empty() {
                order.push(account);
            }
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            entry.0.push(at);
            earlier.note(account, key, &row, (content, file, at), in_book);
        }
        self.overlap = earlier;
        flush_line(&mut self.plan.files[file], line);
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

    /// Gives the account of whoever ordered under an address: a known person's, else the one at whose domain it is.
    fn account_of_buyer(&self, email: &str) -> Option<Id> {
        if !email.contains('@') {
            return None;
        }
        let keys = [Key::Email(email.to_owned())];
        let person = self.find(Kind::Person, &keys, None);
        let account = person.and_then(|person| self.account_of(person));
        account.or_else(|| self.account_at(&keys))
    }

    /// Gives the account that a row names where its number is known as another's: a number of another shop's, that is.
    fn by_the_name(&self, table: &ActivityTable, number: &str) -> Option<Id> {
        let AccountBy::Id(system) = &table.by else {
            return None;
        };
        let name = table.names.get(number)?;
        let of_number = self.by_foreign(
            Kind::Account,
            &ForeignId {
                system: system.clone(),
                id: number.to_owned(),
            },
        )?;
        let of_number = self.now(of_number);
        let folded = fold(name);
        let is_called = self.look(of_number, |record| {
            let own = record.get("name").and_then(Value::as_str);
            let mut names = own.into_iter().chain(texts(record, "aliases"));
            names.any(|held| fold(held) == folded)
        });
        if is_called == Some(true) {
            return None;
        }
        let named = self.find(Kind::Account, &[Key::Name(name.clone())], None)?;
        (named != of_number).then_some(named)
    }

    /// Notes by which number a file knows an account that it names as well; says whether that was new.
    fn learn_number(&mut self, id: Id, number: &ForeignId) -> bool {
        if self.by_foreign(Kind::Account, number).is_some() {
            return false;
        }
        let region = self.options.region.clone();
        let Some(record) = self.open(id) else {
            return false;
        };
        let told = json!({"system": number.system, "id": number.id});
        match record.entry("foreign").or_insert_with(|| json!([])) {
            Value::Array(list) => list.push(told),
            _ => return false,
        }
        let after = record.clone();
        self.pending
            .add(id, Kind::Account, &after, region.as_deref());
        true
    }

    /// Counts the orders whose lines stand in another file: each is what its lines are.
    pub(super) fn count_heads(&mut self, file: usize, heads: &[u64]) {
        for mark in heads {
            let classes = self.lines_of.get(mark);
            let only = |class| classes.is_none_or(|all| all.iter().all(|one| *one == class));
            let plan = &mut self.plan.files[file];
            if only(Class::Same) {
                plan.same += 1;
            } else if only(Class::New) {
                plan.new += 1;
            } else {
                plan.changed += 1;
            }
        }
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

    /// Links a customer that an order names to those whom it may be; says so.
    fn doubt_customer(&mut self, file: usize, id: Id, alike: &[Id]) -> Option<String> {
        let all = alike.iter().take(3);
        let all: Vec<String> = all.map(|other| self.pointed(*other, file)).collect();
        let name = self.name(id);
        let record = self.open(id)?;
        for other in alike {
            point(record, "links", *other, "maybe same");
        }
        (!alike.is_empty()).then(|| {
            let all = all.join(" or ");
            format!("account {name}, which is made, may be {all}: {BUT_FOR_THE_FORM}")
        })
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

/// Counts a row, once with all others of its line: what is new and what is the same make a changed one.
fn count_line(plan: &mut FilePlan, held: &mut Option<(u64, Class)>, line: u64, class: Class) {
    match held {
        Some((of, known)) if *of == line && line > 0 => {
            if *known != class {
                *known = Class::Changed;
            }
        }
        _ => flush_line(plan, held.replace((line, class))),
    }
}

fn flush_line(plan: &mut FilePlan, held: Option<(u64, Class)>) {
    match held {
        Some((_, Class::New)) => plan.new += 1,
        Some((_, Class::Changed)) => plan.changed += 1,
        Some((_, Class::Same | Class::Doubtful)) => plan.same += 1,
        None => {}
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
