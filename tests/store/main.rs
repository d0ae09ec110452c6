//! A book's files: what is saved stays saved, and what is derived can be made anew.

mod answers;
mod damage;
mod flows;
mod make;
