//! The program of the service Reporting.

fn main() -> std::process::ExitCode {
    nanum_runtime::program::service("nanum-reporting", nanum_reporting::start)
}
