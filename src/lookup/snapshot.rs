//! The corpus beside the book.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use super::corpus::Corpus;
use super::entry::{Entry, Kind, Role, Vocabulary};

const MAGIC: &[u8; 8] = b"allylk00";

/// Writes the corpus beside the book, whole or not at all, with a stamp that says what it was made of.
pub fn save(corpus: &Corpus, path: &Path, stamp: &[u8]) -> io::Result<()> {
    let mut body = Vec::new();
    put(&mut body, stamp);
    let vocabulary = corpus.vocabulary();
    number(&mut body, vocabulary.kinds.len() as u64);
    for kind in &vocabulary.kinds {
        body.extend([kind.code, kind.weight, kind.role as u8]);
        put(&mut body, kind.name.as_bytes());
    }
    number(&mut body, vocabulary.flags.len() as u64);
    for flag in &vocabulary.flags {
        put(&mut body, flag.as_bytes());
    }
    number(&mut body, corpus.len() as u64);
    for (entry, _) in corpus.lines() {
        body.extend(entry.id.as_bytes());
        body.extend(entry.account.unwrap_or_default().as_bytes());
        body.extend([entry.kind, entry.flags, u8::from(entry.account.is_some())]);
        number(&mut body, entry.recency);
        for text in [&entry.text, &entry.also, &entry.notes] {
            put(&mut body, text.as_bytes());
        }
    }
    let aside = path.with_extension("new");
    let mut file = File::create(&aside)?;
    file.write_all(MAGIC)?;
    file.write_all(blake3::hash(&body).as_bytes())?;
    file.write_all(&body)?;
    file.sync_all()?;
    fs::rename(&aside, path)
}

/// Opens what [`save`] wrote, with its stamp; nothing where it is missing, of another version, or damaged.
pub fn open(path: &Path) -> Option<(Corpus, Vec<u8>)> {
    let bytes = fs::read(path).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (sum, mut rest) = rest.split_at_checked(32)?;
    if blake3::hash(rest).as_bytes() != sum {
        return None;
    }
    let rest = &mut rest;
    let stamp = get(rest)?.to_vec();
    let mut vocabulary = Vocabulary::default();
    for _ in 0..count(rest)? {
        let (&[code, weight, role], after) = rest.split_first_chunk::<3>()?;
        *rest = after;
        let role = [Role::Account, Role::Person, Role::Other]
            .into_iter()
            .find(|known| *known as u8 == role)?;
        vocabulary
            .kinds
            .push(Kind::new(code, text(rest)?, role, weight));
    }
    for _ in 0..count(rest)? {
        vocabulary.flags.push(text(rest)?.to_owned());
    }
    let mut entries = Vec::new();
    for _ in 0..count(rest)? {
        let (head, after) = rest.split_first_chunk::<35>()?;
        *rest = after;
        let id = uuid::Uuid::from_slice(&head[..16]).ok()?;
        let account = uuid::Uuid::from_slice(&head[16..32]).ok()?;
        let recency = count(rest)?;
        let entry = Entry {
            id,
            account: (head[34] == 1).then_some(account),
            kind: head[32],
            flags: head[33],
            recency,
            text: text(rest)?.to_owned(),
            also: text(rest)?.to_owned(),
            notes: text(rest)?.to_owned(),
        };
        entries.push(entry);
    }
    Some((Corpus::build(vocabulary, entries, 1), stamp))
}

fn number(body: &mut Vec<u8>, number: u64) {
    body.extend(number.to_le_bytes());
}

fn put(body: &mut Vec<u8>, bytes: &[u8]) {
    number(body, bytes.len() as u64);
    body.extend(bytes);
}

fn count(rest: &mut &[u8]) -> Option<u64> {
    let (head, after) = rest.split_first_chunk::<8>()?;
    *rest = after;
    Some(u64::from_le_bytes(*head))
}

fn get<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(count(rest)?).ok()?;
    let (bytes, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

fn text<'a>(rest: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(get(rest)?).ok()
}
