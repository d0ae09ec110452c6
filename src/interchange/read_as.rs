//! How a table was read: its letters, the sign between its cells, its numbers and its days, in the words that a plan tells.

use super::values::DayOrder;

/// Tells how a table was read, as far as anything in it depends on it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadAs {
    /// Whether the comma is the decimal sign of its numbers.
    pub comma: Option<bool>,
    /// The order of day and month in its dates.
    pub order: Option<DayOrder>,
    /// The currency of amounts that name none.
    pub currency: Option<String>,
    /// The country of phone numbers that name none.
    pub region: Option<String>,
    /// Whether somebody said any of it, for this header.
    pub said: bool,
}

impl ReadAs {
    /// Says it in words, with the encoding and the sign between the cells before it.
    pub fn words(&self, encoding: &str, delimiter: Option<char>) -> Vec<String> {
        let mut words = vec![encoding.to_owned()];
        words.extend(delimiter.map(|sign| match sign {
            '\t' => "parted by tabs".to_owned(),
            ' ' => "parted by blanks".to_owned(),
            sign => format!("parted by {sign}"),
        }));
        let comma = |comma| {
            if comma {
                "decimal comma"
            } else {
                "decimal point"
            }
        };
        words.extend(self.comma.map(comma).map(str::to_owned));
        words.extend(self.order.map(|order| match order {
            DayOrder::DayFirst => "day before month".to_owned(),
            DayOrder::MonthFirst => "month before day".to_owned(),
        }));
        words.extend(
            self.currency
                .iter()
                .map(|code| format!("amounts in {code}")),
        );
        words.extend(self.region.iter().map(|code| format!("phones of {code}")));
        words.retain(|word| !word.is_empty());
        words
    }

    /// Says it in one line, and whether somebody said it so.
    pub fn line(&self, encoding: &str, delimiter: Option<char>) -> String {
        let said = if self.said { " (as you said)" } else { "" };
        format!("{}{said}", self.words(encoding, delimiter).join(", "))
    }
}
