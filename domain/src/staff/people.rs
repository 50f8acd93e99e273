//! Doctors and couriers, as administrators and they themselves see them.

use super::{EmailAddress, PersonName};
use crate::{
    Timestamp,
    id::{DoctorOrtomatId, OrtomatId, ReferralCode, UserId},
};
use serde::{Deserialize, Serialize};

/// What all who sign in have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: UserId,
    pub name: PersonName,
    pub email: Option<EmailAddress>,
    pub phone: Option<crate::PhoneNumber>,
    /// Whether there is a password to sign in with.
    pub can_sign_in: bool,
    /// Counts edits: who saves must have seen the last one.
    pub version: i64,
    pub created_at: Timestamp,
}

/// An ortomat by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrtomatLine {
    pub id: OrtomatId,
    pub name: String,
    pub address: String,
    pub city: Option<String>,
}

/// A doctor at an ortomat: the code that is printed on paper, and what it has brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorPlace {
    pub id: DoctorOrtomatId,
    pub ortomat: OrtomatLine,
    pub code: ReferralCode,
    pub total_points: i64,
    pub total_sales: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doctor {
    pub person: Person,
    pub places: Vec<DoctorPlace>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Courier {
    pub person: Person,
    pub ortomats: Vec<OrtomatLine>,
}

/// An ortomat that somebody may be given, and whether another courier has it already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrtomatChoice {
    pub ortomat: OrtomatLine,
    pub taken: bool,
}

crate::text_enum! {
    /// In which order people are listed.
    pub enum PeopleSort {
        /// За алфавітом.
        Name = "name",
        /// Спочатку нові.
        Newest = "newest",
        /// За активністю: doctors by sales, couriers by their last refill.
        Activity = "activity",
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// How many there are in all that match.
    pub total: u64,
    /// From 1.
    pub page: u64,
    /// At least 1.
    pub pages: u64,
}

impl<T> Listing<T> {
    /// The same part of the list, with these instead of its items.
    #[must_use]
    pub fn with_items<U>(&self, items: Vec<U>) -> Listing<U> {
        Listing {
            items,
            total: self.total,
            page: self.page,
            pages: self.pages,
        }
    }

    #[must_use]
    pub fn map<U>(self, tell: impl FnMut(T) -> U) -> Listing<U> {
        Listing {
            total: self.total,
            page: self.page,
            pages: self.pages,
            items: self.items.into_iter().map(tell).collect(),
        }
    }
}
