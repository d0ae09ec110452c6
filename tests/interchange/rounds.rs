//! Whole histories: a source's exports come again and again, whole or in part, in any order, while somebody types, takes off,
//! merges and deletes between them.

#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use ally::book::{Book, Step};
use ally::domain::{Id, Kind, Object};
use ally::interchange::{
    Flow, Snapshot, Source, map::ColumnMap, merge, plan::RowPlan, plan::plan, read,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::properties::{apply, book, options};

/// One sort of table: the columns that change, each with its field in a map and in the book.
struct Sort {
    kind: &'static str,
    /// The field in which its records are called.
    title: &'static str,
    columns: &'static [(&'static str, &'static str, &'static str)],
}

const SORTS: [Sort; 5] = [
    Sort {
        kind: "person",
        title: "name",
        columns: &[
            ("Job", "title", "title"),
            ("Desk", "phones", "phones"),
            ("Mobile", "phones", "phones"),
            ("Town", "city", "extra.City"),
            ("Shoe", "extra", "extra.Shoe"),
        ],
    },
    Sort {
        kind: "account",
        title: "name",
        columns: &[
            ("Trade", "industry", "industry"),
            ("Town", "city", "location"),
            ("Region", "region", "location"),
            ("Country", "country", "location"),
            ("Floor", "extra", "extra.Floor"),
        ],
    },
    Sort {
        kind: "deal",
        title: "name",
        columns: &[
            ("Stage", "stage", "stage"),
            ("Closes", "closes", "closes"),
            ("Owner", "owner", "owner"),
            ("Goods", "product", "product"),
            ("Lost to", "extra", "extra.Lost to"),
        ],
    },
    Sort {
        kind: "touchpoint",
        title: "subject",
        columns: &[
            ("Begins", "starts", "starts"),
            ("Where", "place", "place"),
            ("Why", "purpose", "purpose"),
            ("Said", "summary", "summary"),
            ("Room", "extra", "extra.Room"),
        ],
    },
    Sort {
        kind: "promise",
        title: "what",
        columns: &[
            ("Due", "due", "due"),
            ("Notes", "notes", "notes"),
            ("Weight", "extra", "extra.Weight"),
            ("Colour", "extra", "extra.Colour"),
            ("Labels", "tags", "tags"),
        ],
    },
];

const NAMES: [&str; 3] = ["Anna Berg", "Ben Holt", "Cleo Dorn"];

/// What a source says in a column the n-th time; nothing the first.
fn told(column: &str, row: usize, nth: usize) -> String {
    if nth == 0 && column != "Begins" {
        return String::new();
    }
    match column {
        "Desk" | "Mobile" => format!("+49 30 {}{row}{nth}0000", column.len()),
        "Due" | "Closes" => format!("2027-0{nth}-1{row}"),
        "Begins" => format!("2027-0{}-1{row} 10:00", nth + 1),
        _ => format!("{column} {}", ["", "one", "two", "three"][nth]),
    }
}

/// What somebody types into a field the n-th time.
fn typed(field: &str, nth: usize) -> Value {
    match field {
        "due" | "closes" => json!(format!("2028-0{}-02", nth + 1)),
        "starts" => json!(format!(
            "2028-01-0{}T11:00:00-05:00[America/New_York]",
            nth + 1
        )),
        _ => json!(format!("MINE {nth}")),
    }
}

#[derive(Debug, Clone)]
enum Turn {
    /// The source changes: row, column, value.
    Source(usize, usize, usize),
    /// Somebody types: row, column, value; the title where there is no such column.
    Types(usize, usize, usize),
    /// Somebody takes the first of a list off, or puts one of their own to it.
    List(usize, bool, usize),
    /// Some of the columns come, rows turned round by so many, in one file or two, with `--theirs` or without.
    Comes {
        columns: u8,
        turned: usize,
        split: bool,
        theirs: bool,
    },
    Merges(usize, usize),
    Deletes(usize),
}

fn turns() -> impl Strategy<Value = Vec<Turn>> {
    let source = (0..3_usize, 0..5_usize, 0..4_usize);
    let types = (0..3_usize, 0..6_usize, 0..4_usize);
    let comes = (any::<u8>(), 0..3_usize, any::<bool>(), 0..8_u8);
    let turn = prop_oneof![
        3 => source.prop_map(|(row, column, nth)| Turn::Source(row, column, nth)),
        2 => types.prop_map(|(row, column, nth)| Turn::Types(row, column, nth)),
        1 => (0..3_usize, any::<bool>(), 0..4_usize).prop_map(|(row, adds, nth)| Turn::List(row, adds, nth)),
        5 => comes.prop_map(|(columns, turned, split, theirs)| Turn::Comes {
            columns: if columns & 64 == 0 { 31 } else { columns & 31 },
            turned,
            split,
            theirs: theirs == 0,
        }),
        1 => (0..3_usize, 0..3_usize).prop_map(|(one, other)| Turn::Merges(one, other)),
        1 => (0..3_usize).prop_map(Turn::Deletes),
    ];
    proptest::collection::vec(turn, 2..14)
}

/// What a source says now: of each row the value of each column.
type Says = [[usize; 5]; 3];

/// Writes some of the rows and columns of what a source says, with the map that reads them.
fn export(sort: &Sort, says: &Says, rows: &[usize], columns: u8) -> (String, ColumnMap) {
    let chosen: Vec<usize> = (0..5).filter(|at| columns & (1 << at) != 0).collect();
    let mut map = format!(
        "kind = \"{}\"\nsystem = \"crm\"\n[columns]\n\"No\" = \"id\"\n\"Called\" = \"{}\"\n",
        sort.kind, sort.title
    );
    let mut text = "No,Called".to_owned();
    for at in &chosen {
        let (column, field, _) = sort.columns[*at];
        write!(text, ",{column}").unwrap();
        writeln!(map, "\"{column}\" = \"{field}\"").unwrap();
    }
    for row in rows {
        write!(text, "\n{},{}", row + 100, NAMES[*row]).unwrap();
        for at in &chosen {
            write!(
                text,
                ",{}",
                told(sort.columns[*at].0, *row, says[*row][*at])
            )
            .unwrap();
        }
    }
    text.push('\n');
    (text, ColumnMap::parse(&map).unwrap())
}

struct Player<'a> {
    sort: &'a Sort,
    book: Book,
    says: Says,
    /// What was typed, by record and field.
    typed: BTreeMap<(Id, String), Value>,
    /// Items that were put to a list or taken off it by hand.
    put: BTreeSet<(Id, String)>,
    off: BTreeSet<(Id, String)>,
    /// Rows that were deleted here.
    gone: BTreeSet<usize>,
}

impl Player<'_> {
    fn list(&self) -> Option<&'static str> {
        ["phones", "tags"]
            .into_iter()
            .find(|list| self.sort.columns.iter().any(|(.., field)| field == list))
    }

    fn all(&mut self) -> Vec<Object> {
        let kind = Kind::parse(self.sort.kind).unwrap();
        self.book
            .of_kind(kind)
            .unwrap()
            .iter()
            .map(ally::domain::Record::object)
            .collect()
    }

    /// Gives the record that a row is.
    fn record(&mut self, row: usize) -> Option<Object> {
        let number = json!((row + 100).to_string());
        let is = |held: &Object| {
            held["foreign"]
                .as_array()
                .unwrap()
                .iter()
                .any(|own| own["id"] == number)
        };
        self.all()
            .into_iter()
            .find(|held| held.contains_key("foreign") && is(held))
    }

    fn bring(&mut self, texts: &[(String, ColumnMap)], theirs: bool) -> Result<(), TestCaseError> {
        for (text, map) in texts {
            let before: BTreeMap<Id, Object> = self
                .all()
                .into_iter()
                .map(|held| (id_of(&held), held))
                .collect();
            let rows = self.read(text, map, theirs);
            let shown = |record: Id, field: &str, old: &Value| {
                rows.iter().any(|row| {
                    let mut all = row.changed.iter();
                    row.record == Some(record)
                        && all.any(|change| {
                            change.field.ends_with(field) && change.old.as_ref() == Some(old)
                        })
                })
            };
            let after: BTreeMap<Id, Object> = self
                .all()
                .into_iter()
                .map(|held| (id_of(&held), held))
                .collect();
            let mut lost = Vec::new();
            for ((id, field), value) in &self.typed {
                let Some(held) = after.get(id) else { continue };
                let now = merge::get(held, field);
                if now.as_ref() == Some(value) {
                    continue;
                }
                prop_assert!(
                    theirs && shown(*id, field, value),
                    "{field}: typed {value}, now {now:?} after {text}, {rows:#?}"
                );
                lost.push((*id, field.clone()));
            }
            for key in lost {
                self.typed.remove(&key);
            }
            if let Some(list) = self.list() {
                for (id, held) in &after {
                    let items: Vec<&str> = held
                        .get(list)
                        .and_then(Value::as_array)
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .collect();
                    for (_, item) in self.put.iter().filter(|(of, _)| of == id) {
                        prop_assert!(
                            items.contains(&item.as_str()),
                            "{item} was put there: {items:?} after {text}"
                        );
                    }
                    for (_, item) in self.off.iter().filter(|(of, _)| of == id) {
                        prop_assert!(
                            !items.contains(&item.as_str()),
                            "{item} was taken off: {items:?} after {text}"
                        );
                    }
                }
            }
            // Whatever changes is shown.
            for (id, held) in &before {
                let Some(now) = after.get(id) else {
                    return Err(TestCaseError::fail(format!(
                        "a record went away with {text}"
                    )));
                };
                for (_, _, field) in self.sort.columns {
                    let (old, new) = (merge::get(held, field), merge::get(now, field));
                    if old.is_some() && old != new {
                        prop_assert!(
                            shown(*id, field, &old.clone().unwrap()),
                            "{field}: {old:?} became {new:?} unseen after {text}, {rows:#?}"
                        );
                    }
                }
            }
            if theirs {
                self.gone.retain(|row| !text.contains(NAMES[*row]));
            }
            for (row, name) in NAMES.iter().enumerate() {
                let number = json!((row + 100).to_string());
                let held = after.values().filter(|held| {
                    held.get("foreign")
                        .and_then(Value::as_array)
                        .into_iter()
                        .flatten()
                        .any(|own| own["id"] == number)
                });
                let many = held.count();
                prop_assert!(many <= 1, "{row} is there {many} times");
                if text.contains(name) {
                    prop_assert!(
                        (many == 1) != self.gone.contains(&row),
                        "{row} is there {many} times after {text}"
                    );
                }
            }
            let again = self.planned(text, map, theirs);
            prop_assert!(
                again.is_empty(),
                "the same file twice changes nothing: {text}{:#?}",
                again.files[0].details
            );
        }
        Ok(())
    }

    fn planned(&mut self, text: &str, map: &ColumnMap, theirs: bool) -> ally::interchange::Plan {
        let source = Source {
            name: "crm.csv",
            bytes: text.as_bytes(),
        };
        let mut options = options();
        options.map = Some(map.clone());
        self.book
            .plan_import(&[source], &mut options, theirs)
            .unwrap()
    }

    fn read(&mut self, text: &str, map: &ColumnMap, theirs: bool) -> Vec<RowPlan> {
        let mut plan = self.planned(text, map, theirs);
        let rows = plan.files[0].details.clone();
        self.book
            .apply_import(&mut plan, &BTreeMap::new(), &mut |_| Flow::On)
            .unwrap();
        rows
    }

    fn set(&mut self, id: Id, held: &Object, field: &str, value: Value) {
        let (name, value) = match field.strip_prefix("extra.") {
            Some(inner) => {
                let mut extra = held.get("extra").cloned().unwrap_or_else(|| json!({}));
                extra
                    .as_object_mut()
                    .unwrap()
                    .insert(inner.to_owned(), value);
                ("extra", extra)
            }
            None => (field, value),
        };
        let set = Object::from_iter([(name.to_owned(), value)]);
        self.book
            .write(
                "edit",
                vec![Step::Edit {
                    id,
                    set,
                    was: Object::new(),
                }],
            )
            .unwrap();
    }

    fn turn(&mut self, turn: &Turn) -> Result<(), TestCaseError> {
        match turn {
            Turn::Source(row, column, nth) => self.says[*row][*column] = *nth,
            Turn::Types(row, column, nth) => {
                let field = self
                    .sort
                    .columns
                    .get(*column)
                    .map_or(self.sort.title, |(.., field)| field);
                let Some(held) = self.record(*row).filter(|_| Some(field) != self.list()) else {
                    return Ok(());
                };
                let value = typed(field, *nth);
                self.set(id_of(&held), &held, field, value);
                let now = merge::get(&self.record(*row).unwrap(), field).unwrap();
                self.typed.insert((id_of(&held), field.to_owned()), now);
            }
            Turn::List(row, adds, nth) => {
                let (Some(list), Some(held)) = (self.list(), self.record(*row)) else {
                    return Ok(());
                };
                let id = id_of(&held);
                let mut items: Vec<String> = held
                    .get(list)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect();
                if *adds {
                    let own = if list == "phones" {
                        format!("+1 860 555 010{nth}")
                    } else {
                        format!("mine-{nth}")
                    };
                    if !items.contains(&own) {
                        items.push(own.clone());
                    }
                    self.off.remove(&(id, own.clone()));
                    self.put.insert((id, own));
                } else if !items.is_empty() {
                    let own = items.remove(0);
                    self.put.remove(&(id, own.clone()));
                    self.off.insert((id, own));
                }
                self.set(id, &held, list, json!(items));
            }
            Turn::Comes {
                columns,
                turned,
                split,
                theirs,
            } => {
                let mut rows = [0, 1, 2];
                rows.rotate_left(*turned);
                // A meeting needs its hour.
                let columns = columns | u8::from(self.sort.kind == "touchpoint");
                let parts = if *split {
                    vec![&rows[..1], &rows[1..]]
                } else {
                    vec![&rows[..]]
                };
                let texts: Vec<(String, ColumnMap)> = parts
                    .into_iter()
                    .map(|rows| export(self.sort, &self.says, rows, columns))
                    .collect();
                return self.bring(&texts, *theirs);
            }
            Turn::Merges(one, other) => {
                let (Some(lost), Some(kept)) = (self.record(*one), self.record(*other)) else {
                    return Ok(());
                };
                let (lost, kept) = (id_of(&lost), id_of(&kept));
                if lost == kept || self.book.merge(lost, kept, None).is_err() {
                    return Ok(());
                }
                let now = self.book.record(kept).unwrap().unwrap().object();
                let of_lost = std::mem::take(&mut self.typed);
                for ((id, field), value) in of_lost {
                    let id = if id == lost { kept } else { id };
                    if id != kept || merge::get(&now, &field).as_ref() == Some(&value) {
                        self.typed.insert((id, field), value);
                    }
                }
                let list = self.list().unwrap_or_default();
                let items = json!(now.get(list)).to_string();
                let moved = |all: &mut BTreeSet<(Id, String)>, is: bool| {
                    *all = std::mem::take(all)
                        .into_iter()
                        .map(|(id, item)| (if id == lost { kept } else { id }, item))
                        .collect();
                    all.retain(|(id, item)| {
                        *id != kept || items.contains(&json!(item).to_string()) == is
                    });
                };
                moved(&mut self.put, true);
                moved(&mut self.off, false);
            }
            Turn::Deletes(row) => {
                let Some(held) = self.record(*row) else {
                    return Ok(());
                };
                let id = id_of(&held);
                let rows: Vec<usize> = (0..3)
                    .filter(|row| self.record(*row).is_some_and(|own| id_of(&own) == id))
                    .collect();
                self.book.write("delete", vec![Step::Drop { id }]).unwrap();
                self.gone.extend(rows);
            }
        }
        Ok(())
    }
}

fn id_of(record: &Object) -> Id {
    record["id"].as_str().unwrap().parse().unwrap()
}

/// So many cases, or as many as are asked for.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("ALLY_CASES")
        .ok()
        .and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// What a book holds of each row, without what tells when and in which order it came.
fn held(world: &Snapshot) -> Vec<Value> {
    let mut all: Vec<Value> = world
        .records()
        .map(|record| {
            let mut record = record.clone();
            for frame in ["id", "created", "short"] {
                record.shift_remove(frame);
            }
            sorted(&Value::Object(record))
        })
        .collect();
    all.sort_by_key(ToString::to_string);
    all
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(parts) => {
            let parts: BTreeMap<&String, Value> = parts
                .iter()
                .filter(|(name, _)| !name.ends_with(" columns"))
                .map(|(name, value)| (name, sorted(value)))
                .collect();
            json!(parts)
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(ToString::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn no_typed_value_is_lost_over_many_rounds(sort in 0..SORTS.len(), turns in turns()) {
        let dir = tempfile::tempdir().unwrap();
        let mut player = Player {
            sort: &SORTS[sort],
            book: book(dir.path()),
            says: [[1; 5]; 3],
            typed: BTreeMap::new(),
            put: BTreeSet::new(),
            off: BTreeSet::new(),
            gone: BTreeSet::new(),
        };
        player.turn(&Turn::Comes { columns: 31, turned: 0, split: false, theirs: false })?;
        for turn in &turns {
            player.turn(turn)?;
        }
    }
}

proptest! {
    #![proptest_config(cases(60))]

    /// The views of one moment give the same book in whatever order they come.
    #[test]
    fn views_of_one_moment_come_in_any_order(
        sort in 0..SORTS.len(),
        says in proptest::array::uniform3(proptest::array::uniform5(0..4_usize)),
        views in proptest::collection::vec((0..32_u8, 1..8_u8), 2..5),
        turned in 1..4_usize,
    ) {
        let sort = &SORTS[sort];
        let texts: Vec<(String, ColumnMap)> = views.iter().map(|(columns, rows)| {
            let rows: Vec<usize> = (0..3).filter(|row| rows & (1 << row) != 0).collect();
            export(sort, &says, &rows, columns | u8::from(sort.kind == "touchpoint"))
        }).collect();
        let play = |order: &mut dyn Iterator<Item = &(String, ColumnMap)>| {
            let mut world = Snapshot::default();
            for (text, map) in order {
                let mut said = options();
                said.map = Some(map.clone());
                let source = Source { name: "crm.csv", bytes: text.as_bytes() };
                let readings = read(&[source], &said).unwrap();
                apply(plan(readings, &world, &said, false), &mut world);
            }
            held(&world)
        };
        let straight = play(&mut texts.iter());
        prop_assert_eq!(&straight, &play(&mut texts.iter().rev()), "{:?}", &texts);
        let at = turned % texts.len();
        prop_assert_eq!(&straight, &play(&mut texts[at..].iter().chain(&texts[..at])), "{:?}", &texts);
    }
}
