//! Who comes in and who leaves: the server functions of signing in and out, and of the links that make a password.
//!
//! Passwords, codes and tokens are never kept in a draft. A draft is a row of the database, so it is kept only for
//! those whose attempt was counted, or whose link is right.

use super::account::start_over;
use crate::{
    draft::{Draft, WHOLE_FORM, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    staff::{code_page::AwaitingCode, first_admin_page::name_field, login_page::leads_to_a_page},
    texts::staff::account as words,
    visitor,
};
use domain::{
    id::UserId,
    staff::{EmailAddress, PersonName, Role},
};
use engine::{
    Engine,
    staff::{Actor, Attempt, NewStaff, SignIn as Outcome},
};
use http::{HeaderValue, header};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use secrecy::SecretString;

/// No address is longer (RFC 5321), and a draft need not be.
const LONGEST_EMAIL: usize = 254;
/// 180 days, as long as the engine knows a browser.
const BROWSER_SECONDS: u32 = 180 * 24 * 60 * 60;

/// Lets somebody in, or asks for the code.
///
/// # Errors
/// What the login page then says.
#[server(prefix = "/form", endpoint = "sign_in")]
pub async fn sign_in(
    email: String,
    password: String,
    remember: Option<String>,
    next: Option<String>,
) -> Result<(), ApiError> {
    let email: String = email.chars().take(LONGEST_EMAIL).collect();
    let next = next.filter(|next| leads_to_a_page(next));
    match check_password(&email, password.into(), remember.is_some(), next.clone()).await {
        Ok(to) => {
            redirect(&to);
            Ok(())
        }
        Err(problem) => {
            let form = paths::login(next.as_deref());
            let mut draft = Draft::of(paths::LOGIN).with("email", &email);
            if remember.is_some() {
                draft = draft.with("remember", "yes");
            }
            draft.blame(WHOLE_FORM, problem.message());
            // Attempts beyond the limit leave no rows behind.
            if problem == ApiError::WrongCredentials && draft.keep().await.is_ok() {
                redirect(&form);
            } else {
                redirect(&paths::with_problem(form, problem));
            }
            Err(problem)
        }
    }
}

/// Answers where to go on.
async fn check_password(
    email: &str,
    password: SecretString,
    remember: bool,
    next: Option<String>,
) -> Result<String, ApiError> {
    let engine = engine()?;
    let attempt = Attempt {
        email: email.to_owned(),
        password,
        address: visitor::address(),
        browser: visitor::cookie(browser_cookie(&engine)),
    };
    match engine.sign_in(attempt).await? {
        Outcome::Done(actor) => welcome(&engine, &actor, remember, next).await,
        Outcome::CodeNeeded(half) => {
            start_over().await?;
            AwaitingCode::new(&engine, half, remember, next).keep().await?;
            Ok(paths::LOGIN_CODE.to_owned())
        }
    }
}

/// The second half of signing in.
///
/// # Errors
/// What the page of the code then says.
#[server(prefix = "/form", endpoint = "confirm_code")]
pub async fn confirm_code(code: String) -> Result<(), ApiError> {
    match check_code(&code).await {
        Ok(to) => {
            redirect(&to);
            Ok(())
        }
        Err(problem) => {
            let form = match problem == ApiError::SignInNeeded {
                true => paths::LOGIN,
                false => paths::LOGIN_CODE,
            };
            let mut draft = Draft::of(form);
            draft.blame("code", problem.message());
            if problem == ApiError::WrongCode && draft.keep().await.is_ok() {
                redirect(form);
            } else {
                redirect(&paths::with_problem(form.to_owned(), problem));
            }
            Err(problem)
        }
    }
}

async fn check_code(code: &str) -> Result<String, ApiError> {
    let engine = engine()?;
    let waiting = AwaitingCode::current(&engine).await?.ok_or(ApiError::SignInNeeded)?;
    let actor = engine.confirm_code(&waiting.half, code, visitor::address()).await?;
    welcome(&engine, &actor, waiting.remember, waiting.next).await
}

/// Signs in; answers where to go on.
async fn welcome(engine: &Engine, actor: &Actor, remember: bool, next: Option<String>) -> Result<String, ApiError> {
    visitor::start_session(actor, remember).await?;
    know_browser(engine, &actor.id).await;
    Ok(next.unwrap_or_else(|| paths::home_of(actor.role).to_owned()))
}

/// This browser is its owner's, whoever else besieges the account.
pub(super) async fn know_browser(engine: &Engine, user: &UserId) {
    let has = visitor::cookie(browser_cookie(engine));
    match engine.remember_browser(user, has.as_deref()).await {
        Ok(Some(token)) => keep_browser(engine, &token),
        Ok(None) => {}
        // They are in all the same; only during a siege of the account this browser would have to wait.
        Err(error) => tracing::error!(%error, "the browser could not be remembered"),
    }
}

fn browser_cookie(engine: &Engine) -> &'static str {
    match engine.is_https() {
        true => "__Host-ortomat-browser",
        false => "ortomat-browser",
    }
}

fn keep_browser(engine: &Engine, token: &str) {
    let name = browser_cookie(engine);
    let secure = if engine.is_https() { "; Secure" } else { "" };
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={BROWSER_SECONDS}{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// Ends the session: the old cookie opens nothing afterwards.
///
/// # Errors
/// [`ApiError::Internal`] when it could not be ended: nobody may believe that it was.
#[server(prefix = "/form", endpoint = "sign_out")]
pub async fn sign_out() -> Result<(), ApiError> {
    // Whoever is not signed in needs no new session to be told so.
    if visitor::actor_if_any().is_none() {
        redirect(paths::LOGIN);
        return Ok(());
    }
    match start_over().await {
        Ok(()) => {
            leave_toast(words::SIGNED_OUT).await?;
            redirect(paths::LOGIN);
            Ok(())
        }
        Err(problem) => {
            redirect(&paths::with_problem(paths::ACCOUNT.to_owned(), problem));
            Err(problem)
        }
    }
}

/// Sets the password of a one-time link's owner.
///
/// # Errors
/// What the page of the link then says.
#[server(prefix = "/form", endpoint = "set_password")]
pub async fn set_password(token: String, password: String, repeat: String) -> Result<(), ApiError> {
    let mut draft = Draft::of(paths::RESET_PASSWORD);
    if password != repeat {
        draft.blame("repeat", words::PASSWORDS_DIFFER);
    }
    let password = (!draft.has_errors()).then(|| password.into());
    match use_password_link(&token, password).await {
        Ok(email) => on_to_login(&email, words::PASSWORD_SET).await,
        Err(problem) => Err(back_to_link(paths::RESET_PASSWORD, &token, draft, problem).await),
    }
}

/// Answers the e-mail to sign in with. Without a password only the link is looked at.
async fn use_password_link(token: &str, password: Option<SecretString>) -> Result<String, ApiError> {
    let (engine, address) = (engine()?, visitor::address());
    let owner = engine.password_link(token, address).await?;
    let password = password.ok_or(ApiError::BadRequest)?;
    engine.set_password_by_link(token, password, address).await?;
    know_browser(&engine, &owner.id).await;
    Ok(owner.email)
}

/// Makes the first administrator.
///
/// # Errors
/// What the page of the link then says.
#[server(prefix = "/form", endpoint = "create_first_admin")]
pub async fn create_first_admin(
    token: String,
    last_name: String,
    first_name: String,
    middle_name: String,
    email: String,
    password: String,
    repeat: String,
) -> Result<(), ApiError> {
    let mut draft = Draft::of(paths::FIRST_ADMIN)
        .with("last_name", &last_name)
        .with("first_name", &first_name)
        .with("middle_name", &middle_name)
        .with("email", &email);
    let name = PersonName::read(&last_name, &first_name, &middle_name);
    for error in name.as_ref().err().into_iter().flatten() {
        draft.blame(name_field(error.part()), error);
    }
    let email = email.parse::<EmailAddress>();
    if let Err(error) = &email {
        draft.blame("email", error);
    }
    if password != repeat {
        draft.blame("repeat", words::PASSWORDS_DIFFER);
    }
    let person = match (name, email, draft.has_errors()) {
        (Ok(name), Ok(email), false) => Some(NewStaff {
            role: Role::Admin,
            email,
            name,
            password: password.into(),
        }),
        _ => None,
    };
    match use_first_admin_link(&token, person).await {
        Ok(email) => on_to_login(&email, words::FIRST_ADMIN_CREATED).await,
        Err(problem) => Err(back_to_link(paths::FIRST_ADMIN, &token, draft, problem).await),
    }
}

async fn use_first_admin_link(token: &str, person: Option<NewStaff>) -> Result<String, ApiError> {
    let (engine, address) = (engine()?, visitor::address());
    engine.check_first_admin_link(token, address).await?;
    let person = person.ok_or(ApiError::BadRequest)?;
    let email = person.email.to_string();
    engine.create_first_admin(token, person, address).await?;
    Ok(email)
}

async fn on_to_login(email: &str, toast: &str) -> Result<(), ApiError> {
    // Whoever was signed in here may be another person, or have just lost all their sessions.
    start_over().await?;
    Draft::of(paths::LOGIN).with("email", email).keep().await?;
    leave_toast(toast).await?;
    redirect(paths::LOGIN);
    Ok(())
}

/// Back to the page of the link, which says what is wrong; of a dead link it knows that by itself.
async fn back_to_link(page: &str, token: &str, mut draft: Draft, problem: ApiError) -> ApiError {
    let password = matches!(problem, ApiError::WeakPassword | ApiError::PasswordLength);
    let email = problem == ApiError::EmailTaken;
    if password || email {
        draft.blame(if email { "email" } else { "password" }, problem.message());
    }
    let form = paths::with_query(page.to_owned(), &[("token", Some(token))]);
    // What was typed is wrong only once the link has been found right.
    let typed_wrong = password || email || problem == ApiError::BadRequest;
    if problem == ApiError::InvalidLink || (typed_wrong && draft.keep().await.is_ok()) {
        redirect(&form);
    } else {
        redirect(&paths::with_problem(form, problem));
    }
    problem
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(SignIn::url(), paths::SIGN_IN);
        assert_eq!(ConfirmCode::url(), paths::CONFIRM_CODE);
        assert_eq!(SignOut::url(), paths::SIGN_OUT);
        assert_eq!(SetPassword::url(), paths::SET_PASSWORD);
        assert_eq!(CreateFirstAdmin::url(), paths::CREATE_FIRST_ADMIN);
    }
}
