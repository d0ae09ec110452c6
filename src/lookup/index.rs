//! From an id to its line: a table of line numbers, eight bytes a line.

const FREE: u32 = u32::MAX;

/// Open addressing by the id's bits; the ids themselves lie with the lines. Places are never freed: a line that was
/// taken away is told by its bit, and the table is made anew with the corpus.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    table: Vec<u32>,
    filled: usize,
}

impl Index {
    pub(super) fn build(ids: impl ExactSizeIterator<Item = u128>) -> Self {
        let mut index = Self::with_room(ids.len());
        for (slot, id) in (0..).zip(ids) {
            index.place(id, slot);
        }
        index
    }

    pub(super) fn from_table(table: Vec<u32>) -> Option<Self> {
        let filled = table.iter().filter(|&&slot| slot != FREE).count();
        (table.is_empty() || table.len().is_power_of_two() && filled < table.len())
            .then_some(Self { table, filled })
    }

    pub(super) fn table(&self) -> &[u32] {
        &self.table
    }

    fn with_room(lines: usize) -> Self {
        Self {
            table: vec![FREE; (lines * 3 / 2 + 64).next_power_of_two()],
            filled: 0,
        }
    }

    fn place(&mut self, id: u128, slot: u32) {
        let mask = self.table.len() - 1;
        let mut at = spread(id) & mask;
        while self.table[at] != FREE {
            at = (at + 1) & mask;
        }
        self.table[at] = slot;
        self.filled += 1;
    }

    /// Adds a line; `id_of` gives the id of a known one when the table must grow.
    pub(super) fn insert(&mut self, id: u128, slot: u32, id_of: impl Fn(u32) -> Option<u128>) {
        if self.filled * 4 >= self.table.len() * 3 {
            let mut larger = Self::with_room(self.filled * 2);
            for &slot in self.table.iter().filter(|&&slot| slot != FREE) {
                if let Some(id) = id_of(slot) {
                    larger.place(id, slot);
                }
            }
            *self = larger;
        }
        self.place(id, slot);
    }

    /// Gives the lines that may have this id.
    pub(super) fn candidates(&self, id: u128) -> impl Iterator<Item = u32> {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = spread(id);
        std::iter::from_fn(move || {
            let slot = *self.table.get(at & mask)?;
            at = at.wrapping_add(1);
            (slot != FREE).then_some(slot)
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.table.len() * 4
    }
}

#[allow(clippy::cast_possible_truncation)] // The bits are mixed; any of them will do.
fn spread(id: u128) -> usize {
    let folded = (id as u64) ^ ((id >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize
}
