//! What they need and what is owed: problems, trends, advocacy, promises.

use crate::domain::field::is::{Date, Decimal, Flag, Money, Prose, Text, Who};
use crate::domain::field::{Any, List, OneOf, Ref, declare};
use crate::domain::id::Id;
use crate::domain::kinds::{Account, Person};
use crate::domain::words::{
    AdvocacyState, Direction, Horizon, Period, ProblemState, PromiseState, Telling, TrendState,
};

declare! {
    /// One why of a problem.
    Why {
        /// why it is so
        why: Text, "SB1";
        /// who or what told us
        from: Who, "";
    }
}

declare! {
    /// Whom a problem hurts.
    Hurt {
        /// who
        person: Who, "B1";
        /// what it does to them
        how: Text, "B1";
        /// what winning would mean to them
        winning: Text, "B1";
    }
}

declare! {
    /// What a problem is measured by.
    Measure {
        /// what is measured
        what: Text, "1";
        /// where it stood
        baseline: Text, "1";
        /// where it should go
        target: Text, "1";
        /// where it stands
        now: Text, "1";
    }
}

declare! {
    /// A specialist of ours who was called in.
    CalledIn {
        /// who of ours
        who: Ref<Person>, "B1";
        /// when we asked
        asked_on: Date, "1";
        /// when they came
        came_on: Date, "1";
        /// whether it was charged for
        charged: Flag, "1";
        /// what they found
        found: Prose, "B1";
    }
}

declare! {
    /// What a solution was worth to them.
    Worth {
        /// how much
        amount: Money, "1";
        /// who of theirs agreed to the figure
        agreed_by: Who, "1";
        /// when
        on: Date, "1";
    }
}

declare! {
    /// What hurts them: what they asked, what they need, and the whys between.
    Problem {
        /// whose it is
        account: Ref<Account>, "1";
        /// in a few words
        title: Text, "SB1";
        /// what they asked for, in their words
        asked: Prose, "SB1";
        /// what they need
        need: Prose, "SB1";
        /// why, and why that, down to the cause
        whys: List<Why>, "SB1";
        /// the causes that were found
        causes: List<Text>, "SB";
        /// whom it hurts, how, and what winning would mean to them
        hurts: List<Hurt>, "B1";
        /// what it costs them each time or period
        cost: Money, "1";
        /// the period of the cost
        cost_per: OneOf<Period>, "1";
        /// how often in that period
        cost_times: Decimal, "1";
        /// what it is measured by
        measure: Measure, "";
        /// what happens if nothing is done
        if_nothing: Prose, "";
        /// specialists of ours who were called in
        called_in: List<CalledIn>, "B";
        /// the solution
        solution: Prose, "SB";
        /// the outcome, in the customer's words
        outcome: Prose, "SB";
        /// what it was worth to them
        worth: Worth, "";
        /// whether other customers may be told
        may_be_told: OneOf<Telling>, "";
        /// the trends behind it
        driven_by: List<Ref<Trend>>, "";
        /// how far it has come
        state: OneOf<ProblemState>, "";
    }
}

declare! {
    /// Something that shows a trend.
    Evidence {
        /// what it says
        text: Text, "1";
        /// where it stands
        url: Text, "1";
        /// when
        on: Date, "1";
    }
}

declare! {
    /// What a trend means for one account.
    Implication {
        /// for whom
        account: Ref<Account>, "B1";
        /// what it means for them
        so_what: Text, "SB1";
        /// the idea it suggests
        idea: Text, "SB1";
        /// when we shared it
        shared_on: Date, "1";
        /// with whom
        shared_with: List<Ref<Person>>, "1";
        /// how they reacted
        reaction: Text, "1";
    }
}

declare! {
    /// Where an industry is going, with its so-what for each account.
    Trend {
        /// in a few words
        title: Text, "SB1";
        /// the industries it moves
        industries: List<Text>, "S1";
        /// what changes
        change: Prose, "S1";
        /// what shows it
        evidence: List<Evidence>, "";
        /// when it arrives
        horizon: OneOf<Horizon>, "1";
        /// what it means for each account
        implications: List<Implication>, "SB1";
        /// how far it has come
        state: OneOf<TrendState>, "";
    }
}

declare! {
    /// Another account that needs the same.
    OtherAccount {
        /// who
        account: Ref<Account>, "1";
        /// their words
        quote: Text, "1";
    }
}

declare! {
    /// A step up inside our company.
    Escalation {
        /// to whom
        to: Who, "1";
        /// when
        on: Date, "1";
        /// why
        why: Text, "1";
    }
}

declare! {
    /// What we ask of our own company for them, until it is decided and they have been told.
    Advocacy {
        /// for which account
        account: Ref<Account>, "1";
        /// who else needs it
        others: List<OtherAccount>, "";
        /// what we ask
        ask: Text, "SB1";
        /// for whom of theirs
        r#for: List<Ref<Person>>, "1";
        /// why our company should
        argument: Prose, "S1";
        /// the records that show it
        evidence: List<Ref<Any>>, "";
        /// what it costs us
        cost_to_us: Money, "1";
        /// with whom of ours it lies
        raised_with: List<Who>, "B1";
        /// what comes next
        next_step: Text, "B1";
        /// by when
        due: Date, "1";
        /// where it went when it stalled
        escalations: List<Escalation>, "";
        /// what was decided, and why
        answer: Prose, "B";
        /// when the customer was told
        told_on: Date, "";
        /// who was told
        told_whom: List<Ref<Person>>, "";
        /// how it stands
        state: OneOf<AdvocacyState>, "";
    }
}

declare! {
    /// A moved due date.
    Moved {
        /// the old day
        from: Date, "";
        /// the new day
        to: Date, "";
        /// why
        why: Text, "";
        /// when it was moved
        on: Date, "";
    }
}

declare! {
    /// What was promised, to whom, by when.
    Promise {
        /// for which account
        account: Ref<Account>, "1";
        /// ours or theirs
        direction: OneOf<Direction>, "1";
        /// what was promised
        what: Text, "SB1";
        /// to whom
        to: List<Ref<Person>>, "B1";
        /// by whom
        by: List<Ref<Person>>, "B1";
        /// by when
        due: Date, "B1";
        /// the days it had before
        moved: List<Moved>, "";
        /// when it was closed
        closed_on: Date, "";
        /// what became of it
        state: OneOf<PromiseState>, "";
    }
}

impl Advocacy {
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
        matches!(
            self.state,
            Some(AdvocacyState::Won | AdvocacyState::Lost | AdvocacyState::Withdrawn)
        )
    }
}
