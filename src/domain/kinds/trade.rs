//! What is imported about their buying: deals and survey answers.

use crate::domain::field::is::{Date, Decimal, Money, Prose, Text};
use crate::domain::field::{OneOf, Ref, declare};
use crate::domain::kinds::{Account, Person};
use crate::domain::words::DealOutcome;

declare! {
    /// An opportunity, as the company's system has it.
    Deal {
        /// whose
        account: Ref<Account>, "1";
        /// what it is called
        name: Text, "S1";
        /// how far it has come, in that system's words
        stage: Text, "1";
        /// how much
        amount: Money, "1";
        /// when it closes
        closes: Date, "1";
        /// how it stands
        outcome: OneOf<DealOutcome>, "1";
        /// what is sold
        product: Text, "";
        /// whose it is inside our company
        owner: Text, "";
    }
}

declare! {
    /// One answer to a survey.
    Survey {
        /// of which account
        account: Ref<Account>, "1";
        /// or of which segment
        segment: Text, "1";
        /// who answered
        person: Ref<Person>, "1";
        /// when
        on: Date, "1";
        /// which survey
        survey: Text, "1";
        /// what was asked
        question: Text, "S1";
        /// the score
        score: Decimal, "1";
        /// out of how many
        out_of: Decimal, "1";
        /// in their words
        words: Prose, "SB1";
    }
}
