//! The pages of those who sign in. All of them work without JavaScript; what a form could not accept comes back in a
//! [`crate::draft::Draft`].

pub mod account_page;
pub mod admin_page;
pub mod backups;
pub mod cells;
pub mod code_page;
pub mod courier;
pub mod courier_form_page;
pub mod doctor_form_page;
pub mod doctor_page;
pub mod figures;
pub mod first_admin_page;
pub mod forbidden_page;
pub mod forms;
pub mod frame;
pub mod login_page;
pub mod logs;
pub mod ortomats;
pub mod password_pages;
pub mod payments;
pub mod person_fields;
pub mod products;
pub mod second_factor_page;
pub mod settings_page;
pub mod users_page;
