//! The small parts that every page is made of. Only islands are downloaded; the server draws the rest.

#[cfg(any(feature = "ssr", feature = "staff"))]
pub mod live_island;
#[cfg(any(feature = "ssr", feature = "staff"))]
pub mod phone_mask_island;

#[cfg(feature = "ssr")]
pub mod back_link;
#[cfg(feature = "ssr")]
pub mod badge;
#[cfg(feature = "ssr")]
pub mod button;
#[cfg(feature = "ssr")]
pub mod cell_tile;
#[cfg(feature = "ssr")]
pub mod checkbox;
#[cfg(feature = "ssr")]
pub mod copy_text;
#[cfg(feature = "ssr")]
pub mod dialog;
#[cfg(feature = "ssr")]
pub mod disclosure;
#[cfg(feature = "ssr")]
pub mod empty_state;
#[cfg(feature = "ssr")]
pub mod error_summary;
#[cfg(feature = "ssr")]
pub mod facts;
#[cfg(feature = "ssr")]
pub mod field;
#[cfg(feature = "ssr")]
pub mod file_field;
#[cfg(feature = "ssr")]
pub mod fill_bar;
#[cfg(feature = "ssr")]
pub mod icon;
#[cfg(feature = "ssr")]
pub mod notice;
#[cfg(feature = "ssr")]
pub mod page_turner;
#[cfg(feature = "ssr")]
pub mod pagination;
#[cfg(feature = "ssr")]
pub mod picture;
#[cfg(feature = "ssr")]
pub mod qr_code;
#[cfg(feature = "ssr")]
pub mod radio;
#[cfg(feature = "ssr")]
pub mod table;
#[cfg(feature = "ssr")]
pub mod tabs;
#[cfg(feature = "ssr")]
pub mod text_area;
#[cfg(feature = "ssr")]
pub mod toast;
