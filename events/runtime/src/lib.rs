//! The shell around a pure domain: load, decide, append; views, reactions, the outbox; requests and their answers;
//! clock, ids, configuration, telemetry and the start and end of a program.
//!
//! A service is its domain, its views and its use cases; everything on this page is the same for all of them.

pub mod admin;
pub mod aggregate;
mod answers;
mod asker;
pub mod background;
pub mod claims;
pub mod client;
pub mod clock;
pub mod config;
pub mod cursor;
mod deadlines;
pub mod followers;
pub mod health;
pub mod ids;
pub mod log;
pub mod outbox;
mod parked;
pub mod persons;
#[cfg(feature = "planted-bugs")]
pub mod planted;
pub mod process;
pub mod program;
pub mod reaction;
mod rest;
pub mod rows;
pub mod sealed;
pub mod service;
pub mod settlement;
pub mod shutdown;
pub mod snapshot;
mod sqlite;
mod steps;
pub mod telemetry;
mod turns;
pub mod view;

pub use aggregate::{Aggregates, Decider, Executed};
pub use asker::{asker_is_gone, given_up};
pub use client::{Call, Client};
pub use followers::{Follower, Followers};
pub use nanum_store::Recorded;
pub use outbox::Public;
pub use service::{Asked, Cause, Service, Shell, StartError};
pub use shutdown::Shutdown;
pub use snapshot::SnapshotForm;
pub use view::{Projection, View};
