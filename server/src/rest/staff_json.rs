//! The staff in the contract's JSON (§1.1–§1.3, §3.2), written out field by field: what is not named here is never
//! shown.

use super::json::Hryvnias;
use domain::{
    Money, PhoneNumber,
    id::{DoctorOrtomatId, OrderNumber, OrtomatId, ReferralCode, UserId},
    staff::{
        EmailAddress, Role,
        people::{Courier, Doctor, DoctorPlace, OrtomatLine, Person},
    },
};
use engine::staff::{Actor, CourierOrtomat, DoctorCabinet, DoctorSale, MonthOfSales, Staff};
use serde::Serialize;
use utoipa::ToSchema;

/// Whoever is signed in.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Account)]
pub(crate) struct AccountJson {
    #[schema(value_type = String)]
    id: UserId,
    #[schema(value_type = Option<String>)]
    email: Option<EmailAddress>,
    /// `ADMIN`, `DOCTOR` or `COURIER`.
    #[schema(value_type = String)]
    role: Role,
    first_name: String,
    last_name: String,
    is_verified: bool,
}

impl From<Actor> for AccountJson {
    fn from(actor: Actor) -> Self {
        Self {
            id: actor.id,
            email: actor.email,
            role: actor.role,
            first_name: actor.name.first,
            last_name: actor.name.last,
            // An administrator has made the account; whoever signs in has shown that it is theirs.
            is_verified: true,
        }
    }
}

/// What all people have.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Person)]
pub(crate) struct PersonJson {
    #[schema(value_type = String)]
    id: UserId,
    #[schema(value_type = Option<String>)]
    email: Option<EmailAddress>,
    /// `ADMIN`, `DOCTOR` or `COURIER`.
    #[schema(value_type = String)]
    role: Role,
    first_name: String,
    last_name: String,
    middle_name: Option<String>,
    /// `+380` and nine digits.
    #[schema(value_type = Option<String>)]
    phone: Option<PhoneNumber>,
    created_at: String,
}

impl PersonJson {
    fn new(person: Person, role: Role) -> Self {
        Self {
            id: person.id,
            email: person.email,
            role,
            first_name: person.name.first,
            last_name: person.name.last,
            middle_name: person.name.middle,
            phone: person.phone,
            created_at: person.created_at.to_string(),
        }
    }
}

impl From<Staff> for PersonJson {
    fn from(staff: Staff) -> Self {
        Self::new(staff.person, staff.role)
    }
}

/// What an administrator needs to edit somebody.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = EditablePerson)]
struct EditableJson {
    #[serde(flatten)]
    person: PersonJson,
    /// Nobody verifies addresses here: it tells whether there is a way to sign in.
    is_verified: bool,
    /// Counts edits.
    version: i64,
}

impl EditableJson {
    fn new(person: Person, role: Role) -> Self {
        Self {
            is_verified: person.can_sign_in,
            version: person.version,
            person: PersonJson::new(person, role),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = OrtomatLine)]
pub(crate) struct OrtomatLineJson {
    #[schema(value_type = String)]
    id: OrtomatId,
    name: String,
    address: String,
    city: Option<String>,
}

impl From<OrtomatLine> for OrtomatLineJson {
    fn from(ortomat: OrtomatLine) -> Self {
        Self {
            id: ortomat.id,
            name: ortomat.name,
            address: ortomat.address,
            city: ortomat.city,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DoctorOrtomat)]
pub(crate) struct PlaceJson {
    #[schema(value_type = String)]
    id: DoctorOrtomatId,
    #[schema(value_type = String)]
    doctor_id: UserId,
    #[schema(value_type = String)]
    ortomat_id: OrtomatId,
    #[schema(value_type = String)]
    referral_code: ReferralCode,
    total_points: i64,
    total_sales: i64,
    ortomat: OrtomatLineJson,
}

impl PlaceJson {
    fn all(doctor: &UserId, places: Vec<DoctorPlace>) -> Vec<Self> {
        places.into_iter().map(|place| Self::new(doctor, place)).collect()
    }

    pub(super) fn new(doctor: &UserId, place: DoctorPlace) -> Self {
        Self {
            id: place.id,
            doctor_id: doctor.clone(),
            ortomat_id: place.ortomat.id.clone(),
            referral_code: place.code,
            total_points: place.total_points,
            total_sales: place.total_sales,
            ortomat: place.ortomat.into(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Doctor)]
pub(crate) struct DoctorJson {
    #[serde(flatten)]
    person: EditableJson,
    doctor_ortomats: Vec<PlaceJson>,
}

impl From<Doctor> for DoctorJson {
    fn from(doctor: Doctor) -> Self {
        Self {
            doctor_ortomats: PlaceJson::all(&doctor.person.id, doctor.places),
            person: EditableJson::new(doctor.person, Role::Doctor),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = Courier)]
pub(crate) struct CourierJson {
    #[serde(flatten)]
    person: EditableJson,
    ortomats: Vec<OrtomatLineJson>,
}

impl From<Courier> for CourierJson {
    fn from(courier: Courier) -> Self {
        Self {
            person: EditableJson::new(courier.person, Role::Courier),
            ortomats: courier.ortomats.into_iter().map(Into::into).collect(),
        }
    }
}

/// An ortomat has one courier, so its id names the link too.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CourierLink)]
pub(crate) struct RoundJson {
    #[schema(value_type = String)]
    id: OrtomatId,
    #[schema(value_type = String)]
    courier_id: UserId,
    #[schema(value_type = String)]
    ortomat_id: OrtomatId,
    status: &'static str,
    ortomat: OrtomatLineJson,
}

impl RoundJson {
    fn all(courier: &UserId, ortomats: Vec<OrtomatLine>) -> Vec<Self> {
        ortomats
            .into_iter()
            .map(|ortomat| Self::new(courier, ortomat))
            .collect()
    }

    pub(super) fn new(courier: &UserId, ortomat: OrtomatLine) -> Self {
        Self {
            id: ortomat.id.clone(),
            courier_id: courier.clone(),
            ortomat_id: ortomat.id.clone(),
            status: LINK,
            ortomat: ortomat.into(),
        }
    }
}

/// A link that counts no more is not shown.
const LINK: &str = "active";

/// A person with all that is theirs.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Profile)]
pub(crate) struct ProfileJson {
    #[serde(flatten)]
    person: PersonJson,
    doctor_ortomats: Vec<PlaceJson>,
    courier_ortomats: Vec<RoundJson>,
}

impl ProfileJson {
    pub(super) fn new(staff: Staff, places: Vec<DoctorPlace>, round: Vec<OrtomatLine>) -> Self {
        Self {
            doctor_ortomats: PlaceJson::all(&staff.person.id, places),
            courier_ortomats: RoundJson::all(&staff.person.id, round),
            person: staff.into(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OrtomatSize)]
struct FilledOrtomatJson {
    #[schema(value_type = String)]
    id: OrtomatId,
    name: String,
    address: String,
    total_cells: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CourierOrtomat)]
pub(crate) struct CourierOrtomatJson {
    #[schema(value_type = String)]
    id: OrtomatId,
    ortomat: FilledOrtomatJson,
    empty_cells_count: i64,
    /// Per cent.
    fill_rate: i64,
    status: &'static str,
}

impl From<CourierOrtomat> for CourierOrtomatJson {
    fn from(round: CourierOrtomat) -> Self {
        Self {
            id: round.ortomat.id.clone(),
            empty_cells_count: round.total_cells - round.filled,
            fill_rate: round.fill_rate(),
            status: LINK,
            ortomat: FilledOrtomatJson {
                id: round.ortomat.id,
                name: round.ortomat.name,
                address: round.ortomat.address,
                total_cells: round.total_cells,
            },
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DoctorSale)]
struct SaleJson {
    #[schema(value_type = String)]
    order_number: OrderNumber,
    product_name: String,
    amount: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    amount_minor: Money,
    points_earned: i64,
    created_at: String,
}

impl From<DoctorSale> for SaleJson {
    fn from(sale: DoctorSale) -> Self {
        Self {
            order_number: sale.number,
            product_name: sale.product,
            amount: Hryvnias(sale.total),
            amount_minor: sale.total,
            points_earned: sale.points,
            created_at: sale.completed_at.to_string(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MonthOfSales)]
struct MonthJson {
    /// `2026-11`, in Kyiv.
    month: String,
    sales: i64,
    revenue: Hryvnias,
    /// The same in kopiykas.
    #[schema(value_type = i64)]
    revenue_minor: Money,
    points: i64,
}

impl From<MonthOfSales> for MonthJson {
    fn from(month: MonthOfSales) -> Self {
        Self {
            month: month.month,
            sales: month.sales,
            revenue: Hryvnias(month.revenue),
            revenue_minor: month.revenue,
            points: month.points,
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = DoctorStats)]
pub(crate) struct StatsJson {
    total_sales: i64,
    total_points: i64,
    recent_sales: Vec<SaleJson>,
    monthly_stats: Vec<MonthJson>,
}

impl From<DoctorCabinet> for StatsJson {
    fn from(cabinet: DoctorCabinet) -> Self {
        Self {
            total_sales: cabinet.total_sales,
            total_points: cabinet.total_points,
            recent_sales: cabinet.recent.into_iter().map(Into::into).collect(),
            monthly_stats: cabinet.months.into_iter().map(Into::into).collect(),
        }
    }
}
