//! People who sign in: their accounts, how they prove who they are, and what they may see of themselves.

mod account;
mod cabinet;
mod couriers;
mod directory;
mod doctors;
mod first_admin;
mod listing;
mod one_time_link;
mod password;
mod person;
mod second_factor;
mod sessions;
mod sign_in;
mod sweep;
mod throttle;
mod tokens;

pub use account::{Actor, NewStaff};
pub use cabinet::{CourierOrtomat, DoctorCabinet, DoctorSale, MonthOfSales};
pub use couriers::CourierForm;
pub use directory::Staff;
pub use doctors::DoctorForm;
pub use listing::PeopleQuery;
pub(crate) use listing::cut;
pub use one_time_link::LinkOwner;
pub(crate) use password::Passwords;
pub use password::make_password;
pub use person::PersonForm;
pub use second_factor::Enrolment;
pub use sessions::{OpenSession, StaffSession};
pub use sign_in::{Attempt, HalfSignedIn, SignIn};
pub use tokens::TokenPair;

use sha2::{Digest, Sha256};

/// Random secrets of ours are kept as one round of SHA-256: nobody can guess 128 bits, so nothing slower is needed.
pub(crate) fn hash_of_secret(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

/// The name of a session in the database: a hash of its cookie.
#[must_use]
pub fn session_key(cookie: &str) -> String {
    hash_of_secret(cookie)
}
