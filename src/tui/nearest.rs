//! Finds the name that was probably meant, for the messages about themes and keys.

use crate::domain::nearest::distance;

/// Gives the known name nearest to a mistyped one, where one is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1) + 1;
    known
        .into_iter()
        .map(|known| (distance(name, known), known))
        .filter(|(far, _)| *far <= allowed)
        .min()
        .map(|(_, known)| known)
}

/// Says "did you mean" where a name is near enough, with the blank before it.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known)
        .map(|meant| format!(" Did you mean “{meant}”?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_and_a_far_one_is_not() {
        assert_eq!(
            nearest("acent", ["muted", "accent", "rule"]),
            Some("accent")
        );
        assert_eq!(
            nearest("fighting", ["fighting-for", "fights"]),
            Some("fights")
        );
        assert_eq!(nearest("zzz", ["selection", "accent"]), None);
    }
}
