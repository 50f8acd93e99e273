//! One's own account: the server functions of its password, its sessions and its second factor.
//!
//! In these forms only passwords and codes are typed, so nothing of them comes back but what was wrong.

use super::sign_in::know_browser;
use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::account as words,
    visitor::{self, STAFF, failed, session_name},
};
use domain::staff::Role;
use engine::staff::{Actor, StaffSession};
use leptos::prelude::*;
use secrecy::SecretString;

/// Whoever sent the form, and the session that it came from.
struct Sender {
    actor: Actor,
    /// The name under which the engine knows the session.
    session: String,
    remember: bool,
}

impl Sender {
    /// A token says who somebody is too, but has no session that could go on.
    async fn find() -> Result<Self, ApiError> {
        let actor = visitor::actor()?;
        let session = visitor::session()?;
        let staff: Option<StaffSession> = session.get(STAFF).await.map_err(failed)?;
        let staff = staff
            .filter(|staff| staff.user == actor.id)
            .ok_or(ApiError::SignInNeeded)?;
        Ok(Self {
            actor,
            session: session_name(&session),
            remember: staff.remember,
        })
    }
}

/// Changes the password. Every other session ends, and this one goes on under a new name.
///
/// # Errors
/// What the page of the account then says.
#[server(prefix = "/form", endpoint = "change_password")]
pub async fn change_password(old: String, new: String, repeat: String) -> Result<(), ApiError> {
    if new != repeat {
        return Err(wrong(paths::ACCOUNT, "repeat", words::PASSWORDS_DIFFER, ApiError::BadRequest).await);
    }
    match replace_password(old.into(), new.into()).await {
        Ok(()) => done(paths::ACCOUNT, words::PASSWORD_CHANGED).await,
        Err(ApiError::WrongPassword) => Err(wrong_in_account("old", ApiError::WrongPassword).await),
        Err(problem @ (ApiError::WeakPassword | ApiError::PasswordLength)) => {
            Err(wrong_in_account("new", problem).await)
        }
        Err(problem) => Err(refused(problem)),
    }
}

async fn replace_password(old: SecretString, new: SecretString) -> Result<(), ApiError> {
    let sender = Sender::find().await?;
    engine()?
        .change_password(&sender.actor.id, old, new, &sender.session)
        .await?;
    go_on(&sender).await
}

/// What somebody signs in with has changed: they go on with a new session, and in a browser that is known again.
async fn go_on(sender: &Sender) -> Result<(), ApiError> {
    let engine = engine()?;
    let actor = engine.actor(&sender.actor.id).await?.ok_or(ApiError::SignInNeeded)?;
    visitor::start_session(&actor, sender.remember).await?;
    know_browser(&engine, &actor.id).await;
    Ok(())
}

/// Ends one of one's own sessions.
///
/// # Errors
/// What the page of the account then says.
#[server(prefix = "/form", endpoint = "end_session")]
pub async fn end_session(session: String) -> Result<(), ApiError> {
    match end_own_session(&session).await {
        Ok(to) => done(to, words::SESSION_ENDED).await,
        // It has ended, whoever ended it.
        Err(ApiError::NoSuchSession) => done(paths::ACCOUNT, ApiError::NoSuchSession.message()).await,
        Err(problem) => Err(refused(problem)),
    }
}

/// Answers where one is afterwards.
async fn end_own_session(session: &str) -> Result<&'static str, ApiError> {
    let sender = Sender::find().await?;
    if session == sender.session {
        start_over().await?;
        return Ok(paths::LOGIN);
    }
    engine()?.end_session(&sender.actor.id, session).await?;
    Ok(paths::ACCOUNT)
}

/// Ends all of one's sessions but this one.
///
/// # Errors
/// What the page of the account then says.
#[server(prefix = "/form", endpoint = "end_other_sessions")]
pub async fn end_other_sessions() -> Result<(), ApiError> {
    match end_others().await {
        Ok(()) => done(paths::ACCOUNT, words::OTHER_SESSIONS_ENDED).await,
        Err(problem) => Err(refused(problem)),
    }
}

async fn end_others() -> Result<(), ApiError> {
    let sender = Sender::find().await?;
    Ok(engine()?.end_other_sessions(&sender.actor.id, &sender.session).await?)
}

/// Switches the second factor on. Its recovery codes go to the page that shows them once.
///
/// # Errors
/// What the page of the second factor then says.
#[server(prefix = "/form", endpoint = "confirm_second_factor")]
pub async fn confirm_second_factor(code: String) -> Result<(), ApiError> {
    match turn_on(&code).await {
        Ok(()) => {
            redirect(paths::SECOND_FACTOR);
            Ok(())
        }
        Err(problem @ (ApiError::WrongCode | ApiError::TooManyAttempts)) => {
            let sentence = match problem == ApiError::WrongCode {
                true => words::WRONG_FIRST_CODE,
                false => problem.message(),
            };
            Err(wrong(paths::SECOND_FACTOR, "code", sentence, problem).await)
        }
        Err(problem) => Err(refused(problem)),
    }
}

async fn turn_on(code: &str) -> Result<(), ApiError> {
    let sender = Sender::find().await?;
    if sender.actor.role != Role::Admin {
        return Err(ApiError::Forbidden);
    }
    let codes = engine()?
        .confirm_second_factor(&sender.actor.id, code, &sender.session)
        .await?;
    go_on(&sender).await?;
    Draft::of(paths::SECOND_FACTOR)
        .with_all("recovery_codes", &codes)
        .keep()
        .await
}

/// Switches the second factor off.
///
/// # Errors
/// What the page of the account then says.
#[server(prefix = "/form", endpoint = "remove_second_factor")]
pub async fn remove_second_factor(password: String) -> Result<(), ApiError> {
    match turn_off(password.into()).await {
        Ok(()) => done(paths::ACCOUNT, words::SECOND_FACTOR_REMOVED).await,
        Err(ApiError::WrongPassword) => Err(wrong_in_account("password", ApiError::WrongPassword).await),
        Err(problem) => Err(refused(problem)),
    }
}

async fn turn_off(password: SecretString) -> Result<(), ApiError> {
    let sender = Sender::find().await?;
    Ok(engine()?.remove_second_factor(&sender.actor.id, password).await?)
}

/// An empty session under a new name. (`flush` keeps the old name in memory, and whatever is kept next would bring its
/// row back to life.)
pub(super) async fn start_over() -> Result<(), ApiError> {
    let session = visitor::session()?;
    session.clear().await;
    session.cycle_id().await.map_err(failed)
}

/// On to a page that says what was done. It is done, whether or not the sentence can be left.
async fn done(page: &str, sentence: &str) -> Result<(), ApiError> {
    redirect(page);
    leave_toast(sentence).await
}

/// Back to the form, which says beside the field what is wrong.
async fn wrong(page: &str, field: &str, sentence: &str, problem: ApiError) -> ApiError {
    let mut draft = Draft::of(page);
    draft.blame(field, sentence);
    match draft.keep().await {
        Ok(()) => redirect(page),
        Err(_) => redirect(&paths::with_problem(page.to_owned(), problem)),
    }
    problem
}

async fn wrong_in_account(field: &str, problem: ApiError) -> ApiError {
    wrong(paths::ACCOUNT, field, problem.message(), problem).await
}

/// To the page that can say it.
fn refused(problem: ApiError) -> ApiError {
    if problem == ApiError::SignInNeeded {
        redirect(&paths::login(Some(paths::ACCOUNT)));
    } else if problem == ApiError::Forbidden {
        redirect(paths::FORBIDDEN);
    } else {
        redirect(&paths::with_problem(paths::ACCOUNT.to_owned(), problem));
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(ChangePassword::url(), paths::CHANGE_PASSWORD);
        assert_eq!(EndSession::url(), paths::END_SESSION);
        assert_eq!(EndOtherSessions::url(), paths::END_OTHER_SESSIONS);
        assert_eq!(ConfirmSecondFactor::url(), paths::CONFIRM_SECOND_FACTOR);
        assert_eq!(RemoveSecondFactor::url(), paths::REMOVE_SECOND_FACTOR);
    }
}
