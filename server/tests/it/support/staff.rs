//! Somebody of the staff, signed in as a browser does it.

use super::{Answer, Shop};
use domain::{id::UserId, staff::Role};
use engine::staff::NewStaff;
use reqwest::{Method, StatusCode};

pub(crate) const PASSWORD: &str = "вечірній трамвай у Житомирі";

/// A signed-in person.
pub(crate) struct Staff {
    pub(crate) id: UserId,
    pub(crate) email: String,
    /// `name=value`, as the browser sends it back.
    pub(crate) cookie: String,
}

/// The session cookie that an answer sets.
pub(crate) fn session_cookie(answer: &Answer) -> Option<String> {
    answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .filter_map(|cookie| cookie.split(';').next())
        .find(|cookie| cookie.starts_with("ortomat=") || cookie.starts_with("__Host-ortomat="))
        .map(ToOwned::to_owned)
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| {
            let value: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
            format!("{name}={value}")
        })
        .collect();
    pairs.join("&")
}

impl Shop {
    /// Adds a person who can sign in with [`PASSWORD`].
    pub(crate) async fn add_staff(&self, role: Role, email: &str) -> UserId {
        let person = NewStaff {
            role,
            email: email.parse().unwrap(),
            name: domain::staff::PersonName::read("Бондар", "Тарас", "").unwrap(),
            password: PASSWORD.to_owned().into(),
        };
        self.running.engine.add_staff(person).await.unwrap()
    }

    /// Sends a form as a browser without JavaScript does.
    pub(crate) async fn submit(&self, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("sec-fetch-site", "same-origin"),
            ("cookie", cookie),
        ];
        self.send(Method::POST, path, &headers, encoded(fields)).await
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Answer {
        self.submit("/form/sign_in", "", &[("email", email), ("password", password)])
            .await
    }

    /// Somebody of that role, signed in.
    pub(crate) async fn staff(&self, role: Role, email: &str) -> Staff {
        let id = self.add_staff(role, email).await;
        let answer = self.sign_in(email, PASSWORD).await;
        assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.text);
        let cookie = session_cookie(&answer).expect("a session");
        Staff {
            id,
            email: email.to_owned(),
            cookie,
        }
    }

    pub(crate) async fn page(&self, path: &str, cookie: &str) -> Answer {
        self.send(Method::GET, path, &[("cookie", cookie)], "").await
    }

    /// Whether a cookie opens the account page.
    pub(crate) async fn is_signed_in(&self, cookie: &str) -> bool {
        self.page("/account", cookie).await.status == StatusCode::OK
    }
}
