//! Our own form: one record a line, and one row of what an account buys or uses.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::domain::{Id, Object, plain};
use crate::interchange::activity::ActivityRow;

/// Writes each record as it stands, a line each.
pub fn jsonl<'a>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'a Object>,
) -> io::Result<()> {
    for record in records {
        line(out, record)?;
    }
    Ok(())
}

/// Writes an object on a line; what would steer whoever shows it is written out, which is the same to a reader.
fn line(out: &mut dyn Write, object: &Object) -> io::Result<()> {
    let text = plain::json(serde_json::to_string(object)?);
    out.write_all(text.as_bytes())?;
    out.write_all(b"\n")
}

/// Writes the rows of an account's activity, a line each; nothing stands for what is unknown.
pub fn activity<'a>(
    out: &mut dyn Write,
    account: Id,
    rows: impl IntoIterator<Item = ActivityRow<'a>>,
) -> io::Result<()> {
    for row in rows {
        let mut object = Map::new();
        object.insert("kind".to_owned(), json!("activity"));
        object.insert("account".to_owned(), json!(account));
        let mut put = |name: &str, text: &str| {
            if !text.is_empty() {
                object.insert(name.to_owned(), Value::from(text));
            }
        };
        put("on", &row.on.map(|on| on.to_string()).unwrap_or_default());
        put("order", row.order);
        put("product", row.product);
        put("code", row.code);
        put("site", row.site);
        put("channel", row.channel);
        let written = |number: rust_decimal::Decimal| number.normalize().to_string();
        put("quantity", &row.quantity.map(written).unwrap_or_default());
        if let Some(amount) = row.amount.map(written) {
            let amount = if row.currency.is_empty() {
                json!(amount)
            } else {
                json!({"amount": amount, "currency": row.currency})
            };
            object.insert("amount".to_owned(), amount);
        }
        line(out, &object)?;
    }
    Ok(())
}
