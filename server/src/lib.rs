//! The Ortomat process: pages, REST, the bank's webhooks, the wire to the devices, and the command line.
//!
//! This crate decides nothing. It turns requests into calls of the [`engine`] and its answers into responses.

pub mod auth;
mod backups;
pub mod cli;
pub mod config;
mod content_policy;
#[cfg(feature = "sandbox")]
mod development;
mod gateway;
mod health;
mod layers;
mod live;
mod pages;
mod pictures;
mod rest;
mod router;
mod serve;
mod tables;
mod telemetry;
mod unread_body;
mod uploads;

pub use serve::{Running, start};
