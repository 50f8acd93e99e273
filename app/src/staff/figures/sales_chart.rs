//! What was sold on each of the last days, as bars.

use super::chart::{Chart, ChartTable, Days, Scale};
use crate::texts::staff::figures as words;
use engine::figures::{DayFigures, Sold};
use leptos::prelude::*;

#[component]
pub fn SalesChart(
    days: Vec<DayFigures>,
    /// All days together.
    total: Sold,
) -> impl IntoView {
    let best = days
        .iter()
        .max_by_key(|day| day.sold.sales)
        .filter(|day| day.sold.sales > 0);
    let scale = Scale::up_to(best.map_or(0, |day| day.sold.sales));
    let best = best.map(|day| (day.day, day.sold.sales));
    let in_words = days
        .first()
        .zip(days.last())
        .map(|(first, last)| words::sales_in_words(first.day, last.day, total.sales, total.revenue, best));
    let places = Days::new(days.len());
    let bars = (0_i64..)
        .zip(&days)
        .filter(|(_, day)| day.sold.sales > 0)
        .map(|(place, day)| {
            let (x, width) = places.bar(place);
            let y = scale.height_of(day.sold.sales);
            view! {
                <rect
                    x=x
                    width=width
                    y=y.to_string()
                    height=(scale.ground() - y).to_string()
                    rx="2"
                    class="chart-bar"
                >
                    <title>{words::day_sold(day.day, day.sold.sales, day.sold.revenue)}</title>
                </rect>
            }
        })
        .collect::<Vec<_>>();
    let dates = days.iter().map(|day| day.day).collect();
    let rows = days
        .iter()
        .map(|day| {
            (
                day.day,
                vec![words::number(day.sold.sales), day.sold.revenue.to_string()],
            )
        })
        .collect();
    view! {
        <section class="min-w-0 space-y-4 rounded-2xl border border-line bg-surface-raised p-4 sm:p-5">
            <h2 class="text-lg font-semibold">{words::SALES_CHART}</h2>
            <Chart
                words=in_words.unwrap_or_default()
                unit=words::SOLD
                scale=scale
                days=dates
                written=words::number
            >
                {bars}
            </Chart>
            <ChartTable
                caption=words::SALES_CHART
                headers=vec![words::DATE, words::SOLD, words::REVENUE]
                rows=rows
            />
        </section>
    }
}
