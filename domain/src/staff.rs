//! People who sign in, and what they may do.

use crate::text_enum;

text_enum! {
    /// Contract §3.1.
    pub enum Role {
        Admin = "ADMIN",
        Doctor = "DOCTOR",
        Courier = "COURIER",
    }
}
