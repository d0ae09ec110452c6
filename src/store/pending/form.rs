//! A record while it is gathered, read or as it is written.

use std::borrow::Cow;

use crate::domain::Object;
use crate::domain::field::Fields;
use crate::store::place::Place;
use crate::store::read::read_object;
use crate::store::rows::Trouble;

/// A record while it is gathered: most are only carried through, and in their written form they take a fifth of the memory.
pub enum Form<'a> {
    /// Its fields.
    Read(Object),
    /// The bytes that the journal has of it.
    Written(Cow<'a, [u8]>),
}

impl Form<'_> {
    /// Gives it read.
    pub fn object(&self) -> Result<Cow<'_, Object>, Trouble> {
        match self {
            Form::Read(object) => Ok(Cow::Borrowed(object)),
            Form::Written(bytes) => read_object(bytes).map(Cow::Owned),
        }
    }

    /// Gives its fields, in their own order.
    pub fn fields(&self) -> Result<Fields, Trouble> {
        match self {
            Form::Read(object) => Ok(object.clone().into()),
            Form::Written(bytes) => read_object(bytes),
        }
    }

    /// Becomes what was read.
    pub fn into_object(self) -> Result<Object, Trouble> {
        match self {
            Form::Read(object) => Ok(object),
            Form::Written(bytes) => read_object(&bytes),
        }
    }

    /// Gives it as it is written.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>, Trouble> {
        match self {
            Form::Read(object) => match serde_json::to_vec(object) {
                Ok(bytes) => Ok(Cow::Owned(bytes)),
                Err(error) => Err(Trouble::new(error.to_string())),
            },
            Form::Written(bytes) => Ok(Cow::Borrowed(bytes)),
        }
    }
}

/// One record as it was before, and as it is.
pub struct Touched<'a> {
    /// Where it lies in the index.
    pub place: Option<Place>,
    /// What it was before the first of the entries.
    pub before: Option<Form<'static>>,
    /// What it is after the last.
    pub now: Option<Form<'a>>,
    /// The first entry that touched it.
    pub seq: u64,
    /// The others that did.
    pub seqs: Vec<u64>,
}
