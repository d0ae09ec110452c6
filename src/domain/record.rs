//! A record: what every kind has, and its own fields.

mod computed;
mod json;
mod points;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use serde_json::Value;

use super::field::is::{Date as DateMark, Flag, Text, Who as WhoMark};
use super::field::{Any, Field, FieldError, Fields, Object, OneOf, Ref, Target, Type, declare};
use super::id::{Id, Kind};
use super::kinds;
use super::kinds::Touchpoint;
use super::when::Date;
use super::words::TouchpointState;
use super::words::{How, Visibility, Words};
pub use computed::COMPUTED;

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
}

/// Under this name `extra` says of a meeting that it takes whole days, or that only its day is known.
pub const ALL_DAY: &str = "all day";

/// Counts days from one to another; negative where the second comes first.
pub fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}
