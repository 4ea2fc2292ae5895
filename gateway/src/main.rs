//! The gateway as a program of its own.

fn main() -> std::process::ExitCode {
    nanum_runtime::program::service("nanum-gateway", nanum_gateway::start)
}
