//! Reads what stands behind the keys of a body: days, people, costs, records.

use std::ops::Range;

use jiff::ToSpan;

use crate::capture::heads::{Head, Key};
use crate::capture::mark::Keyed;
use crate::capture::parsed::{Chip, Cost, Mark, PieceKind, Somebody};
use crate::capture::person::{self, Meant};
use crate::capture::{again, cost, mark, plain_day};
use crate::domain::words::{Visibility, Words};
use crate::domain::{Body, Date, Id, Kind, days};

use super::{Done, Scan, or_another, show, which};

impl Scan<'_> {
    pub(super) fn key(&mut self, keyed: &Keyed) -> Option<Done> {
        let mark = Mark::Key(keyed.key);
        let begins = keyed.span.start;
        if self
            .parsed
            .chips
            .iter()
            .any(|chip| chip.doubtful && chip.span.start == begins)
        {
            // What stood before a colon was asked about there.
            return None;
        }
        if !self.takes(keyed.key) {
            // "talk to:someone" is prose; a date that a note cannot hold is worth a question.
            let Ok(meaning) = self.could_mean(keyed) else {
                return None;
            };
            // A line that is asked whether it is a promise takes its day when it becomes one.
            let of_kind = |chip: &Chip| chip.doubtful && chip.mark == Mark::Kind;
            if self.parsed.chips.iter().any(of_kind) {
                return None;
            }
            // A day, a price, a name: what the key holds is said; then why it stays text here.
            let why = format!(
                "{meaning}, but {} takes no {}:",
                self.parsed.head.row().word,
                keyed.key.word()
            );
            return Some(self.doubt(mark, &keyed.span, why, Vec::new()));
        }
        let taken = match keyed.key {
            Key::Due | Key::On => self.date(keyed),
            Key::By | Key::To | Key::Src => self.people(keyed),
            Key::Of => self.record(keyed),
            Key::Cost => match (
                &self.parsed.cost,
                cost::read(&keyed.value, self.context.currency),
            ) {
                (Some(_), Ok(_)) => Err(("there is a cost already".to_owned(), Vec::new())),
                (None, Ok(read)) if self.parsed.head == Head::Adv && read.per.is_some() => Err((
                    "what it costs us is one amount; leave the period out".to_owned(),
                    Vec::new(),
                )),
                (None, Ok(read)) => {
                    let said = said_cost(&read);
                    self.parsed.cost = Some(read);
                    Ok(said)
                }
                (_, Err(why)) => Err((why, Vec::new())),
            },
            Key::Vis => match Visibility::parse(&keyed.value) {
                Some(_) if self.parsed.vis.is_some() => {
                    Err(("who may see it is said already".to_owned(), Vec::new()))
                }
                Some(vis) => {
                    self.parsed.vis = Some(vis);
                    Ok(vis.word().to_owned())
                }
                None => Err((
                    format!(
                        "“{}” is none of {}",
                        keyed.value,
                        Visibility::WORDS.join(", ")
                    ),
                    Vec::new(),
                )),
            },
        };
        Some(match taken {
            Ok(meaning) => {
                self.chip(mark, &keyed.span, meaning);
                Done::Piece(keyed.span.clone(), PieceKind::Mark)
            }
            Err((why, candidates)) => {
                if matches!(keyed.key, Key::Due | Key::On)
                    && self.day(keyed.key, &keyed.value).is_err()
                    && let Some(done) = self.day_meant(keyed)
                {
                    return Some(done);
                }
                self.doubt(mark, &keyed.span, why, candidates)
            }
        })
    }

    /// Says what a key would mean where it could be taken.
    fn could_mean(&self, keyed: &Keyed) -> Result<String, ()> {
        match keyed.key {
            Key::Due | Key::On => self
                .day(keyed.key, &keyed.value)
                .map(|d| format!("{} {}", keyed.key.word(), days::day(d, self.context.today)))
                .map_err(drop),
            Key::Cost => cost::read(&keyed.value, self.context.currency)
                .map(|c| said_cost(&c))
                .map_err(drop),
            Key::Vis => Visibility::parse(&keyed.value)
                .map(|v| v.word().to_owned())
                .ok_or(()),
            Key::Of => self
                .context
                .records
                .short(&keyed.value)
                .map(|r| r.title())
                .ok_or(()),
            Key::By | Key::To | Key::Src => {
                match person::value(&keyed.value, self.context, self.parsed.account, false) {
                    Meant::One(who) => Ok(format!("{} {}", keyed.key.word(), who.name())),
                    _ => Err(()),
                }
            }
        }
    }

    fn date(&mut self, keyed: &Keyed) -> Result<String, (String, Vec<Id>)> {
        let date = self
            .day(keyed.key, &keyed.value)
            .map_err(|why| (why, Vec::new()))?;
        let held = if keyed.key == Key::Due {
            &mut self.parsed.due
        } else {
            &mut self.parsed.on
        };
        if let Some(first) = *held {
            return Err((
                format!(
                    "it is {} {} already",
                    keyed.key.word(),
                    days::day(first, self.context.today)
                ),
                Vec::new(),
            ));
        }
        *held = Some(date);
        let (word, day) = (keyed.key.word(), days::day(date, self.context.today));
        // What is promised for a day that is over is late from the start: it is taken as it was said, and said.
        let over = keyed.key == Key::Due && date < self.context.today;
        Ok(if over {
            format!("{word} {day}, over already")
        } else {
            format!("{word} {day}")
        })
    }

    fn people(&mut self, keyed: &Keyed) -> Result<String, (String, Vec<Id>)> {
        // A fight and a recovery are run by ours, and so is a promise of ours.
        let ours = keyed.key == Key::By
            && matches!(self.parsed.head, Head::Owe | Head::Adv | Head::Complaint);
        let words_will_do = keyed.key == Key::Src
            || (keyed.key == Key::By && matches!(self.parsed.head, Head::Adv | Head::Complaint));
        let account = if ours { None } else { self.parsed.account };
        let mut found = Vec::new();
        for value in keyed
            .value
            .split(',')
            .map(str::trim)
            .filter(|v| !v.is_empty())
        {
            let chosen = self
                .settled
                .choice(self.raw, &keyed.span)
                .and_then(|id| self.context.names.get(id));
            let meant = match chosen {
                Some(name) => Meant::One(Somebody::Known {
                    id: name.id,
                    name: name.name.clone(),
                    ours: name.ours,
                }),
                None => person::value(value, self.context, account, ours),
            };
            found.push(match meant {
                Meant::One(Somebody::New { name }) if words_will_do && keyed.key == Key::By => {
                    Somebody::Words(name)
                }
                Meant::One(Somebody::Known { id, .. })
                    if chosen.is_none() && self.goes_on_otherwise(keyed, value, id) =>
                {
                    return Err((or_another(id, "", self.context), vec![id]));
                }
                Meant::One(who) => who,
                Meant::Several(fit) => return Err((which(&fit, self.context), fit)),
                Meant::Perhaps { known, .. } => {
                    return Err((or_another(known, "", self.context), vec![known]));
                }
                Meant::Nobody if words_will_do => {
                    Somebody::Words(value.trim_start_matches('@').to_owned())
                }
                Meant::Nobody => {
                    return Err((
                        format!(
                            "nobody is called “{value}”; type {}:@name to add somebody",
                            keyed.key.word()
                        ),
                        Vec::new(),
                    ));
                }
            });
        }
        let said: Vec<String> = found.iter().map(show).collect();
        let meaning = format!(
            "{} {}",
            if keyed.key == Key::Src {
                "from"
            } else {
                keyed.key.word()
            },
            said.join(", ")
        );
        match keyed.key {
            Key::By => self.parsed.by.extend(found),
            Key::To => self.parsed.to.extend(found),
            _ if self.parsed.src.is_some() => {
                return Err(("it has a source already".into(), Vec::new()));
            }
            _ if found.len() > 1 => {
                self.parsed.src = Some(Somebody::Words(keyed.value.replace('@', "")));
            }
            _ => self.parsed.src = found.pop(),
        }
        Ok(meaning)
    }

    /// Says whether the word after the last name of a key makes it somebody else's.
    fn goes_on_otherwise(&self, keyed: &Keyed, value: &str, found: Id) -> bool {
        let name = value.trim_start_matches('@');
        let start = keyed.span.end.saturating_sub(name.len());
        self.raw.get(start..keyed.span.end) == Some(name)
            && person::value_in_doubt(self.raw, start..keyed.span.end, found, self.context)
    }

    fn record(&mut self, keyed: &Keyed) -> Result<String, (String, Vec<Id>)> {
        let none = |why: String| Err((why, Vec::new()));
        let found = self.context.records.short(&keyed.value);
        let Some(record) = found.or_else(|| {
            keyed
                .value
                .parse()
                .ok()
                .and_then(|id| self.context.records.record(id))
        }) else {
            return none(format!("there is no {}", keyed.value));
        };
        if self.parsed.of.is_some() {
            return none("it says already what it is about".into());
        }
        if matches!(self.parsed.head, Head::Asked | Head::Need | Head::Why) {
            if !matches!(record.body, Body::Problem(_)) {
                return none(format!(
                    "{} is {:#}, not a problem",
                    keyed.value,
                    record.kind()
                ));
            }
            match (self.parsed.account, record.account()) {
                (Some(here), Some(there)) if here != there => {
                    let name = self.context.names.show(there).unwrap_or("another account");
                    return none(format!("{} belongs to {name}", keyed.value));
                }
                (None, Some(there)) => self.parsed.account = Some(there),
                _ => {}
            }
        }
        self.parsed.of = Some(record.id());
        let kind = if record.kind() == Kind::Problem {
            "of"
        } else if again::may_be(self.parsed.head, self.parsed.account, &record) {
            // Whose it is says the promise that it is.
            self.parsed.account = self.parsed.account.or(record.account());
            "again"
        } else {
            "about"
        };
        Ok(format!("{kind} {}: {}", record.short(), record.title()))
    }

    /// Sees a day that takes more than a word, or another language's: `due:next tue`, `due:3 dec`, `due:15.1.`, `due:freitag`.
    ///
    /// It stays text, as `capture.md` wants of whatever is not in its list; what it means is offered.
    fn day_meant(&mut self, keyed: &Keyed) -> Option<Done> {
        let value = keyed.span.end - keyed.value.len();
        let rest = self.raw.get(value..)?;
        let line = rest.split(['\n', '\r']).next()?;
        let mut ends: Vec<usize> = line.match_indices(' ').map(|(at, _)| at).take(3).collect();
        ends.push(line.len());
        ends.truncate(3);
        let (length, date) = ends.iter().rev().find_map(|end| {
            let typed = line[..*end].trim_end_matches([',', ';', '!', '?', ')']);
            let date = plain_day::read(typed, self.context.today, self.context.weekend)?;
            Some((typed.len(), self.been(keyed.key, typed, date)?))
        })?;
        Some(self.offer_day(keyed.key, &(keyed.span.start..value + length), date))
    }

    /// Gives the day that is meant where one was read as ahead and must have been: the last Friday, 3 December of last year.
    fn been(&self, key: Key, typed: &str, date: Date) -> Option<Date> {
        let today = self.context.today;
        if key != Key::On || date <= today {
            return Some(date);
        }
        let weekday = !typed.contains(|c: char| c.is_ascii_digit());
        let back = if weekday { 7.days() } else { 1.year() };
        date.checked_sub(back).ok().filter(|been| *been <= today)
    }

    /// Asks whether a stretch of text means a day, and says what to type for it.
    pub(super) fn offer_day(&mut self, key: Key, span: &Range<usize>, date: Date) -> Done {
        let word = key.word();
        let short = date.strftime("%-d%b").to_string().to_lowercase();
        let instead = if self.day(key, &short) == Ok(date) {
            format!("{word}:{short}")
        } else {
            format!("{word}:{date}")
        };
        let day = days::day(date, self.context.today);
        let why = format!("{word} {day}? type {instead}");
        let done = self.doubt(Mark::Key(key), span, why, Vec::new());
        self.settle_with(instead);
        done
    }

    /// Reads a key; one of people holds a whole name that goes on after a blank.
    pub(super) fn keyed(&self, at: usize) -> Option<Keyed> {
        let mut keyed = mark::keyed(self.raw, at, self.raw.len())?;
        let value = keyed.span.end - keyed.value.len()..keyed.span.end;
        if matches!(keyed.key, Key::By | Key::To | Key::Src)
            && self.raw.get(value.clone()) == Some(keyed.value.as_str())
            && let Some(end) =
                person::value_end(self.raw, value.clone(), self.context, self.parsed.account)
        {
            self.raw[value.start..end].clone_into(&mut keyed.value);
            keyed.span.end = end;
        }
        Some(keyed)
    }
}

fn said_cost(cost: &Cost) -> String {
    let times = cost.times.map(|t| format!(" × {t}")).unwrap_or_default();
    let per = match (cost.per, cost.times) {
        (Some(crate::domain::words::Period::Once), _) => " once".to_owned(),
        (Some(per), _) => format!(" a {per}"),
        (None, _) => String::new(),
    };
    let year = cost
        .per
        .and_then(|per| crate::domain::money::a_year(&cost.money, per, cost.times))
        .filter(|_| cost.times.is_some() || cost.per != Some(crate::domain::words::Period::Year))
        .map(|year| format!(" = {} a year", year.brief()))
        .unwrap_or_default();
    format!("{}{times}{per}{year}", cost.money.brief())
}
