//! The page before the meeting: one page, two minutes, computed from the book alone.
//!
//! [`page`] builds it as a value ([`Page`]) whose lines know the records that they came from; [`text`](text::text),
//! [`markdown`](markdown::markdown) and [`html`](html::html) write it. What an audience may not see is taken out
//! before the first line is written (`seen`). Nothing is invented: what is not known becomes a question.

mod build;
mod case;
mod cut;
mod depths;
mod elsewhere;
mod handover;
mod landmine;
mod letter;
mod page;
mod recap;
mod rival;
mod sections;
mod seen;
mod setting;

pub mod html;
pub mod markdown;
pub mod text;

pub use build::page;
pub use case::case;
pub use handover::handover;
pub use letter::letter;
pub use page::{
    Ask, Audience, Buying, Depth, Dossier, Elsewhere, FOLD, From, Line, Page, Past, ROWS, Section,
    WORDS, WORDS_ABOVE,
};
pub use recap::{of_a_third, recap};
