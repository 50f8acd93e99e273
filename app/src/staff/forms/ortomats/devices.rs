//! What is done to the devices of an ortomat. A secret that is made waits in the session for the one page that shows it.

use super::{DEVICE_FORM, field, read_ortomat};
use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::ortomats as words,
    visitor,
};
use domain::id::{DeviceId, OrtomatId};
use engine::devices::DeviceToken;
use leptos::prelude::*;
use secrecy::{ExposeSecret, SecretString};

/// Adds a device to an ortomat, with a secret of its own or a fresh one.
///
/// # Errors
/// What the page of the ortomat then says.
#[server(prefix = "/form", endpoint = "add_device")]
pub async fn add_device(ortomat: String, device: String, own_secret: String) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let id = read_ortomat(&ortomat)?;
    let page = paths::ortomat(&id);
    let own_secret = SecretString::from(own_secret.trim());
    let mut draft = draft(&page, &device, &own_secret);
    let Some((device, own_secret)) = read(&device, &own_secret, &mut draft) else {
        return Err(draft.send_back(&page, ApiError::BadRequest).await?);
    };
    let done = engine()?.add_device_by(&by, &id, &device, own_secret).await;
    match done.map_err(ApiError::from) {
        Ok(secret) => show_secret(&id, &device, &secret).await,
        Err(ApiError::NoSuchOrtomat) => Err(super::back_to_list(ApiError::NoSuchOrtomat)),
        Err(problem) => {
            let about_name = problem == ApiError::DeviceExists;
            let wrong = if about_name { field::DEVICE } else { field::WHOLE_FORM };
            draft.blame(wrong, problem.message());
            Err(draft.send_back(&page, problem).await?)
        }
    }
}

/// Gives a device a new secret.
///
/// # Errors
/// What the page of the ortomat then says.
#[server(prefix = "/form", endpoint = "rotate_device")]
pub async fn rotate_device(ortomat: String, device: String) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let (id, device) = read_device(&ortomat, &device)?;
    let done = engine()?.rotate_device_token(&by, &device).await;
    let secret = done.map_err(|error| back_to_page(&id, error.into()))?;
    show_secret(&id, &device, &secret).await
}

/// Locks a device out.
///
/// # Errors
/// What the page of the ortomat then says.
#[server(prefix = "/form", endpoint = "revoke_device")]
pub async fn revoke_device(ortomat: String, device: String) -> Result<(), ApiError> {
    let by = visitor::actor()?;
    let (id, device) = read_device(&ortomat, &device)?;
    let done = engine()?.revoke_device(&by, &device).await;
    done.map_err(|error| back_to_page(&id, error.into()))?;
    leave_toast(&words::revoked(device.as_str())).await?;
    redirect(&paths::ortomat(&id));
    Ok(())
}

/// What the form shows again; of a secret only that there was one.
fn draft(page: &str, device: &str, own_secret: &SecretString) -> Draft {
    let given = if own_secret.expose_secret().is_empty() {
        ""
    } else {
        "yes"
    };
    Draft::of(page)
        .with(field::FORM, DEVICE_FORM)
        .with(field::DEVICE, device)
        .with(field::OWN_SECRET_GIVEN, given)
}

/// Reads the form; what is wrong is said in the draft.
fn read(device: &str, own_secret: &SecretString, draft: &mut Draft) -> Option<(DeviceId, Option<DeviceToken>)> {
    let device = read_device_id(device);
    if device.is_none() {
        draft.blame(field::DEVICE, words::DEVICE_ID_WRONG);
    }
    let own_secret = match own_secret.expose_secret() {
        "" => Ok(None),
        secret => DeviceToken::chosen(secret).map(Some),
    };
    match (device, own_secret) {
        (Some(device), Ok(own_secret)) => Some((device, own_secret)),
        (_, Err(refusal)) => {
            draft.blame(field::OWN_SECRET, ApiError::from(refusal).message());
            None
        }
        (None, Ok(_)) => None,
    }
}

/// An id that no firmware misreads in an address.
fn read_device_id(text: &str) -> Option<DeviceId> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let text = text.trim();
    text.parse().ok().filter(|_| text.chars().all(is_plain))
}

async fn show_secret(id: &OrtomatId, device: &DeviceId, secret: &DeviceToken) -> Result<(), ApiError> {
    let page = paths::ortomat(id);
    Draft::of(page.as_str())
        .with(field::DEVICE, device.as_str())
        .with(field::MADE_SECRET, secret.expose())
        .keep()
        .await?;
    redirect(&format!("{page}#{}", paths::DEVICE_SECRET));
    Ok(())
}

fn read_device(ortomat: &str, device: &str) -> Result<(OrtomatId, DeviceId), ApiError> {
    let id = read_ortomat(ortomat)?;
    let device = device.parse().map_err(|_| back_to_page(&id, ApiError::NoSuchDevice))?;
    Ok((id, device))
}

fn back_to_page(id: &OrtomatId, problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(paths::ortomat(id), problem));
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blamed(device: &str, own_secret: &str) -> Vec<String> {
        let own_secret = SecretString::from(own_secret);
        let mut draft = draft("/", device, &own_secret);
        let read = read(device, &own_secret, &mut draft);
        assert_eq!(read.is_none(), draft.has_errors());
        draft.errors().into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_device_needs_an_id_that_an_address_can_carry() {
        let nothing: [&str; 0] = [];
        assert_eq!(blamed(" locker-01 ", ""), nothing);
        for wrong in ["", "  ", "каса", "a b", "a/b", "a%20b", &"x".repeat(65)] {
            assert_eq!(blamed(wrong, ""), ["device"], "{wrong}");
        }
    }

    #[test]
    fn a_secret_of_the_field_must_be_worth_the_name() {
        let nothing: [&str; 0] = [];
        assert_eq!(blamed("locker-01", "its own secret of the field"), nothing);
        assert_eq!(blamed("locker-01", "short"), ["own_secret"]);
        assert_eq!(blamed("", "test-token"), ["device", "own_secret"]);
    }

    #[test]
    fn a_secret_of_the_field_is_never_kept() {
        let draft = draft("/", "locker-01", &"its own secret".into());
        assert!(!format!("{draft:?}").contains("secret of"));
        assert!(!format!("{draft:?}").contains("its own"));
    }
}
