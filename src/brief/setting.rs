//! The setting of a page: which meeting, who will be there, what is known of them, and how long a line may be.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;

use jiff::tz::TimeZone;

use super::cut;
use super::landmine;
use super::page::{Ask, Dossier, Line};
use crate::domain::kinds::{Person, Touchpoint};
use crate::domain::names::fold;
use crate::domain::record::{Body, Record, days_between};
use crate::domain::words::{
    Channel, Confidence, Influence, Part, ProblemState, Side, TouchpointState, Words,
};
use crate::domain::{Date, Id, Moment, Who, checking, days, spoken};

/// After how many days an open problem that does not move is stale.
const PROBLEM_DAYS: i32 = 150;
/// After how many days what somebody wants is stale.
const PERSON_DAYS: i32 = 400;
/// After how many days a rumour of an alternative is stale.
const ALTERNATIVE_DAYS: i32 = 120;

/// Where a page is read.
pub struct Setting<'a> {
    /// What the audience may see of the dossier.
    pub dossier: &'a Dossier,
    /// What was asked for.
    pub ask: &'a Ask,
    /// The day, in the seller's zone.
    pub today: Date,
    /// The meeting.
    pub meeting: Option<(&'a Record, &'a Touchpoint)>,
    /// Who of theirs will be there, those who decide first.
    pub with: Vec<Id>,
    /// Whether they were named, by the person or by the meeting; else they are all that matter.
    pub named: bool,
    /// How many words a line may have.
    pub most: usize,
    /// What must not be said, and to whom.
    landmines: Vec<(String, String)>,
    /// How people are called, as far as they were.
    called: RefCell<HashMap<Id, String>>,
    /// What is told of a problem solved elsewhere, once it was looked for: the problem here, and the place of the story.
    story: OnceCell<Option<(&'a Record, usize)>>,
}

impl<'a> Setting<'a> {
    /// Finds the meeting and the people for what was asked.
    pub fn new(dossier: &'a Dossier, ask: &'a Ask) -> Self {
        let mut setting = Self {
            dossier,
            ask,
            today: ask.day.unwrap_or_else(|| dossier.now.date()),
            meeting: None,
            with: Vec::new(),
            named: true,
            most: 20,
            landmines: Vec::new(),
            called: RefCell::default(),
            story: OnceCell::new(),
        };
        setting.meeting = setting.find_meeting();
        setting.with = if !ask.with.is_empty() {
            ask.with.clone()
        } else if let Some((_, meeting)) = setting.meeting.filter(|(_, m)| !m.people.is_empty()) {
            meeting.people.clone()
        } else {
            setting.named = false;
            setting.who_matters()
        };
        let ours: Vec<Id> = dossier.ours.iter().map(Record::id).collect();
        setting.with.retain(|id| !ours.contains(id));
        let mut seen = Vec::new();
        setting.with.retain(|id| {
            let new = !seen.contains(id);
            seen.push(*id);
            new && setting
                .dossier
                .records
                .iter()
                .chain(&dossier.guests)
                .any(|r| r.id() == *id && r.kind() == crate::domain::Kind::Person)
        });
        let mut with = std::mem::take(&mut setting.with);
        with.sort_by_key(|id| setting.standing(*id));
        setting.with = with;
        for id in &setting.with {
            if let Some((_, person)) = setting.person(*id) {
                for word in person
                    .landmine
                    .as_deref()
                    .map(landmine::words)
                    .unwrap_or_default()
                {
                    setting.landmines.push((word, setting.name(*id)));
                }
            }
        }
        setting
    }

    fn find_meeting(&self) -> Option<(&'a Record, &'a Touchpoint)> {
        let all = || {
            self.dossier.records.iter().filter_map(|r| match &r.body {
                Body::Touchpoint(b) => Some((r, b)),
                _ => None,
            })
        };
        if let Some(id) = self.ask.meeting {
            return all().find(|(r, _)| r.id() == id);
        }
        let now = self.dossier.now.timestamp();
        let fits = |b: &Touchpoint| {
            self.ask.with.is_empty() || self.ask.with.iter().all(|id| b.people.contains(id))
        };
        all()
            .filter(|(_, b)| b.state == Some(TouchpointState::Planned) && fits(b))
            .filter_map(|(r, b)| {
                let starts = b.starts.as_ref()?;
                let end = b.ends.as_ref().unwrap_or(starts).timestamp();
                // A meeting that began is still the one that one is in, for an hour where its end is not known.
                let over =
                    end.as_second() + if b.ends.is_some() { 0 } else { 3_600 } < now.as_second();
                (!over).then(|| (starts.timestamp(), r, b))
            })
            .min_by_key(|(at, r, _)| (*at, r.id()))
            .map(|(_, r, b)| (r, b))
    }

    /// Lists those of theirs who matter: who decide, can veto, pay or weigh much; else everybody we have a view of.
    fn who_matters(&self) -> Vec<Id> {
        let people = || {
            self.dossier.records.iter().filter_map(|r| match &r.body {
                // Whoever left is met no more, unless somebody says so.
                Body::Person(b) if b.side != Some(Side::Ours) && b.left(self.today).is_none() => {
                    Some((r.id(), b))
                }
                _ => None,
            })
        };
        let some: Vec<Id> = people()
            .filter(|(_, b)| {
                matches!(b.part, Some(Part::Decides | Part::CanVeto | Part::Pays))
                    || b.influence == Some(Influence::High)
            })
            .map(|(id, _)| id)
            .collect();
        if some.is_empty() {
            let mut all: Vec<Id> = people().map(|(id, _)| id).collect();
            all.sort_by_key(|id| self.standing(*id));
            all.truncate(6);
            all
        } else {
            some
        }
    }

    /// Gives the order in which people are named: by their part, their weight, how lately we saw them.
    pub fn standing(&self, id: Id) -> (u8, u8, std::cmp::Reverse<Option<Date>>, Id) {
        let (part, weight) = self.person(id).map_or((9, 9), |(_, b)| {
            let part = match b.part {
                Some(Part::Decides) => 0,
                Some(Part::CanVeto) => 1,
                Some(Part::Pays) => 2,
                Some(Part::Advises | Part::Coaches) => 3,
                Some(Part::Uses) => 4,
                None => 5,
            };
            // Of two who decide, the one we know comes first.
            let unknown = u8::from(b.stance.is_none());
            (part, unknown * 4 + b.influence.map_or(3, |i| i as u8))
        });
        let seen = self.last_with(id).map(|(on, _)| on);
        (part, weight, std::cmp::Reverse(seen), id)
    }

    /// Gives a person of theirs or ours.
    pub fn person(&self, id: Id) -> Option<(&'a Record, &'a Person)> {
        self.dossier
            .records
            .iter()
            .chain(&self.dossier.ours)
            .chain(&self.dossier.guests)
            .find(|r| r.id() == id)
            .and_then(|r| match &r.body {
                Body::Person(b) => Some((r, b)),
                _ => None,
            })
    }

    /// Says how to call a person; `somebody` where they are not known here.
    pub fn name(&self, id: Id) -> String {
        if let Some(called) = self.called.borrow().get(&id) {
            return called.clone();
        }
        let called = self.name_anew(id);
        self.called.borrow_mut().insert(id, called.clone());
        called
    }

    /// Gives the problem here that a story of one solved elsewhere is told for, and the story's place; looked for once a page.
    pub(super) fn story(
        &self,
        find: impl FnOnce() -> Option<(&'a Record, usize)>,
    ) -> Option<(&'a Record, usize)> {
        *self.story.get_or_init(find)
    }

    fn name_anew(&self, id: Id) -> String {
        let Some((record, person)) = self.person(id) else {
            return "somebody".into();
        };
        let ours = person.side == Some(Side::Ours);
        let circle = if ours {
            &self.dossier.ours
        } else {
            &self.dossier.records
        };
        let others: Vec<String> = circle
            .iter()
            .filter(|r| r.id() != id && r.kind() == crate::domain::Kind::Person)
            .map(Record::title)
            .collect();
        cut::clean(&spoken::among(
            &record.title(),
            others.iter().map(String::as_str),
        ))
    }

    /// Says who somebody is who may have no record.
    pub fn who(&self, who: &Who) -> String {
        match who {
            Who::Record(id) => self.name(*id),
            Who::Words(words) => cut::to(words, 4),
        }
    }

    /// Names people, two at most, and counts the rest.
    pub fn names(&self, people: &[Id]) -> String {
        let mut said: Vec<String> = people.iter().take(2).map(|id| self.name(*id)).collect();
        if people.len() > 2 {
            said.push(format!("+{}", people.len() - 2));
        }
        said.join(", ").replace(", +", " +")
    }

    /// Says a day as people do.
    pub fn day(&self, date: Date) -> String {
        days::said(date, self.today)
    }

    /// Says a day that is gone: a weekday where it is near, else without it.
    pub fn past(&self, date: Date) -> String {
        let ago = days_between(date, self.today);
        if (-6..=6).contains(&ago) {
            return self.day(date);
        }
        let year = if date.year() == self.today.year() {
            ""
        } else {
            " %Y"
        };
        date.strftime(&format!("%-d %b{year}")).to_string()
    }

    /// Gives the day that a moment falls on where the seller is.
    pub fn here(&self, at: &Moment) -> Date {
        self.local(at.timestamp())
    }

    /// Gives the day that an instant falls on where the seller is.
    pub fn local(&self, at: jiff::Timestamp) -> Date {
        let zone: TimeZone = self.dossier.now.time_zone().clone();
        at.to_zoned(zone).date()
    }

    /// Cuts a text to a share of the line, in tenths.
    pub fn cut(&self, text: &str, tenths: usize) -> String {
        cut::to(text, (self.most * tenths / 10).max(3))
    }

    /// Cuts a quotation to a share of the line, in tenths, in its marks.
    pub fn quote(&self, text: &str, tenths: usize) -> String {
        cut::quote(text, (self.most * tenths / 10).max(3))
    }

    /// Lists what was held, the newest first.
    pub fn held(&self) -> Vec<(Date, &'a Record, &'a Touchpoint)> {
        let mut held: Vec<_> = self
            .dossier
            .records
            .iter()
            .filter_map(|r| match &r.body {
                Body::Touchpoint(b)
                    if b.state == Some(TouchpointState::Held) && !r.is_beside_a_touch() =>
                {
                    Some((self.here(b.starts.as_ref()?), r, b))
                }
                _ => None,
            })
            .collect();
        // A complaint noted in a call comes before that call: what was agreed there is what was agreed last.
        held.sort_by_key(|(on, r, b)| {
            let met = b.channel != Some(Channel::Complaint);
            (std::cmp::Reverse((*on, met)), std::cmp::Reverse(r.id()))
        });
        held
    }

    /// Gives the last held touchpoint with somebody.
    pub fn last_with(&self, id: Id) -> Option<(Date, &'a Touchpoint)> {
        self.dossier
            .records
            .iter()
            .filter_map(|r| match &r.body {
                Body::Touchpoint(b)
                    if b.state == Some(TouchpointState::Held)
                        && b.people.contains(&id)
                        && !r.is_beside_a_touch() =>
                {
                    let starts = b.starts.as_ref()?;
                    (starts.timestamp() <= self.dossier.now.timestamp())
                        .then(|| (self.here(starts), b))
                }
                _ => None,
            })
            .max_by_key(|(on, _)| *on)
    }

    /// Says how old a record's word is, where that is too old.
    pub fn stale(&self, record: &Record) -> Option<String> {
        let touched = self.local(record.base.changed);
        let moved = record.base.moves.iter().filter_map(|m| m.on).max();
        let (since, most) = match &record.body {
            Body::Learning(b) => {
                let on = b.learned_on?;
                return (checking::day(b)? <= self.today).then(|| days::age(on, self.today));
            }
            Body::Problem(b) => {
                if matches!(
                    b.state,
                    Some(ProblemState::Solved | ProblemState::Verified | ProblemState::Parked)
                ) {
                    return None;
                }
                (moved.max(Some(touched))?, PROBLEM_DAYS)
            }
            Body::Person(_) => {
                let told = self
                    .dossier
                    .records
                    .iter()
                    .filter_map(|r| match &r.body {
                        Body::Learning(b) if b.person == Some(record.id()) => b.learned_on,
                        _ => None,
                    })
                    .max();
                (told.max(Some(touched))?, PERSON_DAYS)
            }
            Body::Alternative(_) => (moved.max(Some(touched))?, ALTERNATIVE_DAYS),
            Body::Loyalty(b) => (b.on?, crate::domain::unknown::READING_DAYS),
            _ => return None,
        };
        (days_between(since, self.today) > most).then(|| days::age(since, self.today))
    }

    /// Says whether nobody has confirmed what a record says.
    pub fn unconfirmed(record: &Record) -> bool {
        let outside = record
            .base
            .source
            .as_ref()
            .is_some_and(|s| s.outside == Some(true));
        match &record.body {
            Body::Learning(b) => b.confidence == Some(Confidence::Unsure) || outside,
            Body::Problem(b) => b.state == Some(ProblemState::Heard),
            Body::Alternative(b) => {
                b.state == Some(crate::domain::words::AlternativeState::Rumoured)
            }
            _ => false,
        }
    }

    /// Marks a line with how old and how sure a record is, and names the record.
    pub fn mark(&self, line: Line, record: &Record) -> Line {
        let mut line = line.from(record);
        if line.stale.is_none() {
            line.stale = self.stale(record);
        }
        line.unconfirmed |= Self::unconfirmed(record);
        line
    }

    /// Forgets what must not be said to them, for a page that nobody reads before talking to them.
    pub fn mind_nobody(&mut self) {
        self.landmines.clear();
    }

    /// Marks a line that says what somebody there must not hear.
    pub fn mind(&self, line: &mut Line) {
        if line.landmine.is_some() {
            return;
        }
        if self.landmines.is_empty() {
            return;
        }
        let folded = fold(&line.text);
        line.landmine = self
            .landmines
            .iter()
            .find(|(word, _)| landmine::uses(&folded, word))
            .cloned();
    }

    /// Says how a touch was: `call`, `planning session`.
    pub fn how(touch: &Touchpoint) -> &'static str {
        touch.channel.map_or("touch", Words::word)
    }
}
