//! The rows that one record takes in the index, and those that it leaves.

use super::form::Touched;
use crate::domain::Id;
use crate::journal::Chain;
use crate::store::key::{elsewhere_key, foreign_key, name_key};
use crate::store::place::{LOOSE, Place, place_key};
use crate::store::rows::Trouble;
use crate::store::shape::Shape;

/// What becomes of one record in the index.
pub struct Placed {
    /// Each key with what lies there now; nothing where the row goes.
    pub rows: Vec<(Vec<u8>, Option<Vec<u8>>)>,
    /// The account that it was in.
    pub was_in: Option<Id>,
    /// The account that it is in.
    pub is_in: Option<Id>,
}

/// Gives the rows of one record.
pub fn place_record(
    id: Id,
    touched: &Touched<'_>,
    shape: &dyn Shape,
    first: Chain,
) -> Result<Placed, Trouble> {
    let mut history = match &touched.place {
        Some(place) => place.history.clone(),
        None => Vec::with_capacity(1),
    };
    for seq in std::iter::once(&touched.seq).chain(&touched.seqs) {
        if history.last() < Some(seq) {
            history.push(*seq);
        }
    }
    let mut placed = Placed {
        rows: Vec::with_capacity(12),
        was_in: None,
        is_in: None,
    };
    // What was before goes first: what comes after it takes the place of a row that stays.
    let rows = &mut placed.rows;
    if let (Some(before), Some(place)) = (&touched.before, &touched.place) {
        let before = before.object()?;
        placed.was_in = shape.account(&before);
        rows.push((place.record_key(id), None));
        rows.push((place.kind_key(id), None));
        if shape.wanted_elsewhere(&before) {
            rows.push((elsewhere_key(id), None));
        }
        if let Some(name) = shape.name(&before) {
            rows.push((name_key(&name), None));
        }
        for (system, outside) in shape.foreign(&before) {
            rows.push((foreign_key(&system, &outside, first, Some(id)), None));
        }
    }
    let place = match &touched.now {
        Some(form) => {
            let bytes = form.bytes()?.into_owned();
            let now = form.object()?;
            let now = now.as_ref();
            placed.is_in = shape.account(now);
            let place = Place::of(now, placed.is_in, &bytes, history);
            rows.push((place.record_key(id), Some(bytes)));
            rows.push((place.kind_key(id), Some(place.kind_value())));
            if shape.wanted_elsewhere(now) {
                let place = Place {
                    history: Vec::new(),
                    ..place.clone()
                };
                rows.push((elsewhere_key(id), Some(place.bytes())));
            }
            if let Some(name) = shape.name(now) {
                let value = serde_json::to_vec(&name).map_err(|e| Trouble::new(e.to_string()))?;
                rows.push((name_key(&name), Some(value)));
            }
            for (system, outside) in shape.foreign(now) {
                let key = foreign_key(&system, &outside, first, Some(id));
                rows.push((key, Some(Vec::new())));
            }
            place
        }
        None => Place {
            there: false,
            account: LOOSE,
            kind: 0,
            number: 0,
            hash: 0,
            history,
        },
    };
    rows.push((place_key(id), Some(place.bytes())));
    Ok(placed)
}
