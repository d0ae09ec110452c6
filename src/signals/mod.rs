//! Says what needs attention, and what is unknown.
