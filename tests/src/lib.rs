//! What the end-to-end tests stand on: the real parts (`parts`) and patience with a bound (`eventually`).
//!
//! Nothing here imitates a part. A part that cannot be had panics with its name, because a test that cannot
//! run must fail; it is never skipped. This crate knows no service and no domain rule: tests speak to the
//! programs from outside, as citizens, clerks and integrators do; only [`talk`] speaks to the bus itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "everything here runs inside a test, where a panic with a sentence is the report"
)]

pub mod calendar;
pub mod city;
pub mod crowd;
mod eventually;
pub mod integrator;
pub mod log_file;
pub mod parts;
pub mod people;
pub mod platform;
pub mod recount;
pub mod scanner;
pub mod talk;
pub mod view_files;

pub use eventually::eventually;
