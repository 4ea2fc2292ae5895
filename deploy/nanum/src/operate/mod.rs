//! What an operator does beside running the programs. Each command asks the administrative port of a running program;
//! none touches its files.

pub(crate) mod parked;
mod port;
mod table;
pub(crate) mod views;
