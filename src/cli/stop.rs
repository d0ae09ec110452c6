//! Ctrl-C while files are brought in: whatever is under way, it is said what became of the book.
//!
//! The first press asks for a stop, which is heard as long as nothing is saved. The second ends at once, which no entry
//! minds: without its last line it never was.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;

use super::output;
use crate::book::{BookError, Result};
use crate::interchange::Flow;

/// What is under way; every other number is the entry that is saved.
const WORKS: u64 = 0;
const ASKS: u64 = u64::MAX;
const SAVES: u64 = u64::MAX - 1;

/// Hears Ctrl-C.
#[derive(Clone)]
pub struct Stop {
    asked: Arc<AtomicBool>,
    at: Arc<AtomicU64>,
}

impl Stop {
    /// Begins to listen.
    pub fn listen() -> Result<Stop> {
        let wrong = |e: std::io::Error| BookError::refused(e.to_string());
        let stop = Stop {
            asked: Arc::default(),
            at: Arc::new(AtomicU64::new(WORKS)),
        };
        let heard = stop.clone();
        let mut signals = Signals::new([SIGINT]).map_err(wrong)?;
        std::thread::Builder::new()
            .name("stop".into())
            .spawn(move || signals.forever().for_each(|_| heard.pressed()))
            .map_err(wrong)?;
        Ok(stop)
    }

    /// Says whether to go on.
    pub fn flow(&self) -> Flow {
        if self.asked.load(Ordering::SeqCst) {
            Flow::Stop
        } else {
            Flow::On
        }
    }

    /// Does something at which one press ends, since nothing is under way: a question to the person.
    pub fn while_asking<T>(&self, asks: impl FnOnce() -> T) -> T {
        self.at.store(ASKS, Ordering::SeqCst);
        let answer = asks();
        self.at.store(WORKS, Ordering::SeqCst);
        answer
    }

    /// Notes that it is about to be saved, unless it was stopped: what is pressed from now on comes too late.
    pub fn saves(&self) -> Flow {
        self.at.store(SAVES, Ordering::SeqCst);
        let flow = self.flow();
        if flow == Flow::Stop {
            self.at.store(WORKS, Ordering::SeqCst);
        }
        flow
    }

    /// Notes that it is saved.
    pub fn saved(&self, entry: u64) {
        self.at.store(entry, Ordering::SeqCst);
    }

    fn pressed(&self) {
        let before = self.asked.swap(true, Ordering::SeqCst);
        let at = self.at.load(Ordering::SeqCst);
        let (last, says) = match (before, at) {
            (_, ASKS) => (true, "Nothing was changed.".to_owned()),
            // Whoever works hears it and says so; whoever saves says what came of it.
            (false, WORKS | SAVES) => return,
            (false, entry) => (
                false,
                format!(
                    "Too late to stop: it is saved, as entry {entry}, and ally undo takes all of it back. The index is being brought up to date; once more ends at once, and loses nothing."
                ),
            ),
            (true, WORKS) => (true, "Ended; nothing was imported.".to_owned()),
            (true, SAVES) => (
                true,
                "Ended while it was being saved: ally history shows whether it is in the book, and ally undo takes it back.".to_owned(),
            ),
            (true, entry) => (
                true,
                format!("Ended. It is saved, as entry {entry}: ally undo takes all of it back."),
            ),
        };
        output::progress("");
        output::tell(&says);
        if last {
            std::process::exit(130);
        }
    }
}
