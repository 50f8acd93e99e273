//! A table of many things that becomes a list of cards on a phone.
//!
//! What it looks like is in `style/base.css`, once for the table and not once more for every cell. Its roles are
//! written down, because browsers forget them as soon as a row is drawn as a card.

use leptos::prelude::*;

/// The table. Its children are [`Row`]s with one [`Cell`] for each header; the caption is read out only.
#[component]
pub fn DataTable(
    #[prop(into)] caption: String,
    headers: Vec<&'static str>,
    /// The headers above [`Cell`]s that are sums.
    #[prop(optional)]
    sums: &'static [&'static str],
    children: Children,
) -> impl IntoView {
    let headers = headers
        .into_iter()
        .map(|header| {
            let class = sums.contains(&header).then_some("md:text-right");
            view! {
                <th role="columnheader" scope="col" class=class>
                    {header}
                </th>
            }
        })
        .collect::<Vec<_>>();
    view! {
        <div class="relative md:overflow-x-auto md:rounded-2xl md:border md:border-line md:bg-surface-raised">
            <table role="table" class="data-table">
                <caption class="sr-only">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">{headers}</tr>
                </thead>
                <tbody role="rowgroup">{children()}</tbody>
            </table>
        </div>
    }
}

/// One thing of the table.
#[component]
pub fn Row(children: Children) -> impl IntoView {
    view! { <tr role="row">{children()}</tr> }
}

/// One value. On a phone its label stands before it; without one it has the card's whole width, as actions want.
#[component]
pub fn Cell(
    #[prop(optional)] label: Option<&'static str>,
    /// What the row is called: the title of its card.
    #[prop(optional)]
    heading: bool,
    /// Digits below digits, on one line.
    #[prop(optional)]
    numeric: bool,
    /// An amount of money: digits below digits, on one line, to the right.
    #[prop(optional)]
    sum: bool,
    children: Children,
) -> impl IntoView {
    let children = children();
    if heading {
        return view! {
            <th role="rowheader" scope="row">
                {children}
            </th>
        }
        .into_any();
    }
    let class = match (sum, numeric) {
        (true, _) => Some("whitespace-nowrap tabular-nums md:text-right"),
        (false, true) => Some("whitespace-nowrap tabular-nums"),
        (false, false) => None,
    };
    view! {
        <td role="cell" data-label=label>
            <div class=class>{children}</div>
        </td>
    }
    .into_any()
}
