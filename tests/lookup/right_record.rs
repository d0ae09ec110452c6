//! The right record for what sellers type: first letters, slips, initials, accents, numbers, other languages.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::range_plus_one)] // Tests.

use crate::quality::Quality;

#[test]
fn the_right_record_comes_first() {
    let quality = Quality::load();
    assert!(
        quality.entries.len() > 2_000,
        "{} lines stand around",
        quality.entries.len()
    );
    let marks = quality.ask_lookup();
    // The first half's misses are told only when asked for: nobody tunes to them.
    let both = std::env::var_os("BOTH").is_some();
    for (query, place, first, first_half) in &marks.1 {
        if both || !first_half {
            println!("{query:24} {place:?} {first:?}");
        }
    }
    for (class, (first, five, asked)) in &marks.0 {
        println!("{class:20} {first:3} {five:3} of {asked}");
    }
    for (class, (_, five, asked)) in &marks.0 {
        assert!(
            five * 10 >= asked * 9,
            "{class}: {five} of {asked} among the first five"
        );
    }
    let (first, five, asked) = marks.0["all"];
    assert!(asked >= 120);
    assert!(
        first * 100 >= asked * 90 && five * 100 >= asked * 95,
        "{first} first, {five} among five, of {asked}"
    );
}
