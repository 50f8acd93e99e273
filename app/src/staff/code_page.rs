//! `/login/code`: the second half of signing in, for those who have a second factor.

use super::login_page::Card;
use crate::{
    components::{
        button::{ButtonLink, Look, SubmitButton},
        error_summary::ErrorSummary,
        field::TextField,
    },
    customer::frame::{customer_page, redirected},
    draft::Draft,
    error::ApiError,
    page::{Address, engine},
    paths,
    texts::staff::account as words,
    visitor::{self, failed},
};
use domain::Timestamp;
use engine::{Engine, staff::HalfSignedIn};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::time::Duration;

const AWAITING_CODE: &str = "awaiting_code";
/// How long a right password waits for its code.
const PATIENCE: Duration = Duration::from_secs(10 * 60);

/// Somebody whose password was right, and whose code is still to come. The session keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AwaitingCode {
    pub(super) half: HalfSignedIn,
    pub(super) remember: bool,
    pub(super) next: Option<String>,
    until: Timestamp,
}

impl AwaitingCode {
    pub(super) fn new(engine: &Engine, half: HalfSignedIn, remember: bool, next: Option<String>) -> Self {
        Self {
            half,
            remember,
            next,
            until: engine.now().after(PATIENCE),
        }
    }

    pub(super) async fn keep(&self) -> Result<(), ApiError> {
        visitor::session()?.insert(AWAITING_CODE, self).await.map_err(failed)
    }

    /// Whom this session waits for, unless it took too long.
    pub(super) async fn current(engine: &Engine) -> Result<Option<Self>, ApiError> {
        let waiting: Option<Self> = visitor::session()?.get(AWAITING_CODE).await.map_err(failed)?;
        Ok(waiting.filter(|waiting| waiting.until > engine.now()))
    }
}

#[component]
pub fn CodePage() -> impl IntoView {
    let problem = Address::problem();
    customer_page(async move {
        if AwaitingCode::current(&engine()?).await?.is_none() {
            return Ok(redirected(paths::LOGIN));
        }
        let draft = Draft::take(paths::LOGIN_CODE).await?.unwrap_or_default();
        Ok(view! {
            <Card title=words::CODE_TITLE problem=problem>
                <p>{words::CODE_LEAD}</p>
                <form method="post" action=paths::CONFIRM_CODE class="space-y-6">
                    <ErrorSummary errors=draft.errors() />
                    // Not a field of digits: recovery codes have letters.
                    <TextField
                        name="code"
                        label=words::CODE
                        hint=words::CODE_HINT
                        error=draft.error("code")
                        autocomplete="one-time-code"
                        autofocus=!draft.has_errors()
                        required=true
                        maxlength=20
                    />
                    <div class="grid">
                        <SubmitButton look=Look::Primary>{words::CONFIRM}</SubmitButton>
                    </div>
                </form>
                <ButtonLink look=Look::Quiet href=paths::LOGIN>
                    {words::OTHER_ACCOUNT}
                </ButtonLink>
            </Card>
        }
        .into_any())
    })
}
