//! Lending as a program of its own.

fn main() -> std::process::ExitCode {
    nanum_runtime::program::service("nanum-lending", nanum_lending::start)
}
