//! The lookup: held to an exhaustive scoring, to what sellers type, and to a book that is damaged under it.

#[path = "../books/mod.rs"]
mod books;
#[path = "../desk/mod.rs"]
mod desk;
#[path = "../../benches/lookup/lines.rs"]
mod lines;
#[path = "../../benches/lookup/quality.rs"]
mod quality;
#[path = "../../benches/lookup/reference.rs"]
mod reference;
#[path = "../terminal/mod.rs"]
mod terminal;

mod book;
mod exact;
mod right_record;
mod similar;
mod snapshot;
