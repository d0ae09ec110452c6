//! What passes between us: touchpoints, learnings, questions.

use crate::domain::field::is::{Date, Flag, Moment, Prose, Text, Who};
use crate::domain::field::{Any, List, OneOf, Ref, declare};
use crate::domain::kinds::{Account, Person};
use crate::domain::words::{Channel, Confidence, Facet, QuestionState, TouchpointState};

declare! {
    /// What happens next, who does it, by when.
    NextStep {
        /// what
        what: Text, "B1";
        /// who
        who: Who, "B1";
        /// when
        when: Date, "B1";
    }
}

declare! {
    /// How a complaint is made good.
    Recovery {
        /// who of ours owns it
        owner: Who, "1";
        /// when we said that we heard
        acknowledged_on: Date, "1";
        /// when they hear from us next
        next_update: Date, "1";
        /// who of theirs has been told
        told: List<Ref<Person>>, "1";
        /// when it was made good
        resolved_on: Date, "1";
        /// what we learned
        learned: Prose, "1";
    }
}

declare! {
    /// A meeting, call or message, planned or held: what we received and what we gave.
    Touchpoint {
        /// with which account
        account: Ref<Account>, "1";
        /// who takes part
        people: List<Ref<Person>>, "B1";
        /// when it starts
        starts: Moment, "B1";
        /// when it ends
        ends: Moment, "B";
        /// how
        channel: OneOf<Channel>, "1";
        /// where
        place: Text, "B1";
        /// what it is called
        subject: Text, "SB1";
        /// what it is for
        purpose: Text, "B1";
        /// what must come of it
        must: Text, "B1";
        /// what should
        should: Text, "B1";
        /// what would be good
        like: Text, "B";
        /// what to learn
        to_learn: List<Text>, "";
        /// what to bring
        bring: Text, "B";
        /// how to open
        opener: Text, "B";
        /// what was said
        summary: Prose, "S1";
        /// what we received
        received: List<Text>, "SB1";
        /// what we gave
        given: List<Text>, "SB1";
        /// what comes next
        next_step: NextStep, "B";
        /// the series it belongs to
        series: Text, "";
        /// how the series recurs
        rule: Text, "";
        /// how a complaint is made good
        recovery: Recovery, "";
        /// whether it has been
        state: OneOf<TouchpointState>, "";
    }
}

declare! {
    /// One fact, its source, how sure, and when to check it again.
    Learning {
        /// about which account
        account: Ref<Account>, "1";
        /// about whom
        person: Ref<Person>, "1";
        /// the fact
        fact: Text, "SB1";
        /// their own words, quotable with name and day
        verbatim: Flag, "1";
        /// what it is about
        facet: OneOf<Facet>, "1";
        /// why it matters
        why_it_matters: Prose, "";
        /// what it was used for
        used_for: List<Ref<Any>>, "";
        /// how sure it is
        confidence: OneOf<Confidence>, "1";
        /// when we learned it
        learned_on: Date, "1";
        /// from whom we have it
        learned_by: Text, "1";
        /// when to check it again
        check_on: Date, "";
        /// the older fact that it replaces
        replaces: Ref<Learning>, "";
    }
}

declare! {
    /// What we don't know, and whom to ask.
    Question {
        /// about which account
        account: Ref<Account>, "1";
        /// what to ask
        ask: Text, "SB1";
        /// whom
        whom: List<Ref<Person>>, "B1";
        /// why it matters
        why: Text, "1";
        /// what it is about
        about: Ref<Any>, "";
        /// the answer
        answer: Prose, "S";
        /// what became of it
        state: OneOf<QuestionState>, "";
    }
}
