//! How many of each day's orders were paid and how many of the paid ones opened, as two lines.
//!
//! The lines differ by their marks and strokes too, so that colour is not the only sign. A day without orders has no mark.

use super::chart::{Chart, ChartTable, Days, Scale};
use crate::texts::staff::figures as words;
use domain::Day;
use engine::figures::DayFigures;
use leptos::prelude::*;

const SCALE: Scale = Scale::PER_CENT;
/// Half the width of a mark, in pixels.
const MARK: i64 = 3;

/// A day's value in a line: the share in per cent, and of what it is one.
struct Point {
    place: i64,
    day: Day,
    share: i64,
    part: i64,
    whole: i64,
}

/// One of the two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Paid,
    Opened,
}

impl Line {
    const fn name(self) -> &'static str {
        match self {
            Self::Paid => words::PAID_SHARE,
            Self::Opened => words::OPENED_SHARE,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Paid => "chart-paid",
            Self::Opened => "chart-opened",
        }
    }

    fn points(self, days: &[DayFigures]) -> Vec<Point> {
        (0_i64..)
            .zip(days)
            .filter_map(|(place, day)| {
                let (share, part, whole) = match self {
                    Self::Paid => (day.payment_success()?, day.paid, day.placed),
                    Self::Opened => (day.opening_success()?, day.opened, day.paid),
                };
                Some(Point {
                    place,
                    day: day.day,
                    share,
                    part,
                    whole,
                })
            })
            .collect()
    }
}

#[component]
pub fn SuccessChart(days: Vec<DayFigures>) -> impl IntoView {
    let sum = |value: fn(&DayFigures) -> i64| days.iter().map(value).sum::<i64>();
    let in_words = words::success_in_words(sum(|day| day.placed), sum(|day| day.paid), sum(|day| day.opened));
    let places = Days::new(days.len());
    let lines = [Line::Paid, Line::Opened].map(|line| drawn(line, &line.points(&days), places));
    let rows = days
        .iter()
        .map(|day| {
            let values = vec![
                words::number(day.placed),
                words::part(day.paid, day.payment_success()),
                words::part(day.opened, day.opening_success()),
            ];
            (day.day, values)
        })
        .collect();
    let dates = days.iter().map(|day| day.day).collect();
    view! {
        <section class="min-w-0 space-y-4 rounded-2xl border border-line bg-surface-raised p-4 sm:p-5">
            <div class="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
                <h2 class="text-lg font-semibold">{words::SUCCESS_CHART}</h2>
                <ul class="flex gap-5 text-sm">
                    <Legend line=Line::Paid />
                    <Legend line=Line::Opened />
                </ul>
            </div>
            <Chart words=in_words unit="%" scale=SCALE days=dates written=words::number>
                {Vec::from(lines)}
            </Chart>
            <p class="text-sm text-ink-muted">{words::SUCCESS_HINT}</p>
            <ChartTable
                caption=words::SUCCESS_CHART
                headers=vec![words::DATE, words::PLACED, words::PAID, words::OPENED]
                rows=rows
            />
        </section>
    }
}

#[component]
fn Legend(line: Line) -> impl IntoView {
    view! {
        <li class="flex items-center gap-2">
            <svg class="chart h-3 w-8" viewBox="0 0 32 12" aria-hidden="true">
                <g class=line.class()>
                    <line x1="0" x2="32" y1="6" y2="6" />
                    {mark(line, "16", 6)}
                </g>
            </svg>
            {line.name()}
        </li>
    }
}

fn drawn(line: Line, points: &[Point], places: Days) -> AnyView {
    let strokes = points
        .iter()
        .zip(points.iter().skip(1))
        .map(|(from, to)| {
            view! {
                <line
                    x1=places.middle(from.place)
                    y1=SCALE.height_of(from.share).to_string()
                    x2=places.middle(to.place)
                    y2=SCALE.height_of(to.share).to_string()
                />
            }
        })
        .collect::<Vec<_>>();
    let marks = points
        .iter()
        .map(|point| {
            let said = words::day_share(line.name(), point.day, point.share, point.part, point.whole);
            view! {
                <g>
                    <title>{said}</title>
                    {mark(line, &places.middle(point.place), SCALE.height_of(point.share))}
                </g>
            }
        })
        .collect::<Vec<_>>();
    view! { <g class=line.class()>{strokes} {marks}</g> }.into_any()
}

/// A dot, or a short upright stroke: a square cannot be centred on a part of the width.
fn mark(line: Line, x: &str, y: i64) -> AnyView {
    let x = x.to_owned();
    match line {
        Line::Paid => view! { <circle cx=x cy=y.to_string() r=MARK.to_string() /> }.into_any(),
        Line::Opened => view! {
            <line
                x1=x.clone()
                x2=x
                y1=(y - MARK - 1).to_string()
                y2=(y + MARK + 1).to_string()
                class="chart-tick"
            />
        }
        .into_any(),
    }
}
