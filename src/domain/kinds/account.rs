//! Accounts and the people around them.

use crate::domain::field::is::{Birthday, Count, Date, Prose, Text};
use crate::domain::field::{List, OneOf, Ref, declare};
use crate::domain::when::Date as Day;
use crate::domain::words::{Basis, Influence, Level, Part, Side, Stance};

declare! {
    /// A customer, or a unit, division or branch of one.
    Account {
        /// what they are called
        name: Text, "SB1";
        /// other names, nicknames and abbreviations
        aliases: List<Text>, "S";
        /// the account that this is a unit, division or branch of
        parent: Ref<Account>, "";
        /// the industry they are in
        industry: Text, "S1";
        /// the segment we count them in
        segment: Text, "";
        /// where they are
        location: Text, "S1";
        /// their website
        website: Text, "";
        /// what they do and how they make money
        business: Prose, "SB1";
        /// a day in their life
        day: Prose, "";
        /// what frustrates them
        frustrations: Prose, "S";
        /// what they want now
        aims_now: Prose, "SB1";
        /// what they want years from now
        aims_later: Prose, "SB";
        /// touch them at least every so many days
        cadence_days: Count, "1";
        /// what we promised when they bought from us, and whether it is kept
        bought_on: Prose, "";
        /// a customer since
        since: Date, "";
        /// our people who look after them
        team: List<Ref<Person>>, "";
    }
}

declare! {
    /// A place that somebody held, and when.
    Role {
        /// the account where it was
        account: Ref<Account>, "";
        /// the title there
        title: Text, "";
        /// its first day
        from: Date, "";
        /// its last day
        until: Date, "";
    }
}

declare! {
    /// Somebody of theirs or ours.
    Person {
        /// their full name
        name: Text, "SB1";
        /// as they like to be called
        called: Text, "S";
        /// other names and spellings
        aliases: List<Text>, "S";
        /// theirs or ours
        side: OneOf<Side>, "1";
        /// where they work
        account: Ref<Account>, "1";
        /// the places they held; a move closes one and opens the next
        roles: List<Role>, "";
        /// their title
        title: Text, "SB1";
        /// who they report to
        reports_to: Ref<Person>, "";
        /// e-mail addresses
        emails: List<Text>, "S1";
        /// phone numbers
        phones: List<Text>, "S1";
        /// profiles and handles elsewhere
        handles: List<Text>, "";
        /// which of us look after them
        covered_by: List<Ref<Person>>, "";
        /// how much weight they have
        influence: OneOf<Influence>, "P";
        /// where they stand towards us
        stance: OneOf<Stance>, "PB1";
        /// their part in a decision
        part: OneOf<Part>, "B1";
        /// what we are to them
        level: OneOf<Level>, "PB";
        /// what we want to be to them
        level_wanted: OneOf<Level>, "PB";
        /// what they want for themselves now
        wants_now: Prose, "B1";
        /// what they want for themselves later
        wants_later: Prose, "B";
        /// what interests them
        interests: Prose, "PB";
        /// their life stage, and what matters to them
        life: Prose, "P";
        /// what not to step on, and which words not to use
        landmine: Text, "PB";
        /// how to put things to them
        put_it: Text, "P";
        /// how and when to reach them
        reach: Text, "B";
        /// their birthday
        birthday: Birthday, "P";
        /// on what ground we keep this
        basis: OneOf<Basis>, "";
        /// since when
        basis_on: Date, "";
        /// what they know that helps a customer (ours)
        expertise: List<Text>, "S";
    }
}

impl Person {
    /// Gives the day on which somebody left, where every role of theirs has ended.
    pub fn left(&self, today: Day) -> Option<Day> {
        let ends: Option<Vec<Day>> = self.roles.iter().map(|role| role.until).collect();
        ends?.into_iter().max().filter(|last| *last <= today)
    }
}
