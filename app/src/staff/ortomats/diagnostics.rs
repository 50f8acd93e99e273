//! What a device told of itself lately: the signal as a line, and hours or days as a table.

use super::signal::{self, HEIGHT, Period, Stretch, WIDTH, extremes, line, place, restarts, stretches};
use crate::{
    components::{
        empty_state::EmptyState,
        icon::Glyph,
        table::{Cell, DataTable, Row},
        tabs::{TabItem, Tabs},
    },
    paths,
    texts::staff::ortomats as words,
};
use domain::{
    Timestamp,
    id::{DeviceId, OrtomatId},
};
use engine::fleet::DeviceReport;
use leptos::prelude::*;

/// The reports of one of an ortomat's devices.
#[derive(Clone, Debug)]
pub struct Told {
    pub(super) ortomat: OrtomatId,
    /// All that can be chosen.
    pub(super) devices: Vec<DeviceId>,
    pub(super) device: DeviceId,
    pub(super) period: Period,
    pub(super) now: Timestamp,
    /// The oldest first.
    pub(super) reports: Vec<DeviceReport>,
}

impl Told {
    fn at(&self, device: &DeviceId, period: Period) -> String {
        let period = (period != Period::Day).then_some(period.as_str());
        paths::diagnostics(&self.ortomat, device, period)
    }

    fn device_tabs(&self) -> Vec<TabItem> {
        self.devices
            .iter()
            .map(|device| TabItem {
                href: self.at(device, self.period),
                label: device.to_string(),
                current: *device == self.device,
            })
            .collect()
    }

    fn period_tabs(&self) -> Vec<TabItem> {
        [(Period::Day, words::DAY), (Period::Week, words::WEEK)]
            .map(|(period, label)| TabItem {
                href: self.at(&self.device, period),
                label: label.to_owned(),
                current: period == self.period,
            })
            .to_vec()
    }
}

#[component]
pub fn Diagnostics(told: Told) -> impl IntoView {
    let several = told.devices.len() > 1;
    let nothing = told.reports.is_empty();
    view! {
        <section id=paths::DIAGNOSTICS class="space-y-4">
            <h2 class="text-xl font-semibold">{words::DIAGNOSTICS}</h2>
            {several.then(|| view! { <Tabs label=words::WHOSE items=told.device_tabs() /> })}
            <Tabs label=words::PERIOD items=told.period_tabs() />
            {if nothing {
                view! { <EmptyState title=words::NO_REPORTS text=words::NO_REPORTS_HINT glyph=Glyph::Clock /> }
                    .into_any()
            } else {
                view! { <Reports told=told /> }.into_any()
            }}
        </section>
    }
}

#[component]
fn Reports(told: Told) -> impl IntoView {
    let all = extremes(&told.reports);
    let summary = all
        .weakest
        .zip(all.strongest)
        .map(|(weakest, strongest)| words::chart(weakest, strongest, all.restarts));
    let chart = summary
        .clone()
        .map(|summary| view! { <Chart told=told.clone() summary=summary /> });
    let when = match told.period {
        Period::Day => words::HOUR,
        Period::Week => words::DATE,
    };
    let headers = vec![when, words::AVERAGE, words::WORST, words::UPTIME_THEN, words::RESTARTS];
    let rows = stretches(told.period, &told.reports)
        .into_iter()
        .map(|row| view! { <StretchRow row=row /> })
        .collect::<Vec<_>>();
    view! {
        <p>{summary}</p>
        {chart}
        <DataTable caption=words::DIAGNOSTICS headers=headers>
            {rows}
        </DataTable>
    }
}

/// The scale, whose steps are as far from each other as in the drawing.
const SCALE: [i32; 4] = [-30, -50, -70, -90];
/// From here downward a connection comes and goes.
const WEAK: i32 = -80;

/// The drawing is stretched to the width of the page, so all that is written stands beside it.
#[component]
fn Chart(told: Told, summary: String) -> impl IntoView {
    let Told {
        period, now, reports, ..
    } = told;
    let scale = SCALE
        .map(|rssi| view! { <span>{words::dbm(rssi)}</span> })
        .into_iter()
        .collect::<Vec<_>>();
    let steps: String = SCALE
        .iter()
        .map(|rssi| format!("M0 {}H{WIDTH}", signal::height(*rssi)))
        .collect();
    let marks: String = restarts(&reports)
        .into_iter()
        .map(|at| format!("M{} 0V{HEIGHT}", place(at, now, period)))
        .collect();
    let restarted = !marks.is_empty();
    let weak = signal::height(WEAK);
    let begin = now.before(period.length()).kyiv();
    view! {
        <figure class="space-y-2 rounded-2xl border border-line bg-surface-raised p-4">
            <div class="flex gap-3">
                <div
                    aria-hidden="true"
                    class="flex shrink-0 flex-col justify-between text-right text-xs leading-3 tabular-nums text-ink-muted"
                >
                    {scale}
                </div>
                <div class="h-40 min-w-0 grow py-1.5">
                    <svg
                        viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                        preserveAspectRatio="none"
                        role="img"
                        aria-label=summary
                        class="signal block h-full w-full"
                    >
                        <rect class="text-warn-soft" y=weak width=WIDTH height=HEIGHT - weak fill="currentColor" />
                        <path class="text-line" d=steps />
                        <path class="text-warn" d=marks stroke-dasharray="4 4" />
                        <path class="text-accent" d=line(period, now, &reports) stroke-width="2.5" />
                    </svg>
                </div>
            </div>
            <div
                aria-hidden="true"
                class="flex justify-between gap-4 text-xs tabular-nums text-ink-muted"
            >
                <span>{begin}</span>
                <span>{words::NOW}</span>
            </div>
            <figcaption class="text-sm text-ink-muted">
                <p>{words::WEAK_ZONE}</p>
                {restarted.then(|| view! { <p>{words::RESTART_MARKS}</p> })}
            </figcaption>
        </figure>
    }
}

#[component]
fn StretchRow(row: Stretch) -> impl IntoView {
    let uptime = row.uptime_ms.map(words::uptime);
    let uptime = uptime.unwrap_or_else(|| words::NOT_TOLD.to_owned());
    let average = row.average.map(words::signal);
    let average = average.unwrap_or_else(|| words::NOT_TOLD.to_owned());
    let weakest = row.weakest.map(words::dbm);
    let weakest = weakest.unwrap_or_else(|| words::NOT_TOLD.to_owned());
    view! {
        <Row>
            <Cell heading=true>
                <span class="tabular-nums">{row.label}</span>
            </Cell>
            <Cell label=words::AVERAGE numeric=true>
                {average}
            </Cell>
            <Cell label=words::WORST numeric=true>
                {weakest}
            </Cell>
            <Cell label=words::UPTIME_THEN numeric=true>
                {uptime}
            </Cell>
            <Cell label=words::RESTARTS numeric=true>
                {row.restarts}
            </Cell>
        </Row>
    }
}
