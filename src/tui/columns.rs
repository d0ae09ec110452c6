//! The columns of a list: how wide each is, which of them go where there is little room, and what stands over them.
//!
//! Every column says the least it can be read at and the most that anything in it wants. None is wider than that, so
//! that no void parts two words of one line; figures keep to the right edge, where one compares them.

use super::strip::Strip;
use super::theme::Role;
use crate::domain::plain;

/// The cells between two columns.
const GAP: usize = 2;

/// The cells of the sign before a line, its blank included.
const SIGN: usize = 2;

/// What a column wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What stands over it; nothing where it speaks for itself.
    pub head: &'static str,
    /// The least cells at which it can be read.
    pub least: usize,
    /// The most that anything in it takes; none where the column is not wanted at all.
    pub want: usize,
    /// What most of its lines take: until the others have that, too, it does not grow further.
    pub mostly: usize,
    /// Whether it keeps to the right of its cells, as figures do.
    pub figure: bool,
    /// What goes last where there is little room has the highest.
    pub worth: u8,
    /// Whether it is a help beside the others that never costs them their words.
    pub extra: bool,
}

impl Column {
    /// Makes a column of words.
    pub fn words(head: &'static str, least: usize, want: usize, worth: u8) -> Self {
        Self {
            head,
            least: least.min(want),
            want,
            mostly: want,
            figure: false,
            worth,
            extra: false,
        }
    }

    /// Makes a column of figures, all of one width.
    pub fn figures(head: &'static str, wide: usize, worth: u8) -> Self {
        Self {
            figure: true,
            ..Self::words(head, wide, wide, worth)
        }
    }

    /// Says what most of its lines take: one long line takes nothing from all the others.
    #[must_use]
    pub fn mostly(self, wide: usize) -> Self {
        Self {
            mostly: wide.min(self.want),
            ..self
        }
    }

    /// Leaves it out where the others would be cut for it.
    #[must_use]
    pub fn extra(self) -> Self {
        Self {
            extra: true,
            ..self
        }
    }

    /// Leaves the column out unless it is wanted.
    #[must_use]
    pub fn only(self, wanted: bool) -> Self {
        Self {
            want: if wanted { self.want } else { 0 },
            ..self
        }
    }
}

/// The columns of a list at a width.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Columns {
    set: Vec<(Column, usize)>,
    /// What is left when each column has what it wants; it stands before the figures.
    spare: usize,
}

impl Columns {
    /// Fits columns into a line that begins with a sign.
    pub fn fit(wanted: &[Column], width: usize) -> Self {
        let room = width.saturating_sub(SIGN);
        let least = |column: &Column| if column.want > 0 { column.least } else { 0 };
        let mut set: Vec<(Column, usize)> = wanted.iter().map(|one| (*one, least(one))).collect();
        let taken = |set: &[(Column, usize)]| {
            let shown = set.iter().filter(|(_, wide)| *wide > 0);
            shown
                .map(|(_, wide)| wide + GAP)
                .sum::<usize>()
                .saturating_sub(GAP)
        };
        while taken(&set) > room {
            let shown = (0..set.len()).filter(|at| set[*at].1 > 0);
            let Some(at) = shown.min_by_key(|at| set[*at].0.worth) else {
                break;
            };
            if set.iter().filter(|(_, wide)| *wide > 0).count() == 1 {
                set[at].1 = room;
                break;
            }
            set[at].1 = 0;
        }
        // A bar or a day said twice is no reason to cut names.
        let wanting = |set: &[(Column, usize)]| {
            let shown = set.iter().filter(|(_, wide)| *wide > 0);
            let wide = |(column, wide): &(Column, usize)| {
                let most = if column.extra { 0 } else { column.mostly };
                most.max(*wide)
            };
            shown
                .map(|one| wide(one) + GAP)
                .sum::<usize>()
                .saturating_sub(GAP)
        };
        while wanting(&set) > room {
            let extra = |at: &usize| set[*at].1 > 0 && set[*at].0.extra;
            let extras = (0..set.len()).filter(extra);
            let Some(at) = extras.min_by_key(|at| set[*at].0.worth) else {
                break;
            };
            set[at].1 = 0;
        }
        let mut spare = room.saturating_sub(taken(&set));
        // Each grows by a cell in turn, so that short columns are whole before the longest takes the rest: first to what most
        // of its lines take, then to what the widest takes.
        for wanted in [
            |column: &Column| column.mostly,
            |column: &Column| column.want,
        ] {
            loop {
                let before = spare;
                for (column, wide) in &mut set {
                    if spare > 0 && *wide > 0 && *wide < wanted(column) {
                        *wide += 1;
                        spare -= 1;
                    }
                }
                if spare == 0 || spare == before {
                    break;
                }
            }
        }
        Self { set, spare }
    }

    /// Gives the width of a column; none where it is left out.
    pub fn wide(&self, at: usize) -> usize {
        self.set.get(at).map_or(0, |(_, wide)| *wide)
    }

    /// Says whether a column is shown.
    pub fn has(&self, at: usize) -> bool {
        self.wide(at) > 0
    }

    /// Writes what stands over the columns.
    pub fn head(&self) -> Strip {
        let heads: Vec<(Role, &str)> = self
            .set
            .iter()
            .map(|(column, _)| (Role::Muted, column.head))
            .collect();
        self.line(("", Role::Text), &heads)
    }

    /// Writes a line: its sign, and a cell for each of the columns that were asked for.
    pub fn line(&self, sign: (&str, Role), cells: &[(Role, &str)]) -> Strip {
        let mut strip = Strip::new().column(sign.1, sign.0, SIGN);
        let mut first = true;
        let mut spare = self.spare;
        let mut taken = 0;
        for (at, ((column, wide), (role, text))) in self.set.iter().zip(cells).enumerate() {
            if *wide == 0 {
                continue;
            }
            if at < taken {
                // The words before it stand here.
                continue;
            }
            let air = if column.figure {
                std::mem::take(&mut spare)
            } else {
                0
            };
            let gap = if first { 0 } else { GAP };
            strip = strip.text(Role::Text, &" ".repeat(gap + air));
            first = false;
            if column.figure {
                strip = strip.figure(*role, text, *wide);
                continue;
            }
            // Words that do not fit go on over what is empty beside them.
            let mut wide = *wide;
            taken = at + 1;
            while plain::width(text) > wide
                && let Some(((next, more), (_, ""))) =
                    self.set.get(taken).copied().zip(cells.get(taken))
                && !next.figure
            {
                wide += if more > 0 { GAP + more } else { 0 };
                taken += 1;
            }
            strip = strip.column(*role, text, wide);
        }
        strip
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn promises() -> Vec<Column> {
        vec![
            Column::words("", 12, 30, 9),
            Column::words("who", 8, 10, 2),
            Column::words("account", 10, 16, 5),
            Column::figures("due", 9, 8),
        ]
    }

    #[test]
    fn what_is_worth_least_goes_first() {
        let shown = |width: usize| -> Vec<bool> {
            let columns = Columns::fit(&promises(), width);
            (0..4).map(|at| columns.has(at)).collect()
        };
        assert_eq!(shown(80), [true, true, true, true]);
        assert_eq!(shown(40), [true, false, true, true]);
        assert_eq!(shown(30), [true, false, false, true]);
        assert_eq!(shown(16), [true, false, false, false]);
    }

    #[test]
    fn no_column_is_wider_than_what_stands_in_it_and_figures_keep_right() {
        let columns = Columns::fit(&promises(), 100);
        assert_eq!([0, 1, 2].map(|at| columns.wide(at)), [30, 10, 16]);
        let cells = [
            (Role::Text, "a locked box"),
            (Role::Muted, "Stokes"),
            (Role::Muted, "Ridgeway"),
            (Role::Text, "Thu"),
        ];
        let line = columns.line(("●", Role::Text), &cells);
        assert_eq!(line.width(), 100);
        assert!(line.words().ends_with("      Thu"));
        assert!(columns.head().words().ends_with("      due"));
    }

    #[test]
    fn a_day_said_twice_never_costs_a_name() {
        let mut wanted = promises();
        wanted.push(Column::figures("", 11, 2).extra());
        let shown = |width: usize| {
            let columns = Columns::fit(&wanted, width);
            (columns.wide(2), columns.has(4))
        };
        // Two of the sign, 30, 10, 16, 9 and 11, with two cells between each two.
        assert_eq!(shown(86), (16, true));
        assert_eq!(shown(85), (16, false));
    }

    #[test]
    fn words_go_on_over_what_is_empty_beside_them() {
        let columns = Columns::fit(&promises(), 72);
        let cells = [
            (Role::Text, "a locked box of forty, in Albany"),
            (Role::Muted, ""),
            (Role::Muted, "Ridgeway"),
            (Role::Text, "Thu"),
        ];
        let line = columns.line(("●", Role::Text), &cells);
        assert_eq!(line.width(), 72);
        assert!(
            line.words().contains("forty, in Albany"),
            "{}",
            line.words()
        );
        assert!(line.words().ends_with("Thu"));
    }

    #[test]
    fn a_column_that_is_not_wanted_leaves_its_room() {
        let mut wanted = promises();
        wanted[2] = wanted[2].only(false);
        let columns = Columns::fit(&wanted, 60);
        assert!(!columns.has(2));
        assert_eq!(
            columns
                .line(("", Role::Text), &[(Role::Text, ""); 4])
                .width(),
            60
        );
    }

    proptest! {
        #[test]
        fn a_line_is_never_wider_than_its_room(
            wanted in prop::collection::vec((0usize..40, 0usize..60, any::<bool>(), 0u8..9), 1..8),
            width in 0usize..220,
        ) {
            let wanted: Vec<Column> = wanted
                .into_iter()
                .map(|(least, want, figure, worth)| Column { figure, ..Column::words("h", least, want, worth) })
                .collect();
            let columns = Columns::fit(&wanted, width);
            let cells = vec![(Role::Text, "株式会社 and more"); wanted.len()];
            prop_assert!(columns.line(("●", Role::Text), &cells).width() <= width.max(SIGN));
            for (at, column) in wanted.iter().enumerate() {
                prop_assert!(columns.wide(at) <= column.want.max(width));
            }
        }
    }
}
