//! What no two rows of a table have the same together.

use super::table::{REWARDS, SALES};

/// Fields of one table that no two of its rows have the same together, as the schema's unique indexes over several
/// columns or some of the rows say. A field that is unique by itself says so as a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Together {
    pub(super) table: &'static str,
    pub(super) keys: &'static [&'static str],
    /// Only rows with one of these words in this field count.
    pub(super) among: Option<(&'static str, &'static [&'static str])>,
}

const fn together(table: &'static str, keys: &'static [&'static str]) -> Together {
    let among = None;
    Together { table, keys, among }
}

impl Together {
    const fn among(mut self, key: &'static str, words: &'static [&'static str]) -> Self {
        self.among = Some((key, words));
        self
    }
}

pub(super) const TOGETHER: [Together; 6] = [
    together("cells", &["ortomatId", "number"]),
    together("doctorOrtomats", &["doctorId", "ortomatId"]),
    together(SALES, &["ortomatId", "cellNumber"]).among("phase", &["awaiting_payment", "opening", "processing"]),
    together("paymentEvents", &["invoiceId", "bodySha256"]),
    together("refunds", &["orderId"]).among("status", &["requested", "accepted"]),
    together(REWARDS, &["saleId", "kind"]),
];
