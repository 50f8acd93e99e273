//! `/admin/settings`: the terms of purchase, how long the log is kept, what the process was started with, and backups.

use super::{
    backups::section::{Backups, BackupsContent},
    forms::settings::{LONGEST_TERMS, field},
    frame::staff_page,
};
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        disclosure::Disclosure,
        error_summary::ErrorSummary,
        field::TextField,
        notice::{Notice, Tone},
        table::{Cell, DataTable, Row},
        text_area::TextArea,
    },
    draft::Draft,
    page::{Address, engine},
    paths,
    texts::{
        self,
        staff::{backup, settings as words},
    },
};
use domain::{order::Timings, payment::PaymentType};
use engine::settings::PurchaseSettings;
use leptos::prelude::*;
use leptos_meta::Title;

#[component]
pub fn SettingsPage() -> impl IntoView {
    let problem = Address::problem();
    staff_page(paths::SETTINGS, move |actor| async move {
        let engine = engine()?;
        let settings = engine.purchase_settings().await?;
        let retention = engine.log_retention(&actor).await?;
        let (timings, payment_type) = (engine.timings(), engine.payment_type());
        let backups = Backups::read(&engine, &actor).await?;
        let draft = Draft::take(paths::SETTINGS).await?;
        let days = Days::of(draft.as_ref(), retention);
        let terms = Terms::of(draft.as_ref(), settings);
        let errors = [terms.errors(), days.errors()].concat();
        Ok(view! {
            <Title text=words::TITLE />
            <div class="max-w-3xl space-y-6">
                <h1 class="text-2xl font-semibold sm:text-3xl">{words::TITLE}</h1>
                <ErrorSummary errors=errors />
                <TermsSection terms=terms />
                <RetentionSection days=days />
                <TimingsSection timings=timings payment_type=payment_type />
                <Section title=backup::TITLE why=backup::WHY>
                    <BackupsContent backups=backups problem=problem />
                </Section>
            </div>
        }
        .into_any())
    })
}

/// What stands in the form of the terms: what was typed, or else what is stored.
struct Terms {
    typed: Option<Draft>,
    stored: PurchaseSettings,
}

impl Terms {
    fn of(draft: Option<&Draft>, stored: PurchaseSettings) -> Self {
        let typed = draft.filter(|draft| !draft.value(field::VERSION).is_empty());
        Self {
            typed: typed.cloned(),
            stored,
        }
    }

    fn text(&self) -> String {
        match &self.typed {
            Some(typed) => typed.value(field::TERMS),
            None => self.stored.purchase_terms.clone(),
        }
    }

    fn is_unsaved(&self) -> bool {
        let typed = self.typed.as_ref();
        typed.is_some_and(|typed| !typed.value(field::UNSAVED).is_empty())
    }

    /// Somebody else saved them after this form had been shown.
    fn overtaken(&self) -> bool {
        let typed = self.typed.as_ref();
        typed.is_some_and(|typed| typed.value(field::VERSION) != self.stored.version.to_string())
    }

    fn stored_instead(&self) -> Option<String> {
        let is_other = self.text().trim() != self.stored.purchase_terms.trim();
        (self.overtaken() && is_other).then(|| self.stored.purchase_terms.clone())
    }

    fn error(&self) -> Option<String> {
        self.typed.as_ref()?.error(field::TERMS)
    }

    fn errors(&self) -> Vec<(String, String)> {
        let overtaken = self.overtaken().then(|| match self.stored_instead() {
            Some(_) => words::CONFLICT,
            None => words::ALREADY_STORED,
        });
        let typed = self.error().map(|sentence| (field::TERMS.to_owned(), sentence));
        let overtaken = overtaken.map(|sentence| (String::new(), sentence.to_owned()));
        overtaken.into_iter().chain(typed).collect()
    }
}

#[component]
fn TermsSection(terms: Terms) -> impl IntoView {
    let (text, error, stored) = (terms.text(), terms.error(), terms.stored_instead());
    let is_unsaved = terms.is_unsaved();
    let shown = text.trim().to_owned();
    let since = match terms.stored.updated_at.filter(|_| terms.stored.version > 0) {
        Some(at) => words::terms_since(&at.kyiv()),
        None => words::TERMS_OURS.to_owned(),
    };
    view! {
        <Section title=words::TERMS why=words::TERMS_WHY>
            {is_unsaved
                .then(|| {
                    view! {
                        <Notice tone=Tone::Warn title=words::UNSAVED>
                            {words::UNSAVED_HINT}
                        </Notice>
                    }
                })}
            <form method="post" action=paths::SAVE_TERMS class="space-y-4">
                <input type="hidden" name=field::VERSION value=terms.stored.version.to_string() />
                <TextArea
                    name=field::TERMS
                    label=words::TERMS_TEXT
                    hint=Some(words::TERMS_HINT)
                    value=text
                    rows=10
                    maxlength=u32::try_from(LONGEST_TERMS).unwrap_or(u32::MAX)
                    error=error
                />
                {stored
                    .map(|stored| {
                        view! {
                            <div class="rounded-lg bg-warn-soft px-3 py-2 text-warn">
                                <p class="font-medium">{words::STORED_NOW}</p>
                                <p class="whitespace-pre-line break-words">{stored}</p>
                            </div>
                        }
                    })}
                <div class="flex flex-wrap gap-3">
                    <SubmitButton look=Look::Primary name="act" value="save">
                        {words::SAVE}
                    </SubmitButton>
                    <SubmitButton look=Look::Secondary name="act" value="preview">
                        {words::REFRESH_PREVIEW}
                    </SubmitButton>
                    {is_unsaved
                        .then(|| {
                            view! {
                                <ButtonLink look=Look::Quiet href=paths::SETTINGS>
                                    {words::RESET}
                                </ButtonLink>
                            }
                        })}
                </div>
            </form>
            <p class="text-sm text-ink-muted">{since}</p>
            <section id="preview" aria-labelledby="preview-title" class="space-y-2">
                <h3 id="preview-title" class="font-medium">
                    {words::PREVIEW}
                </h3>
                <Disclosure title=texts::TERMS open=true>
                    <p class="whitespace-pre-line break-words">{shown}</p>
                </Disclosure>
            </section>
        </Section>
    }
}

/// What stands in the form of the log: what was typed, or else what is stored.
struct Days {
    value: String,
    error: Option<String>,
}

impl Days {
    fn of(draft: Option<&Draft>, stored: Option<u16>) -> Self {
        let error = draft.and_then(|draft| draft.error(field::DAYS));
        let typed = draft.filter(|_| error.is_some()).map(|draft| draft.value(field::DAYS));
        let stored = || stored.map(|days| days.to_string()).unwrap_or_default();
        Self {
            value: typed.unwrap_or_else(stored),
            error,
        }
    }

    fn errors(&self) -> Vec<(String, String)> {
        let error = self.error.clone();
        error
            .map(|sentence| (field::DAYS.to_owned(), sentence))
            .into_iter()
            .collect()
    }
}

#[component]
fn RetentionSection(days: Days) -> impl IntoView {
    view! {
        <Section title=words::RETENTION why=words::RETENTION_WHY>
            <form method="post" action=paths::SAVE_LOG_RETENTION class="max-w-md space-y-4">
                <TextField
                    name=field::DAYS
                    label=words::RETENTION_DAYS
                    hint=words::RETENTION_HINT
                    value=days.value
                    error=days.error
                    inputmode="numeric"
                    autocomplete="off"
                />
                <SubmitButton look=Look::Secondary>{words::SAVE}</SubmitButton>
            </form>
        </Section>
    }
}

/// What the process was started with: seen here, changed where it is started.
#[component]
fn TimingsSection(timings: Timings, payment_type: PaymentType) -> impl IntoView {
    let rows = [
        (
            words::RESERVATION,
            words::duration(timings.reservation),
            "RESERVATION_SECONDS",
        ),
        (
            words::PAYMENT_GRACE,
            words::duration(timings.payment_grace),
            "PAYMENT_GRACE_SECONDS",
        ),
        (
            words::OPEN_WINDOW,
            words::duration(timings.open_window),
            "OPEN_WINDOW_SECONDS",
        ),
        (words::DOOR, words::duration(timings.door), "DOOR_SECONDS"),
        (
            words::REFUND_PATIENCE,
            words::duration(timings.refund_patience),
            "REFUND_PATIENCE_SECONDS",
        ),
        (
            words::PAYMENT_TYPE,
            words::payment_type(payment_type).to_owned(),
            "MONO_PAYMENT_TYPE",
        ),
    ]
    .map(|(what, value, variable)| {
        view! {
            <Row>
                <Cell heading=true>{what}</Cell>
                <Cell label=words::VALUE>{value}</Cell>
                <Cell label=words::VARIABLE>
                    <code class="break-all text-sm">{variable}</code>
                </Cell>
            </Row>
        }
    })
    .into_iter()
    .collect::<Vec<_>>();
    view! {
        <Section title=words::TIMINGS why=words::TIMINGS_WHY>
            <DataTable caption=words::TIMINGS headers=vec![words::SETTING, words::VALUE, words::VARIABLE]>
                {rows}
            </DataTable>
        </Section>
    }
}

#[component]
fn Section(title: &'static str, why: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="space-y-5 rounded-2xl border border-line bg-surface-raised p-5">
            <div class="space-y-1">
                <h2 class="text-xl font-semibold">{title}</h2>
                <p class="text-ink-muted">{why}</p>
            </div>
            {children()}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored() -> PurchaseSettings {
        PurchaseSettings {
            purchase_terms: "Обмін за 14 днів".to_owned(),
            version: 3,
            created_at: None,
            updated_at: None,
        }
    }

    fn typed(text: &str, version: &str) -> Terms {
        let draft = Draft::of("/").with(field::TERMS, text).with(field::VERSION, version);
        Terms::of(Some(&draft), stored())
    }

    #[test]
    fn whoever_was_overtaken_sees_both_texts() {
        let terms = typed("Обміну немає", "2");
        assert_eq!(
            (terms.text().as_str(), terms.stored_instead()),
            ("Обміну немає", Some("Обмін за 14 днів".to_owned()))
        );
        assert_eq!(terms.errors(), [(String::new(), words::CONFLICT.to_owned())]);
        assert_eq!(
            typed("Обмін за 14 днів", "2").errors(),
            [(String::new(), words::ALREADY_STORED.to_owned())]
        );
        assert!(typed("Обміну немає", "3").errors().is_empty());
    }

    #[test]
    fn a_draft_of_one_form_does_not_fill_the_other() {
        let mut draft = Draft::of("/").with(field::DAYS, "вічно");
        draft.blame(field::DAYS, "ні");
        let days = Days::of(Some(&draft), Some(90));
        assert_eq!((days.value.as_str(), days.error.as_deref()), ("вічно", Some("ні")));
        assert_eq!(Terms::of(Some(&draft), stored()).text(), "Обмін за 14 днів");
        let days = Days::of(typed("x", "3").typed.as_ref(), Some(90));
        assert_eq!((days.value.as_str(), days.error), ("90", None));
    }
}
