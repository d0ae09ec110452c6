//! How a row of activity says that it counts what is used, and is no order.

/// The channel of rows that count a use: licences, logins, hours.
pub const USED: &str = "usage";

/// Says whether the rows of a channel count a use.
pub fn is_use(channel: &str) -> bool {
    channel
        .strip_prefix(USED)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(", "))
}

/// Gives the channel of a use that came by a channel of its own.
pub fn used_by(channel: &str) -> String {
    if channel.is_empty() || is_use(channel) {
        return if channel.is_empty() { USED } else { channel }.to_owned();
    }
    format!("{USED}, {channel}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_is_told_from_an_order() {
        assert!(is_use(USED) && is_use(&used_by("web")) && is_use(&used_by("")));
        assert!(!is_use("") && !is_use("web") && !is_use("usages"));
        assert_eq!(used_by(&used_by("web")), "usage, web");
    }
}
