//! The contract's answer to an order that has been carried out and has nothing to show.

use serde::Serialize;
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[schema(as = Done)]
pub(crate) struct DoneJson {
    /// Always `true`; what failed answers with an error.
    success: bool,
    /// In Ukrainian.
    message: &'static str,
}

impl DoneJson {
    pub(crate) const fn new(message: &'static str) -> Self {
        Self { success: true, message }
    }
}
