//! `/admin/users`: doctors and couriers. What is shown stands in the address, so that a link shows a colleague the same.

use super::{forms::people::People, frame::staff_page, person_fields::shown_name};
use crate::{
    components::{
        badge::Badge,
        button::{ButtonLink, Look, SubmitButton},
        dialog::{Dialog, DialogButton, DialogCloseButton},
        empty_state::EmptyState,
        field::{SelectField, TextField},
        icon::Glyph,
        notice::{NotDone, Tone},
        pagination::Pagination,
        table::{Cell, DataTable, Row},
        tabs::{TabItem, Tabs},
    },
    error::ApiError,
    page::{Address, engine},
    paths,
    texts::staff::people as words,
};
use domain::{
    PhoneNumber,
    staff::people::{Courier, Doctor, DoctorPlace, Listing, PeopleSort, Person},
};
use engine::staff::PeopleQuery;
use leptos::prelude::*;
use leptos_meta::Title;

/// What the address asks for.
#[derive(Clone, Debug)]
struct Asked {
    people: People,
    query: PeopleQuery,
}

impl Asked {
    fn read() -> Self {
        Self {
            people: Address::parameter("tab").parse().unwrap_or(People::Doctors),
            query: PeopleQuery {
                search: Address::parameter("q").trim().to_owned(),
                sort: Address::parameter("sort").parse().unwrap_or(PeopleSort::Name),
                page: Address::parameter("page").parse().unwrap_or(1),
            },
        }
    }

    /// The same list at another page; what goes without saying is left out.
    fn at(&self, page: u64) -> String {
        let Self { people, query } = self;
        let sort = (query.sort != PeopleSort::Name).then_some(query.sort.as_str());
        let search = (!query.search.is_empty()).then_some(query.search.as_str());
        let page = (page > 1).then(|| page.to_string());
        paths::with_query(
            people.list(),
            &[("q", search), ("sort", sort), ("page", page.as_deref())],
        )
    }
}

/// Somebody in the list, with what is said of their ortomats.
struct Line {
    person: Person,
    ortomats: Vec<String>,
}

impl From<Doctor> for Line {
    fn from(Doctor { person, places }: Doctor) -> Self {
        let said = |place: &DoctorPlace| words::place(&place.ortomat.name, place.total_sales, place.total_points);
        Self {
            person,
            ortomats: places.iter().map(said).collect(),
        }
    }
}

impl From<Courier> for Line {
    fn from(Courier { person, ortomats }: Courier) -> Self {
        Self {
            person,
            ortomats: ortomats.into_iter().map(|ortomat| ortomat.name).collect(),
        }
    }
}

#[component]
pub fn UsersPage() -> impl IntoView {
    let (asked, problem) = (Asked::read(), Address::problem());
    staff_page(paths::USERS, move |_| async move {
        let engine = engine()?;
        let (doctors, couriers) = engine.count_people().await?;
        let listing = match asked.people {
            People::Doctors => engine.list_doctors(&asked.query).await?.map(Line::from),
            People::Couriers => engine.list_couriers(&asked.query).await?.map(Line::from),
        };
        let tabs = [(People::Doctors, doctors), (People::Couriers, couriers)]
            .map(|(people, count)| TabItem {
                href: people.list(),
                label: words::tab(people.words(), count),
                current: people == asked.people,
            })
            .to_vec();
        let anybody = listing.total > 0 || !asked.query.search.is_empty();
        let people = asked.people;
        Ok(view! {
            <Title text=words::USERS_TITLE />
            <div class="space-y-6">
                <div class="flex flex-wrap items-center justify-between gap-4">
                    <h1 class="text-2xl font-semibold sm:text-3xl">{words::USERS_TITLE}</h1>
                    {anybody.then(|| view! { <AddButton people=people /> })}
                </div>
                <NotDone why=problem.map(ApiError::message) />
                <Tabs label=words::KINDS items=tabs />
                {if anybody {
                    view! { <List asked=asked listing=listing /> }.into_any()
                } else {
                    let kind = people.words();
                    view! {
                        <EmptyState title=kind.nobody text=kind.nobody_hint glyph=Glyph::Person>
                            <AddButton people=people />
                        </EmptyState>
                    }
                        .into_any()
                }}
            </div>
        }
        .into_any())
    })
}

#[component]
fn AddButton(people: People) -> impl IntoView {
    view! {
        <ButtonLink look=Look::Primary href=people.new_page()>
            {people.words().add}
        </ButtonLink>
    }
}

#[component]
fn List(asked: Asked, listing: Listing<Line>) -> impl IntoView {
    let people = asked.people;
    let searched = !asked.query.search.is_empty();
    let rows = listing
        .items
        .into_iter()
        .zip(1_usize..)
        .map(|(line, number)| view! { <PersonRow line=line people=people number=number /> })
        .collect::<Vec<_>>();
    let headers = vec![words::NAME, words::PHONE, words::EMAIL, words::ORTOMATS, words::ACTIONS];
    view! {
        <Search asked=asked.clone() />
        {searched
            .then(|| {
                view! {
                    <p class="flex flex-wrap items-center gap-x-4 text-ink-muted">
                        {words::found(listing.total)}
                        <ButtonLink look=Look::Quiet href=people.list() small=true>
                            {words::SHOW_ALL}
                        </ButtonLink>
                    </p>
                }
            })}
        {if rows.is_empty() {
            view! { <EmptyState title=words::NOTHING_FOUND text=words::NOTHING_FOUND_HINT glyph=Glyph::Person /> }
                .into_any()
        } else {
            view! {
                <DataTable caption=people.words().list headers=headers>
                    {rows}
                </DataTable>
            }
                .into_any()
        }}
        <Pagination page=listing.page pages=listing.pages href=move |page| asked.at(page) />
    }
}

#[component]
fn Search(asked: Asked) -> impl IntoView {
    let sorts = PeopleSort::ALL
        .iter()
        .map(|sort| (sort.as_str().to_owned(), words::sort(*sort).to_owned()))
        .collect();
    view! {
        <form method="get" action=paths::USERS role="search" class="flex flex-wrap items-end gap-3">
            <input type="hidden" name="tab" value=asked.people.as_str() />
            <div class="w-full sm:w-80">
                <TextField
                    name="q"
                    kind="search"
                    label=words::SEARCH
                    placeholder=words::SEARCH_PLACEHOLDER
                    value=asked.query.search
                />
            </div>
            <div class="min-w-0 grow sm:grow-0">
                <SelectField name="sort" label=words::SORT options=sorts selected=asked.query.sort.as_str() />
            </div>
            <SubmitButton look=Look::Secondary>{words::SHOW}</SubmitButton>
        </form>
    }
}

#[component]
fn PersonRow(line: Line, people: People, number: usize) -> impl IntoView {
    let Line { person, ortomats } = line;
    let name = shown_name(&person);
    let (heading, whom) = (name.clone(), name.clone());
    let phone = person.phone.as_ref().map(PhoneNumber::formatted);
    let email = person
        .email
        .as_ref()
        .map(|email| view! { <Email email=email.to_string() /> });
    let badge = (!person.can_sign_in).then(|| view! { <Badge tone=Tone::Calm text=words::NO_SIGN_IN /> });
    let edit = people.edit_page(&person.id);
    let nowhere = ortomats.is_empty().then_some(words::NO_ORTOMATS);
    let ortomats = ortomats
        .into_iter()
        .map(|ortomat| view! { <p>{ortomat}</p> })
        .collect::<Vec<_>>();
    view! {
        <Row>
            <Cell heading=true>{heading}</Cell>
            <Cell label=words::PHONE numeric=true>
                {phone}
            </Cell>
            <Cell label=words::EMAIL>{email} {badge}</Cell>
            <Cell label=words::ORTOMATS>{ortomats} {nowhere}</Cell>
            <Cell>
                <div class="flex flex-wrap items-center gap-x-5 sm:flex-nowrap">
                    <ButtonLink look=Look::Quiet href=edit small=true>
                        {words::EDIT}
                        <span class="sr-only">{whom}</span>
                    </ButtonLink>
                    <Delete people=people person=person name=name number=number />
                </div>
            </Cell>
        </Row>
    }
}

/// An address that is too long for its column goes on after its name rather than anywhere.
#[component]
fn Email(email: String) -> impl IntoView {
    let (name, host) = email.split_at(email.find('@').unwrap_or_default());
    view! {
        <p class="break-anywhere">{name.to_owned()} <wbr /> {host.to_owned()}</p>
    }
}

/// Asks before it deletes. The dialog is named by the row's number: an id may hold what cannot stand in a selector.
#[component]
fn Delete(people: People, person: Person, name: String, number: usize) -> impl IntoView {
    let dialog = format!("delete-{number}");
    let kind = people.words();
    let action = match people {
        People::Doctors => paths::DELETE_DOCTOR,
        People::Couriers => paths::DELETE_COURIER,
    };
    view! {
        <DialogButton target=dialog.clone() look=Look::Quiet text=words::DELETE small=true />
        <Dialog id=dialog.clone() title=kind.delete>
            <p>{words::delete_text(kind, &name)}</p>
            <form method="post" action=action class="flex flex-wrap justify-end gap-3">
                <input type="hidden" name="person" value=person.id.to_string() />
                <input type="hidden" name="version" value=person.version.to_string() />
                <DialogCloseButton target=dialog text=words::CANCEL />
                <SubmitButton look=Look::Danger>{words::DELETE}</SubmitButton>
            </form>
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_page_keeps_the_filters() {
        let mut asked = Asked {
            people: People::Couriers,
            query: PeopleQuery::default(),
        };
        assert_eq!(asked.at(1), "/admin/users?tab=couriers");
        asked.query.search = "Коваль".to_owned();
        asked.query.sort = PeopleSort::Newest;
        assert_eq!(
            asked.at(2),
            "/admin/users?tab=couriers&q=%D0%9A%D0%BE%D0%B2%D0%B0%D0%BB%D1%8C&sort=newest&page=2"
        );
    }
}
