//! `/admin/ortomats`: the fleet as administrators run it.

pub mod device_list;
pub mod diagnostics;
pub mod edit_page;
pub mod label_page;
pub mod list_page;
pub mod new_page;
pub mod ortomat_form;
pub mod presence;

mod signal;
