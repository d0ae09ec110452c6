//! The closed lists of words that fields choose from.

use serde::{Deserialize, Serialize};

/// A field's list of words.
pub trait Words: Sized + Copy + 'static {
    /// Every word, in the order that people read them.
    const WORDS: &'static [&'static str];
    /// Gives the word.
    fn word(self) -> &'static str;
    /// Finds the value for a word, without regard to case.
    fn parse(text: &str) -> Option<Self>;
}

macro_rules! words {
    ($($(#[doc = $doc:literal])* $name:ident { $($variant:ident $word:literal),* $(,)? })*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        pub enum $name { $(#[doc = concat!("The word “", $word, "”.")] #[serde(rename = $word)] $variant),* }

        impl Words for $name {
            const WORDS: &'static [&'static str] = &[$($word),*];
            fn word(self) -> &'static str {
                match self { $($name::$variant => $word),* }
            }
            fn parse(text: &str) -> Option<Self> {
                $(if text.eq_ignore_ascii_case($word) { return Some($name::$variant); })*
                None
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.word())
            }
        }
    )*};
}

words! {
    /// Who may see a record.
    Visibility { Private "private", Team "team", Customer "customer" }
    /// On whose side somebody is.
    Side { Theirs "theirs", Ours "ours" }
    /// How much weight somebody has.
    Influence { High "high", Medium "medium", Low "low" }
    /// Where somebody stands towards us.
    Stance { Champion "champion", Supporter "supporter", Neutral "neutral", Sceptic "sceptic", Opponent "opponent" }
    /// What part somebody plays in a decision.
    Part { Decides "decides", CanVeto "can veto", Pays "pays", Uses "uses", Advises "advises", Coaches "coaches" }
    /// What we are to somebody.
    Level { Vendor "vendor", CredibleSource "credible source", ProblemSolver "problem solver", TrustedAdviser "trusted adviser" }
    /// On what ground we keep somebody's data.
    Basis { ToldUs "told us", Public "public", Introduced "introduced", Imported "imported", Consent "consent" }
    /// How often a cost comes.
    Period { Once "once", Hour "hour", Shift "shift", Day "day", Week "week", Month "month", Quarter "quarter", Year "year" }
    /// How far a solved problem may be told to other customers.
    Telling { No "no", Unnamed "unnamed", Named "named" }
    /// When a trend arrives.
    Horizon { Now "now", Next "next", Later "later" }
    /// Who promised: we, or they.
    Direction { Ours "ours", Theirs "theirs" }
    /// How we met.
    Channel {
        Meeting "meeting", PlanningSession "planning session", Visit "visit", Observation "observation", Call "call", Email "email",
        Event "event", Survey "survey", Complaint "complaint", Support "support",
    }
    /// What a fact is about.
    Facet {
        Now "now", Business "business", Goal "goal", Money "money", Stock "stock", DailyLife "daily life", Frustration "frustration",
        Interest "interest", LifeStage "life stage", Culture "culture", Preference "preference", Relationship "relationship", Change "change",
    }
    /// How sure a fact is.
    Confidence { Sure "sure", Likely "likely", Unsure "unsure" }
    /// What happens at the end of an agreement.
    Renews { Itself "itself", ByUs "by us", Ends "ends" }
    /// What somebody did for us.
    FavourKind { Reference "reference", Referral "referral", Introduction "introduction", Quote "quote" }
    /// What keeps a customer.
    Stays {
        Relationship "relationship", Product "product", Service "service", Price "price", Location "location", Contract "contract", Habit "habit",
    }
    /// What they would do if an equal or better alternative came.
    Would { Stay "would stay", Unsure "unsure", Go "would go" }
    /// How strong a tie is.
    Strength { Thin "thin", Sound "sound", Strong "strong" }
    /// What a tie comes from.
    Driver { Advising "advising", Honesty "honesty", Listening "listening", Caring "caring", Style "style", Storytelling "storytelling" }
    /// How an opportunity stands.
    DealOutcome { Open "open", Won "won", Lost "lost" }
    /// How one record bears on another.
    How { About "about", From "from", Answers "answers", Drives "drives", Blocks "blocks", Like "like", MaybeSame "maybe same" }
    /// How far a problem has come.
    ProblemState {
        Heard "heard", Confirmed "confirmed", Diagnosed "diagnosed", Solving "solving", Solved "solved", Verified "verified", Parked "parked",
    }
    /// How far a trend has come.
    TrendState { Watching "watching", Advising "advising", Passed "passed" }
    /// How a fight inside our company stands.
    AdvocacyState { Open "open", Accepted "accepted", UnderWay "under way", Won "won", Lost "lost", Withdrawn "withdrawn" }
    /// What became of a promise.
    PromiseState { Open "open", Kept "kept", Broken "broken", Released "released" }
    /// Whether a touchpoint has been.
    TouchpointState { Planned "planned", Held "held", Cancelled "cancelled" }
    /// What became of a question.
    QuestionState { Open "open", Asked "asked", Answered "answered", Dropped "dropped" }
    /// How near an alternative is.
    AlternativeState { Rumoured "rumoured", Seen "seen", Shortlisted "shortlisted", Chosen "chosen", Gone "gone" }
    /// How an agreement stands.
    AgreementState { Proposed "proposed", Running "running", Renewed "renewed", Ended "ended", Lost "lost" }
}
