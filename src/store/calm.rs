//! Lets the threads that sled begins rest while nothing happens.
//!
//! Seven threads of its pool and its flusher wake once a second for ever, each to find nothing to do: hundreds of
//! wake-ups a minute on a laptop that should sleep. Nothing depends on the second (work is announced to them, and the
//! index is rebuilt from the journal whatever it lacks), so they are begun with a timer that the kernel may let go off late.
//! This is a property of the thread that begins another (Linux: timer slack); elsewhere nothing is done.

/// How late a timer of such a thread may go off.
#[cfg(target_os = "linux")]
const LATE: std::num::NonZeroU64 = match std::num::NonZeroU64::new(600_000_000_000) {
    Some(late) => late,
    None => std::num::NonZeroU64::MIN,
};

/// Does something that may begin threads; those that it begins rest long.
#[cfg(target_os = "linux")]
pub fn calm<T>(does: impl FnOnce() -> T) -> T {
    use rustix::thread::{current_timer_slack, set_current_timer_slack};
    let before = current_timer_slack()
        .ok()
        .and_then(std::num::NonZeroU64::new);
    // Where it cannot be set, the threads wake as they always did.
    let _ = set_current_timer_slack(Some(LATE));
    let done = does();
    let _ = set_current_timer_slack(before);
    done
}

/// Does something that may begin threads.
#[cfg(not(target_os = "linux"))]
pub fn calm<T>(does: impl FnOnce() -> T) -> T {
    does()
}
