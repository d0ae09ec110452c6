//! Verifies everything: every entry's hashes, every row's digest, and that journal and index belong together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::damage::{Damage, StoreError};
use super::files::{End, Walk, private_folder, segments};
use super::index::{Index, section};
use super::key::record_of_key;
use super::lock::{Lock, may_hold};
use super::memory::Memory;
use super::open::{Options, Store};
use super::read::read_object;
use super::ready::{ends_too_early, open_rows};
use super::root::{Digest, Spot};
use super::salvage::salvage;
use super::shape::Shape;
use crate::domain::{Id, Object};

/// One thing that is wrong.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// The file or folder.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: Option<u64>,
    /// The byte.
    pub byte: Option<u64>,
    /// What is wrong, and what becomes of it.
    pub what: String,
    /// The book cannot be opened before it is repaired.
    pub grave: bool,
}

/// What checking found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Report {
    /// How many segments the journal has.
    pub segments: u64,
    /// How many entries are whole.
    pub entries: u64,
    /// How many rows of the index were verified; nothing where another process has it.
    pub rows: Option<u64>,
    /// How many records there are, as far as the index was read.
    pub records: Option<u64>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// What was done about it, a line each.
    pub repaired: Vec<String>,
}

impl Report {
    /// Says whether there is no journal at all, and only the index can say what the book held.
    pub fn lacks_journal(&self) -> bool {
        self.segments == 0
    }

    /// Says whether nothing is wrong, or all of it was repaired.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty() || !self.repaired.is_empty()
    }
}

/// Verifies a book's files; with `repair` mends them: rebuilds the index, salvages the journal.
///
/// Beside a holder only the journal is verified, and nothing can be repaired.
pub fn check(
    dir: &Path,
    repair: bool,
    options: &Options,
    shape: Arc<dyn Shape>,
) -> Result<Report, StoreError> {
    let journal = dir.join("journal");
    if !journal.is_dir() && !dir.join("index").is_dir() {
        return Err(StoreError::NoBook(dir.to_owned()));
    }
    let lock = match Lock::take(dir, &options.who) {
        Ok(lock) => Some(lock),
        Err(StoreError::Held { .. }) if !repair => None,
        Err(StoreError::Io { .. }) if !repair && !may_hold(dir) => None,
        Err(error) => return Err(error),
    };
    let mut report = Report::default();
    let end = read_journal(&journal, &mut report)?;
    let mut known = None;
    if lock.is_some() {
        known = read_index(dir, options, shape.as_ref(), end.as_ref(), &mut report);
    }
    if let Some(end) = end.filter(|end| end.spot.seq < options.known) {
        let damage = ends_too_early(&journal, &end, options.known);
        // The index says the same where it is there.
        if !report.findings.iter().any(|found| found.grave) {
            report.findings.push(finding(&damage));
        }
    }
    if !repair || report.findings.is_empty() {
        return Ok(report);
    }
    let grave = report.findings.iter().any(|f| f.grave);
    if report.segments == 0 && known.as_ref().is_none_or(BTreeMap::is_empty) {
        // A journal made from nothing would be an empty book that is said to be sound.
        return Err(StoreError::NothingLeft(dir.to_owned()));
    }
    if grave {
        report.repaired = salvage(dir, known, options.now, &options.disk)?;
        // What it was made from is no longer the journal; the opening below makes it anew.
        let index = dir.join("index");
        if report.lacks_journal() {
            // It is the last that knows of what was not in a record.
            let aside = dir.join("aside");
            let stamp = options.now.strftime("%Y%m%dT%H%M%SZ");
            let keep = aside.join(format!("index-{stamp}"));
            private_folder(&aside)?;
            if std::fs::rename(&index, &keep).is_ok() {
                let kept = format!(
                    "the index that it was made from is kept in {}",
                    keep.display()
                );
                report.repaired.push(kept);
            }
        }
        match std::fs::remove_dir_all(&index) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::io("remove", &index, e));
            }
            _ => {}
        }
    }
    drop(lock);
    let options = Options {
        create: false,
        known: 0,
        ..options.clone()
    };
    let mut store = Store::open(dir, options, shape)?;
    store.verify_index()?;
    let mut notices = store.notices();
    if grave {
        // It was taken out a moment ago, so it is no news that it was missing.
        notices.retain(|notice| !notice.starts_with("The index was rebuilt"));
        notices.push("the index was made anew from it".to_owned());
    }
    report.repaired.append(&mut notices);
    report
        .repaired
        .push("everything was verified again and is sound".to_owned());
    Ok(report)
}

/// Reads the whole journal; gives its end where it is whole.
fn read_journal(journal: &Path, report: &mut Report) -> Result<Option<End>, StoreError> {
    let walked = segments(journal).and_then(|count| {
        report.segments = count;
        let mut walk = Walk::from(journal, Spot::default(), &[])?;
        loop {
            match walk.next()? {
                Ok((entry, ..)) => report.entries = entry.head.seq,
                Err(end) => return Ok(end),
            }
        }
    });
    match walked {
        Ok(end) => {
            if end.tail > 0 {
                report.findings.push(Finding {
                    file: super::files::segment_path(journal, end.spot.segment.max(1)),
                    line: None,
                    byte: Some(end.spot.end),
                    what: format!(
                        "{} bytes after entry {} were cut off before they were saved; the next opening keeps them aside",
                        end.tail, end.spot.seq
                    ),
                    grave: false,
                });
            }
            Ok(Some(end))
        }
        Err(StoreError::Damaged(damage)) => {
            report.findings.push(finding(&damage));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn finding(damage: &Damage) -> Finding {
    let mut what = match damage.entry {
        Some(entry) => format!("entry {entry}: {}", damage.why),
        None => damage.why.clone(),
    };
    if damage.known > damage.whole {
        what = format!(
            "{what}; entries up to {} are whole, and there were entries up to {}",
            damage.whole, damage.known
        );
    }
    Finding {
        file: damage.file.clone(),
        line: damage.line,
        byte: damage.byte,
        what,
        grave: true,
    }
}

/// Verifies the index; gives the records that it has where it is sound and reaches at least as far as the journal.
fn read_index(
    dir: &Path,
    options: &Options,
    shape: &dyn Shape,
    end: Option<&End>,
    report: &mut Report,
) -> Option<BTreeMap<Id, Object>> {
    let folder = dir.join("index");
    let mut wrong = |what: String, grave| {
        report.findings.push(Finding {
            file: folder.clone(),
            line: None,
            byte: None,
            what,
            grave,
        });
    };
    if !folder.is_dir() {
        wrong(
            "the index is missing; the next opening makes it anew".into(),
            false,
        );
        return None;
    }
    let read = || {
        let rows = open_rows(&folder, options.workbench)?;
        let mut index =
            Index::open(rows)?.ok_or_else(|| super::rows::Trouble::new("it is empty"))?;
        if index.root().head.midway {
            return Err(super::rows::Trouble::new("writing it was cut off"));
        }
        let rows = index.verify()?;
        let head = index.root().head.clone();
        // Only where the journal cannot give them are the records themselves of use.
        let wanted = end.is_none_or(|end| end.spot.seq < head.applied.seq);
        let mut records = BTreeMap::new();
        let mut count = 0;
        for group in index.groups(section::RECORD)? {
            for (key, value) in index.group(&group)? {
                count += 1;
                if let (true, Some((_, id))) = (wanted, record_of_key(&key)) {
                    records.insert(id, read_object(&value)?);
                }
            }
        }
        Ok((index.root().clone(), rows, count, records))
    };
    let (root, rows, count, records) = match read() {
        Ok(found) => found,
        Err(trouble) => {
            let gone = end.is_some_and(|end| end.spot.seq == 0);
            let way = if gone {
                "and there is no journal that it could be made from"
            } else {
                "it can be made anew from the journal"
            };
            wrong(
                format!("the index cannot be relied on ({trouble}); {way}"),
                gone,
            );
            return None;
        }
    };
    let super::root::Root { head, parts } = root;
    report.rows = Some(rows);
    report.records = Some(count);
    match end {
        Some(end) if end.spot.seq < head.applied.seq => {
            wrong(
                format!(
                    "the journal ends at entry {}, but the index has entries up to {}",
                    end.spot.seq, head.applied.seq
                ),
                true,
            );
            Some(records)
        }
        Some(end) => {
            if end.spot.seq == head.applied.seq && end.spot.chain != head.applied.chain {
                wrong(
                    "the index is of another journal; it can be made anew".into(),
                    false,
                );
            } else if head.shape != shape.version() {
                wrong(
                    "the index is of another version; the next opening makes it anew".into(),
                    false,
                );
            } else if end.spot == head.applied && differs(&dir.join("journal"), end, shape, &parts)
            {
                wrong(
                    "the index does not say what the journal adds up to; it can be made anew"
                        .into(),
                    false,
                );
            }
            None
        }
        // The journal is damaged: what the index has reaches beyond what is whole of it.
        None => (head.applied.seq > report.entries).then_some(records),
    }
}

/// A journal up to this size is added up in memory and compared with the index; for a larger one the digests must do.
const COMPARED: u64 = 256 << 20;

/// Says whether an index made anew would be another.
fn differs(journal: &Path, end: &End, shape: &dyn Shape, parts: &[Digest]) -> bool {
    if end.lengths.iter().sum::<u64>() > COMPARED {
        return false;
    }
    let built = super::rebuild::build(journal, Box::<Memory>::default(), shape, &|_| {});
    built.is_ok_and(|(index, _)| index.root().parts != parts)
}
