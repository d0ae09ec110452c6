//! Merges what a file says into what the book has, field by field, so that nothing a person typed is lost unseen.
//!
//! With each record the book keeps, under `brought`, what each source brought last: for `"hubspot 5101"` the field's
//! name and a short hash of its value (for a list, of each of its items; for a reference, the id itself). Three values
//! then decide: if the book still has what was brought, the file's is taken; if the file still says what it said, the
//! book's is kept; if both moved, the book's is kept and shown, unless the person says `--theirs`. It is shown, and can be
//! taken, as long as both differ: what was not taken is not remembered. Empty is unknown and overwrites nothing.

mod list;

use std::borrow::Cow;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;

use super::build::NO_CURRENCY;
use super::draft::Revision;
use crate::domain::Object;
use list::{Told, columns_name};

/// Stands for what an id told whose new value was shown and not taken: it is like no other value.
const WITHHELD: &str = "-";

/// Says how one field came out.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The field; a name within `extra` after a dot.
    pub field: String,
    /// What the book has.
    pub old: Option<Value>,
    /// What it will have, or what the file says where the book's is kept.
    pub new: Option<Value>,
}

impl Changed {
    /// Says whether nothing that was there gives way.
    pub fn adds(&self) -> bool {
        match (&self.old, &self.new) {
            (None, _) => true,
            (Some(Value::Array(old)), Some(Value::Array(new))) => {
                old.iter().all(|item| new.contains(item))
            }
            _ => false,
        }
    }
}

/// Holds what a merge did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Merged {
    /// Fields that change.
    pub changed: Vec<Changed>,
    /// Fields where both moved and the book's value is kept (or gave way to `--theirs`).
    pub kept: Vec<Changed>,
}

/// Gives a value's short hash, under which it is remembered as brought.
pub fn hash(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    blake3::hash(text.as_bytes())
        .to_hex()
        .chars()
        .take(10)
        .collect()
}

/// What decides beside the three values.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules<'a> {
    /// Whether the file's value counts where both sides moved.
    pub theirs: bool,
    /// The country whose phone numbers lack a country code.
    pub region: Option<&'a str>,
    /// Whether an earlier row of the file told of this record already, so that this one only fills what is empty.
    pub fills: bool,
    /// Whether the row's own id told of this record before: where it told a value, its own last one decides.
    pub own: bool,
    /// The marks of the columns in which a list's items stand; nothing where the row tells the whole list.
    pub columns: Option<&'a [String]>,
}

/// Merges one field's value into a record and notes it as brought by `source`.
pub fn field(
    record: &mut Object,
    source: &str,
    name: &str,
    file: &Value,
    rules: Rules<'_>,
    merged: &mut Merged,
) {
    let theirs = rules.theirs;
    let told = in_known_currency(record, name, file);
    let base = brought_of(record, source, name);
    let held = get(record, name);
    let off = taken_off(record, name);
    if rules.fills
        && !(rules.own && base.is_some())
        && !file.is_array()
        && let Some(held) = &held
    {
        if !same(held, &told) {
            merged.kept.push(Changed {
                field: name.to_owned(),
                old: Some(held.clone()),
                new: Some(told.into_owned()),
            });
        }
        return;
    }
    let clashes = merged.kept.len();
    let (value, remembered) = if let Value::Array(items) = file {
        let told = Told {
            marks: base.as_ref(),
            columns: brought_of(record, source, &columns_name(name)).as_ref(),
            off: &off,
        }
        .merge(held.as_ref(), items, name == "phones", rules);
        // Of a list that stood in no columns, or in some that nobody knows, no older word of them stays.
        let columns = columns_name(name);
        if told.columns.is_some() || brought_of(record, source, &columns).is_some() {
            let known = told.columns.unwrap_or_default();
            remember(record, source, &columns, Value::Array(known));
        }
        (Some(told.list), told.marks)
    } else {
        let remembered = if is_reference(name) {
            file.clone()
        } else {
            Value::String(hash(file))
        };
        (
            single(
                held.as_ref(),
                // What somebody emptied here was told before, whoever told it.
                if held.is_none() && off.iter().any(|mark| *mark == hash(file)) {
                    Some(&remembered)
                } else {
                    base.as_ref()
                },
                &told,
                &remembered,
                name,
                theirs,
                merged,
            ),
            remembered,
        )
    };
    let is_nothing = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
    if let Some(value) = value
        && held.as_ref() != Some(&value)
        && !(held.is_none() && is_nothing(&value))
    {
        merged.changed.push(Changed {
            field: name.to_owned(),
            old: held,
            new: Some(value.clone()),
        });
        set(record, name, value);
    }
    let withheld = merged.kept.len() > clashes && !theirs;
    if base.as_ref() != Some(&remembered) && !withheld {
        remember(record, source, name, remembered);
    } else if withheld && rules.own && !file.is_array() {
        // What it told before is its own no more, even where another id tells just that one day.
        remember(record, source, name, Value::from(WITHHELD));
    }
}

/// Gives what is remembered of a source under a name.
fn brought_of(record: &Object, source: &str, name: &str) -> Option<Value> {
    record.get("brought")?.get(source)?.get(name).cloned()
}

fn single(
    held: Option<&Value>,
    base: Option<&Value>,
    file: &Value,
    remembered: &Value,
    name: &str,
    theirs: bool,
    merged: &mut Merged,
) -> Option<Value> {
    let Some(held) = held else {
        // What the book has emptied since stays empty as long as the file says what it said.
        return (base != Some(remembered)).then(|| file.clone());
    };
    if same(held, file) {
        return None;
    }
    let now = if is_reference(name) {
        held.clone()
    } else {
        Value::String(hash(held))
    };
    if base == Some(&now) {
        return Some(file.clone());
    }
    if base == Some(remembered) {
        return None;
    }
    // An amount whose currency nobody named gets it from the file that does.
    if without_currency(file).is_some_and(|bare| bare == Value::String(hash(held))) {
        return Some(file.clone());
    }
    // All that was typed is the currency that the file never names.
    let unnamed = without_currency(file).as_ref() == Some(remembered);
    if unnamed && base.is_some() && base == without_currency(held).as_ref() {
        return Some(file.clone());
    }
    let clash = Changed {
        field: name.to_owned(),
        old: Some(held.clone()),
        new: Some(file.clone()),
    };
    merged.kept.push(clash);
    theirs.then(|| file.clone())
}

/// Gives an item of a list as it is compared: of phone numbers two ways of writing one are one.
fn comparable(item: &Value, phones: bool, region: Option<&str>) -> Value {
    match (phones, item) {
        // An extension tells two numbers apart.
        (true, Value::String(text)) if !text.contains(['x', 'X', '#', ';']) => {
            super::values::e164(text, region).map_or_else(|| folded(item), Value::String)
        }
        _ => folded(item),
    }
}

/// Under this source stands what somebody took away here by hand: no file brings it again, whichever named it before.
const HERE: &str = "here";

/// Remembers what somebody took away by hand from a record that files told of, and forgets what is there again.
pub fn note_taken_off(before: &Object, record: &mut Object) {
    let told = |brought: &Value| {
        let mut sources = brought.as_object().into_iter().flat_map(Map::keys);
        sources.any(|source| source != HERE && source != NAMED)
    };
    if !record.get("brought").is_some_and(told) {
        return;
    }
    let marks = |value: Option<&Value>| -> Vec<String> {
        match value {
            Some(Value::Array(items)) => items.iter().map(|item| hash(&folded(item))).collect(),
            Some(text @ Value::String(_)) => vec![hash(text)],
            _ => Vec::new(),
        }
    };
    let own = |name: &str| {
        is_reference(name)
            || matches!(
                name,
                "brought" | "foreign" | "links" | "extra" | "inbox" | "state" | "changed" | "roles"
            )
    };
    let names = before
        .keys()
        .chain(record.keys().filter(|name| !before.contains_key(*name)));
    let names: Vec<String> = names
        .filter(|name| !own(name) && before.get(*name) != record.get(*name))
        .cloned()
        .collect();
    for name in names {
        let is = marks(record.get(&name));
        // A text that was typed over is compared with what was brought, as ever.
        let typed_over = before.get(&name).is_some_and(Value::is_string) && !is.is_empty();
        let mut off = taken_off(record, &name);
        let known = off.len();
        off.retain(|mark| !is.contains(mark) && !typed_over);
        let gone = marks(before.get(&name)).into_iter();
        let gone: Vec<String> = gone
            .filter(|mark| !typed_over && !is.contains(mark) && !off.contains(mark))
            .collect();
        if gone.is_empty() && off.len() == known {
            continue;
        }
        off.extend(gone);
        let off = off.into_iter().map(Value::String).collect();
        remember(record, HERE, &name, off);
    }
}

/// Gives the marks of what somebody took away here of a field.
fn taken_off(record: &Object, name: &str) -> Vec<String> {
    let here = record.get("brought").and_then(|brought| brought.get(HERE));
    let marks = here.and_then(|fields| fields.get(name)?.as_array());
    let marks = marks.into_iter().flatten().filter_map(Value::as_str);
    marks.map(str::to_owned).collect()
}

/// Says whether somebody took an item off a list here.
pub fn was_taken_off(record: &Object, name: &str, item: &Value) -> bool {
    taken_off(record, name).contains(&hash(&folded(item)))
}

/// Runs blanks together: programs that pass a text on do so, and nobody typed it.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn folded(item: &Value) -> Value {
    match item {
        Value::String(text) => Value::String(squeezed(text).to_lowercase()),
        other => other.clone(),
    }
}

/// Gives an amount that names no currency in that of the book's: a currency that nobody named is unknown, and overwrites none.
fn in_known_currency<'v>(record: &Object, name: &str, file: &'v Value) -> Cow<'v, Value> {
    let unnamed = file
        .get("currency")
        .is_some_and(|named| named == NO_CURRENCY);
    let held = if unnamed { get(record, name) } else { None };
    match held.as_ref().and_then(|held| held.get("currency")) {
        Some(known) if known != NO_CURRENCY => Cow::Owned(in_currency(file, known)),
        _ => Cow::Borrowed(file),
    }
}

fn in_currency(amount: &Value, currency: &Value) -> Value {
    let mut amount = amount.clone();
    if let Some(parts) = amount.as_object_mut() {
        parts.insert("currency".to_owned(), currency.clone());
    }
    amount
}

/// Gives the hash of an amount as it was before somebody said its currency.
fn without_currency(held: &Value) -> Option<Value> {
    held.get("currency")?;
    let unnamed = in_currency(held, &Value::from(NO_CURRENCY));
    Some(Value::String(hash(&unnamed)))
}

/// Says whether a zone's name is one of those of universal time.
pub(super) fn is_utc(name: &str) -> bool {
    matches!(
        name,
        "UTC" | "Etc/UTC" | "Etc/UCT" | "UCT" | "Etc/Zulu" | "Zulu" | "Etc/Universal" | "Universal"
    )
}

/// Gives a moment without the name of its zone, where that is universal time.
fn universal(text: &str) -> Option<&str> {
    let (moment, zone) = text.strip_suffix(']')?.split_once('[')?;
    is_utc(zone).then_some(moment)
}

fn same(held: &Value, file: &Value) -> bool {
    match (held, file) {
        (Value::String(held), Value::String(file)) => {
            held.split_whitespace().eq(file.split_whitespace())
                || (!held.is_ascii() && held.nfc().eq(file.nfc()))
                || universal(held).is_some_and(|held| universal(file) == Some(held))
        }
        _ => held == file,
    }
}

/// Says whether a field is as a source brought it last, so that nobody here typed it.
pub fn is_as_brought(record: &Object, name: &str) -> bool {
    let Some(held) = get(record, name) else {
        return false;
    };
    let mark = if is_reference(name) {
        held
    } else {
        Value::String(hash(&held))
    };
    let brought = record.get("brought").and_then(Value::as_object);
    let mut sources = brought.into_iter().flatten();
    sources.any(|(source, fields)| source != HERE && fields.get(name) == Some(&mark))
}

/// Says whether two versions of a record differ in more than what is remembered of their sources.
pub fn differs(before: &Object, after: &Object) -> bool {
    let own = |record: &Object| record.len() - usize::from(record.contains_key("brought"));
    own(before) != own(after)
        || after
            .iter()
            .any(|(name, value)| name != "brought" && before.get(name) != Some(value))
}

/// Remembers a reference that attached itself as brought by every source of the record that did not bring one, since the
/// book keeps no word of which of them waited.
pub fn remember_attached(record: &mut Object, name: &str, id: &Value) {
    let Some(Value::Object(brought)) = record.get_mut("brought") else {
        return;
    };
    for (source, fields) in brought.iter_mut() {
        if let Value::Object(fields) = fields
            && source != HERE
        {
            fields.entry(name.to_owned()).or_insert_with(|| id.clone());
        }
    }
}

/// Gives what a source brought under another key than before: its row's address has changed, and the record is known by
/// another. `is_here` says whether the file has a row of a key.
pub fn follow(record: &mut Object, system: &str, key: &str, is_here: &dyn Fn(&str) -> bool) {
    let Some(Value::Object(brought)) = record.get_mut("brought") else {
        return;
    };
    if brought.contains_key(key) {
        return;
    }
    let of_source = |held: &&String| {
        held.strip_prefix(system)
            .is_some_and(|rest| rest.starts_with(' '))
            && !is_here(held)
    };
    let mut before = brought.keys().filter(of_source);
    if let (Some(only), None) = (before.next().cloned(), before.next())
        && let Some(fields) = brought.shift_remove(&only)
    {
        brought.insert(key.to_owned(), fields);
    }
}

/// Lets what a source brought under one key count under another.
pub fn rename_source(record: &mut Object, old: &str, new: &str) {
    if let Some(Value::Object(brought)) = record.get_mut("brought")
        && let Some(fields) = brought.shift_remove(old)
    {
        brought.insert(new.to_owned(), fields);
    }
}

/// Under this name a source's own record of what it brought says that its row was deleted there.
const DELETED: &str = "deleted";

/// Under this name it says which version of an event it brought.
const REVISION: &str = "revision";

/// Remembers which version of an event a source brought.
pub fn note_revision(record: &mut Object, source: &str, revision: &Revision) {
    remember(record, source, REVISION, Value::from(revision.written()));
}

/// Remembers that a source called off what it brought, so that it can take that back.
pub fn remember_called_off(record: &mut Object, source: &str) {
    let state = hash(&Value::from("cancelled"));
    remember(record, source, "state", Value::String(state));
}

/// Gives the newest version of an event that sources brought: of the one of this key, or of all.
pub fn revision(record: &Object, source: Option<&str>) -> Option<Revision> {
    let brought = record.get("brought")?.as_object()?;
    let all = brought
        .iter()
        .filter(|(key, _)| source.is_none_or(|source| *key == source));
    let mut newest: Option<Revision> = None;
    for (_, fields) in all {
        let held = fields
            .get(REVISION)
            .and_then(Value::as_str)
            .and_then(Revision::read);
        if let Some(held) = held
            && newest.as_ref().is_none_or(|newest| newest.is_older(&held))
        {
            newest = Some(held);
        }
    }
    newest
}

/// Under this source a name is remembered that rows about others gave an account, and nobody else.
const NAMED: &str = "named";

/// Remembers that an account has its name only of rows about others.
pub fn note_named(record: &mut Object) {
    if let Some(name) = record.get("name") {
        let name = Value::String(hash(name));
        remember(record, NAMED, "name", name);
    }
}

/// Says whether rows about others called an account so before.
pub fn is_called(record: &Object, name: &str) -> bool {
    let brought = record.get("brought").and_then(|all| all.get(NAMED));
    let marks = brought.and_then(|fields| fields.get("aliases")?.as_array());
    marks.is_some_and(|marks| marks.contains(&Value::String(hash(&folded(&Value::from(name))))))
}

/// Puts a name among an account's aliases by which rows about others call it, and remembers that they did.
pub fn note_called(record: &mut Object, name: &str) {
    let rules = Rules {
        fills: true,
        ..Rules::default()
    };
    let list = Value::Array(vec![Value::from(name)]);
    field(
        record,
        NAMED,
        "aliases",
        &list,
        rules,
        &mut Merged::default(),
    );
}

/// Keeps the name of an account that is told by another one now, where only the legal form tells them apart.
pub fn keep_called(record: &mut Object, old: &str) {
    let folded = |name: &str| crate::domain::names::fold(name);
    let now = record.get("name").and_then(Value::as_str);
    let now = now.map(folded).unwrap_or_default();
    let before = folded(old);
    if now != before && super::world::bare(&now) == super::world::bare(&before) {
        note_called(record, old);
    }
}

/// Says whether an account has its name only of rows about others, and no source has told of it.
pub fn is_only_named(record: &Object) -> bool {
    let Some(brought) = record.get("brought").and_then(Value::as_object) else {
        return false;
    };
    let name = brought
        .get(NAMED)
        .and_then(|fields| fields.get("name")?.as_str());
    let sources = brought.keys().filter(|source| *source != HERE);
    sources.count() == 1 && name == record.get("name").map(hash).as_deref()
}

/// Remembers that a source's row was deleted.
pub fn note_deletion(record: &mut Object, source: &str) {
    remember(record, source, DELETED, Value::Bool(true));
}

/// Says whether a source's row was deleted there.
pub fn is_deleted(record: &Object, source: &str) -> bool {
    brought_of(record, source, DELETED).is_some()
}

/// Forgets that a source's row was deleted; says whether it had been.
pub fn take_back_deletion(record: &mut Object, source: &str) -> bool {
    let brought = record.get_mut("brought");
    let fields = brought.and_then(|brought| brought.get_mut(source)?.as_object_mut());
    fields.is_some_and(|fields| fields.shift_remove(DELETED).is_some())
}

/// Says whether a field holds the id of another record; its brought value is then the id itself.
pub fn is_reference(name: &str) -> bool {
    matches!(name, "account" | "parent" | "reports_to" | "person")
}

/// Gives a field's value, also of a name within `extra`.
pub fn get(record: &Object, name: &str) -> Option<Value> {
    match name.strip_prefix("extra.") {
        Some(inner) => record.get("extra")?.get(inner).cloned(),
        None => record.get(name).cloned(),
    }
}

/// Sets a field's value, also of a name within `extra`; an empty list takes the field away.
pub fn set(record: &mut Object, name: &str, value: Value) {
    match name.strip_prefix("extra.") {
        Some(inner) => {
            if let Value::Object(extra) = record
                .entry("extra")
                .or_insert_with(|| Value::Object(Map::new()))
            {
                extra.insert(inner.to_owned(), value);
            }
        }
        None if value.as_array().is_some_and(Vec::is_empty) => {
            record.shift_remove(name);
        }
        None => {
            record.insert(name.to_owned(), value);
        }
    }
}

/// Notes what a source brought of a field.
pub(super) fn remember(record: &mut Object, source: &str, name: &str, value: Value) {
    let Value::Object(brought) = record
        .entry("brought")
        .or_insert_with(|| Value::Object(Map::new()))
    else {
        return;
    };
    if let Value::Object(fields) = brought
        .entry(source)
        .or_insert_with(|| Value::Object(Map::new()))
    {
        fields.insert(name.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(record: &mut Object, value: &Value, theirs: bool) -> Merged {
        let mut merged = Merged::default();
        let rules = Rules {
            theirs,
            ..Rules::default()
        };
        field(record, "crm 1", "title", value, rules, &mut merged);
        merged
    }

    #[test]
    fn takes_keeps_and_shows() {
        let mut record = Object::new();
        assert_eq!(run(&mut record, &json!("Buyer"), false).changed.len(), 1);
        assert_eq!(run(&mut record, &json!("Buyer"), false), Merged::default());
        assert_eq!(
            run(&mut record, &json!("Head buyer"), false).changed.len(),
            1,
            "the book still has what was brought"
        );
        record.insert("title".into(), json!("Head of purchasing"));
        assert_eq!(
            run(&mut record, &json!("Head buyer"), false),
            Merged::default(),
            "the file still says what it said"
        );
        let both = run(&mut record, &json!("Director"), false);
        assert_eq!((both.changed.len(), both.kept.len()), (0, 1));
        assert_eq!(record["title"], "Head of purchasing");
        assert_eq!(
            run(&mut record, &json!("Director"), false),
            both,
            "a clash is shown as long as both differ"
        );
        assert_eq!(run(&mut record, &json!("Director"), true).changed.len(), 1);
        assert_eq!(record["title"], "Director");
        assert_eq!(
            run(&mut record, &json!("Director"), false),
            Merged::default()
        );
    }

    #[test]
    fn decomposed_accents_are_the_same_letters() {
        assert!(same(&json!("I\u{301}n\u{303}igo"), &json!("Íñigo")));
        assert!(!same(&json!("Íñigo"), &json!("Inigo")));
    }

    #[test]
    fn what_a_person_typed_first_is_kept() {
        let mut record = Object::from_iter([("title".to_owned(), json!("Boss"))]);
        let merged = run(&mut record, &json!("Owner"), false);
        assert_eq!(
            (merged.changed.len(), merged.kept.len(), &record["title"]),
            (0, 1, &json!("Boss"))
        );
    }

    #[test]
    fn what_a_person_emptied_stays_empty() {
        let mut record = Object::new();
        run(&mut record, &json!("Buyer"), false);
        record.shift_remove("title");
        assert_eq!(run(&mut record, &json!("Buyer"), false), Merged::default());
        assert!(!record.contains_key("title"));
    }

    #[test]
    fn an_amount_without_a_currency_leaves_the_one_that_is_known() {
        let money = |amount: &str, currency: &str| json!({"amount": amount, "currency": currency});
        let mut record = Object::from_iter([("title".to_owned(), money("18000", "EUR"))]);
        // Typed here, and other there: kept, shown in the book's currency, and taken so where the person says.
        let both = run(&mut record, &money("16000", "XXX"), false);
        assert_eq!(both.kept[0].new, Some(money("16000", "EUR")));
        assert_eq!(record["title"], money("18000", "EUR"));
        let mut taken = Object::from_iter([("title".to_owned(), money("18000", "EUR"))]);
        run(&mut taken, &money("16000", "XXX"), true);
        assert_eq!(taken["title"], money("16000", "EUR"));
        // The same amount is no news, and another currency is.
        let mut record = Object::from_iter([("title".to_owned(), money("18000", "EUR"))]);
        assert_eq!(
            run(&mut record, &money("18000", "XXX"), false),
            Merged::default()
        );
        assert_eq!(
            run(&mut record, &money("18000", "USD"), false).kept.len(),
            1
        );
    }

    #[test]
    fn a_currency_said_by_hand_stays_with_what_the_file_says_next() {
        let money = |amount: &str, currency: &str| json!({"amount": amount, "currency": currency});
        let mut record = Object::new();
        run(&mut record, &money("16000", "XXX"), false);
        record.insert("title".into(), money("16000", "EUR"));
        let before = record.clone();
        assert_eq!(
            run(&mut record, &money("16000", "XXX"), false),
            Merged::default()
        );
        assert_eq!(record, before, "the same file changes nothing at all");
        let next = run(&mut record, &money("17000", "XXX"), false);
        assert_eq!((next.changed.len(), next.kept.len()), (1, 0));
        assert_eq!(record["title"], money("17000", "EUR"));
        let before = record.clone();
        run(&mut record, &money("17000", "XXX"), false);
        assert_eq!(record, before);
        // Another currency that the file names at last is no news of an amount: what was typed is kept, and shown.
        let next = run(&mut record, &money("17000", "USD"), false);
        assert_eq!(record["title"], money("17000", "EUR"));
        assert_eq!((next.changed.len(), next.kept.len()), (0, 1));
    }

    #[test]
    fn one_number_written_two_ways_is_one() {
        let rules = Rules {
            region: Some("FR"),
            ..Rules::default()
        };
        let typed = json!(["+33 4 50 11 22 33"]);
        let mut record = Object::from_iter([("phones".to_owned(), typed.clone())]);
        let mut merge = |items: Value, rules: Rules<'_>| {
            let mut merged = Merged::default();
            field(&mut record, "crm 1", "phones", &items, rules, &mut merged);
            (record["phones"].clone(), merged.changed.len())
        };
        assert_eq!(merge(json!(["04 50 11 22 33"]), rules), (typed.clone(), 0));
        let both = json!(["+33 4 50 11 22 33", "04 50 11 22 33 ext. 5"]);
        let file = json!(["04 50 11 22 33", "04 50 11 22 33 ext. 5"]);
        assert_eq!(merge(file, rules), (both, 1), "an extension is another");
        // Where nobody says the country they are two.
        let mut record = Object::from_iter([("phones".to_owned(), typed)]);
        let mut merged = Merged::default();
        let file = json!(["04 50 11 22 33"]);
        let nowhere = Rules::default();
        field(&mut record, "crm 1", "phones", &file, nowhere, &mut merged);
        assert_eq!(record["phones"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn lists_keep_what_both_sides_added() {
        let mut record = Object::new();
        let merge = |record: &mut Object, items: Value| {
            let mut merged = Merged::default();
            field(
                record,
                "crm 1",
                "emails",
                &items,
                Rules::default(),
                &mut merged,
            );
            merged.changed.len()
        };
        merge(&mut record, json!(["a@x.example", "b@x.example"]));
        record.insert(
            "emails".into(),
            json!(["a@x.example", "b@x.example", "mine@x.example"]),
        );
        assert_eq!(merge(&mut record, json!(["A@x.example", "c@x.example"])), 1);
        assert_eq!(
            record["emails"],
            json!(["a@x.example", "c@x.example", "mine@x.example"]),
            "in the place of what it stands for"
        );
        assert_eq!(merge(&mut record, json!(["A@x.example", "c@x.example"])), 0);
    }
}
