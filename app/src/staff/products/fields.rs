//! The form for a product, new or known.

use super::pictures::PicturesSection;
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        error_summary::ErrorSummary,
        field::TextField,
        file_field::{FileField, PICTURES},
        notice::{Notice, Tone},
        text_area::TextArea,
    },
    paths,
    staff::forms::{
        edit_form::EditForm,
        products::{
            field,
            filled::{Filled, Stored},
        },
    },
    texts::staff::products as words,
};
use engine::products::safe_html;
use leptos::prelude::*;
use std::sync::Arc;

/// The id of the form, for the buttons that stand outside of it.
pub(super) const PRODUCT_FORM: &str = "product-form";
/// As the engine takes it.
const LONGEST_DESCRIPTION: u32 = 20_000;
const LONGEST_TERMS: u32 = 50_000;

/// The whole form; sending it adds a product, or changes the one that is stored.
///
/// The button that saves must come first on the page, before all of the form's others: it is the one that the Enter key
/// presses.
#[component]
pub fn ProductFields(filled: Filled) -> impl IntoView {
    let filled = Arc::new(filled);
    let stored = filled.stored.as_ref().map(|Stored { id, product }| {
        view! {
            <input type="hidden" name="product" value=id.to_string() />
            <input type="hidden" name=field::VERSION value=product.version.to_string() />
        }
    });
    let is_unsaved = filled.is_unsaved();
    view! {
        <form
            id=PRODUCT_FORM
            method="post"
            action=paths::SAVE_PRODUCT
            enctype="multipart/form-data"
            class="space-y-6"
        >
            <ErrorSummary errors=filled.errors() />
            {is_unsaved
                .then(|| {
                    view! {
                        <Notice tone=Tone::Warn title=words::UNSAVED>
                            {words::UNSAVED_HINT}
                        </Notice>
                    }
                })}
            {stored}
            <div class="grid items-start gap-6 lg:grid-cols-2">
                <div class="min-w-0 space-y-6">
                    <MainSection filled=filled.clone() />
                    <DescriptionSection filled=filled.clone() />
                </div>
                <div class="min-w-0 space-y-6">
                    <PicturesSection filled=filled.clone() />
                    <FeaturesSection filled=filled.clone() />
                    <MoreSection filled=filled.clone() />
                    <TermsSection filled=filled.clone() />
                </div>
            </div>
            <SubmitButton look=Look::Primary name="act" value="save">
                {words::SAVE}
            </SubmitButton>
        </form>
    }
}

/// A part of the form with its title.
#[component]
pub fn Section(
    #[prop(optional)] id: Option<&'static str>,
    title: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <section id=id class="space-y-5 rounded-2xl border border-line bg-surface-raised p-5">
            <div class="space-y-1">
                <h2 class="text-lg font-semibold">{title}</h2>
                {hint.map(|hint| view! { <p class="text-sm text-ink-muted">{hint}</p> })}
            </div>
            {children()}
        </section>
    }
}

#[component]
fn MainSection(filled: Arc<Filled>) -> impl IntoView {
    view! {
        <Section title=words::MAIN>
            <Line filled=&filled name=field::NAME label=words::NAME required=true />
            <Line filled=&filled name=field::SKU label=words::SKU required=true />
            <div class="grid gap-5 sm:grid-cols-2">
                <Line
                    filled=&filled
                    name=field::PRICE
                    label=words::PRICE
                    hint=words::PRICE_HINT
                    inputmode="decimal"
                    required=true
                />
                <Line filled=&filled name=field::SIZE label=words::SIZE hint=words::SIZE_HINT />
            </div>
            <Line filled=&filled name=field::POINTS label=words::POINTS hint=words::POINTS_HINT inputmode="numeric" />
        </Section>
    }
}

#[component]
fn DescriptionSection(filled: Arc<Filled>) -> impl IntoView {
    let html = filled.value(field::DESCRIPTION);
    let shown = safe_html(&html);
    view! {
        <Section title=words::DESCRIPTION>
            <Lines
                filled=&filled
                name=field::DESCRIPTION
                label=words::DESCRIPTION
                hint=words::DESCRIPTION_HINT
                rows=8
                maxlength=LONGEST_DESCRIPTION
            />
            <SubmitButton look=Look::Secondary name="act" value="preview" unchecked=true>
                {words::REFRESH_PREVIEW}
            </SubmitButton>
            <section id="preview" aria-labelledby="preview-title" class="space-y-2">
                <h3 id="preview-title" class="font-medium">
                    {words::PREVIEW}
                </h3>
                {if shown.trim().is_empty() {
                    view! { <p class="text-ink-muted">{words::PREVIEW_NONE}</p> }.into_any()
                } else {
                    view! {
                        <div class="prose break-words rounded-lg border border-line bg-surface p-4" inner_html=shown></div>
                    }
                        .into_any()
                }}
            </section>
        </Section>
    }
}

#[component]
fn FeaturesSection(filled: Arc<Filled>) -> impl IntoView {
    view! {
        <Section title=words::FEATURES>
            <div class="grid gap-5 sm:grid-cols-2">
                <Line filled=&filled name=field::KIND label=words::KIND />
                <Line filled=&filled name=field::COLOR label=words::COLOR />
                <Line filled=&filled name=field::MATERIAL label=words::MATERIAL />
                <Line filled=&filled name=field::MANUFACTURER label=words::MANUFACTURER />
                <Line filled=&filled name=field::COUNTRY label=words::COUNTRY />
            </div>
            <Lines
                filled=&filled
                name=field::ATTRIBUTES
                label=words::ATTRIBUTES
                hint=words::ATTRIBUTES_HINT
                rows=3
                maxlength=LONGEST_DESCRIPTION
            />
        </Section>
    }
}

#[component]
fn MoreSection(filled: Arc<Filled>) -> impl IntoView {
    let chart = filled.value(field::SIZE_CHART);
    let chart_link = engine::form::is_picture_address(&chart).then(|| {
        view! {
            <ButtonLink look=Look::Quiet href=chart>
                {words::SIZE_CHART_NOW}
            </ButtonLink>
        }
    });
    view! {
        <Section title=words::SIZE_CHART_AND_VIDEO>
            <Line filled=&filled name=field::SIZE_CHART label=words::SIZE_CHART inputmode="url" />
            {chart_link}
            <FileField
                id=field::SIZE_CHART_FILE
                accept=PICTURES
                name=field::SIZE_CHART_FILE
                label=words::SIZE_CHART_FILE
                error=filled.error(field::SIZE_CHART_FILE)
            />
            <Line filled=&filled name=field::VIDEO label=words::VIDEO hint=words::VIDEO_HINT inputmode="url" />
        </Section>
    }
}

/// What buyers of this product accept, if it is not what holds for all.
#[component]
fn TermsSection(filled: Arc<Filled>) -> impl IntoView {
    view! {
        <Section title=words::TERMS hint=words::TERMS_HINT>
            <Lines filled=&filled name=field::TERMS label=words::TERMS rows=4 maxlength=LONGEST_TERMS />
        </Section>
    }
}

/// A line that is typed, with what is wrong with it and what somebody else has saved there.
#[component]
fn Line<'a>(
    filled: &'a Filled,
    name: &'static str,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    #[prop(default = "text")] inputmode: &'static str,
    #[prop(optional)] required: bool,
) -> impl IntoView + use<> {
    let stored = filled.stored_instead(name);
    let (value, error) = (filled.value(name), filled.error(name));
    let field = match hint {
        None => view! {
            <TextField
                name=name
                label=label
                value=value
                error=error
                inputmode=inputmode
                autocomplete="off"
                required=required
            />
        }
        .into_any(),
        Some(hint) => view! {
            <TextField
                name=name
                label=label
                value=value
                error=error
                hint=hint
                inputmode=inputmode
                autocomplete="off"
                required=required
            />
        }
        .into_any(),
    };
    view! {
        <div class="min-w-0 space-y-2">
            {field}
            <StoredNow stored=stored />
        </div>
    }
}

/// The same for a text of many lines.
#[component]
fn Lines<'a>(
    filled: &'a Filled,
    name: &'static str,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    rows: u8,
    maxlength: u32,
) -> impl IntoView + use<> {
    view! {
        <div class="min-w-0 space-y-2">
            <TextArea
                name=name
                label=label
                value=filled.value(name)
                error=filled.error(name)
                hint=hint
                rows=rows
                maxlength=maxlength
            />
            <StoredNow stored=filled.stored_instead(name) />
        </div>
    }
}

/// What somebody else has saved meanwhile in the field above.
#[component]
fn StoredNow(stored: Option<String>) -> impl IntoView {
    stored.map(|stored| {
        view! {
            <p class="whitespace-pre-line break-words rounded-lg bg-warn-soft px-3 py-2 font-medium text-warn">
                {words::stored_now(&stored)}
            </p>
        }
    })
}
