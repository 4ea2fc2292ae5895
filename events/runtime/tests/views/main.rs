//! Views over real logs and files: what they do with an event they cannot take, how they are built anew, and what an
//! operator sees of it.
#![allow(clippy::unwrap_used, reason = "everything here runs inside a test")]

mod building;
mod disk;
mod keeping_up;
mod notebook;
mod of_others;
mod parking;
