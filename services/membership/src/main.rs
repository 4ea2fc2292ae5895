//! Membership as a program of its own.

fn main() -> std::process::ExitCode {
    nanum_runtime::program::service("nanum-membership", nanum_membership::start)
}
