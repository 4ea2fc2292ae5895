//! The command line: what can be asked, and which settings an argument stands for.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Parser, Subcommand};
use nanum_runtime::{
    config::{self, Settings},
    program,
};

use crate::{bench, demo, import, operate, serve, terminal};

#[derive(Debug, Parser)]
#[command(
    name = "nanum",
    version,
    about = "Nanum (나눔, \"sharing\"): the platform on which cities share what they own",
    after_help = "Without a command: `nanum serve --demo`."
)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    common: Common,
}

#[derive(Debug, Clone, Default, Args)]
struct Common {
    /// File of settings that differ from the reference
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder of logs and views
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run gateway and all services in one process
    Serve {
        /// Bring an identity provider for trying things out, and load the demonstration network on first start
        #[arg(long)]
        demo: bool,
    },
    /// Load tenants with their sites, resources, titles and members from files; all of them or nothing
    Import {
        /// TOML files, or folders of them
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Only say whether the files are good
        #[arg(long)]
        check: bool,
    },
    /// Copy the logs of a data folder, which may be in use, into a new folder
    Backup {
        /// The folder to make
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
        /// The folder to make for the keys of persons: another place, whose copies expire
        #[arg(long, value_name = "FOLDER")]
        keys_to: Option<PathBuf>,
    },
    /// Make a new data folder of a backup, after its logs have been verified
    Restore {
        /// The folder that `backup` made
        #[arg(long, value_name = "FOLDER")]
        from: PathBuf,
        /// The folder that `backup` made for the keys; without them no personal data opens
        #[arg(long, value_name = "FOLDER")]
        keys_from: Option<PathBuf>,
    },
    /// Check what is stored
    #[command(subcommand)]
    Verify(operate::verify::What),
    /// Look at the views and other followers of a running program, or build a view anew
    Views(operate::views::Arguments),
    /// Look at events that a running program could not process, and put them right
    Parked(operate::parked::Arguments),
    /// Print every setting with its default and meaning
    Config,
    /// Measure this machine: appends, replay, views, the relay, reservations over HTTP, memory
    Bench(bench::BenchArguments),
    /// A part of `nanum bench` in a process of its own
    #[command(hide = true, subcommand)]
    BenchPart(bench::helper::Helper),
}

pub(crate) fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => return program::wrong_usage(&usage),
    };
    let common = arguments.common;
    match arguments.command.unwrap_or(Command::Serve { demo: true }) {
        Command::Serve { demo: false } => {
            with_settings(&common, &[], |settings| serve::all_in_one(settings, false))
        }
        Command::Serve { demo: true } => {
            let overrides = demo::settings(common.data.as_deref());
            with_settings(&common, &overrides, |settings| serve::all_in_one(settings, true))
        }
        Command::Import { paths, check } => import::main(&paths, check, || settings(&common, &[])),
        Command::Backup { to, keys_to } => with_settings(&common, &[], |settings| {
            operate::backup::back_up(&settings, &to, keys_to.as_deref())
        }),
        Command::Restore { from, keys_from } => with_settings(&common, &[], |settings| {
            operate::backup::restore(&settings, &from, keys_from.as_deref())
        }),
        Command::Verify(what) => operate::verify::main(what, || settings(&common, &[])),
        Command::Views(arguments) => operate::views::main(&arguments, || settings(&common, &[])),
        Command::Parked(arguments) => operate::parked::main(&arguments, || settings(&common, &[])),
        Command::Config => {
            terminal::line(config::REFERENCE.trim_end());
            ExitCode::SUCCESS
        }
        Command::Bench(arguments) => bench::main(&arguments),
        Command::BenchPart(part) => bench::helper::main(part),
    }
}

fn with_settings(
    common: &Common,
    overrides: &[(&str, String)],
    run: impl FnOnce(Settings) -> ExitCode,
) -> ExitCode {
    match settings(common, overrides) {
        Ok(settings) => run(settings),
        Err(faults) => program::failed(&faults.into()),
    }
}

fn settings(common: &Common, overrides: &[(&str, String)]) -> Result<Settings, config::ConfigFaults> {
    let mut overrides = overrides.to_vec();
    if let Some(folder) = &common.data {
        overrides.push(("data.folder", folder.display().to_string()));
    }
    Settings::load_with(common.config.as_deref(), &overrides)
}
