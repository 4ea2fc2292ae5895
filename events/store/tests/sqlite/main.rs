//! The embedded engine from outside: what becomes of its files.

#[cfg(test)]
mod backup;
#[cfg(test)]
mod damage;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod index;
#[cfg(test)]
mod model;
#[cfg(test)]
mod upgrade;
#[path = "../work/mod.rs"]
mod work;
