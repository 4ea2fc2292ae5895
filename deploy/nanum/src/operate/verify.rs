//! `nanum verify`: whether what is stored is what was written.

use std::process::ExitCode;

use clap::Subcommand;
use nanum_runtime::{
    config::{ConfigFaults, Settings},
    program,
};

use super::{verify_log, verify_store};

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// Read the logs of a data folder, which may be in use: the chain of hashes, density, revisions, snapshots
    Log {
        /// Only this service's
        #[arg(long, value_name = "NAME")]
        service: Option<String>,
    },
    /// Run the suite that every event store must pass against a real one
    Store(verify_store::Arguments),
}

/// `nanum verify`.
pub(crate) fn main(what: What, settings: impl FnOnce() -> Result<Settings, ConfigFaults>) -> ExitCode {
    match what {
        What::Log { service } => match settings() {
            Ok(settings) => verify_log::main(&settings, service.as_deref()),
            Err(faults) => program::failed(&faults.into()),
        },
        What::Store(arguments) => verify_store::main(&arguments),
    }
}
