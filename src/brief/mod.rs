//! Writes the page before the meeting.
