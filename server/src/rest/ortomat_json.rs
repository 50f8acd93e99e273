//! An ortomat as administrators see it (contract §1.4, §3.2). People are in it by their names only.

use super::{
    cell_json::CellJson,
    json::{NamedJson, OrtomatJson},
    staff_json::{PlaceJson, RoundJson},
};
use domain::{
    catalog::Referrer,
    id::OrtomatId,
    ortomat::Ortomat,
    staff::people::{Courier, Doctor, Person},
};
use engine::fleet::OrtomatDetails;
use serde::Serialize;
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{Ref, RefOr, Schema, schema::AnyOfBuilder},
};

/// What everybody sees, or what administrators see.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum ShownOrtomatJson {
    ForAdministrators(Box<ManagedOrtomatJson>),
    ForEverybody(OrtomatJson),
}

/// What administrators see is also what everybody sees, and more; so it is any of them, not one of them.
impl PartialSchema for ShownOrtomatJson {
    fn schema() -> RefOr<Schema> {
        AnyOfBuilder::new()
            .item(Ref::from_schema_name(ManagedOrtomatJson::name()))
            .item(Ref::from_schema_name(OrtomatJson::name()))
            .into()
    }
}

impl ToSchema for ShownOrtomatJson {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("ShownOrtomat")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend([
            (ManagedOrtomatJson::name().into_owned(), ManagedOrtomatJson::schema()),
            (OrtomatJson::name().into_owned(), OrtomatJson::schema()),
        ]);
        ManagedOrtomatJson::schemas(schemas);
        OrtomatJson::schemas(schemas);
    }
}

/// An ortomat with its cells, and with the doctors and couriers who have to do with it.
#[derive(Serialize, ToSchema)]
#[schema(as = ManagedOrtomat)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ManagedOrtomatJson {
    #[serde(flatten)]
    ortomat: OrtomatJson,
    /// Takes orders although no device is connected.
    sells_offline: bool,
    /// Some device of it is connected.
    online: bool,
    /// Per cent of the cells that are filled.
    fill_rate: i64,
    /// When a customer last took something out.
    last_sale_at: Option<String>,
    /// Counts edits.
    version: i64,
    /// By their numbers.
    cells: Vec<CellJson>,
    doctors: Vec<DoctorLinkJson>,
    /// One at most.
    couriers: Vec<CourierLinkJson>,
}

/// A doctor's code at an ortomat.
#[derive(Serialize, ToSchema)]
#[schema(as = DoctorLink)]
pub(crate) struct DoctorLinkJson {
    #[serde(flatten)]
    place: PlaceJson,
    doctor: NamedJson,
}

/// A courier's ortomat.
#[derive(Serialize, ToSchema)]
#[schema(as = CourierAssignment)]
pub(crate) struct CourierLinkJson {
    #[serde(flatten)]
    round: RoundJson,
    courier: NamedJson,
}

impl ManagedOrtomatJson {
    pub(super) fn new(
        details: OrtomatDetails,
        cells: Vec<CellJson>,
        doctors: Vec<Doctor>,
        couriers: Vec<Courier>,
    ) -> Self {
        let fill_rate = details.row.fill_rate();
        let row = details.row;
        let id = row.line.id.clone();
        Self {
            sells_offline: row.sells_offline,
            online: row.online,
            fill_rate,
            last_sale_at: row.last_sale_at.map(|moment| moment.to_string()),
            version: details.version,
            cells,
            doctors: doctors
                .iter()
                .filter_map(|doctor| DoctorLinkJson::at(doctor, &id))
                .collect(),
            couriers: couriers
                .iter()
                .filter_map(|courier| CourierLinkJson::at(courier, &id))
                .collect(),
            ortomat: Ortomat {
                id,
                name: row.line.name,
                address: row.line.address,
                city: row.line.city,
                total_cells: row.total_cells,
                status: row.status,
                created_at: details.created_at,
                updated_at: details.updated_at,
            }
            .into(),
        }
    }
}

impl DoctorLinkJson {
    /// `None` when the doctor has no place there.
    pub(super) fn at(doctor: &Doctor, ortomat: &OrtomatId) -> Option<Self> {
        let place = doctor.places.iter().find(|place| place.ortomat.id == *ortomat)?;
        Some(Self {
            place: PlaceJson::new(&doctor.person.id, place.clone()),
            doctor: named(&doctor.person),
        })
    }
}

impl CourierLinkJson {
    /// `None` when it is not the courier's ortomat.
    pub(super) fn at(courier: &Courier, ortomat: &OrtomatId) -> Option<Self> {
        let line = courier.ortomats.iter().find(|line| line.id == *ortomat)?;
        Some(Self {
            round: RoundJson::new(&courier.person.id, line.clone()),
            courier: named(&courier.person),
        })
    }
}

fn named(person: &Person) -> NamedJson {
    Referrer {
        id: person.id.clone(),
        first_name: person.name.first.clone(),
        last_name: person.name.last.clone(),
        middle_name: person.name.middle.clone(),
    }
    .into()
}
