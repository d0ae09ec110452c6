//! Whether a row of orders was sold: what was cancelled, refunded or never more than an offer was not.

use crate::interchange::{
    header::{Column, fold},
    values::{self, ReadDate},
};

/// Columns that say how an order stands.
const STATUS: &str = "status|orderstatus|financialstatus|paymentstatus|invoicestatus|transactionstatus|state|estado|estadodelpedido|\
estadopedido|estadodelafactura|estadofactura|estadodelpago|bestellstatus|auftragsstatus|rechnungsstatus|belegstatus|zahlungsstatus|\
zustand";

/// Columns that say what a row of bookkeeping is.
const SORT: &str = "belegart|belegtyp|documenttype|doctype|dokumentart|dokumenttyp|vorgangsart|auftragsart|tipodedocumento|\
tipodocumento|transactiontype|type|typ|tipo|art";

/// Columns with the day on which an order was cancelled, or a flag.
const CANCELLED: &str = "cancelledat|canceledat|cancelledon|canceledon|cancelleddate|canceleddate|datecancelled|cancelled|canceled|\
iscancelled|iscanceled|voided|voidedat|isvoid|void|storniertam|stornodatum|stornierungsdatum|storniert|storno|canceladoel|anuladoel|\
fechadeanulacion|fechadecancelacion|cancelado|cancelada|anulado|anulada";

/// How a row of orders stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It was ordered.
    Sold,
    /// It is an offer or a draft.
    Offered,
    /// It was cancelled, refunded or void.
    Cancelled,
}

/// What a column says of how an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Says {
    /// A word.
    Word,
    /// A day or a flag that it was cancelled.
    Cancelled,
}

/// Finds the columns that say how an order stands.
pub(super) fn columns(columns: &[Column]) -> Vec<(usize, Says)> {
    let is = |folded: &str, names: &str| names.split('|').any(|name| name == folded);
    let said = columns.iter().enumerate().filter_map(|(at, column)| {
        if is(&column.folded, STATUS) || is(&column.folded, SORT) {
            Some((at, Says::Word))
        } else {
            is(&column.folded, CANCELLED).then_some((at, Says::Cancelled))
        }
    });
    said.collect()
}

/// Says how an order stands by one of its cells.
pub(super) fn standing(cell: &str, says: Says) -> Standing {
    let cell = cell.trim();
    if cell.is_empty() || values::is_nothing(cell) {
        return Standing::Sold;
    }
    match says {
        Says::Word => word(cell),
        Says::Cancelled => {
            let is_day = matches!(
                values::date(cell, None),
                ReadDate::Is(_) | ReadDate::Ambiguous
            );
            let is_so = values::flag(cell).unwrap_or(is_day) || word(cell) == Standing::Cancelled;
            if is_so {
                Standing::Cancelled
            } else {
                Standing::Sold
            }
        }
    }
}

fn word(cell: &str) -> Standing {
    let folded = fold(&cell.chars().take(60).collect::<String>());
    // One shop puts its own sign before each word.
    let folded = folded.strip_prefix("wc").unwrap_or(&folded);
    let begins = ["cancel", "storn", "anulad", "annull", "void"];
    let is = |words: &str| words.split('|').any(|word| word == folded);
    if begins.iter().any(|begin| folded.starts_with(begin))
        || is(
            "refunded|fullyrefunded|reembolsado|reembolsada|erstattet|ruckerstattet|zuruckerstattet|vollstandigerstattet|\
             returned|retourniert|devuelto|devuelta|failed|fehlgeschlagen|fallido|fallida|declined|rejected|abgelehnt|rechazado|\
             rechazada|widerrufen|ordercancelled|ordercanceled|pedidocancelado|bestellungstorniert",
        )
    {
        Standing::Cancelled
    } else if is(
        "draft|entwurf|borrador|quote|quotation|salesquote|angebot|presupuesto|cotizacion|oferta|proforma|proformainvoice|\
         proformarechnung|facturaproforma|estimate|kostenvoranschlag|offer|checkoutdraft",
    ) {
        Standing::Offered
    } else {
        Standing::Sold
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_sold_says_so_in_three_languages() {
        for said in [
            "Cancelled",
            "wc-cancelled",
            "VOIDED",
            "storniert",
            "Anulada",
            "Refunded",
            "Erstattet",
        ] {
            assert_eq!(standing(said, Says::Word), Standing::Cancelled, "{said}");
        }
        for said in ["Draft", "Angebot", "Entwurf", "Presupuesto", "Quote"] {
            assert_eq!(standing(said, Says::Word), Standing::Offered, "{said}");
        }
        for said in [
            "paid",
            "Partially refunded",
            "partially_refunded",
            "offen",
            "Rechnung",
            "shipped",
            "",
        ] {
            assert_eq!(standing(said, Says::Word), Standing::Sold, "{said}");
        }
        for (said, is) in [
            ("2026-10-03 09:00:00 +0100", true),
            ("yes", true),
            ("no", false),
            ("", false),
            ("0", false),
        ] {
            let wanted = if is {
                Standing::Cancelled
            } else {
                Standing::Sold
            };
            assert_eq!(standing(said, Says::Cancelled), wanted, "{said}");
        }
    }
}
