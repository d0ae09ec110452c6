//! Why they stay: loyalty, alternatives, agreements, favours.

use crate::domain::field::is::{Date, Money, Prose, Text};
use crate::domain::field::{Any, List, OneOf, Ref, declare};
use crate::domain::kinds::{Account, Person};
use crate::domain::words::{
    AgreementState, AlternativeState, Driver, FavourKind, Renews, Stays, Strength, Would,
};

declare! {
    /// Who or what they might go to: a rival, doing it themselves, or doing nothing.
    Alternative {
        /// whose alternative
        account: Ref<Account>, "1";
        /// who or what
        who: Text, "SB1";
        /// in what it is equal or better
        equal_or_better: Prose, "1";
        /// who of theirs favours it
        favoured_by: List<Ref<Person>>, "P";
        /// what shows it
        evidence: Prose, "S1";
        /// what makes us different, in the customer's words
        our_difference: Prose, "B1";
        /// how near it is
        state: OneOf<AlternativeState>, "";
    }
}

declare! {
    /// What runs until when, and by when notice must be given.
    Agreement {
        /// with which account
        account: Ref<Account>, "1";
        /// what was agreed
        what: Text, "SB1";
        /// what it is worth
        value: Money, "1";
        /// its first day
        starts: Date, "B1";
        /// its last day
        ends: Date, "B1";
        /// the last day for notice
        notice_by: Date, "B1";
        /// what happens at its end
        renews: OneOf<Renews>, "1";
        /// who of theirs signs
        signs: List<Ref<Person>>, "1";
        /// how it stands
        state: OneOf<AgreementState>, "";
    }
}

declare! {
    /// What they did for us, and what we gave back.
    Favour {
        /// which account
        account: Ref<Account>, "1";
        /// who
        person: Ref<Person>, "1";
        /// what they did
        what: OneOf<FavourKind>, "S1";
        /// in their words
        words: Prose, "1";
        /// how far it may be used
        permission: Text, "1";
        /// when it was last used
        last_used: Date, "";
        /// what we gave back
        gave_back: Prose, "1";
    }
}

declare! {
    /// Why they stay, whether they would, and what shows it.
    Loyalty {
        /// which account
        account: Ref<Account>, "1";
        /// whose view it is
        person: Ref<Person>, "1";
        /// when it was read
        on: Date, "1";
        /// what keeps them
        stays_because: List<OneOf<Stays>>, "1";
        /// in words
        because: Prose, "1";
        /// if an equal or better alternative came
        alternative: OneOf<Would>, "B1";
        /// and why
        alternative_because: Prose, "B1";
        /// affection
        affection: OneOf<Strength>, "P";
        /// what affection comes from
        affection_drivers: List<OneOf<Driver>>, "P";
        /// why it is so
        affection_because: Prose, "P";
        /// relevance
        relevance: OneOf<Strength>, "P";
        /// what relevance comes from
        relevance_drivers: List<OneOf<Driver>>, "P";
        /// why it is so
        relevance_because: Prose, "P";
        /// trust
        trust: OneOf<Strength>, "P";
        /// what trust comes from
        trust_drivers: List<OneOf<Driver>>, "P";
        /// why it is so
        trust_because: Prose, "P";
        /// our new ideas for them
        innovation: OneOf<Strength>, "";
        /// why it is so
        innovation_because: Prose, "";
        /// whether what we sell does its work
        efficacy: OneOf<Strength>, "";
        /// why it is so
        efficacy_because: Prose, "";
        /// our service
        service: OneOf<Strength>, "";
        /// why it is so
        service_because: Prose, "";
        /// the records that show it
        evidence: List<Ref<Any>>, "";
    }
}
