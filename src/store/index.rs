//! Rows that account for themselves: each belongs to a group, whose digest is checked before anything in it is believed.
//!
//! ```text
//! root ── 128 parts ── a digest for each group ── the group's rows
//! ```
//! A group is a prefix of its rows' keys. The digest of a group is a row itself; the digests are spread over parts, and
//! the root (one row with a hash of its own) has a digest for each part. So a row that is missing, stale, changed or
//! extra is found by reading its group, one part, and the root, and nothing else.
//!
//! Rows whose keeper vouches for them ([`Rows::proven`]) are believed as they are; it keeps no digests up to date either.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::root::{Digest, PARTS, Root};
use super::rows::{Changes, Rows, Trouble};

/// What a row is about: the first byte of its key.
pub mod section {
    /// account · kind · id → the record.
    pub const RECORD: u8 = b'a';
    /// two bytes of the id · id → its [place](super::super::place::Place).
    pub const PLACE: u8 = b'p';
    /// kind · number of the short id · id → account and hash of the record.
    pub const KIND: u8 = b'k';
    /// id → the place of a record that other accounts ask for, without its history.
    pub const ELSEWHERE: u8 = b's';
    /// last byte of the account · account → its summary.
    pub const SUMMARY: u8 = b'u';
    /// last byte of the account · account → what of its summary is needed soon; only in the copy of the index. Alone, the day from
    /// which it holds.
    pub const SOON: u8 = b'v';
    /// account → its name.
    pub const ACCOUNT: u8 = b'n';
    /// last byte of the account · account · person → the person's name.
    pub const PERSON: u8 = b'm';
    /// keyed hash of an outside id · record → nothing.
    pub const FOREIGN: u8 = b'f';
    /// keyed hash of a request → the entry.
    pub const REQUEST: u8 = b'q';
    /// entry → where it begins, and the chain after it.
    pub const ENTRY: u8 = b'e';
    /// entry that was taken back → the entry that did.
    pub const UNDONE: u8 = b'o';
    /// account · hash of a batch → the account's rows in it.
    pub const CHUNK: u8 = b'g';
    /// account · month → what was bought or used in it.
    pub const MONTH: u8 = b't';
    /// name → value.
    pub const SETTING: u8 = b'w';
    /// kind → the highest number ever given in a short id.
    pub const COUNTER: u8 = b'c';
    /// part · group → the group's digest.
    pub const DIGEST: u8 = b'd';
    /// The root.
    pub const ROOT: &[u8] = b"r";
}

/// Writes up to this many bytes at once; then what was written is handed to the system.
const BATCH: usize = 256 << 10;

/// Gives how many bytes of a key name its group.
fn group_length(section: u8) -> usize {
    match section {
        section::RECORD | section::CHUNK | section::MONTH => 17,
        section::PLACE => 3,
        section::KIND => 9,
        section::ENTRY => 8,
        section::SUMMARY | section::PERSON | section::FOREIGN | section::REQUEST => 2,
        _ => 1,
    }
}

pub fn group_of(key: &[u8]) -> &[u8] {
    let length = group_length(key.first().copied().unwrap_or_default());
    key.get(..length).unwrap_or(key)
}

/// Gives the part that a group's digest lies in: sections that are read whole have one each (kinds: one a kind).
fn part_of(group: &[u8]) -> u8 {
    let [section, rest @ ..] = group else {
        return 0;
    };
    match *section {
        section::KIND => 96 + rest.first().map_or(0, |kind| kind % 16),
        section::SUMMARY => 112,
        section::PERSON => 113,
        section::ACCOUNT
        | section::ELSEWHERE
        | section::SETTING
        | section::COUNTER
        | section::UNDONE => 114,
        _ => blake3::hash(group).as_bytes()[0] % 96,
    }
}

type Parts = HashMap<u8, BTreeMap<Vec<u8>, Digest>>;

/// The index: rows, and the proof that they are all there.
pub struct Index {
    rows: Box<dyn Rows>,
    root: Root,
    parts: Parts,
    sound: HashSet<Vec<u8>>,
}

impl Index {
    /// Opens what is kept; nothing where it was never begun.
    pub fn open(rows: Box<dyn Rows>) -> Result<Option<Index>, Trouble> {
        let Some(bytes) = rows.get(section::ROOT)? else {
            return Ok(None);
        };
        let root = Root::parse(&bytes)?;
        Ok(Some(Self::with(rows, root)))
    }

    /// Begins an empty index.
    pub fn begin(mut rows: Box<dyn Rows>, shape: u32) -> Result<Index, Trouble> {
        let root = Root::new(shape);
        let mut first = Changes::new();
        first.insert(section::ROOT.to_vec(), Some(root.bytes()?));
        rows.write(&first)?;
        Ok(Self::with(rows, root))
    }

    fn with(rows: Box<dyn Rows>, root: Root) -> Index {
        Index {
            rows,
            root,
            parts: HashMap::new(),
            sound: HashSet::new(),
        }
    }

    /// Gives the rows as they lie there, unchecked.
    pub fn rows(&self) -> &dyn Rows {
        self.rows.as_ref()
    }

    /// Gives the root.
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Gives the digests of one part, checked against the root.
    fn part(&mut self, part: u8) -> Result<&mut BTreeMap<Vec<u8>, Digest>, Trouble> {
        if !self.parts.contains_key(&part) {
            let mut found = BTreeMap::new();
            let mut sum = Digest::default();
            let mut whole = true;
            self.rows
                .scan(&[section::DIGEST, part], &mut |key, value| {
                    sum.turn(key, value, false);
                    match (key.get(2..), Digest::parse(value)) {
                        (Some(group), Some(digest)) => {
                            found.insert(group.to_vec(), digest);
                        }
                        _ => whole = false,
                    }
                    true
                })?;
            let expected = self.root.parts.get(usize::from(part)).copied();
            if !whole || expected != Some(sum) {
                return Err(Trouble::new("its digests do not add up"));
            }
            self.parts.insert(part, found);
        }
        self.parts
            .get_mut(&part)
            .ok_or_else(|| Trouble::new("its digests are missing"))
    }

    fn digest(&mut self, group: &[u8]) -> Result<Digest, Trouble> {
        let part = self.part(part_of(group))?;
        Ok(part.get(group).copied().unwrap_or_default())
    }

    /// Reads all rows of one group, and checks that they are all there and as they were written.
    pub fn group(&mut self, group: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Trouble> {
        let mut found = Vec::new();
        if self.rows.proven() {
            self.rows.scan(group, &mut |key, value| {
                found.push((key.to_vec(), value.to_vec()));
                true
            })?;
            return Ok(found);
        }
        let expected = self.digest(group)?;
        let mut sum = Digest::default();
        self.rows.scan(group, &mut |key, value| {
            sum.turn(key, value, false);
            found.push((key.to_vec(), value.to_vec()));
            true
        })?;
        if sum != expected {
            return Err(Trouble::new("its rows do not match their digest"));
        }
        if found.is_empty() {
            // An empty group is sound too, but remembering all of them would only grow.
            return Ok(found);
        }
        self.sound.insert(group.to_vec());
        Ok(found)
    }

    /// Reads all rows of one group, where its digest says that there are any.
    pub fn group_there(&mut self, group: &[u8]) -> Result<Vec<(Vec<u8>, Vec<u8>)>, Trouble> {
        if !self.rows.proven() && self.digest(group)? == Digest::default() {
            return Ok(Vec::new());
        }
        self.group(group)
    }

    /// Gives the value of a key, once its group was found sound.
    pub fn row(&mut self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        let group = group_of(key);
        if self.rows.proven() || self.sound.contains(group) {
            return self.rows.get(key);
        }
        // Where there is no row there is none to read; a new book is asked for each record of its first import.
        if self.digest(group)? == Digest::default() {
            return Ok(None);
        }
        let rows = self.group(group)?;
        Ok(rows.into_iter().find(|(k, _)| k == key).map(|(_, v)| v))
    }

    /// Gives the value of a key whose hash the caller knows and checks.
    pub fn unchecked(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Trouble> {
        self.rows.get(key)
    }

    /// Reads the rows whose keys begin with `prefix`, in order: a whole section, one kind, or one group.
    pub fn each(
        &mut self,
        prefix: &[u8],
        each: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<(), Trouble> {
        if self.rows.proven() {
            return self.rows.scan(prefix, &mut |key, value| {
                each(key, value);
                true
            });
        }
        if group_of(prefix).len() == group_length(prefix.first().copied().unwrap_or_default()) {
            for (key, value) in self.group(group_of(prefix))? {
                if key.starts_with(prefix) {
                    each(&key, &value);
                }
            }
            return Ok(());
        }
        let groups: Vec<Vec<u8>> = self
            .part(part_of(prefix))?
            .keys()
            .filter(|group| group.starts_with(prefix))
            .cloned()
            .collect();
        for group in groups {
            for (key, value) in self.group(&group)? {
                each(&key, &value);
            }
        }
        Ok(())
    }

    /// Gives every group of a section whose groups lie in many parts.
    pub fn groups(&mut self, section: u8) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut found = Vec::new();
        for part in 0..PARTS {
            let part = self.part(u8::try_from(part).unwrap_or_default())?;
            found.extend(part.keys().filter(|g| g.first() == Some(&section)).cloned());
        }
        found.sort();
        Ok(found)
    }

    /// Writes rows, their digests and the root together.
    ///
    /// What does not fit into one batch is written in several, marked as under way until the last.
    pub fn write(
        &mut self,
        changes: Changes,
        head: impl FnOnce(&mut super::root::Head),
    ) -> Result<(), Trouble> {
        if self.rows.proven() {
            let mut changes = changes;
            head(&mut self.root.head);
            changes.insert(section::ROOT.to_vec(), Some(self.root.bytes()?));
            return self.rows.write(&changes);
        }
        // Rows of one group stand beside each other.
        let mut sums: Vec<(Vec<u8>, Digest, bool)> = Vec::new();
        let mut batch = Vec::new();
        let mut size = 0;
        let mut root = self.root.clone();
        let mut midway = false;
        for (key, value) in changes {
            let group = group_of(&key);
            if sums.last().is_none_or(|(last, ..)| last != group) {
                let digest = self.digest(group)?;
                sums.push((group.to_vec(), digest, digest == Digest::default()));
            }
            let Some((_, sum, begins)) = sums.last_mut() else {
                continue;
            };
            // A group that had no row does not have this one.
            let old = if *begins { None } else { self.rows.get(&key)? };
            if old == value {
                continue;
            }
            if let Some(old) = &old {
                sum.turn(&key, old, true);
            }
            if let Some(new) = &value {
                sum.turn(&key, new, false);
            }
            size += key.len() + value.as_ref().map_or(0, Vec::len) + 16;
            batch.push((key, value));
            if size > BATCH {
                self.part_way(&mut batch, &mut midway)?;
                size = 0;
            }
        }
        for (group, sum, _) in sums {
            let part = part_of(&group);
            let digests = self.part(part)?;
            let old = digests.get(&group).copied().unwrap_or_default();
            if old == sum {
                continue;
            }
            let mut key = vec![section::DIGEST, part];
            key.extend_from_slice(&group);
            let turned = root
                .parts
                .get_mut(usize::from(part))
                .ok_or_else(|| Trouble::new("its digests are missing"))?;
            if old != Digest::default() {
                turned.turn(&key, &old.bytes(), true);
            }
            if sum == Digest::default() {
                digests.remove(&group);
                batch.push((key, None));
            } else {
                turned.turn(&key, &sum.bytes(), false);
                digests.insert(group, sum);
                size += key.len() + 32;
                batch.push((key, Some(sum.bytes().to_vec())));
            }
            if size > BATCH {
                self.part_way(&mut batch, &mut midway)?;
                size = 0;
            }
        }
        head(&mut root.head);
        // The root goes with the last rows, in one batch: before it, the digests in the store are those of before.
        batch.push((section::ROOT.to_vec(), Some(root.bytes()?)));
        self.rows.write(&batch.into_iter().collect())?;
        if midway {
            self.rows.flush()?;
        }
        self.root = root;
        Ok(())
    }

    /// Writes a batch of several, after the root was marked: one that is cut off here is rebuilt.
    fn part_way(
        &mut self,
        batch: &mut Vec<(Vec<u8>, Option<Vec<u8>>)>,
        midway: &mut bool,
    ) -> Result<(), Trouble> {
        if !std::mem::replace(midway, true) {
            let mut marked = self.root.clone();
            marked.head.midway = true;
            let root = (section::ROOT.to_vec(), Some(marked.bytes()?));
            self.rows.write(&Changes::from([root]))?;
            self.rows.flush()?;
        }
        self.rows.write(&batch.drain(..).collect())?;
        self.rows.flush()
    }

    /// Hands what was written to the system.
    pub fn flush(&mut self) -> Result<(), Trouble> {
        self.rows.flush()
    }

    /// Reads everything and checks every digest; gives the number of rows.
    pub fn verify(&mut self) -> Result<u64, Trouble> {
        let mut count = 0;
        self.all(&mut |_, _| {
            count += 1;
            true
        })?;
        Ok(count)
    }

    /// Gives every row in the order of their keys, the digests and the root among them; fails at the end where they do not add up.
    pub fn all(&mut self, each: &mut dyn FnMut(&[u8], &[u8]) -> bool) -> Result<(), Trouble> {
        if self.rows.proven() {
            return self.rows.scan(&[], each);
        }
        self.parts.clear();
        self.sound.clear();
        let mut expected = BTreeMap::new();
        for part in 0..PARTS {
            expected.extend(self.part(u8::try_from(part).unwrap_or_default())?.clone());
        }
        // The rows of a group follow one another.
        let (mut group, mut sum) = (Vec::new(), Digest::default());
        let (mut whole, mut ended) = (true, false);
        self.rows.scan(&[], &mut |key, value| {
            if key != section::ROOT && key.first() != Some(&section::DIGEST) {
                if group != group_of(key) {
                    let (before, own) = (std::mem::take(&mut group), std::mem::take(&mut sum));
                    whole &= before.is_empty() || expected.remove(&before) == Some(own);
                    group.extend_from_slice(group_of(key));
                }
                sum.turn(key, value, false);
            }
            ended = !each(key, value);
            whole && !ended
        })?;
        whole &= group.is_empty() || expected.remove(&group) == Some(sum);
        whole &= expected.is_empty();
        if !ended && !whole {
            return Err(Trouble::new("its rows do not match their digests"));
        }
        Ok(())
    }

    /// Gives all rows, for comparing two indexes.
    #[cfg(test)]
    pub fn dump(&self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let mut out = BTreeMap::new();
        self.rows
            .scan(&[], &mut |k, v| {
                out.insert(k.to_vec(), v.to_vec());
                true
            })
            .unwrap();
        out
    }
}
