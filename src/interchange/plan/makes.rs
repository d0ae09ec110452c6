//! The records that a plan makes, in their written form: a hundred thousand of them as objects would fill half a gigabyte.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use super::id_of;
use crate::domain::{Id, Object};

/// New records in order; the one that is worked on lies open, and accounts stay so, since row after row asks for them.
#[derive(Debug, Clone, Default)]
pub struct Makes {
    all: Vec<Kept>,
    /// How many were taken out again.
    gone: usize,
    open: Option<(usize, Object)>,
}

/// How one is kept.
#[derive(Debug, Clone)]
pub enum Kept {
    /// In its written form.
    Written(Box<[u8]>),
    /// As an object.
    Stays(Object),
    /// Not any more.
    Gone,
}

impl Kept {
    fn into_object(self) -> Option<Object> {
        match self {
            Self::Written(bytes) => Some(read(&bytes)),
            Self::Stays(object) => Some(object),
            Self::Gone => None,
        }
    }
}

impl Makes {
    /// Counts them, those that were taken out again too.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.len() == self.gone
    }

    /// Takes one out again; the places of the others stay.
    pub fn drop_one(&mut self, at: usize) {
        self.open = self.open.take().filter(|(open, _)| *open != at);
        if let Some(kept) = self.all.get_mut(at)
            && !matches!(kept, Kept::Gone)
        {
            *kept = Kept::Gone;
            self.gone += 1;
        }
    }

    /// Adds one, which lies open until another is opened.
    pub fn push(&mut self, record: Object) {
        self.close();
        if record.get("kind").is_some_and(|kind| kind == "account") {
            self.all.push(Kept::Stays(record));
        } else {
            self.open = Some((self.all.len(), record));
            self.all.push(Kept::Written(Box::default()));
        }
    }

    /// Opens one, to be changed.
    pub fn open(&mut self, at: usize) -> Option<&mut Object> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != at) {
            match self.all.get_mut(at)? {
                Kept::Stays(_) => {}
                Kept::Gone => return None,
                Kept::Written(written) => {
                    let record = read(written);
                    self.close();
                    self.open = Some((at, record));
                }
            }
        }
        match (&mut self.open, self.all.get_mut(at)?) {
            (_, Kept::Stays(record)) | (Some((_, record)), Kept::Written(_)) => Some(record),
            (None, Kept::Written(_)) | (_, Kept::Gone) => None,
        }
    }

    /// Looks at one.
    pub fn look<T>(&self, at: usize, see: impl FnOnce(&Object) -> T) -> Option<T> {
        match &self.open {
            Some((open, record)) if *open == at => Some(see(record)),
            _ => match self.all.get(at)? {
                Kept::Written(written) => Some(see(&read(written))),
                Kept::Stays(record) => Some(see(record)),
                Kept::Gone => None,
            },
        }
    }

    /// Gives one field of one. Of a written record the rest is only skipped: where many people share a number each of
    /// them is asked for the name again and again.
    pub fn field(&self, at: usize, name: &str) -> Option<Value> {
        if let Some((open, record)) = &self.open
            && *open == at
        {
            return record.get(name).cloned();
        }
        match self.all.get(at)? {
            Kept::Written(written) => {
                let mut from = serde_json::Deserializer::from_slice(written);
                One(name).deserialize(&mut from).ok().flatten()
            }
            Kept::Stays(record) => record.get(name).cloned(),
            Kept::Gone => None,
        }
    }

    /// Says whether one may have a field of a name anywhere in it, without reading it.
    pub fn may_say(&self, at: usize, name: &str) -> bool {
        match (&self.open, self.all.get(at)) {
            (Some((open, _)), _) if *open == at => true,
            (_, Some(Kept::Written(written))) => {
                std::str::from_utf8(written).is_ok_and(|written| written.contains(name))
            }
            (_, kept) => kept.is_some(),
        }
    }

    fn close(&mut self) {
        if let Some((at, record)) = self.open.take()
            && let Some(kept) = self.all.get_mut(at)
        {
            // An object of texts and numbers can always be written.
            let written = serde_json::to_vec(&record).unwrap_or_default();
            *kept = Kept::Written(written.into());
        }
    }

    /// Gives all of them as objects.
    pub fn objects(&self) -> Vec<Object> {
        (0..self.len())
            .filter_map(|at| self.look(at, Object::clone))
            .collect()
    }

    /// Gives the id of each, in order; nothing for one without.
    pub fn ids(&self) -> impl Iterator<Item = Option<Id>> + '_ {
        /// What names a record, read off its written form.
        #[derive(serde::Deserialize)]
        struct Named<'a> {
            #[serde(borrow)]
            id: Cow<'a, str>,
        }
        self.all.iter().enumerate().map(|(at, kept)| {
            let named = match kept {
                Kept::Written(written) => serde_json::from_slice::<Named<'_>>(written).ok(),
                Kept::Stays(_) | Kept::Gone => None,
            };
            match named {
                Some(named) => named.id.parse().ok(),
                None => self.look(at, id_of).flatten(),
            }
        })
    }
}

/// Reads the value of one field of a written record, and skips the others.
struct One<'a>(&'a str);

/// Says whether a field is the one that is looked for.
struct IsIt<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for One<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for One<'_> {
    type Value = Option<Value>;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a record")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(it) = map.next_key_seed(IsIt(self.0))? {
            if it {
                found = Some(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

impl<'de> DeserializeSeed<'de> for IsIt<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_str(self)
    }
}

impl Visitor<'_> for IsIt<'_> {
    type Value = bool;

    fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("a field's name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

fn read(written: &[u8]) -> Object {
    // It was written here, so it can be read.
    serde_json::from_slice(written).unwrap_or_default()
}

impl PartialEq for Makes {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len()
            && (0..self.len()).all(|at| match self.look(at, Object::clone) {
                Some(own) => other.look(at, |other| own == *other) == Some(true),
                None => other.look(at, |_| ()).is_none(),
            })
    }
}

impl FromIterator<Object> for Makes {
    fn from_iter<I: IntoIterator<Item = Object>>(records: I) -> Self {
        let mut makes = Self::default();
        records.into_iter().for_each(|record| makes.push(record));
        makes
    }
}

impl IntoIterator for Makes {
    type Item = Object;
    type IntoIter = std::iter::FilterMap<std::vec::IntoIter<Kept>, fn(Kept) -> Option<Object>>;

    /// Gives them one after the other, each as an object only then.
    fn into_iter(mut self) -> Self::IntoIter {
        self.close();
        let object: fn(Kept) -> Option<Object> = Kept::into_object;
        self.all.into_iter().filter_map(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_changed_is_kept_whichever_lies_open() {
        let record = |name: &str| {
            let kind = if name == "b" { "account" } else { "person" };
            Object::from_iter([
                ("kind".to_owned(), Value::from(kind)),
                ("name".to_owned(), Value::from(name)),
            ])
        };
        let mut makes: Makes = ["a", "b", "c"].map(record).into_iter().collect();
        makes.open(1).unwrap().insert("x".into(), json!(7));
        assert_eq!(makes.look(1, |r| r["x"].clone()), Some(json!(7)));
        makes.open(0).unwrap().insert("x".into(), json!(1));
        makes.open(2).unwrap().insert("x".into(), json!([2, "é"]));
        assert_eq!(makes.look(0, |r| r["x"].clone()), Some(json!(1)));
        assert!(makes.open(3).is_none() && makes.look(3, |_| ()).is_none());
        assert_eq!(makes.look(2, |r| r["x"].clone()), Some(json!([2, "é"])));
        assert_eq!(makes.field(2, "x"), Some(json!([2, "é"])));
        assert_eq!(makes.field(0, "x"), Some(json!(1)));
        assert_eq!(makes.field(1, "name"), Some(json!("b")));
        assert_eq!((makes.field(0, "y"), makes.field(9, "x")), (None, None));
        let all: Vec<Object> = makes.clone().into_iter().collect();
        assert_eq!(makes.objects(), all);
        assert_eq!(makes, all.into_iter().collect());
        assert_ne!(makes, ["a", "b", "c"].map(record).into_iter().collect());
        makes.drop_one(1);
        makes.drop_one(2);
        assert!(makes.open(1).is_none() && makes.look(2, |_| ()).is_none());
        assert_eq!((makes.len(), makes.objects().len()), (3, 1));
        makes.drop_one(0);
        assert!(makes.is_empty() && makes.into_iter().next().is_none());
    }
}
