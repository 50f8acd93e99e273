//! The activity log: written in the transaction of what it tells, so it can neither lie nor be missing.

use crate::{
    database::WriteTxn,
    entity::{activity_log, sale},
    error::Error,
};
use domain::{
    Timestamp,
    activity::{ActivityType, Severity},
    id::UserId,
};
use sea_orm::{ActiveModelTrait, IntoActiveModel};
use serde_json::{Map, Value};

/// An entry that is being composed.
pub(crate) struct Entry {
    kind: ActivityType,
    severity: Severity,
    message: String,
    user_id: Option<String>,
    ortomat_id: Option<String>,
    order_id: Option<String>,
    cell_number: Option<i32>,
    metadata: Map<String, Value>,
}

impl Entry {
    pub(crate) fn new(kind: ActivityType, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            kind,
            severity,
            message: message.into(),
            user_id: None,
            ortomat_id: None,
            order_id: None,
            cell_number: None,
            metadata: Map::new(),
        }
    }

    /// An entry about an order: its number, ortomat, cell and reason come along. Never its id, which is the
    /// customer's secret link, in the readable part.
    pub(crate) fn of_order(kind: ActivityType, severity: Severity, message: &str, sale: &sale::Model) -> Self {
        let mut entry = Self::new(kind, severity, format!("{message}: {}", sale.order_number));
        entry.ortomat_id.clone_from(&sale.ortomat_id);
        entry.order_id = Some(sale.id.clone());
        entry.cell_number = sale.cell_number;
        let entry = entry.with("orderNumber", sale.order_number.as_str());
        match sale.reason.as_deref() {
            Some(reason) => entry.with("reason", reason),
            None => entry,
        }
    }

    /// Whose doing it was, or whose account.
    pub(crate) fn by(mut self, user: &UserId) -> Self {
        self.user_id = Some(user.to_string());
        self
    }

    pub(crate) fn at_ortomat(mut self, ortomat: &str) -> Self {
        self.ortomat_id = Some(ortomat.to_owned());
        self
    }

    pub(crate) const fn in_cell(mut self, number: i32) -> Self {
        self.cell_number = Some(number);
        self
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.metadata.insert(key.to_owned(), value.into());
        self
    }

    pub(crate) async fn write(self, txn: &WriteTxn, now: Timestamp) -> Result<(), Error> {
        activity_log::Model {
            id: crate::ids::time_ordered_uuid(now),
            kind: self.kind.to_string(),
            category: self.kind.category().to_string(),
            severity: self.severity.to_string(),
            message: self.message,
            metadata: (!self.metadata.is_empty()).then(|| Value::Object(self.metadata).to_string()),
            user_id: self.user_id,
            ortomat_id: self.ortomat_id,
            order_id: self.order_id,
            cell_number: self.cell_number,
            created_at: now.millis(),
        }
        .into_active_model()
        .reset_all()
        .insert(txn.db())
        .await?;
        Ok(())
    }
}
