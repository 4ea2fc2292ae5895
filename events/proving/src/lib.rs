//! The guarantees of the event core as checks that can be run: against the core as it is they hold, and against one with a
//! planted bug those that name it must not.
//!
//! They use the core as any service does, through one small service of their own ([`hall`]), and look at its files from
//! outside. Nothing that is shipped knows this crate.

mod checks;
pub mod hall;
mod place;

pub use checks::Guarantee;

/// A guarantee that does not hold, with what was seen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(String);

impl Broken {
    /// Something could not be tried at all, which is no proof that it holds.
    fn cannot(what: &str, cause: impl std::fmt::Display) -> Self {
        Self(format!("{what}: {cause}"))
    }
}

/// Refuses what is not so.
fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken(otherwise())) }
}
