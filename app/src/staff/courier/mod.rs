//! A courier's pages: what to take along, one ortomat, and the round at it, one cell after the other. They are read
//! standing, on a small phone, in one hand; the next step is always the button at the bottom.

pub mod cell_map;
pub mod end;
pub mod fault_page;
pub mod home_page;
pub mod ortomat_page;
pub mod parts;
pub mod round_page;
pub mod step;
pub mod step_view;
pub mod waiting;
