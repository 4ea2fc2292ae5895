//! Booking as a program of its own.

fn main() -> std::process::ExitCode {
    nanum_runtime::program::service("nanum-booking", nanum_booking::start)
}
