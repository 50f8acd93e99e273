//! An administrator, a doctor and a courier. Their passwords are made by the program when the run begins, and are gone
//! with its database.

use crate::{Outcome, place::Place};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Who asks for a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Admin,
    Doctor,
    Courier,
}

impl Who {
    const ALL: [Self; 3] = [Self::Admin, Self::Doctor, Self::Courier];

    const fn role(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Doctor => "doctor",
            Self::Courier => "courier",
        }
    }

    fn email(self) -> String {
        format!("bench-{}@example.com", self.role())
    }
}

struct Person {
    who: Who,
    id: String,
    password: String,
}

pub(crate) struct People(Vec<Person>);

impl People {
    fn find(&self, who: Who) -> Outcome<&Person> {
        Ok(self
            .0
            .iter()
            .find(|person| person.who == who)
            .ok_or("somebody is missing")?)
    }

    pub(crate) fn id(&self, who: Who) -> Outcome<&str> {
        Ok(&self.find(who)?.id)
    }

    /// Signs everybody in by the form of the login page.
    pub(crate) async fn sign_in(&self, addr: SocketAddr) -> Outcome<Cookies> {
        let mut cookies = Vec::new();
        for person in &self.0 {
            let fields = format!(
                "email={}&password={}",
                encoded(&person.who.email()),
                encoded(&person.password)
            );
            cookies.push((person.who, session_of(addr, &fields).await?));
        }
        Ok(Cookies(cookies))
    }
}

/// The sessions of those who are signed in.
pub(crate) struct Cookies(Vec<(Who, String)>);

impl Cookies {
    pub(crate) fn of(&self, who: Who) -> &str {
        let found = self.0.iter().find(|(known, _)| *known == who);
        found.map(|(_, cookie)| cookie.as_str()).unwrap_or_default()
    }
}

/// Makes the database, and the accounts as an administrator at the terminal makes them.
pub(crate) async fn add(place: &Place) -> Outcome<People> {
    place.run(&["migrate"]).await?;
    let mut people = Vec::new();
    for who in Who::ALL {
        let email = who.email();
        let name = ["--last-name", "Франко", "--first-name", "Іван"];
        let told = place
            .run(&[&["staff", "add", "--role", who.role(), "--email", &email], &name[..]].concat())
            .await?;
        let after = |words: &str| {
            told.split_once(words)
                .and_then(|(_, rest)| rest.lines().next())
                .map(|rest| rest.trim().trim_end_matches('.').to_owned())
                .ok_or_else(|| format!("no «{words}» in: {told}"))
        };
        people.push(Person {
            who,
            id: after("has been added, id ")?,
            password: after("Password (shown only now): ")?,
        });
    }
    Ok(People(people))
}

/// Sends the form; whoever is let in gets a session.
async fn session_of(addr: SocketAddr, fields: &str) -> Outcome<String> {
    let length = fields.len();
    let mut stream = TcpStream::connect(addr).await?;
    let request = format!(
        "POST /form/sign_in HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{fields}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.lines().next().unwrap_or_default();
    let cookie = answer
        .lines()
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("set-cookie: "))
        .filter_map(|cookie| cookie.split(';').next())
        .find(|cookie| cookie.starts_with("ortomat="))
        .ok_or_else(|| format!("signing in was answered {status}, and no session"))?;
    Ok(cookie.to_owned())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
