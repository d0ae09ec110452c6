//! How a file is read, said otherwise: its letters, the sign between its cells, its numbers, its days, its currency.

use super::{Import, Stage, Table, here};
use crate::interchange::map::ColumnMap;
use crate::interchange::read_as::ReadAs;
use crate::interchange::values;
use crate::tui::model::{Effect, Model};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::menu::{Choice, Menu, Purpose, Value};

/// One respect in which a file can be read another way.
struct Respect {
    /// Its key in a column map.
    key: &'static str,
    /// What a person calls it.
    called: &'static str,
    /// How a map says it.
    get: fn(&ColumnMap) -> Option<String>,
    /// How it is put into a map; nothing takes it back.
    put: fn(&mut ColumnMap, Option<String>),
    /// What it usually is: as a map says it, with what that is like.
    usual: fn() -> Vec<(&'static str, &'static str)>,
}

/// Writes as a person reads it what a map says in a short word.
fn shown(said: &str) -> &str {
    match said {
        "\t" => "tab",
        "," => "comma",
        ";" => "semicolon",
        "dmy" => "day before month",
        "mdy" => "month before day",
        said => said,
    }
}

const RESPECTS: [Respect; 6] = [
    Respect {
        key: "encoding",
        called: "letters",
        get: |map| map.encoding.clone(),
        put: |map, said| map.encoding = said,
        usual: || {
            vec![
                ("utf-8", "as most programs write today"),
                ("windows-1252", "Western European, old Windows"),
                ("windows-1250", "Central European: ł, ő, ř"),
                ("iso-8859-15", "Western European, old Unix"),
                ("macintosh", "Western European, old Macs"),
                ("windows-1251", "Cyrillic"),
                ("windows-1253", "Greek"),
                ("windows-1254", "Turkish"),
                ("windows-1257", "Baltic"),
                ("utf-16le", "two bytes each"),
                ("shift_jis", "Japanese"),
                ("gb18030", "Chinese"),
                ("euc-kr", "Korean"),
            ]
        },
    },
    Respect {
        key: "delimiter",
        called: "sign between cells",
        get: |map| map.delimiter.map(String::from),
        put: |map, said| map.delimiter = said.and_then(|said| said.chars().next()),
        usual: || {
            vec![
                (";", "a;b"),
                (",", "a,b"),
                ("\t", ""),
                ("|", "bar"),
                ("^", "caret"),
                ("~", "tilde"),
                (":", "colon"),
            ]
        },
    },
    Respect {
        key: "decimal",
        called: "decimal sign",
        get: |map| map.decimal.clone(),
        put: |map, said| map.decimal = said,
        usual: || vec![("comma", "1.234,50"), ("point", "1,234.50")],
    },
    Respect {
        key: "dates",
        called: "dates",
        get: |map| map.dates.clone(),
        put: |map, said| map.dates = said,
        usual: || vec![("dmy", "3/4 is 3 April"), ("mdy", "3/4 is 4 March")],
    },
    Respect {
        key: "currency",
        called: "currency of amounts that name none",
        get: |map| map.currency.clone(),
        put: |map, said| map.currency = said.map(|said| said.to_uppercase()),
        usual: || values::currencies().map(|code| (code, "")).collect(),
    },
    Respect {
        key: "region",
        called: "country of phone numbers that name none",
        get: |map| map.region.clone(),
        put: |map, said| map.region = said.map(|said| said.to_uppercase()),
        usual: || {
            vec![
                ("DE", "Germany, +49"),
                ("AT", "Austria, +43"),
                ("CH", "Switzerland, +41"),
                ("ES", "Spain, +34"),
                ("MX", "Mexico, +52"),
                ("AR", "Argentina, +54"),
                ("US", "United States, +1"),
                ("CA", "Canada, +1"),
                ("GB", "United Kingdom, +44"),
                ("IE", "Ireland, +353"),
                ("FR", "France, +33"),
                ("IT", "Italy, +39"),
                ("NL", "Netherlands, +31"),
                ("BE", "Belgium, +32"),
                ("DK", "Denmark, +45"),
                ("NO", "Norway, +47"),
                ("SE", "Sweden, +46"),
                ("PL", "Poland, +48"),
                ("AU", "Australia, +61"),
                ("IN", "India, +91"),
            ]
        },
    },
];

/// What stands where nothing is said.
const ITSELF: &str = "as the file shows";

fn respect(key: &str) -> Option<&'static Respect> {
    RESPECTS.iter().find(|one| one.key == key)
}

/// Says in one line how a table is read, with what was said of it since.
pub fn told(table: &Table, said: &ColumnMap) -> String {
    let as_read = ReadAs {
        comma: said.comma().or(table.read_as.comma),
        order: said.order().or(table.read_as.order),
        currency: said.currency.clone().or(table.read_as.currency.clone()),
        region: said.region.clone(),
        said: said.says_how(),
    };
    as_read.line(&table.encoding, table.delimiter)
}

/// Gives the table with a header, and what is said of it so far.
fn said_of(import: &Import, print: &str) -> Option<(Table, ColumnMap)> {
    if let Stage::Map(mapping) = &import.stage {
        return Some((mapping.table.clone(), mapping.map()));
    }
    let mut tables = import.tables.iter();
    let table = tables.find(|table| table.fingerprint == print)?.clone();
    let mut said = import.wanted.maps.iter();
    let said = said.find(|(known, _)| known == print).map(|(_, map)| map);
    let said = said.or(table.beside.as_ref().map(|(_, map)| map));
    let map = said.cloned().unwrap_or_else(|| ColumnMap {
        table: table.known.as_ref().map(|(title, _)| title.clone()),
        ..ColumnMap::of(&table.kind)
    });
    Some((table, map))
}

/// Opens the list of what can be read another way.
pub fn open(model: &mut Model, print: &str) -> Vec<Effect> {
    let Some((table, said)) = here(model).and_then(|import| said_of(import, print)) else {
        return Vec::new();
    };
    let now = |one: &Respect| {
        if let Some(said) = (one.get)(&said) {
            return format!("{}, as you said", shown(&said));
        }
        let read = match (one.key, table.read_as.comma, table.read_as.order) {
            ("encoding", ..) => Some(table.encoding.clone()),
            ("delimiter", ..) => table
                .delimiter
                .map(|sign| shown(&sign.to_string()).to_owned()),
            ("decimal", Some(comma), _) => Some(if comma { "comma" } else { "point" }.to_owned()),
            ("dates", _, Some(order)) => {
                let first = order == values::DayOrder::DayFirst;
                Some(shown(if first { "dmy" } else { "mdy" }).to_owned())
            }
            ("currency", ..) => table.read_as.currency.clone(),
            _ => None,
        };
        match read {
            Some(read) => format!("{read}, {ITSELF}"),
            None => ITSELF.to_owned(),
        }
    };
    let choices = RESPECTS
        .iter()
        .map(|one| Choice::new(one.called, &now(one), Value::Word(one.key.to_owned())))
        .collect();
    let file = table.file.rsplit('/').next().unwrap_or_default();
    let title = format!("How {file} is read");
    let menu = Menu::new(&title, Purpose::Reading(table.fingerprint.clone()), choices);
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// Asks how one respect is to be read.
pub fn ask(model: &mut Model, print: &str, key: &str) -> Vec<Effect> {
    let known = here(model).and_then(|import| said_of(import, print));
    let (Some(respect), Some((_, said))) = (respect(key), known) else {
        return Vec::new();
    };
    let now = (respect.get)(&said);
    let itself = Choice::new(ITSELF, "", Value::Nothing);
    let usual = (respect.usual)().into_iter().map(|(word, about)| {
        Choice::new(shown(word), about, Value::Word(word.to_owned())).also(word)
    });
    let choices = std::iter::once(itself).chain(usual).collect();
    let chosen = now.map_or(Value::Nothing, Value::Word);
    let purpose = Purpose::ReadAs(print.to_owned(), key.to_owned());
    let title = crate::domain::plain::capital(respect.called);
    let menu = Menu::new(&title, purpose, choices).at_value(&chosen);
    model.overlays.push(Overlay::Menu(Box::new(menu)));
    Vec::new()
}

/// Takes how it is to be read, and reads it so at once.
pub fn say(model: &mut Model, print: &str, key: &str, said: Option<&str>) -> Vec<Effect> {
    let (Some(respect), Some(import)) = (respect(key), here(model)) else {
        return Vec::new();
    };
    let Some((_, mut map)) = said_of(import, print) else {
        return Vec::new();
    };
    (respect.put)(&mut map, said.map(str::to_owned));
    // What is typed may be no encoding, no sign, no country.
    if let Err(why) = ColumnMap::parse(&map.to_toml()) {
        import.error = Some(why);
        return Vec::new();
    }
    import.error = None;
    let anew = matches!(key, "encoding" | "delimiter");
    if let Stage::Map(mapping) = &mut import.stage {
        if !anew {
            map.columns.clear();
            mapping.how = map;
            return Vec::new();
        }
        import.wanted.look = Some(print.to_owned());
    }
    import.wanted.maps.retain(|(other, _)| other != print);
    if !map.is_empty() {
        import.wanted.maps.push((print.to_owned(), map));
    }
    import.read()
}
