//! What is decided about an order: asking the bank, giving money back, ending a review. Whatever moves money or ends
//! something is written into a form first, and asked about once more on a page of its own.

use crate::{
    draft::{Draft, leave_toast},
    error::ApiError,
    page::{engine, redirect},
    paths,
    texts::staff::payments as words,
    visitor,
};
use domain::{
    Money,
    id::{IdempotencyKey, OrderId},
    order::Resolution,
};
use engine::desk::{Decided, OrderFile, RefundWish, ReviewWish};
use leptos::prelude::*;

/// The fields by their names, under which a draft keeps them.
pub mod field {
    pub use crate::draft::WHOLE_FORM;

    pub const AMOUNT: &str = "amount";
    pub const REASON: &str = "reason";
    pub const RESOLUTION: &str = "resolution";
    /// The decision that waits for its confirmation: its name, its sum and what is left, in kopiykas.
    pub const KEY: &str = "key";
    pub const KOPIYKAS: &str = "kopiykas";
    pub const LEFT: &str = "left";
}

/// As many characters as the engine takes.
pub const LONGEST_REASON: u32 = 200;

/// A decision that has been written down and is to be confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    pub resolution: Resolution,
    /// What goes back; nothing for the other ends of a review.
    pub amount: Money,
    /// What was left when it was written.
    pub left: Money,
    pub reason: String,
    pub key: IdempotencyKey,
    /// The order waits for a person.
    pub ends_review: bool,
}

const ENDS_REVIEW: &str = "ends_review";

impl Prepared {
    /// Reads it from a draft, if there is one in it.
    #[must_use]
    pub fn read(draft: &Draft) -> Option<Self> {
        let kopiykas = |field| draft.value(field).parse().ok().map(Money::from_kopiykas);
        Some(Self {
            key: draft.value(field::KEY).parse().ok()?,
            resolution: draft.value(field::RESOLUTION).parse().ok()?,
            amount: kopiykas(field::KOPIYKAS)?,
            left: kopiykas(field::LEFT)?,
            reason: draft.value(field::REASON),
            ends_review: !draft.value(ENDS_REVIEW).is_empty(),
        })
    }

    fn write(&self, draft: Draft) -> Draft {
        draft
            .with(field::REASON, &self.reason)
            .with(field::KEY, self.key.as_str())
            .with(field::RESOLUTION, self.resolution.as_str())
            .with(field::KOPIYKAS, &self.amount.kopiykas().to_string())
            .with(field::LEFT, &self.left.kopiykas().to_string())
            .with(ENDS_REVIEW, if self.ends_review { "yes" } else { "" })
    }
}

/// A sum as people type it into a field that names the currency: `1 250,50`.
#[must_use]
pub fn typed_sum(sum: Money) -> String {
    sum.to_string().trim_end_matches('₴').trim_end().to_owned()
}

/// Asks the bank how an order's payment and its refunds stand.
///
/// # Errors
/// What the order's page then says.
#[server(prefix = "/form", endpoint = "check_order")]
pub async fn check_order(order: String) -> Result<(), ApiError> {
    let (by, engine) = (visitor::actor()?, engine()?);
    let order = read_id(&order)?;
    engine
        .check_payment_by(&by, &order)
        .await
        .map_err(|error| back(&order, error.into()))?;
    let file = engine.order_timeline(&by, &order).await?;
    let status = file.money.as_ref().map(|money| money.status);
    leave_toast(&words::checked(status, file.row.phase)).await?;
    redirect(&paths::order_file(&order));
    Ok(())
}

/// Reads the form for giving money back, and leads to the page that asks once more.
///
/// # Errors
/// What the form then says.
#[server(prefix = "/form", endpoint = "prepare_refund")]
pub async fn prepare_refund(order: String, #[server(default)] amount: String, reason: String) -> Result<(), ApiError> {
    let order = read_id(&order)?;
    let file = file_of(&order).await?;
    let (left, under_way) = money_of(&file);
    let mut draft = Draft::of(paths::order_file(&order))
        .with(field::AMOUNT, &amount)
        .with(field::REASON, &reason);
    if !file.actions.refund_all {
        let problem = match (under_way, left.is_positive()) {
            (true, _) => ApiError::RefundUnderWay,
            (false, true) => ApiError::OrderMovedOn,
            (false, false) => ApiError::NothingToRefund,
        };
        return refuse(&order, draft, field::WHOLE_FORM, problem).await;
    }
    let sum = match file.actions.refund_part {
        true => read_sum(&amount, left, &mut draft),
        // There is no field to type into.
        false => Some(left),
    };
    let reason = read_reason(&reason, &mut draft);
    let (Some(amount), Some(reason)) = (sum, reason) else {
        return to_form(&order, &draft).await;
    };
    let prepared = Prepared {
        resolution: Resolution::Refund,
        amount,
        left,
        reason,
        key: engine()?.new_idempotency_key()?,
        ends_review: false,
    };
    ask_once_more(&order, prepared.write(draft)).await
}

/// Reads the form that ends a review, and leads to the page that asks once more.
///
/// # Errors
/// What the form then says.
#[server(prefix = "/form", endpoint = "prepare_review")]
pub async fn prepare_review(
    order: String,
    #[server(default)] resolution: String,
    reason: String,
) -> Result<(), ApiError> {
    let order = read_id(&order)?;
    let file = file_of(&order).await?;
    let (left, _) = money_of(&file);
    let mut draft = Draft::of(paths::order_file(&order))
        .with(field::RESOLUTION, &resolution)
        .with(field::REASON, &reason);
    let open = resolutions(&file);
    if open.is_empty() {
        return refuse(&order, draft, field::WHOLE_FORM, ApiError::OrderMovedOn).await;
    }
    let chosen = resolution.parse::<Resolution>().ok().filter(|it| open.contains(it));
    if chosen.is_none() {
        draft.blame(field::RESOLUTION, words::RESOLUTION_MISSING);
    }
    let reason = read_reason(&reason, &mut draft);
    let (Some(resolution), Some(reason)) = (chosen, reason) else {
        return to_form(&order, &draft).await;
    };
    let prepared = Prepared {
        resolution,
        amount: if resolution == Resolution::Refund {
            left
        } else {
            Money::ZERO
        },
        left,
        reason,
        key: engine()?.new_idempotency_key()?,
        ends_review: true,
    };
    ask_once_more(&order, prepared.write(draft)).await
}

/// Gives money back.
///
/// # Errors
/// What the order's page then says.
#[server(prefix = "/form", endpoint = "refund_order")]
pub async fn refund_order(
    order: String,
    kopiykas: i64,
    left: i64,
    reason: String,
    key: String,
) -> Result<(), ApiError> {
    let (by, engine) = (visitor::actor()?, engine()?);
    let order = read_id(&order)?;
    let wish = RefundWish {
        amount: Some(Money::from_kopiykas(kopiykas)),
        left: Money::from_kopiykas(left),
        reason,
        key: read_key(&order, &key)?,
        order,
    };
    let outcome = engine.refund_order(&by, &wish).await.map_err(ApiError::from);
    let draft = Draft::of(paths::order_file(&wish.order))
        .with(field::AMOUNT, &typed_sum(Money::from_kopiykas(kopiykas)))
        .with(field::REASON, &wish.reason);
    tell(&wish.order, Resolution::Refund, draft, outcome).await
}

/// Ends a review.
///
/// # Errors
/// What the order's page then says.
#[server(prefix = "/form", endpoint = "resolve_review")]
pub async fn resolve_review(order: String, resolution: String, reason: String, key: String) -> Result<(), ApiError> {
    let (by, engine) = (visitor::actor()?, engine()?);
    let order = read_id(&order)?;
    let resolution: Resolution = resolution.parse().map_err(|_| back(&order, ApiError::BadRequest))?;
    let wish = ReviewWish {
        resolution,
        reason,
        key: read_key(&order, &key)?,
        order,
    };
    let outcome = engine.resolve_review(&by, &wish).await.map_err(ApiError::from);
    let draft = Draft::of(paths::order_file(&wish.order))
        .with(field::RESOLUTION, resolution.as_str())
        .with(field::REASON, &wish.reason);
    tell(&wish.order, resolution, draft, outcome).await
}

/// The ends that the review of an order may have now; none when it is not under review.
#[must_use]
pub fn resolutions(file: &OrderFile) -> Vec<Resolution> {
    use domain::order::Phase;
    if file.row.phase != Phase::NeedsReview {
        return Vec::new();
    }
    let is_open = |resolution: &Resolution| match resolution {
        Resolution::Refund => file.actions.refund_all,
        Resolution::HandedOut | Resolution::Close => file.actions.resolve,
    };
    Resolution::ALL.iter().copied().filter(is_open).collect()
}

async fn file_of(order: &OrderId) -> Result<OrderFile, ApiError> {
    let by = visitor::actor()?;
    engine()?
        .order_timeline(&by, order)
        .await
        .map_err(|error| back(order, error.into()))
}

/// What is left to give back, and whether some of it is on its way.
fn money_of(file: &OrderFile) -> (Money, bool) {
    match &file.money {
        Some(money) => (money.left, money.on_its_way.is_positive()),
        None => (Money::ZERO, false),
    }
}

fn read_sum(typed: &str, left: Money, draft: &mut Draft) -> Option<Money> {
    match typed.parse::<Money>() {
        Ok(sum) if sum.is_positive() && sum <= left => Some(sum),
        Ok(_) => {
            draft.blame(field::AMOUNT, words::sum_between(left));
            None
        }
        Err(error) => {
            draft.blame(field::AMOUNT, error);
            None
        }
    }
}

fn read_reason(typed: &str, draft: &mut Draft) -> Option<String> {
    let reason = typed.trim();
    let longest = usize::try_from(LONGEST_REASON).unwrap_or(usize::MAX);
    let fits = (1..=longest).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    if !fits {
        draft.blame(field::REASON, ApiError::ReasonLength.message());
    }
    fits.then(|| reason.to_owned())
}

fn read_id(order: &str) -> Result<OrderId, ApiError> {
    order.parse().map_err(|_| {
        redirect(&paths::with_problem(paths::PAYMENTS.to_owned(), ApiError::NoSuchOrder));
        ApiError::NoSuchOrder
    })
}

fn read_key(order: &OrderId, key: &str) -> Result<IdempotencyKey, ApiError> {
    key.parse().map_err(|_| back(order, ApiError::BadRequest))
}

/// Says what came of a decision, on the order's page; what was typed comes back when it could not be.
async fn tell(
    order: &OrderId,
    resolution: Resolution,
    draft: Draft,
    outcome: Result<Decided, ApiError>,
) -> Result<(), ApiError> {
    match outcome {
        Ok(done) => {
            // What was prepared is done.
            Draft::take(&paths::order_file(order)).await?;
            leave_toast(&words::decided(resolution, done.amount, done.repeated)).await?;
            redirect(&paths::order_file(order));
            Ok(())
        }
        Err(problem) => refuse(order, draft, field_of(problem), problem).await,
    }
}

async fn ask_once_more(order: &OrderId, draft: Draft) -> Result<(), ApiError> {
    draft.keep().await?;
    redirect(&paths::confirm_decision(order));
    Ok(())
}

async fn to_form(order: &OrderId, draft: &Draft) -> Result<(), ApiError> {
    Err(draft.send_back(&paths::order_file(order), ApiError::BadRequest).await?)
}

async fn refuse(order: &OrderId, mut draft: Draft, field: &str, problem: ApiError) -> Result<(), ApiError> {
    draft.blame(field, words::problem(problem));
    Err(draft.send_back(&paths::order_file(order), problem).await?)
}

fn back(order: &OrderId, problem: ApiError) -> ApiError {
    redirect(&paths::with_problem(paths::order_file(order), problem));
    problem
}

/// The field that a refusal is about; what is about none is said above the form.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most refusals, also those to come, are about no field"
)]
const fn field_of(problem: ApiError) -> &'static str {
    match problem {
        ApiError::RefundSum => field::AMOUNT,
        ApiError::ReasonLength => field::REASON,
        _ => field::WHOLE_FORM,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::ServerFn;

    #[test]
    fn the_forms_of_the_pages_are_sent_to_these_functions() {
        assert_eq!(CheckOrder::url(), paths::CHECK_ORDER);
        assert_eq!(PrepareRefund::url(), paths::PREPARE_REFUND);
        assert_eq!(PrepareReview::url(), paths::PREPARE_REVIEW);
        assert_eq!(RefundOrder::url(), paths::REFUND_ORDER);
        assert_eq!(ResolveReview::url(), paths::RESOLVE_REVIEW);
    }

    #[test]
    fn a_sum_is_read_as_it_is_shown_and_stays_within_what_is_left() {
        let left = Money::from_kopiykas(125_050);
        assert_eq!(typed_sum(left), "1\u{a0}250,50");
        let read = |typed: &str| {
            let mut draft = Draft::of("/");
            let sum = read_sum(typed, left, &mut draft);
            assert_eq!(sum.is_none(), draft.error(field::AMOUNT).is_some(), "{typed}");
            sum.map(Money::kopiykas)
        };
        assert_eq!(read(&typed_sum(left)), Some(125_050));
        assert_eq!(
            (read("450"), read("0,01"), read("450.5")),
            (Some(45_000), Some(1), Some(45_050))
        );
        for wrong in ["", "0", "1250,51", "-5", "12 50", "сто"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_reason_is_one_line_for_colleagues() {
        let read = |typed: &str| read_reason(typed, &mut Draft::of("/"));
        assert_eq!(read("  не підійшов розмір ").as_deref(), Some("не підійшов розмір"));
        assert_eq!(
            (read("  "), read("два\nрядки"), read(&"ї".repeat(201))),
            (None, None, None)
        );
        assert!(read(&"ї".repeat(200)).is_some());
    }

    #[test]
    fn a_prepared_decision_survives_the_draft() {
        let prepared = Prepared {
            resolution: Resolution::Refund,
            amount: Money::from_kopiykas(30_000),
            left: Money::from_kopiykas(125_050),
            reason: "брак".to_owned(),
            key: "k1".parse().unwrap(),
            ends_review: true,
        };
        let draft = prepared.write(Draft::of("/").with(field::REASON, "брак"));
        assert_eq!(Prepared::read(&draft), Some(prepared));
        assert_eq!(Prepared::read(&Draft::of("/")), None);
    }
}
