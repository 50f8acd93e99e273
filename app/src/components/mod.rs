//! The small parts that every page is made of.

pub mod button;
pub mod cell_tile;
pub mod disclosure;
pub mod facts;
pub mod field;
pub mod icon;
pub mod notice;
pub mod picture;
