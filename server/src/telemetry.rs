//! Logs: one line an event, with fields. Never a phone number, a token, a body or an order's link.

use crate::config::LogFormat;
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

const USUAL: &str = "info,sqlx=warn,sea_orm_migration=warn,hyper=warn";

/// Starts logging to standard error; `RUST_LOG` refines what is told.
pub(crate) fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    let registry = tracing_subscriber::registry().with(filter);
    let lines = fmt::layer().with_writer(std::io::stderr);
    // A second start, as in tests, keeps the first one's logging.
    let _already_started = match format {
        LogFormat::Text => registry.with(lines.compact()).try_init(),
        LogFormat::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    };
}
