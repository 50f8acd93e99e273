//! The tables, one file each. Columns are plain text and numbers; [`crate::rows`] turns them into the domain's
//! types, so that a row which breaks a rule is an error and not a guess.

pub mod access_token;
pub mod activity_log;
pub mod cell;
pub mod command;
pub mod courier_ortomat;
pub mod device;
pub mod device_report;
pub mod doctor_ortomat;
pub mod known_browser;
pub mod login_throttle;
pub mod one_time_link;
pub mod order_decision;
pub mod ortomat;
pub mod payment;
pub mod payment_event;
pub mod product;
pub mod purchase_terms_version;
pub mod recovery_code;
pub mod refund;
pub mod restore;
pub mod reward;
pub mod sale;
pub mod scheduled_backup;
pub mod session;
pub mod settings;
pub mod user;
