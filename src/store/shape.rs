//! What the book tells its store about records, so that the store need not understand them.

use serde_json::Value;

use crate::domain::field::Fields;
use crate::domain::names::Name;
use crate::domain::{Date, Id, Object};

/// A record as it was, and as it is.
pub type Turn = (Option<Fields>, Option<Fields>);

/// Says what the index remembers about records beside the records themselves.
///
/// All of it must follow from the records alone: no clock, no settings. Then an index that is rebuilt is the same.
pub trait Shape: Send + Sync {
    /// Gives the number of this shape; an index made by another is rebuilt.
    fn version(&self) -> u32;

    /// Gives the account that a record belongs to; an account belongs to itself.
    fn account(&self, record: &Object) -> Option<Id>;

    /// Computes the summary of an account after changes of its members.
    ///
    /// `changes` reads those members, each as it was and as it is. Where `previous` is absent, or not enough to go by, `all`
    /// reads all members as they are after the changes. Nothing means that there is nothing to sum up.
    fn summarise(
        &self,
        account: Id,
        previous: Option<&Value>,
        changes: &mut dyn FnMut() -> Vec<Turn>,
        all: &mut dyn FnMut() -> Vec<Fields>,
    ) -> Option<Value>;

    /// Gives what a record is called, for accounts and people.
    fn name(&self, record: &Object) -> Option<Name>;

    /// Says whether accounts that the record does not belong to ask for it.
    fn wanted_elsewhere(&self, _record: &Object) -> bool {
        false
    }

    /// Keeps of the summaries of all accounts what is needed of them soon after a day, for the copy of the index, in whatever form
    /// is read soonest; nothing where all of it is needed.
    fn soon(&self, _summaries: Vec<(Id, Value)>, _day: Date) -> Vec<(Id, Vec<u8>)> {
        Vec::new()
    }

    /// Gives what others call the record: pairs of a system and its id; `email` and `phone` are systems too.
    fn foreign(&self, record: &Object) -> Vec<(String, String)>;
}
