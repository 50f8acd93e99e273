//! The process from outside: real HTTP, real sockets, the sandbox bank and devices, real kills.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod support;

mod access;
mod backup_rest;
mod cli;
mod courier;
mod crash;
mod fleet_rest;
mod gateway;
mod killed_restore;
mod live;
mod pages;
mod purchase;
mod rest;
mod staff_rest;
mod tidy;
mod uploads;
mod webhook;
