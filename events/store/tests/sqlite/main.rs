//! The embedded engine from outside: what becomes of its files.

mod backup;
mod damage;
mod desk;
mod faults;
mod index;
mod model;
mod upgrade;
#[path = "../work/mod.rs"]
mod work;
