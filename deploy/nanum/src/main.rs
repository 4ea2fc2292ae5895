//! `nanum`: the all-in-one and the operator's command line.

mod bench;
mod cli;
mod demo;
mod import;
mod operate;
mod serve;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
