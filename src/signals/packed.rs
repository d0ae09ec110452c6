//! A pulse in few bytes, for the copy of the index: Today reads one of every account, and to read them as JSON was the largest part
//! of all that it does.
//!
//! ```text
//! form · the fields of [`AccountPulse`] one after another, in the order of their declaration
//! ```
//! An id is its sixteen bytes, a number a varint, a text its length and its bytes, a day its year, month and day, a list its count
//! and its members; before what may be missing stands whether it is there. Words of a closed list are kept as words, so that a new one
//! among them changes nothing. Whoever cannot read a pulse reads the whole one, which is JSON: so another form needs a new
//! number, and nothing else.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::pulse::{AccountPulse, Check, Item, Next, Touch, What};
use crate::domain::words::Words;
use crate::domain::{Date, Id, Moment, Who};

/// The first byte; another number is another form. JSON begins with a brace.
const FORM: u8 = 2;

/// Writes a pulse.
pub fn pack(pulse: &AccountPulse) -> Vec<u8> {
    let mut out = Packing(vec![FORM]);
    pulse.put(&mut out);
    out.0
}

/// Reads pulses one after another.
#[derive(Default)]
pub struct Unpacking {
    /// The zones that were met: to look one up takes longer than to read the rest of a moment.
    zones: Vec<(String, TimeZone)>,
}

impl Unpacking {
    /// Reads a pulse; nothing where it is not whole, or of another form.
    pub fn unpack(&mut self, bytes: &[u8]) -> Option<AccountPulse> {
        let (form, rest) = bytes.split_first()?;
        if *form != FORM {
            return None;
        }
        let mut from = Taking {
            rest,
            zones: &mut self.zones,
        };
        let pulse = AccountPulse::take(&mut from)?;
        from.rest.is_empty().then_some(pulse)
    }
}

struct Packing(Vec<u8>);

impl Packing {
    fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push((number & 0x7f) as u8);
    }
}

struct Taking<'a> {
    rest: &'a [u8],
    zones: &'a mut Vec<(String, TimeZone)>,
}

impl<'a> Taking<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    fn word<W: Words>(&mut self) -> Option<W> {
        W::parse(self.text()?)
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        if let Some((_, zone)) = self.zones.iter().find(|(known, _)| known == name) {
            return Some(zone.clone());
        }
        let zone = TimeZone::get(name).ok()?;
        self.zones.push((name.to_owned(), zone.clone()));
        Some(zone)
    }
}

/// What can be packed.
trait Packed: Sized {
    fn put(&self, out: &mut Packing);
    fn take(from: &mut Taking<'_>) -> Option<Self>;
}

impl Packed for bool {
    fn put(&self, out: &mut Packing) {
        out.0.push(u8::from(*self));
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        match from.array()? {
            [0] => Some(false),
            [1] => Some(true),
            _ => None,
        }
    }
}

impl Packed for u32 {
    fn put(&self, out: &mut Packing) {
        out.number(u64::from(*self));
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        from.number()?.try_into().ok()
    }
}

impl Packed for String {
    fn put(&self, out: &mut Packing) {
        out.number(self.len() as u64);
        out.0.extend_from_slice(self.as_bytes());
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        from.text().map(str::to_owned)
    }
}

impl Packed for Id {
    fn put(&self, out: &mut Packing) {
        out.0.extend_from_slice(&self.bytes());
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        from.array().map(Id::from_bytes)
    }
}

impl Packed for Date {
    fn put(&self, out: &mut Packing) {
        out.0.extend_from_slice(&self.year().to_le_bytes());
        out.0.extend_from_slice(&self.month().to_le_bytes());
        out.0.extend_from_slice(&self.day().to_le_bytes());
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        let year = i16::from_le_bytes(from.array()?);
        let month = i8::from_le_bytes(from.array()?);
        Date::new(year, month, i8::from_le_bytes(from.array()?)).ok()
    }
}

/// How a moment's zone is kept.
const IN_WORDS: u8 = 0;
const AT_OFFSET: u8 = 1;
const IN_ZONE: u8 = 2;

impl Packed for Moment {
    fn put(&self, out: &mut Packing) {
        let zone = self.0.time_zone();
        let at = |out: &mut Packing| {
            let at = self.timestamp();
            out.0.extend_from_slice(&at.as_second().to_le_bytes());
            out.0
                .extend_from_slice(&at.subsec_nanosecond().to_le_bytes());
        };
        if let Some(name) = zone.iana_name() {
            out.0.push(IN_ZONE);
            at(out);
            name.to_owned().put(out);
        } else if let Ok(offset) = zone.to_fixed_offset() {
            out.0.push(AT_OFFSET);
            at(out);
            out.0.extend_from_slice(&offset.seconds().to_le_bytes());
        } else {
            out.0.push(IN_WORDS);
            self.to_string().put(out);
        }
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        let [how] = from.array()?;
        if how == IN_WORDS {
            return from.text()?.parse().ok();
        }
        let second = i64::from_le_bytes(from.array()?);
        let at = Timestamp::new(second, i32::from_le_bytes(from.array()?)).ok()?;
        let zone = match how {
            AT_OFFSET => {
                let offset = Offset::from_seconds(i32::from_le_bytes(from.array()?));
                TimeZone::fixed(offset.ok()?)
            }
            IN_ZONE => {
                let name = from.text()?;
                from.zone(name)?
            }
            _ => return None,
        };
        Some(Moment(at.to_zoned(zone)))
    }
}

impl Packed for Who {
    fn put(&self, out: &mut Packing) {
        match self {
            Who::Record(id) => {
                true.put(out);
                id.put(out);
            }
            Who::Words(words) => {
                false.put(out);
                words.put(out);
            }
        }
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        Some(if bool::take(from)? {
            Who::Record(Id::take(from)?)
        } else {
            Who::Words(String::take(from)?)
        })
    }
}

impl<T: Packed> Packed for Option<T> {
    fn put(&self, out: &mut Packing) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        Some(if bool::take(from)? {
            Some(T::take(from)?)
        } else {
            None
        })
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn put(&self, out: &mut Packing) {
        out.number(self.len() as u64);
        for value in self {
            value.put(out);
        }
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        let count = usize::try_from(from.number()?).ok()?;
        // No member is shorter than a byte: a count that was made up takes no memory.
        let mut values = Vec::with_capacity(count.min(from.rest.len()));
        for _ in 0..count {
            values.push(T::take(from)?);
        }
        Some(values)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn put(&self, out: &mut Packing) {
        self.0.put(out);
        self.1.put(out);
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        Some((A::take(from)?, B::take(from)?))
    }
}

impl Packed for BTreeMap<String, u32> {
    fn put(&self, out: &mut Packing) {
        let all: Vec<(String, u32)> = self.iter().map(|(k, n)| (k.clone(), *n)).collect();
        all.put(out);
    }

    fn take(from: &mut Taking<'_>) -> Option<Self> {
        Some(Vec::take(from)?.into_iter().collect())
    }
}

macro_rules! words {
    ($($name:ident)*) => {$(
        impl Packed for crate::domain::words::$name {
            fn put(&self, out: &mut Packing) {
                out.number(self.word().len() as u64);
                out.0.extend_from_slice(self.word().as_bytes());
            }

            fn take(from: &mut Taking<'_>) -> Option<Self> {
                from.word()
            }
        }
    )*};
}

words! { AdvocacyState AlternativeState Channel Renews }

/// Declares each field once: a field that is not named here does not compile.
macro_rules! fields {
    ($($name:ident { $($field:ident)* })*) => {$(
        impl Packed for $name {
            fn put(&self, out: &mut Packing) {
                let Self { $($field),* } = self;
                $($field.put(out);)*
            }

            fn take(from: &mut Taking<'_>) -> Option<Self> {
                Some(Self { $($field: Packed::take(from)?),* })
            }
        }
    )*};
}

fields! {
    AccountPulse { account short name parent industry cadence_days made snoozed last people open checks replaced stories counts }
    Touch { record short at channel people next }
    Next { what who when snoozed said }
    Check { on record short fact learned_on snoozed }
    Item { record short text people due made snoozed what }
}

/// Declares what may be open, each with its number.
macro_rules! whats {
    ($($number:literal $name:ident { $($field:ident)* })*) => {
        impl Packed for What {
            fn put(&self, out: &mut Packing) {
                match self {
                    $(What::$name { $($field),* } => {
                        out.0.push($number);
                        $($field.put(out);)*
                    })*
                }
            }

            fn take(from: &mut Taking<'_>) -> Option<Self> {
                let [number] = from.array()?;
                Some(match number {
                    $($number => What::$name { $($field: Packed::take(from)?),* },)*
                    _ => return None,
                })
            }
        }
    };
}

whats! {
    0 Ours {}
    1 Theirs {}
    2 Fight { state moved with next }
    3 Meeting { starts ends channel place aimed rule }
    4 Complaint { on owner acknowledged told next }
    5 Agreement { ends notice_by renews running }
    6 Alternative { state }
    7 Score { score on }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Kind;
    use crate::signals::pulse_of;
    use crate::signals::sample::{id, record};
    use serde_json::json;

    fn pulse(zone: &str) -> AccountPulse {
        let account = json!({"name": "Łódź Café 株式会社", "industry": "rail", "cadence_days": 21, "parent": id(77), "extra": {"snoozed_until": "2026-12-01"}});
        let members = [
            json!({"kind": "promise", "what": "credit", "due": "2026-11-21", "to": [id(9)]}),
            json!({"kind": "promise", "what": "numbers", "direction": "theirs", "by": [id(9), id(10)]}),
            json!({"kind": "advocacy", "ask": "30 days", "state": "won", "raised_with": ["billing", id(11)], "next_step": "ask"}),
            json!({"kind": "touchpoint", "state": "planned", "starts": format!("2026-11-23T09:30:00{zone}"), "ends": format!("2026-11-23T10:30:00{zone}"), "channel": "planning session", "place": "room 4", "must": "a date", "rule": "FREQ=WEEKLY"}),
            json!({"kind": "touchpoint", "state": "held", "channel": "complaint", "starts": format!("2026-11-13T09:30:00{zone}"), "recovery": {"owner": "Patel", "told": [id(9)], "acknowledged_on": "2026-11-13"}, "next_step": {"what": "the cause in writing", "who": "Patel", "when": "2026-11-24"}}),
            json!({"kind": "touchpoint", "state": "held", "starts": format!("2026-11-20T09:30:00.25{zone}"), "people": [id(9)], "next_step": {"what": "a trial", "who": id(9), "when": "2026-12-03"}}),
            json!({"kind": "agreement", "what": "supply", "state": "running", "ends": "2027-03-01", "notice_by": "2026-12-31", "renews": "by us"}),
            json!({"kind": "alternative", "who": "Norland", "state": "shortlisted"}),
            json!({"kind": "survey", "score": "4", "out_of": "10", "on": "2026-11-01"}),
            json!({"kind": "learning", "fact": "they close early", "learned_on": "2026-01-01"}),
            json!({"kind": "learning", "fact": "at four", "learned_on": "2026-02-01", "replaces": id(5)}),
            json!({"kind": "person", "name": "Ann\u{301} van Dyke"}),
            json!({"kind": "problem", "title": "t", "state": "solved", "may_be_told": "named"}),
        ];
        let members: Vec<_> = (20..)
            .zip(members)
            .map(|(n, mut fields)| {
                let kind = fields.as_object_mut().unwrap().remove("kind").unwrap();
                record(Kind::parse(kind.as_str().unwrap()).unwrap(), n, fields)
            })
            .collect();
        pulse_of(&record(Kind::Account, 1, account), &members)
    }

    #[test]
    fn a_pulse_comes_back_as_it_was() {
        for zone in ["-05:00[America/New_York]", "+09:30", "Z", "+00:00[UTC]"] {
            let pulse = pulse(zone);
            assert!(pulse.open.len() > 7 && pulse.last.is_some() && !pulse.counts.is_empty());
            let packed = pack(&pulse);
            let back = Unpacking::default().unpack(&packed).unwrap();
            assert_eq!(back, pulse);
            // Two moments are equal in any zone: as text they say theirs.
            let text = |pulse: &AccountPulse| serde_json::to_string(pulse).unwrap();
            assert_eq!(text(&back), text(&pulse), "{zone}");
            assert!(packed.len() * 2 < text(&pulse).len());
        }
        let empty = AccountPulse::new(&record(Kind::Account, 1, json!({})));
        assert_eq!(Unpacking::default().unpack(&pack(&empty)), Some(empty));
    }

    #[test]
    fn what_is_cut_longer_or_of_another_form_is_refused() {
        let whole = pack(&pulse("Z"));
        let mut reads = Unpacking::default();
        for keep in 0..whole.len() {
            assert_eq!(reads.unpack(&whole[..keep]), None, "{keep}");
        }
        let longer = [whole.as_slice(), &[0]].concat();
        assert_eq!(reads.unpack(&longer), None);
        let mut other = whole;
        other[0] = b'{';
        assert_eq!(reads.unpack(&other), None);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_are_too_much_for_it(at in 0usize..4_000, to: u8, bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            let mut reads = Unpacking::default();
            let mut whole = pack(&pulse("Z"));
            let at = at % whole.len();
            whole[at] = to;
            let _ = reads.unpack(&whole);
            let _ = reads.unpack(&[&[FORM], bytes.as_slice()].concat());
        }
    }
}
