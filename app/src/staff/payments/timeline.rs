//! What happened to an order, for people; what only a technician reads is folded below.

use crate::{
    components::{
        disclosure::Disclosure,
        icon::{Glyph, Icon},
        notice::Tone,
    },
    texts::staff::payments as words,
};
use domain::{
    Timestamp,
    activity::Severity,
    command::CommandStatus,
    id::OrderNumber,
    order::Reason,
    payment::{PaymentStatus, RefundStatus},
};
use engine::desk::{Happening, Person, What};
use leptos::prelude::*;

/// One line, and what stands behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    at: Timestamp,
    glyph: Glyph,
    tone: Option<Tone>,
    title: String,
    /// What was added to it, a person's own words first.
    notes: Vec<String>,
    who: String,
    /// Names and values for a technician.
    details: Vec<(&'static str, String)>,
    /// Says only what another line says for people.
    technical: bool,
    /// Among lines of one moment.
    rank: u8,
}

/// The whole story, the oldest first.
#[component]
pub fn Timeline(number: OrderNumber, happenings: Vec<Happening>) -> impl IntoView {
    let mut lines: Vec<Line> = happenings.into_iter().map(Line::from).collect();
    // Of one moment, causes come before what followed from them.
    lines.sort_by_key(|line| (line.at, line.rank));
    // The page is about this order; its number in every line says nothing.
    let suffix = format!(": {number}");
    for line in &mut lines {
        if let Some(short) = line.title.strip_suffix(&suffix) {
            line.title = short.to_owned();
        }
    }
    let technical = lines.clone().into_iter().map(technical_line).collect::<Vec<_>>();
    let story = lines
        .into_iter()
        .filter(|line| !line.technical)
        .map(story_line)
        .collect::<Vec<_>>();
    view! {
        <section aria-labelledby="story-title" class="space-y-4">
            <h2 id="story-title" class="text-xl font-semibold">
                {words::HAPPENED}
            </h2>
            <ol class="rounded-2xl border border-line bg-surface-raised px-5 py-2">{story}</ol>
            <Disclosure title=words::DETAILS>
                <ol class="space-y-4">{technical}</ol>
            </Disclosure>
        </section>
    }
}

fn story_line(line: Line) -> impl IntoView {
    let ink = match line.tone {
        Some(Tone::Danger) => "text-danger",
        Some(Tone::Warn) => "text-warn",
        Some(Tone::Ok) => "text-ok",
        Some(Tone::Calm) | None => "text-ink-muted",
    };
    let notes = line
        .notes
        .into_iter()
        .map(|note| view! { <p class="break-words text-ink-muted">{note}</p> })
        .collect::<Vec<_>>();
    view! {
        <li class="flex gap-3 border-b border-line py-3 last:border-b-0">
            <span class=format!("mt-0.5 {ink}")>
                <Icon glyph=line.glyph />
            </span>
            <div class="min-w-0 grow">
                <p class="break-words font-medium">{line.title}</p>
                {notes}
                <p class="text-sm text-ink-muted">
                    <span class="tabular-nums">{line.at.kyiv_seconds()}</span>
                    " · "
                    {line.who}
                </p>
            </div>
        </li>
    }
}

fn technical_line(line: Line) -> impl IntoView {
    let details = line
        .details
        .into_iter()
        .map(|(name, value)| {
            view! {
                <div class="flex flex-wrap gap-x-2">
                    <dt class="text-ink-muted">{name}":"</dt>
                    <dd class="min-w-0 break-all font-mono">{value}</dd>
                </div>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <li class="text-sm">
            <p>
                <span class="tabular-nums text-ink-muted">{line.at.kyiv_seconds()}</span>
                " "
                {line.title}
            </p>
            <dl>{details}</dl>
        </li>
    }
}

/// What stands in the log about what another line tells already, and the person nothing of their own.
const SAID_TWICE: [&str; 4] = [
    "PAYMENT_INITIATED",
    "WEBSOCKET_COMMAND",
    "REFUND_SETTLED",
    "CELL_OPENED",
];

impl From<Happening> for Line {
    fn from(Happening { at, what }: Happening) -> Self {
        match what {
            What::PaymentBegan { kind, amount } => Self {
                notes: vec![],
                details: vec![(words::KIND, kind.to_string()), (words::SUM_THERE, amount.to_string())],
                ..Self::plain(at, Glyph::Card, words::invoice_made(amount), words::BY_ITSELF)
            },
            What::BankSaid {
                source,
                status,
                amount,
                final_amount,
                currency,
                failure,
                modified,
                outcome,
            } => {
                let known = status.as_deref().and_then(|word| word.parse().ok());
                let mut details = vec![
                    (words::SOURCE, words::source(source).to_owned()),
                    (words::WORD, status.clone().unwrap_or_default()),
                    (words::SUM_THERE, format!("{} ({currency})", amount.kopiykas())),
                ];
                details.extend(final_amount.map(|sum| (words::FINAL_SUM, sum.kopiykas().to_string())));
                details.extend(modified.map(|at| (words::SINCE, at.kyiv_seconds())));
                details.push((words::OUTCOME, words::outcome(outcome.as_deref())));
                Self {
                    tone: known.and_then(tone_of_payment),
                    notes: failure.into_iter().collect(),
                    details,
                    rank: 0,
                    // A repeat tells people nothing.
                    technical: outcome.as_deref() == Some("not news"),
                    ..Self::plain(at, Glyph::Card, words::bank_said(status.as_deref()), words::BANK)
                }
            }
            What::Command {
                id,
                status,
                device,
                sends,
            } => {
                let who = match status {
                    CommandStatus::Acked | CommandStatus::Opened | CommandStatus::Failed => words::DEVICE,
                    CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Expired => words::BY_ITSELF,
                };
                let mut details = vec![(words::COMMAND_ID, id.to_string())];
                details.extend(device.map(|device| (words::DEVICE_ID, device.to_string())));
                details.push((words::SENDS, sends.to_string()));
                Self {
                    tone: tone_of_command(status),
                    details,
                    rank: match status {
                        CommandStatus::Queued => 2,
                        CommandStatus::Sent => 3,
                        CommandStatus::Acked
                        | CommandStatus::Opened
                        | CommandStatus::Failed
                        | CommandStatus::Expired => 0,
                    },
                    ..Self::plain(at, Glyph::DoorOpen, words::command(status).to_owned(), who)
                }
            }
            What::Logged {
                id,
                kind,
                severity,
                message,
                note,
                by,
            } => {
                let is_technical = by.is_none() && note.is_none() && SAID_TWICE.contains(&kind.as_str());
                let glyph = if by.is_some() { Glyph::Person } else { Glyph::Info };
                Self {
                    tone: tone_of_severity(severity),
                    notes: note.map(|note| words::quoted(&note)).into_iter().collect(),
                    details: vec![(words::LOG_TYPE, format!("{kind} {severity}")), (words::LOG_ID, id)],
                    technical: is_technical,
                    ..Self::plain(at, glyph, message, &name_of(by))
                }
            }
            What::RefundBegan {
                id,
                amount,
                reason,
                status,
                attempts,
                last_error,
                next_attempt,
                by,
            } => {
                let known = reason.parse::<Reason>().ok();
                let mut details = vec![(words::REFUND_ID, id.to_string())];
                details.push((words::TRIES, attempts.to_string()));
                details.extend(last_error.map(|error| (words::LAST_ERROR, error)));
                details.extend(next_attempt.map(|at| (words::NEXT, at.kyiv_seconds())));
                Self {
                    tone: tone_of_refund(status),
                    rank: 2,
                    notes: vec![words::refund_now(status, known)],
                    details,
                    ..Self::plain(at, Glyph::Return, words::refund_began(amount), &name_of(by))
                }
            }
            What::RefundSettled { id, amount } => Self {
                tone: Some(Tone::Ok),
                details: vec![(words::REFUND_ID, id.to_string())],
                ..Self::plain(at, Glyph::Return, words::refund_settled(amount), words::BANK)
            },
        }
    }
}

impl Line {
    fn plain(at: Timestamp, glyph: Glyph, title: String, who: &str) -> Self {
        Self {
            at,
            glyph,
            tone: None,
            title,
            notes: Vec::new(),
            who: who.to_owned(),
            details: Vec::new(),
            technical: false,
            rank: 1,
        }
    }
}

fn name_of(by: Option<Person>) -> String {
    match by {
        Some(person) => person
            .name
            .unwrap_or_else(|| crate::texts::staff::role(person.role).to_owned()),
        None => words::BY_ITSELF.to_owned(),
    }
}

const fn tone_of_payment(status: PaymentStatus) -> Option<Tone> {
    match status {
        PaymentStatus::Success | PaymentStatus::Hold => Some(Tone::Ok),
        PaymentStatus::Failure | PaymentStatus::Expired | PaymentStatus::Reversed => Some(Tone::Warn),
        PaymentStatus::Requested | PaymentStatus::Refused | PaymentStatus::Created | PaymentStatus::Processing => None,
    }
}

const fn tone_of_command(status: CommandStatus) -> Option<Tone> {
    match status {
        CommandStatus::Opened => Some(Tone::Ok),
        CommandStatus::Failed => Some(Tone::Danger),
        CommandStatus::Expired => Some(Tone::Warn),
        CommandStatus::Queued | CommandStatus::Sent | CommandStatus::Acked => None,
    }
}

const fn tone_of_severity(severity: Severity) -> Option<Tone> {
    match severity {
        Severity::Info => None,
        Severity::Warning => Some(Tone::Warn),
        Severity::Error | Severity::Critical => Some(Tone::Danger),
    }
}

const fn tone_of_refund(status: RefundStatus) -> Option<Tone> {
    match status {
        RefundStatus::Requested | RefundStatus::Accepted => Some(Tone::Warn),
        RefundStatus::Settled => None,
        RefundStatus::Refused => Some(Tone::Danger),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Money, payment::NewsSource, staff::Role};

    fn line(what: What) -> Line {
        Line::from(Happening {
            at: Timestamp::from_millis(1_763_812_800_000),
            what,
        })
    }

    fn logged(kind: &str, by: Option<Person>, note: Option<&str>) -> What {
        What::Logged {
            id: "1".to_owned(),
            kind: kind.to_owned(),
            severity: Severity::Info,
            message: "Повідомлення".to_owned(),
            note: note.map(str::to_owned),
            by,
        }
    }

    #[test]
    fn what_another_line_says_is_for_technicians_unless_a_person_said_it() {
        let person = Person {
            id: "a".parse().unwrap(),
            name: Some("Коваль Олена".to_owned()),
            role: Role::Admin,
        };
        assert!(line(logged("WEBSOCKET_COMMAND", None, None)).technical);
        assert!(!line(logged("ORDER_CREATED", None, None)).technical);
        let by_hand = line(logged("REFUND_SETTLED", Some(person), Some("брак")));
        assert!(!by_hand.technical);
        assert_eq!(
            (by_hand.who.as_str(), by_hand.notes),
            ("Коваль Олена", vec!["«брак»".to_owned()])
        );
    }

    #[test]
    fn a_word_of_the_bank_is_said_in_words_and_kept_in_its_own() {
        let said = line(What::BankSaid {
            source: NewsSource::Webhook,
            status: Some("success".to_owned()),
            amount: Money::from_kopiykas(125_050),
            final_amount: None,
            currency: 980,
            failure: None,
            modified: None,
            outcome: Some("applied".to_owned()),
        });
        assert_eq!(said.title, "Банк повідомив: оплачено");
        assert!(said.details.contains(&(words::WORD, "success".to_owned())));
        assert!(!said.technical);
    }
}
