//! `/account`: who I am, my password, where I am signed in, and the second factor of administrators.

use super::{frame::staff_page, password_pages::AccountName};
use crate::{
    components::{
        badge::Badge,
        button::{ButtonLink, Look, SubmitButton},
        dialog::{Dialog, DialogButton, DialogCloseButton},
        error_summary::ErrorSummary,
        facts::{Fact, Facts},
        field::TextField,
        notice::{Notice, Tone},
        table::{Cell, DataTable, Row},
    },
    draft::Draft,
    page::{Address, engine},
    paths,
    texts::staff::{self, account as words},
    visitor,
};
use domain::staff::Role;
use engine::staff::{Actor, OpenSession};
use leptos::prelude::*;
use leptos_meta::Title;

const END_OTHERS: &str = "end-other-sessions";
/// With fewer recovery codes it is time to make new ones.
const FEW_CODES: u64 = 3;

#[component]
pub fn AccountPage() -> impl IntoView {
    let problem = Address::problem();
    staff_page(paths::ACCOUNT, move |actor| async move {
        let engine = engine()?;
        let draft = Draft::take(paths::ACCOUNT).await?.unwrap_or_default();
        let here = visitor::session_name(&visitor::session()?);
        let sessions = engine.sessions_of(&actor.id, &here).await?;
        let codes_left = match actor.second_factor {
            true => Some(engine.recovery_codes_left(&actor.id).await?),
            false => None,
        };
        let email = actor.email.as_ref().map(ToString::to_string).unwrap_or_default();
        let has_second_factor = actor.role == Role::Admin || actor.second_factor;
        let removal = (email.clone(), draft.error("password"));
        Ok(view! {
            <Title text=staff::ACCOUNT />
            <div class="max-w-4xl space-y-10">
                <h1 class="text-2xl font-semibold sm:text-3xl">{staff::ACCOUNT}</h1>
                {problem.map(|problem| view! { <Notice tone=Tone::Danger>{problem.message()}</Notice> })}
                <ErrorSummary errors=draft.errors() />
                <WhoIAm actor=actor />
                <Section title=words::CHANGE_PASSWORD>
                    <PasswordForm email=email draft=draft />
                </Section>
                <Section title=words::SESSIONS>
                    <Sessions sessions=sessions />
                </Section>
                {has_second_factor
                    .then(|| {
                        let (email, error) = removal;
                        view! {
                            <Section title=words::SECOND_FACTOR>
                                <SecondFactor codes_left=codes_left email=email error=error />
                            </Section>
                        }
                    })}
            </div>
        }
        .into_any())
    })
}

#[component]
fn Section(title: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="space-y-4">
            <h2 class="border-b border-line pb-2 text-xl font-semibold">{title}</h2>
            {children()}
        </section>
    }
}

#[component]
fn WhoIAm(actor: Actor) -> impl IntoView {
    let given = |text: String| match text.is_empty() {
        true => words::NOT_GIVEN.to_owned(),
        false => text,
    };
    let email = actor.email.map(|email| email.to_string()).unwrap_or_default();
    view! {
        <div class="max-w-lg rounded-2xl border border-line bg-surface-raised px-5 py-2">
            <Facts>
                <Fact name=words::NAME>{given(actor.name.full())}</Fact>
                <Fact name=words::EMAIL>{given(email)}</Fact>
                <Fact name=words::ROLE>{staff::role(actor.role)}</Fact>
            </Facts>
        </div>
    }
}

#[component]
fn PasswordForm(email: String, draft: Draft) -> impl IntoView {
    view! {
        <form method="post" action=paths::CHANGE_PASSWORD class="max-w-lg space-y-6">
            <p>{words::CHANGE_PASSWORD_LEAD}</p>
            <AccountName email=email />
            <TextField
                name="old"
                kind="password"
                label=words::OLD_PASSWORD
                error=draft.error("old")
                autocomplete="current-password"
                required=true
            />
            <TextField
                name="new"
                kind="password"
                label=words::NEW_PASSWORD
                hint=words::PASSWORD_HINT
                error=draft.error("new")
                autocomplete="new-password"
                required=true
            />
            <TextField
                name="repeat"
                kind="password"
                label=words::REPEAT_PASSWORD
                error=draft.error("repeat")
                autocomplete="new-password"
                required=true
            />
            <SubmitButton look=Look::Primary>{words::CHANGE_PASSWORD}</SubmitButton>
        </form>
    }
}

#[component]
fn Sessions(sessions: Vec<OpenSession>) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.current);
    let rows = sessions
        .into_iter()
        .map(|session| view! { <SessionRow session=session /> })
        .collect::<Vec<_>>();
    let headers = vec![
        words::BROWSER,
        words::ADDRESS,
        words::SIGNED_IN_AT,
        words::SEEN_AT,
        words::ACTIONS,
    ];
    view! {
        <p>{words::SESSIONS_LEAD}</p>
        <DataTable caption=words::SESSIONS headers=headers>
            {rows}
        </DataTable>
        {others.then(|| view! { <EndOthers /> })}
    }
}

#[component]
fn SessionRow(session: OpenSession) -> impl IntoView {
    let browser = browser_name(&session.agent);
    let same_browser = browser.clone();
    view! {
        <Row>
            <Cell heading=true>
                <span class="inline-flex flex-wrap items-center gap-2">
                    {browser}
                    {session.current.then(|| view! { <Badge tone=Tone::Ok text=words::THIS_SESSION /> })}
                </span>
            </Cell>
            <Cell label=words::ADDRESS>{session.address}</Cell>
            <Cell label=words::SIGNED_IN_AT numeric=true>
                {session.created_at.kyiv()}
            </Cell>
            <Cell label=words::SEEN_AT numeric=true>
                {session.seen_at.kyiv()}
            </Cell>
            <Cell>
                <form method="post" action=paths::END_SESSION>
                    <input type="hidden" name="session" value=session.id />
                    <SubmitButton look=Look::Secondary small=true>
                        {words::END_SESSION}
                        <span class="sr-only">{same_browser}</span>
                    </SubmitButton>
                </form>
            </Cell>
        </Row>
    }
}

#[component]
fn EndOthers() -> impl IntoView {
    view! {
        <DialogButton target=END_OTHERS look=Look::Secondary text=words::END_OTHER_SESSIONS />
        <Dialog id=END_OTHERS title=words::END_OTHER_SESSIONS_TITLE>
            <p>{words::END_OTHER_SESSIONS_LEAD}</p>
            <form method="post" action=paths::END_OTHER_SESSIONS class="flex flex-wrap justify-end gap-3">
                <DialogCloseButton target=END_OTHERS text=words::CANCEL />
                <SubmitButton look=Look::Danger>{words::END_SESSION}</SubmitButton>
            </form>
        </Dialog>
    }
}

/// On when there is a number of recovery codes. The password is the question asked once more.
#[component]
fn SecondFactor(codes_left: Option<u64>, email: String, error: Option<String>) -> impl IntoView {
    let Some(left) = codes_left else {
        return view! {
            <Badge tone=Tone::Calm text=words::SECOND_FACTOR_OFF />
            <p>{words::SECOND_FACTOR_WHY}</p>
            <ButtonLink look=Look::Secondary href=paths::SECOND_FACTOR>
                {words::TURN_ON_SECOND_FACTOR}
            </ButtonLink>
        }
        .into_any();
    };
    view! {
        <Badge tone=Tone::Ok text=words::SECOND_FACTOR_ON />
        <p>{words::recovery_codes_left(left)}</p>
        {(left < FEW_CODES).then(|| view! { <Notice tone=Tone::Warn>{words::FEW_CODES}</Notice> })}
        <form method="post" action=paths::REMOVE_SECOND_FACTOR class="max-w-lg space-y-4">
            <p>{words::TURN_OFF_LEAD}</p>
            <AccountName email=email />
            <TextField
                name="password"
                kind="password"
                label=words::PASSWORD
                error=error
                autocomplete="current-password"
                required=true
            />
            <SubmitButton look=Look::Danger>{words::TURN_OFF_SECOND_FACTOR}</SubmitButton>
        </form>
    }
    .into_any()
}

/// The first mark that is found counts: every browser also names those that it descends from.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// What people call the browser that calls itself so: «Chrome, Windows».
fn browser_name(agent: &str) -> String {
    let named = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(mark, _)| agent.contains(mark));
        found.map(|(_, name)| *name)
    };
    let browser = named(&BROWSERS).unwrap_or(words::UNKNOWN_BROWSER);
    match named(&SYSTEMS) {
        Some(system) => format!("{browser}, {system}"),
        None => browser.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_has_the_name_that_people_know() {
        for (agent, name) in [
            ("(Windows NT 10.0) Chrome/142.0 Safari/537.36", "Chrome, Windows"),
            (
                "(Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0",
                "Edge, Windows",
            ),
            ("(Linux; Android 10; K) Chrome/142.0 Safari/537.36", "Chrome, Android"),
            ("(iPhone; like Mac OS X) Version/18.5 Safari/604.1", "Safari, iPhone"),
            ("(iPhone; like Mac OS X) CriOS/142.0 Safari/604.1", "Chrome, iPhone"),
            ("(Intel Mac OS X 10_15_7) Version/18.5 Safari/605.1", "Safari, macOS"),
            ("(X11; Linux x86_64) Gecko/20100101 Firefox/144.0", "Firefox, Linux"),
            ("Somebody (Windows)", "Невідомий браузер, Windows"),
            ("curl/8.5.0", "Невідомий браузер"),
            ("", "Невідомий браузер"),
        ] {
            assert_eq!(browser_name(agent), name, "{agent}");
        }
    }
}
