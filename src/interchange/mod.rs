//! Reads other programs' files into a plan, and writes files that others read.
//!
//! `read` turns each file into a [`Reading`]: what it is, what was guessed, what was refused, and drafts of its
//! records. [`plan`](plan::plan) compares readings with the book through the [`World`] that the book answers from, and
//! gives a [`Plan`]: values that the book turns into one journal entry. Nothing here knows a clock, a screen or a file.

pub mod activity;
mod build;
pub mod decode;
pub mod dialect;
pub mod draft;
pub mod error;
pub mod friends;
pub mod header;
pub mod ical;
pub mod jsonl;
pub mod mail;
pub mod map;
pub mod merge;
mod observed;
pub mod options;
pub mod plan;
mod quoted;
pub mod read_as;
mod recognise;
pub mod recur;
mod repair;
pub mod rows;
pub mod said;
mod survey;
mod table;
pub mod values;
pub mod vcard;
pub mod vendors;
pub mod waits;
pub mod world;
pub mod write;

pub use draft::Reading;
pub use error::ImportError;
pub use options::{Flow, Limits, Options, Progress, Source, fitting};
pub use plan::Plan;
pub use world::{Snapshot, World};

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// Reads files, each into what it says; the first that cannot be imported at all stops everything.
pub fn read(sources: &[Source<'_>], options: &Options<'_>) -> Result<Vec<Reading>, ImportError> {
    sources
        .iter()
        .map(|source| read_one(source, options))
        .collect()
}

/// Reads files as [`read`] does, but one that nobody knows only says so in its reading, and the others go on.
pub fn read_known(
    sources: &[Source<'_>],
    options: &Options<'_>,
) -> Result<Vec<Reading>, ImportError> {
    let one = |source: &Source<'_>| match read_one(source, options) {
        Err(error @ ImportError::NotRecognised { .. }) => Ok(Reading::unknown(source.name, &error)),
        read => read,
    };
    sources.iter().map(one).collect()
}

fn read_one(source: &Source<'_>, options: &Options<'_>) -> Result<Reading, ImportError> {
    let size = source.bytes.len() as u64;
    if size > options.limits.file {
        let mib = |bytes: u64| bytes.div_ceil(1024 * 1024);
        return Err(ImportError::TooLarge {
            file: source.name.to_owned(),
            size: mib(size),
            limit: mib(options.limits.file),
        });
    }
    if let Some((strange, help)) = strange(source.bytes) {
        return Err(ImportError::unknown(source.name, strange, help));
    }
    let said = options.map.as_ref().and_then(|map| map.encoding.as_deref());
    let mut decoded = decoded_as(source.bytes, said);
    let text = decoded.text.as_ref();
    if is_binary(text) {
        return Err(ImportError::unknown(
            source.name,
            "it is no text",
            "Export a table (CSV), cards (vCard) or a calendar (iCalendar) from the program that wrote it.",
        ));
    }
    let form = form(text);
    // Letters with their accents apart are the same letters; our own files stay as they were typed.
    if !matches!(form, Form::Records | Form::Page | Form::Sheet)
        && !text.is_ascii()
        && is_nfc_quick(text.chars()) != IsNormalized::Yes
    {
        decoded.text = whole(text).into();
    }
    let text = decoded.text.as_ref();
    let begin: String = text.trim_start().chars().take(6).collect();
    let reading = Reading {
        file: source.name.to_owned(),
        encoding: decoded.encoding.clone(),
        warnings: decoded.warnings.clone(),
        ..Reading::default()
    };
    match form {
        Form::Cards => Ok(vcard::read(reading, text, options)),
        Form::Calendar => Ok(ical::read(reading, text, options)),
        Form::Records => jsonl::read(reading, text, options),
        Form::Page => jsonl::read_page(reading, text, options),
        Form::Sheet => jsonl::read_sheet(reading, text, options),
        Form::Journal => Ok(friends::read(reading, text, options)),
        Form::Mail => {
            let calendars = mail::calendars(source.bytes, options.limits.nesting);
            if calendars.is_empty() {
                return Err(ImportError::unknown(
                    source.name,
                    "a mail without an invitation",
                    "Of mails only invitations are taken: those with a text/calendar part.",
                ));
            }
            let reading = Reading {
                recognised: Some("invitation".to_owned()),
                ..reading
            };
            Ok(ical::read(reading, &calendars.join("\n"), options))
        }
        Form::Json => Err(ImportError::unknown(
            source.name,
            "it is JSON, but no lines of records as ally writes them",
            "Export a table (CSV) from the program that wrote it.",
        )),
        Form::Table => match as_table(source, decoded, options) {
            Err(ImportError::NotRecognised { .. }) if begins_as_calendar(&begin) => {
                Err(ImportError::unknown(
                    source.name,
                    "it begins as a calendar or a card does, but holds no event and no card",
                    "There is nothing in it to import. If there should be, export it again.",
                ))
            }
            read => read,
        },
    }
}

/// Reads a table as somebody said for its header, where its letters or the sign between its cells were guessed wrongly.
fn as_table<'a>(
    source: &Source<'a>,
    mut decoded: decode::Decoded<'a>,
    options: &Options<'_>,
) -> Result<Reading, ImportError> {
    let seen = table::glance(source.name, &decoded, None);
    let said = match (&options.map, &seen.fingerprint) {
        (Some(map), _) => Some(map),
        (None, Some(print)) => options.remembered_for(print, &seen.header),
        (None, None) => None,
    };
    if options.map.is_none()
        && let Some(encoding) = said.and_then(|map| map.encoding.as_deref())
    {
        decoded = decoded_as(source.bytes, Some(encoding));
        decoded.text = whole(decoded.text.as_ref()).into();
    }
    let mut reading = table::read(source.name, &decoded, options, said)?;
    reading.key = seen.fingerprint;
    Ok(reading)
}

/// Turns bytes into text, in the encoding that is said or else as they show themselves.
fn decoded_as<'a>(bytes: &'a [u8], said: Option<&str>) -> decode::Decoded<'a> {
    match said.and_then(decode::named) {
        Some(encoding) => decode::decode_as(bytes, encoding),
        None => decode::decode(bytes),
    }
}

/// Makes letters with their accents apart one.
fn whole(text: &str) -> String {
    text.nfc().collect()
}

/// Says what a file is that is no text of rows, cards or events, by how it begins, and what to do with it.
fn strange(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const SAVE: &str = "Save the sheet as CSV (UTF-8) and import that; an archive is unpacked first, a message is saved as .eml.";
    const OPEN: &str = "Programs call such a page a sheet: open it in a spreadsheet and save it as CSV (UTF-8), then import that.";
    const CARDS: &str = "Export the address book as vCard or CSV and import that.";
    const UNPACK: &str = "Unpack it first, and import what is in it.";
    const MAILBOX: &str = "In Outlook export contacts and calendar as CSV, or save a message as .eml, and import that.";
    const PICTURE: &str =
        "Type what it shows, or export it as a table from the program it came from.";
    match bytes {
        [b'P', b'K', 3, 4, ..] => return Some(("it is an Excel workbook or a ZIP archive", SAVE)),
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            return Some(("it is an old Excel workbook or an Outlook message", SAVE));
        }
        [b'%', b'P', b'D', b'F', ..] => return Some(("it is a PDF", SAVE)),
        [0x1F, 0x8B, ..] => return Some(("it is packed with gzip", UNPACK)),
        [b'B', b'Z', b'h', b'1'..=b'9', ..] => return Some(("it is packed with bzip2", UNPACK)),
        [0xFD, b'7', b'z', b'X', b'Z', ..] => return Some(("it is packed with xz", UNPACK)),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => return Some(("it is packed with zstd", UNPACK)),
        [b'7', b'z', 0xBC, 0xAF, ..] | [b'R', b'a', b'r', b'!', ..] => {
            return Some(("it is an archive", UNPACK));
        }
        [b'!', b'B', b'D', b'N', ..] => {
            return Some(("it is a mailbox of Outlook (PST)", MAILBOX));
        }
        [0x78, 0x9F, 0x3E, 0x22, ..] => {
            return Some((
                "it is what Outlook packs into its messages (winmail.dat)",
                SAVE,
            ));
        }
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => {
            return Some(("it is a picture", PICTURE));
        }
        [b'{', b'\\', b'r', b't', b'f', ..] => return Some(("it is a text document (RTF)", SAVE)),
        _ if bytes.starts_with(b"SQLite format 3\0") => {
            return Some(("it is a database of SQLite", SAVE));
        }
        _ => {}
    }
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = text.trim_ascii_start();
    let begins = |mark: &str| {
        text.get(..mark.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(mark.as_bytes()))
    };
    if ["<html", "<!doctype", "<?xml", "<table", "<meta"]
        .into_iter()
        .any(begins)
    {
        Some(("it is a web page or XML, and no table", OPEN))
    } else if begins("dn: ") || begins("dn:: ") || begins("version: 1\ndn:") {
        Some(("it is an address book as LDIF", CARDS))
    } else {
        None
    }
}

/// Says whether what was decoded holds signs that no text holds, and not just a few that got into it.
fn is_binary(text: &str) -> bool {
    let (mut signs, mut strange) = (0_usize, 0_usize);
    for sign in text.chars().take(4096) {
        signs += 1;
        let usual = matches!(
            sign,
            '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{1A}' | '\u{1B}' | '\u{1E}' | '\u{1F}'
        );
        strange += usize::from((sign < ' ' && !usual) || sign == char::REPLACEMENT_CHARACTER);
    }
    strange > 3 && strange * 20 > signs
}

fn begins_as_calendar(text: &str) -> bool {
    let begin = text.trim_start().get(..6);
    begin.is_some_and(|head| head.eq_ignore_ascii_case("BEGIN:"))
}

/// Says whether a text is JSON, whole or broken off, and nothing but JSON.
fn is_json(text: &str) -> bool {
    let begin = text.trim_start();
    if !begin.starts_with(['{', '[']) {
        return false;
    }
    let mut values = serde_json::Deserializer::from_str(begin).into_iter::<serde::de::IgnoredAny>();
    match values.next() {
        Some(Ok(_)) => {
            let rest = begin.get(values.byte_offset()..).unwrap_or_default();
            let rest = rest.trim_start();
            rest.is_empty() || rest.starts_with(['{', '['])
        }
        Some(Err(error)) => error.is_eof(),
        None => false,
    }
}

/// Looks at a table that nobody's header fits: its columns and first rows; nothing where the file is no table.
///
/// A map says how it is to be read where that was guessed wrongly.
pub fn glance(source: &Source<'_>, map: Option<&map::ColumnMap>) -> Option<Reading> {
    let decoded = decode::decode(source.bytes);
    if strange(source.bytes).is_some() || form(decoded.text.as_ref()) != Form::Table {
        return None;
    }
    let key = table::glance(source.name, &decoded, None).fingerprint;
    let encoding = map.and_then(|map| map.encoding.as_deref());
    let decoded = match encoding {
        Some(_) => decoded_as(source.bytes, encoding),
        None => decoded,
    };
    let delimiter = map.and_then(|map| map.delimiter);
    let mut reading = table::glance(source.name, &decoded, delimiter);
    reading.key = key;
    Some(reading).filter(|reading| reading.header.len() > 1 || delimiter.is_some())
}

/// Says how a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Cards,
    Calendar,
    Records,
    Page,
    Sheet,
    Journal,
    Mail,
    Json,
    Table,
}

/// Finds out how a file is written, by what it says and never by its name.
fn form(text: &str) -> Form {
    let head: String = text
        .chars()
        .take(4096)
        .collect::<String>()
        .to_ascii_uppercase();
    let first = |mark: &str| {
        head.trim_start().starts_with(mark) || head.lines().any(|line| line.trim() == mark)
    };
    if first("BEGIN:VCARD") {
        Form::Cards
    } else if mail::is_mail(text) {
        Form::Mail
    } else if first("BEGIN:VCALENDAR") || first("BEGIN:VEVENT") {
        Form::Calendar
    } else if jsonl::is_jsonl(text) {
        Form::Records
    } else if jsonl::is_page(text) {
        Form::Page
    } else if jsonl::is_sheet(text) {
        Form::Sheet
    } else if friends::is_journal(text) {
        Form::Journal
    } else if is_json(text) {
        Form::Json
    } else {
        Form::Table
    }
}
