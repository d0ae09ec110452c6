//! The only clock, with the days that are free, and where new ids come from.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::error::{BookError, Result};
use crate::domain::days::Weekend;
use crate::domain::{Date, Id, Moment};

/// Tells the time: the system's, or the one that `ALLY_NOW` fixes.
#[derive(Clone, Debug)]
pub struct Clock {
    fixed: Option<Zoned>,
    zone: Option<TimeZone>,
    weekend: Weekend,
}

impl Clock {
    /// Follows the system's clock and zone.
    pub fn system() -> Self {
        Self {
            fixed: None,
            zone: None,
            weekend: Weekend::default(),
        }
    }

    /// Stands still at a moment.
    pub fn fixed(now: Zoned) -> Self {
        Self {
            fixed: Some(now),
            zone: None,
            weekend: Weekend::default(),
        }
    }

    /// Follows `ALLY_NOW` (RFC 3339 with zone) where it is set, else the system.
    pub fn from_env() -> Result<Self> {
        match std::env::var("ALLY_NOW") {
            Ok(text) if !text.trim().is_empty() => match text.trim().parse::<Moment>() {
                Ok(moment) => Ok(Self::fixed(moment.0)),
                Err(_) => Err(BookError::usage("ALLY_NOW is no moment").hint("Write it as 2026-11-23T09:00:00-05:00 or 2026-11-23T09:00:00-05:00[America/New_York].")),
            },
            _ => Ok(Self::system()),
        }
    }

    /// Shows the time of a zone, whatever the system's is.
    #[must_use]
    pub fn in_zone(mut self, zone: TimeZone) -> Self {
        self.zone = Some(zone);
        self
    }

    /// Counts other days of the week as free than Saturday and Sunday.
    #[must_use]
    pub fn with_weekend(mut self, weekend: Weekend) -> Self {
        self.weekend = weekend;
        self
    }

    /// Gives the free days of the week.
    pub fn weekend(&self) -> &Weekend {
        &self.weekend
    }

    /// Gives the moment it is.
    pub fn now(&self) -> Zoned {
        let now = self.fixed.clone().unwrap_or_else(Zoned::now);
        match &self.zone {
            Some(zone) => now.with_time_zone(zone.clone()),
            None => now,
        }
    }

    /// Gives the day it is.
    pub fn today(&self) -> Date {
        self.now().date()
    }

    /// Says whether it stands still, so that a rehearsal repeats to the byte.
    pub fn stands_still(&self) -> bool {
        self.fixed.is_some()
    }

    /// Makes the id of the `nth` record of an entry.
    ///
    /// With a clock that stands still it follows from the clock and the journal's position; else it is random.
    pub fn id(&self, seq: u64, nth: u64) -> Id {
        let ms = u64::try_from(self.now().timestamp().as_millisecond()).unwrap_or(0);
        let mut unique = [0; 10];
        if self.stands_still() {
            let mut hasher = blake3::Hasher::new();
            hasher
                .update(b"ally id")
                .update(&seq.to_be_bytes())
                .update(&nth.to_be_bytes());
            // The order in which records were made stays in their ids.
            unique[..2].copy_from_slice(&u16::try_from(nth & 0x0fff).unwrap_or(0).to_be_bytes());
            unique[2..].copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        } else {
            unique.copy_from_slice(&random()[..10]);
        }
        Id::new(ms, unique)
    }

    /// Makes the salt of an entry.
    pub fn salt(&self, seq: u64) -> [u8; 16] {
        if self.stands_still() {
            let mut salt = [0; 16];
            let hash = blake3::hash(&[b"ally salt".as_slice(), &seq.to_be_bytes()].concat());
            salt.copy_from_slice(&hash.as_bytes()[..16]);
            salt
        } else {
            random()
        }
    }
}

/// Gives sixteen bytes that nobody can foretell: the standard library seeds each hasher from the system's randomness.
pub fn random() -> [u8; 16] {
    let mut out = [0; 16];
    for half in out.chunks_mut(8) {
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(0x616c_6c79);
        let a = hasher.finish();
        let other = RandomState::new().build_hasher().finish();
        half.copy_from_slice(&(a ^ other.rotate_left(17)).to_be_bytes());
    }
    let fresh = uuid::Uuid::now_v7();
    for (byte, extra) in out.iter_mut().zip(&fresh.as_bytes()[6..]) {
        *byte ^= extra;
    }
    out
}
