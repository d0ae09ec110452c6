//! Orders and their lines from several files of one command.

use std::collections::{BTreeMap, HashMap};

use super::{AccountBy, ActivityRow, ActivityTable, order_mark};
use crate::interchange::draft::Reading;

/// Joins the lines of orders to their orders, and products to their names, across the files of one command.
///
/// An order that has lines gives its account, day, site and channel to them and is no row of its own.
pub fn join(readings: &mut [Reading]) {
    let mut products: BTreeMap<String, String> = BTreeMap::new();
    for reading in readings.iter_mut() {
        if reading.recognised.as_deref() == Some("products") && reading.activity.is_empty() {
            reading.warn(
                "products only name what orders in the same command bought; they are no records",
            );
            products.append(&mut reading.products.clone());
        }
    }
    if !readings
        .iter()
        .any(|reading| reading.activity.by == AccountBy::Order && !reading.activity.is_empty())
        && products.is_empty()
    {
        return;
    }
    // Where each order's head stands: which file and row.
    let mut heads: HashMap<String, (usize, usize)> = HashMap::new();
    for (file, reading) in readings.iter().enumerate() {
        if reading.activity.by != AccountBy::Order {
            for (at, row) in reading.activity.iter().enumerate() {
                if !row.order.is_empty() {
                    heads.entry(row.order.to_owned()).or_insert((file, at));
                }
            }
        }
    }
    let mut with_lines: Vec<(usize, usize)> = Vec::new();
    for file in 0..readings.len() {
        if readings[file].activity.by != AccountBy::Order {
            continue;
        }
        let lines = std::mem::take(&mut readings[file].activity);
        let mut joined = ActivityTable::default();
        for (nth, line) in lines.iter().enumerate() {
            let Some(&(of, at)) = heads.get(line.order) else {
                readings[file].reject(line.line, format!("order {} is in no file of this command; import the orders and their lines together", line.order), "");
                continue;
            };
            let Some(head) = readings[of].activity.get(at) else {
                continue;
            };
            let named = products.get(line.product);
            let (product, code) = match named.filter(|_| line.code.is_empty()) {
                Some(name) if !name.is_empty() => (name.as_str(), line.product),
                _ => (line.product, line.code),
            };
            joined.push(&ActivityRow {
                account: head.account,
                on: head.on,
                site: head.site,
                channel: head.channel,
                currency: if head.currency.is_empty() {
                    line.currency
                } else {
                    head.currency
                },
                product,
                code,
                ..line
            });
            if lines.is_void(nth) || readings[of].activity.is_void(at) {
                joined.void_last();
            }
            joined.by = readings[of].activity.by.clone();
            if joined.names.is_empty() {
                joined.names.clone_from(&readings[of].activity.names);
                joined.emails.clone_from(&readings[of].activity.emails);
            }
            with_lines.push((of, at));
        }
        readings[file].activity = joined;
    }
    with_lines.sort_unstable();
    with_lines.dedup();
    for (file, reading) in readings.iter_mut().enumerate() {
        let gone: std::collections::HashSet<usize> = with_lines
            .iter()
            .filter(|(of, _)| *of == file)
            .map(|(_, at)| *at)
            .collect();
        if gone.is_empty() {
            continue;
        }
        let held = std::mem::take(&mut reading.activity);
        let mut kept = ActivityTable::naming(held.by.clone());
        kept.names.clone_from(&held.names);
        kept.emails.clone_from(&held.emails);
        for (at, row) in held.iter().enumerate() {
            if gone.contains(&at) {
                reading.heads.push(order_mark(row.order));
            } else {
                kept.push(&row);
                if held.is_void(at) {
                    kept.void_last();
                }
            }
        }
        reading.activity = kept;
    }
}
