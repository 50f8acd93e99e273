//! `/admin/users/couriers/…`: a courier, new or known.

use super::{
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
};
use leptos::prelude::*;

const HERE: People = People::Couriers;

#[component]
pub fn NewCourierPage() -> impl IntoView {
    staff_page(paths::USERS, move |_| async move {
        let choices = engine()?.ortomat_choices(None).await?;
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
pub fn EditCourierPage() -> impl IntoView {
    let id = Address::person_in_path();
    staff_page(paths::USERS, move |_| async move {
        let id = id.ok_or(ApiError::NoSuchPerson)?;
        let engine = engine()?;
        let courier = engine.courier(&id).await?;
        let choices = engine.ortomat_choices(Some(&id)).await?;
        let (typed, link) = left_behind(&HERE.edit_page(&id)).await?;
        let person = courier.person.clone();
        let title = shown_name(&person);
        let stored = Stored {
            person: courier.person,
            ortomats: courier.ortomats,
        };
        let filled = Filled {
            typed,
            stored: Some(stored),
        };
        Ok(view! {
            <PersonPage people=HERE title=title>
                <div class="grid gap-10 lg:grid-cols-2">
                    <PersonForm people=HERE filled=filled choices=choices />
                    <PasswordLink people=HERE person=person link=link />
                </div>
            </PersonPage>
        }
        .into_any())
    })
}
