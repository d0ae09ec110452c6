//! What goes with an undo that takes an account away, counted in the book before it is done.

use super::data::Order;
use crate::book::Book;

/// Says what is to be asked before an order is carried out; nothing where it can be done at once.
pub fn asks(book: &mut Book, order: &Order) -> Option<String> {
    let Order::Undo(entry) = order else {
        return None;
    };
    // What cannot be taken back says so itself.
    let [which, waits] = book.stranded(*entry).ok()??;
    let step = entry.map_or_else(|| "the last step".to_owned(), |seq| format!("entry {seq}"));
    Some(format!(
        "Take back {step}, which made {which}? {waits}. U does it again."
    ))
}
