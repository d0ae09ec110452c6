//! The field table: what a field is called, what it holds, and who reads it.
//!
//! A kind is declared once (`kinds/`), with [`declare!`](crate::domain::field::declare); the declaration
//! gives the struct and the table. Forms, `ally set`, JSON, CSV, search, help and history read the table.

use std::marker::PhantomData;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::{Id, Kind};
use super::money::Money;
use super::when::{Date, Moment};
use super::words::Words;

/// An object of JSON, in the order of the field table.
pub type Object = Map<String, Value>;

/// One row of the field table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Field {
    /// Its name, in JSON and everywhere else.
    pub name: &'static str,
    /// What it holds.
    pub ty: Type,
    /// Who reads it: `S` searched by lookup, `B` shown in a brief, `P` private, `1` asked first in a form.
    pub marks: &'static str,
    /// One line for help.
    pub help: &'static str,
}

impl Field {
    /// Says whether the lookup searches it.
    pub fn searched(&self) -> bool {
        self.marks.contains('S')
    }
    /// Says whether it is for the seller's eyes alone.
    pub fn private(&self) -> bool {
        self.marks.contains('P')
    }
    /// Says whether a form asks for it before the fold.
    pub fn first(&self) -> bool {
        self.marks.contains('1')
    }
    /// Gives the name as a label: `cost per` for `cost_per`.
    pub fn label(&self) -> String {
        self.name.replace('_', " ")
    }
}

/// Gives the short label of a field: at most nine letters, so that values stand in one column.
pub fn short_label(name: &str) -> &str {
    match name {
        "aliases" => "also",
        // “By Friday” is when; this is who.
        "by" => "by whom",
        "location" => "where",
        "business" => "business",
        "day" => "a day",
        "frustrations" => "bothers",
        "aims_now" | "wants_now" => "wants",
        "aims_later" | "wants_later" => "later",
        "cadence_days" => "meet",
        "bought_on" => "promise",
        "industry" | "industries" => "industry",
        "called" => "called",
        "emails" => "email",
        "phones" => "phone",
        "whom" => "ask",
        "reports_to" => "led by",
        "covered_by" => "our side",
        "level" => "seen as",
        "level_wanted" => "to become",
        "interests" => "likes",
        "landmine" => "avoid",
        "put_it" => "put it so",
        "birthday" => "born",
        "basis_on" => "since",
        "expertise" => "knows",
        "if_nothing" => "if not",
        "may_be_told" => "may tell",
        "driven_by" => "driven by",
        "evidence" => "shown by",
        "implications" => "means",
        "argument" => "because",
        "cost_to_us" => "costs us",
        "raised_with" => "with",
        "next_step" => "next",
        "escalations" => "stepped",
        "told_on" => "told on",
        "told_whom" => "told",
        "direction" => "whose",
        "closed_on" => "closed",
        "starts" | "learned_by" => "from",
        "subject" => "subject",
        "to_learn" => "learn",
        "received" => "received",
        "recovery" => "recovery",
        "verbatim" => "verbatim",
        "why_it_matters" => "matters",
        "used_for" => "used for",
        "confidence" => "how sure",
        "learned_on" => "heard",
        "check_on" => "check",
        "replaces" => "replaces",
        "equal_or_better" => "better",
        "favoured_by" => "for it",
        "our_difference" => "we differ",
        "notice_by" => "notice",
        "permission" => "may use",
        "last_used" => "used",
        "gave_back" => "we gave",
        "stays_because" => "stay for",
        "alternative" => "if better",
        "affection" => "warmth",
        "innovation" => "new ideas",
        "efficacy" => "works",
        "maybe same" => "same?",
        "person" => "who",
        "advocacy" => "fight",
        "loyalty" => "reading",
        "touchpoint" => "at",
        "question" => "asks",
        "agreement" => "agreed",
        other => other,
    }
}

/// What a field holds.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Type {
    /// One line.
    Text,
    /// Many lines.
    Prose,
    /// A day.
    Date,
    /// A birthday: a day, or a month and day without a year (`--MM-DD`).
    Birthday,
    /// A zoned date-time.
    Moment,
    /// An exact amount with its currency.
    Money,
    /// A whole number, not negative.
    Count,
    /// An exact number.
    Decimal,
    /// Yes or no.
    Flag,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A record of this kind, or of any.
    Ref(Option<Kind>),
    /// A person or other record by id, or somebody in words.
    Who,
    /// Several.
    List(&'static Type),
    /// Named parts.
    Parts(&'static [Field]),
}

/// Something of somebody: a record, or just words.
#[derive(Clone, PartialEq, Eq, Debug, Hash)]
pub enum Who {
    /// A record of this book.
    Record(Id),
    /// Somebody or something that has no record.
    Words(String),
}

impl Serialize for Who {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Who::Record(id) => id.serialize(to),
            Who::Words(words) => to.serialize_str(words),
        }
    }
}

impl<'de> Deserialize<'de> for Who {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Ok(text.parse().map_or(Who::Words(text), Who::Record))
    }
}

impl Who {
    /// Gives the id, where it is a record.
    pub fn id(&self) -> Option<Id> {
        match self {
            Who::Record(id) => Some(*id),
            Who::Words(_) => None,
        }
    }
}

/// Ties a marker of the declaration to the Rust type of the field and its row's [`Type`].
pub trait Holds {
    /// The Rust type; its default is unknown.
    type Value: Serialize + DeserializeOwned + Default + Clone + PartialEq + std::fmt::Debug;
    /// The type in the table.
    const TYPE: Type;
}

/// A marker for something that can stand alone or in a list.
pub trait Item {
    /// The Rust type of one.
    type One: Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug;
    /// The type of one in the table.
    const TYPE: Type;
}

impl<T: Item> Holds for T {
    type Value = Option<T::One>;
    const TYPE: Type = T::TYPE;
}

/// Marks a list.
pub struct List<T>(PhantomData<T>);

impl<T: Item> Holds for List<T> {
    type Value = Vec<T::One>;
    const TYPE: Type = Type::List(&T::TYPE);
}

/// Marks one of a list of words.
pub struct OneOf<W>(PhantomData<W>);

impl<W: Words + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug> Item for OneOf<W> {
    type One = W;
    const TYPE: Type = Type::OneOf(W::WORDS);
}

/// Marks a reference to a record of one kind.
pub struct Ref<K>(PhantomData<K>);

/// Names the kind that a [`Ref`] points to.
pub trait Target {
    /// The kind; none where any will do.
    const KIND: Option<Kind>;
}

/// Any kind.
pub struct Any;

impl Target for Any {
    const KIND: Option<Kind> = None;
}

impl<K: Target> Item for Ref<K> {
    type One = Id;
    const TYPE: Type = Type::Ref(K::KIND);
}

/// Named parts of a field, declared like a kind.
pub trait Parts {
    /// The table of its parts.
    const FIELDS: &'static [Field];
}

impl<P: Parts + Serialize + DeserializeOwned + Clone + PartialEq + std::fmt::Debug> Item for P {
    type One = P;
    const TYPE: Type = Type::Parts(P::FIELDS);
}

macro_rules! plain {
    ($($(#[doc = $doc:literal])* $name:ident: $rust:ty = $ty:expr;)*) => {$(
        $(#[doc = $doc])*
        pub struct $name;
        impl Item for $name {
            type One = $rust;
            const TYPE: Type = $ty;
        }
    )*};
}

/// The markers of plain types, for declarations.
pub mod is {
    use super::{
        Date as Day, Decimal as Number, Item, Moment as Instant, Money as Amount, Type,
        Who as Somebody,
    };
    plain! {
        /// One line.
        Text: String = Type::Text;
        /// Many lines.
        Prose: String = Type::Prose;
        /// A day.
        Date: Day = Type::Date;
        /// A birthday.
        Birthday: String = Type::Birthday;
        /// A zoned date-time.
        Moment: Instant = Type::Moment;
        /// An amount of money.
        Money: Amount = Type::Money;
        /// A whole number.
        Count: u32 = Type::Count;
        /// An exact number.
        Decimal: Number = Type::Decimal;
        /// Yes or no.
        Flag: bool = Type::Flag;
        /// A record or words.
        Who: Somebody = Type::Who;
    }
}

/// Says which field could not be read, and why.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{field}: {why}")]
pub struct FieldError {
    /// The field's name; parts are joined by a dot.
    pub field: String,
    /// What is wrong, in a person's words.
    pub why: String,
}

impl FieldError {
    /// Says what is wrong with a field.
    pub fn new(field: impl Into<String>, why: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            why: why.into(),
        }
    }
}

/// The fields of an object while they are taken out of it, one by one.
///
/// They are a list and not a map, since they mostly stand in the order in which they are asked for: books are read by the
/// hundred thousand records.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    all: Vec<Option<(String, Value)>>,
    /// After the one that was found last.
    at: usize,
}

impl Fields {
    /// Takes a field's value out; nothing where it is not there.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        let is = |field: &Option<(String, Value)>| field.as_ref().is_some_and(|(n, _)| n == name);
        let (before, after) = self.all.split_at(self.at);
        let at = match after.iter().position(is) {
            Some(at) => self.at + at,
            None => before.iter().position(is)?,
        };
        self.at = at + 1;
        self.all.get_mut(at)?.take().map(|(_, value)| value)
    }

    /// Looks at a field's value.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let mut there = self.all.iter().flatten();
        there.find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// Gives what was not taken out.
    pub fn rest(self) -> Object {
        self.all.into_iter().flatten().collect()
    }

    /// Puts a value back that was taken out last.
    fn put_back(&mut self, name: &str, value: Value) {
        if let Some(place) = self.at.checked_sub(1).and_then(|at| self.all.get_mut(at)) {
            *place = Some((name.to_owned(), value));
        }
    }
}

impl From<Object> for Fields {
    fn from(object: Object) -> Self {
        Self {
            all: object.into_iter().map(Some).collect(),
            at: 0,
        }
    }
}

/// Reads an object; of two fields of one name the later one counts.
impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Fields;

            fn expecting(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                to.write_str("a map")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Fields, A::Error> {
                let mut all: Vec<Option<(String, Value)>> = Vec::with_capacity(16);
                while let Some((name, value)) = map.next_entry::<String, Value>()? {
                    match all.iter_mut().flatten().find(|(n, _)| *n == name) {
                        Some((_, there)) => *there = value,
                        None => all.push(Some((name, value))),
                    }
                }
                Ok(Fields { all, at: 0 })
            }
        }
        from.deserialize_map(Visitor)
    }
}

/// Takes one field out of an object; what cannot be read is left in it, so that nothing is lost.
pub fn take<V: DeserializeOwned + Default>(
    from: &mut Fields,
    name: &str,
    wrong: &mut Vec<FieldError>,
) -> V {
    match from.remove(name) {
        None | Some(Value::Null) => V::default(),
        Some(value) => match V::deserialize(&value) {
            Ok(read) => read,
            Err(error) => {
                from.put_back(name, value);
                wrong.push(FieldError::new(name, plainly(&error.to_string())));
                V::default()
            }
        },
    }
}

/// Puts one field into an object unless it is unknown.
pub fn put<V: Serialize>(to: &mut Object, name: &str, value: &V) {
    match serde_json::to_value(value) {
        Ok(Value::Null) | Err(_) => {}
        Ok(Value::Array(list)) if list.is_empty() => {}
        Ok(Value::Object(parts)) if parts.is_empty() => {}
        Ok(Value::String(text)) if text.is_empty() => {}
        Ok(value) => {
            to.insert(name.to_owned(), value);
        }
    }
}

/// Puts a reader's error in plainer words.
fn plainly(error: &str) -> String {
    error
        .replace("unknown variant", "is none of its words:")
        .replace("invalid type: ", "is ")
        .replace("expected", "should be")
        .replace('`', "")
}

/// Declares a kind's or a part's fields: the struct, its table, and its way to and from JSON.
///
/// A row is a document line (the help), the name, the marker of its type, and its marks.
macro_rules! declare {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $help:literal])* $field:ident: $ty:ty, $marks:literal;)* }) => {
        $(#[doc = $about])*
        #[derive(Clone, PartialEq, Debug, Default)]
        pub struct $name {
            $($(#[doc = $help])* pub $field: <$ty as $crate::domain::field::Holds>::Value,)*
            /// What a newer version wrote here.
            pub more: $crate::domain::field::Object,
        }

        impl $name {
            /// The table of its fields.
            pub const FIELDS: &'static [$crate::domain::field::Field] = &[$($crate::domain::field::Field {
                name: $crate::domain::field::name_of(stringify!($field)),
                ty: <$ty as $crate::domain::field::Holds>::TYPE,
                marks: $marks,
                help: concat!($($help),*),
            }),*];

            /// Takes its fields out of an object; what it does not know stays there.
            pub fn take_from(from: &mut $crate::domain::field::Fields, wrong: &mut Vec<$crate::domain::field::FieldError>) -> Self {
                Self {
                    $($field: $crate::domain::field::take(from, $crate::domain::field::name_of(stringify!($field)), wrong),)*
                    more: $crate::domain::field::Object::new(),
                }
            }

            /// Puts its known fields into an object.
            pub fn put_into(&self, to: &mut $crate::domain::field::Object) {
                $($crate::domain::field::put(to, $crate::domain::field::name_of(stringify!($field)), &self.$field);)*
            }
        }

        impl $crate::domain::field::Parts for $name {
            const FIELDS: &'static [$crate::domain::field::Field] = $name::FIELDS;
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                let mut out = $crate::domain::field::Object::new();
                self.put_into(&mut out);
                for (name, value) in &self.more {
                    out.entry(name.clone()).or_insert_with(|| value.clone());
                }
                out.serialize(to)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let mut fields = $crate::domain::field::Fields::deserialize(from)?;
                let mut wrong = Vec::new();
                let mut read = Self::take_from(&mut fields, &mut wrong);
                if let Some(first) = wrong.into_iter().next() {
                    return Err(serde::de::Error::custom(first));
                }
                read.more = fields.rest();
                Ok(read)
            }
        }
    };
}
pub(crate) use declare;

/// Gives a field's name without the `r#` that Rust's own words need.
pub const fn name_of(ident: &'static str) -> &'static str {
    match ident.as_bytes() {
        [b'r', b'#', ..] => ident.split_at(2).1,
        _ => ident,
    }
}
