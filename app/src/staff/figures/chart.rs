//! What both charts are drawn on: an axis of days, an axis of values, and the table that says the same in numbers.
//!
//! Places along the days are parts of the width and heights are pixels, so a chart fills a phone as well as a desk and its
//! letters stay as large as the page's.

use crate::{components::disclosure::Disclosure, texts::staff::figures as words};
use domain::Day;
use leptos::prelude::*;

/// Pixels.
const HEIGHT: i64 = 208;
const TOP: i64 = 28;
const BOTTOM: i64 = 176;
const LINE_OF_DATES: i64 = 198;
const LINE_OF_UNIT: i64 = 12;

/// Hundredths of a per cent of the width; left of it stand the values, right of it half a date.
const LEFT: i64 = 1_300;
const RIGHT: i64 = 9_600;
const BESIDE_THE_AXIS: i64 = 200;

/// Every so many days have their date below them, counted from the last one.
const DATED: usize = 7;

/// The values of the upright axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    step: i64,
    top: i64,
}

impl Scale {
    pub const PER_CENT: Self = Self { step: 25, top: 100 };

    /// From zero to at least `most`, with five marks or fewer at round numbers.
    #[must_use]
    pub fn up_to(most: i64) -> Self {
        let mut step = 1_i64;
        let mut factors = [2, 5, 10].iter().cycle();
        let mut decade = 1_i64;
        while step.saturating_mul(4) < most {
            let factor = factors.next().copied().unwrap_or(10);
            step = decade.saturating_mul(factor);
            if factor == 10 {
                decade = step;
            }
        }
        let marks = most.max(1).saturating_add(step - 1) / step;
        Self {
            step,
            top: marks.saturating_mul(step),
        }
    }

    fn marks(self) -> impl Iterator<Item = i64> {
        (0..=self.top / self.step).map(move |mark| mark * self.step)
    }

    /// How far from the upper edge, in pixels.
    #[must_use]
    pub fn height_of(self, value: i64) -> i64 {
        BOTTOM - (BOTTOM - TOP) * value.clamp(0, self.top) / self.top
    }

    /// Where values are zero, in pixels from the upper edge.
    #[must_use]
    pub const fn ground(self) -> i64 {
        BOTTOM
    }
}

/// Where the days stand, in hundredths of a per cent of the width.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    count: i64,
}

impl Days {
    #[must_use]
    pub fn new(count: usize) -> Self {
        Self {
            count: i64::try_from(count).unwrap_or(1).max(1),
        }
    }

    const fn edge(self, day: i64) -> i64 {
        LEFT + (RIGHT - LEFT) * day / self.count
    }

    /// The middle of a day, as an attribute.
    #[must_use]
    pub fn middle(self, day: i64) -> String {
        per_cent(i64::midpoint(self.edge(day), self.edge(day + 1)))
    }

    /// Where a day's bar begins and how wide it is, as attributes. A third of the day is the gap to the next.
    #[must_use]
    pub fn bar(self, day: i64) -> (String, String) {
        let width = self.edge(day + 1) - self.edge(day);
        (per_cent(self.edge(day) + width / 6), per_cent(width * 2 / 3))
    }
}

fn per_cent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The chart with its axes; the children are drawn on it. `words` say what it shows to whoever does not see it, and
/// `unit` what the values are.
#[component]
pub fn Chart(
    words: String,
    unit: &'static str,
    scale: Scale,
    days: Vec<Day>,
    /// How a value of the upright axis is written.
    written: fn(i64) -> String,
    children: Children,
) -> impl IntoView {
    let marks = scale
        .marks()
        .map(|mark| {
            let y = scale.height_of(mark).to_string();
            view! {
                <line x1=per_cent(LEFT) x2=per_cent(RIGHT) y1=y.clone() y2=y.clone() class="chart-line" />
                <text x=per_cent(LEFT - BESIDE_THE_AXIS) y=y dy="0.35em" text-anchor="end">
                    {written(mark)}
                </text>
            }
        })
        .collect::<Vec<_>>();
    let places = Days::new(days.len());
    let dates = (0_i64..)
        .zip(days.iter().zip((0..days.len()).rev()))
        .filter(|(_, (_, ago))| ago % DATED == 0)
        .map(|(day, (date, _))| {
            view! {
                <text x=places.middle(day) y=LINE_OF_DATES.to_string() text-anchor="middle">
                    {words::short(*date)}
                </text>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <svg role="img" aria-label=words class="chart" width="100%" height=HEIGHT.to_string()>
            <text x="0" y=LINE_OF_UNIT.to_string()>
                {unit}
            </text>
            {marks}
            {dates}
            {children()}
        </svg>
    }
}

/// The same days in numbers, the last one first.
#[component]
pub fn ChartTable(
    caption: &'static str,
    headers: Vec<&'static str>,
    /// The date and its values.
    rows: Vec<(Day, Vec<String>)>,
) -> impl IntoView {
    let headers = headers
        .into_iter()
        .map(|header| view! { <th scope="col">{header}</th> })
        .collect::<Vec<_>>();
    let rows = rows
        .into_iter()
        .rev()
        .map(|(day, values)| {
            let values = values
                .into_iter()
                .map(|value| view! { <td>{value}</td> })
                .collect::<Vec<_>>();
            view! {
                <tr>
                    <th scope="row">{day.kyiv()}</th>
                    {values}
                </tr>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <Disclosure title=words::TABLE>
            <div class="relative overflow-x-auto" role="region" aria-label=caption tabindex="0">
                <table class="chart-table">
                    <caption class="sr-only">{caption}</caption>
                    <thead>
                        <tr>{headers}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </Disclosure>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_are_few_and_round_and_hold_everything() {
        let marks = |most| Scale::up_to(most).marks().collect::<Vec<_>>();
        assert_eq!(marks(0), [0, 1]);
        assert_eq!(marks(1), [0, 1]);
        assert_eq!(marks(4), [0, 1, 2, 3, 4]);
        assert_eq!(marks(5), [0, 2, 4, 6]);
        assert_eq!(marks(9), [0, 5, 10]);
        assert_eq!(marks(33), [0, 10, 20, 30, 40]);
        assert_eq!(marks(41), [0, 20, 40, 60]);
        assert_eq!(marks(1_000), [0, 500, 1_000]);
        for most in 0..5_000 {
            let scale = Scale::up_to(most);
            assert!(scale.top >= most && scale.marks().count() <= 5, "{most}: {scale:?}");
        }
    }

    #[test]
    fn more_is_higher_and_nothing_leaves_the_chart() {
        let scale = Scale::up_to(10);
        assert_eq!((scale.height_of(0), scale.height_of(10)), (BOTTOM, TOP));
        assert!(scale.height_of(7) < scale.height_of(6));
        assert_eq!((scale.height_of(-3), scale.height_of(99)), (BOTTOM, TOP));
        let days = Days::new(30);
        assert_eq!(days.bar(0), ("13.46%".to_owned(), "1.84%".to_owned()));
        assert_eq!(days.middle(29), "94.61%");
    }
}
