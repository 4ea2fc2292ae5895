//! What an operator does beside running the programs. `views` and `parked` ask the administrative port of a running
//! program; `backup`, `restore` and `verify` work on the data folder, which may be in use.

pub(crate) mod backup;
pub(crate) mod parked;
mod port;
mod snapshots;
mod table;
pub(crate) mod verify;
mod verify_log;
mod verify_store;
pub(crate) mod views;

#[cfg(test)]
mod tests;

use nanum_contracts::{booking, lending, membership, notification, reporting};

/// The log in the folder of a service.
const LOG_FILE: &str = "log.sqlite";

/// The services, those first whose events follow from others' events: copied in this order, no copy of a log holds an
/// effect without its cause.
const EFFECTS_FIRST: [&str; 5] =
    [notification::SERVICE, reporting::SERVICE, lending::SERVICE, booking::SERVICE, membership::SERVICE];
