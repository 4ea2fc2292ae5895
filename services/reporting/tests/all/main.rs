//! Reporting among the others: over a bus, from their events.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails, with the place where it could not")]

mod hub;
mod parts;
mod uses;
