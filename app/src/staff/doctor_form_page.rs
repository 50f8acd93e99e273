//! `/admin/users/doctors/…`: a doctor, new or known, with the codes that hang on walls.

use super::{
    doctor_page::PlaceCard,
    forms::people::{
        People,
        filled::{Filled, Stored, left_behind},
    },
    frame::staff_page,
    person_fields::{PasswordLink, PersonForm, PersonPage, shown_name},
};
use crate::{
    error::ApiError,
    page::{Address, engine},
    paths,
    texts::staff::people as words,
};
use domain::staff::people::{Doctor, OrtomatChoice};
use engine::Engine;
use leptos::prelude::*;

const HERE: People = People::Doctors;

/// All ortomats: any number of doctors can be at one.
async fn choices(engine: &Engine) -> Result<Vec<OrtomatChoice>, ApiError> {
    let choice = |ortomat| OrtomatChoice { ortomat, taken: false };
    Ok(engine.ortomat_lines().await?.into_iter().map(choice).collect())
}

#[component]
pub fn NewDoctorPage() -> impl IntoView {
    staff_page(paths::USERS, move |_| async move {
        let choices = choices(&engine()?).await?;
        let (typed, _) = left_behind(HERE.new_page()).await?;
        let filled = Filled { typed, stored: None };
        Ok(view! {
            <PersonPage people=HERE title=HERE.words().new>
                <PersonForm people=HERE filled=filled choices=choices />
            </PersonPage>
        }
        .into_any())
    })
}

#[component]
pub fn EditDoctorPage() -> impl IntoView {
    let id = Address::person_in_path();
    staff_page(paths::USERS, move |_| async move {
        let id = id.ok_or(ApiError::NoSuchPerson)?;
        let engine = engine()?;
        let doctor = engine.doctor(&id).await?;
        let choices = choices(&engine).await?;
        let (typed, link) = left_behind(&HERE.edit_page(&id)).await?;
        let title = shown_name(&doctor.person);
        let stored = Stored {
            person: doctor.person.clone(),
            ortomats: doctor.places.iter().map(|place| place.ortomat.clone()).collect(),
        };
        let filled = Filled {
            typed,
            stored: Some(stored),
        };
        let person = doctor.person.clone();
        let site = engine.public_url().to_owned();
        Ok(view! {
            <PersonPage people=HERE title=title>
                <div class="grid gap-10 lg:grid-cols-2">
                    <PersonForm people=HERE filled=filled choices=choices />
                    <div class="space-y-10">
                        <Codes doctor=doctor site=site />
                        <PasswordLink people=HERE person=person link=link />
                    </div>
                </div>
            </PersonPage>
        }
        .into_any())
    })
}

#[component]
fn Codes(doctor: Doctor, site: String) -> impl IntoView {
    let Doctor { person, places } = doctor;
    let empty = places.is_empty();
    let cards = places
        .into_iter()
        .map(|place| view! { <PlaceCard doctor=person.id.clone() place=place site=site.clone() /> })
        .collect::<Vec<_>>();
    view! {
        <section class="space-y-4">
            <h2 class="text-xl font-semibold">{words::CODES}</h2>
            {empty.then(|| view! { <p class="text-ink-muted">{words::NO_CODES}</p> })}
            {cards}
        </section>
    }
}
