//! What is done to ortomats: adding and changing them, and giving their devices secrets.

#![expect(
    clippy::too_many_arguments,
    reason = "a plain form sends its fields side by side, and each is an argument"
)]

pub mod devices;
pub mod filled;
mod typed;

use self::typed::Typed;
use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::ortomats as words,
    visitor,
};
use domain::id::OrtomatId;
use engine::{Error, Refusal, fleet::OrtomatForm, staff::Actor};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub use crate::{draft::WHOLE_FORM, staff::forms::edit_form::VERSION};

    pub const NAME: &str = "name";
    pub const ADDRESS: &str = "address";
    pub const CITY: &str = "city";
    pub const TOTAL_CELLS: &str = "total_cells";
    pub const STATUS: &str = "status";
    pub const SELLS_OFFLINE: &str = "sells_offline";
    /// The id of a device that is added.
    pub const DEVICE: &str = "device";
    /// A secret that a device has already; never kept.
    pub const OWN_SECRET: &str = "own_secret";
    /// That there was one, which must be typed again.
    pub const OWN_SECRET_GIVEN: &str = "own_secret_given";
    /// A secret that has just been made, instead of anything typed.
    pub const MADE_SECRET: &str = "made_secret";
    /// Which of the forms of one page has left the draft.
    pub const FORM: &str = "form";
}

/// The form of the devices, which stands on the same page as that of their ortomat.
const DEVICE_FORM: &str = "device";

/// What the forms of an ortomat's page have left behind for the next time that it is shown.
#[derive(Clone, Debug)]
pub enum LeftBehind {
    Nothing,
    /// What could not be saved of the ortomat.
    Ortomat(Draft),
    /// What could not be added as a device.
    Device(Draft),
    /// The secret of a device, which nobody can be shown again.
    Secret {
        device: String,
        secret: String,
    },
}

impl LeftBehind {
    /// Of the page at this address; afterwards there is nothing.
    ///
    /// # Errors
    /// [`ApiError::Internal`].
    pub async fn take(page: &str) -> Result<Self, ApiError> {
        Ok(Draft::take(page).await?.map_or(Self::Nothing, Self::of))
    }

    fn of(draft: Draft) -> Self {
        let secret = draft.value(field::MADE_SECRET);
        if !secret.is_empty() {
            let device = draft.value(field::DEVICE);
            return Self::Secret { device, secret };
        }
        match draft.value(field::FORM).as_str() {
            DEVICE_FORM => Self::Device(draft),
            _ => Self::Ortomat(draft),
        }
    }
}

/// Adds an ortomat, or changes the one that is named.
///
/// # Errors
/// What the form then says.
#[server(prefix = "/form", endpoint = "save_ortomat")]
pub async fn save_ortomat(
    ortomat: Option<String>,
    version: Option<i64>,
    key: Option<String>,
    name: String,
    address: String,
    city: String,
    total_cells: String,
    status: String,
    sells_offline: Option<String>,
) -> Result<(), ApiError> {
    let typed = Typed {
        name,
        address,
        city,
        total_cells,
        status,
        sells_offline: sells_offline.is_some(),
    };
    let by = visitor::actor()?;
    match (ortomat, version) {
        (None, _) => add(&by, key.as_deref().unwrap_or_default(), &typed).await,
        (Some(id), Some(version)) => edit(&by, &read_ortomat(&id)?, version, &typed).await,
        (Some(_), None) => Err(back_to_list(ApiError::BadRequest)),
    }
}

async fn add(by: &Actor, key: &str, typed: &Typed) -> Result<(), ApiError> {
    let mut draft = typed.draft(paths::NEW_ORTOMAT, None);
    let Some(form) = typed.read(&mut draft) else {
        return Err(draft.send_back(paths::NEW_ORTOMAT, ApiError::BadRequest).await?);
    };
    // A page of before, or no page at all: once per press then.
    let engine = engine()?;
    let key = match key.parse() {
        Ok(key) => key,
        Err(_) => engine.new_idempotency_key()?,
    };
    match engine.add_ortomat_once(by, &key, &form).await {
        Ok(id) => {
            leave_toast(&words::added(&form.name)).await?;
            redirect(&paths::ortomat(&id));
            Ok(())
        }
        Err(error) => {
            let is_added = matches!(&error, Error::Refused(Refusal::KeyReused));
            let problem: ApiError = error.into();
            let sentence = if is_added {
                words::ALREADY_ADDED
            } else {
                problem.message()
            };
            draft.blame(field::WHOLE_FORM, sentence);
            Err(draft.send_back(paths::NEW_ORTOMAT, problem).await?)
        }
    }
}

async fn edit(by: &Actor, id: &OrtomatId, version: i64, typed: &Typed) -> Result<(), ApiError> {
    let page = paths::ortomat(id);
    let mut draft = typed.draft(&page, Some(version));
    let Some(form) = typed.read(&mut draft) else {
        return Err(draft.send_back(&page, ApiError::BadRequest).await?);
    };
    let done = engine()?.edit_ortomat(by, id, version, &form).await;
    match done.map_err(ApiError::from) {
        Ok(()) => {
            leave_toast(&words::saved(&form.name)).await?;
            redirect(&page);
            Ok(())
        }
        Err(ApiError::NoSuchOrtomat) => Err(back_to_list(ApiError::NoSuchOrtomat)),
        Err(problem) => {
            if problem == ApiError::CellsInUse {
                draft.blame(field::TOTAL_CELLS, cells_in_use(by, id, &form).await?);
            } else if problem != ApiError::EditConflict {
                // Of that the form sees for itself that it was overtaken, and by what.
                draft.blame(field::WHOLE_FORM, problem.message());
            }
            Err(draft.send_back(&page, problem).await?)
        }
    }
}

/// Names the cells that keep an ortomat from becoming smaller.
async fn cells_in_use(by: &Actor, id: &OrtomatId, form: &OrtomatForm) -> Result<String, ApiError> {
    let grid = engine()?.cells(by, id).await?;
    let in_use: Vec<i32> = grid
        .cells
        .iter()
        .filter(|cell| cell.number.get() > form.total_cells)
        .filter(|cell| cell.product.is_some() || cell.reserved.is_some())
        .map(|cell| cell.number.get())
        .collect();
    Ok(words::cells_in_use(&in_use))
}

/// The ortomat that a form names.
fn read_ortomat(id: &str) -> Result<OrtomatId, ApiError> {
    id.parse().map_err(|_| back_to_list(ApiError::NoSuchOrtomat))
}

fn back_to_list(problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(paths::ORTOMATS.to_owned(), problem));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(SaveOrtomat::url(), paths::SAVE_ORTOMAT);
        assert_eq!(devices::AddDevice::url(), paths::ADD_DEVICE);
        assert_eq!(devices::RotateDevice::url(), paths::ROTATE_DEVICE);
        assert_eq!(devices::RevokeDevice::url(), paths::REVOKE_DEVICE);
    }

    #[test]
    fn a_page_of_several_forms_knows_which_of_them_has_left_something() {
        let draft = Draft::of("/").with(field::NAME, "Мотор");
        assert!(matches!(LeftBehind::of(draft), LeftBehind::Ortomat(_)));
        let draft = Draft::of("/").with(field::FORM, DEVICE_FORM);
        assert!(matches!(LeftBehind::of(draft), LeftBehind::Device(_)));
        let draft = Draft::of("/")
            .with(field::DEVICE, "locker-01")
            .with(field::MADE_SECRET, "s");
        let LeftBehind::Secret { device, secret } = LeftBehind::of(draft) else {
            panic!("the secret is lost");
        };
        assert_eq!((device.as_str(), secret.as_str()), ("locker-01", "s"));
    }
}
