//! The parts of the administrator's first page: figures that lead to lists, charts with their tables, and the best.

pub mod best;
pub mod chart;
pub mod sales_chart;
pub mod success_chart;
pub mod tiles;
