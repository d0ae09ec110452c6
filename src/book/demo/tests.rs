use super::*;

#[test]
fn the_demo_reads() {
    let now: Zoned = "2026-11-23T09:00:00-05:00[America/New_York]".parse().unwrap();
    let entries = demo(&now).unwrap_or_else(|e| panic!("{e}"));
    println!("{} entries", entries.len());
}
