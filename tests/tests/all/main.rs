//! All tests of this crate in one binary: one module a subject.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "everything here runs inside a test, where a panic with a sentence is the report"
)]

mod arrows;
mod backup;
mod booking;
mod bus;
mod cluster;
mod erasure;
mod full_disk;
mod killed;
mod operation;
mod parts;
mod portal;
mod rivals;
mod story;
mod walk;
