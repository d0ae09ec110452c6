//! A record: what every kind has, and its own fields.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::is::{Date as DateMark, Flag, Text, Who as WhoMark};
use super::field::{
    Any, Field, FieldError, Fields, Object, OneOf, Ref, Target, Type, declare, put, take,
};
use super::id::{Id, Kind};
use super::kinds;
use super::kinds::Touchpoint;
use super::money::{Money, a_year};
use super::when::Date;
use super::words::TouchpointState;
use super::words::{How, Visibility, Words};

declare! {
    /// One record bears on another.
    Link {
        /// the other record
        to: Ref<Any>, "1";
        /// how it bears on it
        how: OneOf<How>, "1";
    }
}

declare! {
    /// Where a record comes from.
    Source {
        /// the touchpoint where we heard it
        touchpoint: Ref<Touchpoint>, "1";
        /// who told us
        who: WhoMark, "1";
        /// told by somebody outside our company and theirs
        outside: Flag, "1";
    }
}

declare! {
    /// What another system calls a record.
    Foreign {
        /// the system
        system: Text, "1";
        /// its id there
        id: Text, "1";
    }
}

declare! {
    /// One move along the states.
    Move {
        /// the new state
        to: Text, "1";
        /// when
        on: DateMark, "1";
        /// a word on it
        why: Text, "1";
    }
}

/// What every record has.
#[derive(Clone, PartialEq, Debug)]
pub struct Base {
    /// Its id for ever.
    pub id: Id,
    /// Its short id in this book, such as `pb3`; empty until the book gives one.
    pub short: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub changed: Timestamp,
    /// Who made it.
    pub author: String,
    /// Who may see it.
    pub visibility: Visibility,
    /// What an inbox entry waits for: `account`, or the key of a parent that has not come yet.
    pub inbox: Option<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Notes, many lines.
    pub notes: Option<String>,
    /// How it bears on other records.
    pub links: Vec<Link>,
    /// Where it comes from.
    pub source: Option<Source>,
    /// What other systems call it.
    pub foreign: Vec<Foreign>,
    /// Columns and properties that fit no field.
    pub extra: Object,
    /// What each source brought last, by system and field, for the next import to compare with.
    pub brought: Object,
    /// The captured line, where there was one.
    pub raw: Option<String>,
    /// Its moves along the states.
    pub moves: Vec<Move>,
    /// What a newer version wrote, and what could not be read; kept as it was.
    pub more: Object,
}

impl Base {
    /// Makes the base of a new record of the team.
    pub fn new(id: Id, now: Timestamp, author: &str) -> Self {
        Self {
            id,
            short: String::new(),
            created: now,
            changed: now,
            author: author.to_owned(),
            visibility: Visibility::Team,
            inbox: None,
            tags: Vec::new(),
            notes: None,
            links: Vec::new(),
            source: None,
            foreign: Vec::new(),
            extra: Object::new(),
            brought: Object::new(),
            raw: None,
            moves: Vec::new(),
            more: Object::new(),
        }
    }
}

/// The rows of the field table that every kind has and a person may edit.
pub const SHARED: &[Field] = &[
    Field {
        name: "visibility",
        ty: Type::OneOf(Visibility::WORDS),
        marks: "",
        help: "who may see it: private, team or customer",
    },
    Field {
        name: "tags",
        ty: Type::List(&Type::Text),
        marks: "S",
        help: "tags",
    },
    Field {
        name: "notes",
        ty: Type::Prose,
        marks: "S",
        help: "notes, many lines",
    },
    Field {
        name: "links",
        ty: Type::List(&Type::Parts(Link::FIELDS)),
        marks: "",
        help: "how it bears on other records",
    },
    Field {
        name: "source",
        ty: Type::Parts(Source::FIELDS),
        marks: "",
        help: "where it comes from",
    },
    Field {
        name: "foreign",
        ty: Type::List(&Type::Parts(Foreign::FIELDS)),
        marks: "",
        help: "what other systems call it",
    },
];

macro_rules! bodies {
    ($($kind:ident),*) => {
        /// A record's own fields.
        #[derive(Clone, PartialEq, Debug)]
        #[allow(clippy::large_enum_variant)] // A record is moved seldom and read often; a box would be paid at every read.
        pub enum Body { $(#[doc = concat!("The fields of ", stringify!($kind), ".")] $kind(kinds::$kind)),* }

        impl Body {
            /// Gives the kind.
            pub fn kind(&self) -> Kind {
                match self { $(Body::$kind(_) => Kind::$kind),* }
            }
            /// Makes an empty body of a kind.
            pub fn empty(kind: Kind) -> Body {
                match kind { $(Kind::$kind => Body::$kind(kinds::$kind::default())),* }
            }
            fn take_from(kind: Kind, from: &mut Fields, wrong: &mut Vec<FieldError>) -> Body {
                match kind { $(Kind::$kind => Body::$kind(kinds::$kind::take_from(from, wrong))),* }
            }
            fn put_into(&self, to: &mut Object) {
                match self { $(Body::$kind(body) => body.put_into(to)),* }
            }
        }

        impl Kind {
            /// Gives the table of the kind's own fields; [`SHARED`] has the rest.
            pub fn fields(self) -> &'static [Field] {
                match self { $(Kind::$kind => kinds::$kind::FIELDS),* }
            }
        }

        $(impl Target for kinds::$kind {
            const KIND: Option<Kind> = Some(Kind::$kind);
        })*
    };
}

bodies!(
    Account,
    Person,
    Problem,
    Trend,
    Advocacy,
    Promise,
    Touchpoint,
    Learning,
    Question,
    Alternative,
    Agreement,
    Favour,
    Loyalty,
    Deal,
    Survey
);

impl Kind {
    /// Finds a field by name, among the kind's own and the shared ones.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().chain(SHARED).find(|f| f.name == name)
    }
}

/// One record of the book.
#[derive(Clone, PartialEq, Debug)]
pub struct Record {
    /// What every record has.
    pub base: Base,
    /// Its own fields.
    pub body: Body,
}

/// Names that an object always has and that are no fields of a kind.
const FRAME: &[&str] = &["id", "short", "kind", "created", "changed", "author"];

impl Record {
    /// Makes an empty record of a kind.
    pub fn new(kind: Kind, base: Base) -> Self {
        let mut record = Self {
            base,
            body: Body::empty(kind),
        };
        if let Some(first) = super::state::first(kind) {
            // The first word of a kind's list of states is always one of its states.
            let _ = record.set("state", Value::String(first.to_owned()));
        }
        record
    }

    /// Gives its id.
    pub fn id(&self) -> Id {
        self.base.id
    }

    /// Gives its kind.
    pub fn kind(&self) -> Kind {
        self.body.kind()
    }

    /// Gives its short id.
    pub fn short(&self) -> &str {
        &self.base.short
    }

    /// Says whether it takes whole days, so that its hour says nothing.
    ///
    /// One that was moved to an hour since does not, whatever a file said of it.
    pub fn all_day(&self) -> bool {
        let starts = match &self.body {
            Body::Touchpoint(b) => b.starts.as_ref(),
            _ => None,
        };
        self.base.extra.get(ALL_DAY) == Some(&Value::Bool(true))
            && starts.is_none_or(super::Moment::begins_day)
    }

    /// Gives the account it belongs to; an account belongs to itself.
    pub fn account(&self) -> Option<Id> {
        match &self.body {
            Body::Account(_) => Some(self.base.id),
            Body::Person(b) => b.account,
            Body::Problem(b) => b.account,
            Body::Trend(_) => None,
            Body::Advocacy(b) => b.account,
            Body::Promise(b) => b.account,
            Body::Touchpoint(b) => b.account,
            Body::Learning(b) => b.account,
            Body::Question(b) => b.account,
            Body::Alternative(b) => b.account,
            Body::Agreement(b) => b.account,
            Body::Favour(b) => b.account,
            Body::Loyalty(b) => b.account,
            Body::Deal(b) => b.account,
            Body::Survey(b) => b.account,
        }
    }

    /// Gives the line that names it on a list.
    pub fn title(&self) -> String {
        let text = match &self.body {
            Body::Account(b) => b.name.clone(),
            Body::Person(b) => b
                .name
                .clone()
                .or_else(|| b.emails.first().cloned())
                .or_else(|| b.phones.first().cloned()),
            Body::Problem(b) => b.title.clone().or_else(|| b.asked.clone()),
            Body::Trend(b) => b.title.clone(),
            Body::Advocacy(b) => b.ask.clone(),
            Body::Promise(b) => b.what.clone(),
            Body::Touchpoint(b) => b
                .subject
                .clone()
                .or_else(|| {
                    b.summary
                        .as_ref()
                        .and_then(|s| s.lines().next().map(str::to_owned))
                })
                // What was got or given names it better than its number.
                .or_else(|| Some(format!("got: {}", b.received.first()?)))
                .or_else(|| Some(format!("gave: {}", b.given.first()?)))
                .or_else(|| b.channel.map(|c| c.word().to_owned()))
                .or_else(|| {
                    let on = b.starts.as_ref()?.date();
                    Some(format!("meeting of {}", on.strftime("%-d %b %Y")))
                }),
            Body::Learning(b) => b.fact.clone(),
            Body::Question(b) => b.ask.clone(),
            Body::Alternative(b) => b.who.clone(),
            Body::Agreement(b) => b.what.clone(),
            Body::Favour(b) => b.what.map(|w| w.word().to_owned()),
            Body::Loyalty(b) => {
                b.on.map(|on| format!("reading of {}", on.strftime("%-d %b %Y")))
            }
            Body::Deal(b) => b.name.clone(),
            Body::Survey(b) => b
                .question
                .clone()
                .or_else(|| b.survey.clone())
                .or_else(|| b.words.as_ref()?.lines().next().map(str::to_owned))
                .or_else(|| Some(format!("answer of {}", b.score?))),
        };
        text.filter(|t| !t.trim().is_empty())
            .unwrap_or_else(|| self.base.short.clone())
    }

    /// Gives the state's word; none for a kind without states.
    pub fn state(&self) -> Option<&'static str> {
        match &self.body {
            Body::Problem(b) => b.state.map(Words::word),
            Body::Trend(b) => b.state.map(Words::word),
            Body::Advocacy(b) => b.state.map(Words::word),
            Body::Promise(b) => b.state.map(Words::word),
            Body::Touchpoint(b) => b.state.map(Words::word),
            Body::Question(b) => b.state.map(Words::word),
            Body::Alternative(b) => b.state.map(Words::word),
            Body::Agreement(b) => b.state.map(Words::word),
            Body::Deal(b) => b.outcome.map(Words::word),
            _ => None,
        }
    }

    /// Reads a record as it stands in the journal: what cannot be read is kept in `more`, never lost.
    ///
    /// Errors where even the frame (id, kind, created) is missing.
    pub fn read(object: Object) -> Result<Record, FieldError> {
        Self::read_fields(object.into())
    }

    /// Reads a record as [`Record::read`] does, from fields that were never an object.
    pub fn read_fields(fields: Fields) -> Result<Record, FieldError> {
        Self::read_with(fields).map(|(record, _)| record)
    }

    /// Reads a record from outside: each field that cannot be read is an error.
    pub fn read_strictly(object: Object) -> Result<Record, Vec<FieldError>> {
        let (record, wrong) = Self::read_with(object.into()).map_err(|e| vec![e])?;
        if wrong.is_empty() {
            Ok(record)
        } else {
            Err(wrong)
        }
    }

    fn read_with(mut fields: Fields) -> Result<(Record, Vec<FieldError>), FieldError> {
        fn need<V: serde::de::DeserializeOwned>(
            from: &mut Fields,
            name: &str,
        ) -> Result<V, FieldError> {
            let value = from
                .remove(name)
                .ok_or_else(|| FieldError::new(name, "is missing"))?;
            serde_json::from_value(value).map_err(|e| FieldError::new(name, e.to_string()))
        }
        let mut wrong = Vec::new();
        let kind: Kind = need(&mut fields, "kind")?;
        let id: Id = need(&mut fields, "id")?;
        let created: Timestamp = need(&mut fields, "created")?;
        let from = &mut fields;
        let mut base = Base {
            id,
            short: take(from, "short", &mut wrong),
            created,
            changed: take::<Option<Timestamp>>(from, "changed", &mut wrong).unwrap_or(created),
            author: take(from, "author", &mut wrong),
            visibility: take::<Option<Visibility>>(from, "visibility", &mut wrong)
                .unwrap_or(Visibility::Team),
            inbox: take(from, "inbox", &mut wrong),
            tags: take(from, "tags", &mut wrong),
            notes: take(from, "notes", &mut wrong),
            links: take(from, "links", &mut wrong),
            source: take(from, "source", &mut wrong),
            foreign: take(from, "foreign", &mut wrong),
            extra: take(from, "extra", &mut wrong),
            brought: take(from, "brought", &mut wrong),
            raw: take(from, "raw", &mut wrong),
            moves: take(from, "moves", &mut wrong),
            more: Object::new(),
        };
        let body = Body::take_from(kind, from, &mut wrong);
        for computed in COMPUTED {
            from.remove(computed);
        }
        base.more = fields.rest();
        Ok((Record { base, body }, wrong))
    }

    /// Writes the record, in the order of the field table.
    pub fn object(&self) -> Object {
        let base = &self.base;
        let mut out = Object::new();
        put(&mut out, "id", &base.id);
        put(&mut out, "short", &base.short);
        put(&mut out, "kind", &self.kind());
        put(&mut out, "created", &base.created);
        put(&mut out, "changed", &base.changed);
        put(&mut out, "author", &base.author);
        put(&mut out, "visibility", &base.visibility);
        put(&mut out, "inbox", &base.inbox);
        self.body.put_into(&mut out);
        put(&mut out, "moves", &base.moves);
        put(&mut out, "tags", &base.tags);
        put(&mut out, "notes", &base.notes);
        put(&mut out, "links", &base.links);
        put(&mut out, "source", &base.source);
        put(&mut out, "foreign", &base.foreign);
        put(&mut out, "extra", &base.extra);
        put(&mut out, "brought", &base.brought);
        put(&mut out, "raw", &base.raw);
        for (name, value) in &base.more {
            if !out.contains_key(name) {
                out.insert(name.clone(), value.clone());
            }
        }
        out
    }

    /// Writes the record with what is computed from it, for programs that read JSON.
    pub fn object_with_computed(&self, today: Date) -> Object {
        let mut out = self.object();
        if let Some(account) = self.account() {
            put(&mut out, "account", &account);
        }
        for (name, value) in self.computed(today) {
            out.insert(name, value);
        }
        out
    }

    /// Computes what follows from its fields and the day.
    pub fn computed(&self, today: Date) -> Object {
        let mut out = Object::new();
        if let Some(year) = self.cost_year() {
            put(&mut out, "cost_year", &year);
        }
        if let Some(days) = self.days_late(today) {
            out.insert("late".into(), Value::Bool(days > 0));
            out.insert("days_late".into(), Value::from(days.max(0)));
        }
        if let Body::Advocacy(b) = &self.body {
            out.insert("closed".into(), Value::Bool(b.closed()));
        }
        out
    }

    /// Computes what a problem costs in a year; see [`a_year`].
    pub fn cost_year(&self) -> Option<Money> {
        match &self.body {
            Body::Problem(b) => a_year(b.cost.as_ref()?, b.cost_per?, b.cost_times),
            _ => None,
        }
    }

    /// Says whether what a problem costs is paid once, and no more.
    pub fn costs_once(&self) -> bool {
        matches!(&self.body, Body::Problem(b) if b.cost_per == Some(super::words::Period::Once))
    }

    /// Computes what a problem costs year after year; nothing where it costs once.
    pub fn cost_each_year(&self) -> Option<Money> {
        self.cost_year().filter(|_| !self.costs_once())
    }

    /// Says what a problem costs, as `$120 k a year` or `$3,400 once`.
    pub fn cost_said(&self) -> Option<String> {
        let per = if self.costs_once() { "once" } else { "a year" };
        self.cost_year()
            .map(|cost| format!("{} {per}", cost.brief()))
    }

    /// Counts the days since it was due; negative before, nothing where nothing is due any more.
    pub fn days_late(&self, today: Date) -> Option<i32> {
        let due = self.due()?;
        Some(days_between(due, today))
    }

    /// Gives the day by which something open must happen: a promise, a fight, a complaint's next update.
    pub fn due(&self) -> Option<Date> {
        use super::words::{AdvocacyState, PromiseState};
        match &self.body {
            Body::Promise(b) if b.state == Some(PromiseState::Open) => b.due,
            Body::Advocacy(b)
                if matches!(
                    b.state,
                    Some(AdvocacyState::Open | AdvocacyState::Accepted | AdvocacyState::UnderWay)
                ) =>
            {
                b.due
            }
            Body::Touchpoint(b) => b
                .recovery
                .as_ref()
                .filter(|r| r.resolved_on.is_none())
                .and_then(|r| r.next_update),
            _ => None,
        }
    }

    /// Gives one field's value as JSON; nothing where it is unknown.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.object().shift_remove(name)
    }

    /// Sets one field from JSON; null makes it unknown.
    ///
    /// Errors where the kind has no such field, or the value does not fit it.
    pub fn set(&mut self, name: &str, value: Value) -> Result<(), FieldError> {
        if FRAME.contains(&name) {
            return Err(FieldError::new(
                name,
                "is set by the book and cannot be changed",
            ));
        }
        if self.kind().field(name).is_none()
            && !matches!(name, "inbox" | "extra" | "brought" | "raw" | "moves")
        {
            let near = nearest(
                name,
                self.kind().fields().iter().chain(SHARED).map(|f| f.name),
            );
            let hint = near
                .map(|n| format!("; did you mean {n}?"))
                .unwrap_or_default();
            return Err(FieldError::new(
                name,
                format!("is no field of {:#}{hint}", self.kind()),
            ));
        }
        let mut object = self.object();
        object.insert(name.to_owned(), value);
        match Record::read_with(object.into()) {
            Ok((record, wrong)) => {
                if let Some(error) = wrong.into_iter().find(|w| w.field == name) {
                    Err(error)
                } else {
                    *self = record;
                    Ok(())
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Says what is missing for the record to be worth keeping, in a person's words.
    pub fn check(&self) -> Result<(), FieldError> {
        let named = match &self.body {
            Body::Account(b) => b.name.is_some().then_some(()).ok_or("name"),
            Body::Person(b) => (b.name.is_some() || !b.emails.is_empty() || !b.phones.is_empty())
                .then_some(())
                .ok_or("name"),
            Body::Problem(b) => (b.title.is_some() || b.asked.is_some())
                .then_some(())
                .ok_or("title"),
            Body::Trend(b) => b.title.is_some().then_some(()).ok_or("title"),
            Body::Advocacy(b) => b.ask.is_some().then_some(()).ok_or("ask"),
            Body::Promise(b) => b.what.is_some().then_some(()).ok_or("what"),
            Body::Learning(b) => b.fact.is_some().then_some(()).ok_or("fact"),
            Body::Question(b) => b.ask.is_some().then_some(()).ok_or("ask"),
            Body::Alternative(b) => b.who.is_some().then_some(()).ok_or("who"),
            Body::Agreement(b) => b.what.is_some().then_some(()).ok_or("what"),
            Body::Deal(b) => b.name.is_some().then_some(()).ok_or("name"),
            Body::Touchpoint(_) | Body::Favour(_) | Body::Loyalty(_) | Body::Survey(_) => Ok(()),
        };
        named.map_err(|field| {
            let asks = match (self.kind(), field) {
                (_, "name" | "title") => format!("{:#} needs a {field}", self.kind()),
                (Kind::Advocacy, _) => "say what is asked for".to_owned(),
                (Kind::Question, _) => "say what there is to ask".to_owned(),
                (Kind::Promise, _) => "say what is promised".to_owned(),
                (Kind::Agreement, _) => "say what was agreed".to_owned(),
                (Kind::Alternative, _) => "say who or what they might go to".to_owned(),
                _ => format!("say what the {field} is"),
            };
            FieldError::new(field, asks)
        })?;
        super::state::check(self)
    }

    /// Says whether it is a note: a line that was captured about somebody, outside any call or meeting. It is no touch with them.
    pub fn is_note(&self) -> bool {
        matches!(&self.body, Body::Touchpoint(b)
            if b.channel.is_none() && b.recovery.is_none() && b.state == Some(TouchpointState::Held))
            && self.base.raw.is_some()
    }

    /// Says whether it is no touch of its own: a note, or a complaint that was heard in a call, which is the touch.
    pub fn is_beside_a_touch(&self) -> bool {
        let heard = || {
            self.base
                .source
                .as_ref()
                .is_some_and(|source| source.touchpoint.is_some())
        };
        self.is_note()
            || matches!(&self.body, Body::Touchpoint(b) if b.recovery.is_some()) && heard()
    }

    /// Says whether it points to one of some records; that it belongs to an account, or lies within one, is no such thing.
    pub fn points_to_any(&self, ids: &[Id]) -> bool {
        let mut named = Vec::new();
        for (name, value) in &self.object() {
            if !UNREAD.contains(&name.as_str()) && !matches!(name.as_str(), "account" | "parent") {
                collect(value, &mut named);
            }
        }
        ids.iter().any(|id| named.contains(id))
    }

    /// Lists every record it points to.
    pub fn references(&self) -> Vec<Id> {
        let mut found = Vec::new();
        let object = self.object();
        for (name, value) in &object {
            if !UNREAD.contains(&name.as_str()) {
                collect(value, &mut found);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl super::kinds::Person {
    /// Gives the day on which somebody left, where every role of theirs has ended.
    pub fn left(&self, today: Date) -> Option<Date> {
        let ends: Option<Vec<Date>> = self.roles.iter().map(|role| role.until).collect();
        ends?.into_iter().max().filter(|last| *last <= today)
    }
}

impl kinds::Advocacy {
    /// Says whether it is closed: decided, and all for whom it was fought have been told. A withdrawn one is decided too.
    pub fn closed(&self) -> bool {
        self.decided() && self.told_on.is_some() && self.untold().next().is_none()
    }

    /// Lists for whom it was fought and who has not been told; of whom nobody wrote down who was told, nobody is missing.
    pub fn untold(&self) -> impl Iterator<Item = Id> + '_ {
        let all = self.told_on.is_some() && self.told_whom.is_empty();
        let missing = move |id: &Id| !all && !self.told_whom.contains(id);
        self.r#for.iter().copied().filter(missing)
    }

    /// Says whether our company has decided.
    pub fn decided(&self) -> bool {
        use super::words::AdvocacyState::{Lost, Withdrawn, Won};
        matches!(self.state, Some(Won | Lost | Withdrawn))
    }
}

/// Under this name `extra` says of a meeting that it takes whole days, or that only its day is known.
pub const ALL_DAY: &str = "all day";

/// Fields that are computed; they are written for programs, and ignored when they come back.
pub const COMPUTED: &[&str] = &["cost_year", "late", "days_late", "closed"];

/// Fields in which an id is only text.
const UNREAD: &[&str] = &["id", "short", "extra", "brought", "raw", "notes"];

fn collect(value: &Value, into: &mut Vec<Id>) {
    match value {
        Value::String(text) => into.extend(text.parse::<Id>()),
        Value::Array(list) => list.iter().for_each(|v| collect(v, into)),
        Value::Object(parts) => parts.values().for_each(|v| collect(v, into)),
        _ => {}
    }
}

/// Counts days from one to another; negative where the second comes first.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Finds the name nearest to a mistyped one, at most two letters away.
pub fn nearest<'a>(typed: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (distance(typed, name), name))
        .filter(|(d, name)| *d <= 2.min(name.len().div_ceil(2)))
        .min()
        .map(|(_, name)| name)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl Serialize for Record {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.object().serialize(to)
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Record::read(Object::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn blank(kind: Kind) -> Record {
        let id = Id::new(1_790_000_000_000, [7; 10]);
        Record::new(
            kind,
            Base::new(id, "2026-11-23T14:00:00Z".parse().unwrap(), "me"),
        )
    }

    #[test]
    fn every_kind_comes_back_as_it_was_written() {
        for kind in Kind::ALL {
            let record = blank(*kind);
            assert_eq!(Record::read(record.object()).unwrap(), record);
        }
    }

    #[test]
    fn what_a_newer_version_wrote_survives() {
        let mut object = blank(Kind::Problem).object();
        object.insert("mood".into(), json!({"of": "the room"}));
        object.insert("cost_per".into(), json!("fortnight"));
        object.insert("whys".into(), json!([{"why": "no sign", "weight": 3}]));
        let record = Record::read(object.clone()).unwrap();
        let back = record.object();
        assert_eq!(back["mood"], json!({"of": "the room"}));
        assert_eq!(back["cost_per"], json!("fortnight"));
        assert_eq!(back["whys"], json!([{"why": "no sign", "weight": 3}]));
        let strict = Record::read_strictly(object).unwrap_err();
        assert_eq!(strict[0].field, "cost_per");
    }

    #[test]
    fn a_wrong_field_name_is_refused_with_the_nearest() {
        let error = blank(Kind::Promise)
            .set("dew", json!("2026-11-27"))
            .unwrap_err();
        assert!(error.to_string().contains("did you mean due?"), "{error}");
        let error = blank(Kind::Promise).set("due", json!("soon")).unwrap_err();
        assert_eq!(error.field, "due");
        assert!(blank(Kind::Promise).set("id", json!("x")).is_err());
    }

    #[test]
    fn a_problem_says_what_it_costs_a_year() {
        let mut problem = blank(Kind::Problem);
        problem
            .set("cost", json!({"amount": "250", "currency": "USD"}))
            .unwrap();
        problem.set("cost_per", json!("month")).unwrap();
        problem.set("cost_times", json!("40")).unwrap();
        let out = problem.object_with_computed("2026-11-23".parse().unwrap());
        assert_eq!(
            out["cost_year"],
            json!({"amount": "120000", "currency": "USD"})
        );
        assert_eq!(Record::read(out).unwrap(), problem);
    }

    #[test]
    fn a_promise_is_late_by_days() {
        let mut promise = blank(Kind::Promise);
        promise.set("due", json!("2026-11-21")).unwrap();
        assert_eq!(promise.days_late("2026-11-23".parse().unwrap()), Some(2));
        promise.set("state", json!("kept")).unwrap();
        assert_eq!(promise.days_late("2026-11-23".parse().unwrap()), None);
    }
}
